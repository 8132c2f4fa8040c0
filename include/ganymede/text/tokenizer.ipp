#pragma once
// The bodies of tokenizer.hpp.

#include <ganymede/text/tokenizer.hpp>

#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/no_model.hpp>
#include <ganymede/text/decoder_stream.hpp>
#include <ganymede/text/formats/sentencepiece_pipeline.hpp>
#include <ganymede/text/formats/tokenizer_folder.hpp>
#include <ganymede/text/formats/tokenizer_gguf.hpp>
#include <ganymede/text/formats/tokenizer_json.hpp>
#include <ganymede/text/pipeline.hpp>

#include <system_error>
#include <variant>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Tokenizer::Tokenizer(TokenizerPipeline pipeline) : pipeline_(std::make_shared<const TokenizerPipeline>(std::move(pipeline))) {
  const auto size = static_cast<std::size_t>(pipeline_->vocab_size());
  auto kinds = std::make_shared<std::vector<Kind>>(size, Kind::hole);
  for (std::size_t id = 0; id < size; ++id)
    if (pipeline_->vocabulary->contains(static_cast<TokenId>(id))) (*kinds)[id] = Kind::model;
  for (const AddedToken& token : pipeline_->added.tokens())
    (*kinds)[static_cast<std::size_t>(token.id)] = token.special ? Kind::special : Kind::added;
  kinds_ = std::move(kinds);
}

GANYMEDE_ONCE Tokenizer Tokenizer::from_json(std::string_view text, std::string_view file) {
  return Tokenizer(read_tokenizer_json(text, file));
}

GANYMEDE_ONCE Tokenizer Tokenizer::from_json_file(const std::filesystem::path& tokenizer_json) {
  const MappedFile file{tokenizer_json};
  return from_json(file.text(), tokenizer_json.string());
}

GANYMEDE_ONCE Tokenizer Tokenizer::from_sentencepiece_file(const std::filesystem::path& model) {
  const MappedFile file{model};
  return Tokenizer(sentencepiece_pipeline(read_sentencepiece(file.bytes(), model.string()), model.string()));
}

namespace detail {

/// replace_invalid_utf8() of each part, the ranges and what lies between them, and where the ranges are then.
inline std::string replace_invalid_utf8(std::string_view text, std::span<const TextRange> ranges, std::vector<TextRange>& places) {
  std::string valid;
  std::size_t done = 0;
  const auto take = [&](std::size_t end) {
    if (end > done) valid += v0::replace_invalid_utf8(text.substr(done, end - done));
    done = std::max(done, end);
  };
  for (const TextRange& range : ranges) {
    take(std::min(range.begin, text.size()));
    const std::size_t begin = valid.size();
    take(std::min(range.end, text.size()));
    places.push_back({begin, valid.size()});
  }
  take(text.size());
  return valid;
}

inline Tokenizer tokenizer_of(const Gguf* file) { return Tokenizer::from_gguf(*file); }
inline Tokenizer tokenizer_of(const std::filesystem::path& folder) { return Tokenizer::from_folder(folder); }
}  // namespace detail

GANYMEDE_ONCE Tokenizer Tokenizer::from_checkpoint(const Checkpoint& checkpoint) {
  return std::visit([](const auto& files) { return detail::tokenizer_of(files); }, checkpoint.files());
}

GANYMEDE_ONCE Tokenizer Tokenizer::from_folder(const std::filesystem::path& folder, TextSide side) {
  const auto lacks = [&](const char* name) {
    std::error_code ignored;
    return !std::filesystem::exists(folder / name, ignored);
  };
  if (lacks("tokenizer.json") && lacks("tokenizer_config.json") && lacks("config.json"))
    if (const auto gguf = detail::only_gguf(folder)) return from_checkpoint(Checkpoint(*gguf));
  return Tokenizer(read_tokenizer_folder(folder, side));
}

GANYMEDE_ONCE std::vector<TokenId> Tokenizer::encode(std::string_view text, EncodeOptions options) const {
  const KnownFloatingPoint scope;  // pieces of Unigram are chosen by sums
  std::vector<TokenId> ids;
  std::vector<TokenId> suffix;
  const TokenId language = options.language.empty() ? -1 : language_token(options.language);
  if (options.add_special_tokens) {
    ids = pipeline_->post_processor.prefix();
    suffix = pipeline_->post_processor.suffix();
    if (language >= 0) pipeline_->languages.put(language, ids, suffix);
  }
  const SpecialPlaces special = pipeline_->split_special_tokens ? SpecialPlaces(false)
                                : options.special_in.empty()    ? SpecialPlaces(options.parse_special)
                                                                : SpecialPlaces(options.special_in);
  if (pipeline_->takes_any_bytes || is_valid_utf8(text)) {
    pipeline_->encode(text, special, ids);
  } else {
    std::vector<TextRange> places;
    const std::string valid = detail::replace_invalid_utf8(text, options.special_in, places);
    pipeline_->encode(valid, special.everywhere() || special.nowhere() ? special : SpecialPlaces(places), ids);
  }
  const bool ended = pipeline_->is_pieces(text) && suffix.size() == 1 && !ids.empty() && ids.back() == suffix.front();
  if (!ended) ids.insert(ids.end(), suffix.begin(), suffix.end());
  return ids;
}

