// expect: constraint.*EncoderDecoderModel
#include <ganymede/app/translator.hpp>
#include <ganymede/models/llama.hpp>

using Refused = ganymede::Translator<ganymede::Llama<>>;  // a decoder has no source to translate
