#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/tokenizer.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"
#include "support/tokenizer_fixture.hpp"

using namespace ganymede;

namespace {

const Json& fixture() {
  static const Json json = Json::parse(read_file(tokenizer_fixtures() / "side_files.json"));
  return json;
}

/// The tokenizer of a fixture's tokenizer.json with files beside it.
Tokenizer tokenizer(const std::string& name, const Json& files) {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", fixture()["tokenizers"][name]["tokenizer.json"].dump());
  for (const auto& [file, content] : files.items()) folder.write(file, content.dump());
  return Tokenizer::from_folder(folder.path());
}
Tokenizer with_config(const std::string& name, Json config) {
  if (!config.contains("tokenizer_class")) config["tokenizer_class"] = fixture()["tokenizers"][name]["class"];
  return tokenizer(name, {{"tokenizer_config.json", std::move(config)}});
}
std::vector<TokenId> ids(const Tokenizer& tokenizer, std::string_view text) { return tokenizer.encode(text, {.parse_special = true}); }

}  // namespace

TEST_CASE("settings beside a tokenizer.json are laid over it as transformers does") {
  for (const Json& test : fixture()["cases"]) {
    const auto name = test["tokenizer"].get<std::string>();
    CAPTURE(name);
    CAPTURE(test["name"].get<std::string>());
    const Json& base = fixture()["tokenizers"][name];
    const Tokenizer made = tokenizer(name, test["files"]);
    for (std::size_t i = 0; i < fixture()["texts"].size(); ++i) {
      const auto text = fixture()["texts"][i].get<std::string>();
      CAPTURE(text);
      const std::string key = std::to_string(i);
      const auto expected = (test["ids"].contains(key) ? test["ids"][key] : base["ids"][i]).get<std::vector<TokenId>>();
      CHECK(Json(ids(made, text)).dump() == Json(expected).dump());
      if (!base.contains("decoded")) continue;
      const Json& decoded = test["decoded"].contains(key) ? test["decoded"][key] : base["decoded"][i];
      CHECK(made.decode(expected) == decoded.get<std::string>());
      CHECK(streamed(made, expected, true) == decoded.get<std::string>());
    }
  }
}

TEST_CASE("special tokens in texts are plain text where the settings say so") {
  const std::string text = "hello<s>x</s>";
  const Tokenizer roberta = with_config("roberta", {{"split_special_tokens", true}});
  CHECK(ids(roberta, text) == with_config("roberta", Json::object()).encode(text));
  CHECK(ids(roberta, text) != ids(with_config("roberta", {{"split_special_tokens", false}}), text));
}

TEST_CASE("settings that classes do not have, or that the file decides, change nothing") {
  const std::string text = " hello World";
  const auto same = [&](const char* name, const Json& config) {
    CAPTURE(config.dump());
    CHECK(ids(with_config(name, config), text) == ids(with_config(name, Json::object()), text));
  };
  same("t5", {{"add_prefix_space", false}});  // spaces go in front of T5's texts whatever is said
  same("plain", {{"tokenizer_class", "PreTrainedTokenizerFast"}, {"add_prefix_space", true}, {"do_lower_case", true}});
  same("gpt2", {{"do_lower_case", true}, {"strip_accents", true}, {"add_bos_token", true}});
  same("gpt2",
       {{"tokenizer_class", "LlamaTokenizer"}, {"add_prefix_space", true}});  // a class that the file contradicts (Llama 3's children)
  same("llama", {{"legacy", true}, {"add_bos_token", false}});
  same("bert", {{"do_lower_case", nullptr}, {"strip_accents", nullptr}, {"do_basic_tokenize", false}});
  same("xlm_roberta", {{"do_lower_case", true}});
}

