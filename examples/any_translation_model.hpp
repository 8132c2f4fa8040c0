#pragma once
// Every encoder-decoder family, compiled once (any_translation_model.cpp) for all example programs.

#include <ganymede/app/translator.hpp>
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/bart.hpp>
#include <ganymede/models/ctranslate2_transformer.hpp>
#include <ganymede/models/m2m100.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/mbart.hpp>
#include <ganymede/models/t5.hpp>

using AnyTranslationModel = ganymede::AnyEncoderDecoder<ganymede::Marian<>, ganymede::Bart<>, ganymede::MBart<>, ganymede::M2M100<>,
                                                        ganymede::T5<>, ganymede::CTranslate2PostNorm<>, ganymede::CTranslate2PreNorm<>>;

/// Whether the checkpoint is of one of these families.
bool is_translation_model(const ganymede::Checkpoint& checkpoint);

extern template class ganymede::AnyEncoderDecoder<ganymede::Marian<>, ganymede::Bart<>, ganymede::MBart<>, ganymede::M2M100<>,
                                                  ganymede::T5<>, ganymede::CTranslate2PostNorm<>, ganymede::CTranslate2PreNorm<>>;
extern template class ganymede::Translator<AnyTranslationModel>;
