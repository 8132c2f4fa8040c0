// A file of examples, and the prompts that are made of them.
#include "fuzz/support/attempt.hpp"

#include <ganymede/text/prompt.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attempt([&] {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    ganymede::FewShotPrompt prompt{.examples = ganymede::read_prompt_examples(text, "examples.tsv")};
    prompt.labels = labels_of(prompt.examples);
    prompt.check();
    if (!prompt.with_input(text.substr(0, 100)).starts_with(prompt.beginning())) std::abort();
  });
  return 0;
}
