#pragma once
// All that filling masks takes, whatever the type of the model: what transformers' FillMaskPipeline does.

#include <ganymede/app/text_encoder.hpp>
#include <ganymede/app/text_list.hpp>
#include <ganymede/split.hpp>

#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// A token for a mask.
struct MaskCandidate {
  TokenId token = 0;
  std::string token_str{};  ///< what it is decoded to
  double score = 0;         ///< its probability there
  std::string sequence{};   ///< the text with it in place of this mask; other masks stay
};

/// The candidates of each mask of a text, in the order of the masks, each list the best first.
using FilledMasks = std::vector<std::vector<MaskCandidate>>;

struct FillMaskOptions {
  Index top_k = 5;                     ///< candidates of a mask
  std::vector<std::string> targets{};  ///< only these words are candidates; of one that is no token, its first token. Empty: all tokens
  EncoderOptions encoder{.parse_special = true};  ///< special tokens in the texts are meant as such, or there would be no mask
};

class FillMaskBase {
 public:
  const Tokenizer& tokenizer() const& noexcept { return encoder_.tokenizer(); }
  TokenId mask_token_id() const noexcept { return mask_; }
  /// How texts spell a mask.
  std::string mask_token() const { return std::string(tokenizer().piece(mask_)); }

  /// Of one text. Throws what fill() throws, and the error of the text.
  FilledMasks operator()(std::string_view text, const FillMaskOptions& options = {}) const;

  /// Of each text: bit for bit what it alone gives. What goes wrong with one is in its result: InputError where it has no mask. InputError
  /// for options out of range, and where no target has a token.
  std::vector<TextResult<FilledMasks>> fill(const TextList& texts, const FillMaskOptions& options = {}) const;

 protected:
  /// TokenizerError where there is no mask token.
  FillMaskBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model);

 private:
  std::vector<TokenId> target_ids(const std::vector<std::string>& targets) const;
  /// The candidates of a row of logits, for mask `place` of a text.
  std::vector<MaskCandidate> candidates(std::span<const float> logits, const std::vector<TokenId>& ids, std::size_t place, bool single,
                                        const std::vector<TokenId>& targets, Index top_k) const;

  TextEncoder encoder_;
  TokenId mask_ = 0;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/fill_mask_base.ipp>
#endif
