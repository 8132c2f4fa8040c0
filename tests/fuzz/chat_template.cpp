// A chat template, rendered with a conversation; behind a zero byte, variables of its own as JSON.
#include <ganymede/text/chat_template.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ganymede::OrderedJson conversation = ganymede::parse_ordered_json(
      R"({"messages": [{"role": "system", "content": "Be nice."}, {"role": "user", "content": "Hi <s> é"}, {"role": "assistant", "content": "",
          "tool_calls": [{"function": {"name": "f", "arguments": {"a": [1, 2.5, null, true]}}}]}], "tools": [{"function": {"name": "f"}}],
          "add_generation_prompt": true, "bos_token": "<s>", "n": 7, "l": [3, 1, 2], "d": {"b": 1, "a": "x"}, "s": "Hello World"})",
      "conversation");
  std::string_view source(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = source.find('\0');
  try {
    const ganymede::ChatTemplate chat_template(source.substr(0, zero));
    const ganymede::RenderedChat chat =
        chat_template.render(zero == source.npos ? conversation : ganymede::parse_ordered_json(source.substr(zero + 1), "variables"),
                             {.limits = {.steps = 50'000, .bytes = 4'000'000}, .now = [] { return std::tm{}; }});
    for (std::size_t i = 0; i < chat.parts.size(); ++i)
      if (chat.parts[i].text.empty() || (i > 0 && chat.parts[i].trusted == chat.parts[i - 1].trusted)) std::abort();
  } catch (const ganymede::Error&) {}
  return 0;
}
