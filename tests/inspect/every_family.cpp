// Attention maps and the logit lens of all families: each checkpoint of tests/reference/models and tests/reference/encoders.

#include <ganymede/inspect/attention_recorder.hpp>
#include <ganymede/inspect/logit_lens.hpp>
#include <ganymede/inspect/step_recorder.hpp>
#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/any_model.hpp>
#include <ganymede/models/any_translation_model.hpp>

#include "../support/encoder_fixture.hpp"
#include "../support/translation_fixture.hpp"

using namespace fixture;

namespace {

/// Names of the folders below `parent` for whose checkpoints holds(checkpoint) is true.
template <class Holds>
std::vector<std::string> fixtures(const std::filesystem::path& parent, Holds holds) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(parent))
    if (exists(entry.path() / "expected.json") && (exists(entry.path() / "config.json") || exists(entry.path() / "model.gguf")))
      if (holds(Checkpoint(exists(entry.path() / "model.gguf") ? entry.path() / "model.gguf" : entry.path())))
        names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// How many tokens back a layer of a decoder sees, itself among them, by its config.json; 0: all.
Index window_of(const Settings& config, Index layer) {
  const Index window = config.get_or<Index>("sliding_window", 0);
  if (!config.get_or<bool>("use_sliding_window", true)) return 0;
  if (config.has("layer_types"))
    return config.list<std::string>("layer_types").at(static_cast<std::size_t>(layer)) == "sliding_attention" ? window : 0;
  if (config.has("sliding_window_pattern")) return (layer + 1) % config.get<Index>("sliding_window_pattern") == 0 ? 0 : window;
  return window;
}

/// What a map has to be whatever the model: rows that sum to 1, or to less where a sink has its share, and nothing outside of the mask.
struct MapChecks {
  double worst_sum = 0, least_sum = 1;
  bool positive = true, masked = true;

  void add(const Tensor<float>& map, bool causal, Index window) {
    for (Index t = 0; t < map.rows(); ++t) {
      double sum = 0;
      for (Index s = 0; s < map.cols(); ++s) {
        const float w = map.view()(t, s);
        sum += double(w);
        if ((causal && s > t) || (window > 0 && t - s >= window))
          masked = masked && w == 0;
        else
          positive = positive && w >= 0;
      }
      worst_sum = std::max(worst_sum, std::abs(sum - 1));
      least_sum = std::min(least_sum, sum);
    }
  }
};

/// The greatest distance of recorded maps from transformers', which `at` goes through.
double distance_of_map(const Tensor<float>& map, bool causal, const std::vector<float>& reference, std::size_t& at) {
  double worst = 0;
  for (Index t = 0; t < map.rows(); ++t)
    for (Index s = 0; s < (causal ? t + 1 : map.cols()); ++s)
      worst = std::max(worst, std::abs(double(map.view()(t, s)) - double(reference.at(at++))));
  return worst;
}

/// Of one segment's pass: the lens of the last layer is `logits` [T, V], bit for bit.
template <class M>
bool lens_ends_in(const M& model, const HiddenStateRecorder<float>& seen, const std::vector<float>& logits) {
  Workspace workspace;
  bool same = true;
  for_each_lens_row(model, seen, workspace, [&](Index layer, Index row, std::span<const float> values) {
    if (layer != seen.blocks()) return;
    const auto own = logits.begin() + row * static_cast<std::ptrdiff_t>(values.size());
    same = same && std::equal(values.begin(), values.end(), own);
  });
  return same;
}

}  // namespace

TEST_CASE("every decoder shows the attention of all its layers and heads, within its masks, and its lens ends in its logits") {
  int compared = 0, without_maps = 0;
  const std::vector<std::string> names = fixtures(folder(""), [](const Checkpoint& c) { return AnyModel::holds(c); });
  CHECK(names.size() > 90);
  for (const std::string& name : names) {
    CAPTURE(name);
    const Checkpoint from = checkpoint(name);
    const AnyModel model{from};
    std::vector<std::vector<TokenId>> prompts{expected(name).prompt};
    const bool has_reference = exists(folder(name) / "attentions.f32");
    if (has_reference) prompts = read_json(folder(name) / "attention.json").at("prompts").get<std::vector<std::vector<TokenId>>>();
    const std::vector<float> reference = has_reference ? read_binary<float>(folder(name) / "attentions.f32") : std::vector<float>();
    std::size_t at = 0;
    double worst = 0;
    for (const std::vector<TokenId>& prompt : prompts) {
      Workspace workspace;
      const SequenceOptions whole{.max_length = static_cast<Index>(prompt.size())};
      Sequence plain = model.new_sequence(whole), sequence = model.new_sequence(whole);
      const auto logits = values_of(model.forward(Batch{}.add(plain, prompt, LogitRows::all), workspace));
      StepRecorder seen;
      CHECK(values_of(model.forward(Batch{}.add(sequence, prompt, LogitRows::all), workspace, seen)) == logits);
      CHECK(lens_ends_in(model, seen.states, logits));
      const AttentionRecorder<float>& maps = seen.attention_weights;
      CHECK_FALSE(maps.has(AttentionKind::cross));
      if (!maps.has(AttentionKind::self)) {
        ++without_maps;
        CHECK(from.architecture() == "lstm");
        continue;
      }
      MapChecks checks;
      const Index T = static_cast<Index>(prompt.size());
      for (Index layer = 0; layer < maps.layers(AttentionKind::self); ++layer)
        for (Index head = 0; head < maps.heads(AttentionKind::self); ++head) {
          const Tensor<float> map = maps.at(0, layer, head);
          CHECK(map.rows() == T);
          if (!maps.has(AttentionKind::self, layer)) {
            CHECK(map.view().isZero(0));
            CHECK(from.architecture() == "lfm2");
            continue;
          }
          checks.add(map, true, from.has_gguf() ? 0 : window_of(from.settings(), layer));
          if (has_reference) worst = std::max(worst, distance_of_map(map, true, reference, at));
        }
      CHECK(checks.positive);
      CHECK(checks.masked);
      if (from.architecture() == "gpt-oss" || from.architecture() == "gpt_oss")
        CHECK(checks.least_sum < 0.99);  // a sink's share is no token's
      else
        CHECK(checks.worst_sum < 1e-5);
    }
    CHECK(at == reference.size());
    CHECK(worst < 1e-5);
    compared += has_reference ? 1 : 0;
  }
  CHECK(compared >= 12);
  CHECK(without_maps == 3);
}

