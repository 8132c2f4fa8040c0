#pragma once
// Reads a pattern into a tree. The dialect is Oniguruma's default (Ruby) syntax, which the tokenizers' patterns are
// written for: ^ and $ stand at lines, (?m) makes . match a newline, {n,m}+ repeats the repetition.

#include <ganymede/core/error.hpp>
#include <ganymede/text/regex_classes.hpp>
#include <ganymede/text/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

inline constexpr std::size_t max_pattern_bytes = 1 << 16;
inline constexpr unsigned max_nesting = 64;
inline constexpr unsigned max_repetition = 1000;
inline constexpr unsigned max_stacked = 8;
inline constexpr unsigned unlimited = ~0U;

enum class Mode { greedy, lazy, possessive };
enum class Assertion { line_begin, line_end, text_begin, text_end, text_end_or_last_newline, word_boundary, no_word_boundary };

/// One construct of a pattern.
struct Node {
  enum class Kind { empty, set, concatenation, alternation, repetition, look_ahead, look_behind, assertion };
  Kind kind = Kind::empty;
  CodePointRanges set{};         ///< set
  std::vector<Node> children{};  ///< concatenation, alternation: all; repetition, looks: one
  unsigned min = 0, max = 0;     ///< repetition
  Mode mode = Mode::greedy;      ///< repetition
  bool negated = false;          ///< looks
  Assertion assertion = Assertion::text_begin;
};

class Parser {
 public:
  explicit Parser(std::string_view pattern) : pattern_(pattern) {}

  Node parse() {
    if (pattern_.size() > max_pattern_bytes) fail("pattern is too long", 0, std::to_string(max_pattern_bytes) + " bytes at most");
    if (!is_valid_utf8(pattern_)) fail("pattern is not UTF-8", 0);
    Node node = alternation({});
    if (!done()) fail("unmatched )", at_);
    return node;
  }

 private:
  struct Flags {
    bool ignore_case = false, dot_all = false;
  };

  [[noreturn]] void fail(std::string_view problem, std::size_t offset, std::string expected = {}) const {
    std::string shown(pattern_.substr(0, 200));
    throw TokenizerError{{.problem = "regular expression: " + std::string(problem) + " at offset " + std::to_string(offset),
                          .expected = std::move(expected),
                          .found = "'" + replace_invalid_utf8(shown) + (pattern_.size() > 200 ? "...'" : "'")}};
  }
  [[noreturn]] void unsupported(std::string_view what, std::size_t offset) const { fail(std::string(what) + " is not supported", offset); }

  bool done() const { return at_ >= pattern_.size(); }
  bool ahead(std::string_view s) const { return pattern_.substr(at_, s.size()) == s; }
  bool take(std::string_view s) {
    if (!ahead(s)) return false;
    at_ += s.size();
    return true;
  }
  char32_t next() {
    if (done()) fail("pattern ends too early", at_);
    const Decoded d = decode_utf8(pattern_, at_);
    at_ += d.length;
    return d.code_point;
  }

  static Node assertion(Assertion a) {
    Node node{.kind = Node::Kind::assertion};
    node.assertion = a;
    return node;
  }
  static Node set_node(CodePointRanges set, Flags flags, bool negated = false) {
    if (flags.ignore_case) set = fold_closure(set);
    Node node{.kind = Node::Kind::set};
    node.set = negated ? set.complement() : std::move(set);
    return node;
  }

  Node alternation(Flags flags) {
    if (++depth_ > max_nesting) fail("groups are nested too deeply", at_, std::to_string(max_nesting) + " levels at most");
    std::vector<Node> branches;
    do branches.push_back(concatenation(flags));
    while (take("|"));
    --depth_;
    if (branches.size() == 1) return std::move(branches.front());
    Node node{.kind = Node::Kind::alternation};
    node.children = std::move(branches);
    return node;
  }

