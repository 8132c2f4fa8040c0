#include <doctest/doctest.h>
#include <ganymede/text/regex/class_runs.hpp>

using namespace ganymede;
using namespace ganymede::detail::regex;

namespace {

/// A pattern that is one run, and the text it is tried on.
struct OneRun {
  Program program;
  std::string text;
  ClassRuns runs;
  Ways ways{};
  std::uint32_t pc = 0;

  OneRun(std::string_view pattern, std::string subject)
      : program(Compiler::compile(Parser(pattern).parse())), text(std::move(subject)), runs(program, Subject{text}) {
    while (program.code[pc].op != Op::run && program.code[pc].op != Op::possessive_run) ++pc;
  }
  /// Where the run ends, and the least position that it may give back to; npos: it gives back nothing.
  std::pair<std::size_t, std::size_t> enter(std::size_t at) {
    ways.cut(0);
    const std::size_t end = runs.enter(pc, at, ways, 0);
    return {end, ways.size() == 0 ? npos : ways.last().rest};
  }
};
using Ends = std::pair<std::size_t, std::size_t>;

}  // namespace

TEST_CASE("a short run ends where its class does, and may give back to its least") {
  OneRun run("a+", "aaab");
  CHECK(run.enter(0) == Ends{3, 1});
  CHECK(run.ways.last().stretch == nullptr);
  CHECK(run.enter(2) == Ends{3, npos});
  CHECK(run.enter(3) == Ends{npos, npos});
  CHECK(run.runs.work() == 0);
}

TEST_CASE("limits and possessive runs") {
  OneRun limited("a{2,3}", "aaaaa a");
  CHECK(limited.enter(0) == Ends{3, 2});
  CHECK(limited.enter(6) == Ends{npos, npos});
  OneRun possessive("a++", "aaab");
  CHECK(possessive.enter(0) == Ends{3, npos});
}

TEST_CASE("a long stretch is looked at once, and remembers where what follows failed") {
  OneRun run("a*", std::string(100, 'a') + "b");
  CHECK(run.enter(10) == Ends{100, 10});
  Stretch* const stretch = run.ways.last().stretch;
  REQUIRE(stretch != nullptr);
  CHECK(run.runs.work() == 90);
  CHECK(run.enter(50) == Ends{100, 50});
  CHECK(run.ways.last().stretch == stretch);
  CHECK(run.runs.work() == 90);
  CHECK(run.enter(0) == Ends{100, 0});
  CHECK(run.runs.work() == 100);
  stretch->failed = 60;
  CHECK(run.enter(20) == Ends{59, 20});
  CHECK(run.enter(60) == Ends{npos, npos});
  run.runs.pass(101);
  CHECK(run.enter(60) == Ends{100, 60});
}

TEST_CASE("large limits count characters, in stretches of equal ones without looking") {
  OneRun narrow("a{40,50}", std::string(200, 'a'));
  CHECK(narrow.enter(0) == Ends{50, 40});
  CHECK(narrow.enter(170) == Ends{npos, npos});
  std::string mixed;
  for (int i = 0; i < 60; ++i) mixed += i % 2 == 0 ? "a" : "\u00E9";
  OneRun wide("\\p{L}{40,50}", mixed);
  CHECK(wide.enter(0) == Ends{75, 60});
}
