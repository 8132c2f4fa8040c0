// Words as vectors: what lies near a word, what a sum of words means, and all of them in three dimensions.
//
//   embedding_space [MODEL] [WORD]... [--word2vec FILE] [--analogy "king - man + woman"] [--html FILE]

#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/token_vectors.hpp>
#include <ganymede/app/translator.hpp>
#include <ganymede/core/os/output_file.hpp>
#include <ganymede/inspect/embedding_page.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/word2vec.hpp>
#include <ganymede/text/formats/translation_tokenizers.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cstdio>
#include <sstream>

#include "command_line.hpp"

namespace {

ganymede::TokenVectors token_vectors(const CommandLine& line) {
  const ganymede::Checkpoint checkpoint = line.checkpoint();
  if (ganymede::is_translation_model(checkpoint))
    return {ganymede::AnyTranslationModel(checkpoint, line.load_options()),
            ganymede::TranslationTokenizers::from_checkpoint(checkpoint).source};
  return {ganymede::AnyModel(checkpoint, line.load_options()), ganymede::Tokenizer::from_checkpoint(checkpoint)};
}

void show(const ganymede::EmbeddingSpace& space, bool json, bool named) {
  for (const ganymede::PlacedWord& w : space.words) {
    ganymede::Json near = ganymede::Json::array();
    if (!json) std::cout << ganymede::replace_invalid_utf8(w.word) << (named ? "  (" + space.name + ")" : "") << '\n';
    for (const ganymede::Neighbour& n : w.neighbours) {
      const std::string& word = space.table.word(n.word);
      near.push_back({{"word", word}, {"cosine", n.cosine}, {"angle", n.angle()}});
      if (json) continue;
      char numbers[40];
      std::snprintf(numbers, sizeof numbers, "  %6.3f  %5.1f°  ", n.cosine, n.angle());
      std::cout << numbers << ganymede::Json(word).dump() << '\n';
    }
    ganymede::Json object{{"word", w.word}, {"neighbours", std::move(near)}};
    if (named) object["source"] = space.name;
    if (json) print(object);
  }
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Shows words as vectors: neighbours, sums of words, and three dimensions to turn. TEXT: words.", "embedding_space",
                   embedded_stories(), TextArguments::words);
  std::string word2vec, html;
  std::vector<std::string> sums;
  ganymede::Index neighbours = 10, limit = 0;
  for (const char* const option : {"--no-add-special-tokens", "--parse-special"})  // words have no special tokens
    line.app.remove_option(line.app.get_option(option));
  add_path(line.app, "--word2vec", word2vec, "a word2vec file, text or binary, in place of a model; beside it where a model is named");
  add_number(line.app, "--limit", limit, "only the first words of that file; left out, or 0: all", 0);
  add_number(line.app, "--neighbours", neighbours, "how many of each word; left out: 10", 1);
  line.app.add_option("--analogy", sums, "what is near a sum such as \"king - man + woman\"; may be given again")->allow_extra_args(false);
  add_path(line.app, "--html", html, "writes a page to turn with the mouse, a finger or the arrow keys, in place of the lists");
  return run(line, argc, argv, [&] {
    if (!word2vec.empty() && !line.ids.empty()) throw UsageError("--ids are tokens of a model, not words of a file");
    std::vector<std::string> words;
    if (line.ids.empty() && (line.has_text() || sums.empty()))
      line.for_each_text([&](const std::string& text) {
        std::istringstream parts(text);
        for (std::string word; parts >> word;) words.push_back(word);
      });

    std::optional<ganymede::TokenVectors> tokens;
    std::optional<ganymede::WordVectors> table;
    std::vector<ganymede::EmbeddingSpace> spaces;
    const auto add = [&](const std::string& name, const char* entries, const char* how, const ganymede::WordVectors& in, const auto& look) {
      ganymede::EmbeddingSpace space{name, entries, how, in, neighbours};
      for (const ganymede::TokenId id : line.ids)
        space.place(tokens->tokenizer().token_bytes(id), [&](std::string_view) { return std::optional(tokens->look(std::span(&id, 1))); });
      for (const std::string& word : words) space.place(word, look);
      for (const std::string& sum : sums) space.place_analogy(sum, look);
      if (line.json || html.empty()) show(space, line.json, !word2vec.empty() && line.has_model());
      for (const std::string& word : space.absent) std::cerr << "not in " << name << ": " << ganymede::replace_invalid_utf8(word) << '\n';
      for (const std::string& sum : sums)  // the picture has their words too
        for (const ganymede::AnalogyTerm& term : ganymede::parse_analogy(sum))
          if (!space.has(term.word)) space.place(term.word, look);
      if (!space.words.empty()) spaces.push_back(std::move(space));
    };
    if (word2vec.empty() || line.has_model()) {
      tokens.emplace(token_vectors(line));
      add(line.short_model_name(), "tokens", "A word of several tokens is the mean of their vectors.", tokens->table(),
          [&](std::string_view word) { return tokens->look(word); });
    }
    if (!word2vec.empty()) {
      ganymede::Word2vec file = ganymede::read_word2vec(word2vec, limit);
      table.emplace(std::move(file.words), std::move(file.vectors), file.dimensions);
      add(std::filesystem::path(word2vec).filename(), "words", "Every word has a vector of its own.", *table,
          [&](std::string_view word) { return look_up(*table, word); });
    }
    if (spaces.empty()) throw std::runtime_error("no words to show");
    if (html.empty()) return;
    ganymede::OutputFile page{html};
    page.write(ganymede::embedding_page(spaces));
    page.commit();
  });
}
