#pragma once
// The bodies of program.hpp.

#include <ganymede/text/regex/program.hpp>

namespace ganymede::inline v0::detail::regex {

GANYMEDE_ONCE Program Compiler::compile(const Node& root) {
  Compiler compiler;
  const First first = compiler.first_bytes(root);
  compiler.program_.first = first.nullable ? any_byte() : first.first;
  compiler.node(root);
  compiler.emit({.op = Op::match});
  compiler.shorten_ends();
  return std::move(compiler.program_);
}

GANYMEDE_ONCE void Compiler::shorten_ends() {
  auto& code = program_.code;
  for (Instruction& in : code) {
    if (in.op != Op::jump) continue;
    std::uint32_t to = in.a;
    while (code[to].op == Op::join || (code[to].op == Op::jump && code[to].a > to)) to = code[to].op == Op::join ? to + 1 : code[to].a;
    if (code[to].op == Op::match) in = {.op = Op::match};
  }
}

GANYMEDE_ONCE FirstBytes Compiler::bytes_of(const CodePointRanges& set) {
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

GANYMEDE_ONCE Compiler::First Compiler::first_bytes(const Node& node) const {
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

GANYMEDE_ONCE std::uint32_t Compiler::emit(Instruction instruction) {
  if (program_.code.size() >= max_instructions) too_large("instructions", max_instructions);
  program_.code.push_back(instruction);
  return here() - 1;
}

GANYMEDE_ONCE void Compiler::too_large(const std::string& what, std::size_t limit) {
  throw TokenizerError{{.problem = "regular expression: too many " + what, .expected = std::to_string(limit) + " at most"}};
}

GANYMEDE_ONCE std::uint32_t Compiler::choice_point() {
  if (program_.choices++ >= max_choices) too_large("alternatives and repeated groups", max_choices);
  return program_.points++;
}

GANYMEDE_ONCE std::uint32_t Compiler::run_number() {
  if (program_.runs >= max_runs) too_large("repeated classes", max_runs);
  return program_.runs++;
}

GANYMEDE_ONCE std::uint32_t Compiler::set_index(const CodePointRanges& set) {
  const auto [known, fresh] = known_.try_emplace(set.ranges(), static_cast<std::uint32_t>(known_.size()));
  if (!fresh) return known->second;
  if (known_.size() > max_sets) too_large("character classes", max_sets);
  program_.sets.emplace_back(set);
  return known->second;
}

GANYMEDE_ONCE void Compiler::node(const Node& n) {
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

GANYMEDE_ONCE void Compiler::set(const Node& n) {
  const auto& ranges = n.set.ranges();
  if (ranges.size() == 1 && ranges[0].first == ranges[0].second && ranges[0].first < 0x80) {
    emit({.op = Op::byte, .a = ranges[0].first});
  } else {
    emit({.op = Op::set, .a = set_index(n.set)});
  }
}

GANYMEDE_ONCE void Compiler::alternation(const Node* branches, std::size_t count) {
  const auto table = static_cast<std::uint32_t>(program_.dispatches.size());
  program_.dispatches.emplace_back();
  emit({.op = Op::dispatch, .a = table, .point = choice_point()});
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
  emit({.op = Op::join, .point = program_.points++});
}

GANYMEDE_ONCE void Compiler::look_ahead(const Node& n) {
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

GANYMEDE_ONCE void Compiler::repetition(const Node& n) {
  const Node& body = n.children.front();
  if (body.kind == Node::Kind::set && n.mode != Mode::lazy) {
    const Op op = n.mode == Mode::possessive ? Op::possessive_run : Op::run;
    emit({.op = op, .a = set_index(body.set), .b = run_number(), .min = n.min, .max = n.max, .point = program_.points++});
    return;
  }
  if (n.mode == Mode::possessive)
    throw TokenizerError{{.problem = "regular expression: possessive repetition of more than one character is not supported"}};
  const First first = first_bytes(body);
  if (n.max == unlimited && first.nullable)
    throw TokenizerError{{.problem = "regular expression: unlimited repetition of what can be empty is not supported"}};
  for (unsigned i = 0; i < n.min; ++i)
    if (!emits(body)) return;  // and no further copy does
  const auto group = static_cast<std::uint32_t>(program_.firsts.size());
  program_.firsts.push_back(first.nullable ? any_byte() : first.first);
  const auto choose = [&] { return emit({.op = Op::choose, .min = group, .point = choice_point()}); };
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
    if (!emits(body)) break;  // nothing once is nothing any number of times
  }
  for (const std::uint32_t at : exits) set_targets(at, at + 1, here());
  if (exits.size() > 1) emit({.op = Op::join, .point = program_.points++});
}

GANYMEDE_ONCE bool Compiler::emits(const Node& n) {
  const std::uint32_t before = here();
  node(n);
  return here() > before;
}

}
