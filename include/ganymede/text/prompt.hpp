#pragma once
// A task told to a language model by an instruction and examples (Brown et al. 2020, "Language Models are Few-Shot Learners", figure 2.1).

#include <ganymede/split.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// An input and the answer to it.
struct PromptExample {
  std::string label{};
  std::string input{};
};

/// Zero-, one- or few-shot, by how many examples it has:
///
///     Is the review positive or negative?
///                                               <- an empty line
///     Text: I loved this movie!
///     Label: positive
///
///     Text: the input
///     Label:
///
/// Inputs stand on one line each (one_line), so that none can pose as an example.
struct FewShotPrompt {
  std::string instruction{};              ///< empty: none
  std::vector<std::string> labels{};      ///< the answers there are
  std::vector<PromptExample> examples{};  ///< in the order they are shown in
  std::string input_name = "Text", label_name = "Label";

  /// What comes before an input, of whatever input.
  std::string beginning() const;
  /// The whole prompt of an input; continuation() of a label follows it.
  std::string with_input(std::string_view input) const;
  /// A label as it follows a prompt: behind a space, which belongs to its first token.
  static std::string continuation(std::string_view label) { return " " + std::string(label); }

  /// Throws InputError: fewer than two labels, labels that are equal, blank or not on one line, an example whose label is none of them.
  void check() const;
};

/// Examples that `text` holds, an example a line: its label, a tab, its input. Blank lines are skipped. Throws FormatError, which names
/// `file` and the line, for a line without a tab, without a label, without an input, or that is not UTF-8.
GANYMEDE_ONCE std::vector<PromptExample> read_prompt_examples(std::string_view text, const std::string& file = {});

/// The labels of examples, each once, in the order they first come in.
GANYMEDE_ONCE std::vector<std::string> labels_of(const std::vector<PromptExample>& examples);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/prompt.ipp>
#endif
