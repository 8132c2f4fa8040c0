#pragma once
// The bodies of isa.hpp.

#include <ganymede/ops/isa.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/os/hardware_capabilities.hpp>

#include <cstdlib>
#include <string>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace ganymede::inline v0 {

namespace detail {

#if defined(__x86_64__)
// cpuid and xgetbv by hand: Clang 14's __builtin_cpu_supports does not know all of these.
GANYMEDE_ONCE bool cpu_has(Isa isa) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (isa == Isa::plain) return true;
  if (isa == Isa::neon || isa == Isa::neondot || !__get_cpuid(1, &a, &b, &c, &d)) return false;
  const auto bit = [](unsigned word, int i) { return ((word >> i) & 1U) != 0; };
  if (!bit(c, 12) || !bit(c, 27) || !bit(c, 28) || !bit(c, 29)) return false;  // fma, osxsave, avx, f16c
  unsigned saved = 0, high = 0;
  asm("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
  if ((saved & 0x06U) != 0x06U || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !bit(b, 5)) return false;  // ymm kept by the system; avx2
  const bool zmm = (saved & 0xe6U) == 0xe6U && bit(b, 16) && bit(b, 17) && bit(b, 30) && bit(b, 31);
  const bool vnni512 = zmm && bit(c, 11);
  switch (isa) {
    case Isa::avx512:
      return zmm;
    case Isa::avx512vnni:
      return vnni512;
    case Isa::avxvnni:
      return __get_cpuid_count(7, 1, &a, &b, &c, &d) && bit(a, 4);
    default:
      return true;
  }
}
#elif defined(__aarch64__)
GANYMEDE_ONCE bool cpu_has(Isa isa) {
  if (isa == Isa::plain || isa == Isa::neon) return true;
#if defined(__linux__)
  return isa == Isa::neondot && (hardware_capabilities() & (1UL << 20)) != 0;  // HWCAP_ASIMDDP
#else
  return isa == Isa::neondot;  // every Apple machine
#endif
}
#else
GANYMEDE_ONCE bool cpu_has(Isa isa) { return isa == Isa::plain; }
#endif

GANYMEDE_ONCE Isa choose_isa(std::optional<std::string_view> forced) {
  std::string supported;
  Isa best = Isa::plain;
  for (std::size_t i = 0; i < isa_names.size(); ++i) {
    const Isa isa = static_cast<Isa>(i);
    if (!cpu_has(isa)) continue;
    if (forced == isa_names[i]) return isa;
    best = isa;
    supported.append(supported.empty() ? "" : ", ").append(isa_names[i]);
  }
  if (forced)
    throw ConfigError{{.problem = "this machine has no such instruction set",
                       .key = "GANYMEDE_ISA",
                       .expected = supported,
                       .found = std::string(*forced)}};
  return best;
}

}  // namespace detail

GANYMEDE_ONCE Isa active_isa() {
  static const Isa isa = [] {
    const char* const forced = std::getenv("GANYMEDE_ISA");
    return detail::choose_isa(forced != nullptr && *forced != '\0' ? std::optional<std::string_view>(forced) : std::nullopt);
  }();
  return isa;
}

}  // namespace ganymede::inline v0
