#pragma once
// Reads a tokenizer.json event by event: the vocabulary and the merges, nearly all of the file, go
// straight into their tables, the rest into a small DOM.

#include <ganymede/io/json.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/vocabulary.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A tokenizer.json, taken apart.
struct TokenizerJson {
  /// The pairs of model.merges, one after another: left and right of merge i are pieces 2 i and 2 i + 1.
  struct Merges {
    std::string characters{};
    std::vector<std::uint32_t> ends{};

    std::size_t size() const noexcept { return ends.size() / 2; }
    void add(std::string_view piece) {
      characters += piece;
      ends.push_back(static_cast<std::uint32_t>(characters.size()));
    }
    std::string_view piece(std::size_t i) const noexcept {
      const std::uint32_t begin = i == 0 ? 0 : ends[i - 1];
      return std::string_view(characters).substr(begin, ends[i] - begin);
    }
  };

  Json rest{};                   ///< without model.vocab and model.merges
  Vocabulary vocabulary{};       ///< frozen
  std::vector<double> scores{};  ///< of a Unigram's vocabulary, by id
  Merges merges{};
  std::string precompiled_charsmap{};  ///< rules of a `Precompiled` normaliser before all others, where they come from another file
  bool has_vocabulary = false;
  bool has_merges = false;
  bool has_scores = false;  ///< the vocabulary is a list of pieces and scores, not an object
};

/// FormatError: not JSON. TokenizerError: not the layout of a tokenizer.json, or over 2 GiB.
GANYMEDE_ONCE TokenizerJson parse_tokenizer_json(std::string_view text, std::string_view file);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/tokenizer_json_reader.ipp>
#endif
