#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/tokenizer_settings.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {

/// The settings of a folder with these files.
TokenizerSettings settings(const Json& files) {
  const TemporaryFolder folder;
  for (const auto& [file, content] : files.items()) folder.write(file, content.dump());
  return read_tokenizer_settings(folder.path());
}
ErrorDetails refused(const Json& files) {
  return error_of<ConfigError>([&] { (void)settings(files); });
}

}  // namespace

TEST_CASE("a folder without side files has no settings") {
  const TokenizerSettings none = settings(Json::object());
  CHECK(none.name.empty());
  CHECK(none.added.empty());
  CHECK(none.named.empty());
}

TEST_CASE("the class is named, or follows from the model's type") {
  CHECK(settings({{"tokenizer_config.json", {{"tokenizer_class", "T5TokenizerFast"}}}}).name == "T5Tokenizer");
  CHECK(settings({{"config.json", {{"tokenizer_class", "XLMRobertaTokenizer"}, {"model_type", "bert"}}}}).name == "XLMRobertaTokenizer");
  CHECK(settings({{"config.json", {{"model_type", "gpt2"}}}}).name == "GPT2Tokenizer");
  CHECK(settings({{"config.json", {{"model_type", "other"}}}}).name == "other");
}

TEST_CASE("special_tokens_map.json counts in folders without added_tokens_decoder only") {
  const Json map{{"pad_token", "<map>"}};
  const Json old{{"tokenizer_config.json", {{"pad_token", "<config>"}}}, {"special_tokens_map.json", map}};
  CHECK(settings(old).named.at(0).content == "<map>");
  const Json fresh{{"tokenizer_config.json", {{"pad_token", "<config>"}, {"added_tokens_decoder", Json::object()}}},
                   {"special_tokens_map.json", map}};
  CHECK(settings(fresh).named.at(0).content == "<config>");
}

TEST_CASE("tokens come in the order in which transformers adds them") {
  const TokenizerSettings made =
      settings({{"tokenizer_config.json",
                 {{"added_tokens_decoder", {{"10", {{"content", "b"}, {"lstrip", true}}}, {"9", {{"content", "a"}, {"special", true}}}}},
                  {"pad_token", "p"},
                  {"bos_token", {{"content", "s"}, {"rstrip", true}, {"__type", "AddedToken"}}},
                  {"image_token", "i"},
                  {"extra_special_tokens", {"x"}}}}});
  REQUIRE(made.added.size() == 2);
  CHECK(made.added[0].content == "a");
  CHECK(made.added[0].special);
  CHECK(!made.added[0].normalized);
  CHECK(made.added[1].lstrip);
  CHECK(made.added[1].normalized);
  std::string named;
  for (const AddedToken& token : made.named) named += token.content;
  CHECK(named == "spix");
  CHECK(made.named[0].special);
  CHECK(made.named[0].rstrip);
}

TEST_CASE("what is wrong in a side file is an error with its key") {
  const auto config = [](Json json) { return Json{{"tokenizer_config.json", std::move(json)}}; };
  CHECK(refused(config({{"added_tokens_decoder", {{"x", {{"content", "a"}}}}}})).key == "added_tokens_decoder.x");
  CHECK(refused(config({{"added_tokens_decoder", {{"3", "a"}}}})).key == "added_tokens_decoder.3");
  CHECK(refused(config({{"added_tokens_decoder", {{"3", {{"lstrip", true}}}}}})).key == "added_tokens_decoder.3.content");
  CHECK(refused(config({{"extra_special_tokens", "a"}})).key == "extra_special_tokens");
  CHECK(refused(config({{"extra_special_tokens", {7}}})).key == "extra_special_tokens.0");
  CHECK(refused(config({{"pad_token", 7}})).key == "pad_token");
  CHECK(refused({{"added_tokens.json", {{"a", "b"}}}}).key == "a");
  CHECK(refused(config(Json::array())).expected == "an object");
}
