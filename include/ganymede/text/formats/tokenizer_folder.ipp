#pragma once
// The bodies of tokenizer_folder.hpp.

#include <ganymede/text/formats/tokenizer_folder.hpp>

#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/ctranslate2_vocabulary.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/bpe.hpp>
#include <ganymede/text/decoder_stages.hpp>
#include <ganymede/text/formats/ctranslate2_tokenizer.hpp>
#include <ganymede/text/formats/mapped_recipes.hpp>
#include <ganymede/text/formats/sentencepiece_pipeline.hpp>
#include <ganymede/text/formats/sentencepiece_recipes.hpp>
#include <ganymede/text/formats/token_name.hpp>
#include <ganymede/text/formats/tokenizer_json.hpp>
#include <ganymede/text/formats/tokenizer_json_reader.hpp>
#include <ganymede/text/formats/tokenizer_overlay.hpp>
#include <ganymede/text/formats/tokenizer_settings.hpp>
#include <ganymede/text/formats/vocabulary_recipes.hpp>
#include <ganymede/text/pipeline.hpp>

#include <filesystem>

namespace ganymede::inline v0::detail {

/// tokenizer_config.json names tokens by their spelling, plain or as an AddedToken object. Of a class (`by_class`), what it does
/// not name has fairseq's spelling, if the vocabulary has it.
inline void read_special_ids(const Json& config, bool by_class, TokenizerPipeline& pipeline) {
  const auto read = [&](const char* name, const char* otherwise, std::optional<TokenId>& id) {
    const auto found = config.find(name);
    const Json given = found == config.end() ? Json() : *found;
    const Json& value = given.is_object() && given.contains("content") ? given["content"] : given;
    if (!value.is_string() && (id || !by_class)) return;
    const std::string spelling = value.is_string() ? value.get<std::string>() : otherwise;
    if (const AddedToken* token = pipeline.added.find(spelling))
      id = token->id;
    else if (const auto piece = pipeline.vocabulary->find(spelling))
      id = *piece;
  };
  read("bos_token", "<s>", pipeline.ids.bos);
  read("eos_token", "</s>", pipeline.ids.eos);
  read("pad_token", "<pad>", pipeline.ids.pad);
  read("unk_token", "<unk>", pipeline.ids.unk);
}

/// Settings that concern no part of a tokenizer.json.
inline void finish_with_settings(const TokenizerSettings& settings, TokenizerPipeline& pipeline) {
  const Settings& config = settings.config;
  pipeline.split_special_tokens = config.get_or<bool>("split_special_tokens", false);
  const bool byte_pairs = pipeline.model.is<Bpe>();  // whose spaces before punctuation are the text's own
  if (!config.get_or<bool>("clean_up_tokenization_spaces", false) ||
      (byte_pairs && !config.get_or<bool>("clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output", false)))
    return;
  std::vector<DecoderStage> stages = pipeline.decoder.stages();
  stages.emplace_back(decoders::Fuse{});
  static constexpr std::string_view cleaned[][2] = {{" .", "."},     {" ?", "?"},   {" !", "!"},   {" ,", ","},     {" ' ", "'"},
                                                    {" n't", "n't"}, {" 'm", "'m"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (const auto& [from, to] : cleaned) stages.emplace_back(decoders::Replace{std::string(from), std::string(to)});
  pipeline.decoder = Decoder(std::move(stages));
}

/// add_bos_token and add_eos_token, which a tokenizer.json's post-processor has in their place.
inline PostProcessor bos_and_eos(const Settings& config, bool bos_otherwise, const SpecialIds& ids) {
  std::vector<TokenId> before, after;
  if (ids.bos && config.get_or<bool>("add_bos_token", bos_otherwise)) before.push_back(*ids.bos);
  if (ids.eos && config.get_or<bool>("add_eos_token", false)) after.push_back(*ids.eos);
  return {std::move(before), std::move(after)};
}

/// GPT-2's manner, with tokens that the class names where the settings do not, and bos and eos where the settings want them.
inline TokenizerPipeline gpt2_pipeline(const std::filesystem::path& folder, const TokenizerSettings& given) {
  TokenizerSettings settings = given;
  Json config = given.config.json();
  const auto otherwise = [&config](const char* key, const char* token) {
    if (!config.contains(key)) config[key] = token;
  };
  if (settings.name != "Qwen2Tokenizer") otherwise("bos_token", "<|endoftext|>");
  for (const char* const key : {"eos_token", "unk_token"}) otherwise(key, "<|endoftext|>");
  if (settings.name != "GPT2Tokenizer") otherwise("pad_token", settings.name == "Qwen2Tokenizer" ? "<|endoftext|>" : "<|padding|>");
  settings.config = Settings(std::move(config), given.config.file());
  settings.named = named_tokens(settings.config);
  TokenizerJson json = gpt2_recipe(folder, settings.name);
  lay_over(settings, json);
  TokenizerPipeline pipeline = build_tokenizer(std::move(json), (folder / "vocab.json").string());
  read_special_ids(settings.config.json(), false, pipeline);
  pipeline.post_processor = bos_and_eos(settings.config, false, pipeline.ids);
  return pipeline;
}

/// What SentencePiece makes of a text, and <s> in front: the class before it had settings for less. Added tokens follow the pieces.
inline TokenizerPipeline llama_pipeline(const std::filesystem::path& folder, const TokenizerSettings& settings) {
  const std::string file = (folder / "tokenizer.model").string();
  const MappedFile mapped{folder / "tokenizer.model"};
  TokenizerPipeline pipeline = sentencepiece_pipeline(read_sentencepiece(mapped.bytes(), file), file);
  std::vector<AddedToken> tokens(pipeline.added.tokens().begin(), pipeline.added.tokens().end());
  TokenId next = pipeline.vocabulary->size();
  for (const std::vector<AddedToken>* list : {&settings.added, &settings.named})
    for (AddedToken token : *list) {
      if (std::any_of(tokens.begin(), tokens.end(), [&](const AddedToken& known) { return known.content == token.content; })) continue;
      const auto known = pipeline.vocabulary->find(token.content);
      token.id = known ? *known : next++;
      token.normalized = false;
      token.plain = token.special && known && is_one_character(token.content);
      tokens.push_back(std::move(token));
    }
  pipeline.added = AddedTokens(std::move(tokens), {}, file);
  read_special_ids(settings.config.json(), false, pipeline);
  pipeline.post_processor = bos_and_eos(settings.config, true, pipeline.ids);
  return pipeline;
}

inline TokenizerPipeline read_tokenizer_class(const std::filesystem::path& folder, const TokenizerSettings& settings, TextSide side) {
  const Settings& config = settings.config;
  const std::string& name = settings.name;
  const auto build = [&](TokenizerJson json, std::string_view file) {
    lay_over(settings, json);
    return build_tokenizer(std::move(json), (folder / file).string());
  };
  if (name == "MarianTokenizer") return marian_pipeline(folder, config, side);
  if (name == "M2M100Tokenizer") return m2m100_pipeline(folder, config);
  if (const std::string_view file = sentencepiece_recipe_file(name); !file.empty())
    return build(sentencepiece_recipe(folder, config, name), file);
  if (name == "BartTokenizer" || name == "RobertaTokenizer" || name == "LongformerTokenizer")
    return build(bart_recipe(folder, config), "vocab.json");
  if (name == "GPT2Tokenizer" || name == "GPTNeoXTokenizer" || name == "Qwen2Tokenizer") return gpt2_pipeline(folder, settings);
  if (name == "LlamaTokenizer" || name == "CodeLlamaTokenizer" || name == "GemmaTokenizer") return llama_pipeline(folder, settings);
  if (name == "BertTokenizer" || name == "DistilBertTokenizer" || name == "ElectraTokenizer" || name == "MobileBertTokenizer" ||
      name == "MPNetTokenizer")
    return build(bert_recipe(folder, config, name == "MPNetTokenizer"), "vocab.txt");
  throw TokenizerError{{"no tokenizer.json, and a class that is not supported without one", folder.string(), "tokenizer_class",
                        "Marian, M2M100, T5, MT5, Pegasus, MBart, MBart50, Nllb, XLMRoberta, Camembert, Bart, Roberta, Longformer, GPT2, "
                        "GPTNeoX, Qwen2, Llama, CodeLlama, Gemma, Bert, DistilBert, Electra, MobileBert or MPNetTokenizer",
                        name}};
}

GANYMEDE_ONCE bool has_tokenizer_files(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const char* const name : {"tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model", "sentencepiece.bpe.model",
                                 "source.spm", "tokenizer_config.json"})
    if (std::filesystem::exists(folder / name, ignored)) return true;
  return false;
}

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerPipeline read_tokenizer_folder(const std::filesystem::path& folder, TextSide side) {
  std::error_code ignored;
  const std::filesystem::path file = folder / "tokenizer.json";
  const bool has_file = std::filesystem::exists(file, ignored);
  if (!has_file && detail::has_token_lists(folder)) return ctranslate2_pipeline(folder, side);
  const TokenizerSettings settings = read_tokenizer_settings(folder);
  if (!has_file && !detail::has_tokenizer_files(folder))
    throw TokenizerError{
        {"no files of a tokenizer", folder.string(), "tokenizer_class", "tokenizer.json, or the files of the class", settings.name}};
  TokenizerPipeline pipeline =
      has_file ? build_tokenizer(read_laid_over(settings, file), file.string()) : detail::read_tokenizer_class(folder, settings, side);
  detail::read_special_ids(settings.config.json(), !has_file, pipeline);
  detail::finish_with_settings(settings, pipeline);
  return pipeline;
}

}  // namespace ganymede::inline v0
