#pragma once
// Folders of make_apps.py, with what other programs make of texts with them.

#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

inline std::filesystem::path app_folder(const std::string& name) { return std::filesystem::path(GANYMEDE_TEST_DATA) / "apps" / name; }

inline ganymede::Json app_expected(const std::string& name) {
  const std::filesystem::path path = app_folder(name) / "expected.json";
  std::ifstream file(path, std::ios::binary);
  return ganymede::parse_json(std::string{std::istreambuf_iterator<char>(file), {}}, path.string());
}

/// Float against float, which are summed in other orders.
inline void check_close(double found, double expected, double tolerance = 1e-5) {
  CHECK(std::abs(found - expected) <= tolerance * std::max(1.0, std::abs(expected)));
}

/// A copy of such a folder, to be changed; gone at the end.
class AppFolderCopy {
 public:
  explicit AppFolderCopy(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("ganymede_app_" + name + "_" + std::to_string(std::rand()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::copy(app_folder(name), path_, std::filesystem::copy_options::recursive);
  }
  AppFolderCopy(const AppFolderCopy&) = delete;
  AppFolderCopy& operator=(const AppFolderCopy&) = delete;
  ~AppFolderCopy() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  /// Sets a key of a JSON file.
  void set(const std::string& file, const std::string& key, const ganymede::Json& value) const {
    std::ifstream in(path_ / file, std::ios::binary);
    ganymede::Json json = in ? ganymede::parse_json(std::string{std::istreambuf_iterator<char>(in), {}}, file) : ganymede::Json::object();
    in.close();
    json[key] = value;
    write(file, json.dump());
  }

 private:
  std::filesystem::path path_;
};
