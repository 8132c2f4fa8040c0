#pragma once
// Passages of documents, found by words, by meaning, or by both.

#include <ganymede/app/bm25_index.hpp>
#include <ganymede/app/embedder_base.hpp>
#include <ganymede/app/text_documents.hpp>
#include <ganymede/app/vector_index.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/text_range.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Where a passage stands.
struct Passage {
  std::size_t document = 0;
  TextRange range{};  ///< its bytes there
};

/// What passages are found by.
enum class PassageSearch : std::uint8_t {
  automatic,  ///< fused where there are vectors, else words
  words,      ///< BM25
  vectors,    ///< the nearest vectors
  fused       ///< both, the 50 best of each, by reciprocal rank fusion
};

struct PassageOptions {
  Index words = 120;  ///< of a passage at the most; two characters of a script without spaces count as a word
  Bm25Options bm25{};
};

/// Documents cut into passages: paragraphs, joined with their neighbours as long as these have room together, and the sentences of those
/// that have not. What is said in several places is one passage, where it is said first. Usable from several threads, once it has its
/// vectors.
class PassageIndex {
 public:
  /// InputError for options out of range. Documents may be none, or empty.
  explicit PassageIndex(std::vector<TextDocument> documents, const PassageOptions& options = {});

  const std::vector<TextDocument>& documents() const& noexcept { return documents_; }
  const std::vector<Passage>& passages() const& noexcept { return passages_; }
  /// Of each passage, on one line: what is searched for, embedded, and shown to models.
  const std::vector<std::string>& texts() const& noexcept { return texts_; }
  /// By words alone.
  const Bm25Index& words() const& noexcept { return words_; }

  /// From now on passages are found by their vectors too, which `embedder` makes of texts(), in their role as documents, at length 1; or
  /// which it made before (`vectors`, [passages, dimensions]: InputError for other numbers of them). Throws as embedder.embed().
  void set_embedder(const EmbedderBase& embedder);
  void set_embedder(const EmbedderBase& embedder, TensorView<float> vectors);
  bool has_vectors() const noexcept { return vectors_.has_value(); }

  /// The passages that answer best, at most `top_k`, the best first. InputError for top_k below 1, and vectors that there are not.
  std::vector<RankedText> search(std::string_view question, Index top_k, PassageSearch by = PassageSearch::automatic) const;

 private:
  std::vector<TextDocument> documents_;
  std::vector<Passage> passages_;
  std::vector<std::string> texts_;
  Bm25Index words_;
  std::optional<EmbedderBase> embedder_;
  std::optional<VectorIndex> vectors_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/passage_index.ipp>
#endif
