#pragma once
// Runs a program over one text by backtracking that never does the same work twice.
//
// Whether the rest of a pattern matches from an instruction at a position is a fact about the text (no captures, no
// back-references), so it is remembered, across matches too: of runs of a class by long stretches of the text (class_runs.hpp), of
// points (choices, ends of runs, joins) by two bits a position, once a text proves to need them (memory.hpp).
// All matches of a text together cost O(instructions x bytes), up to a logarithm for the stretches; and as a pattern may have
// 20,000 instructions, what would take more than 4,096 of them a byte is refused. The idea of the bits:
// R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009; J. Davis et al., "Using Selective
// Memoization to Defeat Regular Expression Denial of Service", 2021.

#include <ganymede/core/error.hpp>
#include <ganymede/text/regex/class_runs.hpp>
#include <ganymede/text/regex/memory.hpp>
#include <ganymede/text/regex/program.hpp>
#include <ganymede/text/regex/subject.hpp>
#include <ganymede/text/regex/ways.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0::detail::regex {

/// What one text may cost: each of these limits is far beyond what patterns of tokenizers need.
inline constexpr std::size_t max_work_per_text = std::size_t{1} << 16;
inline constexpr std::size_t max_work_per_byte = std::size_t{1} << 12;

class Matcher {
 public:
  Matcher(const Program& program, std::string_view text)
      : program_(program),
        text_{text},
        runs_(program, text_),
        memory_(program.points, text.size()),
        max_work_(max_work_per_text + max_work_per_byte * std::min(text.size(), npos / 2 / max_work_per_byte)) {}

  /// End of the match that begins exactly at `begin`, or npos. TokenizerError: the text is too hard for the pattern.
  std::size_t match_at(std::size_t begin) {
    const std::size_t end = run(0, begin);
    check_work();
    if (end != npos) memory_.forget(end);
    return end;
  }

  /// First begin of a possible match at or after `from`, by its first byte; npos if there is none.
  std::size_t candidate(std::size_t from) const {
    while (from < text_.size() && !program_.first[text_.byte(from)]) from += text_.length(from);
    return from < text_.size() || (from == text_.size() && program_.first[256]) ? from : npos;
  }

  /// All matches that follow begin at or after `from`: what is known of earlier positions may go.
  void pass(std::size_t from) {
    memory_.pass(from);
    runs_.pass(from);
  }

  const Subject& text() const { return text_; }

  /// Ways entered or taken back so far: for tests of linearity.
  std::size_t steps() const { return memory_.steps(); }
  /// Instructions and characters of runs so far.
  std::size_t work() const { return work_ + runs_.work(); }

 private:
  using Known = PointMemory::Known;

  void check_work() const {
    if (work() > max_work_) too_hard();
  }
  [[noreturn, gnu::noinline]] static void too_hard() {
    throw TokenizerError{
        {.problem = "regular expression: a text takes too many steps", .expected = std::to_string(max_work_per_byte) + " a byte at most"}};
  }

  /// Marks that what follows a run is tried at `at`.
  [[gnu::noinline]] Known leave_run(std::size_t at, std::uint32_t point, bool looking) {
    if (at > 0) memory_.cover(text_.before(at), at, point);
    return memory_.mark(at, point, looking);
  }

  /// Whether a look-ahead's body, at pc, matches.
  bool look(std::uint32_t pc, std::size_t at) {
    const std::size_t trail = memory_.trail();
    ++looking_;
    const bool found = run(pc, at) != npos;
    --looking_;
    found ? memory_.succeed(trail) : memory_.cut_trail(trail);
    return found;
  }

