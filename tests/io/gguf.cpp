#include <ganymede/io/gguf.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <limits>

#include <ganymede/core/os/mapped_file.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
GgufFile sample() {
  GgufFile file;
  file.string("general.architecture", "llama").u32("llama.block_count", 5).value("f", 6, raw(1e-5f)).value("yes", 7, "\x01");
  file.value("u8", 0, "\xff").value("i8", 1, "\xff").value("u16", 2, raw(std::uint16_t{65535})).value("i16", 3, raw(std::int16_t{-2}));
  file.value("i32", 5, raw(std::int32_t{-3}))
      .value("u64", 10, raw(~std::uint64_t{0}))
      .value("i64", 11, raw(std::int64_t{-4}))
      .value("f64", 12, raw(0.1));
  file.array("strings", 8, 3, GgufFile::text("a") + GgufFile::text("") + GgufFile::text("\xff"));
  file.array("floats", 6, 2, raw(1.5f) + raw(-std::numeric_limits<float>::infinity())).array("doubles", 12, 1, raw(0.5));
  file.array("ints", 5, 3, raw(1) + raw(-2) + raw(3)).array("bytes", 0, 2, "\x01\xff").array("bools", 7, 2, std::string("\x01\x00", 2));
  file.array("empty", 4, 0, "").array("huge", 10, 1, raw(~std::uint64_t{0}));
  file.array("nested", 9, 1, raw(std::uint32_t{0}) + raw(std::uint64_t{2}) + "ab");
  return file;
}
}  // namespace

TEST_CASE("gguf: scalars of every type, converted within range") {
  const std::string bytes = sample().bytes();
  const Gguf gguf{as_bytes(bytes), "m.gguf"};
  CHECK(gguf.file() == "m.gguf");
  CHECK(gguf.has("u8"));
  CHECK_FALSE(gguf.has("u"));
  CHECK(gguf.get<std::string_view>("general.architecture") == "llama");
  CHECK(gguf.get<std::string>("general.architecture") == "llama");
  CHECK(gguf.get<Index>("llama.block_count") == 5);
  CHECK(gguf.get<std::uint8_t>("llama.block_count") == 5);
  CHECK(gguf.get<float>("f") == 1e-5f);
  CHECK(gguf.get<double>("f") == 1e-5f);
  CHECK(gguf.get<bool>("yes"));
  CHECK(gguf.get<int>("u8") == 255);
  CHECK(gguf.get<int>("i8") == -1);
  CHECK(gguf.get<int>("u16") == 65535);
  CHECK(gguf.get<int>("i16") == -2);
  CHECK(gguf.get<int>("i32") == -3);
  CHECK(gguf.get<std::uint64_t>("u64") == ~std::uint64_t{0});
  CHECK(gguf.get<int>("i64") == -4);
  CHECK(gguf.get<double>("f64") == 0.1);
  CHECK(gguf.get<float>("i64") == -4.0f);
  CHECK(gguf.get_or<int>("absent", 9) == 9);
  CHECK(gguf.get_or<int>("i64", 9) == -4);
  CHECK(gguf.get_or<std::string_view>("absent", "x") == "x");
}

TEST_CASE("gguf: what is absent or of another kind is a ConfigError with file and key") {
  const std::string bytes = sample().bytes();
  const Gguf gguf{as_bytes(bytes), "m.gguf"};
  const auto missing = error_of<ConfigError>([&] { gguf.get<int>("absent"); });
  CHECK(missing.file == "m.gguf");
  CHECK(missing.key == "absent");
  error_of<ConfigError>([&] { gguf.get<int>("u64"); });
  error_of<ConfigError>([&] { gguf.get<std::uint32_t>("i64"); });
  error_of<ConfigError>([&] { gguf.get<int>("f"); });
  error_of<ConfigError>([&] { gguf.get<int>("yes"); });
  error_of<ConfigError>([&] { gguf.get<bool>("u8"); });
  error_of<ConfigError>([&] { gguf.get<int>("strings"); });
  error_of<ConfigError>([&] { gguf.get<std::string_view>("strings"); });
  error_of<ConfigError>([&] { gguf.get<std::string_view>("u8"); });
  error_of<ConfigError>([&] { gguf.get_or<int>("general.architecture", 1); });
  error_of<ConfigError>([&] { gguf.strings("absent"); });
  error_of<ConfigError>([&] { gguf.strings("ints"); });
  error_of<ConfigError>([&] { gguf.strings("general.architecture"); });
  error_of<ConfigError>([&] { gguf.floats("ints"); });
  error_of<ConfigError>([&] { gguf.integers("floats"); });
  error_of<ConfigError>([&] { gguf.integers("huge"); });
  error_of<ConfigError>([&] { gguf.integers("nested"); });
  error_of<ConfigError>([&] { gguf.integers("u8"); });
}

