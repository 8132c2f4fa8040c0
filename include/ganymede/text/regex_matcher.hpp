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

#include <ganymede/text/regex_memory.hpp>
#include <ganymede/text/regex_program.hpp>
#include <ganymede/text/regex_subject.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

class Matcher {
 public:
  Matcher(const Program& program, std::string_view text)
      : program_(program), text_{text}, stretches_(program.runs), choices_(program.choices, text.size()) {}

  /// End of the match that begins exactly at `begin`, or npos.
  std::size_t match_at(std::size_t begin) {
    const std::size_t end = run(0, begin);
    if (end != npos) choices_.forget(end);
    return end;
  }

  /// First begin of a possible match at or after `from`, by its first byte; npos if there is none.
  std::size_t candidate(std::size_t from) const {
    while (from < text_.size() && !program_.first[text_.byte(from)]) from += text_.length(from);
    return from < text_.size() || (from == text_.size() && program_.first[256]) ? from : npos;
  }

  /// All matches that follow begin at or after `from`: what is known of earlier positions may go.
  void pass(std::size_t from) {
    choices_.pass(from);
    for (auto& known : stretches_)
      if (!known.empty()) known.erase(known.begin(), known.lower_bound(from));
  }

  const Subject& text() const { return text_; }

  /// Instructions that chose among ways so far: for tests of linearity.
  std::size_t steps() const { return choices_.steps(); }

 private:
  using Known = ChoiceMemory::Known;
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

  /// Where the class of a run ends if it begins at `at`, and the stretch that says so, if it is long.
  std::pair<std::size_t, Stretch*> run_end(const Instruction& in, std::size_t at) {
    Stretches& known = stretches_[in.b];
    const CodePointSet& set = program_.sets[in.a];
    auto next = known.empty() ? known.end() : known.upper_bound(at);
    std::size_t end = at;
    for (std::size_t to = at; to != npos; to = text_.step(set, end)) {
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
    if (end > least || stretch != nullptr) stack_.push_back({pc, end, least, stretch, choices_.trail()});
    return end;
  }

  /// Whether a look-ahead's body, at pc, matches.
  bool look(std::uint32_t pc, std::size_t at) {
    const std::size_t trail = choices_.trail();
    ++looking_;
    const bool found = run(pc, at) != npos;
    --looking_;
    found ? choices_.succeed(trail) : choices_.cut_trail(trail);
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
          ok = at < text_.size() && text_.byte(at) == in.a;
          ++at, ++pc;
          break;
        case Op::set:
          at = text_.step(program_.sets[in.a], at);
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
          switch (choices_.enter(at, in.slot, looking)) {
            case Known::failed:
              ok = false;
              break;
            case Known::succeeded:
              return succeed(base, at);
            case Known::nothing:
              stack_.push_back({pc, at, 0, nullptr, choices_.trail()});
              break;
          }
          pc = in.a;
          break;
        case Op::dispatch: {
          const Known known = choices_.enter(at, in.slot, looking);
          if (known == Known::succeeded) return succeed(base, at);
          const Dispatch& table = program_.dispatches[in.a];
          const std::uint64_t branches = known == Known::failed ? 0 : table.branches[at < text_.size() ? text_.byte(at) : 256];
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
    if (others != 0) stack_.push_back({pc, at, others, nullptr, choices_.trail()});
    return table.targets[static_cast<std::size_t>(std::countr_zero(branches))];
  }

  /// Goes to the way left last; false if none is left above `base`.
  bool back(std::size_t base, std::uint32_t& pc, std::size_t& at) {
    while (stack_.size() > base) {
      Frame& frame = stack_.back();
      const Instruction& in = program_.code[frame.pc];
      choices_.cut_trail(frame.trail);
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
      at = text_.before(at);
      frame.at = at;
      return true;
    }
    return false;
  }

  const Program& program_;
  Subject text_;
  std::vector<Frame> stack_;
  std::vector<Stretches> stretches_;  // one a run
  ChoiceMemory choices_;
  unsigned looking_ = 0;
};

}  // namespace ganymede::inline v0::detail::regex
