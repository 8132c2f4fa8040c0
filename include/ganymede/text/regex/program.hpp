#pragma once
// Compiles the tree of a pattern into instructions for the matcher.
//
// A run of one class (\p{L}+, \s*, [x]{1,3}) is a single instruction, since nearly all work of tokenizer patterns is such
// runs. An alternation knows for each first byte which of its branches can begin with it. Points are what the matcher may
// remember a position of: choices, ends of runs, and joins, where many ways meet. So each instruction is tried at a position
// a fixed number of times, whatever the pattern.

#include <ganymede/core/error.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/regex/parser.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

inline constexpr std::size_t max_instructions = 20000;
inline constexpr std::size_t max_sets = 512;
inline constexpr std::uint32_t max_choices = 256;  // each costs two bits per byte of a hostile text, as do joins and runs
inline constexpr std::uint32_t max_runs = 1024;

enum class Op : std::uint8_t {
  byte,
  set,
  run,
  possessive_run,
  choose,
  dispatch,
  join,
  jump,
  look,
  look_set,
  look_behind,
  assertion,
  match
};

struct Instruction {
  Op op = Op::match;
  bool negated = false;
  std::uint32_t a = 0;             ///< byte, set; choose: preferred target; dispatch: table; jump: target; look: first after it
  std::uint32_t b = 0;             ///< run: its number; choose: other target
  std::uint32_t min = 0, max = 0;  ///< run; choose: min tells which of the first bytes its group can begin with
  std::uint32_t point = 0;         ///< choose, dispatch, join, run: its number among the points
};

/// Bytes that may come first; index 256 stands for the end of the text.
using FirstBytes = std::bitset<257>;

/// Branches of an alternation: bit i of branches[byte] tells whether targets[i] can begin with it.
struct Dispatch {
  std::array<std::uint64_t, 257> branches{};
  std::vector<std::uint32_t> targets{};
};

struct Program {
  std::vector<Instruction> code;
  std::vector<CodePointSet> sets;
  std::vector<Dispatch> dispatches;
  std::vector<FirstBytes> firsts;  ///< of repeated groups
  CodePointSet word;
  FirstBytes first;
  std::uint32_t runs = 0, choices = 0, points = 0;
};

class Compiler {
 public:
  static Program compile(const Node& root);

 private:
  struct First {
    FirstBytes first;
    bool nullable;
  };

  /// Where a jump leads to an end, over joins (nothing is to be remembered of where a match ends) and jumps, it is one.
  void shorten_ends();

  static FirstBytes any_byte() { return FirstBytes().set(); }

  static FirstBytes bytes_of(const CodePointRanges& set);

  First first_bytes(const Node& node) const;

  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  std::uint32_t emit(Instruction instruction);
  [[noreturn]] static void too_large(const std::string& what, std::size_t limit);
  std::uint32_t choice_point();
  std::uint32_t run_number();
  std::uint32_t set_index(const CodePointRanges& set);

  void node(const Node& n);

  void set(const Node& n);

  void alternation(const Node* branches, std::size_t count);

  void look_ahead(const Node& n);

  void repetition(const Node& n);

  /// Compiles a node; false where nothing comes of it.
  bool emits(const Node& n);

  Program program_;
  std::map<std::vector<std::pair<char32_t, char32_t>>, std::uint32_t> known_;
};

}  // namespace ganymede::inline v0::detail::regex

#if GANYMEDE_BODIES
#include <ganymede/text/regex/program.ipp>
#endif
