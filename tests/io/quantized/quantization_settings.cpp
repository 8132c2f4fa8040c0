#include <ganymede/io/quantized/quantization_settings.hpp>

#include <doctest/doctest.h>

#include <ganymede/io/json.hpp>

#include <fstream>
#include <vector>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

TEST_CASE("quantization_settings: in config.json, or in a file of their own beside quantised tensors") {
  const TemporaryFolder folder;
  const std::vector<StoredTensor> plain{{"a.weight", DType::f32, {1}, {}}}, packed{{"a.qweight", DType::i32, {1}, {}}};
  const auto method = [&](const Json& config, const std::vector<StoredTensor>& tensors) {
    return detail::quantization_settings(Settings(config, "config.json"), folder.path(), tensors)
        .get_or<std::string>("quant_method", "none");
  };
  CHECK(method(Json::object(), packed) == "none");
  CHECK(method({{"quantization_config", {{"quant_method", "awq"}}}}, plain) == "awq");
  CHECK(method({{"compression_config", {{"quant_method", "compressed-tensors"}}}}, plain) == "compressed-tensors");
  std::ofstream(folder.path() / "quant_config.json") << R"({"w_bit": 4})";
  CHECK(method(Json::object(), packed) == "awq");
  std::ofstream(folder.path() / "quantize_config.json") << R"({"bits": 4})";
  CHECK(method(Json::object(), packed) == "gptq");
  CHECK(method(Json::object(), plain) == "none");
}

TEST_CASE("quantization_settings: a setting is read, known, or an error") {
  static constexpr KnownSettings known[] = {{"harmless", "changes nothing"}, {"limited", "one value alone", "1"}};
  const auto key_of = [&](const Json& own) {
    const Settings s = Settings(Json{{"quantization_config", own}}, "config.json").sub("quantization_config").recorded();
    static_cast<void>(s.get_or<int>("read", 0));
    return error_of<ConfigError>([&] { detail::require_quantization_known(s, known); }).key;
  };
  CHECK(key_of({{"quant_method", "x"}, {"harmless", 3}, {"read", 1}, {"other", 1}}) == "quantization_config.other");
  CHECK(key_of({{"limited", 2}}) == "quantization_config.limited");
  const Settings s(Json{{"bits", 5}}, "config.json");
  CHECK(detail::not_supported(s, "bits", "4").details().found == "5");
  CHECK(detail::not_supported(s, "format", "gptq").details().found == "nothing");
}