TEST_CASE("gguf: arrays") {
  const std::string bytes = sample().bytes();
  const Gguf gguf{as_bytes(bytes), "m.gguf"};
  CHECK(gguf.strings("strings") == std::vector<std::string_view>{"a", "", "\xff"});
  CHECK(gguf.floats("floats") == std::vector<float>{1.5f, -std::numeric_limits<float>::infinity()});
  CHECK(gguf.floats("doubles") == std::vector<float>{0.5f});
  CHECK(gguf.integers("ints") == std::vector<std::int64_t>{1, -2, 3});
  CHECK(gguf.integers("bytes") == std::vector<std::int64_t>{1, 255});
  CHECK(gguf.integers("bools") == std::vector<std::int64_t>{1, 0});
  CHECK(gguf.integers("empty").empty());
}

TEST_CASE("gguf: metadata holds scalars and short arrays") {
  GgufFile file;
  file.string("a", "x")
      .value("b", 7, std::string(1, '\0'))
      .array("short", 4, 2, raw(1u) + raw(2u))
      .array("long", 0, 1025, std::string(1025, 'x'));
  file.array("nested", 9, 1, raw(std::uint32_t{0}) + raw(std::uint64_t{1}) + "x").value("pi", 12, raw(3.25));
  const std::string bytes = file.bytes();
  CHECK(Gguf(as_bytes(bytes), "m").metadata() == Json::parse(R"({"a": "x", "b": false, "short": [1, 2], "pi": 3.25})"));
  const std::string bad = GgufFile().array("tokens", 8, 1, GgufFile::text("\xff")).bytes();
  CHECK(error_of<FormatError>([&] { static_cast<void>(Gguf(as_bytes(bad), "m").metadata()); }).key == "tokens");
}

TEST_CASE("gguf: versions and byte orders") {
  GgufFile file;
  file.version = 2;
  CHECK(Gguf(as_bytes(file.bytes()), "m").tensors().empty());
  for (const std::uint32_t version : {0u, 1u, 4u, 0xffffffffu}) {
    file.version = version;
    error_of<FormatError>([bytes = file.bytes()] { Gguf(as_bytes(bytes), "m"); });
  }
  file.version = 0x03000000;
  CHECK(contains(error_of<FormatError>([bytes = file.bytes()] { Gguf(as_bytes(bytes), "m"); }).problem, "big-endian"));
  for (const char* text : {"", "GGU", "GGML", "FUGG\x03"}) error_of<FormatError>([&] { Gguf(as_bytes(text), "m"); });
  CHECK(Gguf::recognises(as_bytes("GGUF")));
  CHECK_FALSE(Gguf::recognises(as_bytes("GGU")));
}

TEST_CASE("gguf: keys twice, keys that are not UTF-8, more values than the file holds") {
  const auto refused = [](const GgufFile& file) { return error_of<FormatError>([bytes = file.bytes()] { Gguf(as_bytes(bytes), "m"); }); };
  CHECK(refused(GgufFile().u32("a", 1).u32("a", 1)).key == "a");
  refused(GgufFile().u32("\xc0\x80", 1));
  CHECK(refused(GgufFile().string("name", "\xff")).key == "name");
  CHECK(refused(GgufFile().value("type", 13, "")).key == "type");
  CHECK(refused(GgufFile().value("bool", 7, "\x02")).key == "bool");
  GgufFile file;
  file.u32("a", 1);
  for (const std::uint64_t count : {std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    file.value_count = count;
    refused(file);
  }
}

TEST_CASE("gguf: a truncation anywhere is an error") {
  GgufFile file = sample();
  file.tensor("t", {4}, 0, "0123456789abcdef");
  const std::string bytes = file.bytes();
  CHECK(Gguf(as_bytes(bytes), "m").tensors().size() == 1);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    error_of<FormatError>([&] { Gguf(as_bytes(cut), "m"); });
  }
}

TEST_CASE("gguf: real files") {
  const std::filesystem::path folder = GANYMEDE_SHARED_DATA;
  if (!std::filesystem::exists(folder / "stories260K" / "stories260K.gguf")) {
    MESSAGE("skipped: no " << (folder / "stories260K").string());
    return;
  }
  const MappedFile stories{folder / "stories260K" / "stories260K.gguf"};
  const Gguf model{stories.bytes(), "stories260K.gguf"};
  CHECK(model.tensors().size() == 48);
  CHECK(model.get<Index>("llama.embedding_length") == 64);
  CHECK(model.strings("tokenizer.ggml.tokens").size() == 512);
  CHECK(model.floats("tokenizer.ggml.scores").size() == 512);
  CHECK(model.integers("tokenizer.ggml.token_type").size() == 512);
  const MappedFile vocabulary{folder / "tokenizers" / "ggml-vocab-gpt-2.gguf"};
  const Gguf gpt2{vocabulary.bytes(), "ggml-vocab-gpt-2.gguf"};
  CHECK(gpt2.tensors().empty());
  CHECK(gpt2.strings("tokenizer.ggml.tokens").size() == 50257);
  CHECK_FALSE(gpt2.metadata().contains("tokenizer.ggml.tokens"));
}
