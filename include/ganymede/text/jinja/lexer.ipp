#pragma once
// The bodies of lexer.hpp.

#include <ganymede/text/jinja/lexer.hpp>

#include <ganymede/text/unicode/unicode.hpp>

#include <ganymede/text/jinja/limits.hpp>
#include <ganymede/text/jinja/text_literal.hpp>

#include <algorithm>
#include <cctype>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE bool is_python_space(char32_t c) { return is_white_space(c) || (c >= 0x1C && c <= 0x1F); }

class Lexer {
 public:
  explicit Lexer(std::string_view source) {
    for (std::size_t i = 0; i < source.size(); ++i) {  // every kind of line's end is \n
      if (source[i] == '\r' && i + 1 < source.size() && source[i + 1] == '\n') continue;
      source_ += source[i] == '\r' ? '\n' : source[i];
    }
    if (source_.ends_with('\n')) source_.pop_back();
  }

  std::vector<Token> run() {
    while (at_ < source_.size()) data();
    push(Token::Kind::end, {});
    return std::move(tokens_);
  }

 private:
  using Kind = Token::Kind;

  [[noreturn]] void fail(std::string problem) const { throw SyntaxFailure{std::move(problem), line_}; }
  void push(Kind kind, std::string value) {
    if (tokens_.size() == most_template_tokens) fail("the template has too many tokens");
    tokens_.push_back({kind, line_, std::move(value)});
  }
  bool here(std::string_view text, std::size_t at) const { return std::string_view(source_).substr(at).starts_with(text); }
  void advance(std::size_t to) {
    line_ += static_cast<std::size_t>(
        std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_), source_.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
    at_ = to;
  }
  std::size_t skip_space(std::size_t at) const {
    while (at < source_.size()) {
      const Decoded c = decode_utf8(source_, at);
      if (!is_python_space(c.code_point)) break;
      at += c.length;
    }
    return at;
  }

  /// Text from here to `end`, where a tag with that sign stands.
  void text(std::size_t end, char sign, bool variable) {
    std::string_view out = std::string_view(source_).substr(at_, end - at_);
    if (sign == '-') {
      while (!out.empty()) {
        std::size_t last = out.size() - 1;
        while (last > 0 && (static_cast<unsigned char>(out[last]) & 0xC0U) == 0x80U) --last;
        if (!is_python_space(decode_utf8(out, last).code_point)) break;
        out = out.substr(0, last);
      }
    } else if (sign != '+' && !variable) {
      const std::size_t newline = out.rfind('\n');
      const std::size_t begin = newline == out.npos ? 0 : newline + 1;
      if ((begin > 0 || at_ == 0 || source_[at_ - 1] == '\n') && skip_space(at_ + begin) >= end) out = out.substr(0, begin);
    }
    if (!out.empty()) push(Kind::data, std::string(out));
    advance(end);
  }

  /// Where the end of a tag that stands at `at` ends: -%} takes the white space behind it, %} one line's end, +%} neither; 0: none is
  /// there.
  std::size_t tag_end(std::string_view mark, std::size_t at, bool variable) const {
    if (here(mark, at)) return at + mark.size() + (!variable && here("\n", at + mark.size()) ? 1 : 0);
    if (!here(mark, at + 1)) return 0;
    if (here("-", at)) return skip_space(at + 1 + mark.size());
    return here("+", at) && !variable ? at + 1 + mark.size() : 0;
  }

  char sign_at(std::size_t at) const { return here("-", at) || here("+", at) ? source_[at] : '\0'; }

  void data() {
    std::size_t begin = at_;
    while ((begin = source_.find('{', begin)) != source_.npos && !here("{%", begin) && !here("{{", begin) && !here("{#", begin)) ++begin;
    if (begin == source_.npos) {
      push(Kind::data, source_.substr(at_));
      return advance(source_.size());
    }
    const char kind = source_[begin + 1];
    const char sign = sign_at(begin + 2);
    text(begin, sign, kind == '{');
    const std::size_t inside = begin + 2 + (sign != '\0' ? 1 : 0);
    if (kind == '#') return comment(inside);
    if (kind == '%') {
      if (const std::size_t raw_end = raw_begin(inside)) return raw(raw_end);
    }
    push(kind == '{' ? Kind::variable_begin : Kind::block_begin, {});
    advance(inside);
    tag(kind == '{');
  }

  void comment(std::size_t begin) {
    for (std::size_t at = begin; at < source_.size(); ++at)
      if (const std::size_t end = tag_end("#}", at, false)) return advance(end);
    if (begin == source_.size()) return advance(begin);  // as Jinja has it
    fail("Missing end of comment tag");
  }

  std::size_t raw_begin(std::size_t at) const {
    at = skip_space(at);
    if (!here("raw", at)) return 0;
    at = skip_space(at + 3);
    if (here("-%}", at)) return skip_space(at + 3);
    return here("%}", at) ? at + 2 : 0;
  }

