#pragma once
// Runs a program over one text by backtracking that never does the same work twice.
//
// Whether the rest of a pattern matches from an instruction at a position is a fact about the text (no captures, no
// back-references), so it is remembered, across matches too:
//   - a run of a class keeps, for each long stretch of the text, where it ends and from where on what follows failed;
//   - choices keep two bits a position (failed; led to success), once a text proves to need them (step budget).
// All matches of a text together cost O(instructions x bytes), up to a logarithm for the stretches. The idea of the bits:
// R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009; J. Davis et al., "Using Selective
// Memoization to Defeat Regular Expression Denial of Service", 2021.

#include <ganymede/text/regex_program.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

inline constexpr std::size_t npos = std::string_view::npos;

class Matcher {
 public:
  Matcher(const Program& program, std::string_view text) : program_(program), text_(text), stretches_(program.runs) {}

  /// End of the match that begins exactly at `begin`, or npos.
  std::size_t match_at(std::size_t begin) {
    const std::size_t end = run(0, begin);
    if (end != npos && remembering_) forget(end);
    return end;
  }

  /// First begin of a possible match at or after `from`, by its first byte; npos if there is none.
  std::size_t candidate(std::size_t from) const {
    while (from < text_.size() && !program_.first[static_cast<unsigned char>(text_[from])]) from += length(from);
    return from < text_.size() || (from == text_.size() && program_.first[256]) ? from : npos;
  }

  /// Bytes of the code point at `at`; 1 at the end and where there is none.
  std::size_t length(std::size_t at) const {
    if (at >= text_.size() || static_cast<unsigned char>(text_[at]) < 0x80) return 1;
    const Decoded d = decode_utf8(text_, at);
    return d.valid ? d.length : 1;
  }

  /// All matches that follow begin at or after `from`: what is known of earlier positions may go.
  void pass(std::size_t from) {
    budget_ += 16 * (from - passed_);
    if (remembering_)
      for (std::size_t page = passed_ / page_size; page < from / page_size; ++page) pages_[page].reset();
    for (auto& known : stretches_)
      if (!known.empty()) known.erase(known.begin(), known.lower_bound(from));
    passed_ = from;
  }

  /// Instructions that chose among ways so far: for tests of linearity.
  std::size_t steps() const { return steps_; }

 private:
  static constexpr std::size_t page_size = 1024;
  static constexpr std::size_t long_stretch = 32;

  /// Positions [begin, end) are all of a run's class and end is not; what follows the run failed at [failed, end].
  struct Stretch {
    std::size_t begin;
    std::size_t failed;
  };
  using Stretches = std::map<std::size_t, Stretch>;  // by end

  /// A way not yet tried. run: positions at .. least going back; choose: target pc; dispatch: branches left.
  struct Frame {
    std::uint32_t pc;
    std::size_t at;
    std::uint64_t rest;
    Stretch* stretch;
    std::size_t trail;
  };

  unsigned char byte(std::size_t at) const { return static_cast<unsigned char>(text_[at]); }

  /// Position after the code point at `at` if the set holds it, else npos.
  std::size_t step(const CodePointSet& set, std::size_t at) const {
    if (at >= text_.size()) return npos;
    if (byte(at) < 0x80) return set.contains_ascii(byte(at)) ? at + 1 : npos;
    const Decoded d = decode_utf8(text_, at);
    if (!set.contains(d.valid ? d.code_point : not_unicode)) return npos;
    return at + (d.valid ? d.length : 1);
  }
  std::size_t before(std::size_t at) const {
    if (byte(at - 1) < 0x80) return at - 1;
    for (std::size_t n = 2; n <= 4 && n <= at; ++n)
      if (byte(at - n) >= 0xC0) return length(at - n) == n ? at - n : at - 1;
    return at - 1;
  }

