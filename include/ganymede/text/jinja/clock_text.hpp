#pragma once
// A point in time as text.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <ctime>
#include <string>
#include <string_view>

namespace ganymede::inline v0::jinja {

/// datetime.strftime(format) in the "C" locale: %a %A %b %B %c %d %e %D %F %H %I %j %m %M %p %R %S %T %u %w %x %X %y %Y %f %z %Z %% and the
/// forms without padding (%-d). What is none of them stays.
GANYMEDE_ONCE std::string clock_text(std::string_view format, const std::tm& time);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/clock_text.ipp>
#endif
