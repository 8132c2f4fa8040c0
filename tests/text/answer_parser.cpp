#include <doctest/doctest.h>
#include <ganymede/text/answer_parser.hpp>

#include <ganymede/io/json_value.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <algorithm>
#include <string>

using namespace ganymede;

namespace {

const ToolDialect* dialect(std::string_view name) {
  if (name == "plain") return &plain_tool_dialect();
  const auto all = tool_dialects();
  const auto at = std::find_if(all.begin(), all.end(), [&](const ToolDialect& one) { return one.name == name; });
  REQUIRE(at != all.end());
  return &*at;
}

AnswerFormat format_of(std::string_view name) { return {.dialect = dialect(name), .tool_names = {"f", "g"}}; }
AnswerFormat thinking() { return {.reasoning_open = "<think>", .reasoning_close = "</think>"}; }

std::string described(const ParsedAnswer& answer) {
  std::string text = answer.reasoning.empty() ? "" : "(" + answer.reasoning + ")";
  text += answer.content;
  for (const ToolCall& call : answer.tool_calls) text += " -> " + (call.ok() ? call.name + dump(call.arguments) : "!");
  return text;
}

/// "(reasoning)content -> calls" of an answer that comes in pieces of `step` bytes; what was shown is what is kept.
std::string taken_apart(const AnswerFormat& format, std::string_view text, std::size_t step) {
  AnswerParser parser(format);
  std::string content, reasoning;
  const auto see = [&](const std::vector<AnswerPiece>& pieces) {
    for (const AnswerPiece& piece : pieces) {
      CHECK(!piece.text.empty());
      (piece.kind == AnswerKind::content ? content : reasoning) += piece.text;
    }
  };
  for (std::size_t at = 0; at < text.size(); at += step) see(parser.feed(text.substr(at, step)));
  see(parser.finish());
  CHECK(content == parser.answer().content);
  CHECK(reasoning == parser.answer().reasoning);
  return described(parser.answer());
}

std::string taken_apart(const AnswerFormat& format, std::string_view text) {
  const std::string whole = taken_apart(format, text, text.size() + 1);
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}})
    CHECK(taken_apart(format, text, step) == whole);
  return whole;
}

}  // namespace

TEST_CASE("reasoning stands apart, wherever the prompt opened it") {
  CHECK(taken_apart(thinking(), "<think>\nHm.\n</think>\n\nYes.") == "(Hm.)Yes.");
  CHECK(taken_apart(thinking(), "\n<think>\n\n</think>\n\nYes.") == "Yes.");
  CHECK(taken_apart(thinking(), "Yes, <think> is a tag.") == "Yes, <think> is a tag.");
  AnswerFormat begun = thinking();
  begun.reasoning_begun = true;
  CHECK(taken_apart(begun, "Hm.\n a </thin k> b\n</think>\nYes.\n") == "(Hm.\n a </thin k> b)Yes.\n");
  CHECK(taken_apart(begun, "cut off") == "(cut off)");
  CHECK(taken_apart({}, "<think>a</think>b") == "<think>a</think>b");
}

TEST_CASE("an end of reasoning that nothing began makes what stood before it reasoning, once the answer is whole") {
  AnswerParser parser(thinking());
  parser.feed("Hm.</think>\nYes.");
  parser.finish();
  CHECK(described(parser.answer()) == "(Hm.)Yes.");
}