  bool holds(Assertion assertion, std::size_t at) const {
    const bool end = at == text_.size();
    switch (assertion) {
      case Assertion::line_begin:
        return at == 0 || (text_[at - 1] == '\n' && !end);
      case Assertion::line_end:
        return end || text_[at] == '\n';
      case Assertion::text_begin:
        return at == 0;
      case Assertion::text_end:
        return end;
      case Assertion::text_end_or_last_newline:
        return end || (at + 1 == text_.size() && text_[at] == '\n');
      default:
        break;
    }
    const bool boundary = (at > 0 && step(program_.word, before(at)) != npos) != (step(program_.word, at) != npos);
    return boundary == (assertion == Assertion::word_boundary);
  }

  /// Where the class of a run ends if it begins at `at`, and the stretch that says so, if it is long.
  std::pair<std::size_t, Stretch*> run_end(const Instruction& in, std::size_t at) {
    Stretches& known = stretches_[in.b];
    const CodePointSet& set = program_.sets[in.a];
    auto next = known.empty() ? known.end() : known.upper_bound(at);
    std::size_t end = at;
    for (std::size_t to = at; to != npos; to = step(set, end)) {
      end = to;
      if (next != known.end() && end >= next->second.begin) {
        next->second.begin = std::min(next->second.begin, at);
        return {next->first, &next->second};
      }
    }
    if (end - at < long_stretch) return {end, nullptr};
    return {end, &known.insert_or_assign(end, Stretch{at, npos}).first->second};
  }

  /// Enters a run: returns the position to go on from, npos if there is none; pushes the way back.
  std::size_t enter_run(const Instruction& in, std::uint32_t pc, std::size_t at) {
    const CodePointSet& set = program_.sets[in.a];
    std::size_t least = at;
    for (std::uint32_t i = 0; i < in.min; ++i)
      if ((least = step(set, least)) == npos) return npos;
    std::size_t end = least;
    Stretch* stretch = nullptr;
    if (in.max == unlimited) {
      std::tie(end, stretch) = run_end(in, at);
    } else {
      for (std::uint32_t i = in.min; i < in.max; ++i) {
        const std::size_t to = step(set, end);
        if (to == npos) break;
        end = to;
      }
    }
    if (in.op == Op::possessive_run) return end;
    if (stretch != nullptr && stretch->failed <= end) {
      if (stretch->failed <= least) return npos;
      end = before(stretch->failed);
    }
    if (end > least || stretch != nullptr) stack_.push_back({pc, end, least, stretch, trail_.size()});
    return end;
  }

  /// Two bits for a choice at a position: failed so far, led to success.
  std::uint64_t& row(std::size_t at, std::uint32_t slot) {
    const std::size_t words = (program_.choices * 2 + 63) / 64;
    auto& page = pages_[at / page_size];
    if (page == nullptr) page = std::make_unique<std::uint64_t[]>(page_size * words);
    return page[at % page_size * words + slot / 32];
  }
  enum class Known { nothing, failed, succeeded };
  Known enter_choice(std::size_t at, std::uint32_t slot, bool looking) {
    if (!remembering_) {
      if (++steps_ <= budget_) return Known::nothing;
      remembering_ = true;
      pages_.resize(text_.size() / page_size + 1);
    }
    ++steps_;
    std::uint64_t& word = row(at, slot);
    const std::uint64_t bits = word >> (slot % 32 * 2) & 3;
    if (bits != 0) return (bits & 2) != 0 ? Known::succeeded : Known::failed;
    word |= std::uint64_t{1} << (slot % 32 * 2);
    if (looking) trail_.emplace_back(at, slot);
    return Known::nothing;
  }
  /// A match ended at `at`: its way through choices here did not fail.
  void forget(std::size_t at) {
    for (std::uint32_t slot = 0; slot < program_.choices; slot += 32) row(at, slot) = 0;
  }

  /// Whether a look-ahead's body, at pc, matches.
  bool look(std::uint32_t pc, std::size_t at) {
    const std::size_t trail = trail_.size();
    ++looking_;
    const bool found = run(pc, at) != npos;
    --looking_;
    if (found && remembering_)
      for (std::size_t i = trail; i < trail_.size(); ++i)
        row(trail_[i].first, trail_[i].second) |= std::uint64_t{2} << (trail_[i].second % 32 * 2);
    trail_.resize(trail);
    return found;
  }

