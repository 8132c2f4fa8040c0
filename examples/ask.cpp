// Answers a question from documents, and cites the passage that the answer is from: found by words (BM25), with an encoder by meaning too.
//
//   ask MODEL [QUESTION] --file F [--file G] [--encoder M]      ask SmolLM2.gguf "Who slept a hundred years?" --file tales.txt

#include <ganymede/app/document_answerer.hpp>
#include <ganymede/app/embedder.hpp>
#include <ganymede/app/text_generator.hpp>

#include "command_line.hpp"
#include "generation_flags.hpp"
#include "kept_vectors.hpp"

using ganymede::Index;

namespace {

ganymede::Json to_json(const ganymede::DocumentAnswer& answer, const ganymede::PassageIndex& index, const std::string& cited) {
  ganymede::Json passages = ganymede::Json::array();
  for (const ganymede::CitedPassage& passage : answer.passages)
    passages.push_back({{"text", passage.text},
                        {"file", index.documents()[passage.document].name},
                        {"begin", passage.range.begin},
                        {"end", passage.range.end},
                        {"score", passage.score}});
  return {{"question", answer.question}, {"answer", answer.answer + cited}, {"passages", std::move(passages)}};
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Answers a question from documents, and cites the passage that the answer is from.", "ask", {});
  const GenerationFlags flags(line.app);
  std::vector<std::string> files;
  std::string encoder, kept;
  Index passages = 3, words = 120;
  line.app.remove_option(line.app.get_option("--ids"));
  line.app.add_option("--file", files, "a text file, or a folder of them; may be given several times")
      ->type_name("PATH")
      ->expected(1)
      ->take_all();
  add_path(line.app, "--encoder", encoder, "finds passages by meaning too: a sentence-transformers folder; left out: by words alone");
  add_path(line.app, "--vectors", kept, "keeps the passages' vectors in this file, for the next time");
  add_number(line.app, "--passages", passages, "passages that the model reads; left out: 3", 1);
  add_number(line.app, "--passage-words", words, "of a passage at the most; left out: 120", 1);
  return run(line, argc, argv, [&] {
    if (files.empty()) throw UsageError("--file names a text to answer from");
    if (!kept.empty() && encoder.empty()) throw UsageError("--vectors keeps what an --encoder makes");
    if (!line.has_model()) throw UsageError("no model is embedded in this program: name a MODEL");
    const ganymede::AskOptions options{.passages = passages, .generation = flags.options(), .call = {.encode = line.encode_options()}};
    ganymede::PassageIndex read(ganymede::read_text_documents(std::vector<std::filesystem::path>(files.begin(), files.end())),
                                {.words = words});
    if (!encoder.empty()) {
      const ganymede::Embedder<> embedder{std::filesystem::path(encoder)};
      ganymede::Fingerprint made_by;
      made_by.add_model(encoder);
      const auto vectors = kept_vectors(embedder, read.texts(), {.role = ganymede::TextRole::document, .normalize = true}, made_by, kept);
      read.set_embedder(embedder, vectors);
    }
    const auto index = std::make_shared<const ganymede::PassageIndex>(std::move(read));
    const ganymede::DocumentAnswerer ask(ganymede::TextGenerator<>(line.checkpoint(), line.load_options()), index);
    if (flags.verbose) std::cerr << index->documents().size() << " documents, " << index->passages().size() << " passages\n";
    line.for_each_text([&](const std::string& question) {
      const ganymede::DocumentAnswer answer = ask(question, options, [&](std::string_view piece) {
        if (!line.json) std::cout << piece << std::flush;
      });
      const std::string cited = answer.passages.empty() ? "" : answer.answer.empty() ? "[1]" : " [1]";
      if (flags.verbose) std::cerr << "the model read:\n" << ganymede::DocumentAnswerer::prompt(question, answer.passages) << '\n';
      if (line.json) return print(to_json(answer, *index, cited));
      std::cout << cited << "\n\n";
      for (std::size_t n = 0; n < answer.passages.size() && (n == 0 || flags.verbose); ++n) {
        const ganymede::CitedPassage& passage = answer.passages[n];
        std::cout << '[' << n + 1 << "] " << index->documents()[passage.document].name << ", bytes " << passage.range.begin << " to "
                  << passage.range.end << ":\n"
                  << passage.text << '\n';
      }
      if (answer.passages.empty()) std::cerr << "note: no passage was found: the answer is the model's own\n";
    });
  });
}
