#pragma once
// The tokenizer: text to ids and back. It is a pipeline of stages (pipeline.hpp) that comes with the model, from a Hugging Face
// tokenizer.json or from the metadata of a GGUF file.
//
//     const auto tokenizer = ganymede::Tokenizer::from_json_file("SmolLM2-135M-Instruct/tokenizer.json");
//     std::vector<ganymede::TokenId> ids = tokenizer.encode("Where is Ganymede?");
//     std::string text = tokenizer.decode(ids);

#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/no_model.hpp>
#include <ganymede/text/decoder_stream.hpp>
#include <ganymede/text/formats/tokenizer_folder.hpp>
#include <ganymede/text/formats/tokenizer_gguf.hpp>
#include <ganymede/text/formats/tokenizer_json.hpp>

#include <filesystem>
#include <system_error>

namespace ganymede::inline v0 {

/// How a text becomes tokens.
struct EncodeOptions {
  bool add_special_tokens = true;  ///< what the model's post-processor puts before and after a text
  bool parse_special = false;      ///< spellings of special tokens in the text become these tokens. Only for text you trust.
  std::string_view language{};     ///< of the text, by its code ("fra_Latn", "fr_XX", "fr"); of Marian: to translate into. Its token
                                   ///< is among the special ones. Empty: the model's default.
};

/// Immutable; copies share everything; usable from several threads at once.
class Tokenizer {
 public:
  explicit Tokenizer(TokenizerPipeline pipeline) : pipeline_(std::make_shared<const TokenizerPipeline>(std::move(pipeline))) {
    const auto size = static_cast<std::size_t>(pipeline_->vocab_size());
    auto kinds = std::make_shared<std::vector<Kind>>(size, Kind::hole);
    for (std::size_t id = 0; id < size; ++id)
      if (pipeline_->vocabulary->contains(static_cast<TokenId>(id))) (*kinds)[id] = Kind::model;
    for (const AddedToken& token : pipeline_->added.tokens())
      (*kinds)[static_cast<std::size_t>(token.id)] = token.special ? Kind::special : Kind::added;
    kinds_ = std::move(kinds);
  }

  /// From the text of a tokenizer.json; `file` names it in errors. FormatError, TokenizerError.
  static Tokenizer from_json(std::string_view text, std::string_view file) { return Tokenizer(read_tokenizer_json(text, file)); }

  /// From a tokenizer.json. FileError where it cannot be read, else as from_json().
  static Tokenizer from_json_file(const std::filesystem::path& tokenizer_json) {
    const MappedFile file{tokenizer_json};
    return from_json(file.text(), tokenizer_json.string());
  }

  /// From a SentencePiece model (.model, .spm): ids and texts are those of the sentencepiece package. FileError, FormatError.
  static Tokenizer from_sentencepiece_file(const std::filesystem::path& model) {
    const MappedFile file{model};
    return Tokenizer(sentencepiece_pipeline(read_sentencepiece(file.bytes(), model.string()), model.string()));
  }

  /// From a GGUF file's metadata.
  static Tokenizer from_gguf(const Gguf& gguf) { return Tokenizer(read_tokenizer_gguf(gguf)); }

  /// From a model: its GGUF metadata, or from_folder().
  static Tokenizer from_checkpoint(const Checkpoint& checkpoint) {
    if (checkpoint.has_gguf()) return from_gguf(checkpoint.gguf());
    return from_folder(checkpoint.folder());
  }

  /// From a Hugging Face folder, weights or not, or a CTranslate2 folder (ctranslate2_tokenizer.hpp): its tokenizer.json, or the vocabulary
  /// of the class that tokenizer_config.json names (tokenizer_folder.hpp), with the special tokens named there; or from the one GGUF file
  /// of a folder that holds nothing else of a model. `side` matters for Marian and CTranslate2 only; for both at once:
  /// translation_tokenizers.hpp. FileError, FormatError, ConfigError, TokenizerError.
  static Tokenizer from_folder(const std::filesystem::path& folder, TextSide side = TextSide::source) {
    const auto lacks = [&](const char* name) {
      std::error_code ignored;
      return !std::filesystem::exists(folder / name, ignored);
    };
    if (lacks("tokenizer.json") && lacks("tokenizer_config.json") && lacks("config.json"))
      if (const auto gguf = detail::only_gguf(folder)) return from_checkpoint(Checkpoint(*gguf));
    return Tokenizer(read_tokenizer_folder(folder, side));
  }

  /// From a folder that has a tokenizer.json, without the other ways of from_folder(), which take long to compile.
  static Tokenizer from_json_folder(const std::filesystem::path& folder) { return Tokenizer(read_tokenizer_json_folder(folder)); }

