// expect: constraint.*EncoderDecoderModel
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/gpt2.hpp>

using Refused = ganymede::AnyEncoderDecoder<ganymede::Gpt2<>>;  // a decoder has no source to translate
