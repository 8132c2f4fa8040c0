#pragma once
// A module of an adapter in its place of the base, and what else fitting asks.

#include <ganymede/core/error.hpp>
#include <ganymede/io/adapter_places.hpp>
#include <ganymede/io/adapter_updates.hpp>
#include <ganymede/io/float_matrix.hpp>
#include <ganymede/io/lora_adapter.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

/// A module, and where it belongs: of a matrix that lies `turned`, [in, out], or not.
struct FittedModule {
  AdapterPlace place{};
  FloatMatrix a{}, b{};  // [r, in], [out, r]
  bool turned = false;
  std::vector<Index> rows{};  // of the matrix as it lies: turned, of its `in`
};

/// scale B A as what is added to outputs of the base, in their order there.
inline LowRankUpdate low_rank_update(FittedModule f, const LoraModule& m, double scale) {
  LowRankUpdate update{.key = m.a->name, .table = m.table};
  const FloatMatrix left = m.table ? f.a.transposed() : std::move(f.b);
  update.right = m.table ? f.b.transposed() : std::move(f.a);
  const bool in_order = m.table || f.turned;
  if (!in_order) update.first = *std::min_element(f.rows.begin(), f.rows.end());
  const auto place = [&](Index n) { return in_order ? n : f.rows[static_cast<std::size_t>(n)] - update.first; };
  update.left = FloatMatrix(left.rows, left.columns);
  for (Index n = 0; n < left.rows; ++n)
    for (Index r = 0; r < left.columns; ++r) update.left.row(place(n))[r] = static_cast<float>(scale * static_cast<double>(left.row(n)[r]));
  if (m.magnitude == nullptr) return update;
  const FloatMatrix magnitude(*m.magnitude);
  update.magnitude.resize(magnitude.values.size());
  for (std::size_t n = 0; n < magnitude.values.size(); ++n)
    update.magnitude[static_cast<std::size_t>(m.table ? static_cast<Index>(n) : place(static_cast<Index>(n)))] = magnitude.values[n];
  return update;
}

/// Whether it is a table of token vectors, which a head may be tied to.
inline bool names_table(std::string_view path) {
  static constexpr std::string_view tables[] = {"embed_tokens",   "wte",        "word_embeddings", "embed_in",
                                                "tok_embeddings", "token_embd", "shared"};
  return std::ranges::find(tables, path.substr(path.rfind('.') + 1)) != std::end(tables);
}

/// Throws InputError for a scale that is no number.
inline void require_scale(const std::filesystem::path& path, double scale) {
  if (!std::isfinite(scale)) throw InputError{{.problem = "the scale of an adapter is not finite", .file = path.string(), .key = "scale"}};
}

}  // namespace ganymede::inline v0::detail
