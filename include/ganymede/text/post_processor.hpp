#pragma once
// Post-processors: the special tokens around a text. For one text every kind that Hugging Face has comes down to ids before it
// and ids after it.

#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>
#include <ganymede/text/stage_limits.hpp>
#include <ganymede/text/vocabulary.hpp>

namespace ganymede::inline v0 {

/// What stands before and after the tokens of a text when special tokens are asked for. Default: nothing.
class PostProcessor {
 public:
  PostProcessor() = default;
  PostProcessor(std::vector<TokenId> prefix, std::vector<TokenId> suffix) : prefix_(std::move(prefix)), suffix_(std::move(suffix)) {}

  /// From the `post_processor` of a tokenizer.json: TemplateProcessing (its `single`), BertProcessing, RobertaProcessing,
  /// ByteLevel (which only concerns offsets), Sequence, null. `vocab_size`: ids must be below. TokenizerError names what is not
  /// one of these.
  static PostProcessor from_json(const Json& json, TokenId vocab_size, std::string_view file, const std::string& key = "post_processor");

  const std::vector<TokenId>& prefix() const noexcept { return prefix_; }
  const std::vector<TokenId>& suffix() const noexcept { return suffix_; }

 private:
  std::vector<TokenId> prefix_{};
  std::vector<TokenId> suffix_{};
};

namespace detail {

/// Reads one post_processor; errors name the file and the key.
class PostProcessorReader {
 public:
  PostProcessorReader(TokenId vocab_size, std::string_view file) : vocab_size_(vocab_size), file_(file) {}

  void read(const Json& json, const std::string& key, int depth) {
    if (json.is_null()) return;
    const std::string type = string(json, "type", key);
    if (++stages_ > max_stages) throw fail("too many stages", key);
    if (type == "ByteLevel") return;
    if (type == "Sequence") return sequence(json, key, depth);
    if (type == "TemplateProcessing") return single(json, key);
    if (type != "BertProcessing" && type != "RobertaProcessing") throw fail("unsupported post-processor", key + ".type", type);
    count(2, key);
    around({piece_and_id(json, "cls", key)}, {piece_and_id(json, "sep", key)});
  }

  std::vector<TokenId> prefix{}, suffix{};

 private:
  static constexpr std::size_t max_tokens = 1024;  // around a text

  void count(std::size_t tokens, const std::string& key) const {
    if (prefix.size() + suffix.size() + tokens > max_tokens)
      throw TokenizerError{{"too many special tokens around a text", file_, key, std::to_string(max_tokens) + " at most", ""}};
  }

  TokenizerError fail(const std::string& problem, const std::string& key, const std::string& found = "") const {
    return TokenizerError{{problem, file_, key, "", found}};
  }
  const Json& member(const Json& object, const std::string& name, const std::string& key) const {
    if (!object.is_object()) throw fail("not an object", key);
    const auto found = object.find(name);
    if (found == object.end()) throw fail("is missing", key + "." + name);
    return *found;
  }
  std::string string(const Json& object, const std::string& name, const std::string& key) const {
    const Json& value = member(object, name, key);
    if (!value.is_string()) throw fail("not a string", key + "." + name);
    return value.get<std::string>();
  }
  const Json& list(const Json& object, const std::string& name, const std::string& key) const {
    const Json& value = member(object, name, key);
    if (!value.is_array()) throw fail("not a list", key + "." + name);
    return value;
  }
  TokenId token(const Json& value, const std::string& key) const {
    const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
    if (id < 0 || id >= vocab_size_) throw fail("not the id of a token", key, describe(value));
    return static_cast<TokenId>(id);
  }
  TokenId piece_and_id(const Json& json, const std::string& name, const std::string& key) const {
    const Json& pair = list(json, name, key);
    if (pair.size() != 2) throw fail("not a pair of piece and id", key + "." + name);
    return token(pair[1], key + "." + name);
  }

  /// A later processor of a sequence goes around what the earlier ones made.
  void around(std::vector<TokenId> before, const std::vector<TokenId>& after) {
    before.insert(before.end(), prefix.begin(), prefix.end());
    prefix = std::move(before);
    suffix.insert(suffix.end(), after.begin(), after.end());
  }

  void sequence(const Json& json, const std::string& key, int depth) {
    if (depth >= static_cast<int>(max_stage_nesting)) throw fail("sequences are nested too deeply", key);
    const Json& processors = list(json, "processors", key);
    for (std::size_t i = 0; i < processors.size(); ++i) read(processors[i], key + ".processors[" + std::to_string(i) + "]", depth + 1);
  }

  /// A template for one text: items {"SpecialToken": {"id": name}} and, once, {"Sequence": {"id": "A"}}.
  void single(const Json& json, const std::string& key) {
    const Json& items = list(json, "single", key);
    std::vector<TokenId> before, after;
    bool passed = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string where = key + ".single[" + std::to_string(i) + "]";
      if (items[i].is_object() && items[i].contains("Sequence")) {
        if (string(items[i]["Sequence"], "id", where) != "A" || passed) throw fail("template has other than sequence A, once", where);
        passed = true;
        continue;
      }
      const std::string name = string(member(items[i], "SpecialToken", where), "id", where);
      const std::string tokens_key = key + ".special_tokens";
      const std::string token_key = std::string(tokens_key).append(".").append(name);
      const Json& ids = list(member(member(json, "special_tokens", key), name, tokens_key), "ids", token_key);
      count(before.size() + after.size() + ids.size(), token_key);
      for (const Json& id : ids) (passed ? after : before).push_back(token(id, token_key + ".ids"));
    }
    if (!passed) throw fail("template has no place for the text", key + ".single");
    around(std::move(before), after);
  }

  TokenId vocab_size_;
  std::string file_;
  std::size_t stages_ = 0;
};

}  // namespace detail

inline PostProcessor PostProcessor::from_json(const Json& json, TokenId vocab_size, std::string_view file, const std::string& key) {
  detail::PostProcessorReader reader(vocab_size, file);
  reader.read(json, key, 0);
  return {std::move(reader.prefix), std::move(reader.suffix)};
}

}  // namespace ganymede::inline v0
