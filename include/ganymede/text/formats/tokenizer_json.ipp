#pragma once
// The bodies of tokenizer_json.hpp.

#include <ganymede/text/formats/tokenizer_json.hpp>

#include <ganymede/io/setting_value.hpp>
#include <ganymede/text/bpe.hpp>
#include <ganymede/text/formats/tokenizer_json_reader.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/precompiled_charsmap.hpp>
#include <ganymede/text/unigram.hpp>
#include <ganymede/text/word_level.hpp>
#include <ganymede/text/word_piece.hpp>

namespace ganymede::inline v0::detail {

/// Reads the parts of one file; errors name it and the key.
class TokenizerJsonBuilder {
 public:
  TokenizerJsonBuilder(TokenizerJson json, std::string_view file)
      : json_(std::move(json)), file_(file), vocabulary_(std::make_shared<const Vocabulary>(std::move(json_.vocabulary))) {}

  TokenizerPipeline build() {
    if (const Json& version = at(json_.rest, "version"); !version.is_null() && version != "1.0")
      throw fail("unknown version", "version", "1.0", describe(version));
    Normalizer normalizer = Normalizer::from_json(at(json_.rest, "normalizer"), file_, "normalizer");
    if (!json_.precompiled_charsmap.empty())
      normalizer = Normalizer::sequence({Normalizer(normalizers::Precompiled{std::make_shared<const PrecompiledCharsmap>(
                                             json_.precompiled_charsmap, file_, "precompiled_charsmap")}),
                                         normalizer});
    AddedTokens added = added_tokens(normalizer);
    std::vector<bool> reserved(static_cast<std::size_t>(vocabulary_->size()));
    for (const AddedToken& token : added.tokens())
      if (token.special && !token.plain && vocabulary_->contains(token.id)) reserved[static_cast<std::size_t>(token.id)] = true;
    TokenizerPipeline pipeline{.vocabulary = vocabulary_, .model = model(std::move(reserved))};
    pipeline.languages = Languages::of(added.tokens());
    pipeline.added = std::move(added);
    pipeline.normalizer = normalizer;
    pipeline.pre_tokenizer = PreTokenizer::from_json(at(json_.rest, "pre_tokenizer"), file_, "pre_tokenizer");
    pipeline.post_processor = PostProcessor::from_json(at(json_.rest, "post_processor"), pipeline.vocab_size(), file_);
    pipeline.decoder = Decoder::from_json(at(json_.rest, "decoder"), file_);
    if (const auto unk = string(at(json_.rest, "model"), "unk_token", "model")) pipeline.ids.unk = vocabulary_->find(*unk);
    if (json_.has_scores) pipeline.ids.unk = unk_id(at(json_.rest, "model"));
    return pipeline;
  }

 private:
  TokenizerError fail(const std::string& problem, const std::string& key, const std::string& expected = "",
                      const std::string& found = "") const {
    return TokenizerError{{problem, file_, key, expected, found}};
  }

  static const Json& at(const Json& object, const char* name) {
    static const Json none;
    if (!object.is_object()) return none;
    const auto found = object.find(name);
    return found == object.end() ? none : *found;
  }
  bool flag(const Json& object, const char* name, const std::string& key) const {
    const Json& value = at(object, name);
    if (!value.is_null() && !value.is_boolean()) throw fail("not true or false", key + "." + name);
    return value.is_boolean() && value.get<bool>();
  }
  std::optional<std::string> string(const Json& object, const char* name, const std::string& key) const {
    const Json& value = at(object, name);
    if (!value.is_null() && !value.is_string()) throw fail("not a string", key + "." + name);
    return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
  }

  /// Ids as the package gives them: a piece of the model keeps its id, others count on from the number of pieces, whatever gaps the
  /// file's ids have.
  AddedTokens added_tokens(const Normalizer& normalizer) const {
    const Json& list = at(json_.rest, "added_tokens");
    if (!list.is_null() && !list.is_array()) throw fail("not a list", "added_tokens");
    std::vector<AddedToken> tokens;
    std::vector<std::string> normal;
    auto next = static_cast<std::int64_t>(vocabulary_->count());
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
      const std::string key = "added_tokens[" + std::to_string(i) + "]";
      const Json& item = list[i];
      const auto content = string(item, "content", key);
      if (!content || content->empty()) throw fail("content is missing", key);
      AddedToken token{.content = *content};
      token.single_word = flag(item, "single_word", key);
      token.lstrip = flag(item, "lstrip", key);
      token.rstrip = flag(item, "rstrip", key);
      token.normalized = flag(item, "normalized", key);
      token.special = flag(item, "special", key);
      const std::optional<TokenId> known = vocabulary_->find(*content);
      const std::int64_t id = known ? *known : next++;
      if (!at(item, "id").is_number_integer() || (known && at(item, "id") != id) || id >= (1 << 24))
        throw fail("id of an added token does not follow", key + ".id", std::to_string(id), describe(at(item, "id")));
      if (!known && vocabulary_->contains(static_cast<TokenId>(id)))
        throw fail("id of an added token is taken", key + ".id", "", std::to_string(id));
      token.id = static_cast<TokenId>(id);
      token.plain = token.special && known && detail::is_one_character(token.content);
      normal.push_back(token.normalized ? normalizer(*content) : std::string());
      AddedTokenMatcher::check(normal.back(), file_);
      tokens.push_back(std::move(token));
    }
    return AddedTokens(std::move(tokens), normal, file_);
  }