TEST_CASE("tokens around a text come from the settings, whatever the class of that kind is called") {
  // transformers 5.24: each of these classes takes cls_token and sep_token (T5's, eos_token) for its post-processor.
  const auto last = [](const char* name, const Json& config) { return ids(with_config(name, config), "hello").back(); };
  const TokenId mask = with_config("bert", Json::object()).id("[MASK]").value();
  for (const char* const type : {"BertTokenizer", "MobileBertTokenizer", "SqueezeBertTokenizer", "ConvBertTokenizer", "LayoutLMTokenizer",
                                 "FunnelTokenizer", "SplinterTokenizer", "LxmertTokenizer", "DPRReaderTokenizer"}) {
    CAPTURE(type);
    CHECK(last("bert", {{"tokenizer_class", type}, {"cls_token", "[CLS]"}, {"sep_token", "[MASK]"}}) == mask);
  }
  for (const char* const type : {"RobertaTokenizer", "LEDTokenizer", "MvpTokenizer"}) {
    CAPTURE(type);
    const Json config{{"tokenizer_class", type}, {"cls_token", "<s>"}, {"sep_token", "<pad>"}};
    CHECK(last("roberta", config) == with_config("roberta", Json::object()).id("<pad>").value());
  }
  CHECK(last("t5", {{"eos_token", "<pad>"}}) == with_config("t5", Json::object()).id("<pad>").value());
}

TEST_CASE("added_tokens.json changes nothing of what tokenizer.json has") {
  const Json config{{"tokenizer_class", "GPT2Tokenizer"}};
  const Tokenizer made = tokenizer("gpt2", {{"tokenizer_config.json", config}, {"added_tokens.json", {{"<|endoftext|>", 0}}}});
  CHECK(made.is_special(0));
  CHECK(made.encode("<|endoftext|>").size() > 1);
  const Json flags{{"tokenizer_class", "GPT2Tokenizer"},
                   {"added_tokens_decoder", {{"0", {{"content", "<|endoftext|>"}, {"special", false}}}}}};
  CHECK_FALSE(tokenizer("gpt2", {{"tokenizer_config.json", flags}}).is_special(0));
}

TEST_CASE("an old Llama file's prefix space stands in its normaliser") {
  Json old = fixture()["tokenizers"]["llama"]["tokenizer.json"];
  const Json replace{{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "\u2581"}};
  old["pre_tokenizer"] = nullptr;
  old["normalizer"] = {{"type", "Sequence"}, {"normalizers", {{{"type", "Prepend"}, {"prepend", "\u2581"}}, replace}}};
  const auto made = [&](const Json& json, bool prefix) {
    const TemporaryFolder folder;
    folder.write("tokenizer.json", json.dump());
    folder.write("tokenizer_config.json", Json{{"tokenizer_class", "LlamaTokenizer"}, {"add_prefix_space", prefix}}.dump());
    return Tokenizer::from_folder(folder.path());
  };
  const Tokenizer with = Tokenizer::from_json(old.dump(), "old"), without = with_config("llama", {{"add_prefix_space", false}});
  Json bare = old;
  bare["normalizer"] = replace;
  for (const Json& json : {old, bare})
    for (const char* const text : {"hello", " hello", "a  b "}) {
      CHECK(ids(made(json, true), text) == ids(with, text));
      CHECK(ids(made(json, false), text) == ids(without, text));
      CHECK(made(json, false).decode(ids(without, text)) == text);
    }
}

TEST_CASE("settings that nothing here follows are errors that name them") {
  const auto key = [](const char* name, const Json& config) { return error_of<ConfigError>([&] { (void)with_config(name, config); }).key; };
  CHECK(key("gpt2", {{"do_upper_case", true}}) == "do_upper_case");
  CHECK(key("gpt2", {{"add_prefix_space", "yes"}}) == "add_prefix_space");
  CHECK(key("whisper", {{"language", "french"}}) == "language");
  CHECK(key("whisper", {{"predict_timestamps", true}}) == "predict_timestamps");
  CHECK(key("mbart", {{"src_lang", "xx_XX"}}) == "src_lang");
  CHECK(key("nllb", {{"src_lang", "fr_XX"}}) == "src_lang");
}
