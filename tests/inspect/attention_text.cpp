#include <ganymede/inspect/attention_text.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
const std::vector<std::string> words{"The", " cat", " sat"};
const std::vector<float> weights{1, 0, 0, 0.75F, 0.25F, 0, 0.5F, 0.496F, 0.004F};
}  // namespace

TEST_CASE("attention_text: hundredths, readable without colours; a decoder's rows end at themselves") {
  CHECK(attention_text(view_of(weights.data(), 3, 3), {.rows = words, .columns = words, .causal = true}) ==
        "         0   1   2\n"
        "0 The  100\n"
        "1 cat   75  25\n"
        "2 sat   50  50   \u00b7\n");
}

TEST_CASE("attention_text: a table wider than the terminal comes in blocks, rows that see nothing there left out") {
  CHECK(attention_text(view_of(weights.data(), 3, 3), {.rows = words, .columns = words, .causal = true, .width = 15}) ==
        "         0   1\n"
        "0 The  100\n"
        "1 cat   75  25\n"
        "2 sat   50  50\n"
        "\n"
        "         2\n"
        "2 sat    \u00b7\n");
}

TEST_CASE("attention_text: another text's columns are listed; labels cannot move the cursor or grow without end") {
  const std::vector<std::string> source{"le", " chat"}, target{"\x1b[2J", std::string(100, 'x')};
  const std::vector<float> cross{0.5F, 0.5F, 1, 0};
  CHECK(attention_text(view_of(cross.data(), 2, 2), {.rows = target, .columns = source}) ==
        "columns:  0 le  1 chat\n\n"
        "                         0   1\n"
        "0 \u241b[2J                  50  50\n"
        "1 xxxxxxxxxxxxxxxxxxx  100   \u00b7\n");
}

TEST_CASE("attention_text: colours") {
  const std::vector<std::string> one{"a"};
  const std::vector<float> all{1};
  CHECK(attention_text(view_of(all.data(), 1, 1), {.rows = one, .columns = one, .colors = TerminalColors::truecolor}) ==
        "       0\n0 a \x1b[48;2;254;232;56m\x1b[38;2;0;0;0m 100\x1b[0m\n");
}
