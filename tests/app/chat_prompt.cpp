#include <doctest/doctest.h>
#include <ganymede/app/chat_prompt.hpp>

#include <ganymede/app/chat_message.hpp>
#include <ganymede/app/toolbox.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <string>

using namespace ganymede;

namespace {

ChatPrompter prompter_of(const char* source, bool tools = true, const char* tokenizer = "qwen2") {
  ChatPrompter prompter(ChatTemplate(source),
                        Tokenizer::from_json_file(std::string(GANYMEDE_TEST_DATA "/tokenizers/") + tokenizer + ".json"), {});
  Toolbox box;
  box.add({.name = "f", .description = "Does.", .parameters = R"({"type": "object", "properties": {"a": {"type": "integer"}}})"});
  if (tools) prompter.offer(box.definitions(), box.names());
  return prompter;
}

OrderedJson::Array called(const char* arguments = R"({"b": 1, "a": 2})") {
  return *parse_ordered_json(std::string(R"([{"role": "user", "content": "Q"}, {"role": "assistant", "content": "", "tool_calls":
    [{"id": "call00001", "type": "function", "function": {"name": "f", "arguments": )") +
                                 arguments + R"(}}]},
    {"role": "tool", "name": "f", "tool_call_id": "call00001", "content": "R"}])",
                             "messages")
              .array();
}

std::string text_of(const ChatPrompter& prompter, const OrderedJson::Array& messages) { return prompter.rendered(messages).text(); }

constexpr const char* hermes =
    "{% if tools %}{{ tools | tojson }}{% endif %}{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
    "{% for c in m.tool_calls or [] %}<tool_call>\n{\"name\": \"{{ c.function.name }}\", \"arguments\": {{ c.function.arguments | tojson "
    "}}}\n</tool_call>{% endfor %}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

}  // namespace

TEST_CASE("the dialect is what the template writes") {
  CHECK(prompter_of(hermes, false).dialect() == nullptr);
  const ChatPrompter prompter = prompter_of(hermes);
  CHECK(prompter.dialect()->name == "hermes");
  const std::string text = text_of(prompter, called());
  CHECK(text.find("<tool_call>\n{\"name\": \"f\", \"arguments\": {\"b\": 1, \"a\": 2}}\n</tool_call>") != std::string::npos);
  CHECK(text.find("<|im_start|>tool\nR<|im_end|>") != std::string::npos);
  CHECK(text.find("\"description\": \"Does.\"") != std::string::npos);
}

TEST_CASE("arguments come as the template wants them, whatever the message has") {
  // DeepSeek's adds them to a text, which a dict cannot be; Hermes' would put a text in quotes.
  const ChatPrompter wants_text = prompter_of(
      "{{ tools | tojson }}{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}{{ '<tool_call>' + c.function.name + "
      "'\n' + c.function.arguments + '</tool_call>' }}{% endfor %}{% endfor %}");
  CHECK(text_of(wants_text, called()).find("<tool_call>f\n{\"b\":1,\"a\":2}</tool_call>") != std::string::npos);
  CHECK(text_of(wants_text, called(R"("{\"a\": 3}")")).find("<tool_call>f\n{\"a\": 3}</tool_call>") != std::string::npos);
  CHECK(text_of(prompter_of(hermes), called(R"("{\"a\": 3}")")).find("\"arguments\": {\"a\": 3}}") != std::string::npos);
}

TEST_CASE("a template without functions is told of them in words") {
  const ChatPrompter prompter = prompter_of(
      "{% for m in messages %}{% if m.role not in ['system', 'user', 'assistant'] %}{{ raise_exception('role') }}{% endif %}<|im_start|>{{ "
      "m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}");
  CHECK(prompter.dialect()->name == "plain");
  const std::string text = text_of(prompter, called());
  CHECK(text.starts_with("<|im_start|>system\nYou can call functions."));
  CHECK(text.find("{\"name\":\"f\",\"description\":\"Does.\"") != std::string::npos);
  CHECK(text.find("assistant\n{\"name\": \"f\", \"parameters\": {\"b\":1,\"a\":2}}<|im_end|>") != std::string::npos);
  CHECK(text.find("<|im_start|>user\nResult of f: R<|im_end|>") != std::string::npos);
  CHECK(text_of(prompter, {detail::chat_message("system", "Be short."), detail::chat_message("user", "Q")})
            .starts_with("<|im_start|>system\nBe short.\n\nYou can"));
}

TEST_CASE("a template without a system role gets the system prompt in front of the first message") {
  const ChatPrompter prompter = prompter_of(
      "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for m in messages %}[{{ m.role "
      "}}: {{ m.content }}]{% endfor %}",
      false);
  CHECK(text_of(prompter, {detail::chat_message("system", "Be short."), detail::chat_message("user", "Q")}) == "[user: Be short.\n\nQ]");
  CHECK_THROWS_AS(text_of(prompter, {detail::chat_message("system", "Be short."), detail::chat_message("assistant", "A")}), TemplateError);
  CHECK_THROWS_AS(text_of(prompter, {}), InputError);
}

TEST_CASE("the token that ends a turn is the one the template writes") {
  const ChatPrompter prompter = prompter_of(hermes, false);
  CHECK(prompter.turn_end() == prompter.tokenizer().id("<|im_end|>"));
  CHECK_FALSE(prompter_of("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}", false).turn_end().has_value());
  CHECK_FALSE(prompter_of("{{ raise_exception('no') }}", false).turn_end().has_value());
}