  void raw(std::size_t inside) {
    advance(inside);
    for (std::size_t begin = at_; (begin = source_.find("{%", begin)) != source_.npos; ++begin) {
      const char sign = sign_at(begin + 2);
      std::size_t at = skip_space(begin + 2 + (sign != '\0' ? 1 : 0));
      if (!here("endraw", at)) continue;
      at = skip_space(at + 6);
      if (const std::size_t end = tag_end("%}", at, false)) {
        text(begin, sign, false);
        return advance(end);
      }
    }
    if (inside == source_.size()) return;
    fail("Missing end of raw directive");
  }

  /// The inside of a tag, and its end.
  void tag(bool variable) {
    std::string open;  // the brackets that have to close yet
    while (at_ < source_.size()) {
      if (open.empty()) {
        if (const std::size_t end = tag_end(variable ? "}}" : "%}", at_, variable)) {
          push(variable ? Kind::variable_end : Kind::block_end, {});
          return advance(end);
        }
      }
      if (const std::size_t end = skip_space(at_); end != at_) {
        advance(end);
        continue;
      }
      if (number() || name() || string()) continue;
      op(open);
    }
  }

  std::size_t digits(std::size_t at, int base) const {  // (_?digit)*
    const auto is_digit = [&](std::size_t i) {
      if (i >= source_.size()) return false;
      const char c = source_[i];
      return base == 16 ? std::isxdigit(static_cast<unsigned char>(c)) != 0 : c >= '0' && c < '0' + base;
    };
    while (is_digit(at) || (at < source_.size() && source_[at] == '_' && is_digit(at + 1))) ++at;
    return at;
  }

  bool number() {
    const char c = source_[at_];
    if (c < '0' || c > '9') return false;
    std::size_t end = digits(at_, 10);
    bool floating = false;
    if (at_ == 0 || source_[at_ - 1] != '.') {
      const auto part = [&](std::size_t at) {
        if (at >= source_.size() || source_[at] < '0' || source_[at] > '9') return;
        end = digits(at, 10);
        floating = true;
      };
      if (here(".", end)) part(end + 1);
      if (here("e", end) || here("E", end)) part(end + 1 + (sign_at(end + 1) != '\0' ? 1 : 0));
    }
    if (!floating && c == '0') {
      const char base = at_ + 1 < source_.size() ? static_cast<char>(source_[at_ + 1] | 0x20) : '\0';
      const std::size_t based = base == 'x' ? digits(at_ + 2, 16) : base == 'o' ? digits(at_ + 2, 8) : base == 'b' ? digits(at_ + 2, 2) : 0;
      end = based > at_ + 2 ? based : digits(at_, 1);
    }
    std::string value = source_.substr(at_, end - at_);
    value.erase(std::remove(value.begin(), value.end(), '_'), value.end());
    push(floating ? Kind::floating : Kind::integer, std::move(value));
    advance(end);
    return true;
  }

  bool name() {
    std::size_t end = at_;
    while (end < source_.size()) {
      const Decoded c = decode_utf8(source_, end);
      if (c.code_point != '_' && !is_letter(c.code_point) && !is_number(c.code_point) && !(c.code_point > 127 && is_mark(c.code_point)))
        break;
      end += c.length;
    }
    if (end == at_) return false;
    if (!is_letter(decode_utf8(source_, at_).code_point) && source_[at_] != '_') fail("Invalid character in identifier");
    push(Kind::name, source_.substr(at_, end - at_));
    advance(end);
    return true;
  }

  bool string() {
    const char quote = source_[at_];
    if (quote != '\'' && quote != '"') return false;
    std::size_t end = at_ + 1;
    while (end < source_.size() && source_[end] != quote) end += source_[end] == '\\' ? 2 : 1;
    if (end >= source_.size()) return false;
    push(Kind::text, unescape_literal(std::string_view(source_).substr(at_ + 1, end - at_ - 1), line_));
    advance(end + 1);
    return true;
  }

  void op(std::string& open) {
    static constexpr std::string_view operators[] = {"//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[",
                                                     "]",  "(",  ")",  "{",  "}",  ">",  "<", "=", ".", ":", "|", ",", ";"};
    const auto* const found = std::find_if(std::begin(operators), std::end(operators), [&](std::string_view o) { return here(o, at_); });
    if (found == std::end(operators)) {
      const std::size_t length = decode_utf8(source_, at_).length;
      fail("unexpected char '" + source_.substr(at_, length) + "' at " + std::to_string(at_));
    }
    const char c = found->front();
    if (c == '(' || c == '[' || c == '{') {
      open += c == '(' ? ')' : c == '[' ? ']' : '}';
    } else if (c == ')' || c == ']' || c == '}') {
      if (open.empty()) fail("unexpected '" + std::string(1, c) + "'");
      if (open.back() != c) fail("unexpected '" + std::string(1, c) + "', expected '" + open.back() + "'");
      open.pop_back();
    }
    push(Kind::op, std::string(*found));
    advance(at_ + found->size());
  }

  std::string source_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0, line_ = 1;
};

GANYMEDE_ONCE std::vector<Token> tokenize(std::string_view source) { return Lexer(source).run(); }

}  // namespace ganymede::inline v0::jinja
