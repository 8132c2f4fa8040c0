// Finds the passages of a text file that are nearest in meaning to a question: all passages and the question as vectors, compared exactly.
//
//   search MODEL [TEXT] --file F [--top 3] [--vectors FILE]      search all-MiniLM-L6-v2 "Who ate the apple?" --file tales.txt
//   search --bm25 [TEXT] --file F                                the same by the words that they share, without a model

#include <ganymede/app/bm25_index.hpp>
#include <ganymede/app/passages.hpp>
#include <ganymede/app/vector_index.hpp>

#include <cstdio>

#include "command_line.hpp"
#include "embed_flags.hpp"
#include "kept_vectors.hpp"

using ganymede::Index;

namespace {

void show(const CommandLine& line, const std::string& query, const std::vector<std::string>& passages,
          const std::vector<ganymede::RankedText>& found) {
  ganymede::Json results = ganymede::Json::array();
  for (const ganymede::RankedText& near : found) {
    const std::string& passage = passages[static_cast<std::size_t>(near.index)];
    if (line.json)
      results.push_back({{"text", passage}, {"score", near.score}});
    else
      std::printf("%6.3f  %s\n", near.score, passage.c_str());
  }
  if (line.json) print({{"query", query}, {"results", std::move(results)}});
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Finds the passages of a text file that are nearest in meaning to TEXT.", "search", {});
  EmbedFlags flags(line);
  std::string file, kept;
  Index top = 5, words = 120;
  bool by_words = false;
  line.app.remove_option(line.app.get_option("--ids"));
  add_path(line.app, "--file", file, "the text to search: paragraphs, or some sentences of long ones, are its passages");
  add_path(line.app, "--vectors", kept, "keeps the passages' vectors in this file, for the next time");
  add_number(line.app, "--top", top, "how many passages to show; left out: 5", 1);
  add_number(line.app, "--passage-words", words, "of a passage at the most; left out: 120", 1);
  line.app.add_flag("--bm25", by_words, "by the words that passages share with TEXT (BM25), without a MODEL");
  return run(line, argc, argv, [&] {
    if (file.empty()) throw UsageError("--file names the text to search");
    std::string text;
    std::vector<std::string> passages;
    const auto fits = [&](std::string_view part) {
      const std::string one = ganymede::one_line(part);
      return std::count(one.begin(), one.end(), ' ') < words && one.size() < static_cast<std::size_t>(words) * 24;
    };
    const auto read_passages = [&] {
      text = read_text(file);
      for (const ganymede::TextRange& range : ganymede::passages_of(text, fits)) passages.push_back(ganymede::one_line(range.of(text)));
    };
    if (by_words) {
      if (line.has_model() || !kept.empty()) throw UsageError("--bm25 stands in place of a MODEL and its --vectors");
      read_passages();
      const ganymede::Bm25Index index(passages);
      return line.for_each_text([&](const std::string& query) { show(line, query, passages, index.search(query, top)); });
    }
    const ganymede::Embedder<> embedder = flags.embedder(line);
    const std::string& similarity = embedder.similarity_fn_name();
    if (similarity != "cosine" && similarity != "dot")
      throw ganymede::ConfigError{{.problem = "vectors are compared by angle or product here",
                                   .file = line.model_name(),
                                   .key = "similarity_fn_name",
                                   .expected = "cosine or dot",
                                   .found = similarity}};
    ganymede::EmbedOptions of_passages = flags.options(line, ganymede::TextRole::document),
                           of_queries = flags.options(line, ganymede::TextRole::query);
    if (similarity == "cosine") of_passages.normalize = of_queries.normalize = true;
    static_cast<void>(embedder.prompt(of_queries));

    read_passages();
    ganymede::Fingerprint made_by;
    made_by.add_model(line.model_name()).add(line.quantized_as());
    const ganymede::Tensor<float> vectors = kept_vectors(embedder, passages, of_passages, made_by, kept);
    const ganymede::VectorIndex index(vectors);
    line.for_each_text([&](const std::string& query) {
      const ganymede::Tensor<float> vector = embedder.embed({query}, of_queries);
      const auto nearest = index.search(vector, top);
      std::vector<ganymede::RankedText> found;
      for (const ganymede::NearVector& near : nearest.front()) found.push_back({near.index, static_cast<double>(near.score)});
      show(line, query, passages, found);
    });
  });
}