  Node concatenation(Flags flags) {
    Node node{.kind = Node::Kind::concatenation};
    while (!done() && !ahead("|") && !ahead(")")) {
      const std::size_t begin = at_;
      if (take("(?#")) {
        const auto end = pattern_.find(')', at_);
        if (end == std::string_view::npos) fail("comment does not end", begin);
        at_ = end + 1;
        continue;
      }
      if (Flags inner = flags; option_switch(inner)) {  // a(?i)b|c is a(?i:b|c)
        node.children.push_back(alternation(inner));
        break;
      }
      node.children.push_back(quantified(atom(flags), begin));
    }
    if (node.children.size() == 1) {
      Node only = std::move(node.children.front());
      return only;
    }
    if (node.children.empty()) node.kind = Node::Kind::empty;
    return node;
  }

  /// Takes "(?i)"; leaves "(?i:" and all other groups alone.
  bool option_switch(Flags& flags) {
    if (!ahead("(?")) return false;
    const std::size_t begin = at_;
    at_ += 2;
    if (options(flags) && take(")")) return true;
    at_ = begin;
    return false;
  }
  /// Reads letters of options, if there are any.
  bool options(Flags& flags) {
    bool on = true;
    const std::size_t begin = at_;
    for (; !done(); ++at_) {
      const char c = pattern_[at_];
      if (c == '-')
        on = false;
      else if (c == 'i')
        flags.ignore_case = on;
      else if (c == 'm' || c == 's')
        flags.dot_all = on;
      else if (c == 'x')
        unsupported("option x (free spacing)", at_);
      else
        break;
    }
    return at_ > begin;
  }

  Node quantified(Node node, std::size_t begin) {
    for (unsigned stacked = 0;; ++stacked) {
      Node repeated{.kind = Node::Kind::repetition};
      const std::size_t quantifier = at_;
      bool braces = false;
      if (take("*"))
        repeated.min = 0, repeated.max = unlimited;
      else if (take("+"))
        repeated.min = 1, repeated.max = unlimited;
      else if (take("?"))
        repeated.min = 0, repeated.max = 1;
      else if (counts(repeated))
        braces = true;
      else
        return node;
      if (node.kind == Node::Kind::assertion || node.kind == Node::Kind::look_ahead || node.kind == Node::Kind::look_behind)
        unsupported("repetition of an assertion", begin);
      if (stacked == max_stacked) fail("too many repetitions of repetitions", quantifier, std::to_string(max_stacked) + " at most");
      if (braces && repeated.min == repeated.max && ahead("?")) {
        // {n}? means (?:{n})?, which the next round reads
      } else if (take("?")) {
        repeated.mode = Mode::lazy;
      } else if (!braces && take("+")) {
        repeated.mode = Mode::possessive;
      }
      repeated.children.push_back(std::move(node));
      node = std::move(repeated);
    }
  }

  /// {n}, {n,}, {n,m}, {,m}; anything else leaves the brace a literal.
  bool counts(Node& node) {
    if (!ahead("{")) return false;
    const std::size_t begin = at_++;
    const auto number = [this](unsigned& value) {
      const std::size_t first = at_;
      unsigned long n = 0;
      for (; !done() && pattern_[at_] >= '0' && pattern_[at_] <= '9'; ++at_)
        n = std::min(n * 10 + static_cast<unsigned long>(pattern_[at_] - '0'), 1000000UL);
      value = static_cast<unsigned>(n);
      return at_ > first;
    };
    const bool lower = number(node.min);
    bool upper = lower;
    node.max = node.min;
    if (take(",")) {
      upper = number(node.max);
      if (!upper) node.max = unlimited;
      if (!lower) node.min = 0;
    }
    if ((!lower && !upper) || !take("}")) {
      at_ = begin;
      return false;
    }
    if (node.min > max_repetition || (node.max > max_repetition && node.max != unlimited))
      fail("repetition count is too large", begin, std::to_string(max_repetition) + " at most");
    if (node.min > node.max) fail("repetition range is reversed", begin);
    return true;
  }

