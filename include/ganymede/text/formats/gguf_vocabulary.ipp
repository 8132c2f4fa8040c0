#pragma once
// The bodies of gguf_vocabulary.hpp.

#include <ganymede/text/formats/gguf_vocabulary.hpp>

#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/bpe.hpp>
#include <ganymede/text/formats/gguf_patterns.hpp>
#include <ganymede/text/formats/tokenizer_gguf.hpp>
#include <ganymede/text/formats/tokenizer_json_reader.hpp>
#include <ganymede/text/formats/tokenizer_overlay.hpp>
#include <ganymede/text/formats/tokenizer_settings.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace ganymede::inline v0::detail {

/// Writes the keys of one tokenizer; errors name its file and the key.
class GgufVocabularyWriter {
 public:
  GgufVocabularyWriter(const Checkpoint& checkpoint, const std::filesystem::path& path)
      : checkpoint_(checkpoint), file_(path.string()), tokenizer_(Tokenizer::from_checkpoint(checkpoint)) {
    json_ = read_laid_over(read_tokenizer_settings(path.parent_path()), path);
  }

  void write(Index vocab_size, GgufWriter& out) const {
    const Json& model = at(json_.rest, "model");
    if (!tokenizer_.pipeline().model.is<Bpe>()) throw fail("model", "BPE", at(model, "type"));
    for (const char* const key : {"continuing_subword_prefix", "end_of_word_suffix"})
      if (const Json& affix = at(model, key); affix.is_string() && !affix.get_ref<const std::string&>().empty())
        throw fail(std::string("model.") + key, "null", affix);
    const bool llama = at(model, "byte_fallback") == true;
    out.add("tokenizer.ggml.model", llama ? "llama" : "gpt2");
    if (llama)
      write_space_prefix(out);
    else
      out.add("tokenizer.ggml.pre", pre_tokenizer(at(model, "ignore_merges") == true));
    write_tokens(llama, vocab_size, out);
    if (llama)
      write_scores(vocab_size, out);
    else
      write_merges(out);
    write_ids(out);
  }

 private:
  static const Json& at(const Json& object, const char* name) {
    static const Json none;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found == object.end() ? none : *found;
  }
  TokenizerError fail(std::string key, std::string expected, const Json& found) const {
    return TokenizerError{{.problem = "GGUF has no form for this tokenizer",
                           .file = file_,
                           .key = std::move(key),
                           .expected = std::move(expected),
                           .found = describe(found)}};
  }

