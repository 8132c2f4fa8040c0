#pragma once
// Every model family, compiled once (any_model.cpp) for all example programs.

#include <ganymede/app/text_generator.hpp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/lstm.hpp>

using AnyModel = ganymede::AnyOf<ganymede::Gpt2<>, ganymede::Llama<>, ganymede::LstmModel<>>;

extern template class ganymede::AnyOf<ganymede::Gpt2<>, ganymede::Llama<>, ganymede::LstmModel<>>;
extern template class ganymede::TextGenerator<AnyModel>;
