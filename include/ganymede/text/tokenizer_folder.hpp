#pragma once
// A pipeline from a Hugging Face folder: its tokenizer.json, or, without one, the vocabulary files of the class that
// tokenizer_config.json names (or config.json's model_type implies), or the vocabulary of a CTranslate2 folder.

#include <ganymede/compiled.hpp>
#include <ganymede/text/ctranslate2_tokenizer.hpp>
#include <ganymede/text/mapped_recipes.hpp>
#include <ganymede/text/sentencepiece_recipes.hpp>
#include <ganymede/text/tokenizer_json.hpp>
#include <ganymede/text/vocabulary_recipes.hpp>

#include <filesystem>

namespace ganymede::inline v0 {

namespace detail {

inline Settings folder_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? Settings(read_json(path), path.string()) : Settings();
}

/// "T5Tokenizer": of tokenizer_config.json, without "Fast"; else by the model's type.
inline std::string tokenizer_class(const std::filesystem::path& folder, const Settings& config) {
  auto name = config.get_or<std::string>("tokenizer_class", "");
  if (name.ends_with("Fast")) name.resize(name.size() - 4);
  if (!name.empty()) return name;
  auto type = folder_file(folder / "config.json").get_or<std::string>("model_type", "");
  static constexpr std::pair<std::string_view, const char*> classes[] = {
      {"marian", "MarianTokenizer"}, {"m2m_100", "M2M100Tokenizer"},  {"t5", "T5Tokenizer"},     {"mt5", "T5Tokenizer"},
      {"mbart", "MBartTokenizer"},   {"pegasus", "PegasusTokenizer"}, {"bart", "BartTokenizer"}, {"bert", "BertTokenizer"}};
  for (const auto& [known, made] : classes)
    if (type == known) return made;
  return type;
}

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

inline TokenizerPipeline read_tokenizer_class(const std::filesystem::path& folder, const Settings& config, TextSide side) {
  const std::string name = tokenizer_class(folder, config);
  const auto recipe = [&](const char* file) {
    const MappedFile model{folder / file};
    const std::string path = (folder / file).string();
    return SentencePieceRecipe(read_sentencepiece(model.bytes(), path), config, path);
  };
  const auto build = [&](TokenizerJson json, const char* file) {
    return TokenizerJsonBuilder(std::move(json), (folder / file).string()).build();
  };
  if (name == "MarianTokenizer") {
    const bool separate = config.get_or<bool>("separate_vocabs", false), target = side == TextSide::target;
    return MappedRecipe(folder / (target ? "target.spm" : "source.spm"), folder / (separate ? "target.spm" : "source.spm"),
                        folder / (separate && target ? "target_vocab.json" : "vocab.json"), config)
        .marian();
  }
  const char* const bpe_model = "sentencepiece.bpe.model";
  if (name == "M2M100Tokenizer") return MappedRecipe(folder / bpe_model, folder / bpe_model, folder / "vocab.json", config).m2m100();
  if (name == "T5Tokenizer" || name == "MT5Tokenizer") return build(recipe("spiece.model").t5(), "spiece.model");
  if (name == "PegasusTokenizer") return build(recipe("spiece.model").pegasus(), "spiece.model");
  if (name == "MBartTokenizer") return build(recipe(bpe_model).mbart(), bpe_model);
  if (name == "MBart50Tokenizer") return build(recipe(bpe_model).mbart50(), bpe_model);
  if (name == "NllbTokenizer") return build(recipe(bpe_model).nllb(), bpe_model);
  if (name == "BartTokenizer" || name == "RobertaTokenizer") return build(bart_recipe(folder, config), "vocab.json");
  if (name == "BertTokenizer") return build(bert_recipe(folder, config), "vocab.txt");
  throw TokenizerError{{"no tokenizer.json, and a class that is not supported without one", folder.string(), "tokenizer_class",
                        "Marian, M2M100, T5, MT5, Pegasus, MBart, MBart50, Nllb, Bart, Roberta or BertTokenizer", name}};
}

}  // namespace detail

/// FileError, FormatError, ConfigError, TokenizerError: a file is missing or wrong, or the class is not supported.
GANYMEDE_ONCE TokenizerPipeline read_tokenizer_folder(const std::filesystem::path& folder, TextSide side = TextSide::source);

/// The same of a folder that has a tokenizer.json: all that language models need, without the classes' recipes, which take long to compile.
GANYMEDE_ONCE TokenizerPipeline read_tokenizer_json_folder(const std::filesystem::path& folder);

#if GANYMEDE_DEFINED_HERE
GANYMEDE_ONCE TokenizerPipeline read_tokenizer_folder(const std::filesystem::path& folder, TextSide side) {
  std::error_code ignored;
  if (std::filesystem::exists(folder / "tokenizer.json", ignored)) return read_tokenizer_json_folder(folder);
  if (detail::is_ctranslate2_folder(folder)) return ctranslate2_pipeline(folder, side);
  const Settings config = detail::folder_file(folder / "tokenizer_config.json");
  TokenizerPipeline pipeline = detail::read_tokenizer_class(folder, config, side);
  detail::read_special_ids(config.json(), true, pipeline);
  return pipeline;
}

GANYMEDE_ONCE TokenizerPipeline read_tokenizer_json_folder(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "tokenizer.json";
  const MappedFile file{path};
  TokenizerPipeline pipeline = read_tokenizer_json(file.text(), path.string());
  detail::read_special_ids(detail::folder_file(folder / "tokenizer_config.json").json(), false, pipeline);
  return pipeline;
}
#endif

}  // namespace ganymede::inline v0
