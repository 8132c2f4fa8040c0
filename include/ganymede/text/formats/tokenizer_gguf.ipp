#pragma once
// The bodies of tokenizer_gguf.hpp.

#include <ganymede/text/formats/tokenizer_gguf.hpp>

#include <ganymede/core/utf8_check.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/bpe.hpp>
#include <ganymede/text/byte_pieces.hpp>
#include <ganymede/text/decoder_stages.hpp>
#include <ganymede/text/formats/gguf_patterns.hpp>
#include <ganymede/text/formats/sentencepiece_pipeline.hpp>
#include <ganymede/text/formats/tokenizer_json.hpp>
#include <ganymede/text/formats/tokenizer_json_reader.hpp>
#include <ganymede/text/formats/vocabulary_recipes.hpp>
#include <ganymede/text/score_bpe.hpp>

namespace ganymede::inline v0::detail {

/// Reads the keys of one file.
class TokenizerGgufBuilder {
 public:
  explicit TokenizerGgufBuilder(const Gguf& gguf) : gguf_(gguf), file_(gguf.file()) {}

  TokenizerPipeline build() {
    const auto model = gguf_.get<std::string>("tokenizer.ggml.model");
    const bool llama = model == "llama";
    if (!llama && model != "gpt2" && model != "t5" && model != "bert")
      throw fail("unsupported tokenizer", "tokenizer.ggml.model", "gpt2, llama, t5 or bert", model);
    read_vocabulary();
    read_ids(llama);
    if (!gguf_.has("tokenizer.ggml.token_type")) types_from_ids(model != "gpt2");
    if (model == "t5") return unigram();
    if (model == "bert") return word_piece();
    TokenizerPipeline pipeline{.vocabulary = vocabulary_, .model = llama ? TokenizerModel(score_bpe()) : TokenizerModel(bpe())};
    pipeline.added = added_tokens();
    pipeline.ids = ids_;
    if (llama) {
      const bool prefix = gguf_.get_or<bool>("tokenizer.ggml.add_space_prefix", true);
      pipeline.normalizer = space_normalizer(prefix);
      pipeline.decoder = llama_decoder(prefix);
    } else {
      pipeline.pre_tokenizer = gguf_pre_tokenizer(pre_, file_);
      pipeline.decoder = Decoder({decoders::ByteLevel{}});
    }
    pipeline.post_processor = post_processor(llama);
    return pipeline;
  }

 private:
  using Type = GgufTokenType;

  TokenizerError fail(const std::string& problem, const std::string& key, const std::string& expected = "",
                      const std::string& found = "") const {
    return TokenizerError{{problem, file_, key, expected, found}};
  }

  void read_vocabulary() {
    pre_ = gguf_.get_or<std::string>("tokenizer.ggml.pre", "default");
    const auto pieces = gguf_.strings("tokenizer.ggml.tokens");
    Vocabulary vocabulary;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::string stand_in = pieces[i].empty() ? "[EMPTY_" + std::to_string(i) + "]" : std::string();
      vocabulary.add(pieces[i].empty() ? std::string_view(stand_in) : pieces[i], static_cast<std::int64_t>(i), file_,
                     "tokenizer.ggml.tokens");
    }
    vocabulary.freeze(file_, "tokenizer.ggml.tokens");
    vocabulary_ = std::make_shared<const Vocabulary>(std::move(vocabulary));
    types_.assign(pieces.size(), Type::normal);
    if (!gguf_.has("tokenizer.ggml.token_type")) return;
    const auto types = gguf_.integers("tokenizer.ggml.token_type");
    if (types.size() < pieces.size())
      throw fail("fewer types than tokens", "tokenizer.ggml.token_type", std::to_string(pieces.size()), std::to_string(types.size()));
    for (std::size_t i = 0; i < pieces.size(); ++i) types_[i] = static_cast<Type>(types[i]);
  }

  /// Without a list of types: a token that a key names is a control token, and <0x0A> is a byte.
  void types_from_ids(bool has_byte_pieces) {
    if (has_byte_pieces)
      for (std::size_t i = 0; i < types_.size(); ++i)
        if (byte_of_piece(vocabulary_->piece(static_cast<TokenId>(i)))) types_[i] = Type::byte;
    for (const char* const name : {"bos", "eos", "eot", "eom", "seperator", "padding", "cls", "mask", "prefix", "suffix", "middle",
                                   "fim_pre", "fim_suf", "fim_mid", "fim_pad", "fim_rep", "fim_sep"})
      if (const auto id = id_of(std::string(name) + "_token_id")) types_[static_cast<std::size_t>(*id)] = Type::control;
    for (const auto& id : {ids_.bos, ids_.eos, ids_.pad})
      if (id) types_[static_cast<std::size_t>(*id)] = Type::control;
    if (ids_.unk && types_[static_cast<std::size_t>(*ids_.unk)] == Type::normal)
      types_[static_cast<std::size_t>(*ids_.unk)] = Type::unknown;
  }

