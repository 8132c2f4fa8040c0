#pragma once
// Settings that no code reads although they may stand in a file: lists that say why.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// Settings that may stand in a file although no code reads them, and why they change no result.
struct KnownSettings {
  std::string_view keys;      ///< full keys, separated by spaces; "prefix*" stands for all that begin so
  std::string_view why;       ///< for those who read the table
  std::string_view values{};  ///< what they may say, as JSON texts separated by '|'; empty: anything
};

namespace detail {

/// Calls use(key) for each of an entry's `keys`.
GANYMEDE_ONCE void for_each_key(std::string_view keys, FunctionRef<void(std::string_view key)> use);

/// Whether `known` has the key with this value. `expected` gets what it may say where it may not say this.
GANYMEDE_ONCE bool is_known(std::span<const KnownSettings> known, std::string_view key, const Json& value, std::string& expected);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/known_settings.ipp>
#endif
