#pragma once
// The bodies of answer_parser.hpp.

#include <ganymede/text/answer_parser.hpp>

#include <ganymede/text/tool_calls.hpp>

#include <algorithm>

namespace ganymede::inline v0 {
namespace detail {

inline constexpr std::string_view answer_white_space = " \t\r\n";

}  // namespace detail

GANYMEDE_ONCE AnswerParser::AnswerParser(AnswerFormat format) : format_(std::move(format)), state_(State::begin) {
  if (format_.channels) {
    state_ = State::header;
  } else if (format_.reasoning_begun) {
    state_ = State::reasoning;
  }
  if (format_.dialect == nullptr) return;
  const ToolDialect& dialect = *format_.dialect;
  if (!dialect.opening.empty()) openings_.push_back(dialect.opening);
  if (!dialect.closing.empty()) closings_.push_back(dialect.closing);
  if (dialect.name == "qwen3_coder") openings_.emplace_back("<function=");  // which it may write without <tool_call>
  if (dialect.name == "plain") openings_.insert(openings_.end(), {"```tool_call", "```json"});
}

GANYMEDE_ONCE std::vector<AnswerPiece> AnswerParser::feed(std::string_view text) {
  waiting_ += text;
  run(false);
  return std::exchange(pieces_, {});
}

GANYMEDE_ONCE std::vector<AnswerPiece> AnswerParser::finish() {
  run(true);
  if (answer_.tool_calls.empty() && !answer_.content.empty() && !spaces_.empty()) {
    answer_.content += spaces_;
    pieces_.push_back({AnswerKind::content, std::exchange(spaces_, {})});
  }
  // An end of reasoning that nothing began: the template's generation prompt was not told of (older files of DeepSeek R1).
  if (const std::size_t end =
          format_.reasoning_close.empty() || !answer_.reasoning.empty() ? std::string::npos : answer_.content.find(format_.reasoning_close);
      end != std::string::npos) {
    const auto trimmed = [](std::string text) {
      text.erase(0, std::min(text.find_first_not_of(detail::answer_white_space), text.size()));
      text.erase(text.find_last_not_of(detail::answer_white_space) + 1);
      return text;
    };
    answer_.reasoning = trimmed(answer_.content.substr(0, end));
    answer_.content = trimmed(answer_.content.substr(end + format_.reasoning_close.size()));
  }
  return std::exchange(pieces_, {});
}

GANYMEDE_ONCE void AnswerParser::run(bool ended) {
  for (bool goes_on = true; goes_on;) switch (state_) {
      case State::begin:
        goes_on = begin(ended);
        break;
      case State::reasoning:
        goes_on = reasoning(ended);
        break;
      case State::content:
        goes_on = content(ended);
        break;
      case State::call:
        goes_on = call(ended);
        break;
      case State::header:
        goes_on = header(ended);
        break;
      case State::message:
        goes_on = message(ended);
        break;
      case State::bare:
        if (ended) take_bare();
        goes_on = false;
        break;
    }
}

GANYMEDE_ONCE bool AnswerParser::begin(bool ended) {
  const std::size_t first = waiting_.find_first_not_of(detail::answer_white_space);
  if (first == std::string::npos && !ended) return false;
  const std::string_view rest = std::string_view(waiting_).substr(std::min(first, waiting_.size()));
  const std::string_view open = format_.reasoning_open;
  if (!open.empty() && rest.starts_with(open)) {
    waiting_.erase(0, first + open.size());
    state_ = State::reasoning;
    return true;
  }
  if (!ended && open.starts_with(rest) && rest.size() < open.size()) return false;
  state_ = State::content;
  if (format_.dialect == nullptr || rest.empty()) return true;
  const BareCalls bare = format_.dialect->bare;
  bool is_bare = (bare == BareCalls::json || bare == BareCalls::any) && rest.front() == '{';
  if (bare == BareCalls::any && rest.front() == '[') is_bare = true;
  if (bare == BareCalls::name_line)
    for (const std::string& name : format_.tool_names) {
      const std::string line = name + "\n";
      if (!ended && rest.size() < line.size() && line.starts_with(rest)) {
        state_ = State::begin;
        return false;
      }
      is_bare = is_bare || rest.starts_with(line);
    }
  if (is_bare) state_ = State::bare;
  return true;
}

GANYMEDE_ONCE bool AnswerParser::reasoning(bool ended) {
  const auto [at, mark] = find({format_.reasoning_close});
  if (at == std::string::npos) {
    show_first(AnswerKind::reasoning, ended ? waiting_.size() : waiting_.size() - held({format_.reasoning_close}));
    return false;
  }
  show_first(AnswerKind::reasoning, at);
  waiting_.erase(0, mark.size());
  spaces_.clear();
  spoken_ = false;
  state_ = State::begin;
  return true;
}

GANYMEDE_ONCE bool AnswerParser::content(bool ended) {
  const auto [at, mark] = find(openings_);
  if (at == std::string::npos) {
    show_first(AnswerKind::content, ended ? waiting_.size() : waiting_.size() - held(openings_));
    return false;
  }
  show_first(AnswerKind::content, at);
  searched_ = mark.size();
  began_ = json_ = in_string_ = escaped_ = false;
  state_ = State::call;
  return true;
}

GANYMEDE_ONCE bool AnswerParser::call(bool ended) {
  const auto [opening_at, opening] = find(openings_);  // at the beginning
  const std::string_view closing = closings_.empty() || opening == "<function="
                                       ? std::string_view(opening == "<function=" ? "</function>" : "")
                                   : opening.starts_with("```") ? std::string_view("```")
                                                                : closings_.front();
  std::size_t at = find_closing(closing);
  if (at == std::string::npos && !ended) return false;
  if (at == std::string::npos && !closing.empty()) at = waiting_.find(closing, opening.size());  // its JSON is broken
  const std::size_t end = std::min(at, waiting_.size());
  const std::string written = waiting_.substr(0, at == std::string::npos ? end : end + closing.size());
  const std::size_t inside = opening == "<function=" ? 0 : opening.size();
  std::string body = written.substr(inside, end - inside);
  for (std::size_t again = body.find(opening); inside > 0 && again != std::string::npos; again = body.find(opening, again))
    body.replace(again, opening.size(), "\n");  // [TOOL_CALLS] stands before each of several
  add_calls(body, written);
  waiting_.erase(0, written.size());
  state_ = State::content;
  return !waiting_.empty();
}

GANYMEDE_ONCE std::size_t AnswerParser::find_closing(std::string_view closing) {
  // What stands inside of a string of JSON closes nothing: arguments may quote the mark.
  for (; !closing.empty() && searched_ + closing.size() <= waiting_.size(); ++searched_) {
    if (!in_string_ && waiting_.compare(searched_, closing.size(), closing) == 0) return searched_;
    const char c = waiting_[searched_];
    const bool blank = detail::answer_white_space.find(c) != std::string_view::npos;
    if (!json_ && !blank && !began_) json_ = c == '{' || c == '[';
    began_ = began_ || !blank;
    if (!json_) continue;
    if (in_string_ && c == '\\' && !escaped_)
      escaped_ = true;
    else {
      if (c == '"' && !escaped_) in_string_ = !in_string_;
      escaped_ = false;
    }
  }
  return std::string::npos;
}

GANYMEDE_ONCE void AnswerParser::take_bare() {
  const std::string written = std::exchange(waiting_, {});
  std::string body = written;
  if (format_.dialect->bare != BareCalls::name_line) body.erase(std::min(body.find("<|python_tag|>"), body.size()));
  add_calls(body, written);
}

GANYMEDE_ONCE void AnswerParser::add_calls(std::string_view text, std::string_view written) {
  std::vector<ToolCall> calls = parse_tool_calls(text);
  const bool all_right = !calls.empty() && std::all_of(calls.begin(), calls.end(), [](const ToolCall& call) { return call.ok(); });
  const bool marked = state_ == State::call && !written.starts_with("```");
  if (!all_right && (!marked || calls.empty())) {
    show(AnswerKind::content, written);
    return;
  }
  spaces_.clear();
  for (ToolCall& call : calls)
    if (answer_.tool_calls.size() < most_tool_calls) answer_.tool_calls.push_back(std::move(call));
  spoken_ = false;
}

GANYMEDE_ONCE bool AnswerParser::header(bool ended) {
  constexpr std::string_view message = "<|message|>";
  const std::size_t at = waiting_.find(message);
  if (at == std::string::npos) {
    if (ended && waiting_.find("<|") == std::string::npos) show_first(AnswerKind::content, waiting_.size());  // no header at all
    return false;
  }
  const std::string_view header = std::string_view(waiting_).substr(0, at);
  const std::size_t to = header.find("to=functions.");
  kind_ = header.find("analysis") != std::string_view::npos ? AnswerKind::reasoning : AnswerKind::content;
  calls_ = to != std::string_view::npos && format_.dialect != nullptr;
  if (calls_) {
    const std::string_view rest = header.substr(to + 13);
    name_ = rest.substr(0, rest.find_first_of(" \n<"));
  }
  waiting_.erase(0, at + message.size());
  spaces_.clear();
  spoken_ = false;
  state_ = State::message;
  return true;
}

GANYMEDE_ONCE bool AnswerParser::message(bool ended) {
  static const std::vector<std::string_view> ends{"<|end|>", "<|call|>", "<|return|>", "<|start|>", "<|channel|>"};
  const auto [at, mark] = find(ends);
  if (at == std::string::npos && !ended) {
    if (!calls_) show_first(kind_, waiting_.size() - held(ends));
    return false;
  }
  const std::size_t end = std::min(at, waiting_.size());
  if (calls_) {
    std::vector<ToolCall> calls = parse_tool_calls("{\"name\": \"\", \"arguments\": " + waiting_.substr(0, end) + "}");
    if (!calls.empty()) {
      if (calls.front().problem == "the call names no function") calls.front().problem.clear();
      calls.front().name = name_;
      answer_.tool_calls.push_back(std::move(calls.front()));
    }
    waiting_.erase(0, end);
  } else {
    show_first(kind_, end);
  }
  if (at == std::string::npos) return false;
  waiting_.erase(0, mark == "<|start|>" || mark == "<|channel|>" ? 0 : mark.size());
  state_ = State::header;
  return true;
}

GANYMEDE_ONCE void AnswerParser::show_first(AnswerKind kind, std::size_t bytes) {
  show(kind, std::string_view(waiting_).substr(0, bytes));
  waiting_.erase(0, bytes);
}

GANYMEDE_ONCE void AnswerParser::show(AnswerKind kind, std::string_view text) {
  std::string& all = kind == AnswerKind::content ? answer_.content : answer_.reasoning;
  if (!spoken_) text.remove_prefix(std::min(text.find_first_not_of(detail::answer_white_space), text.size()));
  if (text.empty()) return;
  std::string shown = spoken_ ? std::move(spaces_) : std::string(all.empty() ? "" : "\n");
  shown += text;
  const std::size_t last = shown.find_last_not_of(detail::answer_white_space);
  spaces_ = shown.substr(last + 1);
  shown.resize(last + 1);
  if (shown.empty()) return;
  spoken_ = true;
  all += shown;
  pieces_.push_back({kind, std::move(shown)});
}

GANYMEDE_ONCE std::size_t AnswerParser::held(const std::vector<std::string_view>& marks) const {
  std::size_t most = 0;
  for (const std::string_view mark : marks)
    for (std::size_t n = std::min(mark.size() - 1, waiting_.size()); n > most; --n)
      if (mark.starts_with(std::string_view(waiting_).substr(waiting_.size() - n))) most = n;
  return most;
}

GANYMEDE_ONCE std::pair<std::size_t, std::string_view> AnswerParser::find(const std::vector<std::string_view>& marks) const {
  std::pair<std::size_t, std::string_view> first{std::string::npos, {}};
  for (const std::string_view mark : marks)
    if (const std::size_t at = mark.empty() ? std::string::npos : waiting_.find(mark); at < first.first) first = {at, mark};
  return first;
}

}  // namespace ganymede::inline v0
