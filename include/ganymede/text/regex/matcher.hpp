#pragma once
// Runs a program over one text by backtracking that never does the same work twice.
//
// Whether the rest of a pattern matches from an instruction at a position is a fact about the text (no captures, no
// back-references), so it is remembered, across matches too:
//   - a run of a class keeps, for each long stretch of the text, where it ends and, if nothing limits it, from where on what
//     follows failed;
//   - points (choices, ends of runs, joins) keep two bits a position (failed; led to success), once a text proves to need them
//     (step budget).
// All matches of a text together cost O(instructions x bytes), up to a logarithm for the stretches; and as a pattern may have
// 20,000 instructions, what would take more than 4,096 of them a byte is refused. The idea of the bits:
// R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009; J. Davis et al., "Using Selective
// Memoization to Defeat Regular Expression Denial of Service", 2021.

#include <ganymede/text/regex/memory.hpp>
#include <ganymede/text/regex/program.hpp>
#include <ganymede/text/regex/subject.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

/// What one text may cost: each of these limits is far beyond what patterns of tokenizers need.
inline constexpr std::size_t max_work_per_text = std::size_t{1} << 16;
inline constexpr std::size_t max_work_per_byte = std::size_t{1} << 12;

class Matcher {
 public:
  Matcher(const Program& program, std::string_view text)
      : program_(program),
        text_{text},
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
    for (auto& known : stretches_)
      if (!known.empty()) known.erase(known.begin(), known.lower_bound(from));
  }

  const Subject& text() const { return text_; }

  /// Ways entered or taken back so far: for tests of linearity.
  std::size_t steps() const { return memory_.steps(); }
  /// Instructions and characters of runs so far.
  std::size_t work() const { return work_; }

 private:
  using Known = PointMemory::Known;
  static constexpr std::size_t long_stretch = 32;

  /// Positions [begin, end) are all of a run's class and end is not; what follows the run failed at [failed, end].
  struct Stretch {
    std::size_t begin;
    std::size_t failed;
    std::size_t width;  ///< of all its characters, in bytes; 0: they differ, or nobody asked
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

  void check_work() const {
    if (work_ > max_work_) too_hard();
  }
  [[noreturn, gnu::noinline]] static void too_hard() {
    throw TokenizerError{
        {.problem = "regular expression: a text takes too many steps", .expected = std::to_string(max_work_per_byte) + " a byte at most"}};
  }

  /// Where the class of a run ends if it begins at `at`, and the stretch that says so, if it is long.
  std::pair<std::size_t, Stretch*> run_end(const Instruction& in, std::size_t at) {
    if (stretches_.empty()) {
      if (text_.size() < long_stretch) return {scan(in, at), nullptr};
      stretches_.resize(program_.runs);
    }
    Stretches& known = stretches_[in.b];
    const CodePointSet& set = program_.sets[in.a];
    auto next = known.empty() ? known.end() : known.upper_bound(at);
    std::size_t end = at;
    for (std::size_t to = at; to != npos; to = text_.step(set, end)) {
      end = to;
      if (next != known.end() && end >= next->second.begin) {
        Stretch& stretch = next->second;
        if (at < stretch.begin) {
          work_ += end - at;
          if (width(in, at, stretch.begin) != stretch.width) stretch.width = 0;
          stretch.begin = at;
        }
        return {next->first, &stretch};
      }
    }
    if (end - at < long_stretch) return {end, nullptr};
    work_ += end - at;
    return {end, &known.insert_or_assign(end, Stretch{at, npos, width(in, at, end)}).first->second};
  }

  /// Bytes of each character of [at, end), for runs that count them; 0 where they differ.
  std::size_t width(const Instruction& in, std::size_t at, std::size_t end) const {
    if (in.max == unlimited && in.min < long_stretch) return 0;
    const std::size_t first = text_.length(at);
    for (; at < end; at += first)
      if (text_.length(at) != first) return 0;
    return first;
  }

  /// The position after all characters of the class from `at` on.
  std::size_t scan(const Instruction& in, std::size_t at) const {
    const CodePointSet& set = program_.sets[in.a];
    for (std::size_t to = at; (to = text_.step(set, to)) != npos;) at = to;
    return at;
  }

  /// The position after `count` characters of the class from `at`, or after all there are, to `end`, in a stretch; npos if
  /// `all` of them must be there and are not.
  std::size_t within(std::size_t at, std::size_t end, const Stretch* stretch, std::uint32_t count, bool all) {
    if (stretch != nullptr && stretch->width > 0) {
      if ((end - at) / stretch->width >= count) return at + count * stretch->width;
      return all ? npos : end;
    }
    std::size_t to = at;
    std::uint32_t i = 0;
    for (; i < count && to < end; ++i) to += text_.length(to);
    work_ += to - at;
    return all && i < count ? npos : to;
  }

  /// Enters a run: returns the position to go on from, npos if there is none; pushes the way back.
  std::size_t enter_run(const Instruction& in, std::uint32_t pc, std::size_t at) {
    const CodePointSet& set = program_.sets[in.a];
    if (in.min >= long_stretch || (in.max >= long_stretch && in.max != unlimited)) return enter_counted_run(in, pc, at);
    std::size_t least = at;
    for (std::uint32_t i = 0; i < in.min; ++i)
      if ((least = text_.step(set, least)) == npos) return npos;
    std::size_t end = least;
    Stretch* stretch = nullptr;
    if (in.max == unlimited) {
      std::tie(end, stretch) = run_end(in, at);
    } else {
      for (std::uint32_t i = in.min; i < in.max; ++i) {
        const std::size_t to = text_.step(set, end);
        if (to == npos) break;
        end = to;
      }
    }
    if (in.op == Op::possessive_run) return end;
    if (stretch != nullptr && stretch->failed <= end) {
      if (stretch->failed <= least) return npos;
      end = text_.before(stretch->failed);
    }
    if (end > least || stretch != nullptr) push({pc, end, least, stretch, memory_.trail()});
    return end;
  }

  /// The same for one with a large limit. (What fails at its end is no end of another: a stretch says only how far it can reach.)
  [[gnu::noinline]] std::size_t enter_counted_run(const Instruction& in, std::uint32_t pc, std::size_t at) {
    const auto [all, stretch] = run_end(in, at);
    const std::size_t least = within(at, all, stretch, in.min, true);
    if (least == npos) return npos;
    const std::size_t end = in.max == unlimited ? all : within(at, all, stretch, in.max, false);
    if (in.op != Op::possessive_run && end > least) push({pc, end, least, nullptr, memory_.trail()});
    return end;
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
    const std::size_t base = top_;
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
          const std::size_t end = enter_run(in, pc, at);
          ok = end != npos;
          if (ok) work += std::min(end - at, long_stretch);
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
              push({pc, at, 0, nullptr, memory_.trail()});
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

  void push(const Frame& frame) {
    if (top_ == stack_.size()) stack_.resize(std::max<std::size_t>(16, 2 * top_));
    stack_[top_++] = frame;
  }

  std::size_t succeed(std::size_t base, std::size_t at) {
    top_ = base;
    return at;
  }

  /// Takes the first of `branches` and leaves the others on the stack.
  std::uint32_t branch(std::uint32_t pc, std::size_t at, std::uint64_t branches, const Dispatch& table) {
    const std::uint64_t others = branches & (branches - 1);
    if (others != 0) push({pc, at, others, nullptr, memory_.trail()});
    return table.targets[static_cast<std::size_t>(std::countr_zero(branches))];
  }

  /// Goes to the way left last; failed: none is left above `base`; succeeded: it is known to lead to a match.
  Known back(std::size_t base, std::uint32_t& pc, std::size_t& at, bool looking) {
    check_work();
    while (top_ > base) {
      Frame& frame = stack_[top_ - 1];
      const Instruction& in = program_.code[frame.pc];
      if (looking) memory_.cut_trail(frame.trail);
      at = frame.at;
      pc = frame.pc + 1;
      if (in.op == Op::choose) {
        pc = in.b;
        --top_;
        return Known::nothing;
      }
      if (in.op == Op::dispatch) {
        const Frame way = frame;
        --top_;
        pc = branch(way.pc, way.at, way.rest, program_.dispatches[in.a]);
        return Known::nothing;
      }
      memory_.step();
      if (frame.stretch != nullptr) frame.stretch->failed = std::min(frame.stretch->failed, at);
      if (at <= frame.rest) {
        --top_;
        continue;
      }
      frame.at = at = text_.before(at);
      if (!memory_.remembering()) return Known::nothing;
      if (const std::size_t open = memory_.last_open(frame.rest, at, in.point); open != npos) {
        frame.at = at = open;
        return leave_run(at, in.point, looking);
      }
      --top_;
    }
    return Known::failed;
  }

  const Program& program_;
  Subject text_;
  std::vector<Frame> stack_;  // the first top_ of them
  std::size_t top_ = 0;
  std::vector<Stretches> stretches_;  // one a run, once there are any
  PointMemory memory_;
  std::size_t work_ = 0, max_work_;
  unsigned looking_ = 0;
};

}  // namespace ganymede::inline v0::detail::regex