TEST_CASE("every encoder shows the attention of all its layers and heads, and its lens ends in its logits") {
  int compared = 0, lenses = 0;
  const std::vector<std::string> names = fixtures(encoder_folder(""), [](const Checkpoint& c) { return is_encoder_model(c); });
  CHECK(names.size() > 30);
  for (const std::string& name : names) {
    CAPTURE(name);
    const bool is_gguf = exists(encoder_folder(name) / "model.gguf");
    const Checkpoint from(is_gguf ? encoder_folder(name) / "model.gguf" : encoder_folder(name));
    const AnyEncoder model{from};
    const bool has_reference = exists(encoder_folder(name) / "attentions.f32");
    const std::vector<float> reference = has_reference ? read_binary<float>(encoder_folder(name) / "attentions.f32") : std::vector<float>();
    std::size_t at = 0;
    double worst = 0;
    for (const ExpectedText& text : expected_encoder(name).texts) {
      const EncoderInput input = text.input();
      Workspace workspace;
      StepRecorder seen;
      const HeadKind kind = model.facts().head;
      if (kind == HeadKind::none) {
        const auto hidden = values_of(model.forward({&input, 1}, workspace));
        CHECK(values_of(model.forward({&input, 1}, workspace, seen)) == hidden);
      } else {
        const auto logits = values_of(model.logits({&input, 1}, workspace));
        CHECK(values_of(model.logits({&input, 1}, workspace, seen)) == logits);
        if (kind != HeadKind::sequence) {
          CHECK(lens_ends_in(model, seen.states, logits));
          ++lenses;
        } else if (text.ids.size() == 1) {  // the text's row is its only token's
          CHECK(lens_ends_in(model, seen.states, logits));
          ++lenses;
        }
      }
      MapChecks checks;
      int unseen = 0, seen_far = 0;
      const AttentionRecorder<float>& maps = seen.attention_weights;
      CHECK_FALSE(maps.has(AttentionKind::self));
      const Index window = from.settings().get_or<Index>("local_attention", 0) / 2;  // to each side
      for (Index layer = 0; layer < maps.layers(AttentionKind::encoder); ++layer)
        for (Index head = 0; head < maps.heads(AttentionKind::encoder); ++head) {
          const Tensor<float> map = maps.at(0, layer, head);
          CHECK(map.cols() == static_cast<Index>(text.ids.size()));
          checks.add(map, false, 0);
          for (Index t = 0; window > 0 && head == 0 && t < map.rows(); ++t)  // of ModernBERT's layers some have windows
            for (Index s = 0; s < map.cols(); ++s)
              (std::abs(t - s) > window && map.view()(t, s) == 0 ? unseen : seen_far) += std::abs(t - s) > window;
          if (has_reference) worst = std::max(worst, distance_of_map(map, false, reference, at));
        }
      CHECK(maps.layers(AttentionKind::encoder) >= 2);
      CHECK(checks.positive);
      CHECK(checks.worst_sum < 1e-5);
      if (window > 0 && text.ids.size() > 20) CHECK((unseen > 0 && seen_far > 0));
    }
    CHECK(at == reference.size());
    CHECK(worst < 1e-5);
    compared += has_reference ? 1 : 0;
  }
  CHECK(compared >= 6);
  CHECK(lenses >= 30);
}

TEST_CASE("every encoder-decoder shows its three attentions, and its lens ends in its logits") {
  const std::vector<std::string> names = fixtures(folder(""), [](const Checkpoint& c) { return is_translation_model(c); });
  CHECK(names.size() >= 10);
  for (const std::string& name : names) {
    CAPTURE(name);
    const ExpectedTranslation e = expected_translation(name);
    const AnyTranslationModel model{checkpoint(name)};
    Workspace workspace;
    StepRecorder encoder, decoder;
    const std::vector<Source> sources = model.encode(std::span(e.sources).first(1), workspace, {}, encoder);
    Sequence plain = model.new_sequence(sources.front()), sequence = model.new_sequence(sources.front());
    const auto logits = values_of(model.forward(Batch{}.add(plain, e.targets.front(), LogitRows::all), workspace));
    CHECK(values_of(model.forward(Batch{}.add(sequence, e.targets.front(), LogitRows::all), workspace, decoder)) == logits);
    CHECK(lens_ends_in(model, decoder.states, logits));
    for (const AttentionKind kind : {AttentionKind::encoder, AttentionKind::self, AttentionKind::cross}) {
      const AttentionRecorder<float>& maps = (kind == AttentionKind::encoder ? encoder : decoder).attention_weights;
      MapChecks checks;
      CHECK(maps.layers(kind) >= 1);
      for (Index layer = 0; layer < maps.layers(kind); ++layer)
        for (Index head = 0; head < maps.heads(kind); ++head) checks.add(maps.at(kind, 0, layer, head), kind == AttentionKind::self, 0);
      CHECK(checks.positive);
      CHECK(checks.masked);
      CHECK(checks.worst_sum < 1e-5);
    }
  }
}
