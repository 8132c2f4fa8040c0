#pragma once
// Words in a space of word vectors: where they stand, what is near them, what sums of them mean.

#include <ganymede/inspect/analogy.hpp>
#include <ganymede/inspect/word_vectors.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A word's vector, and which rows of the table are the word itself and so no neighbours.
struct WordLookup {
  std::vector<float> vector;
  std::vector<Index> rows{};
  std::string note{};                 ///< how the vector came to be, tokens as the tokenizer spells them: "one token: \u0120king"
  std::vector<std::string> tokens{};  ///< the bytes of the tokens that it is the mean of; none for a word that has a vector of its own
};

/// A word of the table itself, the first that is spelled so.
inline std::optional<WordLookup> look_up(const WordVectors& table, std::string_view word) {
  const std::optional<Index> row = table.find(word);
  if (!row) return std::nullopt;
  const std::span<const float> vector = table.vector(*row);
  return WordLookup{{vector.begin(), vector.end()}, {*row}, "word " + std::to_string(*row + 1) + " of the table"};
}

/// A word, or a sum of words, with its nearest neighbours in the whole table.
struct PlacedWord {
  std::string word;
  WordLookup found;
  std::vector<Neighbour> neighbours{};
  bool sum = false;
};

/// Words that were looked up in one table.
struct EmbeddingSpace {
  std::string name;     ///< of the model or the file
  std::string entries;  ///< what its table holds: "words", "tokens"
  std::string how;      ///< how a word gets its vector, a sentence for people
  const WordVectors& table;
  Index neighbours = 10;              ///< how many of each word
  std::vector<PlacedWord> words{};    ///< in the order given
  std::vector<std::string> absent{};  ///< what the table does not have

  /// Whether the word is placed, or known to be absent.
  bool has(std::string_view word) const {
    return std::any_of(words.begin(), words.end(), [&](const PlacedWord& w) { return w.word == word; }) ||
           std::find(absent.begin(), absent.end(), word) != absent.end();
  }

  /// Places a word; look(word) is its std::optional<WordLookup>. False, and it is absent, where there is none.
  template <class Look>
  bool place(std::string word, Look look) {
    std::optional<WordLookup> found = look(std::string_view(word));
    if (!found) {
      absent.push_back(std::move(word));
      return false;
    }
    std::vector<Neighbour> near = table.neighbours(found->vector, neighbours, found->rows);
    words.push_back({std::move(word), std::move(*found), std::move(near), false});
    return true;
  }

  /// Places what a sum such as "king - man + woman" comes to; its own words are not among the neighbours. False where one of them is
  /// absent.
  template <class Look>
  bool place_analogy(const std::string& text, Look look) {
    WordLookup sum{std::vector<float>(static_cast<std::size_t>(table.dimensions())), {}, "a sum of vectors of length 1"};
    for (const AnalogyTerm& term : parse_analogy(text)) {
      const std::optional<WordLookup> found = look(std::string_view(term.word));
      if (!found) {
        absent.push_back(term.word);
        return false;
      }
      add_analogy_term(sum.vector, found->vector, term.minus);
      sum.rows.insert(sum.rows.end(), found->rows.begin(), found->rows.end());
    }
    std::vector<Neighbour> near = table.neighbours(sum.vector, neighbours, sum.rows);
    words.push_back({text, std::move(sum), std::move(near), true});
    return true;
  }
};

/// The words of the table nearest to a sum of its words, "king - man + woman", without those. InputError: a word that it lacks.
inline std::vector<Neighbour> analogy(const WordVectors& table, const std::string& text, Index count) {
  EmbeddingSpace space{.name = {}, .entries = {}, .how = {}, .table = table, .neighbours = count};
  if (!space.place_analogy(text, [&](std::string_view word) { return look_up(table, word); }))
    throw InputError{{.problem = "no such word in the table", .key = text, .found = space.absent.front()}};
  return std::move(space.words.front().neighbours);
}

}  // namespace ganymede::inline v0
