#pragma once
// Which rules of a grammar have the empty text.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/expression.hpp>

#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// Whether an expression has it, by what is known of the rules.
GANYMEDE_ONCE bool can_be_empty(const Expression& e, const std::vector<bool>& empty_rules);

/// Of each rule. Throws InputError where that takes too long; `key` names the grammar.
GANYMEDE_ONCE std::vector<bool> rules_that_can_be_empty(const Rules& rules, std::string_view key);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/empty_rules.ipp>
#endif