  /// End of the match of the code from pc at `at`, or npos. Recursion: one level a nested look-ahead.
  std::size_t run(std::uint32_t pc, std::size_t at) {
    const std::size_t base = ways_.size();
    const bool looking = looking_ > 0;
    for (std::size_t work = 0;;) {
      const Instruction& in = program_.code[pc];
      bool ok = true;
      ++work;
      switch (in.op) {
        case Op::byte:
          ok = at < text_.size() && text_.byte(at) == in.a;
          ++at, ++pc;
          break;
        case Op::set:
          at = text_.step(program_.sets[in.a], at);
          ok = at != npos;
          ++pc;
          break;
        case Op::run:
        case Op::possessive_run: {
          const std::size_t end = runs_.enter(pc, at, ways_, memory_.trail());
          ok = end != npos;
          if (ok) work += std::min(end - at, ClassRuns::long_stretch);
          at = end;
          ++pc;
          if (ok && memory_.remembering()) {
            const Known known = leave_run(at, in.point, looking);
            if (known == Known::succeeded) return succeed(base, at);
            ok = known == Known::nothing;
          }
          break;
        }
        case Op::choose:
          if (!program_.firsts[in.min][at < text_.size() ? text_.byte(at) : 256]) {
            pc = std::max(in.a, in.b);  // past the group, which cannot begin here
            break;
          }
          switch (memory_.enter(at, in.point, looking)) {
            case Known::failed:
              ok = false;
              break;
            case Known::succeeded:
              return succeed(base, at);
            case Known::nothing:
              ways_.push({pc, at, 0, nullptr, memory_.trail()});
              break;
          }
          pc = in.a;
          break;
        case Op::dispatch: {
          const Known known = memory_.enter(at, in.point, looking);
          if (known == Known::succeeded) return succeed(base, at);
          const Dispatch& table = program_.dispatches[in.a];
          const std::uint64_t branches = known == Known::failed ? 0 : table.branches[at < text_.size() ? text_.byte(at) : 256];
          ok = branches != 0;
          if (ok) pc = branch(pc, at, branches, table);
          break;
        }
        case Op::join: {
          const Known known = memory_.enter(at, in.point, looking);
          if (known == Known::succeeded) return succeed(base, at);
          ok = known == Known::nothing;
          ++pc;
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
          ok = (text_.step(program_.sets[in.a], at) != npos) != in.negated;
          ++pc;
          break;
        case Op::look_behind:
          ok = (at > 0 && text_.step(program_.sets[in.a], text_.before(at)) != npos) != in.negated;
          ++pc;
          break;
        case Op::assertion:
          ok = text_.holds(static_cast<Assertion>(in.a), program_.word, at);
          ++pc;
          break;
        case Op::match:
          work_ += work;
          return succeed(base, at);
      }
      if (ok) continue;
      work_ += std::exchange(work, 0);
      const Known way = back(base, pc, at, looking);
      if (way == Known::failed) return npos;
      if (way == Known::succeeded) return succeed(base, at);
    }
  }

  std::size_t succeed(std::size_t base, std::size_t at) {
    ways_.cut(base);
    return at;
  }

  /// Takes the first of `branches` and leaves the others on the stack.
  std::uint32_t branch(std::uint32_t pc, std::size_t at, std::uint64_t branches, const Dispatch& table) {
    const std::uint64_t others = branches & (branches - 1);
    if (others != 0) ways_.push({pc, at, others, nullptr, memory_.trail()});
    return table.targets[static_cast<std::size_t>(std::countr_zero(branches))];
  }

  /// Goes to the way left last; failed: none is left above `base`; succeeded: it is known to lead to a match.
  Known back(std::size_t base, std::uint32_t& pc, std::size_t& at, bool looking) {
    check_work();
    while (ways_.size() > base) {
      Way& way = ways_.last();
      const Instruction& in = program_.code[way.pc];
      if (looking) memory_.cut_trail(way.trail);
      at = way.at;
      pc = way.pc + 1;
      if (in.op == Op::choose) {
        pc = in.b;
        ways_.pop();
        return Known::nothing;
      }
      if (in.op == Op::dispatch) {
        const Way left = way;
        ways_.pop();
        pc = branch(left.pc, left.at, left.rest, program_.dispatches[in.a]);
        return Known::nothing;
      }
      memory_.step();
      if (way.stretch != nullptr) way.stretch->failed = std::min(way.stretch->failed, at);
      if (at <= way.rest) {
        ways_.pop();
        continue;
      }
      way.at = at = text_.before(at);
      if (!memory_.remembering()) return Known::nothing;
      if (const std::size_t open = memory_.last_open(way.rest, at, in.point); open != npos) {
        way.at = at = open;
        return leave_run(at, in.point, looking);
      }
      ways_.pop();
    }
    return Known::failed;
  }

  const Program& program_;
  Subject text_;
  Ways ways_;
  ClassRuns runs_;
  PointMemory memory_;
  std::size_t work_ = 0, max_work_;
  unsigned looking_ = 0;
};

}  // namespace ganymede::inline v0::detail::regex
