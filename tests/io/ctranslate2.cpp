#include <ganymede/io/ctranslate2.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {

std::string counted(const std::string& s) { return raw(static_cast<std::uint16_t>(s.size() + 1)) + s + '\0'; }
std::string extents(std::initializer_list<std::uint32_t> dims) {
  std::string out(1, static_cast<char>(dims.size()));
  for (const std::uint32_t dim : dims) out += raw(dim);
  return out;
}
std::string head(std::uint32_t version, std::uint32_t variables) {
  return raw(version) + counted("TransformerSpec") + raw(std::uint32_t{7}) + raw(variables);
}
std::string variable(const std::string& name, std::initializer_list<std::uint32_t> dims, char type, std::uint32_t size,
                     const std::string& data) {
  return counted(name) + extents(dims) + type + raw(size) + data;
}
const std::string two = variable("a", {1, 2}, 0, 8, raw(1.0f) + raw(2.0f)) + variable("b", {}, 2, 2, raw(std::int16_t{3}));
const std::string good = head(6, 2) + two + raw(std::uint32_t{1}) + counted("c") + counted("a");

ErrorDetails refused_model(const std::string& bytes) {
  return error_of<FormatError>([&] { CTranslate2(as_bytes(bytes), "model.bin"); });
}

}  // namespace

TEST_CASE("ctranslate2: variables, single values and aliases of version 6") {
  const CTranslate2 model(as_bytes(good), "model.bin");
  CHECK(model.version() == 6);
  CHECK(model.spec() == "TransformerSpec");
  CHECK(model.revision() == 7);
  REQUIRE(model.variables().size() == 3);
  const StoredTensor& a = *model.find("a");
  CHECK(a.dtype == DType::f32);
  CHECK(a.shape == std::vector<Index>{1, 2});
  CHECK(load<float>(a.bytes.data() + 4) == 2.0f);
  CHECK(model.find("b")->dtype == DType::i16);
  CHECK(model.find("b")->shape.empty());
  CHECK(model.find("c")->bytes.data() == a.bytes.data());
  CHECK(model.find("d") == nullptr);
  CHECK(CTranslate2(as_bytes(head(4, 0) + raw(std::uint32_t{0})), "x").variables().empty());
}

TEST_CASE("ctranslate2: version 2 tells types by the size of an element and has no aliases") {
  const CTranslate2 model(as_bytes(head(2, 3) + variable("a", {2}, 4, 2, raw(1.0f) + raw(2.0f)) + variable("b", {3}, 1, 3, "xyz") +
                                   variable("c", {1}, 2, 1, "xy")),
                          "model.bin");
  CHECK(model.find("a")->dtype == DType::f32);
  CHECK(model.find("b")->dtype == DType::i8);
  CHECK(model.find("c")->dtype == DType::i16);
  CHECK(refused_model(head(2, 1) + variable("a", {1}, 3, 1, "xyz")).found == "3");
}

TEST_CASE("ctranslate2: an alias of a weight is one of its scales too") {
  const CTranslate2 model(as_bytes(head(6, 2) + variable("a", {1, 2}, 1, 2, "xy") + variable("a_scale", {1}, 0, 4, raw(4.0f)) +
                                   raw(std::uint32_t{1}) + counted("b") + counted("a")),
                          "model.bin");
  REQUIRE(model.find("b_scale") != nullptr);
  CHECK(model.find("b_scale")->bytes.data() == model.find("a_scale")->bytes.data());
}

TEST_CASE("ctranslate2: what is malformed names file, key, byte, expected and found") {
  for (std::size_t end = 0; end < good.size(); ++end) CHECK(contains(refused_model(good.substr(0, end)).problem, "at byte"));
  CHECK(refused_model(good + "x").expected == std::to_string(good.size()) + " bytes");
  for (const std::uint32_t version : {0u, 1u, 7u, 0xffffffffu})
    CHECK(refused_model(head(version, 0) + raw(std::uint32_t{0})).expected == "2 to 6");

  const ErrorDetails size = refused_model(head(6, 1) + variable("w", {2, 3}, 0, 20, std::string(20, 'x')));
  CHECK(size.file == "model.bin");
  CHECK(size.key == "w");
  CHECK(size.expected == "24 bytes");
  CHECK(size.found == "20 bytes");
  CHECK(refused_model(head(6, 1) + variable("w", {1}, 6, 4, "xxxx")).expected == "0 to 5");
  CHECK(refused_model(head(6, 1) + counted("w") + std::string(1, 9) + std::string(36, 'x')).expected == "at most 8");
  CHECK(contains(refused_model(head(6, 1) + counted("w") + extents({~0u, ~0u, ~0u}) + std::string(9, 'x')).problem, "overflows"));
  CHECK(contains(refused_model(head(6, 2) + variable("w", {}, 1, 1, "x") + variable("w", {}, 1, 1, "x")).problem, "twice"));
  CHECK(contains(refused_model(head(6, 0) + raw(std::uint32_t{1}) + counted("c") + counted("a")).problem, "not there"));
  CHECK(contains(refused_model(head(6, 2) + two + raw(std::uint32_t{1}) + counted("b") + counted("a")).problem, "name of a variable"));
  CHECK(contains(refused_model(raw(std::uint32_t{6}) + raw(std::uint16_t{0})).problem, "NUL"));
  CHECK(contains(refused_model(raw(std::uint32_t{6}) + raw(std::uint16_t{3}) + std::string("a\0\0", 3)).problem, "NUL"));
  CHECK(contains(refused_model(raw(std::uint32_t{6}) + counted("\xff")).problem, "UTF-8"));
}

TEST_CASE("ctranslate2: a dimension of zero is refused, whatever the others are") {
  const auto text = [](const std::string& s) { return raw(static_cast<std::uint16_t>(s.size() + 1)) + s + '\0'; };
  for (const auto& shape : {raw(0xffffffffu) + raw(0u), raw(0u) + raw(0xffffffffu)}) {
    const std::string bytes =
        raw(6u) + text("TransformerSpec") + raw(7u) + raw(1u) + text("encoder/w/weight") + '\2' + shape + '\1' + raw(0u) + raw(0u);
    const auto error = error_of<FormatError>([&] { CTranslate2(as_bytes(bytes), "m"); });
    CHECK(error.key == "encoder/w/weight");
    CHECK(contains(error.problem, "zero"));
  }
}