  TokenizerModel model(std::vector<bool> reserved) const {
    const Json& model = at(json_.rest, "model");
    if (!model.is_object()) throw fail("model is missing", "model");
    const auto type = string(model, "type", "model");  // the oldest files have none
    if (type ? *type == "BPE" : json_.has_merges) return bpe(model, std::move(reserved));
    if (type ? *type == "Unigram" : json_.has_scores) return unigram(model, std::move(reserved));
    if (type ? *type == "WordPiece" : model.contains("max_input_chars_per_word") && model.contains("continuing_subword_prefix"))
      return word_piece(model, reserved);
    if (type ? *type != "WordLevel" : !model.contains("unk_token"))
      throw fail("unsupported model", "model.type", "BPE, Unigram, WordPiece or WordLevel", type.value_or("none"));
    need(json_.has_vocabulary, "model.vocab");
    return WordLevel(vocabulary_, string(model, "unk_token", "model").value_or("<unk>"), std::move(reserved));
  }

  void need(bool there, const char* key) const {
    if (!there) throw fail("is missing or of another form", key);
  }

  std::optional<TokenId> unk_id(const Json& model) const {
    const Json& value = at(model, "unk_id");
    if (value.is_null()) return std::nullopt;
    const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
    if (id < 0 || id >= vocabulary_->size()) throw fail("not the id of a token", "model.unk_id", "", describe(value));
    return static_cast<TokenId>(id);
  }

  Unigram unigram(const Json& model, std::vector<bool> reserved) const {
    need(json_.has_scores, "model.vocab");
    constexpr double unknown_penalty = 10;
    const auto& scores = json_.scores;
    reserved.flip();
    return Unigram(vocabulary_, scores, reserved,
                   {.unk_id = unk_id(model),
                    .byte_fallback = flag(model, "byte_fallback", "model"),
                    .unk_score = (scores.empty() ? 0 : *std::min_element(scores.begin(), scores.end())) - unknown_penalty},
                   file_, "model.vocab");
  }

  WordPiece word_piece(const Json& model, const std::vector<bool>& reserved) const {
    need(json_.has_vocabulary, "model.vocab");
    WordPieceOptions options;
    options.unk_token = string(model, "unk_token", "model").value_or(options.unk_token);
    options.continuing_subword_prefix = string(model, "continuing_subword_prefix", "model").value_or(options.continuing_subword_prefix);
    if (const Json& most = at(model, "max_input_chars_per_word"); most.is_number_unsigned())
      options.max_input_chars_per_word = most.get<std::size_t>();
    else if (!most.is_null())
      throw fail("not a number", "model.max_input_chars_per_word", "", describe(most));
    return WordPiece(vocabulary_, std::move(options), reserved, file_);
  }

  Bpe bpe(const Json& model, std::vector<bool> reserved) const {
    need(json_.has_vocabulary, "model.vocab");
    need(json_.has_merges, "model.merges");
    if (const Json& dropout = at(model, "dropout"); !dropout.is_null() && !(dropout.is_number() && dropout == 0.0))
      throw fail("dropout makes tokens random and is not supported", "model.dropout", "null", describe(dropout));
    BpeOptions options;
    options.unk_token = string(model, "unk_token", "model");
    options.continuing_subword_prefix = string(model, "continuing_subword_prefix", "model").value_or("");
    options.end_of_word_suffix = string(model, "end_of_word_suffix", "model").value_or("");
    options.fuse_unk = flag(model, "fuse_unk", "model");
    options.byte_fallback = flag(model, "byte_fallback", "model");
    options.ignore_merges = flag(model, "ignore_merges", "model");
    MergeTable merges(json_.merges.size());
    const std::size_t prefix = options.continuing_subword_prefix.size();
    for (std::size_t i = 0; i < json_.merges.size(); ++i)
      add_merge(merges, {json_.merges.piece(2 * i), json_.merges.piece(2 * i + 1)}, prefix, i, reserved);
    return Bpe(vocabulary_, std::move(merges), std::move(options), std::move(reserved));
  }

  void add_merge(MergeTable& merges, std::pair<std::string_view, std::string_view> pair, std::size_t prefix, std::size_t i,
                 const std::vector<bool>& reserved) const {
    const auto find = [&](std::string_view piece) {
      const auto id = vocabulary_->find(piece);
      if (!id)
        throw fail("a merge has a piece that is not in the vocabulary", "model.merges[" + std::to_string(i) + "]", "", std::string(piece));
      return *id;
    };
    const TokenId left = find(pair.first);
    const TokenId right = find(pair.second);
    if (pair.second.size() < prefix) throw fail("a merge lacks continuing_subword_prefix", "model.merges[" + std::to_string(i) + "]");
    const TokenId merged = find(std::string(pair.first).append(pair.second.substr(prefix)));
    if (!reserved[static_cast<std::size_t>(merged)]) merges.insert(left, right, {static_cast<std::uint32_t>(i), merged}, true);
  }

  TokenizerJson json_;
  std::string file_;
  std::shared_ptr<const Vocabulary> vocabulary_;
};

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerPipeline read_tokenizer_json(std::string_view text, std::string_view file) {
  return build_tokenizer(parse_tokenizer_json(text, file), file);
}

GANYMEDE_ONCE TokenizerPipeline build_tokenizer(TokenizerJson json, std::string_view file) {
  return detail::TokenizerJsonBuilder(std::move(json), file).build();
}

}  // namespace ganymede::inline v0
