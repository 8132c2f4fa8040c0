// Finds the passages of a text file that are nearest in meaning to a question: all passages and the question as vectors, compared exactly.
//
//   search MODEL [TEXT] --file F [--top 3] [--vectors FILE]      search all-MiniLM-L6-v2 "Who ate the apple?" --file tales.txt

#include <ganymede/app/passages.hpp>
#include <ganymede/app/vector_file.hpp>
#include <ganymede/app/vector_index.hpp>

#include <cstdio>

#include "command_line.hpp"
#include "embed_flags.hpp"

namespace {

using ganymede::Index;

/// The passages' vectors: those of the file `kept`, where it is of these passages and this model, or computed, and kept there.
ganymede::Tensor<float> vectors_of(const ganymede::Embedder<>& embedder, const std::vector<std::string>& passages,
                                   const ganymede::EmbedOptions& options, const CommandLine& line, const std::string& kept) {
  ganymede::Fingerprint made_of;
  if (!kept.empty()) {
    made_of.add_model(line.model_name()).add(line.quantized_as()).add(embedder.prompt(options));
    made_of.add(std::to_string(options.truncate_dim) + " " + std::to_string(options.max_length) +
                (options.add_special_tokens ? " +" : " -"));
    for (const std::string& passage : passages) made_of.add(passage);
    if (is_there(kept)) try {
        ganymede::StoredVectors stored = ganymede::read_vectors(kept);
        if (stored.of == made_of.value() && stored.vectors.rows() == static_cast<Index>(passages.size())) return std::move(stored.vectors);
        std::cerr << "note: " << kept << " is of another text or model: computed anew\n";
      } catch (const ganymede::FormatError& error) {
        std::cerr << "note: " << error.what() << ": computed anew\n";
      }
  }
  const bool shown = isatty(STDERR_FILENO) != 0;
  constexpr std::size_t at_once = 256;
  std::vector<float> numbers;
  for (std::size_t at = 0; at < passages.size(); at += at_once) {
    const std::size_t end = std::min(at + at_once, passages.size());
    const auto part = embedder.embed(
        std::vector<std::string_view>(passages.begin() + static_cast<Index>(at), passages.begin() + static_cast<Index>(end)), options);
    for (Index n = 0; n < part.rows(); ++n) numbers.insert(numbers.end(), part.row(n).begin(), part.row(n).end());
    if (shown) std::cerr << "\r" << end << " of " << passages.size() << " passages" << std::flush;
  }
  if (shown) std::cerr << "\r\033[K";
  const auto rows = static_cast<Index>(passages.size());
  ganymede::Tensor<float> vectors(rows, rows == 0 ? 0 : static_cast<Index>(numbers.size()) / rows);
  std::copy(numbers.begin(), numbers.end(), vectors.view().data());
  if (!kept.empty()) ganymede::write_vectors(kept, made_of.value(), vectors.view());
  return vectors;
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Finds the passages of a text file that are nearest in meaning to TEXT.", "search", {});
  EmbedFlags flags(line);
  std::string file, kept;
  Index top = 5, words = 120;
  line.app.remove_option(line.app.get_option("--ids"));
  add_path(line.app, "--file", file, "the text to search: paragraphs, or some sentences of long ones, are its passages");
  add_path(line.app, "--vectors", kept, "keeps the passages' vectors in this file, for the next time");
  add_number(line.app, "--top", top, "how many passages to show; left out: 5", 1);
  add_number(line.app, "--passage-words", words, "of a passage at the most; left out: 120", 1);
  return run(line, argc, argv, [&] {
    if (file.empty()) throw UsageError("--file names the text to search");
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

    const std::string text = read_text(file);
    std::vector<std::string> passages;
    const auto fits = [&](std::string_view part) {
      const std::string one = ganymede::one_line(part);
      return std::count(one.begin(), one.end(), ' ') < words && one.size() < static_cast<std::size_t>(words) * 24;
    };
    for (const ganymede::TextRange& range : ganymede::passages_of(text, fits)) passages.push_back(ganymede::one_line(range.of(text)));
    const ganymede::Tensor<float> vectors = vectors_of(embedder, passages, of_passages, line, kept);
    const ganymede::VectorIndex index(vectors);
    line.for_each_text([&](const std::string& query) {
      ganymede::Json results = ganymede::Json::array();
      const ganymede::Tensor<float> vector = embedder.embed({query}, of_queries);
      const auto found = index.search(vector, top);
      for (const ganymede::NearVector& near : found.front()) {
        const std::string& passage = passages[static_cast<std::size_t>(near.index)];
        if (line.json)
          results.push_back({{"text", passage}, {"score", near.score}});
        else
          std::printf("%6.3f  %s\n", static_cast<double>(near.score), passage.c_str());
      }
      if (line.json) print({{"query", query}, {"results", std::move(results)}});
    });
  });
}
