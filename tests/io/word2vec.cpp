#include <ganymede/io/word2vec.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
Word2vec parsed_vectors(const std::string& text, Index limit = 0) { return parse_word2vec(as_bytes(text), "x", limit); }
std::string problem_of(const std::string& text) {
  return error_of<FormatError>([&] { parsed_vectors(text); }).problem;
}
using Floats = std::vector<float>;
using Strings = std::vector<std::string>;
}  // namespace

TEST_CASE("text: as word2vec and gensim write it, with any end of line") {
  for (const std::string text : {"2 3\na 1 -2.5 0.25\nb\u00e9 -0.000001 +4 1e-2\n", "2 3\r\na 1 -2.5 0.25 \r\nb\u00e9 -0.000001 +4 1E-2",
                                 "2 3\na 1.0 -2.50000 .25 \nb\u00e9 -1e-6 4. 0.01 \n\n"}) {
    CAPTURE(text);
    const Word2vec found = parsed_vectors(text);
    CHECK(found.dimensions == 3);
    CHECK(found.words == Strings{"a", "b\u00e9"});
    CHECK(found.vectors == Floats{1, -2.5F, 0.25F, -0.000001F, 4, 0.01F});
  }
}

TEST_CASE("text without a first line of sizes, as GloVe writes it") {
  for (const std::string text : {"the 0.5 -1 2\n, 1 2 3\n. . . 4 5 6\n1 7 8 9\nat b@c.d 1 1 1\n",
                                 "\xef\xbb\xbfthe 0.5 -1 2 \r\n, 1 2 3\r\n. . . 4 5 6\r\n1 7 8 9\r\nat b@c.d 1 1 1"}) {
    const Word2vec found = parsed_vectors(text);
    CHECK(found.dimensions == 3);
    CHECK(found.words == Strings{"the", ",", ". . .", "1", "at b@c.d"});
    CHECK(found.vectors == Floats{0.5F, -1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 1});
    CHECK(parsed_vectors(text, 2).words == Strings{"the", ","});
  }
  CHECK(parsed_vectors("a 1\nb 2\n").dimensions == 1);
  CHECK(parsed_vectors("0 0.1 0.2\n1 0.3 0.4\n").words == Strings{"0", "1"});  // words that are numbers
  CHECK(parsed_vectors("\xef\xbb\xbf"
                       "1 2\na 1 2\n")
            .words == Strings{"a"});  // a mark before sizes
  CHECK(contains(problem_of("a 1 2\nb 1\n"), "no word with its vector"));
  CHECK(contains(problem_of("a 1 2\nb 1 2 3\n"), "another length"));
  CHECK(contains(problem_of("a 1 2\nb 1 nan\n"), "no word with its vector"));
  CHECK(contains(problem_of("a 1 2\n\nb 1 2\n"), "no word with its vector"));
  CHECK(contains(problem_of("a 1 2\n 1 2\n"), "another length"));
  CHECK(contains(problem_of("a 1 2\n" + std::string(2'000'000, 'b')), "too long"));
}

TEST_CASE("binary: with and without ends of lines; words are any bytes") {
  for (const std::string end : {"", "\n"}) {
    const std::string file = "2 2\n\xff\xc3 " + raw(1.5F) + raw(-2.0F) + end + "b " + raw(0.0F) + raw(1e-30F) + end;
    const Word2vec found = parsed_vectors(file);
    CHECK(found.words == Strings{"\xff\xc3", "b"});
    CHECK(found.vectors == Floats{1.5F, -2, 0, 1e-30F});
    CHECK(parsed_vectors(file, 1).vectors == Floats{1.5F, -2});
  }
  CHECK(parsed_vectors("1 1\nw " + std::string("\n\0\0\0", 4)).vectors ==
        Floats{load<float>(as_bytes(std::string_view("\n\0\0\0", 4)).data())});
}

