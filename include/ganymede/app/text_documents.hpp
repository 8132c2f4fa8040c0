#pragma once
// Documents of plain text, from files and folders.

#include <ganymede/split.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

struct TextDocument {
  std::string name{};  ///< of its file
  std::string text{};  ///< as it stands in the file: places in it are the file's
};

/// The files that are named, and those that the named folders and their folders hold and whose names end in .txt, .text, .md, .markdown,
/// .rst, .org, .adoc or .tex, in the order of their names; each file once. Bytes that are not UTF-8 stay, and read as U+FFFD.
/// Throws FileError for what cannot be read and for folders without any such file, FormatError for a named file that is no text of bytes
/// (UTF-16, or NUL in its first 4,096 bytes; in folders such files are passed over), CapacityError, before they are read, where files are
/// larger than `max_bytes` together.
GANYMEDE_ONCE std::vector<TextDocument> read_text_documents(std::span<const std::filesystem::path> paths,
                                                            std::size_t max_bytes = std::size_t{256} << 20);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/text_documents.ipp>
#endif
