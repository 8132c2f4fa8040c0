// A text in one language becomes a text in another, line by line.
//
//   translate [MODEL] [TEXT] [--num-beams 4] [--num-return-sequences 2] [--target-language deu_Latn] ...

#include <ganymede/app/translator.hpp>

#include <chrono>
#include <functional>
#include <ganymede/io/json.hpp>

#include "command_line.hpp"
#include "generation_flags.hpp"

namespace {

using Translator = ganymede::Translator<>;
using ganymede::TranslationResult;
using Align = std::function<ganymede::WordAlignment(const std::string& source, const std::string& translation)>;

std::string message(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  }
}

/// Prints results as they come, and remembers what went wrong.
class Output {
 public:
  explicit Output(bool json) : json_(json) {}

  /// `align`, where it is not empty, makes the words of a translation's source known.
  void operator()(const std::string& source, const TranslationResult& result, const Align& align = {}) {
    ++lines_;
    if (json_) {
      ganymede::Json translations = ganymede::Json::array();
      for (const ganymede::Translation& t : result.translations) {
        translations.push_back({{"text", t.text}, {"ids", t.ids}, {"score", t.score}});
        if (align) translations.back()["alignment"] = links(align(source, t.text));
      }
      print({{"source", source}, {"source_ids", result.source_ids}, {"translations", std::move(translations)}});
    } else {
      for (const ganymede::Translation& t : result.translations) {
        std::cout << t.text << '\n';
        if (!align) continue;
        for (const ganymede::Json& link : links(align(source, t.text)))
          std::printf("  %s <- %s  %.2f\n", link["target"].get_ref<const std::string&>().c_str(),
                      link["source"].get_ref<const std::string&>().c_str(), link["weight"].get<double>());
      }
      if (!result.ok()) std::cout << '\n';  // the lines that follow keep their numbers
      std::cout << std::flush;
    }
    if (result.ok() && result.best().text.empty() && !result.best().ids.empty())
      std::cerr << "note: the translation of line " << lines_ << " is empty: its first token ended it\n";
    if (!result.ok() && failed_++ == 0) error_ = (lines_ > 1 ? "line " + std::to_string(lines_) + ": " : "") + message(result.error);
  }

  /// Throws the first error, if there was any.
  void finish() const {
    if (failed_ > 1) throw std::runtime_error(error_ + " (and " + std::to_string(failed_ - 1) + " more lines)");
    if (failed_ > 0) throw std::runtime_error(error_);
  }

 private:
  /// Each word of the translation and the word of the source that it looks at most.
  static ganymede::Json links(const ganymede::WordAlignment& words) {
    ganymede::Json list = ganymede::Json::array();
    const std::vector<ganymede::Index> best = words.links();
    for (std::size_t t = 0; t < best.size(); ++t)
      if (best[t] >= 0)
        list.push_back({{"target", words.target[t]},
                        {"source", words.source[static_cast<std::size_t>(best[t])]},
                        {"weight", words.weights.view()(static_cast<ganymede::Index>(t), best[t])}});
    return list;
  }

  bool json_;
  std::size_t lines_ = 0, failed_ = 0;
  std::string error_;
};

/// A line on a terminal's standard error, written anew each time; nothing where that is no terminal.
void show(const ganymede::TranslationProgress& p, double seconds) {
  if (isatty(STDERR_FILENO) == 0 || seconds <= 0) return;
  std::fprintf(stderr, "\r\033[K%zu lines, %.0f source tokens/s, %.0f target tokens/s", p.texts, double(p.source_tokens) / seconds,
               double(p.target_tokens) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Translates texts, line by line.", "translate", embedded_translator());
  const GenerationFlags flags(line.app);
  ganymede::TranslateOptions options;
  std::string file;
  bool no_split = false, alignments = false;
  if (isatty(STDIN_FILENO) != 0) options.window = 1;  // who types a line wants its translation
  add_path(line.app, "--file", file, "a text file in place of TEXT, a line an item");
  line.app.add_option("--source-language", options.source_language,
                      "code as the model's tokenizer has it: fra_Latn, fr_XX, fr; left out: the model's default");
  line.app.add_option("--target-language", options.target_language, "likewise");
  line.app.add_option("--source-prefix", options.source_prefix, "put before every sentence, as T5's tasks want it");
  line.app.add_option("--prefix", options.prefix, "what the translation begins with");
  add_number(line.app, "--batch-tokens", options.batch_tokens, "source tokens, times beams, that are computed together; left out: 2048", 1);
  add_number(line.app, "--window", options.window,
             "lines that are read ahead, to translate those of a length together; left out: 1024, of a terminal 1", 1);
  line.app.add_flag("--alignments", alignments, "which word of the source each word comes from, as the cross-attention has it");
  line.app.add_flag("--no-split", no_split, "a line is one source, however many sentences it has");
  return run(line, argc, argv, [&] {
    if (!file.empty() && (line.text() || !line.ids.empty())) throw UsageError("--file stands in place of TEXT and --ids");
    if (alignments && !line.ids.empty()) throw UsageError("--alignments needs a text, not --ids");
    const ganymede::GenerationOptions generation = flags.options();
    const Translator translator{line.checkpoint(), line.load_options()};
    flags.announce(resolve(translator.defaults(), generation));
    options.split_sentences = !no_split;
    options.add_special_tokens = !line.no_add_special_tokens;
    options.parse_special = line.parse_special;

    Output output(line.json);
    if (!line.ids.empty()) {
      output("", translator.translate(std::span(&line.ids, 1), generation, options).front());
      return output.finish();
    }
    std::ifstream opened;
    if (!file.empty()) opened = open_text(file);
    std::optional<std::string> text = line.text();
    const bool one = text.has_value();
    const auto next = [&](std::string& into) {
      if (!one) return file.empty() ? read_line(std::cin, into) : read_line(opened, into, file);
      if (text) into = std::move(*text);
      return std::exchange(text, std::nullopt).has_value();
    };
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    options.progress = [&](const ganymede::TranslationProgress& p) { show(p, seconds()); };
    const auto emit = [&](const std::string& source, const TranslationResult& result) {
      if (!alignments) return output(source, result);
      output(source, result, [&](const auto& from, const auto& to) { return translator.align(from, to, {}, options); });
    };
    show(translator.translate_lines(next, emit, generation, options), seconds());
    if (isatty(STDERR_FILENO) != 0) std::fputc('\n', stderr);
    output.finish();
  });
}
