#include <doctest/doctest.h>
#include <ganymede/text/regex/program.hpp>

using namespace ganymede;
using namespace ganymede::detail::regex;

namespace {

Program compiled(std::string_view pattern) { return Compiler::compile(Parser(pattern).parse()); }
std::vector<Op> ops(std::string_view pattern) {
  std::vector<Op> out;
  for (const Instruction& in : compiled(pattern).code) out.push_back(in.op);
  return out;
}

}  // namespace

TEST_CASE("runs of a class are one instruction") {
  CHECK(ops(R"(a\p{L}+[xy]{2,9})") == std::vector<Op>{Op::byte, Op::run, Op::run, Op::match});
  CHECK(ops(R"(\s++)") == std::vector<Op>{Op::possessive_run, Op::match});
  CHECK(ops(R"(\s+(?!\S))") == std::vector<Op>{Op::run, Op::look_set, Op::match});
  CHECK(ops("(ab)*") == std::vector<Op>{Op::choose, Op::byte, Op::byte, Op::jump, Op::match});
}

TEST_CASE("equal classes are stored once") { CHECK(compiled(R"(\s+x\s*[\s]?\p{White_Space})").sets.size() == 1); }

TEST_CASE("an alternation knows which branches a byte can begin") {
  const Program program = compiled("ab|[0-9]+|é|");
  REQUIRE(program.dispatches.size() == 1);
  const auto& branches = program.dispatches[0].branches;
  CHECK(branches['a'] == 0b1001);
  CHECK(branches['7'] == 0b1010);
  CHECK(branches[0xC3] == 0b1100);
  CHECK(branches['z'] == 0b1000);
  CHECK(branches[256] == 0b1000);
  CHECK(program.first.all());
  CHECK(compiled("ab|c").first.count() == 2);
}

TEST_CASE("more branches than bits nest") {
  std::string pattern = "x0";
  for (int i = 1; i < 200; ++i) pattern += "|x" + std::to_string(i);
  CHECK(compiled(pattern).dispatches.size() == 4);
}

TEST_CASE("copies of nothing are nothing") {
  CHECK(ops("(?:){1000}{1000}{1000}{1000}") == std::vector<Op>{Op::match});
  CHECK(ops("(?:(?:ab){0}){1000}{1000}{1000}c") == std::vector<Op>{Op::byte, Op::match});
}

TEST_CASE("what compiling costs is limited") {
  std::string classes, folded = "(?i)", many = "(?i)";
  for (int i = 0; i < 500; ++i) classes += "[\\p{L}\\x{" + std::to_string(2000 + i) + "}]";
  for (int i = 0; i < 13000; ++i) many += "\\p{L}";
  folded += std::string(60000, 'k');
  CHECK_THROWS_AS(compiled("(?:" + classes + "){40}"), TokenizerError);  // too many instructions
  CHECK_THROWS_AS(compiled(folded), TokenizerError);
  CHECK_THROWS_AS(compiled(many), TokenizerError);  // too many ranges
  std::string runs;
  for (int i = 0; i < 1025; ++i) runs += "a*";
  CHECK_THROWS_AS(compiled(runs), TokenizerError);
}

TEST_CASE("sizes are limited") {
  CHECK_THROWS_AS(compiled("(((ab){100}){100}){100}"), TokenizerError);
  CHECK_THROWS_AS(compiled("(a|b){300}"), TokenizerError);
  CHECK_THROWS_AS(compiled("(a*)*"), TokenizerError);
  CHECK_THROWS_AS(compiled("(ab)++"), TokenizerError);
  std::string classes;
  for (int i = 0; i < 600; ++i) classes += "[" + std::string("\\x{") + "1000}\\x{" + std::to_string(2000 + i) + "}]";
  CHECK_THROWS_AS(compiled(classes), TokenizerError);
}
