#pragma once
// The bodies of prompt.hpp.

#include <ganymede/text/prompt.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/one_line.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string FewShotPrompt::beginning() const {
  std::string text;
  if (!instruction.empty()) text += instruction + "\n\n";
  for (const PromptExample& example : examples)
    text += input_name + ": " + one_line(example.input) + "\n" + label_name + ":" + continuation(example.label) + "\n\n";
  return text + input_name + ":";
}

GANYMEDE_ONCE std::string FewShotPrompt::with_input(std::string_view input) const {
  return beginning() + " " + one_line(input) + "\n" + label_name + ":";
}

GANYMEDE_ONCE void FewShotPrompt::check() const {
  const auto refuse = [](const char* problem, std::string found) {
    throw InputError{{.problem = problem, .key = "labels", .found = std::move(found)}};
  };
  if (labels.size() < 2) refuse("two labels or more are what one can choose from", std::to_string(labels.size()));
  for (auto label = labels.begin(); label != labels.end(); ++label) {
    if (label->empty() || one_line(*label) != *label) refuse("a label is words on one line, without white space around them", *label);
    if (std::find(labels.begin(), label, *label) != label) refuse("a label stands there twice", *label);
  }
  for (const PromptExample& example : examples)
    if (std::find(labels.begin(), labels.end(), example.label) == labels.end())
      refuse("an example has a label that is none of the labels", example.label);
}

GANYMEDE_ONCE std::vector<PromptExample> read_prompt_examples(std::string_view text, const std::string& file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // the mark that editors of Windows put before UTF-8
  std::vector<PromptExample> examples;
  for (std::size_t begin = 0, number = 1; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!is_valid_utf8(line))
      throw FormatError{{.problem = "not UTF-8", .file = file, .key = "line " + std::to_string(number), .found = std::string(line)}};
    if (one_line(line).empty()) continue;
    const std::size_t tab = line.find('\t');
    PromptExample example{one_line(line.substr(0, tab)), tab == line.npos ? std::string() : one_line(line.substr(tab + 1))};
    if (example.label.empty() || example.input.empty())
      throw FormatError{{.problem = "no example",
                         .file = file,
                         .key = "line " + std::to_string(number),
                         .expected = "a label, a tab, a text",
                         .found = std::string(line)}};
    examples.push_back(std::move(example));
  }
  return examples;
}

GANYMEDE_ONCE std::vector<std::string> labels_of(const std::vector<PromptExample>& examples) {
  std::vector<std::string> labels;
  for (const PromptExample& example : examples)
    if (std::find(labels.begin(), labels.end(), example.label) == labels.end()) labels.push_back(example.label);
  return labels;
}

}  // namespace ganymede::inline v0
