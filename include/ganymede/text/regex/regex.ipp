#pragma once
// The bodies of regex.hpp.

#include <ganymede/text/regex/regex.hpp>

#include <ganymede/text/regex/matcher.hpp>
#include <ganymede/text/regex/parser.hpp>
#include <ganymede/text/regex/program.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Regex::Regex(std::string_view pattern) : pattern_(pattern) {
  auto program = detail::regex::Compiler::compile(detail::regex::Parser(pattern).parse());
  program.word = CodePointSet(detail::regex::bare_word());
  program_ = std::make_shared<const detail::regex::Program>(std::move(program));
}

GANYMEDE_ONCE std::optional<Regex::Match> Regex::find(std::string_view text, std::size_t from) const {
  return RegexScan(*this, text).find(from);
}

GANYMEDE_ONCE RegexScan::RegexScan(const Regex& regex, std::string_view text)
    : matcher_(std::make_unique<detail::regex::Matcher>(*regex.program_, text)), text_(text) {}
GANYMEDE_ONCE RegexScan::RegexScan(RegexScan&&) noexcept = default;
GANYMEDE_ONCE RegexScan::~RegexScan() = default;

GANYMEDE_ONCE std::optional<Regex::Match> RegexScan::find(std::size_t from) {
  if (from > text_.size()) return std::nullopt;
  matcher_->pass(from);
  for (std::size_t begin = matcher_->candidate(from); begin != detail::regex::npos; begin = matcher_->candidate(begin)) {
    if (const std::size_t end = matcher_->match_at(begin); end != detail::regex::npos) return Regex::Match{begin, end};
    if (begin >= text_.size()) break;
    begin += matcher_->text().length(begin);
  }
  return std::nullopt;
}

GANYMEDE_ONCE std::optional<Regex::Match> RegexScan::next() {
  for (;;) {
    const auto match = find(from_);
    if (!match) {
      from_ = text_.size() + 1;
      return std::nullopt;
    }
    if (match->begin == match->end && last_end_ == match->end) {
      from_ += matcher_->text().length(from_);
      continue;
    }
    from_ = last_end_ = match->end;
    return match;
  }
}

GANYMEDE_ONCE std::size_t RegexScan::steps() const { return matcher_->steps(); }
GANYMEDE_ONCE std::size_t RegexScan::work() const { return matcher_->work(); }

}  // namespace ganymede::inline v0
