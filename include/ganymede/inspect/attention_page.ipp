#pragma once
// The bodies of attention_page.hpp.

#include <ganymede/inspect/attention_page.hpp>

#include <ganymede/inspect/html.hpp>
#include <ganymede/inspect/svg_grid.hpp>
#include <ganymede/inspect/telling_head.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

/// Throws InputError unless the recording is of these texts, from their beginning on.
inline void require_texts(const AttentionRecorder<float>& recorder, Index segment, const AttentionTexts& texts, AttentionKind kind) {
  const Tensor<float> map = recorder.at(kind, segment, 0, 0);
  if (static_cast<std::size_t>(map.rows()) != texts.rows(kind).size() ||
      static_cast<std::size_t>(map.cols()) != texts.columns(kind).size() || recorder.first_position(kind, segment) != 0)
    throw InputError{{.problem = "the texts are not what was recorded",
                      .key = std::string(name_of(kind)),
                      .expected = std::to_string(map.rows()) + " x " + std::to_string(map.cols()) + " tokens",
                      .found = std::to_string(texts.rows(kind).size()) + " x " + std::to_string(texts.columns(kind).size())}};
}

/// Tokens as the page shows them, and the words that they make.
inline void write_tokens(PageData& data, std::span<const std::string> tokens) {
  const ganymede::TokenWords words = ganymede::words_of(tokens);
  const auto shown = [&data](std::span<const std::string> texts) {
    data.array([&] {
      for (const std::string& text : texts) {
        bool whole = true;
        for_each_character(text, [&whole](std::string_view, char32_t code) { whole = whole && code != 0xfffd; });
        data.string(whole ? text : token_label(text));
      }
    });
  };
  data.object([&] {
    shown((data.key("tokens"), tokens));
    shown((data.key("words"), words.texts));
    data.key("wordOf").integers(words.of);
  });
}

/// One kind of attention for the page: its texts, all maps of the layers from `begin` to `end`, its rollout, and a summary of each head.
inline void write_attention(PageData& data, const AttentionRecorder<float>& recorder, Index segment, const AttentionTexts& texts,
                            AttentionKind kind, Index begin, Index end) {
  require_texts(recorder, segment, texts, kind);
  const Index heads = recorder.heads(kind), layers = recorder.layers(kind);
  const bool causal = kind == AttentionKind::self;
  data.object([&] {
    data.key("kind").string(name_of(kind)).key("heads").integer(heads).key("layers").integer(layers).key("firstLayer").integer(begin);
    data.key("causal").boolean(causal);
    write_tokens(data.key("rows"), kind == AttentionKind::cross && !texts.written.empty() ? texts.written : texts.rows(kind));
    write_tokens(data.key("columns"), texts.columns(kind));
    data.key("writes").boolean(kind == AttentionKind::cross && !texts.written.empty());
    data.key("weights").array([&] {
      for (Index layer = begin; layer < end; ++layer) {
        PackedWeights packed;
        for (Index head = 0; head < heads; ++head) packed.add(recorder.at(kind, segment, layer, head), causal);
        data.string(std::move(packed).str());
      }
    });
    const HeadIndex telling = telling_head(recorder, kind, segment, begin, end);
    data.key("telling").integers(std::initializer_list<Index>{telling.layer, telling.head});
    data.key("summaries").array([&] {
      for (Index layer = 0; layer < layers; ++layer)
        for (Index head = 0; head < heads; ++head) {
          const Tensor<float> map = recorder.at(kind, segment, layer, head);
          const HeadSummary s = summarize_head<float>(map.view());
          data.numbers(std::initializer_list<double>{s.entropy, s.previous, s.first, s.itself});
        }
    });
    if (kind == AttentionKind::cross) return;
    PackedWeights packed;
    packed.add(attention_rollout(recorder, kind, segment), causal);
    data.key("rollout").string(std::move(packed).str());
  });
}

}  // namespace detail

GANYMEDE_ONCE std::string attention_svg(const AttentionRecorder<float>& recorder, Index segment, const AttentionTexts& texts,
                                        const AttentionChoice& choice) {
  detail::require_texts(recorder, segment, texts, choice.kind);
  Tensor<float> map = chosen_attention(recorder, segment, choice);
  std::vector<std::string> rows, columns;
  for (const std::string& token : texts.rows(choice.kind)) rows.push_back(token_label(token));
  if (choice.kind == AttentionKind::cross && !texts.written.empty())
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = "\u2192 " + token_label(texts.written[i]);
  for (const std::string& token : texts.columns(choice.kind)) columns.push_back(token_label(token));
  if (choice.kind == AttentionKind::self)
    for (Index t = 0; t < map.rows(); ++t)
      for (Index s = t + 1; s < map.cols(); ++s) map.view()(t, s) = std::numeric_limits<float>::quiet_NaN();
  return svg_grid({.title = describe(choice),
                   .row_label = choice.kind == AttentionKind::cross ? "Each row: where the model looks while it writes a word"
                                                                    : "Each row: where one word looks; a row sums to 1",
                   .rows = rows,
                   .columns = columns,
                   .values = {map.view().data(), static_cast<std::size_t>(map.rows() * map.cols())},
                   .numbers = columns.size() <= 24});
}

GANYMEDE_ONCE std::string attention_page(const AttentionRecorder<float>& recorder, Index segment, const AttentionTexts& texts,
                                         const AttentionChoice& choice, std::string_view model, Index most_weights) {
  PageData data;
  data.key("model").string(model).key("kind").string(detail::name_of(choice.kind)).key("layer").integer(choice.layer);
  data.key("head").integer(choice.head).key("rollout").boolean(choice.rollout).key("kinds").array([&] {
    for (const AttentionKind kind : {AttentionKind::self, AttentionKind::cross, AttentionKind::encoder}) {
      if (!recorder.has(kind)) continue;
      const Index layers = recorder.layers(kind);
      const Index all = layers * recorder.heads(kind) * static_cast<Index>(texts.rows(kind).size() * texts.columns(kind).size());
      const Index only = kind == choice.kind && choice.layer >= 0 ? choice.layer : layers - 1;
      const bool fits = all <= most_weights;
      detail::write_attention(data, recorder, segment, texts, kind, fits ? 0 : only, fits ? layers : only + 1);
    }
  });
  const Markup body = element("div", {{"id", "attention"}});
  return html_page({.title = "Where the words look",
                    .lead = "In every layer of a transformer each word gathers information from other words. How much it takes from each "
                            "one is its attention: shares that sum to 100 %.",
                    .body = body,
                    .data = data,
                    .script = page_assets::attention_js,
                    .style = page_assets::attention_css});
}

}  // namespace ganymede::inline v0
