#pragma once
// The bodies of generation_config.hpp.

#include <ganymede/decode/generation_config.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/utf8_check.hpp>
#include <ganymede/decode/generation_table.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace ganymede::inline v0 {

namespace detail {

/// Whether a number that a setting holds, if it holds one, is within its limits.
inline bool within(double value, const SettingLimits& limits) { return value >= limits.least && value <= limits.most; }

template <class Number>
std::string describe_limits(const SettingLimits& limits) {
  if (!limits.expected.empty()) return std::string(limits.expected);
  return std::to_string(static_cast<Number>(limits.least)) + " to " + std::to_string(static_cast<Number>(limits.most));
}

}  // namespace detail

GANYMEDE_ONCE void validate(const GenerationConfig& c, Index vocab_size) {
  const auto fail = [](std::string_view problem, std::string_view key, std::string expected, std::string found) {
    throw InputError{
        {.problem = std::string(problem), .key = std::string(key), .expected = std::move(expected), .found = std::move(found)}};
  };
  const auto demand = [&](bool right, std::string_view key, std::string_view expected, auto found) {
    if (!right) fail("out of range", key, std::string(expected), std::to_string(found));
  };
  const auto demand_ids = [&](std::span<const TokenId> ids, std::string_view key) {
    for (const TokenId id : ids)
      if (id < 0 || (vocab_size > 0 && id >= vocab_size))
        fail("token id outside the vocabulary", key, vocab_size > 0 ? "0 to " + std::to_string(vocab_size - 1) : "0 or more",
             std::to_string(id));
  };
  const auto demand_number = [&](const auto& setting, auto value) {
    demand(detail::within(static_cast<double>(value), setting.limits), setting.key,
           detail::describe_limits<decltype(value)>(setting.limits), value);
  };
  detail::for_each_generation_setting([&](const auto& setting) {
    const auto& value = c.*setting.config;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::same_as<Value, Index> || std::same_as<Value, double>) {
      demand_number(setting, value);
    } else if constexpr (std::same_as<Value, std::optional<Index>>) {
      if (value) demand_number(setting, *value);
    } else if constexpr (std::same_as<Value, std::vector<TokenId>>) {
      demand_ids(value, setting.key);
    } else if constexpr (std::same_as<Value, std::optional<TokenId>>) {
      if (value) demand_ids({&*value, 1}, setting.key);
    }
  });
  demand(c.num_beams == 1 || c.num_return_sequences <= c.num_beams, "num_return_sequences", "no more than num_beams",
         c.num_return_sequences);

  const auto demand_bias = [&](double bias, std::string_view key) {
    demand(bias == -std::numeric_limits<double>::infinity() || std::fabs(bias) <= 1e30, key, "a bias of -infinity or -1e30 to 1e30", bias);
  };
  const auto demand_sequence = [&](const std::vector<TokenId>& ids, std::string_view key) {
    demand(!ids.empty(), key, "one token or more", ids.size());
    demand_ids(ids, key);
  };
  for (const auto& [id, bias] : c.logit_bias) {
    demand_ids({&id, 1}, "logit_bias");
    demand_bias(bias, "logit_bias");
  }
  for (const auto& [ids, bias] : c.sequence_bias) {
    demand_sequence(ids, "sequence_bias");
    demand_bias(bias, "sequence_bias");
  }
  for (const std::vector<TokenId>& ids : c.bad_words_ids) demand_sequence(ids, "bad_words_ids");
  demand(c.stop.size() <= std::size_t{most_stop_strings}, "stop", "0 to " + std::to_string(most_stop_strings), c.stop.size());
  for (const std::string& s : c.stop) {
    demand(!s.empty(), "stop", "texts of one byte or more", s.size());
    if (!detail::is_utf8(s)) fail("a stop string is no UTF-8: it could only be found in the middle of a character", "stop", "UTF-8", "");
  }
}

GANYMEDE_ONCE GenerationConfig resolve(GenerationConfig defaults, const GenerationOptions& options) {
  GenerationConfig c = std::move(defaults);
  if (options.max_new_tokens || options.max_length) c.max_new_tokens = c.max_length = std::nullopt;
  if (options.temperature || options.top_k || options.top_p || options.min_p || options.typical_p) c.do_sample = true;
  detail::for_each_generation_setting([&](const auto& setting) {
    if (const auto& option = options.*setting.option) c.*setting.config = *option;
  });
  if (c.on_overflow == Overflow::slide && !c.max_new_tokens && !c.max_length) c.max_new_tokens = default_max_new_tokens;
  validate(c);
  if (c.temperature == 0) c.do_sample = false;
  return c;
}

}  // namespace ganymede::inline v0
