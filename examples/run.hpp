#pragma once
// A program's frame: arguments, the program, what became of its output, and the exit status that tells of it.

#include <CLI/CLI.hpp>

#include <ganymede/core/memory_error.hpp>

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "standard_streams.hpp"

/// Wrong usage: exit status 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A command line of options alone.
struct PlainCommandLine {
  CLI::App app;
  PlainCommandLine(const std::string& description, const std::string& name) : app(description, name) {}
  void parse(int argc, char** argv) { app.parse(argc, argv); }
};

/// One line `error: ...` on standard error; controls in it, which a path may have, become \xNN.
inline int fail(std::string_view message) {
  constexpr char digits[] = "0123456789abcdef";
  std::string line;
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      line += c;
    else
      line.append("\\x").append({digits[byte >> 4], digits[byte & 15]});
  }
  std::cout.exceptions(std::ios::goodbit);  // std::cerr flushes it first, and its failure is told already
  std::cerr << "error: " << line << '\n';
  return 1;
}

/// Runs the program: 0; 1 with one line `error: ...` on standard error, for output that did not arrive too; 2 for wrong usage.
template <class Line, class F>
int run(Line& line, int argc, char** argv, F program) {
  claim_standard_streams();
  try {
    try {
      line.parse(argc, argv);
      program();
    } catch (const CLI::Success& help) {
      line.app.exit(help);
    }
    finish_output();
    return 0;
  } catch (const CLI::ParseError& e) {
    line.app.exit(e);
    return 2;
  } catch (const UsageError& e) {
    fail(e.what());
    std::cerr << "Run with --help for more information.\n";
    return 2;
  } catch (const std::ios_base::failure&) {
    return fail(output_error(errno).what());
  } catch (const ganymede::MemoryError& e) {  // a std::bad_alloc that says for what, and how much
    return fail(e.what());
  } catch (const std::bad_alloc&) {
    return fail("out of memory");
  } catch (const std::exception& e) {
    return fail(e.what());
  }
}
