#include <doctest/doctest.h>
#include <ganymede/text/answer_format.hpp>
#include <ganymede/text/tool_dialect.hpp>

#include <algorithm>

using namespace ganymede;

TEST_CASE("a template's calls tell its dialect, its text where it wrote none") {
  CHECK(tool_dialect("<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>", "").name == "hermes");
  CHECK(tool_dialect("<tool_call>\n<function=f>\n</function>\n</tool_call>", "").name == "qwen3_coder");
  CHECK(tool_dialect("<tool_call>f\n<arg_key>a</arg_key>", "").name == "glm45");
  CHECK(tool_dialect("{\"name\": \"f\", \"parameters\": {\"a\": 1}}", "").name == "llama3");
  CHECK(tool_dialect("[TOOL_CALLS] [{\"name\": \"f\"}]", "").name == "mistral");
  CHECK(tool_dialect("[TOOL_CALLS]f[ARGS]{}", "").name == "mistral_args");
  CHECK(tool_dialect("to=functions.f<|channel|>commentary", "").name == "harmony");
  CHECK(tool_dialect("", "<|tool|>{{ message.tools }}<|/tool|>").name == "phi4");
  CHECK(tool_dialect("", "<|observation|>").name == "glm4");
  CHECK(tool_dialect("nothing", "{{ messages }}").name == "plain");
}

TEST_CASE("reasoning is what the template knows, and begun where the prompt ends so") {
  const AnswerFormat none = answer_format("{{ messages }}", "<|im_start|>assistant\n");
  CHECK(none.reasoning_open.empty());
  const AnswerFormat qwen = answer_format("...</think>...", "<|im_start|>assistant\n");
  CHECK(qwen.reasoning_open == "<think>");
  CHECK_FALSE(qwen.reasoning_begun);
  CHECK(answer_format("...</think>...", "<|im_start|>assistant\n<think>\n").reasoning_begun);
  CHECK_FALSE(answer_format("...</think>...", "<|im_start|>assistant\n<think>\n\n</think>\n\n").reasoning_begun);
  CHECK(answer_format("[THINK] [/THINK]", "").reasoning_close == "[/THINK]");
  CHECK(answer_format("<|channel|> <|message|>", "<|start|>assistant").channels);
}

TEST_CASE("marks are what stays of special tokens") {
  const AnswerFormat format = answer_format("</think>", "", &tool_dialect("<tool_call>", ""));
  const auto marks = format.marks();
  for (const char* mark : {"<think>", "</think>", "<tool_call>", "</tool_call>"})
    CHECK(std::find(marks.begin(), marks.end(), mark) != marks.end());
  CHECK(answer_format("", "").marks().empty());
}
