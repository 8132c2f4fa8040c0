#pragma once
// The bodies of sentence_vectors.hpp.

#include <ganymede/app/sentence_vectors.hpp>

#include <ganymede/app/layer_probe.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/decode/prefill.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// The vector of one text, row after row.
struct PooledText {
  std::vector<double> values{};
  double rows = 0;

  void add(std::span<const float> row, Pooling pooling) {
    const bool first = rows++ == 0;
    if (first || pooling == Pooling::last) {
      values.assign(row.begin(), row.end());
    } else if (pooling != Pooling::cls) {
      for (std::size_t d = 0; d < row.size(); ++d) {
        const double x = static_cast<double>(row[d]);
        values[d] = pooling == Pooling::max ? std::max(values[d], x) : values[d] + (pooling == Pooling::weighted_mean ? rows : 1) * x;
      }
    }
  }

  void finish(const SentenceVectorOptions& options, float* to) {
    double squares = 0;
    for (double& v : values) {
      if (options.pooling == Pooling::mean) v /= rows;
      if (options.pooling == Pooling::mean_sqrt_len) v /= std::sqrt(rows);
      if (options.pooling == Pooling::weighted_mean) v /= rows * (rows + 1) / 2;
      squares += v * v;
    }
    const double scale = options.normalize && squares > 0 ? 1 / std::sqrt(squares) : 1;
    for (const double v : values) *to++ = static_cast<float>(v * scale);
  }
};

/// Pools texts that come in passes.
class TextPooler {
 public:
  TextPooler(std::span<const std::vector<TokenId>> texts, const SentenceVectorOptions& options)
      : options_(options), probe_(options.layer), pooled_(texts.size()) {
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (texts[i].empty()) throw InputError{{.problem = "a text without tokens", .key = "texts[" + std::to_string(i) + "]"}};
    if (options.layer < -1)
      throw InputError{{.problem = "out of range", .key = "layer", .expected = "0 or more, or -1", .found = std::to_string(options.layer)}};
  }

  AnyProbe& probe() { return probe_; }

  /// Rows [first, first + rows) of the last pass are the next ones of a text.
  void take(std::size_t text, Index first, Index rows) {
    if (probe_.values.empty())
      throw InputError{{.problem = "this model shows no such hidden states",
                        .key = options_.layer < 0 ? "sentence_vectors" : "layer",
                        .found = options_.layer < 0 ? "" : std::to_string(options_.layer)}};
    for (Index t = first; t < first + rows; ++t) pooled_[text].add(probe_.row(t), options_.pooling);
  }

  Tensor<float> finish() {
    Tensor<float> vectors(static_cast<Index>(pooled_.size()), static_cast<Index>(probe_.width));
    float* to = vectors.view().data();
    for (PooledText& text : pooled_) text.finish(options_, std::exchange(to, to + probe_.width));
    return vectors;
  }

 private:
  const SentenceVectorOptions& options_;
  LayerProbe probe_;
  std::vector<PooledText> pooled_;
};

inline std::vector<std::vector<TokenId>> encode_texts(const Tokenizer& tokenizer, const TextList& texts, const EncodeOptions& encode) {
  std::vector<std::vector<TokenId>> ids;
  for (const std::string_view text : texts.texts()) ids.push_back(tokenizer.encode(text, encode));
  return ids;
}

}  // namespace detail

GANYMEDE_ONCE Tensor<float> sentence_vectors(const LanguageModel& model, std::span<const std::vector<TokenId>> texts,
                                             const SentenceVectorOptions& options) {
  const KnownFloatingPoint scope;
  detail::TextPooler pooler(texts, options);
  Workspace workspace;
  Batch batch;
  std::deque<Sequence> sequences;  // of the texts that are in the pass: the batch refers to them
  struct Piece {
    std::size_t text;
    Index rows;
  };
  std::vector<Piece> pieces;
  for (std::size_t text = 0, done = 0; text < texts.size();) {  // done: tokens of that text
    batch.clear();
    pieces.clear();
    while (text < texts.size() && batch.rows() < Index{prefill_rows}) {
      const std::span<const TokenId> rest = std::span(texts[text]).subspan(done);
      if (done == 0) {
        SequenceOptions declared = options.sequence;
        if (declared.max_length == 0) declared.max_length = static_cast<Index>(rest.size());
        sequences.push_back(model.new_sequence(declared));
      }
      const std::size_t count = std::min(rest.size(), prefill_rows - static_cast<std::size_t>(batch.rows()));
      batch.add(sequences.back(), rest.first(count), LogitRows::none);
      pieces.push_back({text, static_cast<Index>(count)});
      done = count == rest.size() ? 0 : done + count;
      if (done == 0) ++text;
    }
    model.forward(batch, workspace, pooler.probe());
    Index row = 0;
    for (const Piece& piece : pieces) pooler.take(piece.text, std::exchange(row, row + piece.rows), piece.rows);
    while (sequences.size() > (done > 0 ? 1U : 0U)) sequences.pop_front();
  }
  return pooler.finish();
}

GANYMEDE_ONCE Tensor<float> sentence_vectors(const TranslationModel& model, std::span<const std::vector<TokenId>> texts,
                                             const SentenceVectorOptions& options) {
  const KnownFloatingPoint scope;
  detail::TextPooler pooler(texts, options);
  Workspace workspace;
  for (std::size_t begin = 0, end = 0; begin < texts.size(); begin = end) {
    for (std::size_t rows = 0; end < texts.size() && (end == begin || rows + texts[end].size() <= prefill_rows); ++end)
      rows += texts[end].size();
    model.encode(texts.subspan(begin, end - begin), workspace, options.sequence, pooler.probe());
    Index row = 0;
    for (std::size_t text = begin; text < end; ++text) {
      const auto rows = static_cast<Index>(texts[text].size());
      pooler.take(text, std::exchange(row, row + rows), rows);
    }
  }
  return pooler.finish();
}

GANYMEDE_ONCE Tensor<float> sentence_vectors(const TextGeneratorBase& generator, const TextList& texts,
                                             const SentenceVectorOptions& options) {
  return sentence_vectors(generator.language_model(), detail::encode_texts(generator.tokenizer(), texts, options.encode), options);
}

GANYMEDE_ONCE Tensor<float> sentence_vectors(const TranslatorBase& translator, const TextList& texts,
                                             const SentenceVectorOptions& options) {
  return sentence_vectors(translator.translation_model(), detail::encode_texts(translator.tokenizers().source, texts, options.encode),
                          options);
}

}  // namespace ganymede::inline v0
