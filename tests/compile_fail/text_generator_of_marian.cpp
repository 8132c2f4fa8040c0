// expect: constraint.*DecoderOnlyModel
#include <ganymede/app/text_generator.hpp>
#include <ganymede/models/marian.hpp>

using Refused = ganymede::TextGenerator<ganymede::Marian<>>;  // a model that translates is a Translator's
