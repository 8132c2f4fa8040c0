#pragma once
// The small models that example programs carry inside themselves.

#include <cstddef>
#include <span>

/// The bytes of examples/models/stories.gguf; empty where the programs were built without it.
std::span<const std::byte> embedded_stories();
/// The bytes of examples/models/translator.gguf, likewise; linked to `translate`, `attention_map` and `walkthrough`.
std::span<const std::byte> embedded_translator();
/// The bytes of examples/models/stories_lstm.gguf, likewise; linked to `rnn_vs_transformer` only.
std::span<const std::byte> embedded_stories_lstm();
