#pragma once
// The bodies of mapped_recipes.hpp.

#include <ganymede/text/formats/mapped_recipes.hpp>

#include <ganymede/io/settings.hpp>
#include <ganymede/text/decoder_stages.hpp>
#include <ganymede/text/formats/language_codes.hpp>
#include <ganymede/text/formats/sentencepiece_pipeline.hpp>
#include <ganymede/text/formats/token_name.hpp>

namespace ganymede::inline v0::detail {

/// Puts one tokenizer together.
class MappedRecipe {
 public:
  /// `encoding` and `decoding`: the models for the two directions, `vocab`: a vocab.json. FormatError, TokenizerError.
  MappedRecipe(const std::filesystem::path& encoding, const std::filesystem::path& decoding, const std::filesystem::path& vocab,
               const Settings& config)
      : encoding_file_(encoding.string()),
        decoding_file_(decoding.string()),
        vocab_file_(vocab.string()),
        encoding_(read_sentencepiece(MappedFile(encoding).bytes(), encoding_file_)),
        decoding_(read_sentencepiece(MappedFile(decoding).bytes(), decoding_file_)),
        config_(config) {
    const Json json = read_json(vocab);
    if (!json.is_object()) throw FormatError{{.problem = "not an object of pieces and ids", .file = vocab_file_}};
    Vocabulary vocabulary;
    for (const auto& [piece, id] : json.items())
      vocabulary.add(piece, setting_value<std::int64_t>(id, vocab_file_, piece), vocab_file_, piece);
    vocabulary.freeze(vocab_file_, "");
    vocabulary_ = std::make_shared<const Vocabulary>(std::move(vocabulary));
  }

  /// Junczys-Dowmunt et al. 2018: </s> behind; a multilingual model's text begins with >>fra<<.
  TokenizerPipeline marian() const {
    TokenizerPipeline pipeline = mapped({name("eos_token", "</s>")});
    add_specials(pipeline, {"eos_token", "unk_token", "pad_token"}, " ");
    pipeline.leading_language = pipeline.of_one_side = true;
    for (TokenId id = 0; id < vocabulary_->size(); ++id) {
      const std::string_view piece = vocabulary_->piece(id);
      if (piece.size() > 4 && piece.starts_with(">>") && piece.ends_with("<<"))
        pipeline.languages.add(std::string(piece.substr(2, piece.size() - 4)), id);
    }
    return pipeline;
  }

  /// Fan et al. 2020: the language, __fr__, in front and </s> behind. The languages follow the vocabulary, and are special.
  TokenizerPipeline m2m100() const {
    const auto codes = config_.get_or<std::string>("language_codes", "m2m100");
    if (codes != "m2m100" && codes != "wmt21")
      throw ConfigError{{"unknown list of languages", config_.file(), "language_codes", "m2m100 or wmt21", codes}};
    const auto list =
        codes == "wmt21" ? std::span<const std::string_view>(wmt21_languages) : std::span<const std::string_view>(m2m100_languages);
    TokenizerPipeline pipeline = mapped({name("eos_token", "</s>")});
    std::vector<AddedToken> languages;
    for (const std::string_view code : list) {
      const auto id = static_cast<TokenId>(vocabulary_->count() + languages.size());
      if (vocabulary_->contains(id)) throw TokenizerError{{"id of a language is taken", vocab_file_, "", "", std::to_string(id)}};
      languages.push_back({.id = id, .content = "__" + std::string(code) + "__", .special = true});
      pipeline.languages.add(std::string(code), id);
    }
    const auto fillers = config_.get_or<std::uint16_t>("num_madeup_words", 8);
    for (std::uint16_t i = 0; i < fillers; ++i)
      languages.push_back({.id = static_cast<TokenId>(vocabulary_->count() + languages.size()),
                           .content = "madeupword" + std::to_string(i),
                           .special = true});
    add_specials(pipeline, {"bos_token", "eos_token", "unk_token", "pad_token"}, "", std::move(languages));
    const auto source = config_.get_or<std::string>("src_lang", "en");
    pipeline.post_processor = {{pipeline.languages.at(source)}, pipeline.post_processor.suffix()};
    return pipeline;
  }

