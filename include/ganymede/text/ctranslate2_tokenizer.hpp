#pragma once
// A tokenizer from the vocabulary of a CTranslate2 folder. CTranslate2 takes tokens, not texts: what cuts a text into them lies outside
// of the folder, unless the tokens are characters or words.

#include <ganymede/io/ctranslate2_folder.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/pipeline.hpp>

#include <filesystem>

namespace ganymede::inline v0 {

/// Which of a translation model's texts a tokenizer is for.
enum class TextSide { source, target };

/// How a text is cut into tokens of a plain vocabulary.
enum class PlainTokens {
  from_vocabulary,  ///< characters where all tokens are single characters, words else; a TokenizerError where they are pieces of words
  characters,       ///< each code point
  words             ///< between white space: words, or pieces that have been split already and joined by spaces
};

namespace detail {

/// Each code point by itself.
struct CharacterStage {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    const auto piece = pieces_of(text, at_start, sink);
    for_each_code_point(text, [&](char32_t, std::string_view bytes) { piece(bytes); });
  }
};

inline bool is_subword(std::string_view token) {  // SentencePiece's mark, subword-nmt's, OpenNMT's
  return token.find("\u2581") != std::string_view::npos || token.ends_with("@@") || token.find("\uFFED") != std::string_view::npos;
}

inline PlainTokens plain_tokens(const std::vector<std::string>& tokens, const std::vector<std::string>& specials, const std::string& file) {
  bool characters = true;
  for (const std::string& token : tokens) {
    if (std::find(specials.begin(), specials.end(), token) != specials.end()) continue;
    if (is_subword(token))
      throw TokenizerError{{"vocabulary of pieces, and the folder does not say how to cut a text into them", file, "",
                            "a text whose pieces are joined by spaces (PlainTokens::words)", token}};
    characters = characters && !token.empty() && decode_utf8(token, 0).length == token.size();
  }
  return characters ? PlainTokens::characters : PlainTokens::words;
}

}  // namespace detail

/// The pipeline of one side: the model's bos and eos around a source text as its settings demand, nothing around a target text. Special
/// tokens spelled in a text are unknown. FileError, FormatError, ConfigError, TokenizerError.
inline TokenizerPipeline ctranslate2_pipeline(const std::filesystem::path& folder, TextSide side,
                                              PlainTokens cut = PlainTokens::from_vocabulary) {
  const std::string side_name = side == TextSide::source ? "source" : "target";
  const MappedFile model{folder / "model.bin"};
  const Settings settings(detail::read_ctranslate2_settings(CTranslate2(model.bytes(), (folder / "model.bin").string()), folder),
                          folder.string());
  const auto unk = settings.get<std::string>("unk_token"), bos = settings.get<std::string>("bos_token"),
             eos = settings.get<std::string>("eos_token");
  const std::vector<std::string> tokens = detail::read_ctranslate2_vocabulary(folder, side_name, unk);
  const std::string file = detail::ctranslate2_vocabulary_file(folder, side_name).string();

  Vocabulary vocabulary;
  for (std::size_t id = 0; id < tokens.size(); ++id) vocabulary.add(tokens[id], static_cast<std::int64_t>(id), file, tokens[id]);
  vocabulary.freeze(file, "");
  const auto shared = std::make_shared<const Vocabulary>(std::move(vocabulary));
  const std::vector<std::string> specials{unk, bos, eos, "<blank>", "<pad>"};
  if (cut == PlainTokens::from_vocabulary) cut = detail::plain_tokens(tokens, specials, file);

  std::vector<bool> reserved(tokens.size());
  std::vector<AddedToken> added;
  for (const std::string& special : specials) {
    const auto id = shared->find(special);
    if (!id || reserved[static_cast<std::size_t>(*id)]) continue;
    reserved[static_cast<std::size_t>(*id)] = true;
    added.push_back({.id = *id, .content = special, .special = true});
  }
  TokenizerPipeline pipeline{.vocabulary = shared, .model = WordLevel(shared, unk, std::move(reserved))};
  pipeline.added = AddedTokens(std::move(added), {}, file);
  if (cut == PlainTokens::characters) {
    pipeline.pre_tokenizer = PreTokenizer(detail::CharacterStage{});
    pipeline.decoder = Decoder({DecoderStage{.kind = DecoderStage::Kind::fuse}});
  } else {
    pipeline.pre_tokenizer = PreTokenizer(WhitespaceSplit{});
  }
  const auto pad = shared->find("<pad>");
  pipeline.ids = {.bos = shared->find(bos), .eos = shared->find(eos), .pad = pad ? pad : shared->find("<blank>"), .unk = shared->find(unk)};
  std::vector<TokenId> before, after;
  const auto around = [&](const char* key, const std::string& token, std::vector<TokenId>& ids) {
    if (side != TextSide::source || !settings.get<bool>(key)) return;
    const auto id = shared->find(token);
    if (!id) throw TokenizerError{{"a special token is not in the vocabulary", file, key, "", token}};
    ids.push_back(*id);
  };
  around("add_source_bos", bos, before);
  around("add_source_eos", eos, after);
  pipeline.post_processor = {std::move(before), std::move(after)};
  return pipeline;
}

}  // namespace ganymede::inline v0