  /// The tokens of a text. Bytes that are not UTF-8 count as U+FFFD. TokenizerError: the text has a character outside the
  /// vocabulary, and the unk_token for it is not in it either. InputError: a language that the model does not have.
  std::vector<TokenId> encode(std::string_view text, EncodeOptions options = {}) const {
    const KnownFloatingPoint scope;  // pieces of Unigram are chosen by sums
    std::vector<TokenId> ids;
    std::vector<TokenId> suffix;
    const TokenId language = options.language.empty() ? -1 : language_token(options.language);
    if (options.add_special_tokens) {
      ids = pipeline_->post_processor.prefix();
      suffix = pipeline_->post_processor.suffix();
      if (language >= 0) pipeline_->languages.put(language, ids, suffix);
    }
    const bool parse_special = options.parse_special && !pipeline_->split_special_tokens;
    if (pipeline_->takes_any_bytes || is_valid_utf8(text))
      pipeline_->encode(text, parse_special, ids);
    else
      pipeline_->encode(replace_invalid_utf8(text), parse_special, ids);
    const bool ended = pipeline_->is_pieces(text) && suffix.size() == 1 && !ids.empty() && ids.back() == suffix.front();
    if (!ended) ids.insert(ids.end(), suffix.begin(), suffix.end());
    return ids;
  }

  /// The text of tokens, valid UTF-8. InputError: an id outside the vocabulary.
  std::string decode(std::span<const TokenId> ids, bool skip_special_tokens = true) const {
    DecoderStream stream(pipeline_->decoder);
    std::string text;
    for (const TokenId id : ids)
      if (const auto piece = decoder_piece(id, skip_special_tokens)) stream.push(*piece, text);
    stream.finish(text);
    return text;
  }

  /// The vocabulary's own spelling of a token ("Ġhello", "▁the", "<0x0A>"). InputError: an id outside the vocabulary.
  std::string_view piece(TokenId id) const {
    require(id);
    if (pipeline_->vocabulary->contains(id)) return pipeline_->vocabulary->piece(id);
    return pipeline_->added.find(id)->content;
  }

  /// The bytes a token stands for inside a running text; they may be part of a character. InputError as piece().
  std::string token_bytes(TokenId id) const { return pipeline_->decoder.bytes(*decoder_piece(id, false)); }

  /// The token of a spelling as piece() gives it.
  std::optional<TokenId> id(std::string_view piece) const {
    if (const AddedToken* token = pipeline_->added.find(piece)) return token->id;
    return pipeline_->vocabulary->find(piece);
  }

  /// The highest id and one; there may be holes below.
  TokenId vocab_size() const noexcept { return pipeline_->vocab_size(); }
  /// Whether the id is in the vocabulary.
  bool contains(TokenId id) const noexcept { return kind(id) != Kind::hole; }
  /// Whether the token is special (control, padding, ...). InputError as piece().
  bool is_special(TokenId id) const {
    require(id);
    return kind(id) == Kind::special;
  }

  std::optional<TokenId> bos() const noexcept { return pipeline_->ids.bos; }
  std::optional<TokenId> eos() const noexcept { return pipeline_->ids.eos; }
  std::optional<TokenId> pad() const noexcept { return pipeline_->ids.pad; }
  std::optional<TokenId> unk() const noexcept { return pipeline_->ids.unk; }

  /// The token of a language, which multilingual models are made to begin their output with. InputError: there is none.
  TokenId language_token(std::string_view code) const { return pipeline_->languages.at(code); }
  /// The languages of a translation model, by their codes; empty where it has none to choose from.
  const Languages& languages() const noexcept { return pipeline_->languages; }

  /// The stages.
  const TokenizerPipeline& pipeline() const noexcept { return *pipeline_; }

  /// The spelling that goes to the decoder; none where the token is left out. InputError as piece().
  std::optional<std::string_view> decoder_piece(TokenId id, bool skip_special_tokens) const {
    require(id);
    if (kind(id) == Kind::model) return pipeline_->vocabulary->piece(id);
    const AddedToken& token = *pipeline_->added.find(id);
    // One that decodes to nothing is not left out: it still ends a run of byte pieces.
    if (skip_special_tokens && token.special && !token.plain && !token.decoded->empty()) return std::nullopt;
    return *token.decoded;
  }

 private:
  enum class Kind : std::uint8_t { hole, model, added, special };

  Kind kind(TokenId id) const noexcept {
    return id < 0 || static_cast<std::size_t>(id) >= kinds_->size() ? Kind::hole : (*kinds_)[static_cast<std::size_t>(id)];
  }
  void require(TokenId id) const {
    if (!contains(id))
      throw InputError{{"id is not in the vocabulary", "", "", "0 <= id < " + std::to_string(vocab_size()), std::to_string(id)}};
  }

  std::shared_ptr<const TokenizerPipeline> pipeline_;
  std::shared_ptr<const std::vector<Kind>> kinds_;
};

}  // namespace ganymede::inline v0
