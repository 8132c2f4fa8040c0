#pragma once
// How far a run of one class reaches (\p{L}+, \s*, \d{1,3}), and what is known of long stretches of a text: where each ends and, if
// nothing limits the run, from where on what follows it failed. So a run that is entered again and again inside one stretch, or
// behind it, looks at no character twice.

#include <ganymede/text/regex/program.hpp>
#include <ganymede/text/regex/subject.hpp>
#include <ganymede/text/regex/ways.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

/// The runs of one program on one text.
class ClassRuns {
 public:
  static constexpr std::size_t long_stretch = 32;

  ClassRuns(const Program& program, const Subject& text) : program_(program), text_(text) {}

  /// Enters the run at `pc`: the position to go on from, or npos if there is none. Others to go on from are left on `ways`; `trail`: as
  /// there.
  [[gnu::always_inline]] std::size_t enter(std::uint32_t pc, std::size_t at, Ways& ways, std::size_t trail) {
    const Instruction& in = program_.code[pc];
    const CodePointSet& set = program_.sets[in.a];
    if (in.min >= long_stretch || (in.max >= long_stretch && in.max != unlimited)) return enter_counted(pc, at, ways, trail);
    std::size_t least = at;
    for (std::uint32_t i = 0; i < in.min; ++i)
      if ((least = text_.step(set, least)) == npos) return npos;
    std::size_t end = least;
    Stretch* stretch = nullptr;
    if (in.max == unlimited) {
      std::tie(end, stretch) = reach(in, at);
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
    if (end > least || stretch != nullptr) ways.push({pc, end, least, stretch, trail});
    return end;
  }

  /// What ends before `from` is not asked for again.
  void pass(std::size_t from) {
    for (auto& known : stretches_)
      if (!known.empty()) known.erase(known.begin(), known.lower_bound(from));
  }

  /// Characters of long stretches looked at so far.
  std::size_t work() const { return work_; }

 private:
  using Stretches = std::map<std::size_t, Stretch>;  // by end

  /// The same for one with a large limit. (What fails at its end is no end of another: a stretch says only how far it can reach.)
  [[gnu::noinline]] std::size_t enter_counted(std::uint32_t pc, std::size_t at, Ways& ways, std::size_t trail) {
    const Instruction& in = program_.code[pc];
    const auto [all, stretch] = reach(in, at);
    const std::size_t least = within(at, all, stretch, in.min, true);
    if (least == npos) return npos;
    const std::size_t end = in.max == unlimited ? all : within(at, all, stretch, in.max, false);
    if (in.op != Op::possessive_run && end > least) ways.push({pc, end, least, nullptr, trail});
    return end;
  }

  /// Where the class of a run ends if it begins at `at`, and the stretch that says so, if it is long.
  std::pair<std::size_t, Stretch*> reach(const Instruction& in, std::size_t at) {
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

  const Program& program_;
  Subject text_;
  std::vector<Stretches> stretches_;  // one a run, once there are any
  std::size_t work_ = 0;
};

}  // namespace ganymede::inline v0::detail::regex
