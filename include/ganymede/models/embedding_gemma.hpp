#pragma once
// EmbeddingGemma (Vera et al. 2025, "EmbeddingGemma: Powerful and Lightweight Text Representations"): Gemma 3 whose tokens see what follows
// them as well, for sentence vectors.

#include <ganymede/models/encoder_of_stack.hpp>
#include <ganymede/models/gemma3.hpp>

namespace ganymede::inline v0 {

struct EmbeddingGemmaFamily {
  static constexpr std::string_view model_types[] = {"gemma3_text", "gemma-embedding"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "*.rotary_emb_local.inv_freq", "lm_head.weight"};
  static constexpr KnownSettings known_settings[] = {
      {"hidden_act", "hidden_activation is read", "\"gelu_pytorch_tanh\""},
      {"cache_implementation", "how keys and values are kept, of which there are none"},
      {"attn_logit_softcapping", "Gemma 2's; no version of this class has one", "null"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
      {"sentence_transformers", "what sentence-transformers does with the vectors"},
  };
  static constexpr std::string_view wiring = "use_bidirectional_attention true";
  static bool is_wired_so(const Checkpoint& checkpoint) {
    return checkpoint.architecture() == "gemma-embedding" || checkpoint.settings().get_or<bool>("use_bidirectional_attention", false);
  }

  static Gemma3Config config(const Checkpoint& checkpoint) {
    Gemma3Config c(checkpoint);
    Index& window = c.attention.sliding_window;  // in the file as many tokens as are seen on both sides together
    if (window > 0) window = window / 2 + 1;
    return c;
  }

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const Gemma3Config c = config(checkpoint);
    auto decoder = load_decoder<StockDecoder<T>>(weights, c, Gemma3Config::names);
    return encoder_of_stack<T>(std::move(decoder), c.max_position_embeddings, decoder.longest_sequence(), weights.executor());
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct EmbeddingGemma : StockEncoder<T> {
  using Family = EmbeddingGemmaFamily;
  explicit EmbeddingGemma(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
