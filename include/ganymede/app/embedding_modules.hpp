#pragma once
// What a sentence-transformers folder says about making vectors of texts: modules.json, and the side files of the modules that it lists.
// Every key is read, known to change nothing, or refused by name.

#include <ganymede/app/pooling.hpp>
#include <ganymede/app/vector_modules.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE bool is_folder(const std::filesystem::path& path);

struct EmbeddingModules {
  std::filesystem::path model{};                 ///< the folder of the Transformer, or of the table of static embeddings
  bool is_static = false;                        ///< a table: no special tokens, no limit
  bool drops_unknown = false;                    ///< unknown tokens do not count (model2vec by itself)
  std::vector<Pooling> poolings{Pooling::mean};  ///< side by side
  Index width = 0;                               ///< of the tokens' vectors, as the Pooling module says; 0: it does not
  std::string width_file{};                      ///< where it says so
  bool include_prompt = true;                    ///< whether a prompt's tokens count in pooling
  std::vector<VectorModule> modules{};           ///< what becomes of the pooled vector, in this order
  std::optional<Index> max_seq_length{};
  bool do_lower_case = false;
  std::map<std::string, std::string> prompts{};  ///< by name
  std::string default_prompt_name{};             ///< empty: none
  std::string similarity_fn_name = "cosine";     ///< how its vectors are compared
  Index truncate_dim = 0;                        ///< the vectors' first dimensions alone; 0: all

  /// A folder with modules.json, a model2vec folder, or one of a bare model, whose vectors are the means of all tokens'. ConfigError for
  /// modules and settings that are not known; FileError, FormatError, TensorError.
  static EmbeddingModules read(const std::filesystem::path& folder);
  /// What a GGUF file says by pooling_type: mean where it does not. ConfigError for a reranker's, and for one that says there is none.
  static EmbeddingModules of_file(const Checkpoint& checkpoint);

  /// Dimensions of a vector whose tokens' have `width`. ConfigError where the modules do not fit each other.
  Index dimensions(Index width) const;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/embedding_modules.ipp>
#endif
