#pragma once
// A folder out of one input: "=== NAME" on a line of its own begins a file. A model.bin or .safetensors that begins with '!' is described
// (described_file.hpp).

#include "fuzz/support/described_file.hpp"

#include <ganymede/io/checkpoint_files.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

/// Written where nothing reaches a disk, if there is such a place; removed with what is in it.
class PackedFolder {
 public:
  explicit PackedFolder(std::string_view packed) {
    for (int files = 0; !packed.empty() && files < 16; ++files) {
      std::string_view name = described::cut(packed, '\n');
      const std::size_t next = packed.find("\n=== ");
      const std::string_view content = packed.substr(0, next);
      packed.remove_prefix(next == std::string_view::npos ? packed.size() : next + 1);
      if (!name.starts_with("=== ") || name.size() > 100) continue;
      name.remove_prefix(4);
      if (ganymede::detail::is_plain_name(name)) write(std::string(name), content);
    }
  }
  PackedFolder(const PackedFolder&) = delete;
  PackedFolder& operator=(const PackedFolder&) = delete;
  ~PackedFolder() {
    std::error_code ignored;
    for (const std::string& name : names_) std::filesystem::remove(path() / name, ignored);
  }

  /// The same for all of a process: making a folder costs more than its files.
  static const std::filesystem::path& path() {
    static const Place place;
    return place.path;
  }

 private:
  struct Place {
    std::filesystem::path path{};
    Place() {
      std::error_code ignored;
      const bool memory = std::filesystem::is_directory("/dev/shm", ignored);
      std::string pattern = (memory ? "/dev/shm" : std::filesystem::temp_directory_path().string()) + "/ganymede-fuzz-XXXXXX";
      if (::mkdtemp(pattern.data()) == nullptr) std::abort();
      path = pattern;
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };

  void write(const std::string& name, std::string_view content) {
    const bool described = content.starts_with('!');
    std::string made;
    if (described && name.ends_with(".safetensors")) made = described::safetensors(content), content = made;
    if (described && name == "model.bin") made = described::ctranslate2(content), content = made;
    std::ofstream file(path() / name, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    names_.insert(name);
  }

  std::set<std::string> names_;
};
