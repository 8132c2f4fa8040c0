#pragma once
// What every family's tests ask of it: the logits and greedy ids of transformers from its files, in each spelling of config.json, and that
// what is not followed is refused by name.

#include "error_of.hpp"
#include "json_patch.hpp"
#include "model_files.hpp"
#include "model_fixture.hpp"

namespace fixture {

/// A checkpoint of tests/reference/models with another config.json.
class Changed {
 public:
  Changed(const std::string& name, const Json& config) {
    for (const auto& entry : std::filesystem::directory_iterator(folder(name)))
      if (entry.path().filename() != "config.json")
        std::filesystem::create_symlink(std::filesystem::absolute(entry.path()), here_.path() / entry.path().filename());
    here_.write("config.json", config.dump());
  }
  Checkpoint checkpoint() const { return Checkpoint(here_.path()); }

 private:
  TemporaryFolder here_;
};

inline Json config_of(const std::string& name) { return read_json(folder(name) / "config.json"); }

/// config.json as transformers 4 spells it.
inline Json old_spelling(const Json& new_spelling) {
  nlohmann::json config = to_nlohmann(new_spelling);
  config["torch_dtype"] = config["dtype"];
  config.erase("dtype");
  nlohmann::json scaling = config["rope_parameters"];
  config.erase("rope_parameters");
  for (const char* key : {"rope_theta", "partial_rotary_factor"})
    if (scaling.contains(key)) config[key] = scaling[key], scaling.erase(key);
  config["rope_scaling"] = scaling["rope_type"] == "default" ? nlohmann::json(nullptr) : scaling;
  return from_nlohmann(config);
}

/// How far the logits of a checkpoint are from the reference's of `name`: relative_distance().
template <class Model>
double distance_from(const std::string& name, const Checkpoint& from) {
  const Expected e = expected(name);
  const Model model{from};
  Workspace workspace;
  Sequence sequence = model.new_sequence({.max_length = static_cast<Index>(e.prompt.size() + e.greedy.size())});
  return relative_distance(model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace), e.logits);
}

/// The same of a folder whose config.json is changed by `merge`: null takes a key away.
template <class Model>
double distance_with(const std::string& name, const Json& merge) {
  return distance_from<Model>(name, Changed(name, merge_patched(config_of(name), merge)).checkpoint());
}

/// The key that a ConfigError names for a folder whose config.json is changed by `merge`.
template <class Model>
std::string refused_key(const std::string& name, const Json& merge) {
  const Changed changed(name, merge_patched(config_of(name), merge));
  return error_of<ConfigError>([&] { Model{changed.checkpoint()}; }).key;
}

/// Logits in float and in double, and greedy ids token by token; a setting that nobody knows is refused.
template <template <class> class Model>
void check_as_stored(std::initializer_list<const char*> names) {
  for (const std::string name : names) {
    CAPTURE(name);
    CHECK(distance_from<Model<float>>(name, checkpoint(name)) < 2e-5);
    CHECK(distance_from<Model<double>>(name, checkpoint(name)) < 2e-5);
    const Expected e = expected(name);
    const Model<float> model{checkpoint(name)};
    CHECK(greedy(model, e, {.max_length = static_cast<Index>(e.prompt.size() + e.greedy.size())}) == e.greedy);
    CHECK(refused_key<Model<float>>(name, {{"unheard_of", 1}}) == "unheard_of");
  }
}

/// The same of GGUF files.
template <template <class> class Model>
void check_gguf(std::initializer_list<const char*> names) {
  for (const std::string name : names) {
    CAPTURE(name);
    CHECK(distance_from<Model<float>>(name, checkpoint(name)) < 2e-5);
    const Expected e = expected(name);
    CHECK(greedy(Model<float>{checkpoint(name)}, e) == e.greedy);
  }
}

/// check_as_stored() for both spellings.
template <template <class> class Model>
void check_like_transformers(std::initializer_list<const char*> names) {
  check_as_stored<Model>(names);
  for (const std::string name : names) {
    CAPTURE(name);
    CHECK(distance_from<Model<float>>(name, Changed(name, old_spelling(config_of(name))).checkpoint()) < 2e-5);
  }
}

/// The same logits from NAME_gguf/model.gguf.
template <template <class> class Model>
void check_gguf_like_transformers(std::initializer_list<const char*> names) {
  for (const std::string name : names) {
    CAPTURE(name);
    CHECK(distance_from<Model<float>>(name, checkpoint(name + "_gguf")) < 2e-5);
    CHECK(distance_from<Model<double>>(name, checkpoint(name + "_gguf")) < 2e-5);
  }
}

}  // namespace fixture
