#pragma once
// What the tests of pages share: where the models that a page names lie, and what its blocks print.

#include <doctest/doctest.h>
#include <ganymede/inspect.hpp>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace documentation {

/// A model that a page names: looked for in the folder GANYMEDE_README_MODELS of the environment; where it is not there, a small committed
/// model of its kind stands in.
inline std::filesystem::path path_of(const std::string& name) {
  if (const char* folder = std::getenv("GANYMEDE_README_MODELS"))
    if (const auto path = std::filesystem::path(folder) / name; exists(path)) return path;
  if (name == "adapter-folder") return GANYMEDE_TEST_DATA "/lora/stories";
  if (name == "opus-mt-fr-en") return GANYMEDE_EXAMPLES_DIR "/models/translator.gguf";
  return GANYMEDE_EXAMPLES_DIR "/models/stories.gguf";
}

/// A page whose blocks are run: what they print is caught.
class Page {
 public:
  explicit Page(std::string name) : name_(std::move(name)), before_(std::cout.rdbuf(text_.rdbuf())) {}
  ~Page() { std::cout.rdbuf(before_); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// The block has printed, since the one before it, what the fence "```text BLOCK" of the page says. (With GANYMEDE_UPDATE_GOLDEN it is
  /// written beside the blocks instead, to be copied; with GANYMEDE_README_MODELS other models answer, something at least.)
  void printed(const std::string& block) {
    std::string now = text_.str();
    text_.str({});
    if (!now.ends_with('\n')) now += '\n';
    const std::string path = std::string(GANYMEDE_DOCUMENTATION_BLOCKS) + "/" + name_ + "/" + block;
    if (std::getenv("GANYMEDE_UPDATE_GOLDEN") != nullptr) {
      std::ofstream(path + ".actual") << now;
      return;
    }
    std::ifstream file(path + ".txt");
    REQUIRE_MESSAGE(file.is_open(), path);
    const std::string told{std::istreambuf_iterator<char>(file), {}};
    if (std::getenv("GANYMEDE_README_MODELS") != nullptr)
      CHECK(now.size() > 1);
    else
      CHECK(now == told);
  }

 private:
  std::string name_;
  std::ostringstream text_;
  std::streambuf* before_;
};

}  // namespace documentation
