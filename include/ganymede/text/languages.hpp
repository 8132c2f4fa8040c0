#pragma once
// Language tokens of multilingual translation models: which tokens they are, and how they get around a text.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

struct AddedToken;

/// Languages by the code that the model's users write: "en_XX" (mBART), "eng_Latn" (NLLB), "en" (M2M100: __en__),
/// "fra" (Marian: >>fra<<).
class Languages {
 public:
  void add(std::string code, TokenId id) { ids_.insert_or_assign(std::move(code), id); }

  bool empty() const noexcept { return ids_.empty(); }
  const std::map<std::string, TokenId, std::less<>>& ids() const noexcept { return ids_; }

  /// InputError: the model has no such language, or none at all.
  TokenId at(std::string_view code) const;

  /// Whether the token is a language's.
  bool contains(TokenId id) const;

  /// The special tokens that are spelt as mBART's and NLLB's languages: en_XX, eng_Latn.
  static Languages of(std::span<const AddedToken> tokens);

  /// Puts a language around a text: in the place of the one that stands there, else in front.
  void put(TokenId language, std::vector<TokenId>& before, std::vector<TokenId>& after) const;

 private:
  static bool is_code(std::string_view text);

  std::map<std::string, TokenId, std::less<>> ids_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/languages.ipp>
#endif
