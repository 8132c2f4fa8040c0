#pragma once
// What all example programs share: [MODEL] [TEXT], the common options, errors as one line, JSON as one object a line.

#include <CLI/CLI.hpp>

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "embedded.hpp"
#include "model_path.hpp"
#include "option_values.hpp"
#include "run.hpp"

/// What stands in TEXT's place: one argument, or all that follow, as words.
enum class TextArguments { one, words };

class CommandLine {
 public:
  CLI::App app;
  bool json = false, no_add_special_tokens = false, parse_special = false;
  std::vector<ganymede::TokenId> ids;

  /// `embedded` is the model that stands in where none is named; empty: there is none.
  CommandLine(const std::string& description, const std::string& name, std::span<const std::byte> embedded = embedded_stories(),
              TextArguments arguments = TextArguments::one)
      : app(description, name), embedded_(embedded), arguments_(arguments) {
    app.add_option("MODEL_TEXT", positional_,
                   "[MODEL] [TEXT]: a Hugging Face folder or GGUF file, then the text; TEXT - or none: standard input, a line an item")
        ->type_name("");
    add_path(
        app, "--model", model_,
        std::string("the model, where the first argument should be TEXT") + (embedded.empty() ? "" : "; left out: the embedded model"));
    add_number(app, "--threads", threads_, "threads to compute with; left out, or 0: all CPUs", 0, 4096);
    app.add_option_function<std::string>(
           "--quantize", [this](const std::string& type) { quantize(type); },
           "keep weights as f32, f16, bf16, int8, q8_0, q4_0, q4_1, q5_0 or q5_1; left out: as stored")
        ->type_name("TYPE");
    app.add_option_function<std::vector<std::string>>(
           "--lora",
           [this](const std::vector<std::string>& all) {
             for (const std::string& one : all) adapters_.push_back(parse_adapter("--lora", one));
           },
           "an adapter to be merged: a folder of PEFT's or a GGUF file, and how much of it; may be given again")
        ->type_name("PATH[=SCALE]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add_ids(app, "--ids", ids, "token ids 1,2,3 in place of TEXT");
    app.add_flag("--json", json, "one JSON object a line");
    app.add_flag("--no-add-special-tokens", no_add_special_tokens, "without the special tokens that the tokenizer adds");
    app.add_flag("--parse-special", parse_special, "special tokens spelled in TEXT are meant as such");
    app.footer("-- ends the options: what follows is TEXT.");
  }

  /// Reads the arguments. Throws CLI::ParseError or UsageError, and FileError for what was meant as a MODEL and is not there.
  void parse(int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc), after;
    const auto end = std::find(arguments.begin(), arguments.end(), "--");
    const bool ended = end != arguments.end();
    if (ended) after.assign(end + 1, arguments.end());
    arguments.erase(end, arguments.end());
    app.parse(take_positional(arguments));

    std::span<const std::string> texts = positional_;
    if (model_.empty() && !texts.empty() && begins_with_model(ended)) {
      model_ = texts.front();
      if (model_.empty()) throw UsageError("MODEL is empty");
      texts = texts.subspan(1);
    }
    take_text(texts);
    take_text(after);
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
    if (!model_.empty()) return ganymede::checkpoint_for(model_, load_options());
    if (embedded_.empty()) throw UsageError("this program was built without the embedded model: name a MODEL");
    return ganymede::Checkpoint(embedded_, "embedded model");
  }

  /// The tokenizer alone: a folder needs no weights, and a tokenizer.json or a SentencePiece model will do.
  ganymede::Tokenizer tokenizer() const {
    const std::filesystem::path path(model_);
    if (!model_.empty() && is_directory(path)) return ganymede::Tokenizer::from_folder(path);  // whatever its name ends in
    if (path.extension() == ".json") return ganymede::Tokenizer::from_json_file(path);
    if (path.extension() == ".model" || path.extension() == ".spm") return ganymede::Tokenizer::from_sentencepiece_file(path);
    return ganymede::Tokenizer::from_checkpoint(checkpoint());
  }

