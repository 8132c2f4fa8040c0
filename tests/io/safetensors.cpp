#include <ganymede/core/bytes.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/safetensors.hpp>

#include <doctest/doctest.h>

#include <filesystem>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
std::vector<StoredTensor> parse(const std::string& file) { return parse_safetensors(as_bytes(file), "m.safetensors"); }

/// The FormatError for a header with this data behind it.
ErrorDetails refused_header(std::string_view header, std::size_t data_bytes = 8) {
  CAPTURE(header);
  const auto error = error_of<FormatError>([&] { parse(safetensors_file(header, std::string(data_bytes, '\0'))); });
  CHECK(error.file == "m.safetensors");
  return error;
}
}  // namespace

TEST_CASE("safetensors: tensors in the order of their data, whatever the alignment") {
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"z":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},)"
      R"("a":{"dtype":"F32","shape":[1,2],"data_offsets":[3,11]},"s":{"dtype":"BF16","shape":[],"data_offsets":[11,13]}})";
  const std::string file = safetensors_file(header, "abc" + raw(1.5f) + raw(-2.0f) + raw(std::uint16_t{0x3f80}));
  const auto tensors = parse(file);
  REQUIRE(tensors.size() == 3);
  CHECK(tensors[0].name == "z");
  CHECK(tensors[1].name == "a");
  CHECK(tensors[1].dtype == DType::f32);
  CHECK(tensors[1].shape == std::vector<Index>{1, 2});
  CHECK(load<float>(tensors[1].bytes.data() + 4) == -2.0f);
  CHECK(tensors[2].shape.empty());
  CHECK(tensors[2].elements() == 1);
  CHECK(tensors[2].bytes.size() == 2);
}

TEST_CASE("safetensors: no tensors, empty tensors, header padded with spaces") {
  CHECK(parse(safetensors_file("{}", "")).empty());
  CHECK(parse(safetensors_file("{}      ", "")).empty());
  const auto empty = parse(
      safetensors_file(R"({"a":{"dtype":"F32","shape":[0,4],"data_offsets":[0,0]},"b":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},)"
                       R"("c":{"dtype":"F16","shape":[5,0],"data_offsets":[2,2]}})",
                       "xy"));
  REQUIRE(empty.size() == 3);
  CHECK(empty[0].bytes.empty());
  CHECK(empty[1].name == "b");
}

