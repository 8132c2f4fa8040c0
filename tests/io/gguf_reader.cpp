#include <ganymede/io/gguf_reader.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;
using detail::GgufReader;
using detail::GgufType;

TEST_CASE("gguf_reader: steps are checked against the bytes that are left") {
  const std::string bytes = raw(std::uint32_t{7}) + raw(std::uint64_t{3}) + "abc";
  GgufReader reader{as_bytes(bytes), "m.gguf"};
  CHECK(reader.number<std::uint32_t>() == 7);
  CHECK(reader.string() == "abc");
  CHECK(reader.position() == bytes.size());
  reader.name_key("general.name");
  const auto error = error_of<FormatError>([&] { reader.number<std::uint8_t>(); });
  CHECK(error.file == "m.gguf");
  CHECK(error.key == "general.name");
  CHECK(contains(error.problem, "byte 15"));
  reader.take(0);
}

TEST_CASE("gguf_reader: hostile lengths and counts") {
  for (const std::uint64_t length :
       {std::uint64_t{4}, std::uint64_t{1} << 40, std::uint64_t{1} << 63, ~std::uint64_t{0}, ~std::uint64_t{7}}) {
    const std::string bytes = raw(length) + "abc";
    error_of<FormatError>([&] { GgufReader(as_bytes(bytes), "m").string(); });
    error_of<FormatError>([&] { GgufReader(as_bytes(bytes), "m").take(length + 100); });
    for (const std::uint32_t element : {0u, 4u, 8u, 9u, 12u}) {
      const std::string array = raw(element) + raw(length) + "abc";
      error_of<FormatError>([&] { GgufReader(as_bytes(array), "m").skip(GgufType::array); });
    }
  }
}

TEST_CASE("gguf_reader: arrays nest four levels") {
  const auto nested = [](int levels) {
    std::string bytes;
    for (int i = 1; i < levels; ++i) bytes += raw(std::uint32_t{9}) + raw(std::uint64_t{1});
    return bytes + raw(std::uint32_t{0}) + raw(std::uint64_t{2}) + "xy";
  };
  for (int levels = 1; levels <= 4; ++levels) {
    const std::string bytes = nested(levels);
    GgufReader reader{as_bytes(bytes), "m"};
    reader.skip(GgufType::array);
    CHECK(reader.position() == bytes.size());
  }
  for (const int levels : {5, 10'000}) {
    const std::string bytes = nested(levels);
    CHECK(contains(error_of<FormatError>([&] { GgufReader(as_bytes(bytes), "m").skip(GgufType::array); }).problem, "nested"));
  }
}

TEST_CASE("gguf_reader: types, bools and text are valid") {
  const std::string thirteen = raw(std::uint32_t{13}), two = "\x02", text = GgufFile::text("\xff");
  CHECK(error_of<FormatError>([&] { GgufReader(as_bytes(thirteen), "m").type(); }).found == "13");
  error_of<FormatError>([&] { GgufReader(as_bytes(two), "m").skip(GgufType::boolean); });
  error_of<FormatError>([&] { GgufReader(as_bytes(text), "m").skip(GgufType::string); });
  const std::string array = raw(std::uint32_t{8}) + raw(std::uint64_t{1}) + text;  // a token may be any bytes
  GgufReader(as_bytes(array), "m").skip(GgufType::array);
}
