// expect: constraint.*DecoderOnlyModel
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/marian.hpp>

using Refused =
    ganymede::AnyOf<ganymede::Llama<>, ganymede::Marian<>>;  // a model that needs a source is none among those that go on with a text
