#pragma once
// Translation models that CTranslate2 has converted (model.bin, see io/ctranslate2.hpp): OpenNMT's, Marian's, M2M100's and others' that
// are the Transformer of the 2017 paper, with its norms after or inside the branches, which a setting of the file says.

#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/load_encoder_decoder.hpp>

#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// Model files with norms inside the branches (`pre_norm`), or after them. Their names and settings answer to BART's
/// (io/ctranslate2_architecture.hpp); scales and positions are each stack's own.
template <bool pre_norm>
struct CTranslate2Family {
  static constexpr std::string_view model_types[] = {"TransformerSpec", "TransformerBase", "TransformerBig"};
  static constexpr std::string_view prefix{};
  static constexpr std::span<const std::string_view> ignored{};

  static constexpr std::string_view wiring = pre_norm ? "pre_norm 1" : "pre_norm 0";
  static bool is_wired_so(const Checkpoint& checkpoint) {
    const Settings& c = checkpoint.settings();
    return c.has("normalize_before") && c.get<bool>("normalize_before") == pre_norm;
  }

  /// CTranslate2 computes positions without end; no setting says which were trained.
  static constexpr Index computed_positions = 512, longest = Index{1} << 24;

  static EncoderDecoderConfig config(const Checkpoint& checkpoint) {
    EncoderDecoderConfig c(
        checkpoint,
        {.wiring = pre_norm ? Wiring::pre_norm : Wiring::post_norm, .last_norm = pre_norm, .max_position_embeddings = computed_positions});
    c.norm_eps = epsilon_or(checkpoint.settings(), "layer_norm_epsilon", 1e-5);
    if (!checkpoint.settings().has("max_position_embeddings")) c.longest_sequence = longest;
    return c;
  }

  static EncoderDecoderNames names() {
    LayerNames layer;
    layer.attention.bias_is_optional = layer.mlp.bias_is_optional = true;
    return {.encoder_layer = layer, .decoder_layer = layer};
  }

  /// A table of the file, or sinusoids.
  template <Scalar T>
  static SinusoidalPositions<T> positions(const Weights& stack, Index stored, Index hidden_size) {
    if (stored > 0) return {stack / "embed_positions", stored, hidden_size};
    return {Sinusoids{.interleaved = false, .to_last_wavelength = true, .offset = 1}, computed_positions, hidden_size};
  }

  template <Scalar T>
  static StockEncoderDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const EncoderDecoderConfig c = config(checkpoint);
    const Settings& s = checkpoint.settings();
    auto m = load_encoder_decoder<StockEncoderDecoder<T>>(weights, c, names());
    const Index source = positive_or(s, "max_source_positions", 0), target = positive_or(s, "max_target_positions", 0);
    m.encoder.positions = positions<T>(weights / "model" / "encoder", source, c.d_model);
    m.decoder.positions = positions<T>(weights / "model" / "decoder", target, c.d_model);
    const Settings encoder = s.sub("encoder"), decoder = s.sub("decoder");  // what Hugging Face has no keys for
    m.encoder.embed_scale = encoder.get<double>("scale_embeddings");
    m.decoder.embed_scale = decoder.get<double>("scale_embeddings");
    m.decoder.positions.start_from_zero_embedding = decoder.get<bool>("start_from_zero_embedding");
    m.source_shape = source > 0 ? make_state_shape(c.decoder.layers, c.decoder.attention.slot(), source)
                                : make_state_shape(c.decoder.layers, c.decoder.attention.slot(), computed_positions, longest);
    return m;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct CTranslate2PostNorm : StockEncoderDecoder<T> {
  using Family = CTranslate2Family<false>;
  explicit CTranslate2PostNorm(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};
template <Scalar T = float>
struct CTranslate2PreNorm : StockEncoderDecoder<T> {
  using Family = CTranslate2Family<true>;
  explicit CTranslate2PreNorm(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

/// Whichever of the two a folder holds.
using CTranslate2Transformer = AnyEncoderDecoder<CTranslate2PostNorm<>, CTranslate2PreNorm<>>;

}  // namespace ganymede::inline v0
