#pragma once
// The bodies of embedding_modules.hpp.

#include <ganymede/app/embedding_modules.hpp>

#include <ganymede/app/module_settings.hpp>
#include <ganymede/app/module_tensors.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/io/settings.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE bool is_folder(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

/// Reads the files of one folder.
class EmbeddingModulesReader : ModuleSettings {
 public:
  explicit EmbeddingModulesReader(std::filesystem::path folder) : folder_(std::move(folder)) { made_.model = folder_; }

  EmbeddingModules read() {
    if (is_there(folder_ / "modules.json"))
      read_modules();
    else if (const Json config = json_if_there(folder_ / "config.json"); is_model2vec(config))
      read_model2vec(config);
    else if (has_transformer_settings(folder_))
      read_transformer(folder_);
    read_prompts();
    return std::move(made_);
  }

 private:
  static bool is_model2vec(const Json& config) {
    if (!config.is_object()) return false;
    const auto type = config.find("model_type");
    return type != config.end() && *type == "model2vec";
  }

  void read_modules() {
    const std::filesystem::path file = folder_ / "modules.json";
    const Json modules = read_json(file);
    if (!modules.is_array() || modules.empty())
      throw ConfigError{{.problem = "not a list of modules", .file = file.string(), .found = describe(modules)}};
    bool pooled = false;
    for (std::size_t i = 0; i < modules.size(); ++i) {
      const std::string key = "[" + std::to_string(i) + "]";
      if (!modules[i].is_object()) throw ConfigError{{.problem = "not a module", .file = file.string(), .key = key}};
      const Settings module = Settings(modules[i], file.string()).recorded();
      pass_over(module, {"idx", "name", "kwargs"});
      const auto type = module.get<std::string>("type"), path = module.get_or<std::string>("path", "");
      require_empty(module, "kwargs");
      require_all_read(module);
      const std::string name = type.starts_with("sentence_transformers.") ? type.substr(type.rfind('.') + 1) : type;
      const std::filesystem::path at = folder_ / path_inside(file.string(), key + ".path", path);
      const bool first = i == 0;
      if (first && name == "Transformer") {
        read_transformer(at);
      } else if (first && name == "StaticEmbedding") {
        made_.is_static = pooled = true;
        made_.model = at;
      } else if (!first && name == "Pooling" && !pooled) {
        read_pooling(at);
        pooled = true;
      } else if (pooled && name == "Dense") {
        read_dense(at);
      } else if (pooled && name == "LayerNorm") {
        read_layer_norm(at);
      } else if (name == "Normalize" && pooled) {
        read_normalize(at);
      } else if (!(name == "Dropout" && pooled)) {  // which only training does
        refuse(file.string(), key + ".type", "Transformer and Pooling, or StaticEmbedding, then Dense, LayerNorm, Dropout or Normalize",
               type);
      }
    }
    if (!pooled) refuse(file.string(), "type", "a Pooling module", "none");
  }

  /// A folder's name or several, and no way out of it.
  static std::filesystem::path path_inside(const std::string& file, const std::string& key, const std::string& path) {
    const std::filesystem::path inside(path);
    if (inside.is_absolute() || std::find(inside.begin(), inside.end(), "..") != inside.end())
      throw ConfigError{{.problem = "leads out of the folder", .file = file, .key = key, .found = path}};
    return inside;
  }

  static std::filesystem::path transformer_settings(const std::filesystem::path& folder) {
    for (const char* const name :
         {"sentence_bert_config.json", "sentence_roberta_config.json", "sentence_distilbert_config.json", "sentence_camembert_config.json",
          "sentence_albert_config.json", "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json"})
      if (is_there(folder / name)) return folder / name;
    return {};
  }
  static bool has_transformer_settings(const std::filesystem::path& folder) { return !transformer_settings(folder).empty(); }

  void read_transformer(const std::filesystem::path& folder) {
    made_.model = folder;
    const std::filesystem::path file = transformer_settings(folder);
    if (file.empty()) return;
    const Settings s = read_settings(file);
    if (s.has("max_seq_length")) made_.max_seq_length = positive(s, "max_seq_length");
    made_.do_lower_case = s.get_or<bool>("do_lower_case", false);
    require_value(s, "transformer_task", "feature-extraction");
    require_value(s, "module_output_name", "token_embeddings");
    for (const char* const key : {"tokenizer_args", "processor_kwargs", "config_args", "config_kwargs", "processing_kwargs"})
      require_empty(s, key);
    for (const char* const key : {"query_length", "document_length", "query_expansion"}) require_empty(s, key);
    // How torch holds and computes the same numbers; which parts of which models see texts, images and sounds.
    pass_over(s, {"unpad_inputs", "modality_config", "tokenizer_name_or_path", "cache_dir", "backend"});
    for (const char* const key : {"model_args", "model_kwargs"})
      if (s.has(key)) {
        const Settings arguments = s.sub(key);
        pass_over(arguments, {"dtype", "torch_dtype", "attn_implementation", "low_cpu_mem_usage", "device_map", "use_safetensors"});
      }
    read_modality(s);
    require_all_read(s);
  }