  /// SentencePiece's way with spaces, as old tokenizer.json files spell it; Metaspace differs from it at texts that begin with a space.
  void write_space_prefix(GgufWriter& out) const {
    const std::string marker(space_marker);
    const Json replace = {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", marker}};
    const Json both = {{"type", "Sequence"}, {"normalizers", {{{"type", "Prepend"}, {"prepend", marker}}, replace}}};
    const Json& normalizer = at(json_.rest, "normalizer");
    const bool prefix = normalizer == both;
    if (!prefix && normalizer != replace) throw fail("normalizer", "Prepend and Replace of spaces", normalizer);
    if (const Json& pre = at(json_.rest, "pre_tokenizer"); !pre.is_null()) throw fail("pre_tokenizer", "null", pre);
    out.add("tokenizer.ggml.add_space_prefix", prefix);
  }

  /// The name whose pieces are those of this tokenizer, for a text of all that patterns tell apart.
  std::string pre_tokenizer(bool ignore_merges) const {
    const Json& normalizer = at(json_.rest, "normalizer");
    if (!normalizer.is_null() && at(normalizer, "type") != "NFC") throw fail("normalizer", "null or NFC", normalizer);
    const std::vector<std::string> wanted = pieces(tokenizer_.pipeline().pre_tokenizer);
    for (const std::string_view name : {"llama-bpe", "gpt-2", "smollm", "qwen2", "tekken", "gpt-4o"})
      if (gguf_ignores_merges(name) == ignore_merges && pieces(gguf_pre_tokenizer(name)) == wanted) return std::string(name);
    for (const auto& named : gguf::named)
      if (gguf_ignores_merges(named.name) == ignore_merges && pieces(gguf_pre_tokenizer(named.name)) == wanted)
        return std::string(named.name);
    throw fail("pre_tokenizer", "one of those that tokenizer.ggml.pre names", at(json_.rest, "pre_tokenizer"));
  }
  static std::vector<std::string> pieces(const PreTokenizer& pre_tokenizer) {
    static constexpr std::string_view probe =
        "Hello world, it's WE'LL don't I'M\tyou've  two   three    \n\n  a\r\n\r\nb \n c\n 1 12 123 1234 12345678 3.14 1,000,000 x2y 2nd\n"
        "snake_case camelCase HTTPServer a.b/c\\d #tag @you $5 50% (x) [y] {z} <b> \"q\" 'q' --x ==y ... !!! ?! `code` ~^|&*+\n"
        "\u00fcber Stra\u00dfe \u00c9t\u00e9 e\u0301a\u0300 na\u00efve \u0130\u0131 \u01c5 \u0430\u0431\u0432 \u0414\u043e\u043c "
        "\u03b1\u03b2\u03b3 \u05e9\u05dc\u05d5\u05dd \u0645\u064e\u0631\u062d \u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31 "
        "\u4f60\u597d\u4e16\u754c\uff0c \u65e5\u672c\u8a9e\u306e\u30c6 \ud55c\uad6d\uc5b4 \u00b2\u00bd \u2163 \u0663\u0664 \u00a0x\u3000y "
        "\u2014\u2026\u201cq\u201d \U0001F600\U0001F468\u200d\U0001F469 \u20ac \u2122 \ufffd 's'S 're ' s\n\n\n   ";
    std::vector<std::string> out;
    for (const std::string_view text :
         {probe, std::string_view("  two"), std::string_view("x"), std::string_view(" \n"), std::string_view("7")}) {
      pre_tokenizer(text, true, out);
      out.emplace_back();
    }
    return out;
  }

  void write_tokens(bool llama, Index vocab_size, GgufWriter& out) const {
    if (tokenizer_.vocab_size() > vocab_size)
      throw TokenizerError{{.problem = "the tokenizer has more tokens than the model",
                            .file = file_,
                            .expected = "at most " + std::to_string(vocab_size),
                            .found = std::to_string(tokenizer_.vocab_size())}};
    const auto unk = tokenizer_.unk();
    std::vector<std::string> tokens;
    std::vector<std::int32_t> types;
    for (TokenId id = 0; id < vocab_size; ++id) {
      GgufTokenType type = GgufTokenType::normal;
      if (!tokenizer_.contains(id))
        type = GgufTokenType::unused;
      else if (const AddedToken* const added = tokenizer_.pipeline().added.find(id))
        type = added_type(*added, llama);
      if (llama && type == GgufTokenType::normal && byte_of_piece(tokenizer_.piece(id))) type = GgufTokenType::byte;
      if (llama && unk && id == *unk) type = GgufTokenType::unknown;
      tokens.emplace_back(tokenizer_.contains(id) ? std::string(tokenizer_.piece(id)) : "[PAD" + std::to_string(id) + "]");
      types.push_back(static_cast<std::int32_t>(type));
    }
    out.add_array("tokenizer.ggml.tokens", std::span<const std::string>(tokens));
    out.add_array("tokenizer.ggml.token_type", std::span<const std::int32_t>(types));
  }
  GgufTokenType added_type(const AddedToken& token, bool llama) const {
    if (token.lstrip || token.rstrip || token.single_word || (token.normalized && llama))
      throw fail("added_tokens", "no lstrip, rstrip, single_word or normalized", token.content);
    return token.special ? GgufTokenType::control : GgufTokenType::user_defined;
  }

  /// A piece is the better the earlier a merge makes it.
  void write_scores(Index vocab_size, GgufWriter& out) const {
    const std::size_t merges = json_.merges.size();
    std::vector<float> scores(static_cast<std::size_t>(vocab_size), -static_cast<float>(merges));
    for (std::size_t i = merges; i-- > 0;)
      if (const auto id =
              tokenizer_.pipeline().vocabulary->find(std::string(json_.merges.piece(2 * i)).append(json_.merges.piece(2 * i + 1))))
        scores[static_cast<std::size_t>(*id)] = -static_cast<float>(i);
    out.add_array("tokenizer.ggml.scores", std::span<const float>(scores));
  }
  void write_merges(GgufWriter& out) const {
    std::vector<std::string> lines;
    lines.reserve(json_.merges.size());
    for (std::size_t i = 0; i < json_.merges.size(); ++i)
      lines.push_back(std::string(json_.merges.piece(2 * i)).append(" ").append(json_.merges.piece(2 * i + 1)));
    out.add_array("tokenizer.ggml.merges", std::span<const std::string>(lines));
  }

  void write_ids(GgufWriter& out) const {
    const Settings generation = checkpoint_.generation();
    const auto given = [&](const char* key) { return generation.has(key) ? generation.list<TokenId>(key) : std::vector<TokenId>{}; };
    std::vector<TokenId> ends = given("eos_token_id");
    if (const auto eos = tokenizer_.eos()) {
      std::erase(ends, *eos);
      ends.insert(ends.begin(), *eos);
    }
    const std::vector<TokenId> begins = given("bos_token_id");
    const auto bos = tokenizer_.bos() ? tokenizer_.bos() : begins.empty() ? std::nullopt : std::optional(begins.front());
    const auto add = [&out](const char* key, std::optional<TokenId> id) {
      if (id && *id >= 0) out.add(std::string("tokenizer.ggml.") + key, static_cast<std::uint32_t>(*id));
    };
    add("bos_token_id", bos);
    for (std::size_t i = 0; i < std::min<std::size_t>(ends.size(), 3); ++i)
      add(std::array{"eos_token_id", "eot_token_id", "eom_token_id"}[i], ends[i]);
    add("unknown_token_id", tokenizer_.unk());
    add("padding_token_id", tokenizer_.pad());

    const PostProcessor& around = tokenizer_.pipeline().post_processor;
    const auto is = [](const std::vector<TokenId>& ids, std::optional<TokenId> only) {
      return ids.size() == 1 && only && ids.front() == *only;
    };
    const auto eos = ends.empty() ? std::nullopt : std::optional(ends.front());
    if ((!around.prefix().empty() && !is(around.prefix(), bos)) || (!around.suffix().empty() && !is(around.suffix(), eos)))
      throw fail("post_processor", "nothing, or bos_token before and eos_token after", at(json_.rest, "post_processor"));
    out.add("tokenizer.ggml.add_bos_token", !around.prefix().empty()).add("tokenizer.ggml.add_eos_token", !around.suffix().empty());
  }

  const Checkpoint& checkpoint_;
  std::string file_;
  Tokenizer tokenizer_;
  TokenizerJson json_;
};

/// chat_template.jinja, or tokenizer_config.json's chat_template: one text, or a list of named ones whose "default" counts.
inline std::optional<std::string> chat_template(const Checkpoint& checkpoint) {
  std::error_code ignored;  // a link that leads nowhere is there, and cannot be opened
  if (const auto path = checkpoint.folder() / "chat_template.jinja"; exists(std::filesystem::symlink_status(path, ignored))) {
    const MappedFile mapped{path};
    return std::string(mapped.text());
  }
  const auto config = checkpoint.file("tokenizer_config.json");
  if (!config || !config->has("chat_template")) return std::nullopt;
  const Json& found = config->json()["chat_template"];
  if (found.is_string()) return found.get<std::string>();
  if (found.is_array())
    for (const Json& named : found)
      if (named.is_object() && named.value("name", "") == "default") return named.value("template", "");
  throw ConfigError{{.problem = "chat template is neither a text nor a list with a default",
                     .file = config->file(),
                     .key = "chat_template",
                     .found = describe(found)}};
}

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0 {

GANYMEDE_ONCE void add_gguf_tokenizer(const Checkpoint& checkpoint, Index vocab_size, GgufWriter& out) {
  const std::filesystem::path path = checkpoint.folder() / "tokenizer.json";
  std::error_code ignored;
  if (!exists(std::filesystem::symlink_status(path, ignored))) return;
  detail::GgufVocabularyWriter(checkpoint, path).write(vocab_size, out);
  if (const auto text = detail::chat_template(checkpoint)) out.add("tokenizer.chat_template", *text);
}

}  // namespace ganymede::inline v0
