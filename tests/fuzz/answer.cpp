// A model's answer: taken apart, whole and byte by byte, in every dialect.
#include <ganymede/io/ordered_json_text.hpp>
#include <ganymede/text/answer_parser.hpp>

#include "fuzz/support/attempt.hpp"

#include <cstdlib>
#include <string>

namespace {

ganymede::ParsedAnswer taken_apart(const ganymede::AnswerFormat& format, std::string_view text, std::size_t step) {
  ganymede::AnswerParser parser(format);
  for (std::size_t at = 0; at < text.size(); at += step) parser.feed(text.substr(at, step));
  parser.finish();
  return parser.answer();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto dialects = ganymede::tool_dialects();
  const std::size_t choice = data[0] % (dialects.size() + 2);
  ganymede::AnswerFormat format{.reasoning_begun = (data[0] & 0x80) != 0, .tool_names = {"f"}};
  if (choice < dialects.size())
    format.dialect = &dialects[choice];
  else if (choice == dialects.size())
    format.dialect = &ganymede::plain_tool_dialect();
  format.channels = choice == 0;
  if (!format.channels) {
    format.reasoning_open = "<think>";
    format.reasoning_close = "</think>";
  }
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  attempt([&] {
    const ganymede::ParsedAnswer whole = taken_apart(format, text, text.size() + 1), bytes = taken_apart(format, text, 1);
    if (whole.content != bytes.content || whole.reasoning != bytes.reasoning || whole.tool_calls.size() != bytes.tool_calls.size())
      std::abort();
    for (const ganymede::ToolCall& call : whole.tool_calls) static_cast<void>(dump(call.arguments));
  });
  return 0;
}
