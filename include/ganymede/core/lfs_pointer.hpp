#pragma once
// A pointer of Git LFS: the small text that a clone made without `git lfs` holds in place of a large file.
// Format: github.com/git-lfs/git-lfs, docs/spec.md.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// Where `text` is such a pointer, the size in bytes of what it stands for, as written there ("?" where it is not).
inline std::optional<std::string> lfs_pointer_size(std::string_view text) {
  constexpr std::size_t longest = 1024;  // of the specification
  if (text.size() >= longest ||
      !(text.starts_with("version https://git-lfs.github.com/spec/") || text.starts_with("version https://hawser.github.com/spec/")))
    return std::nullopt;
  const std::size_t line = text.find("\nsize ");
  if (line == text.npos) return "?";
  const std::string_view digits = text.substr(line + 6);
  return std::string(digits.substr(0, std::min(digits.find_first_not_of("0123456789"), digits.size())));
}

}  // namespace ganymede::inline v0::detail
