#pragma once
// The bodies of ctranslate2_tokenizer.hpp.

#include <ganymede/text/formats/ctranslate2_tokenizer.hpp>

#include <ganymede/io/ctranslate2_folder.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/decoder_stages.hpp>
#include <ganymede/text/formats/sentencepiece_pipeline.hpp>
#include <ganymede/text/word_level.hpp>

namespace ganymede::inline v0::detail {

/// Each code point by itself.
struct CharacterStage {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    const auto piece = pieces_of(text, at_start, sink);
    for_each_code_point(text, [&](char32_t, std::string_view bytes) { piece(bytes); });
  }
};

inline bool is_subword(std::string_view token) {  // SentencePiece's mark, subword-nmt's, OpenNMT's
  return token.find(space_marker) != std::string_view::npos || token.ends_with("@@") || token.find("\uFFED") != std::string_view::npos;
}

inline PlainTokens plain_tokens(const std::vector<std::string>& tokens, const std::vector<std::string>& specials) {
  return std::all_of(tokens.begin(), tokens.end(),
                     [&](const std::string& token) {
                       return (is_one_character(token) && !is_subword(token)) ||
                              std::find(specials.begin(), specials.end(), token) != specials.end();
                     })
             ? PlainTokens::characters
             : PlainTokens::words;
}

/// The SentencePiece model of one side, under the names that converters and their guides use; else the only one there is.
inline std::optional<std::filesystem::path> beside_model_bin(const std::filesystem::path& folder, TextSide side) {
  const char* const own = side == TextSide::source ? "source" : "target";
  std::error_code ignored;
  for (const std::string& name :
       {std::string(own) + ".spm", std::string(own) + ".model", std::string("spm.") + own + ".model", std::string("sentencepiece.model"),
        std::string("sentencepiece.bpe.model"), std::string("spm.model"), std::string("spiece.model"), std::string("tokenizer.model")})
    if (std::filesystem::is_regular_file(folder / name, ignored)) return folder / name;
  std::vector<std::filesystem::path> models;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if ((entry.path().extension() == ".model" || entry.path().extension() == ".spm") && entry.is_regular_file(ignored))
      models.push_back(entry.path());
  return models.size() == 1 ? std::optional(models.front()) : std::nullopt;
}

/// Whether a model's name is that of a Hugging Face folder, whose tokenizers, other than CTranslate2, put </s> behind every source.
inline bool has_hugging_face_name(const std::filesystem::path& model) {
  const std::string name = model.filename().string();
  return name.ends_with(".spm") || name == "sentencepiece.bpe.model" || name == "spiece.model";
}

/// Languages that are tokens: __fr__ (M2M100), fra_Latn (NLLB), fr_XX (mBART).
inline Languages languages_of(const std::vector<std::string>& tokens) {
  std::vector<AddedToken> coded;
  for (std::size_t id = 0; id < tokens.size(); ++id)
    coded.push_back({.id = static_cast<TokenId>(id), .content = tokens[id], .special = true});
  Languages languages = Languages::of(coded);
  for (const AddedToken& token : coded)
    if (token.content.size() > 4 && token.content.starts_with("__") && token.content.ends_with("__"))
      languages.add(token.content.substr(2, token.content.size() - 4), token.id);
  return languages;
}

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerPipeline ctranslate2_pipeline(const std::filesystem::path& folder, TextSide side, PlainTokens cut) {
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
  const bool free = cut == PlainTokens::from_vocabulary, subwords = std::any_of(tokens.begin(), tokens.end(), detail::is_subword);
  if (free) cut = detail::plain_tokens(tokens, specials);

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
  pipeline.of_one_side = true;
  pipeline.takes_pieces = subwords;
  if (subwords) pipeline.languages = detail::languages_of(tokens);
  const auto sentencepiece = free && subwords ? detail::beside_model_bin(folder, side) : std::nullopt;
  if (sentencepiece) {
    const MappedFile mapped{*sentencepiece};
    const SentencePieceModel pieces = read_sentencepiece(mapped.bytes(), sentencepiece->string());
    const detail::SentencePiecePipelineBuilder builder(pieces, sentencepiece->string());
    const auto unk_id = shared->find(unk);
    if (!unk_id) throw TokenizerError{{"a special token is not in the vocabulary", file, "unk_token", "", unk}};
    pipeline.model = builder.mapped(shared, *unk_id);
    pipeline.normalizer = Normalizer(builder.normalizer());
    pipeline.decoder = Decoder({builder.decoder()});
    pipeline.takes_any_bytes = true;
  } else if (cut == PlainTokens::characters) {
    pipeline.pre_tokenizer = PreTokenizer(detail::CharacterStage{});
    pipeline.decoder = Decoder({decoders::Fuse{}});
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
  if (after.empty() && side == TextSide::source && sentencepiece && detail::has_hugging_face_name(*sentencepiece))
    if (const auto id = shared->find(eos)) after.push_back(*id);
  pipeline.post_processor = {std::move(before), std::move(after)};
  return pipeline;
}

}
