#pragma once
// Compiles the tree of a pattern into instructions for the matcher.
//
// A run of one class (\p{L}+, \s*, [x]{1,3}) is a single instruction, since nearly all work of tokenizer patterns is such
// runs. An alternation knows for each first byte which of its branches can begin with it.

#include <ganymede/core/error.hpp>
#include <ganymede/text/regex_parser.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

inline constexpr std::size_t max_instructions = 20000;
inline constexpr std::size_t max_sets = 512;
inline constexpr std::uint32_t max_choices = 256;  // each costs two bits per byte of a hostile text

enum class Op : std::uint8_t { byte, set, run, possessive_run, choose, dispatch, jump, look, look_set, look_behind, assertion, match };

struct Instruction {
  Op op = Op::match;
  bool negated = false;
  std::uint32_t a = 0;  ///< byte, set; choose: preferred target; dispatch: table; jump: target; look: first after it
  std::uint32_t b = 0;  ///< run: its number; choose: other target
  std::uint32_t min = 0, max = 0;
  std::uint32_t slot = 0;  ///< choose, dispatch: its number among the choices
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
  CodePointSet word;
  FirstBytes first;
  std::uint32_t runs = 0, choices = 0;
};

class Compiler {
 public:
  static Program compile(const Node& root) {
    Compiler compiler;
    const First first = compiler.first_bytes(root);
    compiler.program_.first = first.nullable ? any_byte() : first.first;
    compiler.node(root);
    compiler.emit({.op = Op::match});
    return std::move(compiler.program_);
  }

 private:
  struct First {
    FirstBytes first;
    bool nullable;
  };

  static FirstBytes any_byte() { return FirstBytes().set(); }

  static FirstBytes bytes_of(const CodePointRanges& set) {
    FirstBytes out;
    for (const auto& [low, high] : set.ranges()) {
      for (char32_t c = low; c <= high && c < 0x80; ++c) out.set(c);
      if (high < 0x80) continue;
      std::string a, z;
      append_utf8(a, std::max<char32_t>(low, 0x80));
      append_utf8(z, std::min(high, last_code_point));
      if (low <= last_code_point)
        for (unsigned b = static_cast<unsigned char>(a[0]); b <= static_cast<unsigned char>(z[0]); ++b) out.set(b);
      if (high == not_unicode || (low < 0xE000 && high >= 0xD800))
        for (unsigned b = 0x80; b < 256; ++b) out.set(b);
    }
    return out;
  }

  First first_bytes(const Node& node) const {
    switch (node.kind) {
      case Node::Kind::set:
        return {bytes_of(node.set), false};
      case Node::Kind::concatenation: {
        First out{{}, true};
        for (const Node& child : node.children) {
          const First next = first_bytes(child);
          out.first |= next.first;
          if (!next.nullable) return {out.first, false};
        }
        return {any_byte(), true};
      }
      case Node::Kind::alternation: {
        First out{{}, false};
        for (const Node& child : node.children) {
          const First next = first_bytes(child);
          out.first |= next.first;
          out.nullable = out.nullable || next.nullable;
        }
        return out.nullable ? First{any_byte(), true} : out;
      }
      case Node::Kind::repetition: {
        const First child = first_bytes(node.children.front());
        return {child.first, child.nullable || node.min == 0};
      }
      default:
        return {{}, true};
    }
  }

  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  std::uint32_t emit(Instruction instruction) {
    if (program_.code.size() >= max_instructions) too_large("instructions", max_instructions);
    program_.code.push_back(instruction);
    return here() - 1;
  }
  [[noreturn]] static void too_large(const std::string& what, std::size_t limit) {
    throw TokenizerError{{.problem = "regular expression: too many " + what, .expected = std::to_string(limit) + " at most"}};
  }
  std::uint32_t choice_slot() {
    if (program_.choices >= max_choices) too_large("alternatives and repeated groups", max_choices);
    return program_.choices++;
  }
  std::uint32_t set_index(const CodePointRanges& set) {
    for (std::size_t i = 0; i < known_.size(); ++i)
      if (known_[i] == set.ranges()) return static_cast<std::uint32_t>(i);
    if (known_.size() >= max_sets) too_large("character classes", max_sets);
    known_.push_back(set.ranges());
    program_.sets.emplace_back(set);
    return static_cast<std::uint32_t>(known_.size() - 1);
  }

