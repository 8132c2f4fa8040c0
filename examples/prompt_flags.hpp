#pragma once
// The options of classification by prompt.

#include <ganymede/app/prompt_entity_recognizer.hpp>
#include <ganymede/app/text_generator.hpp>
#include <ganymede/text/one_line.hpp>

#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"

class PromptFlags {
 public:
  explicit PromptFlags(CommandLine& line) {
    line.app
        .add_option_function<std::string>(
            "--labels", [this](const std::string& list) { labels_ = split(list); }, "the answers there are; left out: positive,negative")
        ->type_name("A,B,...");
    line.app.add_option("--instruction", instruction_, "what the model is asked to do, before all examples")->type_name("TEXT");
    add_path(line.app, "--examples", examples_, "shows these examples, a line each: a label, a tab, a text");
    line.app.add_flag("--entities", entities, "people and places in TEXT, each judged by a prompt");
    line.app.add_flag("--calibrate", calibrate_, "weighs labels against what texts without content get (Zhao et al. 2021)");
  }

  bool entities = false;

  /// Whether there is a task of the user's own.
  bool task() const { return !labels_.empty() || instruction_ || !examples_.empty() || calibrate_; }
  bool given() const { return entities || task(); }

  /// What is asked; without any option the sentiment of a text, shown by two examples.
  ganymede::FewShotPrompt prompt() const {
    ganymede::FewShotPrompt prompt{.instruction = instruction_.value_or(""), .labels = labels_};
    if (!examples_.empty()) {
      prompt.examples = ganymede::read_prompt_examples(read_text(examples_), examples_);
      if (labels_.empty()) prompt.labels = labels_of(prompt.examples);
    }
    if (!prompt.labels.empty()) return prompt;
    prompt.labels = {"positive", "negative"};
    prompt.label_name = "Sentiment";
    return prompt;
  }

  ganymede::PromptClassifierOptions options(const CommandLine& line) const {
    return {.calibrate = calibrate_, .add_special_tokens = !line.no_add_special_tokens};
  }

 private:
  static std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
      end = list.find(',', begin);
      parts.push_back(ganymede::one_line(list.substr(begin, end == std::string::npos ? end : end - begin)));
    }
    return parts;
  }

  std::vector<std::string> labels_;
  std::optional<std::string> instruction_;
  std::string examples_;
  bool calibrate_ = false;
};