  /// All equal where the file has none, as in llama.cpp.
  std::vector<float> scores() const {
    if (!gguf_.has("tokenizer.ggml.scores")) return std::vector<float>(types_.size());
    return gguf_.floats("tokenizer.ggml.scores");
  }

  /// The token that a key names, if there is one.
  std::optional<TokenId> id_of(const std::string& name) const {
    const std::string key = "tokenizer.ggml." + name;
    if (!gguf_.has(key)) return std::nullopt;
    const auto id = gguf_.get<std::int64_t>(key);
    if (id == std::numeric_limits<std::uint32_t>::max() || id == -1) return std::nullopt;  // written for "none"
    if (id < 0 || id >= vocabulary_->size())
      throw fail("token id out of range", key, "below " + std::to_string(vocabulary_->size()), std::to_string(id));
    return static_cast<TokenId>(id);
  }

  void read_ids(bool llama) {
    const auto read = [&](const char* name, std::optional<TokenId> otherwise) {
      if (gguf_.has("tokenizer.ggml." + std::string(name))) return id_of(name);
      return otherwise && *otherwise < vocabulary_->size() ? otherwise : std::nullopt;
    };
    const auto standard = [&](TokenId id) { return llama ? std::optional(id) : std::nullopt; };
    ids_.bos = read("bos_token_id", standard(1));
    ids_.eos = read("eos_token_id", standard(2));
    ids_.unk = read("unknown_token_id", standard(0));
    ids_.pad = read("padding_token_id", std::nullopt);
  }

  /// A control token that is a character of the alphabet as well ("!" that pads): text may become it.
  bool is_plain(std::size_t i) const { return types_[i] == Type::control && is_one_character(vocabulary_->piece(static_cast<TokenId>(i))); }

  std::vector<bool> which(auto&&... types) const {
    std::vector<bool> set(types_.size());
    for (std::size_t i = 0; i < types_.size(); ++i) set[i] = ((types_[i] == types) || ...) && !is_plain(i);
    return set;
  }

  ScoreBpe score_bpe() const {
    std::vector<bool> text = which(Type::control, Type::unknown, Type::byte);
    text.flip();
    const std::vector<float> scores = this->scores();
    return ScoreBpe(vocabulary_, scores, {.mergeable = std::move(text), .unk = ids_.unk}, file_, "tokenizer.ggml.scores");
  }

  Bpe bpe() const {
    const std::vector<bool> reserved = which(Type::control, Type::unknown);
    const auto lines = gguf_.strings("tokenizer.ggml.merges");
    MergeTable merges(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string_view line = lines[i];
      const std::string key = "tokenizer.ggml.merges[" + std::to_string(i) + "]";
      const auto find = [&](std::string_view piece) {
        const auto id = vocabulary_->find(piece);
        if (!id) throw fail("a merge has a piece that is not in the vocabulary", key, "", std::string(piece));
        return *id;
      };
      const std::size_t space = line.find(' ', 1);
      if (space == std::string_view::npos)
        throw fail("merge is not a pair", key, "two pieces with a space between them", std::string(line));
      const TokenId left = find(line.substr(0, space));
      const TokenId right = find(line.substr(space + 1));
      const TokenId merged = find(std::string(line.substr(0, space)).append(line.substr(space + 1)));
      if (!reserved[static_cast<std::size_t>(merged)]) merges.insert(left, right, {static_cast<std::uint32_t>(i), merged}, false);
    }
    BpeOptions options;
    options.ignore_merges = gguf_ignores_merges(pre_);
    return Bpe(vocabulary_, std::move(merges), std::move(options), reserved);
  }

