#pragma once
// Post-processors: the special tokens around a text. For one text every kind that Hugging Face has comes down to ids before it
// and ids after it.

#include <ganymede/io/json.hpp>
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
  static PostProcessor from_json(const Json& json, TokenId vocab_size, std::string_view file, const std::string& key = "post_processor",
                                 int depth = 0) {
    const auto fail = [&](const std::string& problem, const std::string& where, const std::string& expected = "",
                          const std::string& found = "") {
      return TokenizerError{{problem, std::string(file), where, expected, found}};
    };
    if (json.is_null()) return {};
    if (!json.is_object()) throw fail("post-processor is not an object", key);
    const auto text = [&](const Json& object, const char* name, const std::string& where) -> std::string {
      const auto found = object.find(name);
      if (found == object.end() || !found->is_string()) throw fail("string is missing", where + "." + name);
      return found->get<std::string>();
    };
    const auto token = [&](const Json& value, const std::string& where) {
      const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
      if (id < 0 || id >= vocab_size)
        throw fail("token id out of range", where, "0 <= id < " + std::to_string(vocab_size), value.is_number() ? value.dump() : "");
      return static_cast<TokenId>(id);
    };
    const std::string type = text(json, "type", key);
    PostProcessor result;
    if (type == "ByteLevel") return result;
    if (type == "BertProcessing" || type == "RobertaProcessing") {
      for (const auto& [name, ids] : {std::pair{"cls", &result.prefix_}, std::pair{"sep", &result.suffix_}}) {
        const auto pair = json.find(name);
        if (pair == json.end() || !pair->is_array() || pair->size() != 2) throw fail("not a pair of piece and id", key + "." + name);
        ids->push_back(token((*pair)[1], key + "." + name));
      }
      return result;
    }
    if (type == "Sequence") {
      const auto processors = json.find("processors");
      if (processors == json.end() || !processors->is_array()) throw fail("list is missing", key + ".processors");
      if (depth >= 16) throw fail("sequences are nested too deeply", key, "at most 16");
      for (std::size_t i = 0; i < processors->size(); ++i) {
        const PostProcessor next = from_json((*processors)[i], vocab_size, file, key + ".processors[" + std::to_string(i) + "]", depth + 1);
        result.prefix_.insert(result.prefix_.begin(), next.prefix_.begin(), next.prefix_.end());
        result.suffix_.insert(result.suffix_.end(), next.suffix_.begin(), next.suffix_.end());
      }
      return result;
    }
    if (type != "TemplateProcessing") throw fail("unsupported post-processor", key + ".type", "", type);
    const auto single = json.find("single");
    const auto tokens = json.find("special_tokens");
    if (single == json.end() || !single->is_array()) throw fail("list is missing", key + ".single");
    bool after = false;
    for (std::size_t i = 0; i < single->size(); ++i) {
      const std::string where = key + ".single[" + std::to_string(i) + "]";
      const Json& item = (*single)[i];
      if (!item.is_object() || item.size() != 1) throw fail("not a template item", where);
      if (const auto sequence = item.find("Sequence"); sequence != item.end()) {
        if (!sequence->is_object() || text(*sequence, "id", where) != "A" || after)
          throw fail("unsupported template", where, "sequence A, once", "");
        after = true;
        continue;
      }
      const auto special = item.find("SpecialToken");
      if (special == item.end() || !special->is_object()) throw fail("not a template item", where);
      const std::string name = text(*special, "id", where);
      const auto entry = tokens != json.end() && tokens->is_object() ? tokens->find(name) : json.end();
      if (entry == json.end() || (tokens->is_object() && entry == tokens->end()))
        throw fail("special token is not defined", key + ".special_tokens", "", name);
      const auto ids = entry->is_object() ? entry->find("ids") : entry->end();
      if (!entry->is_object() || ids == entry->end() || !ids->is_array())
        throw fail("list is missing", key + ".special_tokens." + name + ".ids");
      for (const Json& id : *ids) (after ? result.suffix_ : result.prefix_).push_back(token(id, key + ".special_tokens." + name + ".ids"));
    }
    if (!after) throw fail("template has no place for the text", key + ".single");
    return result;
  }

  const std::vector<TokenId>& prefix() const noexcept { return prefix_; }
  const std::vector<TokenId>& suffix() const noexcept { return suffix_; }

 private:
  std::vector<TokenId> prefix_{};
  std::vector<TokenId> suffix_{};
};

}  // namespace ganymede::inline v0
