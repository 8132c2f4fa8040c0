#pragma once
// The bodies of prompt_entity_recognizer.hpp.

#include <ganymede/app/prompt_entity_recognizer.hpp>

#include <ganymede/app/name_candidates.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// The word before a name, with the space between them, where it is of the same sentence; often it tells most: "in Paris", "said Paris".
inline std::string_view word_before(std::string_view text, const TextRange& name) {
  if (name.begin < 2 || text[name.begin - 1] != ' ') return {};
  const std::size_t end = name.begin - 1, space = text.find_last_of(" \t\r\n", end - 1);
  const std::size_t begin = space == text.npos ? 0 : space + 1;
  const bool ends = begin == end || std::string_view(".!?:;,)\"").find(text[end - 1]) != std::string_view::npos;
  return ends ? std::string_view() : text.substr(begin, name.begin - begin);
}

}  // namespace detail

GANYMEDE_ONCE FewShotPrompt PromptEntityRecognizer::people_and_places() {
  return {.instruction = "Say of each name whether it is a person, a place or something other.",
          .labels = {"person", "place", "other"},
          .examples = {{"person", "met Maria Lopez"},
                       {"place", "to Lisbon"},
                       {"other", "on Tuesday"},
                       {"other", "Siemens"},
                       {"place", "in Norway"},
                       {"person", "Peter Brandt"},
                       {"other", "the Olympic Games"},
                       {"person", "said Omar Haddad"},
                       {"place", "near Lake Geneva"},
                       {"other", "by the United Nations"}},
          .input_name = "Name",
          .label_name = "Kind"};
}

GANYMEDE_ONCE PromptEntityRecognizer::PromptEntityRecognizer(const TextGeneratorBase& generator, FewShotPrompt prompt,
                                                             const PromptClassifierOptions& options)
    : classifier_(generator, std::move(prompt), options) {}

GANYMEDE_ONCE std::vector<Entity> PromptEntityRecognizer::operator()(std::string_view text) const {
  return std::move(recognize({text}).front()).get();
}

GANYMEDE_ONCE std::vector<TextResult<std::vector<Entity>>> PromptEntityRecognizer::recognize(const TextList& texts) const {
  struct Candidate {
    std::size_t text;
    TextRange range;
  };
  std::vector<Candidate> candidates;
  std::vector<std::string> inputs;
  for (std::size_t t = 0; t < texts.texts().size(); ++t) {
    const std::string_view text = texts.texts()[t];
    for (const TextRange& range : name_candidates(text)) {
      candidates.push_back({t, range});
      inputs.push_back(std::string(detail::word_before(text, range)) + std::string(range.of(text)));
    }
  }
  std::vector<TextResult<std::vector<Entity>>> results(texts.texts().size());
  const auto labels = classifier_.classify(inputs);
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    TextResult<std::vector<Entity>>& result = results[candidates[c].text];
    if (!labels[c].ok()) {
      if (result.ok()) result.error = labels[c].error;
      continue;
    }
    const LabelScore& best = labels[c].value.front();
    const TextRange& range = candidates[c].range;
    if (best.label != classifier_.prompt().labels.back())
      result.value.push_back({best.label, std::string(range.of(texts.texts()[candidates[c].text])), range.begin, range.end, best.score});
  }
  return results;
}

}  // namespace ganymede::inline v0
