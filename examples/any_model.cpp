#include "any_model.hpp"

template class ganymede::AnyOf<ganymede::Gpt2<>, ganymede::Llama<>, ganymede::LstmModel<>>;
template class ganymede::TextGenerator<AnyModel>;
