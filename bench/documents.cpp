// How often the passages that are found for questions, and the one that an answer cites, hold the answer: by words (BM25), by vectors, and
// fused.
//
//   bench_documents DOCUMENT QUESTIONS [ENCODER] [MODEL]...      QUESTIONS: a line each: a question, a tab, key words with | between them
#include <ganymede/app/document_answerer.hpp>
#include <ganymede/app/embedder.hpp>
#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/vector_file.hpp>
#include <ganymede/text/search_terms.hpp>

#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>

namespace {
using namespace ganymede;

struct Question {
  std::string text;
  std::vector<std::string> keys;
};

std::vector<Question> read_questions(const std::string& path) {
  std::vector<Question> questions;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == line.npos) continue;
    Question& question = questions.emplace_back(Question{line.substr(0, tab), {}});
    for (std::size_t begin = tab + 1, end = 0; end != line.npos; begin = end + 1)
      question.keys.push_back(line.substr(begin, (end = line.find('|', begin)) == line.npos ? end : end - begin));
  }
  return questions;
}

std::string words(const std::string& text) {
  std::string all = " ";
  for_each_search_term(text, [&](const std::string& term) { all += term + " "; });
  return all;
}

bool holds(const std::string& text, const Question& question) {
  for (const std::string& key : question.keys)
    if (words(text).find(words(key)) != std::string::npos) return true;
  return false;
}

/// The vectors of the passages, kept beside the encoder's name in the folder for temporary files.
void embed(PassageIndex& index, const std::string& encoder) {
  const Embedder<> embedder{std::filesystem::path(encoder)};
  Fingerprint of;
  of.add_model(encoder);
  for (const std::string& text : index.texts()) of.add(text);
  const auto kept = std::filesystem::temp_directory_path() / ("ganymede_" + std::to_string(of.value()) + ".vectors");
  if (!exists(kept)) {
    const Tensor<float> vectors = embedder.embed(index.texts(), {.role = TextRole::document, .normalize = true});
    write_vectors(kept, of.value(), vectors);
  }
  const StoredVectors stored = read_vectors(kept);
  index.set_embedder(embedder, stored.vectors);
}

void run(int count, char** arguments) {
  const std::filesystem::path document = arguments[1];
  PassageIndex read(read_text_documents({&document, 1}));
  const std::vector<Question> questions = read_questions(arguments[2]);
  std::printf("%zu passages, %zu questions\n", read.passages().size(), questions.size());
  std::vector<std::pair<const char*, PassageSearch>> ways{{"words", PassageSearch::words}};
  if (count > 3) {
    embed(read, arguments[3]);
    ways.insert(ways.end(), {{"vectors", PassageSearch::vectors}, {"fused", PassageSearch::fused}});
  }
  const auto index = std::make_shared<const PassageIndex>(std::move(read));
  for (const auto& [name, way] : ways) {
    int in[11] = {};
    for (const Question& question : questions) {
      const auto found = index->search(question.text, 10, way);
      for (std::size_t rank = 0; rank < found.size(); ++rank)
        if (holds(index->texts()[static_cast<std::size_t>(found[rank].index)], question)) {
          for (std::size_t n = rank + 1; n <= 10; ++n) ++in[n];
          break;
        }
    }
    std::printf("%-8s found holds the answer: first %d, of three %d, of five %d, of ten %d\n", name, in[1], in[3], in[5], in[10]);
  }
  for (int m = 4; m < count; ++m) {
    const TextGenerator<> generator{std::filesystem::path(arguments[m])};
    const DocumentAnswerer answerer(generator, index);
    for (const auto& [name, way] : ways) {
      int cited = 0, answered = 0;
      const auto begin = std::chrono::steady_clock::now();
      for (const Question& question : questions) {
        const DocumentAnswer answer = answerer(question.text, {.search = way});
        const bool right = !answer.passages.empty() && holds(answer.passages.front().text, question);
        cited += right;
        answered += holds(answer.answer, question);
        std::printf("  %s %s -> %s\n", right ? "+" : "-", question.text.c_str(), answer.answer.c_str());
      }
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      std::printf("%s, %s: the cited passage holds the answer %d of %zu times, the answer itself %d; %.1f s a question\n", arguments[m],
                  name, cited, questions.size(), answered, seconds / static_cast<double>(questions.size()));
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count < 3) return std::puts("bench_documents DOCUMENT QUESTIONS [ENCODER] [MODEL]..."), 2;
    return run(count, arguments), 0;
  } catch (const std::exception& error) {
    return std::printf("error: %s\n", error.what()), 1;
  }
}
