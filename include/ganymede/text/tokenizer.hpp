#pragma once
// The tokenizer: text to ids and back. It is a pipeline of stages (pipeline.hpp) that comes with the model, from a Hugging Face
// tokenizer.json or from the metadata of a GGUF file.
//
//     const auto tokenizer = ganymede::Tokenizer::from_json_file("SmolLM2-135M-Instruct/tokenizer.json");
//     std::vector<ganymede::TokenId> ids = tokenizer.encode("Where is Ganymede?");
//     std::string text = tokenizer.decode(ids);

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/encoding.hpp>
#include <ganymede/text/languages.hpp>
#include <ganymede/text/text_range.hpp>
#include <ganymede/text/text_side.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

class Checkpoint;
class Gguf;
struct TokenizerPipeline;

/// How a text becomes tokens.
struct EncodeOptions {
  bool add_special_tokens = true;  ///< what the model's post-processor puts before and after a text
  bool parse_special = false;      ///< spellings of special tokens in the text become these tokens. Only for text you trust.
  std::string_view language{};     ///< of the text, by its code ("fra_Latn", "fr_XX", "fr"); of Marian: to translate into. Its token
                                   ///< is among the special ones. Empty: the model's default.
  /// Where in the text spellings of special tokens become these tokens, and nowhere else: the parts that you trust, which ascend. The text
  /// is one all the same. Empty: parse_special says.
  std::span<const TextRange> special_in{};
};

/// Immutable; copies share everything; usable from several threads at once.
class Tokenizer {
 public:
  explicit Tokenizer(TokenizerPipeline pipeline);

  /// From the text of a tokenizer.json; `file` names it in errors. FormatError, TokenizerError.
  static Tokenizer from_json(std::string_view text, std::string_view file);

  /// From a tokenizer.json. FileError where it cannot be read, else as from_json().
  static Tokenizer from_json_file(const std::filesystem::path& tokenizer_json);

  /// From a SentencePiece model (.model, .spm): ids and texts are those of the sentencepiece package. FileError, FormatError.
  static Tokenizer from_sentencepiece_file(const std::filesystem::path& model);

  /// From a GGUF file's metadata.
  static Tokenizer from_gguf(const Gguf& gguf);

  /// From a model: its GGUF metadata, or from_folder().
  static Tokenizer from_checkpoint(const Checkpoint& checkpoint);

  /// From a Hugging Face folder, weights or not, or a CTranslate2 folder (ctranslate2_tokenizer.hpp): its tokenizer.json, or the vocabulary
  /// of the class that tokenizer_config.json names (tokenizer_folder.hpp), with the special tokens named there; or from the one GGUF file
  /// of a folder that holds nothing else of a model. `side` matters for Marian and CTranslate2 only; for both at once:
  /// translation_tokenizers.hpp. FileError, FormatError, ConfigError, TokenizerError.
  static Tokenizer from_folder(const std::filesystem::path& folder, TextSide side = TextSide::source);

  /// The same as from_folder(): an older name.
  static Tokenizer from_json_folder(const std::filesystem::path& folder) { return from_folder(folder); }

  /// The tokens of a text. Bytes that are not UTF-8 count as U+FFFD. TokenizerError: the text has a character outside the
  /// vocabulary, and the unk_token for it is not in it either. InputError: a language that the model does not have.
  std::vector<TokenId> encode(std::string_view text, EncodeOptions options = {}) const;

  /// The tokens of a text, or of a pair of texts, as a model reads them: with token types, cut to a length where options ask for one, with
  /// the bytes that each token stands for where they are asked for (as the tokenizers package tells them, counted in bytes). Throws as
  /// encode(); InputError: options.truncation leaves no room for the special tokens, or the text that it shall cut is too short;
  /// TokenizerError: the tokenizer has no form for a pair, or cannot tell offsets (a translation's).
  Encoding encoding(std::string_view text, const EncodingOptions& options = {}) const;
  Encoding encoding(std::string_view first, std::string_view second, const EncodingOptions& options = {}) const;

  /// The tokens of a text alone, nothing added: what encoding() cuts and puts together.
  TextTokens text_tokens(std::string_view text, const EncodingOptions& options = {}) const;
  /// Such tokens, all or some, with what stands around them; `second`: nullptr where there is none. Throws as encoding(), but cuts nothing.
  Encoding put_together(TextTokens first, const TextTokens* second, const EncodingOptions& options = {}) const;

  /// The text of tokens, valid UTF-8. InputError: an id outside the vocabulary.
  std::string decode(std::span<const TokenId> ids, bool skip_special_tokens = true) const;

  /// The vocabulary's own spelling of a token ("Ġhello", "▁the", "<0x0A>"). InputError: an id outside the vocabulary.
  std::string_view piece(TokenId id) const;

  /// The bytes a token stands for inside a running text; they may be part of a character. InputError as piece().
  std::string token_bytes(TokenId id) const;

  /// The token of a spelling as piece() gives it.
  std::optional<TokenId> id(std::string_view piece) const;

  /// The highest id and one; there may be holes below.
  TokenId vocab_size() const noexcept;
  /// Whether the id is in the vocabulary.
  bool contains(TokenId id) const noexcept { return kind(id) != Kind::hole; }
  /// Whether the token is special (control, padding, ...). InputError as piece().
  bool is_special(TokenId id) const;

  std::optional<TokenId> bos() const noexcept;
  std::optional<TokenId> eos() const noexcept;
  std::optional<TokenId> pad() const noexcept;
  std::optional<TokenId> unk() const noexcept;

  /// The token of a language, which multilingual models are made to begin their output with. InputError: there is none.
  TokenId language_token(std::string_view code) const;
  /// The languages of a translation model, by their codes; empty where it has none to choose from.
  const Languages& languages() const noexcept;

  /// The stages.
  const TokenizerPipeline& pipeline() const noexcept { return *pipeline_; }

  /// The spelling that goes to the decoder; none where the token is left out. InputError as piece().
  std::optional<std::string_view> decoder_piece(TokenId id, bool skip_special_tokens) const;

 private:
  enum class Kind : unsigned char { hole, model, added, special };

  Encoding encoding(TextTokens first, TextTokens* second, const EncodingOptions& options) const;

  Kind kind(TokenId id) const noexcept;
  void require(TokenId id) const;

  std::shared_ptr<const TokenizerPipeline> pipeline_;
  std::shared_ptr<const std::vector<Kind>> kinds_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/tokenizer.ipp>
#endif
