#pragma once
// The bodies of post_processor.hpp.

#include <ganymede/text/post_processor.hpp>

#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/stage_list.hpp>

namespace ganymede::inline v0 {

namespace detail {

/// Puts the tokens of all stages together.
class PostProcessorReader {
 public:
  explicit PostProcessorReader(TokenId vocab_size) : vocab_size_(vocab_size) {}

  void read(const StageJson& stage) {
    const std::string type = stage.type();
    if (type == "ByteLevel") return;
    if (type == "TemplateProcessing") return single(stage);
    if (type != "BertProcessing" && type != "RobertaProcessing")
      stage.fail("type", "unsupported post-processor", "ByteLevel, Sequence, TemplateProcessing, BertProcessing or RobertaProcessing",
                 type);
    check_count(2, stage, "");
    around({piece_and_id(stage, "cls")}, {piece_and_id(stage, "sep")});
  }

  std::vector<TokenId> prefix{}, suffix{};

 private:
  static constexpr std::size_t max_tokens = 1024;  // around a text

  void check_count(std::size_t tokens, const StageJson& stage, std::string_view name) const {
    if (prefix.size() + suffix.size() + tokens > max_tokens)
      stage.fail(name, "too many special tokens around a text", std::to_string(max_tokens) + " at most", "");
  }

  TokenId token(const Json& value, const StageJson& stage, std::string_view name) const {
    const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
    if (id < 0 || id >= vocab_size_) stage.fail(name, "not the id of a token", "", describe(value));
    return static_cast<TokenId>(id);
  }
  TokenId piece_and_id(const StageJson& stage, std::string_view name) const {
    const Json& pair = stage.array(name);
    if (pair.size() != 2) stage.fail(name, "not a pair of piece and id", "", "");
    return token(pair[1], stage, name);
  }

  /// A later processor of a sequence goes around what the earlier ones made.
  void around(std::vector<TokenId> before, const std::vector<TokenId>& after) {
    before.insert(before.end(), prefix.begin(), prefix.end());
    prefix = std::move(before);
    suffix.insert(suffix.end(), after.begin(), after.end());
  }

  /// A template for one text: items {"SpecialToken": {"id": name}} and, once, {"Sequence": {"id": "A"}}.
  void single(const StageJson& stage) {
    std::vector<TokenId> before, after;
    bool passed = false;
    std::size_t place = 0;
    for (const Json& json : stage.array("single")) {
      const StageJson item(json, stage.file(), stage.key() + ".single[" + std::to_string(place++) + "]");
      if (item.find("Sequence") != nullptr) {
        if (item.object("Sequence").string("id") != "A" || passed) item.fail("", "template has other than sequence A, once", "", "");
        passed = true;
        continue;
      }
      const StageJson special = stage.object("special_tokens").object(item.object("SpecialToken").string("id"));
      const Json& ids = special.array("ids");
      check_count(before.size() + after.size() + ids.size(), special, "");
      for (const Json& id : ids) (passed ? after : before).push_back(token(id, special, "ids"));
    }
    if (!passed) stage.fail("single", "template has no place for the text", "", "");
    around(std::move(before), after);
  }

  TokenId vocab_size_;
};

}  // namespace detail

GANYMEDE_ONCE PostProcessor PostProcessor::from_json(const Json& json, TokenId vocab_size, std::string_view file, const std::string& key) {
  detail::PostProcessorReader reader(vocab_size);
  detail::for_each_stage(json, file, key, "processors", [&](const StageJson& stage) { reader.read(stage); });
  return {std::move(reader.prefix), std::move(reader.suffix)};
}

}  // namespace ganymede::inline v0