  /// End of the match of the code from pc at `at`, or npos. Recursion: one level a nested look-ahead.
  std::size_t run(std::uint32_t pc, std::size_t at) {
    const std::size_t base = stack_.size();
    const bool looking = looking_ > 0;
    for (;;) {
      const Instruction& in = program_.code[pc];
      bool ok = true;
      switch (in.op) {
        case Op::byte:
          ok = at < text_.size() && byte(at) == in.a;
          ++at, ++pc;
          break;
        case Op::set:
          at = step(program_.sets[in.a], at);
          ok = at != npos;
          ++pc;
          break;
        case Op::run:
        case Op::possessive_run:
          at = enter_run(in, pc, at);
          ok = at != npos;
          ++pc;
          break;
        case Op::choose:
          switch (enter_choice(at, in.slot, looking)) {
            case Known::failed:
              ok = false;
              break;
            case Known::succeeded:
              return succeed(base, at);
            case Known::nothing:
              stack_.push_back({pc, at, 0, nullptr, trail_.size()});
              break;
          }
          pc = in.a;
          break;
        case Op::dispatch: {
          const Known known = enter_choice(at, in.slot, looking);
          if (known == Known::succeeded) return succeed(base, at);
          const Dispatch& table = program_.dispatches[in.a];
          const std::uint64_t branches = known == Known::failed ? 0 : table.branches[at < text_.size() ? byte(at) : 256];
          ok = branches != 0;
          if (ok) pc = branch(pc, at, branches, table);
          break;
        }
        case Op::jump:
          pc = in.a;
          break;
        case Op::look:
          ok = look(pc + 1, at) != in.negated;
          pc = in.a;
          break;
        case Op::look_set:
          ok = (step(program_.sets[in.a], at) != npos) != in.negated;
          ++pc;
          break;
        case Op::look_behind:
          ok = (at > 0 && step(program_.sets[in.a], before(at)) != npos) != in.negated;
          ++pc;
          break;
        case Op::assertion:
          ok = holds(static_cast<Assertion>(in.a), at);
          ++pc;
          break;
        case Op::match:
          return succeed(base, at);
      }
      if (!ok && !back(base, pc, at)) return npos;
    }
  }

  std::size_t succeed(std::size_t base, std::size_t at) {
    stack_.resize(base);
    return at;
  }

  /// Takes the first of `branches` and leaves the others on the stack.
  std::uint32_t branch(std::uint32_t pc, std::size_t at, std::uint64_t branches, const Dispatch& table) {
    const std::uint64_t others = branches & (branches - 1);
    if (others != 0) stack_.push_back({pc, at, others, nullptr, trail_.size()});
    return table.targets[static_cast<std::size_t>(std::countr_zero(branches))];
  }

  /// Goes to the way left last; false if none is left above `base`.
  bool back(std::size_t base, std::uint32_t& pc, std::size_t& at) {
    while (stack_.size() > base) {
      Frame& frame = stack_.back();
      const Instruction& in = program_.code[frame.pc];
      trail_.resize(frame.trail);
      at = frame.at;
      pc = frame.pc + 1;
      if (in.op == Op::choose) {
        pc = in.b;
        stack_.pop_back();
        return true;
      }
      if (in.op == Op::dispatch) {
        const Frame way = frame;
        stack_.pop_back();
        pc = branch(way.pc, way.at, way.rest, program_.dispatches[in.a]);
        return true;
      }
      if (frame.stretch != nullptr) frame.stretch->failed = std::min(frame.stretch->failed, at);
      if (at <= frame.rest) {
        stack_.pop_back();
        continue;
      }
      at = before(at);
      frame.at = at;
      return true;
    }
    return false;
  }

  const Program& program_;
  std::string_view text_;
  std::vector<Frame> stack_;
  std::vector<Stretches> stretches_;  // one a run
  std::vector<std::unique_ptr<std::uint64_t[]>> pages_;
  std::vector<std::pair<std::size_t, std::uint32_t>> trail_;
  std::size_t steps_ = 0, budget_ = 4096, passed_ = 0;
  unsigned looking_ = 0;
  bool remembering_ = false;
};

}  // namespace ganymede::inline v0::detail::regex