  void node(const Node& n) {
    switch (n.kind) {
      case Node::Kind::empty:
        return;
      case Node::Kind::set:
        return set(n);
      case Node::Kind::concatenation:
        for (const Node& child : n.children) node(child);
        return;
      case Node::Kind::alternation:
        return alternation(n.children.data(), n.children.size());
      case Node::Kind::repetition:
        return repetition(n);
      case Node::Kind::look_ahead:
        return look_ahead(n);
      case Node::Kind::look_behind:
        emit({.op = Op::look_behind, .negated = n.negated, .a = set_index(n.children.front().set)});
        return;
      case Node::Kind::assertion:
        emit({.op = Op::assertion, .a = static_cast<std::uint32_t>(n.assertion)});
        return;
    }
  }

  void set(const Node& n) {
    const auto& ranges = n.set.ranges();
    if (ranges.size() == 1 && ranges[0].first == ranges[0].second && ranges[0].first < 0x80) {
      emit({.op = Op::byte, .a = ranges[0].first});
    } else {
      emit({.op = Op::set, .a = set_index(n.set)});
    }
  }

  void alternation(const Node* branches, std::size_t count) {
    const auto table = static_cast<std::uint32_t>(program_.dispatches.size());
    program_.dispatches.emplace_back();
    emit({.op = Op::dispatch, .a = table, .slot = choice_slot()});
    std::vector<std::uint32_t> jumps;
    for (std::size_t i = 0; i < count && i < 64; ++i) {
      program_.dispatches[table].targets.push_back(here());
      const bool rest = i == 63 && count > 64;  // a 64th branch holds all that remain
      FirstBytes first = any_byte();
      if (!rest) {
        const First known = first_bytes(branches[i]);
        if (!known.nullable) first = known.first;
      }
      for (std::size_t b = 0; b < first.size(); ++b)
        if (first[b]) program_.dispatches[table].branches[b] |= std::uint64_t{1} << i;
      if (rest) {
        alternation(branches + i, count - i);
      } else {
        node(branches[i]);
      }
      jumps.push_back(emit({.op = Op::jump}));
    }
    for (const std::uint32_t jump : jumps) program_.code[jump].a = here();
  }

  void look_ahead(const Node& n) {
    const Node& body = n.children.front();
    if (body.kind == Node::Kind::set) {
      emit({.op = Op::look_set, .negated = n.negated, .a = set_index(body.set)});
      return;
    }
    const std::uint32_t look = emit({.op = Op::look, .negated = n.negated});
    node(body);
    emit({.op = Op::match});
    program_.code[look].a = here();
  }

  void repetition(const Node& n) {
    const Node& body = n.children.front();
    if (body.kind == Node::Kind::set && n.mode != Mode::lazy) {
      const Op op = n.mode == Mode::possessive ? Op::possessive_run : Op::run;
      emit({.op = op, .a = set_index(body.set), .b = program_.runs++, .min = n.min, .max = n.max});
      return;
    }
    if (n.mode == Mode::possessive)
      throw TokenizerError{{.problem = "regular expression: possessive repetition of more than one character is not supported"}};
    if (n.max == unlimited && first_bytes(body).nullable)
      throw TokenizerError{{.problem = "regular expression: unlimited repetition of what can be empty is not supported"}};
    for (unsigned i = 0; i < n.min; ++i) node(body);
    const auto choose = [&] { return emit({.op = Op::choose, .slot = choice_slot()}); };
    const auto set_targets = [&](std::uint32_t at, std::uint32_t in, std::uint32_t out) {
      program_.code[at].a = n.mode == Mode::lazy ? out : in;
      program_.code[at].b = n.mode == Mode::lazy ? in : out;
    };
    if (n.max == unlimited) {
      const std::uint32_t loop = choose();
      node(body);
      emit({.op = Op::jump, .a = loop});
      set_targets(loop, loop + 1, here());
      return;
    }
    std::vector<std::uint32_t> exits;
    for (unsigned i = n.min; i < n.max; ++i) {
      exits.push_back(choose());
      node(body);
    }
    for (const std::uint32_t at : exits) set_targets(at, at + 1, here());
  }

  Program program_;
  std::vector<std::vector<std::pair<char32_t, char32_t>>> known_;
};

}  // namespace ganymede::inline v0::detail::regex
