#pragma once
// Hugging Face's tokenizers of GPT-2, Qwen2, BART and BERT from their plain vocabularies: vocab.json with merges.txt, and vocab.txt.
// The pipelines of transformers' classes (v5).

#include <ganymede/split.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

class Settings;
class Vocabulary;
struct TokenizerJson;

namespace detail {

/// Byte-level BPE as it is (Radford et al. 2019); NFC and finer words for GPT-NeoX and Qwen2.
GANYMEDE_ONCE TokenizerJson gpt2_recipe(const std::filesystem::path& folder, std::string_view name);

/// Byte-level BPE between <s> and </s> (Lewis et al. 2020).
GANYMEDE_ONCE TokenizerJson bart_recipe(const std::filesystem::path& folder, const Settings& config);

/// WordPiece between [CLS] and [SEP] (Devlin et al. 2018), or, for MPNet, <s> and </s>: the line of vocab.txt is the id.
GANYMEDE_ONCE TokenizerJson bert_recipe(const std::filesystem::path& folder, const Settings& config, bool mpnet);
/// The same of a vocabulary that has been read, from `file`, and is not frozen yet.
GANYMEDE_ONCE TokenizerJson bert_recipe(Vocabulary vocabulary, const std::string& file, const Settings& config, bool mpnet);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/vocabulary_recipes.ipp>
#endif
