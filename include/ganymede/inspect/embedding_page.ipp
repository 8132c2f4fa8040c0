#pragma once
// The bodies of embedding_page.hpp.

#include <ganymede/inspect/embedding_page.hpp>

#include <ganymede/inspect/html.hpp>
#include <ganymede/inspect/pca.hpp>
#include <ganymede/inspect/readable_token.hpp>

#include <vector>

namespace ganymede::inline v0 {

namespace detail {

/// `vector` at length 1; zeros stay.
inline std::vector<float> unit_vector(std::span<const float> vector) {
  std::vector<float> unit(vector.size());
  add_analogy_term(unit, vector, false);
  return unit;
}

/// The components of the space's words at length 1, as cosines compare them; of words and neighbours where there are fewer than four words.
inline PrincipalComponents components_of(const EmbeddingSpace& space, bool with_neighbours) {
  std::vector<float> rows;
  Index count = 0;
  const auto add = [&](std::span<const float> vector) {
    const std::vector<float> unit = unit_vector(vector);
    rows.insert(rows.end(), unit.begin(), unit.end());
    ++count;
  };
  for (const PlacedWord& w : space.words) {
    add(w.found.vector);
    for (std::size_t n = 0; with_neighbours && n < w.neighbours.size(); ++n) add(space.table.vector(w.neighbours[n].word));
  }
  return principal_components(rows, count, space.table.dimensions(), 3);
}

inline std::vector<std::string> readable_tokens(std::span<const std::string> tokens) {
  std::vector<std::string> texts;
  for (const std::string& token : tokens) texts.push_back(readable_token(token));
  return texts;
}

inline void write_space(PageData& data, const EmbeddingSpace& space) {
  const bool with_neighbours = space.words.size() < 4;
  const PrincipalComponents axes = components_of(space, with_neighbours);
  const auto write_place = [&](std::span<const float> vector) {
    const std::vector<float> unit = unit_vector(vector);
    data.key("at").array([&] {
      for (Index k = 0; k < 3; ++k) data.number(axes.along(k, unit));
    });
  };
  data.key("name").string(space.name).key("entries").string(space.entries).key("how").string(space.how).key("absent").strings(space.absent);
  data.key("size").integer(space.table.size()).key("dimensions").integer(space.table.dimensions());
  data.key("shares").numbers(axes.variance_share).key("with_neighbours").boolean(with_neighbours);
  data.key("words").array([&] {
    for (const PlacedWord& w : space.words)
      data.object([&] {
        data.key("word")
            .string(w.word)
            .key("note")
            .string(w.found.tokens.empty() ? w.found.note : "")
            .key("tokens")
            .strings(readable_tokens(w.found.tokens))
            .key("sum")
            .boolean(w.sum);
        write_place(w.found.vector);
        data.key("near").array([&] {
          for (const Neighbour& n : w.neighbours)
            data.object([&] {
              data.key("word")
                  .string(readable_token(space.table.word(n.word)))
                  .key("cosine")
                  .number(n.cosine)
                  .key("angle")
                  .number(n.angle());
              write_place(space.table.vector(n.word));
            });
        });
        data.key("cosines").array([&] {
          for (const PlacedWord& other : space.words) data.number(cosine(w.found.vector, other.found.vector), 4);
        });
      });
  });
}

}  // namespace detail

GANYMEDE_ONCE std::string embedding_page(std::span<const EmbeddingSpace> spaces) {
  PageData data;
  data.key("spaces").array([&] {
    for (const EmbeddingSpace& space : spaces) data.object([&] { detail::write_space(data, space); });
  });
  return html_page({.title = "Words as vectors",
                    .lead =
                        "A model sees a word as a list of numbers: a point in a space of many dimensions. Words that are used alike lie in "
                        "similar directions. Turn the picture with the mouse, a finger or the arrow keys; point at a word to see what is "
                        "near it.",
                    .body = element("div", {{"id", "spaces"}}),
                    .data = data,
                    .script = page_assets::embedding_space_js,
                    .style = page_assets::embedding_space_css});
}

}  // namespace ganymede::inline v0
