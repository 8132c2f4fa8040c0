#pragma once
// What standard output is: how wide, and which colours it shows.

#include <ganymede/inspect/color_scale.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

/// Colours of standard output: none where it is no terminal, or the user wants none (NO_COLOR).
inline ganymede::TerminalColors terminal_colors() {
  const auto variable = [](const char* name) { return std::string_view(std::getenv(name) ? std::getenv(name) : ""); };
  if (isatty(STDOUT_FILENO) == 0 || !variable("NO_COLOR").empty() || variable("TERM") == "dumb") return ganymede::TerminalColors::none;
  const bool all = variable("COLORTERM") == "truecolor" || variable("COLORTERM") == "24bit";
  return all ? ganymede::TerminalColors::truecolor : ganymede::TerminalColors::palette256;
}

/// Columns of standard output; where it is no terminal, those that COLUMNS says, or 100.
inline std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* const given = std::getenv("COLUMNS");
  const long columns = given ? std::strtol(given, nullptr, 10) : 0;
  return columns > 0 && columns < 10000 ? static_cast<std::size_t>(columns) : 100;
}
