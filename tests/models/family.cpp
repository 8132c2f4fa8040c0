#include <ganymede/models/family.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "../support/error_of.hpp"
#include "../support/model_files.hpp"

using namespace ganymede;

namespace {

/// One number, and how the checkpoint says to generate.
struct OneNumber {
  double value = 0;
  std::optional<Settings> generation_settings{};
};
struct OneNumberFamily {
  static constexpr std::string_view model_types[] = {"one_number", "number"};
  static constexpr std::string_view prefix = "base.";
  static constexpr std::string_view ignored[] = {"spare"};
  static constexpr KnownSettings known_settings[] = {{"harmless", "changes nothing", "true"}};

  template <Scalar T>
  static OneNumber load(const Weights& weights, const Checkpoint& checkpoint) {
    return {double((weights / "base" / "number").vector<T>("weight", 1)[0]) * checkpoint.settings().get_or<double>("factor", 1)};
  }
};
/// The same name, wired otherwise.
struct WiredFamily : OneNumberFamily {
  static constexpr std::string_view wiring = "wired 1";
  static bool is_wired_so(const Checkpoint& checkpoint) { return checkpoint.settings().get_or<Index>("wired", 0) == 1; }
};

template <class Family = OneNumberFamily>
OneNumber loaded(const std::string& config, const std::string& tensor = "base.number.weight", const std::string& more = "") {
  const TemporaryFolder folder;
  folder.write("config.json", config);
  folder.write("model.safetensors",
               safetensors_file("{\"" + tensor + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})" + more + "}", raw(2.5f)));
  return load_family<Family, float>(Checkpoint(folder.path()), {});
}

}  // namespace

TEST_CASE("a family's model is loaded by any of its names, with or without the prefix, and says how to generate") {
  CHECK(loaded(R"({"model_type": "one_number"})").value == 2.5);
  CHECK(loaded(R"({"model_type": "number", "factor": 2})").value == 5);
  CHECK(loaded(R"({"model_type": "number", "harmless": true})", "number.weight").value == 2.5);
  CHECK(loaded(R"({"model_type": "number"})").generation_settings.has_value());
}

TEST_CASE("another family's checkpoint is refused, and so is the other wiring of the same name") {
  const auto other = error_of<ConfigError>([] { loaded(R"({"model_type": "two_numbers"})"); });
  CHECK(other.key == "model_type");
  CHECK(other.expected == "one_number, number");
  CHECK(other.found == "two_numbers");
  CHECK(loaded<WiredFamily>(R"({"model_type": "number", "wired": 1})").value == 2.5);
  CHECK(error_of<ConfigError>([] { loaded<WiredFamily>(R"({"model_type": "number"})"); }).expected == "one_number, number; wired 1");
}

TEST_CASE("what a family neither reads nor knows is refused by name: settings, tensors, quantisation") {
  const auto key_of = [](const std::string& config) { return error_of<ConfigError>([&] { loaded(config); }).key; };
  CHECK(key_of(R"({"model_type": "number", "unheard_of": 1})") == "unheard_of");
  CHECK(key_of(R"({"model_type": "number", "harmless": false})") == "harmless");
  CHECK(key_of(R"({"model_type": "number", "quantization_config": {"bits": 4}})") == "quantization_config");
  CHECK(error_of<TensorError>([] { loaded(R"({"model_type": "number"})", "base.other.weight"); }).key == "base.number.weight");
  const auto with_more = [](const std::string& name) {
    return loaded(R"({"model_type": "number"})", "base.number.weight",
                  ",\"" + name + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})");
  };
  CHECK_THROWS_AS(with_more("more"), Error);
}