  ganymede::LoadOptions load_options() const { return {.weights = quantize_, .threads = threads_, .adapters = adapters_}; }

  /// The element type that --quantize names; empty: as stored.
  std::string quantized_as() const { return quantize_ ? std::string(name(*quantize_)) : std::string(); }

  ganymede::EncodeOptions encode_options() const { return {.add_special_tokens = !no_add_special_tokens, .parse_special = parse_special}; }

  /// TEXT; none where standard input stands in its place.
  std::optional<std::string> text() const { return text_ == "-" ? std::nullopt : text_; }

  /// Calls f(text) for TEXT, or for each line of standard input. What f prints has arrived before the next one is read.
  template <class F>
  void for_each_text(F f) const {
    if (text()) return f(*text_);
    for (std::string line; read_line(std::cin, line); flush_output()) f(line);
  }

  /// Calls f(ids, text) for --ids, or else for each text, encoded by the tokenizer that `source` has.
  template <class Source, class F>
  void for_each_prompt(const Source& source, F f) const {
    if (!ids.empty()) return f(ids, std::string());
    for_each_text([&](const std::string& text) { f(source.tokenizer().encode(text, encode_options()), text); });
  }

 private:
  /// Moves what is no option, nor an option's value, to positional_; leaves the rest in the order that CLI11 wants, the last one first.
  /// (CLI11 itself takes a positional "[a,b]" for a list of two, and "[MASK]" for MASK.)
  std::vector<std::string> take_positional(const std::vector<std::string>& arguments) {
    std::vector<std::string> options;
    for (auto at = arguments.begin(); at != arguments.end(); ++at) {
      const bool is_option =
          at->size() > 1 && at->front() == '-' && ((*at)[1] == '-' || std::isalpha(static_cast<unsigned char>((*at)[1])) != 0);
      if (!is_option) {
        positional_.push_back(*at);
        continue;
      }
      options.push_back(*at);
      const CLI::Option* const option = app.get_option_no_throw(*at);
      if (option != nullptr && option->get_items_expected_max() > 0 && at + 1 != arguments.end()) options.push_back(*++at);
    }
    std::reverse(options.begin(), options.end());
    return options;
  }

  /// Whether the first argument names the model. A lone one does where such a path is there, or was meant to be.
  bool begins_with_model(bool ended) const {
    const std::string& first = positional_.front();
    if (is_there(first) || !ids.empty() || (ended && positional_.size() == 1)) return true;
    if (positional_.size() > 1 && arguments_ == TextArguments::one) return true;
    const bool hub_name = looks_like_hub_name(first);
    if (hub_name || looks_like_path(first))
      throw ganymede::FileError{{.problem = std::string("no such file or folder") +
                                            (hub_name ? "; a model of the Hugging Face Hub has to be downloaded first" : "") +
                                            "; what is meant as TEXT stands after --",
                                 .file = first}};
    return false;
  }

  void take_text(std::span<const std::string> arguments) {
    for (const std::string& argument : arguments)
      if (!text_)
        text_ = argument;
      else if (arguments_ == TextArguments::words)
        *text_ += " " + argument;
      else
        throw UsageError("unexpected argument: " + argument + " (a TEXT of several words stands in quotes)");
  }

  void quantize(const std::string& type) {
    quantize_ = ganymede::parse_dtype(type);
    if (!quantize_) throw CLI::ValidationError("--quantize", "unknown element type " + type);
  }

  std::vector<std::string> positional_;
  std::string model_;
  std::vector<ganymede::Adapter> adapters_;
  decltype(ganymede::LoadOptions::weights) quantize_;
  std::optional<std::string> text_;
  ganymede::Index threads_ = 0;
  std::span<const std::byte> embedded_;
  TextArguments arguments_;
};

/// One JSON object, one line; bytes that are no UTF-8 become U+FFFD.
inline void print(const ganymede::Json& object) { std::cout << object.dump() << '\n' << std::flush; }
