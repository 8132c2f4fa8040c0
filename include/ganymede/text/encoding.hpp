#pragma once
// What a model reads of a text or of a pair of texts: ids, which of the two each belongs to, and where in it it stands.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/text_range.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ganymede::inline v0 {

/// The tokens of one text, nothing around them.
struct TextTokens {
  std::vector<TokenId> ids{};
  std::vector<TextRange> offsets{};    ///< the bytes of the text that each stands for; empty where they were not asked for
  std::vector<std::uint32_t> words{};  ///< which piece of the pre-tokeniser each is of, counted from 0; there with the offsets

  /// The tokens [begin, end).
  TextTokens part(std::size_t begin, std::size_t end) const;
};

/// Texts with their special tokens; every list has an entry for each token, but for offsets that were not asked for.
struct Encoding {
  enum class Part : std::uint8_t { special, first, second };

  std::vector<TokenId> ids{};
  std::vector<TokenId> token_type_ids{};
  std::vector<Part> parts{};
  std::vector<TextRange> offsets{};    ///< bytes of the first text or of the second; of a special token empty
  std::vector<std::uint32_t> words{};  ///< as in TextTokens; of a special token 0

  void add(const TextTokens& tokens, TokenId token_type_id, Part part);
  void add_special(TokenId id, TokenId token_type_id, bool offsets);
};

/// Which text of a pair gives way where both are too long, under Hugging Face's names.
enum class TruncationStrategy : std::uint8_t { longest_first, only_first, only_second };
/// The end that goes.
enum class TruncationSide : std::uint8_t { right, left };

struct Truncation {
  Index max_length = 0;  ///< tokens, special ones included; 0: no limit
  TruncationStrategy strategy = TruncationStrategy::longest_first;
  TruncationSide side = TruncationSide::right;
};

/// How texts become an Encoding.
struct EncodingOptions {
  bool add_special_tokens = true;
  bool parse_special = false;  ///< as in EncodeOptions
  bool offsets = false;
  Truncation truncation{};
};

/// Cuts a text, or the two of a pair, until both have `room` tokens together, as tokenizers does (utils/truncation.rs). InputError: the one
/// that shall give way has not enough. `second`: nullptr where there is none.
GANYMEDE_ONCE void truncate(TextTokens& first, TextTokens* second, std::size_t room, const Truncation& truncation);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/encoding.ipp>
#endif
