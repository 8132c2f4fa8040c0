#pragma once
// The vectors of many texts, kept in a file for the next time.

#include <ganymede/app/embedder_base.hpp>
#include <ganymede/app/vector_file.hpp>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include "model_path.hpp"

/// The texts' vectors: those of the file `kept`, where it is of these texts and this model, or computed, and kept there. `made_by`: the
/// model's name and what else they depend on.
inline ganymede::Tensor<float> kept_vectors(const ganymede::EmbedderBase& embedder, const std::vector<std::string>& texts,
                                            const ganymede::EmbedOptions& options, ganymede::Fingerprint made_by, const std::string& kept) {
  using ganymede::Index;
  if (!kept.empty()) {
    made_by.add(embedder.prompt(options));
    made_by.add(std::to_string(options.truncate_dim) + " " + std::to_string(options.max_length) +
                (options.add_special_tokens ? " +" : " -"));
    for (const std::string& text : texts) made_by.add(text);
    if (is_there(kept)) try {
        ganymede::StoredVectors stored = ganymede::read_vectors(kept);
        if (stored.of == made_by.value() && stored.vectors.rows() == static_cast<Index>(texts.size())) return std::move(stored.vectors);
        std::cerr << "note: " << kept << " is of another text or model: computed anew\n";
      } catch (const ganymede::FormatError& error) {
        std::cerr << "note: " << error.what() << ": computed anew\n";
      }
  }
  const bool shown = isatty(STDERR_FILENO) != 0;
  constexpr std::size_t at_once = 256;
  std::vector<float> numbers;
  for (std::size_t at = 0; at < texts.size(); at += at_once) {
    const std::size_t end = std::min(at + at_once, texts.size());
    const auto part = embedder.embed(
        std::vector<std::string_view>(texts.begin() + static_cast<Index>(at), texts.begin() + static_cast<Index>(end)), options);
    for (Index n = 0; n < part.rows(); ++n) numbers.insert(numbers.end(), part.row(n).begin(), part.row(n).end());
    if (shown) std::cerr << "\r" << end << " of " << texts.size() << " passages" << std::flush;
  }
  if (shown) std::cerr << "\r\033[K";
  const auto rows = static_cast<Index>(texts.size());
  ganymede::Tensor<float> vectors(rows, rows == 0 ? 0 : static_cast<Index>(numbers.size()) / rows);
  std::copy(numbers.begin(), numbers.end(), vectors.view().data());
  if (!kept.empty()) ganymede::write_vectors(kept, made_by.value(), vectors.view());
  return vectors;
}
