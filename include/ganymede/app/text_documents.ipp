#pragma once
// The bodies of text_documents.hpp.

#include <ganymede/app/text_documents.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>

namespace ganymede::inline v0 {

namespace detail {

inline bool named_like_text(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 8> endings{".txt", ".text", ".md", ".markdown", ".rst", ".org", ".adoc", ".tex"};
  std::string ending = path.extension().string();
  for (char& c : ending)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// Files of a folder whose names say that they are text, by name.
inline std::vector<std::filesystem::path> texts_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code unreadable;
    if (named_like_text(at->path()) && at->is_regular_file(unreadable)) files.push_back(at->path());
  }
  if (error) throw FileError{{.problem = "cannot be read: " + error.message(), .file = folder.string()}};
  if (files.empty())
    throw FileError{{.problem = "the folder holds no text files", .file = folder.string(), .expected = "*.txt, *.md, ..."}};
  std::sort(files.begin(), files.end());
  return files;
}

/// Why these bytes are no text; empty where they are.
inline std::string no_text(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return "UTF-16";
  return bytes.substr(0, 4096).find('\0') == std::string_view::npos ? "" : "a NUL byte";
}

/// All of a file, which may be a pipe. `room`: bytes that may still be read.
inline std::string read_document(const std::filesystem::path& path, std::size_t& room, std::size_t max_bytes) {
  const auto full = [&] {
    throw CapacityError{{.problem = "documents are larger than they may be together",
                         .file = path.string(),
                         .expected = "at most " + std::to_string(max_bytes) + " bytes"}};
  };
  std::error_code unknown;
  if (const auto size = std::filesystem::file_size(path, unknown); !unknown && size > room) full();
  std::ifstream file(path, std::ios::binary);
  if (!file) throw FileError{{.problem = "cannot be opened", .file = path.string()}};
  std::string text;
  for (std::array<char, 1 << 16> block; file.read(block.data(), block.size()), file.gcount() > 0;) {
    const auto count = static_cast<std::size_t>(file.gcount());
    if (count > room) full();
    room -= count;
    text.append(block.data(), count);
  }
  if (file.bad()) throw FileError{{.problem = "cannot be read", .file = path.string()}};
  return text;
}

}  // namespace detail

GANYMEDE_ONCE std::vector<TextDocument> read_text_documents(std::span<const std::filesystem::path> paths, std::size_t max_bytes) {
  std::vector<TextDocument> documents;
  std::set<std::filesystem::path> seen;
  std::size_t room = max_bytes;
  const auto read = [&](const std::filesystem::path& path, bool named) {
    std::error_code unknown;
    const std::filesystem::path same = std::filesystem::weakly_canonical(path, unknown);
    if (!seen.insert(unknown ? path : same).second) return;
    TextDocument document{path.string(), detail::read_document(path, room, max_bytes)};
    if (const std::string found = detail::no_text(document.text); found.empty())
      documents.push_back(std::move(document));
    else if (named)
      throw FormatError{{.problem = "this is no plain text", .file = path.string(), .expected = "UTF-8", .found = found}};
  };
  for (const std::filesystem::path& path : paths) {
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown))
      for (const std::filesystem::path& file : detail::texts_in(path)) read(file, false);
    else
      read(path, true);
  }
  return documents;
}

}  // namespace ganymede::inline v0
