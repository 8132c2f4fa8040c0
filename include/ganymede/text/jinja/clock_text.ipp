#pragma once
// The bodies of clock_text.hpp.

#include <ganymede/text/jinja/clock_text.hpp>

#include <cstddef>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE std::string clock_text(std::string_view format, const std::tm& time) {
  static constexpr std::string_view days[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
  static constexpr std::string_view months[] = {"January", "February", "March",     "April",   "May",      "June",
                                                "July",    "August",   "September", "October", "November", "December"};
  std::string out;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] != '%' || at + 1 == format.size()) {
      out += format[at];
      continue;
    }
    const bool unpadded = format[at + 1] == '-' && at + 2 < format.size();
    at += unpadded ? 2 : 1;
    const auto number = [&](int value, std::size_t width, char fill = '0') {
      const std::string digits = std::to_string(value);
      if (!unpadded && digits.size() < width) out.append(width - digits.size(), fill);
      out += digits;
    };
    const auto hour12 = [&] { return time.tm_hour % 12 == 0 ? 12 : time.tm_hour % 12; };
    const std::string_view day = days[static_cast<std::size_t>(time.tm_wday) % 7],
                           month = months[static_cast<std::size_t>(time.tm_mon) % 12];
    switch (format[at]) {
      case 'a':
        out += day.substr(0, 3);
        break;
      case 'A':
        out += day;
        break;
      case 'b':
      case 'h':
        out += month.substr(0, 3);
        break;
      case 'B':
        out += month;
        break;
      case 'c':
        out += clock_text("%a %b %e %H:%M:%S %Y", time);
        break;
      case 'd':
        number(time.tm_mday, 2);
        break;
      case 'e':
        number(time.tm_mday, 2, ' ');
        break;
      case 'D':
      case 'x':
        out += clock_text("%m/%d/%y", time);
        break;
      case 'F':
        out += clock_text("%Y-%m-%d", time);
        break;
      case 'f':
        out += "000000";
        break;
      case 'H':
        number(time.tm_hour, 2);
        break;
      case 'I':
        number(hour12(), 2);
        break;
      case 'j':
        number(time.tm_yday + 1, 3);
        break;
      case 'k':
        number(time.tm_hour, 2, ' ');
        break;
      case 'l':
        number(hour12(), 2, ' ');
        break;
      case 'm':
        number(time.tm_mon + 1, 2);
        break;
      case 'M':
        number(time.tm_min, 2);
        break;
      case 'n':
        out += '\n';
        break;
      case 'p':
        out += time.tm_hour < 12 ? "AM" : "PM";
        break;
      case 'r':
        out += clock_text("%I:%M:%S %p", time);
        break;
      case 'R':
        out += clock_text("%H:%M", time);
        break;
      case 'S':
        number(time.tm_sec, 2);
        break;
      case 't':
        out += '\t';
        break;
      case 'T':
      case 'X':
        out += clock_text("%H:%M:%S", time);
        break;
      case 'u':
        number(time.tm_wday == 0 ? 7 : time.tm_wday, 1);
        break;
      case 'U':
        number((time.tm_yday + 7 - time.tm_wday) / 7, 2);
        break;
      case 'w':
        number(time.tm_wday, 1);
        break;
      case 'W':
        number((time.tm_yday + 7 - (time.tm_wday + 6) % 7) / 7, 2);
        break;
      case 'y':
        number((time.tm_year + 1900) % 100, 2);
        break;
      case 'Y':
        number(time.tm_year + 1900, 1);
        break;
      case 'z':
      case 'Z':
        break;  // a time without a zone, as datetime.now() is
      case '%':
        out += '%';
        break;
      default:
        out.append(unpadded ? "%-" : "%").append(1, format[at]);
    }
  }
  return out;
}

}  // namespace ganymede::inline v0::jinja
