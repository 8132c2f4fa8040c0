#pragma once
// The bodies of stage_list.hpp.

#include <ganymede/text/formats/stage_list.hpp>

#include <ganymede/io/json.hpp>

#include <utility>

namespace ganymede::inline v0::detail {

/// Walks through the Sequences of one part.
class StageWalk {
 public:
  StageWalk(std::string_view file, std::string_view list, FunctionRef<void(const StageJson&)> use) : file_(file), list_(list), use_(use) {}

  void visit(const Json& json, std::string key, unsigned depth) {
    const StageJson stage(json, file_, std::move(key));
    const bool sequence = stage.type() == "Sequence";
    stage.count(++(sequence ? sequences_ : stages_));
    if (!sequence) return use_(stage);
    stage.only({list_});
    stage.for_each_stage(list_, depth, [&](const Json& item, std::string at) { visit(item, std::move(at), depth + 1); });
  }

 private:
  std::string_view file_, list_;
  FunctionRef<void(const StageJson&)> use_;
  std::size_t stages_ = 0, sequences_ = 0;
};

GANYMEDE_ONCE void for_each_stage(const Json& json, std::string_view file, std::string_view key, std::string_view list,
                                  FunctionRef<void(const StageJson&)> use) {
  if (!json.is_null()) StageWalk(file, list, use).visit(json, std::string(key), 0);
}

}  // namespace ganymede::inline v0::detail