 private:
  std::string name(const char* key, const char* otherwise) const { return token_name(config_, key, otherwise); }
  TokenId require(const std::string& piece) const {
    const auto id = vocabulary_->find(piece);
    if (!id) throw TokenizerError{{"a special token is not in the vocabulary", vocab_file_, "", "", piece}};
    return *id;
  }

  TokenizerPipeline mapped(const std::vector<std::string>& suffix) const {
    const SentencePiecePipelineBuilder encoding(encoding_, encoding_file_);
    const TokenId unk = require(name("unk_token", "<unk>"));
    TokenizerPipeline pipeline{.vocabulary = vocabulary_, .model = encoding.mapped(vocabulary_, unk)};
    pipeline.normalizer = Normalizer(encoding.normalizer());
    std::vector<TokenId> after;
    after.reserve(suffix.size());
    for (const std::string& token : suffix) after.push_back(require(token));
    pipeline.post_processor = {{}, std::move(after)};
    pipeline.takes_any_bytes = true;
    return pipeline;
  }

  /// Special tokens, and the decoder, which makes a text of its own of what lies between them.
  void add_specials(TokenizerPipeline& pipeline, std::initializer_list<const char*> keys, const char* after,
                    std::vector<AddedToken> tokens = {}) const {
    const auto id = [&](const char* key, const char* otherwise) { return vocabulary_->find(name(key, otherwise)); };
    pipeline.ids = {
        .bos = id("bos_token", "<s>"), .eos = id("eos_token", "</s>"), .pad = id("pad_token", "<pad>"), .unk = id("unk_token", "<unk>")};
    for (const char* key : keys) {
      const std::string spelling = name(key, key[0] == 'b' ? "<s>" : key[0] == 'e' ? "</s>" : key[0] == 'u' ? "<unk>" : "<pad>");
      const bool there = std::any_of(tokens.begin(), tokens.end(), [&](const AddedToken& token) { return token.content == spelling; });
      if (!there) tokens.push_back({.id = require(spelling), .content = spelling, .special = true});
    }
    Vocabulary separators;
    for (const AddedToken& token : tokens) separators.add(token.content, token.id, vocab_file_, token.content);
    separators.freeze(vocab_file_, "");
    SentencePieceDecoder decoder = SentencePiecePipelineBuilder(decoding_, decoding_file_).decoder();
    decoder.separators = std::make_shared<const Vocabulary>(std::move(separators));
    decoder.after_separator = after;
    std::vector<DecoderStage> stages{std::move(decoder)};
    if (*after != '\0') stages.emplace_back(decoders::Replace{std::string(space_marker), " "});
    stages.emplace_back(decoders::Trim{});
    pipeline.decoder = Decoder(std::move(stages));
    pipeline.added = AddedTokens(std::move(tokens), {}, vocab_file_);
  }

  std::string encoding_file_, decoding_file_, vocab_file_;
  SentencePieceModel encoding_, decoding_;
  const Settings& config_;
  std::shared_ptr<const Vocabulary> vocabulary_{};
};

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE TokenizerPipeline marian_pipeline(const std::filesystem::path& folder, const Settings& config, TextSide side) {
  const bool separate = config.get_or<bool>("separate_vocabs", false), target = side == TextSide::target;
  return MappedRecipe(folder / (target ? "target.spm" : "source.spm"), folder / (separate ? "target.spm" : "source.spm"),
                      folder / (separate && target ? "target_vocab.json" : "vocab.json"), config)
      .marian();
}

GANYMEDE_ONCE TokenizerPipeline m2m100_pipeline(const std::filesystem::path& folder, const Settings& config) {
  const std::filesystem::path model = folder / "sentencepiece.bpe.model";
  return MappedRecipe(model, model, folder / "vocab.json", config).m2m100();
}

}  // namespace ganymede::inline v0::detail
