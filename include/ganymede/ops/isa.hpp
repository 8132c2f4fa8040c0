#pragma once
// The instruction sets that kernels are compiled for, and the one that this process uses.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace ganymede::inline v0 {

/// From the most portable to the most capable. avx2 means FMA and F16C too, avx512 F, BW, DQ and VL.
enum class Isa : std::uint8_t { plain, avx2, avxvnni, avx512, avx512vnni, neon, neondot };

inline constexpr std::array<std::string_view, 7> isa_names{"plain", "avx2", "avxvnni", "avx512", "avx512vnni", "neon", "neondot"};
constexpr std::string_view name(Isa isa) { return isa_names[static_cast<std::size_t>(isa)]; }

namespace detail {

/// Whether this machine runs it.
GANYMEDE_ONCE bool cpu_has(Isa isa);

/// The one `forced` names, else the most capable. ConfigError for a name that is unknown or that this machine lacks.
GANYMEDE_ONCE Isa choose_isa(std::optional<std::string_view> forced);

}  // namespace detail

/// Whether this machine can run kernels compiled for `isa`.
inline bool supported(Isa isa) { return detail::cpu_has(isa); }

/// What all kernels run on: the most capable set of this machine, or the one that the environment variable GANYMEDE_ISA names
/// (unknown or unsupported: ConfigError). Chosen once.
GANYMEDE_ONCE Isa active_isa();

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/ops/isa.ipp>
#endif
