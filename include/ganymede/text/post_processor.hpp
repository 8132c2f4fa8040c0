#pragma once
// Post-processors: the special tokens around a text or a pair of texts. For one text every kind that Hugging Face has comes down to ids
// before it and ids after it.

#include <ganymede/core/types.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/encoding.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// What stands before and after the tokens of a text when special tokens are asked for. Default: nothing.
class PostProcessor {
 public:
  /// One place of a template: a special token, or one of the texts.
  struct Item {
    Encoding::Part part = Encoding::Part::special;
    TokenId id = 0;
    TokenId token_type_id = 0;
    bool operator==(const Item&) const = default;
  };
  /// Whose offsets leave out the white space that their tokens begin and end with (ByteLevel and RobertaProcessing).
  struct TrimOffsets {
    bool add_prefix_space = true;
  };

  PostProcessor() = default;
  /// Of a pair: the first text with all that stands around one, then the second and what stands behind; before it what stands in front,
  /// where nothing stands behind.
  PostProcessor(std::vector<TokenId> prefix, std::vector<TokenId> suffix);
  PostProcessor(std::vector<Item> single, std::vector<Item> pair, std::vector<TrimOffsets> trims);

  /// From the `post_processor` of a tokenizer.json: TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence, null.
  /// `vocab_size`: ids must be below. TokenizerError names what is not one of these.
  static PostProcessor from_json(const Json& json, TokenId vocab_size, std::string_view file, const std::string& key = "post_processor");

  const std::vector<TokenId>& prefix() const noexcept { return prefix_; }
  const std::vector<TokenId>& suffix() const noexcept { return suffix_; }

  /// How many tokens it adds to a text, or to a pair.
  std::size_t added(bool pair) const noexcept;

  /// The texts, whose offsets are there if options.offsets wants them, with what stands around them; `second`: nullptr where there is
  /// none. Truncates nothing. TokenizerError: it is not known how a pair looks.
  Encoding operator()(const TextTokens& first, const TextTokens* second, const EncodingOptions& options = {}) const;

  /// Leaves out of the offsets of a text's tokens what belongs to no word; `piece(id)` spells a token. The tokens of the whole text, or the
  /// first of them.
  template <class Piece>
  void trim(TextTokens& tokens, const Piece& piece) const {
    for (const TrimOffsets& how : trims_)
      for (std::size_t i = 0; i < tokens.offsets.size(); ++i) trim(tokens.offsets[i], piece(tokens.ids[i]), how, i == 0);
  }

 private:
  static void trim(TextRange& range, std::string_view piece, const TrimOffsets& how, bool first);

  std::vector<Item> single_{{Encoding::Part::first, 0, 0}};
  std::vector<Item> pair_{{Encoding::Part::first, 0, 0}, {Encoding::Part::second, 0, 1}};
  std::vector<TrimOffsets> trims_{};
  std::vector<TokenId> prefix_{};
  std::vector<TokenId> suffix_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/post_processor.ipp>
#endif