  /// {"text": {"method": "forward", "method_output_name": "last_hidden_state"}}
  static void read_modality(const Settings& s) {
    if (!s.has("modality_config")) return;
    const Settings all = s.sub("modality_config");
    pass_over_all(all);
    if (!all.has("text")) return;
    const Settings text = all.sub("text");
    require_value(text, "method", "forward");
    require_value(text, "method_output_name", "last_hidden_state");
  }

  void read_pooling(const std::filesystem::path& folder) {
    static constexpr std::pair<const char*, Pooling> flags[] = {{"pooling_mode_cls_token", Pooling::cls},
                                                                {"pooling_mode_max_tokens", Pooling::max},
                                                                {"pooling_mode_mean_tokens", Pooling::mean},
                                                                {"pooling_mode_mean_sqrt_len_tokens", Pooling::mean_sqrt_len},
                                                                {"pooling_mode_weightedmean_tokens", Pooling::weighted_mean},
                                                                {"pooling_mode_lasttoken", Pooling::last}};
    static constexpr std::pair<const char*, Pooling> names[] = {{"cls", Pooling::cls},
                                                                {"max", Pooling::max},
                                                                {"mean", Pooling::mean},
                                                                {"mean_sqrt_len_tokens", Pooling::mean_sqrt_len},
                                                                {"weightedmean", Pooling::weighted_mean},
                                                                {"lasttoken", Pooling::last}};
    const Settings s = read_settings(folder / "config.json");
    made_.poolings.clear();
    for (const auto& [flag, pooling] : flags)
      if (s.get_or<bool>(flag, false)) made_.poolings.push_back(pooling);
    if (s.has("pooling_mode")) {
      made_.poolings.clear();
      for (const std::string& name : s.list<std::string>("pooling_mode")) {
        const auto known = std::find_if(std::begin(names), std::end(names), [&](const auto& n) { return n.first == name; });
        if (known == std::end(names))
          refuse(s.file(), "pooling_mode", "cls, max, mean, mean_sqrt_len_tokens, weightedmean or lasttoken", name);
        made_.poolings.push_back(known->second);
      }
    }
    if (made_.poolings.empty()) made_.poolings = {Pooling::mean};
    made_.include_prompt = s.get_or<bool>("include_prompt", true);
    for (const char* const key : {"word_embedding_dimension", "embedding_dimension"})
      if (s.has(key)) {
        made_.width = positive(s, key);
        made_.width_file = s.file();
      }
    require_all_read(s);
  }

  void read_normalize(const std::filesystem::path& folder) {
    if (is_there(folder / "config.json")) {
      const Settings s = read_settings(folder / "config.json");
      require_value(s, "module_input_name", "sentence_embedding");
      require_value(s, "module_output_name", "sentence_embedding");
      require_all_read(s);
    }
    made_.modules.emplace_back(NormalizeModule{});
  }

  static ModuleTensors tensors(const std::filesystem::path& folder) {
    if (!is_there(folder / "model.safetensors") && is_there(folder / "pytorch_model.bin"))
      refuse((folder / "pytorch_model.bin").string(), "", "model.safetensors", "weights as Python objects");
    return ModuleTensors(folder / "model.safetensors");
  }

  void read_layer_norm(const std::filesystem::path& folder) {
    const Settings s = read_settings(folder / "config.json");
    const Index dimension = positive(s, "dimension");
    require_all_read(s);
    const ModuleTensors file = tensors(folder);
    file.only({"norm.weight", "norm.bias"});
    made_.modules.emplace_back(LayerNormModule{file.vector("norm.weight", dimension), file.vector("norm.bias", dimension)});
  }

  void read_dense(const std::filesystem::path& folder) {
    using Activation = DenseModule::Activation;
    static constexpr std::pair<const char*, Activation> activations[] = {
        {"torch.nn.modules.linear.Identity", Activation::identity},   {"torch.nn.modules.activation.Tanh", Activation::tanh},
        {"torch.nn.modules.activation.ReLU", Activation::relu},       {"torch.nn.modules.activation.GELU", Activation::gelu},
        {"torch.nn.modules.activation.Sigmoid", Activation::sigmoid}, {"torch.nn.modules.activation.SiLU", Activation::silu}};
    const Settings s = read_settings(folder / "config.json");
    DenseModule dense{.in = positive(s, "in_features"), .out = positive(s, "out_features")};
    const auto name = s.get_or<std::string>("activation_function", "torch.nn.modules.activation.Tanh");
    const auto known = std::find_if(std::begin(activations), std::end(activations), [&](const auto& a) { return a.first == name; });
    if (known == std::end(activations))
      refuse(s.file(), "activation_function", "Identity, Tanh, ReLU, GELU, Sigmoid or SiLU of torch.nn", name);
    dense.activation = known->second;
    dense.use_residual = s.get_or<bool>("use_residual", false);
    const bool bias = s.get_or<bool>("bias", true);
    require_value(s, "module_input_name", "sentence_embedding");
    require_value(s, "module_output_name", "sentence_embedding");
    require_all_read(s);
    const ModuleTensors file = tensors(folder);
    dense.weight = file.matrix("linear.weight", dense.out, dense.in);
    if (bias) dense.bias = file.vector("linear.bias", dense.out);
    const bool projected = dense.use_residual && dense.in != dense.out;
    if (projected) dense.residual = file.matrix("residual.weight", dense.out, dense.in);
    file.only({"linear.weight", bias ? "linear.bias" : "linear.weight", projected ? "residual.weight" : "linear.weight"});
    made_.modules.emplace_back(std::move(dense));
  }

