#pragma once
// The bodies of json_events.hpp: nlohmann_json's parser, which is compiled here and nowhere else.

#include <ganymede/io/json_events.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/floating_point.hpp>

#include <nlohmann/json.hpp>

namespace ganymede::inline v0::detail {

/// What nlohmann's parser calls, handed on.
struct NlohmannEvents {
  std::string_view file;
  JsonEvents& to;

  bool null() { return to.null(), true; }
  bool boolean(bool value) { return to.boolean(value), true; }
  bool number_integer(std::int64_t value) { return to.number_integer(value), true; }
  bool number_unsigned(std::uint64_t value) { return to.number_unsigned(value), true; }
  bool number_float(double value, const std::string& text) { return to.number_text(value, text), true; }
  bool string(std::string& value) { return to.string(value), true; }
  bool binary(nlohmann::json::binary_t&) { return false; }  // not in JSON text
  bool start_object(std::size_t) { return to.start_object(), true; }
  bool key(std::string& name) { return to.key(name), true; }
  bool end_object() { return to.end_object(), true; }
  bool start_array(std::size_t) { return to.start_array(), true; }
  bool end_array() { return to.end_array(), true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
    std::string_view reason = error.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    if (const auto end = reason.find("] "); end != std::string_view::npos) reason.remove_prefix(end + 2);
    throw FormatError{
        {.problem = "malformed JSON at byte " + std::to_string(position) + ": " + std::string(reason), .file = std::string(file)}};
  }
};

GANYMEDE_ONCE void parse_json_events(std::string_view text, std::string_view file, JsonEvents& events) {
  const KnownFloatingPoint scope;  // how 1e-5 rounds
  NlohmannEvents handler{file, events};
  nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
}

}  // namespace ganymede::inline v0::detail
