#pragma once
// The bodies of python_calls.hpp.

#include <ganymede/text/python_calls.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cctype>
#include <utility>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE void PythonCalls::skip_space() {
  while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
}

GANYMEDE_ONCE bool PythonCalls::take(char c) {
  skip_space();
  if (at_ == text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

GANYMEDE_ONCE std::string_view PythonCalls::word() {
  skip_space();
  const std::size_t begin = at_;
  while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_' || text_[at_] == '.' ||
                                (text_[at_] == '-' && at_ > begin)))
    ++at_;
  return text_.substr(begin, at_ - begin);
}

GANYMEDE_ONCE void PythonCalls::wrong(const char* expected) const {
  throw InputError{{.problem = "no call of a function", .expected = expected, .found = std::string(text_.substr(at_, 40))}};
}

GANYMEDE_ONCE std::vector<ToolCall> PythonCalls::read() {
  std::vector<ToolCall> calls;
  try {
    const bool list = take('[');
    while (calls.size() < most_tool_calls) {
      skip_space();
      if (at_ == text_.size() || (list && take(']'))) break;
      calls.push_back(call(0));
      while (take(',') || take(';')) {}
    }
  } catch (const InputError& error) {
    calls.push_back({.problem = error.what()});
  }
  return calls;
}

GANYMEDE_ONCE ToolCall PythonCalls::call(int depth) {
  ToolCall call;
  call.name = word();
  if (call.name.empty() || !take('(')) wrong("name(key=value, ...)");
  if (call.name == "print" && depth == 0) {  // Gemma prints what its tool code calls
    call = this->call(1);
    if (!take(')')) wrong(")");
    return call;
  }
  while (!take(')')) {
    const std::string key(word());
    if (key.empty() || !take('=')) wrong("key=value");
    if (call.arguments.find(key) != nullptr) wrong("each argument once");
    call.arguments.set(key, literal(0));
    if (!take(',') && (skip_space(), at_ == text_.size() || text_[at_] != ')')) wrong(", or )");
  }
  return call;
}

GANYMEDE_ONCE OrderedJson PythonCalls::literal(int depth) {
  if (depth > most_depth) wrong("fewer brackets in each other");
  skip_space();
  if (at_ == text_.size()) wrong("a value");
  const char c = text_[at_];
  if (c == '"' || c == '\'') return string();
  if (take('[') || take('(')) {
    OrderedJson::Array values;
    const char end = c == '[' ? ']' : ')';
    while (!take(end)) {
      values.push_back(literal(depth + 1));
      if (!take(',') && (skip_space(), at_ == text_.size() || text_[at_] != end)) wrong(", or an end");
    }
    return values;
  }
  if (take('{')) {
    OrderedJson object{OrderedJson::Object{}};
    while (!take('}')) {
      const OrderedJson key = literal(depth + 1);
      if (key.string() == nullptr || !take(':')) wrong("\"key\": value");
      object.set(*key.string(), literal(depth + 1));
      if (!take(',') && (skip_space(), at_ == text_.size() || text_[at_] != '}')) wrong(", or }");
    }
    return object;
  }
  if (std::isalpha(static_cast<unsigned char>(c)) == 0) return number();
  const std::string_view name = word();
  if (name == "True" || name == "true") return true;
  if (name == "False" || name == "false") return false;
  if (name == "None" || name == "null") return {};
  wrong("a literal");
}

GANYMEDE_ONCE OrderedJson PythonCalls::number() {
  const std::size_t begin = at_;
  std::string digits;
  for (; at_ < text_.size() &&
         (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || std::string_view("+-._").find(text_[at_]) != std::string_view::npos);
       ++at_)
    if (text_[at_] != '_' && !(text_[at_] == '+' && at_ == begin)) digits += text_[at_];
  if (!digits.empty() && digits.back() == '.') digits += '0';
  try {
    return parse_ordered_json(digits, "number");
  } catch (const FormatError&) {
    at_ = begin;
    wrong("a number");
  }
}

GANYMEDE_ONCE std::string PythonCalls::string() {
  const char quote = text_[at_++];
  std::string value;
  while (at_ < text_.size() && text_[at_] != quote) {
    char c = text_[at_++];
    if (c == '\\' && at_ < text_.size()) {
      c = text_[at_++];
      const auto hexadecimal = [&](std::size_t count) {
        char32_t code = 0;
        for (; count > 0 && at_ < text_.size() && std::isxdigit(static_cast<unsigned char>(text_[at_])) != 0; --count, ++at_)
          code = code * 16 + static_cast<char32_t>(std::isdigit(static_cast<unsigned char>(text_[at_])) != 0
                                                       ? text_[at_] - '0'
                                                       : std::tolower(static_cast<unsigned char>(text_[at_])) - 'a' + 10);
        append_utf8(value, code);
      };
      if (c == 'u' || c == 'x' || c == 'U') {
        hexadecimal(c == 'x' ? 2 : c == 'u' ? 4 : 8);
        continue;
      }
      constexpr std::string_view letters = "ntrbf0", bytes{"\n\t\r\b\f\0", 6};
      if (const std::size_t known = letters.find(c); known != std::string_view::npos)
        c = bytes[known];
      else if (std::string_view("\\'\"\n").find(c) == std::string_view::npos)
        value += '\\';
      else if (c == '\n')
        continue;
    }
    value += c;
  }
  if (at_ == text_.size()) wrong("the string's end");
  ++at_;
  return value;
}

}  // namespace ganymede::inline v0::detail