  void read_model2vec(const Json& config) {
    made_.is_static = made_.drops_unknown = true;
    const Settings s = Settings(config, (folder_ / "config.json").string()).recorded();
    made_.max_seq_length = 512;  // of model2vec, where its config does not say
    if (s.contains("max_length")) made_.max_seq_length = s.has("max_length") ? std::optional(positive(s, "max_length")) : std::nullopt;
    if (s.get_or<bool>("normalize", false)) made_.modules.emplace_back(NormalizeModule{});
    // How the table was made, and how texts are told of it.
    pass_over(s, {"model_type", "architectures", "tokenizer_name", "apply_pca", "apply_zipf", "sif_coefficient", "hidden_dim", "seq_length",
                  "pooling", "embedding_dtype", "vocabulary_quantization", "token_remove_pattern", "version"});
    require_all_read(s);
  }

  void read_prompts() {
    const std::filesystem::path file = folder_ / "config_sentence_transformers.json";
    if (!is_there(file)) return;
    const Settings s = read_settings(file);
    require_value(s, "model_type", "SentenceTransformer");
    if (s.has("prompts")) {
      const Settings prompts = s.sub("prompts");
      prompts.for_each([&](const std::string& name, const Json&) { made_.prompts[name] = prompts.get<std::string>(name); });
    }
    made_.default_prompt_name = s.get_or<std::string>("default_prompt_name", "");
    if (!made_.default_prompt_name.empty() && !made_.prompts.contains(made_.default_prompt_name))
      throw ConfigError{
          {.problem = "there is no such prompt", .file = s.file(), .key = "default_prompt_name", .found = made_.default_prompt_name}};
    if (s.has("truncate_dim")) made_.truncate_dim = positive(s, "truncate_dim");
    made_.similarity_fn_name = s.get_or<std::string>("similarity_fn_name", made_.similarity_fn_name);
    if (s.has("__version__")) pass_over_all(s.sub("__version__"));
    require_all_read(s);
  }

  std::filesystem::path folder_;
  EmbeddingModules made_;
};

GANYMEDE_ONCE EmbeddingModules EmbeddingModules::read(const std::filesystem::path& folder) { return EmbeddingModulesReader(folder).read(); }

GANYMEDE_ONCE EmbeddingModules EmbeddingModules::of_file(const Checkpoint& checkpoint) {
  static constexpr Pooling types[] = {Pooling::mean, Pooling::cls, Pooling::last};  // llama.cpp's llama_pooling_type, from 1
  EmbeddingModules made;
  const std::string key = checkpoint.architecture() + ".pooling_type";
  if (!checkpoint.is_gguf() || !checkpoint.gguf().has(key)) return made;
  const Index type = checkpoint.gguf().get<Index>(key);
  if (type < 1 || type > 3)
    throw ConfigError{{.problem = type == 4 ? "a reranker, which gives no vectors" : "no way to make a vector of a text",
                       .file = checkpoint.name(),
                       .key = key,
                       .expected = "1 (mean), 2 (cls) or 3 (last)",
                       .found = std::to_string(type)}};
  made.poolings = {types[type - 1]};
  return made;
}

GANYMEDE_ONCE Index EmbeddingModules::dimensions(Index token_width) const {
  if (width > 0 && width != token_width)
    throw ConfigError{{.problem = "the model's hidden states have another size",
                       .file = width_file,
                       .key = "word_embedding_dimension",
                       .expected = std::to_string(token_width),
                       .found = std::to_string(width)}};
  Index now = token_width * static_cast<Index>(poolings.size());
  for (const VectorModule& module : modules) {
    const auto* const dense = std::get_if<DenseModule>(&module);
    const auto* const norm = std::get_if<LayerNormModule>(&module);
    const Index wanted = dense != nullptr ? dense->in : norm != nullptr ? static_cast<Index>(norm->weight.size()) : now;
    if (wanted != now)
      throw ConfigError{{.problem = "a module takes vectors of another size",
                         .file = model.string(),
                         .key = dense != nullptr ? "in_features" : "dimension",
                         .expected = std::to_string(now),
                         .found = std::to_string(wanted)}};
    if (dense != nullptr) now = dense->out;
  }
  return now;
}

}  // namespace ganymede::inline v0::detail