GANYMEDE_ONCE Encoding Tokenizer::encoding(std::string_view text, const EncodingOptions& options) const {
  return encoding(text_tokens(text, options), nullptr, options);
}

GANYMEDE_ONCE Encoding Tokenizer::encoding(std::string_view first, std::string_view second, const EncodingOptions& options) const {
  TextTokens tokens = text_tokens(second, options);
  return encoding(text_tokens(first, options), &tokens, options);
}

GANYMEDE_ONCE Encoding Tokenizer::encoding(TextTokens first, TextTokens* second, const EncodingOptions& options) const {
  const PostProcessor& post_processor = pipeline_->post_processor;
  if (options.truncation.max_length > 0) {
    const auto most = static_cast<std::size_t>(options.truncation.max_length);
    const std::size_t special = options.add_special_tokens ? post_processor.added(second != nullptr) : 0;
    if (special > most)
      throw InputError{{.problem = "no room for the special tokens",
                        .key = "max_length",
                        .expected = std::to_string(special) + " or more",
                        .found = std::to_string(most)}};
    truncate(first, second, most - special, options.truncation);
  }
  return put_together(std::move(first), second, options);
}

GANYMEDE_ONCE TextTokens Tokenizer::text_tokens(std::string_view text, const EncodingOptions& options) const {
  if (!options.offsets) return {encode(text, {.add_special_tokens = false, .parse_special = options.parse_special}), {}, {}};
  const KnownFloatingPoint scope;
  return pipeline_->encode_with_offsets(text, options.parse_special && !pipeline_->split_special_tokens);
}

GANYMEDE_ONCE Encoding Tokenizer::put_together(TextTokens first, const TextTokens* second, const EncodingOptions& options) const {
  const PostProcessor& post_processor = pipeline_->post_processor;
  const auto spelling = [this](TokenId id) { return piece(id); };
  post_processor.trim(first, spelling);
  if (second == nullptr || second->offsets.empty()) return post_processor(first, second, options);
  TextTokens trimmed = *second;
  post_processor.trim(trimmed, spelling);
  return post_processor(first, &trimmed, options);
}

GANYMEDE_ONCE std::string Tokenizer::decode(std::span<const TokenId> ids, bool skip_special_tokens) const {
  DecoderStream stream(pipeline_->decoder);
  std::string text;
  for (const TokenId id : ids)
    if (const auto piece = decoder_piece(id, skip_special_tokens)) stream.push(*piece, text);
  stream.finish(text);
  return text;
}

GANYMEDE_ONCE std::string_view Tokenizer::piece(TokenId id) const {
  require(id);
  if (pipeline_->vocabulary->contains(id)) return pipeline_->vocabulary->piece(id);
  return pipeline_->added.find(id)->content;
}

GANYMEDE_ONCE std::optional<TokenId> Tokenizer::id(std::string_view piece) const {
  if (const AddedToken* token = pipeline_->added.find(piece)) return token->id;
  return pipeline_->vocabulary->find(piece);
}

GANYMEDE_ONCE bool Tokenizer::is_special(TokenId id) const {
  require(id);
  return kind(id) == Kind::special;
}

GANYMEDE_ONCE std::optional<std::string_view> Tokenizer::decoder_piece(TokenId id, bool skip_special_tokens) const {
  require(id);
  if (kind(id) == Kind::model) return pipeline_->vocabulary->piece(id);
  const AddedToken& token = *pipeline_->added.find(id);
  // One that decodes to nothing is not left out: it still ends a run of byte pieces.
  if (skip_special_tokens && token.special && !token.plain && !token.decoded->empty()) return std::nullopt;
  return *token.decoded;
}

GANYMEDE_ONCE Tokenizer::Kind Tokenizer::kind(TokenId id) const noexcept {
  return id < 0 || static_cast<std::size_t>(id) >= kinds_->size() ? Kind::hole : (*kinds_)[static_cast<std::size_t>(id)];
}

GANYMEDE_ONCE void Tokenizer::require(TokenId id) const {
  if (!contains(id))
    throw InputError{{"id is not in the vocabulary", "", "", "0 <= id < " + std::to_string(vocab_size()), std::to_string(id)}};
}

GANYMEDE_ONCE Tokenizer Tokenizer::from_gguf(const Gguf& gguf) { return Tokenizer(read_tokenizer_gguf(gguf)); }
GANYMEDE_ONCE std::string Tokenizer::token_bytes(TokenId id) const { return pipeline_->decoder.bytes(*decoder_piece(id, false)); }

GANYMEDE_ONCE TokenId Tokenizer::vocab_size() const noexcept { return pipeline_->vocab_size(); }
GANYMEDE_ONCE std::optional<TokenId> Tokenizer::bos() const noexcept { return pipeline_->ids.bos; }
GANYMEDE_ONCE std::optional<TokenId> Tokenizer::eos() const noexcept { return pipeline_->ids.eos; }
GANYMEDE_ONCE std::optional<TokenId> Tokenizer::pad() const noexcept { return pipeline_->ids.pad; }
GANYMEDE_ONCE std::optional<TokenId> Tokenizer::unk() const noexcept { return pipeline_->ids.unk; }
GANYMEDE_ONCE TokenId Tokenizer::language_token(std::string_view code) const { return pipeline_->languages.at(code); }
GANYMEDE_ONCE const Languages& Tokenizer::languages() const noexcept { return pipeline_->languages; }

}  // namespace ganymede::inline v0
