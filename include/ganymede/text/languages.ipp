#pragma once
// The bodies of languages.hpp.

#include <ganymede/text/languages.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/added_tokens.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenId Languages::at(std::string_view code) const {
  if (const auto found = ids_.find(code); found != ids_.end()) return found->second;
  std::string some;
  for (const auto& [name, id] : ids_) {
    if (some.size() > 60) {
      some += ", ...";
      break;
    }
    some += (some.empty() ? "" : ", ") + name;
  }
  throw InputError{{ids_.empty() ? "the tokenizer has no languages" : "unknown language", "", "language", some, std::string(code)}};
}

GANYMEDE_ONCE bool Languages::contains(TokenId id) const {
  return std::any_of(ids_.begin(), ids_.end(), [id](const auto& language) { return language.second == id; });
}

GANYMEDE_ONCE Languages Languages::of(std::span<const AddedToken> tokens) {
  Languages languages;
  for (const AddedToken& token : tokens)
    if (token.special && is_code(token.content)) languages.add(token.content, token.id);
  return languages;
}

GANYMEDE_ONCE void Languages::put(TokenId language, std::vector<TokenId>& before, std::vector<TokenId>& after) const {
  bool placed = false;
  for (auto* side : {&before, &after})
    for (TokenId& id : *side)
      if (contains(id)) {
        id = language;
        placed = true;
      }
  if (!placed) before.insert(before.begin(), language);
}

GANYMEDE_ONCE bool Languages::is_code(std::string_view text) {
  const auto all = [](std::string_view part, char first, char last) {
    return std::all_of(part.begin(), part.end(), [=](char c) { return c >= first && c <= last; });
  };
  const std::size_t bar = text.find('_');
  if (bar != 2 && bar != 3) return false;
  const std::string_view region = text.substr(bar + 1);
  if (!all(text.substr(0, bar), 'a', 'z')) return false;
  if (region.size() == 2) return all(region, 'A', 'Z');
  return bar == 3 && region.size() == 4 && all(region.substr(0, 1), 'A', 'Z') && all(region.substr(1), 'a', 'z');
}

}
