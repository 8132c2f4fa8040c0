#pragma once
// The tokenizer: text to ids and back. It is a pipeline of stages (pipeline.hpp) that comes with the model, from a Hugging Face
// tokenizer.json or from the metadata of a GGUF file.
//
//     const auto tokenizer = ganymede::Tokenizer::from_json_file("SmolLM2-135M-Instruct/tokenizer.json");
//     std::vector<ganymede::TokenId> ids = tokenizer.encode("Where is Ganymede?");
//     std::string text = tokenizer.decode(ids);

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/text/decoder_stream.hpp>
#include <ganymede/text/tokenizer_gguf.hpp>
#include <ganymede/text/tokenizer_json.hpp>

#include <filesystem>

namespace ganymede::inline v0 {

/// How a text becomes tokens.
struct EncodeOptions {
  bool add_special_tokens = true;  ///< what the model's post-processor puts before and after a text
  bool parse_special = false;      ///< spellings of special tokens in the text become these tokens. Only for text you trust.
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
    const auto bytes = file.bytes();
    return from_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, tokenizer_json.string());
  }

  /// From a GGUF file's metadata.
  static Tokenizer from_gguf(const Gguf& gguf) { return Tokenizer(read_tokenizer_gguf(gguf)); }

  /// From a model: its GGUF metadata, or its folder's tokenizer.json with the special tokens that tokenizer_config.json names.
  static Tokenizer from_checkpoint(const Checkpoint& checkpoint) {
    if (checkpoint.is_gguf()) return from_gguf(checkpoint.gguf());
    const std::filesystem::path path = checkpoint.folder() / "tokenizer.json";
    if (!std::filesystem::exists(path))
      throw TokenizerError{{"the model has no tokenizer.json", checkpoint.folder().string(), "", "tokenizer.json", ""}};
    const MappedFile file{path};
    const auto bytes = file.bytes();
    TokenizerPipeline pipeline = read_tokenizer_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string());
    if (const auto config = checkpoint.file("tokenizer_config.json")) read_special_ids(config->json(), pipeline);
    return Tokenizer(std::move(pipeline));
  }

  /// The tokens of a text. Bytes that are not UTF-8 count as U+FFFD. TokenizerError: the text has a character outside the
  /// vocabulary, and the unk_token for it is not in it either.
  std::vector<TokenId> encode(std::string_view text, EncodeOptions options = {}) const {
    std::vector<TokenId> ids;
    const PostProcessor& around = pipeline_->post_processor;
    if (options.add_special_tokens) ids = around.prefix();
    if (is_valid_utf8(text))
      pipeline_->encode(text, options.parse_special, ids);
    else
      pipeline_->encode(replace_invalid_utf8(text), options.parse_special, ids);
    if (options.add_special_tokens) ids.insert(ids.end(), around.suffix().begin(), around.suffix().end());
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

  /// The stages.
  const TokenizerPipeline& pipeline() const noexcept { return *pipeline_; }

  /// The spelling that goes to the decoder; none where the token is left out. InputError as piece().
  std::optional<std::string_view> decoder_piece(TokenId id, bool skip_special_tokens) const {
    require(id);
    if (kind(id) == Kind::model) return pipeline_->vocabulary->piece(id);
    if (skip_special_tokens && kind(id) == Kind::special) return std::nullopt;
    return pipeline_->added.find(id)->decoded;
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

  /// tokenizer_config.json names tokens by their spelling, plain or as an AddedToken object.
  static void read_special_ids(const Json& config, TokenizerPipeline& pipeline) {
    const auto read = [&](const char* name, std::optional<TokenId>& id) {
      const auto found = config.find(name);
      if (found == config.end()) return;
      const Json& value = found->is_object() && found->contains("content") ? (*found)["content"] : *found;
      if (!value.is_string()) return;
      const auto& spelling = value.get_ref<const std::string&>();
      if (const AddedToken* token = pipeline.added.find(spelling))
        id = token->id;
      else if (const auto piece = pipeline.vocabulary->find(spelling))
        id = *piece;
    };
    read("bos_token", pipeline.ids.bos);
    read("eos_token", pipeline.ids.eos);
    read("pad_token", pipeline.ids.pad);
    read("unk_token", pipeline.ids.unk);
  }

  std::shared_ptr<const TokenizerPipeline> pipeline_;
  std::shared_ptr<const std::vector<Kind>> kinds_;
};

}  // namespace ganymede::inline v0