TEST_CASE("files that gensim wrote: both forms hold the same table") {
  const Word2vec text = read_word2vec(GANYMEDE_TEST_DATA "/word2vec/words.txt"),
                 binary = read_word2vec(GANYMEDE_TEST_DATA "/word2vec/words.bin");
  CHECK(text.words.size() == 24);
  CHECK(text.dimensions == 10);
  CHECK(text.words[18] == "caf\u00e9");
  CHECK(text.words == binary.words);
  CHECK(text.vectors == binary.vectors);
}

TEST_CASE("decimal numbers are read as the nearest float, in no locale") {
  for (const auto& [text, value] :
       std::initializer_list<std::pair<const char*, float>>{{"0", 0.0F},
                                                            {"-0.1", -0.1F},
                                                            {"16777217", 16777216.0F},
                                                            {"3.4028234e38", 3.4028234e38F},
                                                            {"1e-45", 1e-45F},
                                                            {"1e-999999999999", 0.0F},
                                                            {"0e999999999999", 0.0F},
                                                            {"0.00000000000000000000000000001234567890123456789", 1.2345679e-29F},
                                                            {"123456789012345678901234567890", 123456789012345678901234567890.0F}})
    CHECK(detail::parse_decimal(text) == value);
  for (const char* const text :
       {"", "-", ".", "e1", "1e", "1e+", "1.2.3", "1,5", "nan", "inf", "0x10", "1 ", "--1", "1e39", "9e999999999999"})
    CHECK_FALSE(detail::parse_decimal(text));
}

TEST_CASE("the first words of a file, whatever comes behind them") {
  const std::string file = "3 2\na 1 2\nb 3 4\nc 5 x\n";
  CHECK(parsed_vectors(file, 2).words == Strings{"a", "b"});
  CHECK(contains(problem_of(file), "not a finite number"));
  CHECK(parsed_vectors("1 2\na 1 2\n", 5).words == Strings{"a"});
}

TEST_CASE("what is no such file is refused, naming word and byte") {
  CHECK(contains(problem_of(""), "truncated"));
  CHECK(contains(problem_of("\n"), "truncated"));
  CHECK(contains(problem_of("hello world\n"), "first line"));
  CHECK(contains(problem_of("2 3 4\na 1 2 3\n"), "first line"));
  CHECK(contains(problem_of("-2 3\na 1 2 3\n"), "first line"));
  CHECK(contains(problem_of("0 3\n"), "unusable size"));
  CHECK(contains(problem_of("3 0\n"), "unusable size"));
  CHECK(contains(problem_of("3 70000\n"), "unusable size"));
  CHECK(contains(problem_of("99999999999999999999999 3\na 1 2 3\n"), "first line"));
  CHECK(contains(problem_of("1099511627776 65536\na 1 2 3\n"), "truncated"));  // refused before memory is asked for
  CHECK(contains(problem_of("2 2\na 1 2\n"), "truncated"));
  CHECK(contains(problem_of("1 2\na 1 2\nb 3 4\n"), "goes on"));
  CHECK(contains(problem_of("1 2\na 1 2 3\n"), "not a finite number"));
  CHECK(contains(problem_of("1 2\na 1 nan\n"), "not a finite number"));
  CHECK(contains(problem_of("1 2\na 1 1e99\n"), "not a finite number"));
  CHECK(contains(problem_of("1 1\n 1\n\n"), "no word"));
  CHECK(contains(problem_of("1 2\n" + std::string(5000, 'w') + " 1 2\n"), "too long"));
  CHECK(contains(problem_of("1 2\na " + raw(1.0F) + raw(std::numeric_limits<float>::quiet_NaN())), "not finite"));
  CHECK(contains(problem_of("1 2\na " + raw(1.0F) + raw(std::numeric_limits<float>::infinity())), "not finite"));
  CHECK(contains(problem_of("2 2\na " + raw(1.0F) + raw(1.0F) + "bcdef " + raw(1.0F) + "\1\1\1"), "truncated"));
  const ErrorDetails details = error_of<FormatError>([&] { parsed_vectors("2 2\na 1 2\nb 1 z\n"); });
  CHECK(details.file == "x");
  CHECK(details.key == "word 1");
  CHECK(contains(details.problem, "at byte"));
  CHECK_THROWS_AS(read_word2vec("no/such/file"), FileError);
}
