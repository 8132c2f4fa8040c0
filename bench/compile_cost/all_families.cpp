// What it costs to compile all families, LSTMs too, as the implementation unit does: at most 1.5 times llama.cpp is the aim.
#include <ganymede/layers/rope_scaling.ipp>
#include <ganymede/models/any_encoder.ipp>
#include <ganymede/models/any_model.ipp>
#include <ganymede/models/any_translation_model.ipp>
#include <ganymede/models/decoder_config.ipp>
#include <ganymede/models/encoder_config.ipp>
#include <ganymede/models/encoder_decoder_config.ipp>
#include <ganymede/models/load_decoder.ipp>
#include <ganymede/models/load_encoder.ipp>
#include <ganymede/models/load_encoder_decoder.ipp>
#include <ganymede/models/stock_decoder.ipp>
#include <ganymede/models/stock_encoder.ipp>
#include <ganymede/models/stock_encoder_decoder.ipp>
#include <ganymede/models/stock_stack.ipp>
