#pragma once
// The bodies of post_processor.hpp.

#include <ganymede/text/post_processor.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/formats/stage_list.hpp>
#include <ganymede/text/unicode/unicode.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

namespace detail {

/// Puts the tokens of all stages together.
class PostProcessorReader {
 public:
  using Item = PostProcessor::Item;
  using Part = Encoding::Part;

  explicit PostProcessorReader(TokenId vocab_size) : vocab_size_(vocab_size) {}

  void read(const StageJson& stage) {
    const std::string type = stage.type();
    if (type == "ByteLevel") return trim(stage);
    if (type == "TemplateProcessing") return from_template(stage);
    if (type != "BertProcessing" && type != "RobertaProcessing")
      stage.fail("type", "unsupported post-processor", "ByteLevel, Sequence, TemplateProcessing, BertProcessing or RobertaProcessing",
                 type);
    check_count(2, stage, "");
    const bool roberta = type == "RobertaProcessing";
    const Item cls{Part::special, piece_and_id(stage, "cls"), 0}, sep{Part::special, piece_and_id(stage, "sep"), 0};
    const TokenId second = roberta ? 0 : 1;
    std::vector<Item> two{cls, {Part::first, 0, 0}, sep};
    if (roberta) two.push_back(sep);
    two.insert(two.end(), {{Part::second, 0, second}, {Part::special, sep.id, second}});
    if (roberta) trim(stage);
    around({cls, {Part::first, 0, 0}, sep}, std::move(two));
  }

  std::vector<Item> single{{Part::first, 0, 0}};
  std::vector<Item> pair{{Part::first, 0, 0}, {Part::second, 0, 1}};
  std::vector<PostProcessor::TrimOffsets> trims{};

 private:
  static constexpr std::size_t max_tokens = 1024;  // around a text

  void trim(const StageJson& stage) {
    if (stage.boolean("trim_offsets", true)) trims.push_back({stage.boolean("add_prefix_space", true)});
  }

  void check_count(std::size_t tokens, const StageJson& stage, std::string_view name) const {
    if (std::max(single.size(), pair.size()) + tokens > max_tokens)
      stage.fail(name, "too many special tokens around a text", std::to_string(max_tokens) + " at most", "");
  }

  TokenId token(const Json& value, const StageJson& stage, std::string_view name) const {
    const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
    if (id < 0 || id >= vocab_size_) stage.fail(name, "not the id of a token", "", describe(value));
    return static_cast<TokenId>(id);
  }
  TokenId piece_and_id(const StageJson& stage, std::string_view name) const {
    const Json& pair_of_both = stage.array(name);
    if (pair_of_both.size() != 2) stage.fail(name, "not a pair of piece and id", "", "");
    return token(pair_of_both[1], stage, name);
  }

  /// A later processor of a sequence goes around what the earlier ones made; what two make of a pair has no meaning.
  void around(const std::vector<Item>& one, std::vector<Item> two) {
    std::vector<Item> made;
    for (const Item& item : one)
      if (item.part == Part::special)
        made.push_back(item);
      else
        made.insert(made.end(), single.begin(), single.end());
    single = std::move(made);
    pair = std::exchange(begun_, true) ? std::vector<Item>{} : std::move(two);
  }

  /// A template: items {"SpecialToken": {"id": name, "type_id": 0}} and, once each, {"Sequence": {"id": "A", "type_id": 0}}.
  std::vector<Item> items(const StageJson& stage, std::string_view name, bool is_pair) const {
    std::vector<Item> made;
    std::size_t first = 0, second = 0, place = 0;
    for (const Json& json : stage.array(name)) {
      const StageJson item(json, stage.file(), stage.key() + "." + std::string(name) + "[" + std::to_string(place++) + "]");
      const bool text = item.find("Sequence") != nullptr;
      const StageJson what = item.object(text ? "Sequence" : "SpecialToken");
      const TokenId type =
          what.find("type_id") == nullptr ? 0 : static_cast<TokenId>(std::min<std::size_t>(what.number("type_id"), 1 << 16));
      if (text) {
        const std::string id = what.string("id");
        if ((id == "A" ? first++ : id == "B" && is_pair ? second++ : 1) > 0)
          item.fail("", is_pair ? "template has other than sequences A and B, once" : "template has other than sequence A, once", "", "");
        made.push_back({id == "A" ? Part::first : Part::second, 0, type});
        continue;
      }
      const StageJson special = stage.object("special_tokens").object(what.string("id"));
      const Json& ids = special.array("ids");
      check_count(made.size() + ids.size(), special, "");
      for (const Json& id : ids) made.push_back({Part::special, token(id, special, "ids"), type});
    }
    if (first == 0 || (is_pair && second == 0)) stage.fail(name, "template has no place for the text", "", "");
    return made;
  }

