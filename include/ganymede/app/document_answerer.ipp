#pragma once
// The bodies of document_answerer.hpp.

#include <ganymede/app/document_answerer.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/one_line.hpp>
#include <ganymede/text/search_terms.hpp>
#include <ganymede/text/sentences/sentences.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

inline GenerationOptions answer_options(GenerationOptions options) {
  if (!options.max_new_tokens) options.max_new_tokens = 64;
  if (!options.do_sample && !options.temperature) options.do_sample = false;
  if (!options.stop) options.stop = std::vector<std::string>{"\n"};
  return options;
}

}  // namespace detail

GANYMEDE_ONCE DocumentAnswerer::DocumentAnswerer(const TextGeneratorBase& generator, std::shared_ptr<const PassageIndex> index)
    : generator_(generator), index_(std::move(index)) {
  if (!index_) throw InputError{{.problem = "no passages to answer from", .key = "index"}};
}

GANYMEDE_ONCE std::string DocumentAnswerer::prompt(std::string_view question, const std::vector<CitedPassage>& passages) {
  std::string text =  // an example: small models need to see that few words are wanted
      "Answer the question in a few words of the text.\n\nText: The cat asked for a pair of boots and a sack.\n\n"
      "Question: What did the cat ask for?\nAnswer: a pair of boots and a sack\n\n";
  for (const CitedPassage& passage : passages) text += "Text: " + passage.text + "\n\n";
  return text + "Question: " + one_line(question) + "\nAnswer:";
}

GANYMEDE_ONCE Index DocumentAnswerer::tokens(std::string_view question, const std::vector<CitedPassage>& passages,
                                             const CallOptions& call) const {
  return generator_.count_tokens(prompt(question, passages), call.encode);
}

GANYMEDE_ONCE std::vector<CitedPassage> DocumentAnswerer::read(std::string_view question, const AskOptions& options, Index room) const {
  std::vector<CitedPassage> read;
  for (const RankedText& found : index_->search(question, options.passages, options.search)) {
    const Passage& passage = index_->passages()[static_cast<std::size_t>(found.index)];
    read.push_back({.passage = found.index,
                    .document = passage.document,
                    .range = passage.range,
                    .text = index_->texts()[static_cast<std::size_t>(found.index)]});
    if (tokens(question, read, options.call) <= room) continue;
    const std::string_view whole = passage.range.of(index_->documents()[passage.document].text);
    const std::vector<Sentence> sentences = split_sentences(whole);
    std::size_t kept = sentences.size();
    do {
      if (kept-- <= 1) {
        read.pop_back();
        return read;
      }
      read.back().range.end = passage.range.begin + sentences[kept - 1].end;
      read.back().text = one_line(whole.substr(0, sentences[kept - 1].end));
    } while (tokens(question, read, options.call) > room);
    return read;
  }
  return read;
}

GANYMEDE_ONCE void DocumentAnswerer::cite(DocumentAnswer& answer) const {
  std::set<std::string> said;
  for (const std::string_view text : {std::string_view(answer.question), std::string_view(answer.answer)})
    for_each_search_term(text, [&](const std::string& term) { said.insert(term); });
  double all = 0;
  for (const std::string& term : said) all += index_->words().weight(term);
  for (CitedPassage& passage : answer.passages) {
    std::set<std::string> terms;
    for_each_search_term(passage.text, [&](const std::string& term) { terms.insert(term); });
    for (const std::string& term : said)
      if (terms.contains(term)) passage.score += index_->words().weight(term) / all;
  }
  std::stable_sort(answer.passages.begin(), answer.passages.end(),
                   [](const CitedPassage& a, const CitedPassage& b) { return a.score > b.score; });
}

GANYMEDE_ONCE DocumentAnswer DocumentAnswerer::operator()(std::string_view question, const AskOptions& options,
                                                          FunctionRef<void(std::string_view)> piece) const {
  if (one_line(question).empty()) throw InputError{{.problem = "an empty question", .key = "question"}};
  DocumentAnswer answer{.question = std::string(question)};
  const GenerationOptions generation = detail::answer_options(options.generation);
  const LanguageModel& model = generator_.language_model();
  const Index declared = options.call.sequence.max_length;
  const Index window = declared > 0 ? declared : model.max_position_embeddings();
  const Index room = window - std::max<Index>(*generation.max_new_tokens, 0);
  if (const Index alone = tokens(question, {}, options.call); alone > room)
    throw ContextError{{.problem = "the question and its answer do not fit in the context",
                        .key = "question",
                        .expected = "at most " + std::to_string(room) + " tokens",
                        .found = std::to_string(alone)}};
  answer.passages = read(question, options, room);
  answer.prompt_tokens = tokens(question, answer.passages, options.call);
  TextStream stream = generator_.stream(prompt(question, answer.passages), generation, options.call);
  for (const std::string_view part : stream) {
    // The space behind "Answer:" is the model's first.
    const std::string_view shown = answer.answer.empty() ? part.substr(std::min(part.find_first_not_of(' '), part.size())) : part;
    answer.answer += shown;
    if (!shown.empty()) piece(shown);
  }
  answer.finish_reason = stream.completion().finish_reason;
  cite(answer);
  return answer;
}

}  // namespace ganymede::inline v0
