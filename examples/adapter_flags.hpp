#pragma once
// Adapters side by side: --adapter loads one under a name, --use lets it answer.

#include <CLI/CLI.hpp>

#include <ganymede/io/adapter.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "option_values.hpp"
#include "run.hpp"

class AdapterFlags {
 public:
  explicit AdapterFlags(CLI::App& app) {
    const auto many = [](CLI::Option* option) { option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll); };
    many(app.add_option_function<std::vector<std::string>>(
                "--adapter",
                [this](const std::vector<std::string>& all) {
                  for (const std::string& one : all) add(one);
                },
                "an adapter that stays beside the weights, for --use NAME; may be given again")
             ->type_name("NAME=PATH[=SCALE]"));
    many(app.add_option("--use", used_, "the adapter that answers, or none; given again, each answers, in one batch")->type_name("NAME"));
  }

  /// Throws UsageError where --adapter and --use do not fit each other.
  const std::vector<ganymede::NamedAdapter>& named() const {
    for (const std::string& name : used_)
      if (name != "none" && !is_named(name)) throw UsageError("--use " + name + ": there is no --adapter " + name + "=PATH");
    for (const ganymede::NamedAdapter& adapter : named_)
      if (std::find(used_.begin(), used_.end(), adapter.name) == used_.end())
        throw UsageError("--adapter " + adapter.name + ": it answers where --use " + adapter.name + " says so");
    return named_;
  }

  /// The names that answer, "" for none.
  std::vector<std::string> used() const {
    std::vector<std::string> names = used_;
    std::replace(names.begin(), names.end(), std::string("none"), std::string());
    return names;
  }

 private:
  bool is_named(const std::string& name) const {
    return std::any_of(named_.begin(), named_.end(), [&](const auto& adapter) { return adapter.name == name; });
  }

  void add(const std::string& text) {
    const std::size_t at = text.find('=');
    if (at == text.npos || at == 0) throw CLI::ValidationError("--adapter", "NAME=PATH, not " + text);
    const ganymede::Adapter adapter = parse_adapter("--adapter", text.substr(at + 1));
    if (text.substr(0, at) == "none") throw CLI::ValidationError("--adapter", "none is the name of no adapter");
    named_.push_back({text.substr(0, at), adapter.path, adapter.scale});
  }

  std::vector<ganymede::NamedAdapter> named_;
  std::vector<std::string> used_;
};
