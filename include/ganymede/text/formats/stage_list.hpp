#pragma once
// Reads what a tokenizer.json says of one part of the pipeline (normalizer, pre_tokenizer, post_processor, decoder): null, one stage, or
// a Sequence of such; and which class each stage is.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/formats/stage_json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// Calls use(stage) for each stage in order; Sequences, whose stages stand under `list`, are taken apart. TokenizerError: not of this
/// form; more stages, or nested more deeply, than stage_limits.hpp allows.
GANYMEDE_ONCE void for_each_stage(const Json& json, std::string_view file, std::string_view key, std::string_view list,
                                  FunctionRef<void(const StageJson&)> use);

/// A type of stage by the name it has in a tokenizer.json.
template <class Part>
struct StageType {
  std::string_view name;
  Part (*read)(const StageJson&);
};

/// A stage that reads its settings itself.
template <class Part, class Stage>
Part stage_from_json(const StageJson& json) {
  return Part(Stage::from_json(json));
}
/// A stage that has no settings.
template <class Part, class Stage>
Part stage_without_settings(const StageJson& json) {
  json.only({});
  return Part(Stage{});
}

/// The stage, of one of `types`; `part` is what they are called together. TokenizerError: it is none of them.
template <class Part, std::size_t n>
Part read_stage(const StageJson& json, const StageType<Part> (&types)[n], const char* part) {
  const std::string name = json.type();
  std::string known;
  for (const StageType<Part>& type : types) {
    if (name == type.name) return type.read(json);
    known.append(type.name).append(", ");
  }
  json.fail("type", std::string("unsupported ") + part, known + "or Sequence", name);
}

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/formats/stage_list.ipp>
#endif