  Node atom(Flags flags) {
    const std::size_t begin = at_;
    const char32_t c = next();
    switch (c) {
      case U'(':
        return group(flags, begin);
      case U'[':
        return set_node(bracket(flags), Flags{});
      case U'.':
        return set_node(flags.dot_all ? CodePointRanges(0, not_unicode) : CodePointRanges('\n', '\n').complement(), Flags{});
      case U'^':
        return assertion(Assertion::line_begin);
      case U'$':
        return assertion(Assertion::line_end);
      case U'\\':
        return escape(flags, begin);
      case U'*':
      case U'+':
      case U'?':
        fail("nothing to repeat", begin);
      default:
        return set_node(CodePointRanges(c, c), flags);
    }
  }

  Node group(Flags flags, std::size_t begin) {
    Node node{};
    const auto look = [&](Node::Kind kind, bool negated) {
      node.kind = kind;
      node.negated = negated;
      node.children.push_back(alternation(flags));
      if (kind == Node::Kind::look_behind && node.children.front().kind != Node::Kind::set)
        unsupported("look-behind of more than one character", begin);
    };
    if (take("?="))
      look(Node::Kind::look_ahead, false);
    else if (take("?!"))
      look(Node::Kind::look_ahead, true);
    else if (take("?<="))
      look(Node::Kind::look_behind, false);
    else if (take("?<!"))
      look(Node::Kind::look_behind, true);
    else if (ahead("?>"))
      unsupported("atomic group (?>", begin);
    else if (ahead("?("))
      unsupported("conditional (?(", begin);
    else if (ahead("?~"))
      unsupported("absence operator (?~", begin);
    else if (ahead("?<") || ahead("?P<") || ahead("?'")) {
      const auto end = pattern_.find_first_of(">'", at_ + 3);
      if (end == std::string_view::npos) fail("group name does not end", begin);
      at_ = end + 1;
      node = alternation(flags);
    } else if (take("?")) {
      Flags inner = flags;
      options(inner);
      if (!take(":")) unsupported("group (?" + std::string(done() ? "" : pattern_.substr(at_, decode_utf8(pattern_, at_).length)), begin);
      node = alternation(inner);
    } else {
      node = alternation(flags);
    }
    if (!take(")")) fail("group does not end", begin);
    return node;
  }

  Node escape(Flags flags, std::size_t begin) {
    if (done()) fail("pattern ends with a backslash", begin);
    switch (pattern_[at_]) {
      case 'A':
        ++at_;
        return assertion(Assertion::text_begin);
      case 'z':
        ++at_;
        return assertion(Assertion::text_end);
      case 'Z':
        ++at_;
        return assertion(Assertion::text_end_or_last_newline);
      case 'b':
        ++at_;
        return assertion(Assertion::word_boundary);
      case 'B':
        ++at_;
        return assertion(Assertion::no_word_boundary);
      case 'w':
      case 'W':
        return set_node(bare_word(), flags, pattern_[at_++] == 'W');
      default:
        return set_node(escaped(begin).first, flags);
    }
  }

