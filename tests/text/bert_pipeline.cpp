#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/tokenizer.hpp>

using namespace ganymede;

namespace {

Tokenizer small_bert(bool lowercase, const Json& strip_accents) {
  const std::vector<std::string> pieces{"[PAD]", "[UNK]", "[CLS]",    "[SEP]",    "[MASK]",         "a", "b", "e", "i",   "s",
                                        "##a",   "##b",   "istanbul", "elan",     "\u6F22",         "!", "'", "t", "##t", "[",
                                        "]",     "mask",  "\u00E9",   "##\u0307", "i\u0307stanbul", "."};
  Json json = parse_json(R"({"normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true},
    "pre_tokenizer": {"type": "BertPreTokenizer"}, "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
    "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}, "added_tokens": [],
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100}})",
                         "f");
  json["normalizer"]["lowercase"] = lowercase;
  json["normalizer"]["strip_accents"] = strip_accents;
  for (std::size_t id = 0; id < pieces.size(); ++id) {
    json["model"]["vocab"][pieces[id]] = id;
    if (id > 4) continue;
    Json& token = json["added_tokens"].emplace_back();
    token["id"] = id;
    token["content"] = pieces[id];
    token["special"] = true;
  }
  return Tokenizer::from_json(json.dump(), "tokenizer.json");
}

/// The ids between [CLS] and [SEP].
std::vector<TokenId> between(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<TokenId> ids = tokenizer.encode(text, {.parse_special = true});
  REQUIRE(ids.size() >= 2);
  CHECK(ids.front() == 2);
  CHECK(ids.back() == 3);
  return {ids.begin() + 1, ids.end() - 1};
}

using Ids = std::vector<TokenId>;

}  // namespace

// Values of the tokenizers package (0.23.3).
TEST_CASE("hard texts through all of BERT's pipeline") {
  const Tokenizer tokenizer = small_bert(true, nullptr);
  CHECK(between(tokenizer, "\u00C9lan E\u0301lan") == Ids{13, 13});
  CHECK(between(tokenizer, "\u0130stanbul") == Ids{12});
  CHECK(between(tokenizer, "\u6F22a\u6F22") == Ids{14, 5, 14});
  CHECK(between(tokenizer, "a[MASK]b [mask] [MASKED]") == Ids{5, 4, 6, 19, 21, 20, 19, 1, 20});
  CHECK(between(tokenizer,
                "a\x01"
                "b\u200D\u00ADa\uFEFF!") == Ids{5, 11, 10, 15});
  CHECK(between(tokenizer, "a'T it's.") == Ids{5, 16, 17, 8, 18, 16, 9, 25});
  CHECK(between(tokenizer, "a\u3000b\u00A0a\u2028b") == Ids{5, 6, 5, 6});
  CHECK(between(tokenizer, "\u0301a") == Ids{5});
  CHECK(between(tokenizer, "A\u0307B") == Ids{5, 11});
  CHECK(tokenizer.decode(std::vector<TokenId>{2, 5, 16, 17, 8, 18, 16, 9, 25, 3}) == "a ' t it ' s.");
}

TEST_CASE("accents go with the case, unless strip_accents says otherwise") {
  const Tokenizer cased = small_bert(false, nullptr), accented = small_bert(true, false);
  CHECK(between(cased, "\u00C9lan \u0130stanbul A\u0307B") == Ids{1, 1, 1});
  CHECK(between(cased, "a'T") == Ids{5, 16, 1});
  CHECK(between(accented, "\u00C9lan") == Ids{1});
  CHECK(between(accented, "\u0130stanbul") == Ids{24});  // i and a dot above
  CHECK(between(accented, "A\u0307B") == Ids{5, 23, 11});
  CHECK(between(small_bert(false, true), "e\u0301lan") == Ids{13});
}

TEST_CASE("a word of more than a hundred characters is unknown, whatever its bytes") {
  const Tokenizer tokenizer = small_bert(true, false);
  CHECK(between(tokenizer, std::string(100, 'b')).size() == 100);
  CHECK(between(tokenizer, std::string(101, 'b')) == Ids{1});
  std::string accents;
  for (int i = 0; i < 100; ++i) accents += "\u00E9";
  CHECK(between(tokenizer, accents + "!") == Ids{1, 15});
  CHECK(between(tokenizer, "\u00E9") == Ids{22});
}
