#pragma once
// What all example programs share: [MODEL] [TEXT], the common options, errors as one line, JSON as one object a line.

#include <CLI/CLI.hpp>

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "embedded.hpp"

/// Wrong usage: exit status 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The next line, without its end ("\n" or "\r\n"); false where there is none.
inline bool read_line(std::istream& in, std::string& line) {
  if (!std::getline(in, line)) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

class CommandLine {
 public:
  CLI::App app;
  bool json = false, no_add_special_tokens = false, parse_special = false;
  std::vector<ganymede::TokenId> ids;

  /// `embedded` is the model that stands in where none is named; empty: there is none.
  CommandLine(const std::string& description, const std::string& name, std::span<const std::byte> embedded = embedded_stories())
      : app(description, name), embedded_(embedded) {
    app.add_option("MODEL_TEXT", positional_,
                   "[MODEL] [TEXT]: a Hugging Face folder or GGUF file, then the text; TEXT - or none: standard input, a line an item")
        ->type_name("");
    app.add_option("--model", model_, "the model, where the first argument should be TEXT; left out: the embedded model");
    app.add_option("--threads", threads_, "threads to compute with; 0: all CPUs")->check(CLI::Range(0, 4096));
    app.add_option("--quantize", quantize_, "keep weights as f32, f16, bf16, int8, q8_0, q4_0, q4_1, q5_0 or q5_1; left out: as stored");
    app.add_option("--ids", ids, "token ids 1,2,3 in place of TEXT")->delimiter(',');
    app.add_flag("--json", json, "one JSON object a line");
    app.add_flag("--no-add-special-tokens", no_add_special_tokens, "without the special tokens that the tokenizer adds");
    app.add_flag("--parse-special", parse_special, "special tokens spelled in TEXT are meant as such");
    app.footer("-- ends the options: what follows is TEXT.");
  }

  /// Reads the arguments. Throws CLI::ParseError or UsageError.
  void parse(int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc), after;
    const auto end = std::find(arguments.begin(), arguments.end(), "--");
    const bool ended = end != arguments.end();
    if (ended) after.assign(end + 1, arguments.end());
    arguments.erase(end, arguments.end());
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    app.parse(arguments);

    if (after.size() > 1) throw UsageError("one TEXT after --, not " + std::to_string(after.size()));
    if (!after.empty()) text_ = after.front();
    std::size_t used = 0;
    if (model_.empty() && !positional_.empty() && (ended || positional_.size() > 1 || !ids.empty() || is_there(positional_.front())))
      model_ = positional_[used++];
    if (used < positional_.size() && !text_) text_ = positional_[used++];
    if (used < positional_.size()) throw UsageError("unexpected argument: " + positional_[used]);
    if (!ids.empty() && text_) throw UsageError("--ids stands in place of TEXT: not both");
  }

  bool has_model() const { return !model_.empty(); }
  /// Another embedded model stands in where none is named.
  void stand_in(std::span<const std::byte> embedded) { embedded_ = embedded; }
  bool has_text() const { return text_.has_value(); }
  std::string model_name() const { return model_.empty() ? "the embedded model" : model_; }

  /// Without the folders it lies in: for pages and pictures, which others see.
  std::string short_model_name() const {
    return model_.empty() ? model_name() : (std::filesystem::path(model_) / "").parent_path().filename().string();
  }

  ganymede::Checkpoint checkpoint() const {
    if (!model_.empty()) return ganymede::Checkpoint(std::filesystem::path(model_));
    if (embedded_.empty()) throw UsageError("this program was built without the embedded model: name a MODEL");
    return ganymede::Checkpoint(embedded_, "embedded model");
  }

  /// The tokenizer alone: a folder needs no weights, and a tokenizer.json or a SentencePiece model will do.
  ganymede::Tokenizer tokenizer() const {
    const std::filesystem::path path(model_);
    if (path.extension() == ".json") return ganymede::Tokenizer::from_json_file(path);
    if (path.extension() == ".model" || path.extension() == ".spm") return ganymede::Tokenizer::from_sentencepiece_file(path);
    if (!model_.empty() && is_directory(path)) return ganymede::Tokenizer::from_folder(path);
    return ganymede::Tokenizer::from_checkpoint(checkpoint());
  }

  ganymede::LoadOptions load_options() const {
    ganymede::LoadOptions options{.threads = threads_};
    if (!quantize_.empty()) {
      options.weights = ganymede::parse_dtype(quantize_);
      if (!options.weights) throw UsageError("--quantize: unknown element type " + quantize_);
    }
    return options;
  }

  ganymede::EncodeOptions encode_options() const { return {.add_special_tokens = !no_add_special_tokens, .parse_special = parse_special}; }

  /// TEXT; none where standard input stands in its place.
  std::optional<std::string> text() const { return text_ == "-" ? std::nullopt : text_; }

  /// Calls f(text) for TEXT, or for each line of standard input.
  template <class F>
  void for_each_text(F f) const {
    if (text()) return f(*text_);
    for (std::string line; read_line(std::cin, line);) f(line);
  }

  /// Calls f(ids, text) for --ids, or else for each text, encoded by the tokenizer that `source` has.
  template <class Source, class F>
  void for_each_prompt(const Source& source, F f) const {
    if (!ids.empty()) return f(ids, std::string());
    for_each_text([&](const std::string& text) { f(source.tokenizer().encode(text, encode_options()), text); });
  }

 private:
  /// False too for what is too long to be a path.
  static bool is_there(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
  }

  std::vector<std::string> positional_;
  std::string model_, quantize_;
  std::optional<std::string> text_;
  ganymede::Index threads_ = 0;
  std::span<const std::byte> embedded_;
};

/// One JSON object, one line; bytes that are no UTF-8 become U+FFFD.
inline void print(const ganymede::Json& object) {
  std::cout << object.dump(-1, ' ', false, ganymede::Json::error_handler_t::replace) << '\n' << std::flush;
}

/// Runs the program: 0; 1 with one line `error: ...` on standard error; 2 for wrong usage.
template <class Line, class F>
int run(Line& line, int argc, char** argv, F program) {
  try {
    line.parse(argc, argv);
    program();
    return 0;
  } catch (const CLI::ParseError& e) {
    return line.app.exit(e) == 0 ? 0 : 2;
  } catch (const UsageError& e) {
    std::cerr << "error: " << e.what() << "\nRun with --help for more information.\n";
    return 2;
  } catch (const std::exception& e) {
    std::cerr << "error: " << e.what() << '\n';
    return 1;
  }
}
