#pragma once
// A GGUF file's metadata under Hugging Face's keys, by the table of its architecture.

#include <ganymede/io/gguf_architecture.hpp>
#include <ganymede/io/gguf_rope.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/io/setting_names.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

class GgufSettingNames final : public SettingNames {
 public:
  using By = GgufSetting::By;

  /// `find(name)` is the StoredTensor of that name, or null; it is not kept.
  template <class Find>
  GgufSettingNames(const GgufArchitecture& architecture, Find find) : architecture_(architecture) {
    for (const GgufSetting& s : architecture.settings)
      if (!s.tensor.empty())
        if (const auto* const tensor = find(s.tensor)) rows_[s.tensor] = tensor->shape.empty() ? 0 : tensor->shape.front();
  }

  /// The keys of the table, and GGUF's own: those of the table and those with a dot.
  std::optional<std::string> own_key(std::string_view key) const override {
    if (const GgufSetting* const s = find(key)) return std::string(s->gguf);
    const bool own = std::any_of(architecture_.settings.begin(), architecture_.settings.end(),
                                 [key](const GgufSetting& s) { return s.gguf == key && s.by != By::constant; });
    return own || key.find('.') != key.npos ? std::optional<std::string>(key) : std::nullopt;
  }

  std::optional<Json> derived(std::string_view key, const Settings& own) const override {
    const GgufSetting* const s = find(key);
    if (s == nullptr) return std::nullopt;
    switch (s->by) {
      case By::key:
      case By::written:
        return std::nullopt;
      case By::required_key:
        own.require_present(s->gguf);
        return std::nullopt;
      case By::key_unless_zero:
        return own.get_or<Index>(s->gguf, 1) == 0 ? std::optional<Json>(nullptr) : std::nullopt;
      case By::key_or_rows: {
        const auto rows = rows_.find(s->tensor);
        if (own.has(s->gguf) || rows == rows_.end()) own.require_present(s->gguf);
        return own.has(s->gguf) ? std::nullopt : std::optional<Json>(rows->second);
      }
      case By::rows: {
        const auto rows = rows_.find(s->tensor);
        return Json(rows == rows_.end() ? Index{0} : rows->second);
      }
      case By::tensor: {
        const bool is_there = rows_.contains(s->tensor);
        const std::size_t bar = s->gguf.find('|');
        return s->gguf.empty() ? Json(is_there) : parse_json(is_there ? s->gguf.substr(0, bar) : s->gguf.substr(bar + 1), {});
      }
      case By::no_tensor:
        return !rows_.contains(s->tensor);
      case By::constant:
        return parse_json(s->gguf, {});
      case By::head_dim:
        check_head_dim(*s, own);
        return std::nullopt;
      case By::rope:
        return rows_.contains(s->tensor) ? longrope_parameters_of_gguf(own) : rope_parameters_of_gguf(own);
      case By::gemma_scalar: {
        const auto of = [&](std::string_view name) { return positive(own, own_key(name).value()); };
        const bool by_heads = std::to_string(of("num_hidden_layers")) == s->gguf || !own.has(own_key("head_dim").value());
        return by_heads ? of("hidden_size") / of("num_attention_heads") : of("head_dim");
      }
      case By::rope_untruncated: {
        Json rope = rope_parameters_of_gguf(own);
        rope["truncate"] = false;
        return rope;
      }
      case By::greatest: {
        const std::vector<Index> numbers = own.list<Index>(s->gguf);
        return numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end());
      }
      case By::labels: {
        Json names = Json::object();
        if (own.has(s->gguf))
          for (const std::string& name : own.list<std::string>(s->gguf)) names[std::to_string(names.size())] = name;
        return names.empty() ? Json(nullptr) : names;
      }
      case By::conv_where_zero: {
        Json types = Json::array();
        if (own.has(s->gguf) && own.json().at(std::string(s->gguf)).is_array())
          for (const Index heads : own.list<Index>(s->gguf)) types.push_back(heads == 0 ? "conv" : "full_attention");
        return types.empty() ? Json(nullptr) : types;
      }
    }
    return std::nullopt;
  }

 private:
  const GgufSetting* find(std::string_view key) const {
    for (const GgufSetting& s : architecture_.settings)
      if (s.key == key) return &s;
    return nullptr;
  }

  /// Values as wide as keys: attention.value_length says nothing else.
  void check_head_dim(const GgufSetting& head_dim, const Settings& own) const {
    for (const GgufSetting& s : architecture_.settings) {
      if (s.key != head_dim.key || s.by != By::written || !own.has(s.gguf)) continue;
      if (own.has(head_dim.gguf))
        require_same(own, s.gguf, positive(own, head_dim.gguf));
      else
        require_same(own, s.gguf, positive(own, own_key("hidden_size").value()) / positive(own, own_key("num_attention_heads").value()));
    }
  }

  const GgufArchitecture& architecture_;
  std::map<std::string_view, Index> rows_;  // of the tensors that the table names and the file has
};

}  // namespace ganymede::inline v0::detail
