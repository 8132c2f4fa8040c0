#include <ganymede/decode/generation_config.hpp>
#include <ganymede/decode/generation_table.hpp>
#include <ganymede/text/grammar/constraint.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace ganymede;

namespace {

/// A value that is no setting's default, and that can be right.
template <class T>
T another() {
  if constexpr (std::same_as<T, bool>)
    return true;
  else if constexpr (std::is_enum_v<T>)
    return T{1};
  else if constexpr (std::same_as<T, double>)
    return 0.5;
  else if constexpr (std::is_arithmetic_v<T>)
    return 2;
  else if constexpr (std::same_as<T, std::string>)
    return "a";
  else if constexpr (std::same_as<T, Constraint>) {
    static const Constraint one = regex("a");
    return one;
  } else if constexpr (requires(T pair) { pair.second; })
    return {another<typename T::first_type>(), 0.5};
  else
    return {another<typename T::value_type>()};
}

}  // namespace

TEST_CASE("each setting stands in the table once, and is what a call gives") {
  std::vector<std::string> keys;
  detail::for_each_generation_setting([&](const auto& setting) {
    const std::string key(setting.key);
    CAPTURE(key);
    for (const std::string& other : keys) CHECK(key != other);
    keys.push_back(key);
    using Value = typename std::remove_cvref_t<decltype(GenerationOptions().*setting.option)>::value_type;
    GenerationOptions options;
    options.*setting.option = another<Value>();
    GenerationConfig defaults;
    defaults.num_beams = 3;
    const GenerationConfig resolved = resolve(defaults, options);
    CHECK(resolved.*setting.config == another<Value>());
    CHECK(resolved != defaults);
  });
  // Options have as many members: one more does not compile here.
  [[maybe_unused]] const auto& [o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11, o12, o13, o14, o15, o16, o17, o18, o19, o20, o21, o22, o23,
                                o24, o25, o26, o27, o28, o29, o30, o31, o32, o33, o34, o35, o36, o37] = GenerationOptions();
  CHECK(keys.size() == 37);
}