  void from_template(const StageJson& stage) {
    std::vector<Item> one = items(stage, "single", false), two;
    if (stage.find("pair") != nullptr && !stage.array("pair").empty()) two = items(stage, "pair", true);
    around(one, std::move(two));
  }

  TokenId vocab_size_;
  bool begun_ = false;
};

}  // namespace detail

GANYMEDE_ONCE PostProcessor::PostProcessor(std::vector<TokenId> prefix, std::vector<TokenId> suffix)
    : prefix_(std::move(prefix)), suffix_(std::move(suffix)) {
  const auto list = [](const std::vector<TokenId>& ids, TokenId type) {
    std::vector<Item> items;
    for (const TokenId id : ids) items.push_back({Encoding::Part::special, id, type});
    return items;
  };
  const auto add = [](std::vector<Item>& to, const std::vector<Item>& items) { to.insert(to.end(), items.begin(), items.end()); };
  single_ = list(prefix_, 0);
  single_.push_back({Encoding::Part::first, 0, 0});
  add(single_, list(suffix_, 0));
  pair_ = single_;
  if (suffix_.empty()) add(pair_, list(prefix_, 1));
  pair_.push_back({Encoding::Part::second, 0, 1});
  add(pair_, list(suffix_, 1));
}

GANYMEDE_ONCE PostProcessor::PostProcessor(std::vector<Item> single, std::vector<Item> pair, std::vector<TrimOffsets> trims)
    : single_(std::move(single)), pair_(std::move(pair)), trims_(std::move(trims)) {
  bool passed = false;
  for (const Item& item : single_)
    if (item.part == Encoding::Part::special)
      (passed ? suffix_ : prefix_).push_back(item.id);
    else
      passed = true;
}

GANYMEDE_ONCE PostProcessor PostProcessor::from_json(const Json& json, TokenId vocab_size, std::string_view file, const std::string& key) {
  detail::PostProcessorReader reader(vocab_size);
  detail::for_each_stage(json, file, key, "processors", [&](const StageJson& stage) { reader.read(stage); });
  return {std::move(reader.single), std::move(reader.pair), std::move(reader.trims)};
}

GANYMEDE_ONCE std::size_t PostProcessor::added(bool pair) const noexcept {
  const std::vector<Item>& items = pair ? pair_ : single_;
  return static_cast<std::size_t>(
      std::count_if(items.begin(), items.end(), [](const Item& item) { return item.part == Encoding::Part::special; }));
}

GANYMEDE_ONCE Encoding PostProcessor::operator()(const TextTokens& first, const TextTokens* second, const EncodingOptions& options) const {
  const std::vector<Item>& items = second == nullptr ? single_ : pair_;
  if (items.empty()) throw TokenizerError{{"how a pair of texts becomes one is not known", "", "post_processor.pair", "a template", ""}};
  Encoding out;
  for (const Item& item : items)
    if (item.part != Encoding::Part::special)
      out.add(item.part == Encoding::Part::first ? first : *second, item.token_type_id, item.part);
    else if (options.add_special_tokens)
      out.add_special(item.id, item.token_type_id, options.offsets);
  return out;
}

GANYMEDE_ONCE void PostProcessor::trim(TextRange& range, std::string_view piece, const TrimOffsets& how, bool first) {
  constexpr char32_t space = byte_level_alphabet[' '];
  std::size_t leading = 0, trailing = 0;
  bool begun = false;
  for_each_code_point(piece, [&](char32_t c, std::string_view) {
    const bool white = c == space || (c != not_unicode && is_white_space(c));
    begun = begun || !white;
    if (!begun) ++leading;
    trailing = white ? trailing + 1 : 0;
  });
  if (leading > 0 && (first || range.begin == 0) && how.add_prefix_space) {  // it was added
    if (!begun) range.end = range.begin;
    leading = 0;
  }
  range.begin = std::min(range.begin + leading, range.end);
  if (trailing > 0 && range.end >= trailing) range.end = std::max(range.end - trailing, range.begin);
}

}  // namespace ganymede::inline v0
