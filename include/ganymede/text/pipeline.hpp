#pragma once
// What a tokenizer is made of, and the way of a text through it:
//
//   text ─▶ added tokens ─▶ normaliser ─▶ normalised added tokens ─▶ pre-tokeniser ─▶ model ─▶ post-processor ─▶ ids

#include <ganymede/split.hpp>
#include <ganymede/text/added_tokens.hpp>
#include <ganymede/text/decoder.hpp>
#include <ganymede/text/encoding.hpp>
#include <ganymede/text/languages.hpp>
#include <ganymede/text/normalizer.hpp>
#include <ganymede/text/post_processor.hpp>
#include <ganymede/text/pre_tokenizer.hpp>
#include <ganymede/text/special_places.hpp>
#include <ganymede/text/tokenizer_model.hpp>

namespace ganymede::inline v0 {

/// Ids with a meaning, where the files name them.
struct SpecialIds {
  std::optional<TokenId> bos{}, eos{}, pad{}, unk{};
};

/// The stages of a tokenizer; built by read_tokenizer_json(), read_tokenizer_gguf(), sentencepiece_pipeline() and so on.
struct TokenizerPipeline {
  std::shared_ptr<const Vocabulary> vocabulary{};  ///< of the model, added tokens beyond it not included
  AddedTokens added{};
  Normalizer normalizer{};
  PreTokenizer pre_tokenizer{};
  TokenizerModel model;
  PostProcessor post_processor{};
  Decoder decoder{};
  SpecialIds ids{};
  Languages languages{};
  bool leading_language = false;      ///< a text may begin with its language's token, >>fra<<, which is looked up as it stands (Marian)
  bool of_one_side = false;           ///< a translation's other text has another tokenizer in the same folder (Marian, CTranslate2)
  bool takes_pieces = false;          ///< a text may be pieces of the vocabulary, joined by spaces (CTranslate2)
  bool split_special_tokens = false;  ///< special tokens spelt in a text are never parsed, whoever asks (tokenizer_config.json)
  bool takes_any_bytes = false;       ///< the normaliser makes UTF-8 of what is none

  /// The highest id and one.
  TokenId vocab_size() const noexcept;

  /// Whether a text is pieces, joined by spaces: always where nothing can cut one, else if SentencePiece's mark is in it.
  bool is_pieces(std::string_view text) const;

  /// Appends the ids of a text (valid UTF-8, unless takes_any_bytes), nothing added before or after.
  void encode(std::string_view text, const SpecialPlaces& special, std::vector<TokenId>& out) const;

  /// The same ids, and what of the text each stands for. TokenizerError where the tokenizer cannot tell: those of one side of a
  /// translation (of_one_side, takes_pieces).
  TextTokens encode_with_offsets(std::string_view text, bool parse_special) const;

 private:
  /// Calls part(token, begin, end) for the normalised added tokens in `normal`, which became of text[begin, end), and for what lies
  /// between.
  template <class Part>
  void split_normalized(std::string_view text, TextRange range, std::string& normal, const SpecialPlaces& special, TextGrowth& growth,
                        const Part& part) const;

  /// Takes a language's token off the front of a text; returns its length.
  std::size_t encode_language(std::string_view text, std::vector<TokenId>& out) const;

  /// Pieces as they stand. Of special tokens eos counts, at the end; others for who parses them.
  void encode_pieces(std::string_view text, bool parse_special, std::vector<TokenId>& out) const;

  void encode_word(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/pipeline.ipp>
#endif