TEST_CASE("safetensors: every element type of the format that has whole bytes") {
  for (const auto& [text, dtype, bytes] : std::vector<std::tuple<std::string, DType, int>>{{"F64", DType::f64, 8},
                                                                                           {"F32", DType::f32, 4},
                                                                                           {"F16", DType::f16, 2},
                                                                                           {"BF16", DType::bf16, 2},
                                                                                           {"I64", DType::i64, 8},
                                                                                           {"I32", DType::i32, 4},
                                                                                           {"I16", DType::i16, 2},
                                                                                           {"I8", DType::i8, 1},
                                                                                           {"U8", DType::u8, 1},
                                                                                           {"BOOL", DType::boolean, 1},
                                                                                           {"U64", DType::u64, 8},
                                                                                           {"F8_E4M3", DType::f8_e4m3, 1},
                                                                                           {"F8_E5M2", DType::f8_e5m2, 1},
                                                                                           {"C64", DType::c64, 8}}) {
    const std::string label{name(dtype)};  // Clang 14: a lambda cannot capture a structured binding
    CAPTURE(label);
    const std::string file =
        safetensors_file(R"({"a":{"dtype":")" + text + R"(","shape":[1],"data_offsets":[0,)" + std::to_string(bytes) + "]}}",
                         std::string(static_cast<std::size_t>(bytes), 'x'));
    CHECK(parse(file)[0].dtype == dtype);
  }
  for (const char* text : {"F4", "f32", "", "Q8_0"}) {
    const auto error = error_of<TensorError>(
        [&] { parse(safetensors_file(std::string(R"({"a.weight":{"dtype":")") + text + R"(","shape":[1],"data_offsets":[0,1]}})", "x")); });
    CHECK(error.key == "a.weight");
  }
}

TEST_CASE("safetensors: header lengths that cannot be") {
  for (std::size_t size = 0; size < 8; ++size) error_of<FormatError>([&] { parse(std::string(size, '\0')); });
  for (const std::uint64_t length :
       {std::uint64_t{0}, std::uint64_t{3}, std::uint64_t{100}, std::uint64_t{100'000'001}, std::uint64_t{1} << 63, ~std::uint64_t{0}})
    error_of<FormatError>([&] { parse(raw(length) + "{}"); });
  CHECK(error_of<FormatError>([&] { parse(raw(~std::uint64_t{0} - 7) + "{}"); }).key == "header length");
  error_of<FormatError>([&] { parse(safetensors_file(" {}", "")); });  // must begin with {
  error_of<FormatError>([&] { parse(safetensors_file("[]", "")); });
  error_of<FormatError>([&] { parse(safetensors_file("{} {}", "")); });
  error_of<FormatError>([&] { parse(safetensors_file("{\"\xff\":{}}", "")); });
}

TEST_CASE("safetensors: a header beyond the limit of 100 MB") {
  std::string file = safetensors_file("{}", "");
  file.resize(100'000'016, ' ');
  const std::uint64_t length = 100'000'001;
  std::memcpy(file.data(), &length, 8);
  CHECK(error_of<FormatError>([&] { parse(file); }).expected == "at most 100000000");
}

TEST_CASE("safetensors: entries that are malformed, named by their tensor") {
  CHECK(refused_header(R"({"a":1})").key == "a");
  CHECK(refused_header(R"({"a":{"dtype":"F32","shape":[2]}})").key == "a");
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"stride":[1]}})");
  refused_header(R"({"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":null}})");
  CHECK(
      refused_header(R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})").key ==
      "a");
}

TEST_CASE("safetensors: offsets outside, backwards, overlapping, with holes, of the wrong size") {
  CHECK(contains(refused_header(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}})").problem, "outside"));
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[18446744073709551608,18446744073709551615]}})");
  CHECK(contains(refused_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}})").problem, "do not fit"));
  const auto overlap =
      refused_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})", 6);
  CHECK(contains(overlap.problem, "overlaps"));
  CHECK(overlap.key == "b");
  refused_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  CHECK(contains(refused_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})").problem, "hole"));
  CHECK(contains(refused_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})").problem, "does not end"));
  refused_header("{}");
}

TEST_CASE("safetensors: shapes whose product overflows") {
  refused_header(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}})");
  refused_header(R"({"a":{"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]}})");  // 4 times that is 8 modulo 2^64
  refused_header(R"({"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,8]}})");
  refused_header(R"({"a":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,8]}})");
  // With a zero the product is zero, but an extent that no Index holds is still refused.
  refused_header(R"({"a":{"dtype":"U8","shape":[0,18446744073709551615],"data_offsets":[0,0]}})", 0);
}

TEST_CASE("safetensors: a truncation anywhere is an error") {
  const std::string file = safetensors_file(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "01234567");
  CHECK(parse(file).size() == 1);
  for (std::size_t size = 0; size < file.size(); ++size) error_of<FormatError>([&] { parse(file.substr(0, size)); });
}

TEST_CASE("safetensors: a trained model's file") {
  const std::filesystem::path path = std::filesystem::path(GANYMEDE_SHARED_DATA) / "g2p-bart-us" / "us_bart.safetensors";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no " << path.string());
    return;
  }
  const MappedFile file{path};
  Index parameters = 0;
  for (const StoredTensor& tensor : parse_safetensors(file.bytes(), path.string())) {
    require_weight(tensor, path.string());
    parameters += tensor.elements();
  }
  CHECK(parameters >= 751'551);
}
