#pragma once
// How CTranslate2 names what Hugging Face calls weights and biases.

#include <algorithm>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// The variable for `leaf` ("weight", "bias") of a dotted `path`: "encoder/layer_0/ffn/linear_0/weight", ".../layer_norm/gamma".
inline std::string ctranslate2_name(std::string_view path, std::string_view leaf) {
  const bool norm = path.ends_with("layer_norm");
  if (norm && leaf == "weight") leaf = "gamma";
  if (norm && leaf == "bias") leaf = "beta";
  if (path.ends_with("position_encodings") && leaf == "weight") leaf = "encodings";
  std::string name(path);
  if (!leaf.empty()) name.append(".").append(leaf);
  std::replace(name.begin(), name.end(), '.', '/');
  return name;
}

}  // namespace ganymede::inline v0::detail