  AddedTokens added_tokens() const {
    std::vector<AddedToken> tokens;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      if (types_[i] != Type::control && types_[i] != Type::unknown && types_[i] != Type::user_defined) continue;
      const auto id = static_cast<TokenId>(i);
      if (vocabulary_->piece(id).size() > AddedTokenMatcher::longest_spelling)
        throw fail("added token is too long", "tokenizer.ggml.tokens");
      tokens.push_back(
          {.id = id, .content = std::string(vocabulary_->piece(id)), .special = types_[i] != Type::user_defined, .plain = is_plain(i)});
    }
    return AddedTokens(std::move(tokens), {}, file_);
  }

  /// As the SentencePiece model that the file was made of. Placeholders, [PAD32000] and on, stand for T5's sentinels.
  TokenizerPipeline unigram() {
    const std::vector<float> scores = this->scores();
    if (scores.size() < types_.size()) throw fail("fewer scores than tokens", "tokenizer.ggml.scores");
    SentencePieceModel model;
    int sentinel = 99;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      const std::string_view piece = vocabulary_->piece(static_cast<TokenId>(i));
      const auto type = types_[i] == Type::undefined ? Type::normal : types_[i];
      if (type < Type::normal || type > Type::byte) throw fail("unknown type of token", "tokenizer.ggml.token_type");
      model.pieces.push_back({std::string(piece), scores[i], static_cast<SentencePieceModel::Type>(type)});
      model.byte_fallback = model.byte_fallback || type == Type::byte;
      if (sentinel >= 0 && piece.starts_with("[PAD") && piece.ends_with("]")) {
        model.pieces.back().piece = "<extra_id_" + std::to_string(sentinel--) + ">";
        model.pieces.back().type = SentencePieceModel::Type::control;
      }
    }
    if (gguf_.has("tokenizer.ggml.precompiled_charsmap"))
      for (const std::int64_t byte : gguf_.integers("tokenizer.ggml.precompiled_charsmap"))
        model.precompiled_charsmap += static_cast<char>(static_cast<unsigned char>(byte & 0xFF));
    model.add_dummy_prefix = gguf_.get_or<bool>("tokenizer.ggml.add_space_prefix", true);
    model.remove_extra_whitespaces = gguf_.get_or<bool>("tokenizer.ggml.remove_extra_whitespaces", true);
    check_pieces(model, file_);
    TokenizerPipeline pipeline = sentencepiece_pipeline(model, file_);
    pipeline.ids = ids_;
    const bool eos = ids_.eos && gguf_.get_or<bool>("tokenizer.ggml.add_eos_token", true);
    pipeline.post_processor = {{}, eos ? std::vector<TokenId>{*ids_.eos} : std::vector<TokenId>{}};
    return pipeline;
  }

  /// As BERT's vocab.txt: in the file a piece that begins a word has the sign of a space, and one within has nothing where that has "##".
  /// Nothing says whether a vocabulary is cased: one with capitals is.
  TokenizerPipeline word_piece() {
    Vocabulary vocabulary;
    bool cased = false;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      std::string piece(vocabulary_->piece(static_cast<TokenId>(i)));
      const bool special = types_[i] == Type::control || types_[i] == Type::unknown || (piece.starts_with('[') && piece.ends_with(']'));
      if (piece.starts_with(space_marker))
        piece.erase(0, space_marker.size());
      else if (!special)
        piece.insert(0, "##");
      cased = cased || (!special && std::any_of(piece.begin(), piece.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
      vocabulary.add(piece, static_cast<std::int64_t>(i), file_, "tokenizer.ggml.tokens");
    }
    Json config{{"do_lower_case", !cased}};
    const auto name = [&](const char* token, std::initializer_list<const char*> keys) {
      for (const char* const key : keys)
        if (const auto id = id_of(key)) {
          const std::string_view piece = vocabulary_->piece(*id);
          if (!is_utf8(piece)) throw fail("a special token is not UTF-8", std::string("tokenizer.ggml.") + key);
          return void(config[token] = std::string(piece));
        }
    };
    name("cls_token", {"cls_token_id", "bos_token_id"});
    name("sep_token", {"seperator_token_id", "separator_token_id", "eos_token_id"});
    name("unk_token", {"unknown_token_id"});
    name("pad_token", {"padding_token_id"});
    name("mask_token", {"mask_token_id"});
    return build_tokenizer(bert_recipe(std::move(vocabulary), file_, Settings(std::move(config), file_), false), file_);
  }

  static bool in(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  /// A space is U+2581, and one stands before every text and after every added token.
  static Normalizer space_normalizer(bool prefix) {
    const std::string marker(space_marker);
    const Normalizer replace(normalizers::Replace{" ", marker});
    return prefix ? Normalizer::sequence({Normalizer(normalizers::Prepend{marker}), replace}) : replace;
  }

  static Decoder llama_decoder(bool prefix) {
    std::vector<DecoderStage> stages{decoders::Replace{std::string(space_marker), " "}, decoders::ByteFallback{}, decoders::Fuse{}};
    if (prefix) stages.emplace_back(decoders::Strip{.content = " ", .start = 1});
    return Decoder(std::move(stages));
  }

  PostProcessor post_processor(bool llama) const {
    const bool bos = llama || in(pre_, {"llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2",
                                        "jina-v5-nano", "tekken", "chameleon"});
    std::vector<TokenId> prefix, suffix;
    if (ids_.bos && gguf_.get_or<bool>("tokenizer.ggml.add_bos_token", bos)) prefix.push_back(*ids_.bos);
    if (ids_.eos && gguf_.get_or<bool>("tokenizer.ggml.add_eos_token", false)) suffix.push_back(*ids_.eos);
    return {std::move(prefix), std::move(suffix)};
  }

  const Gguf& gguf_;
  std::string file_;
  std::string pre_{};
  std::shared_ptr<const Vocabulary> vocabulary_{};
  std::vector<Type> types_{};
  SpecialIds ids_{};
};

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerPipeline read_tokenizer_gguf(const Gguf& gguf) { return detail::TokenizerGgufBuilder(gguf).build(); }

}  // namespace ganymede::inline v0