  /// What follows a backslash, and the code point if it is one. \b inside brackets is a backspace.
  std::pair<CodePointRanges, bool> escaped(std::size_t begin) {
    const auto one = [](char32_t c) { return std::pair{CodePointRanges(c, c), true}; };
    const auto many = [](CodePointRanges set, bool negated) { return std::pair{negated ? set.complement() : std::move(set), false}; };
    const char32_t c = next();
    switch (c) {
      case U't':
        return one('\t');
      case U'n':
        return one('\n');
      case U'r':
        return one('\r');
      case U'f':
        return one('\f');
      case U'v':
        return one('\v');
      case U'a':
        return one('\a');
      case U'e':
        return one(0x1B);
      case U'b':
        return one('\b');
      case U's':
      case U'S':
        return many(white_space(), c == U'S');
      case U'd':
      case U'D':
        return many(digits(), c == U'D');
      case U'w':
      case U'W':
        return many(word(), c == U'W');
      case U'p':
      case U'P':
        return many(property(begin), c == U'P');
      case U'x':
        return one(take("{") ? hexadecimal(1, 6, true, begin) : hexadecimal(1, 2, false, begin));
      case U'u':
        return one(hexadecimal(4, 4, false, begin));
      case U'0':
        if (done() || pattern_[at_] < '0' || pattern_[at_] > '7') return one(0);
        break;
      default:
        break;
    }
    if (c >= U'0' && c <= U'9') unsupported("back-reference \\" + std::string(1, static_cast<char>(c)), begin);
    if (c == U'k' || c == U'g') unsupported("back-reference or call \\" + std::string(1, static_cast<char>(c)), begin);
    if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) unsupported("escape \\" + std::string(1, static_cast<char>(c)), begin);
    return one(c);
  }

  char32_t hexadecimal(unsigned least, unsigned most, bool braced, std::size_t begin) {
    char32_t value = 0;
    unsigned digits = 0;
    for (; !done() && digits < most; ++at_, ++digits) {
      const char c = pattern_[at_];
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) break;
      value = value * 16 + static_cast<char32_t>(digit);
    }
    if (digits < least || (braced && !take("}")) || value > last_code_point) fail("malformed code point", begin);
    return value;
  }

  CodePointRanges property(std::size_t begin) {
    std::string_view name;
    bool negated = false;
    if (take("{")) {
      negated = take("^");
      const auto end = pattern_.find('}', at_);
      if (end == std::string_view::npos) fail("property name does not end", begin);
      name = pattern_.substr(at_, end - at_);
      at_ = end + 1;
    } else {
      const std::size_t first = at_;
      next();
      name = pattern_.substr(first, at_ - first);
    }
    auto set = property_ranges(name);
    if (!set) unsupported("property \\p{" + std::string(name.substr(0, 40)) + "}", begin);
    return negated ? set->complement() : *set;
  }

  /// After '[': union of items, intersected at &&; the outermost class is folded, before it is negated.
  CodePointRanges bracket(Flags flags) {
    const std::size_t begin = at_ - 1;
    if (++depth_ > max_nesting) fail("classes are nested too deeply", begin, std::to_string(max_nesting) + " levels at most");
    const bool negated = take("^");
    CodePointRanges whole(0, not_unicode);
    CodePointRanges part;
    bool first = true;
    bool any = false;
    for (;; first = false) {
      if (done()) fail("character class does not end", begin);
      if (!first && take("]")) break;
      if (take("&&")) {
        whole = whole.intersection(any ? part : CodePointRanges(0, not_unicode));
        part = CodePointRanges{};
        any = false;
        continue;
      }
      any = true;
      if (ahead("[:") && pattern_.find(":]", at_) != std::string_view::npos) unsupported("POSIX bracket [:", at_);
      if (take("[")) {
        part.add(bracket(Flags{}));
        continue;
      }
      const std::size_t item = at_;
      auto [set, single] = class_item();
      if (single && ahead("-") && pattern_.substr(at_ + 1, 1) != "]" && pattern_.substr(at_ + 1, 1) != "[") {
        const std::size_t dash = at_++;
        const auto [last, last_single] = class_item();
        if (!last_single) {
          at_ = dash;  // [a-\s]: the dash stands for itself
        } else {
          const char32_t low = set.ranges().front().first;
          const char32_t high = last.ranges().front().first;
          if (low > high) fail("range is reversed", item);
          set = CodePointRanges(low, high);
        }
      }
      part.add(set);
    }
    --depth_;
    if (any) whole = whole.intersection(part);
    if (flags.ignore_case) whole = fold_closure(whole);
    return negated ? whole.complement() : whole;
  }
  std::pair<CodePointRanges, bool> class_item() {
    const std::size_t begin = at_;
    const char32_t c = next();
    if (c == U'\\') return escaped(begin);
    return {CodePointRanges(c, c), true};
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
};

}  // namespace ganymede::inline v0::detail::regex
