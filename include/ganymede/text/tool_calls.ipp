#pragma once
// The bodies of tool_calls.hpp.

#include <ganymede/text/tool_calls.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/python_calls.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

/// Reads calls in a text, from its beginning on.
class ToolCallReader {
 public:
  explicit ToolCallReader(std::string_view text) : text_(text) {}

  std::vector<ToolCall> read() {
    skip("");
    if (text_.substr(at_).starts_with('<') && text_.find("<function=", at_) != std::string_view::npos) return tagged();
    while (at_ < text_.size() && calls_.size() < most_tool_calls) {
      const std::size_t before = at_;
      const char c = text_[at_];
      if (c == '{' || (c == '[' && !python()))
        add(json());
      else if (!named())
        break;
      if (at_ == before || (!calls_.empty() && !calls_.back().ok())) break;
      skip(",;]");
    }
    if (calls_.empty()) calls_ = PythonCalls(text_.substr(at_)).read();
    return std::move(calls_);
  }

 private:
  static bool space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
  void skip(std::string_view more) {
    while (at_ < text_.size() && (space(text_[at_]) || more.find(text_[at_]) != std::string_view::npos)) ++at_;
  }
  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && space(text.front())) text.remove_prefix(1);
    while (!text.empty() && space(text.back())) text.remove_suffix(1);
    return text;
  }
  /// The text up to `end`, which is passed over too; all of it where there is none.
  std::string_view until(std::string_view end) {
    const std::size_t begin = at_, found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
    return text_.substr(begin, std::min(found, text_.size()) - begin);
  }
  /// Whether a list that begins here is one of Python's calls.
  bool python() const {
    std::size_t i = at_ + 1;
    while (i < text_.size() && space(text_[i])) ++i;
    return i < text_.size() && (std::isalpha(static_cast<unsigned char>(text_[i])) != 0 || text_[i] == '_');
  }

  /// The value of JSON that begins here. Brackets that are not closed are closed, line ends inside of strings escaped.
  OrderedJson json() {
    std::string mended, open;
    bool in_string = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (in_string && static_cast<unsigned char>(c) < 0x20) {
        mended += c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : " ";
        continue;
      }
      mended += c;
      if (c == '"')
        in_string = !in_string;
      else if (in_string && c == '\\' && at_ + 1 < text_.size())
        mended += text_[++at_];
      else if (!in_string && (c == '{' || c == '['))
        open += c == '{' ? '}' : ']';
      else if (!in_string && (c == '}' || c == ']')) {
        open.pop_back();
        if (open.empty()) {
          ++at_;
          break;
        }
      }
    }
    if (!in_string) mended.append(open.rbegin(), open.rend());
    return parse_ordered_json(mended, "call");
  }

  void add(OrderedJson&& value) {
    if (OrderedJson::Array* const list = value.array()) {
      for (OrderedJson& element : *list)
        if (calls_.size() < most_tool_calls) calls_.push_back(call_of(std::move(element)));
    } else {
      calls_.push_back(call_of(std::move(value)));
    }
  }

  /// One object: a name and arguments, by whatever names.
  static ToolCall call_of(OrderedJson object) {
    ToolCall call;
    for (const char* key : {"id", "tool_call_id", "call_id"})
      if (const OrderedJson* const id = object.find(key); id != nullptr && id->string() != nullptr && call.id.empty())
        call.id = *id->string();
    if (OrderedJson* const inner = object.find("function"); inner != nullptr && inner->object() != nullptr) {
      ToolCall nested = call_of(std::move(*inner));
      nested.id = call.id;
      return nested;
    }
    for (const char* key : {"name", "tool_name", "function", "tool"})
      if (const OrderedJson* const name = object.find(key); name != nullptr && name->string() != nullptr && call.name.empty())
        call.name = *name->string();
    if (call.name.empty()) call.problem = "the call names no function";
    for (const char* key : {"arguments", "parameters", "args", "input"})
      if (OrderedJson* const arguments = object.find(key); arguments != nullptr && !arguments->is_null())
        return with(std::move(call), std::move(*arguments));
    return call;
  }

  /// Arguments as an object, or as a text that is one.
  static ToolCall with(ToolCall call, OrderedJson arguments) {
    if (arguments.string() != nullptr) {
      const std::string text = *arguments.string();
      if (trimmed(text).empty()) return call;
      try {
        arguments = parse_ordered_json(text, "arguments");
      } catch (const FormatError& error) {
        call.problem = error.what();
      }
    }
    if (arguments.object() != nullptr)
      call.arguments = std::move(arguments);
    else if (call.problem.empty())
      call.problem = "the arguments are not an object";
    return call;
  }

  /// A name, and an object behind it: NAME{...}, NAME[ARGS]{...}, NAME[CALL_ID]id[ARGS]{...}, NAME and the object on the next line,
  /// DeepSeek's function<｜tool▁sep｜>NAME, GLM-4.5's NAME<arg_key>...
  bool named() {
    constexpr std::string_view separator = "<\xEF\xBD\x9Ctool\xE2\x96\x81sep\xEF\xBD\x9C>",
                               begin =
                                   "<\xEF\xBD\x9Ctool\xE2\x96\x81"
                                   "call\xE2\x96\x81"
                                   "begin\xEF\xBD\x9C>",
                               end =
                                   "<\xEF\xBD\x9Ctool\xE2\x96\x81"
                                   "call\xE2\x96\x81"
                                   "end\xEF\xBD\x9C>";
    const auto take = [&](std::string_view mark) {
      if (!text_.substr(at_).starts_with(mark)) return false;
      at_ += mark.size();
      skip("");
      return true;
    };
    take(begin);
    ToolCall call;
    const auto word = [&] {
      const std::size_t first = at_;
      while (at_ < text_.size() && !space(text_[at_]) && std::string_view("[]{}<>()\"',").find(text_[at_]) == std::string_view::npos) ++at_;
      return std::string(text_.substr(first, at_ - first));
    };
    const std::size_t start = at_;
    call.name = word();
    skip("");
    if (take(separator) && call.name == "function") {
      call.name = word();
      skip("");
    }
    if (take("[CALL_ID]")) call.id = word();
    take("[ARGS]");
    take("```json");
    if (call.name.empty()) return false;
    if (text_.substr(at_).starts_with("<arg_key>")) {
      call.text_values = true;
      pairs(call);
    } else if (at_ < text_.size() && text_[at_] == '{') {
      call = with(std::move(call), json());
    } else if (at_ < text_.size()) {
      at_ = start;
      return false;
    }
    skip("");
    take("```");
    take(end);
    calls_.push_back(std::move(call));
    return true;
  }

  /// GLM-4.5: <arg_key>k</arg_key> <arg_value>v</arg_value> ...
  void pairs(ToolCall& call) {
    while (text_.substr(at_).starts_with("<arg_key>")) {
      at_ += 9;
      const std::string key(trimmed(until("</arg_key>")));
      until("<arg_value>");
      call.arguments.set(key, std::string(until("</arg_value>")));
      skip("");
    }
  }

  /// Qwen3-Coder: <function=NAME> <parameter=KEY> value </parameter> </function>
  std::vector<ToolCall> tagged() {
    while (calls_.size() < most_tool_calls && text_.find("<function=", at_) != std::string_view::npos) {
      until("<function=");
      ToolCall call;
      call.text_values = true;
      call.name = trimmed(until(">"));
      std::string_view body = until("</function>");
      for (std::size_t at = body.find("<parameter="); at != std::string_view::npos; at = body.find("<parameter=")) {
        body.remove_prefix(at + 11);
        const std::size_t key_end = body.find('>');
        if (key_end == std::string_view::npos) break;
        const std::string key(trimmed(body.substr(0, key_end)));
        body.remove_prefix(key_end + 1);
        const std::size_t end = std::min(body.find("</parameter>"), body.find("<parameter="));
        std::string_view value = body.substr(0, end);
        if (value.starts_with('\n')) value.remove_prefix(1);
        if (value.ends_with('\n')) value.remove_suffix(1);
        call.arguments.set(key, std::string(value));
        body.remove_prefix(static_cast<std::size_t>(value.data() - body.data()) + value.size());
      }
      if (call.name.empty()) call.problem = "the call names no function";
      calls_.push_back(std::move(call));
    }
    return std::move(calls_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<ToolCall> calls_{};
};

}  // namespace detail

GANYMEDE_ONCE std::vector<ToolCall> parse_tool_calls(std::string_view text) {
  try {
    return detail::ToolCallReader(text).read();
  } catch (const FormatError& error) {
    return {{.problem = error.what()}};
  }
}

}  // namespace ganymede::inline v0