TEST_CASE("calls of each family") {
  CHECK(taken_apart(format_of("hermes"),
                    "I look.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>\n<tool_call>\n{\"name\": "
                    "\"g\", \"arguments\": {}}\n</tool_call>") == "I look. -> f{\"a\":1} -> g{}");
  CHECK(taken_apart(format_of("hermes"), "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": 1}}") == " -> f{\"a\":1}");
  CHECK(taken_apart(format_of("hermes"), "<tool_call>{\"name\": \"f\", \"argu</tool_call>") == " -> !");
  CHECK(taken_apart(format_of("hermes"), "{\"name\": \"f\", \"arguments\": {}}") == " -> f{}");
  CHECK(
      taken_apart(format_of("hermes"), "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": \"x \\\"</tool_call> y\"}}</tool_call>Done.") ==
      "Done. -> f{\"a\":\"x \\\"</tool_call> y\"}");
  CHECK(taken_apart(format_of("hermes"), "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": \"x}}</tool_call>Done.") == "Done. -> !");
  CHECK(taken_apart(format_of("hermes"), "{\"age\": 3}") == "{\"age\": 3}");
  CHECK(taken_apart(format_of("hermes"), "a <tool_ b") == "a <tool_ b");
  CHECK(taken_apart(format_of("qwen3_coder"), "<tool_call>\n<function=f>\n<parameter=a>\nx\n</parameter>\n</function>\n</tool_call>") ==
        " -> f{\"a\":\"x\"}");
  CHECK(taken_apart(format_of("qwen3_coder"), "Now\n<function=f>\n<parameter=a>\nx\n</parameter>\n</function>") == "Now -> f{\"a\":\"x\"}");
  CHECK(taken_apart(format_of("llama3"), "{\"name\": \"f\", \"parameters\": {\"a\": 1}}") == " -> f{\"a\":1}");
  CHECK(taken_apart(format_of("llama3"), "<|python_tag|>{\"name\": \"f\", \"parameters\": {}}; {\"name\": \"g\", \"parameters\": {}}") ==
        " -> f{} -> g{}");
  CHECK(taken_apart(format_of("mistral"), "[TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {}}, {\"name\": \"g\", \"arguments\": {}}]") ==
        " -> f{} -> g{}");
  CHECK(taken_apart(format_of("mistral_args"), "Well. [TOOL_CALLS]f[ARGS]{\"a\": 1}[TOOL_CALLS]g[ARGS]{}") == "Well. -> f{\"a\":1} -> g{}");
  CHECK(taken_apart(format_of("plain"), "```tool_code\nprint(f(a=1))\n```") == " -> f{\"a\":1}");
  CHECK(taken_apart(format_of("plain"), "[f(a=1), g()]") == " -> f{\"a\":1} -> g{}");
  CHECK(taken_apart(format_of("plain"), "```json\n{\"name\": \"f\", \"parameters\": {}}\n```") == " -> f{}");
  CHECK(taken_apart(format_of("plain"), "Here:\n```json\n{\"age\": 3}\n```\nDone.") == "Here:\n```json\n{\"age\": 3}\n```\nDone.");
  CHECK(taken_apart(format_of("phi4"), "<|tool_call|>[{\"name\": \"f\", \"arguments\": {}}]<|/tool_call|>") == " -> f{}");
  CHECK(taken_apart(format_of("granite"), "<|tool_call|>[{\"name\": \"f\", \"arguments\": {}}]") == " -> f{}");
  CHECK(taken_apart(format_of("command_r"),
                    "Action: ```json\n[\n    {\n        \"tool_name\": \"f\",\n        \"parameters\": {}\n    }\n]```") ==
        "Action: -> f{}");
  CHECK(taken_apart(format_of("command_r7b"),
                    "<|START_ACTION|>[\n    {\"tool_call_id\": \"0\", \"tool_name\": \"f\", \"parameters\": {}}\n]<|END_ACTION|>") ==
        " -> f{}");
  CHECK(taken_apart(format_of("deepseek"),
                    "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{\"a\": "
                    "1}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>") == " -> f{\"a\":1}");
  CHECK(taken_apart(format_of("glm45"), "\n<tool_call>f\n<arg_key>a</arg_key>\n<arg_value>1</arg_value>\n</tool_call>") ==
        " -> f{\"a\":\"1\"}");
  CHECK(taken_apart(format_of("glm4"), "\nf\n{\"a\": 1}") == " -> f{\"a\":1}");
  CHECK(taken_apart(format_of("glm4"), "\nfew words") == "few words");
  CHECK(taken_apart(format_of("lfm2"), "<|tool_call_start|>[f(a=1)]<|tool_call_end|>Checking.") == "Checking. -> f{\"a\":1}");
  CHECK(taken_apart(format_of("olmo3"), "<function_calls>\nf(a=1)\ng()\n</function_calls>") == " -> f{\"a\":1} -> g{}");
}

TEST_CASE("channels, as gpt-oss writes them") {
  AnswerFormat format{.channels = true, .dialect = dialect("harmony")};
  CHECK(taken_apart(format, "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.") == "(Hm.)Yes.");
  CHECK(taken_apart(
            format,
            "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>"
            "{\"a\":1}<|call|>") == "(Hm.) -> f{\"a\":1}");
  CHECK(taken_apart(format, "<|start|>assistant to=functions.f<|channel|>commentary json<|message|>{\"a\":1}") == " -> f{\"a\":1}");
  CHECK(taken_apart(format, "No header.") == "No header.");
}

TEST_CASE("no tools, no calls") {
  CHECK(taken_apart({}, "{\"name\": \"f\", \"parameters\": {}}") == "{\"name\": \"f\", \"parameters\": {}}");
  CHECK(taken_apart(thinking(), "<tool_call>{}</tool_call>") == "<tool_call>{}</tool_call>");
}

TEST_CASE("white space: before the content it goes, behind it it stays") {
  CHECK(taken_apart({}, "  \n a b \n") == "a b \n");
  CHECK(taken_apart({}, " \n ") == "");
  CHECK(taken_apart({}, "") == "");
}
