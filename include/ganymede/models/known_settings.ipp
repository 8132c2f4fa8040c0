#pragma once
// The bodies of known_settings.hpp.

#include <ganymede/models/known_settings.hpp>

#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

/// Of config.json, whatever the family: keys that transformers 4 and 5 write, and its tools. Sources: PretrainedConfig.to_dict() of both,
/// and configurations of published models of the families here.
inline constexpr KnownSettings common_settings[] = {
    {"_* architectures attn_implementation author auto_map custom_pipelines kobart_version model_type tokenizer_class transformers_version "
     "transformers.js_config unsloth_*",
     "names of software, and its notes"},
    {"dtype torch_dtype use_bfloat16", "weights are kept as they are stored, or as LoadOptions say"},
    {"dropout dropout_rate activation_dropout attention_dropout attn_pdrop embd_pdrop resid_pdrop classif_dropout classifier_dropout "
     "encoder_layerdrop decoder_layerdrop initializer_factor initializer_range init_std gradient_checkpointing",
     "training alone"},
    {"chunk_size_feed_forward output_attentions output_hidden_states output_past output_scores pretraining_tp return_dict "
     "return_dict_in_generate tf_legacy_loss torchscript use_cache use_return_dict xla_device",
     "how the same numbers are computed and returned"},
    {"finetuning_task id2label label2id num_labels predict_special_tokens problem_type save_step summary_activation summary_first_dropout "
     "summary_hidden_size summary_proj_to_labels summary_type summary_use_proj",
     "heads that are no part of these models"},
    {"bos_token_id eos_token_id pad_token_id decoder_start_token_id max_length max_new_tokens min_length min_new_tokens early_stopping "
     "max_time stop_strings do_sample num_beams num_beam_groups penalty_alpha temperature top_k top_p min_p typical_p epsilon_cutoff "
     "eta_cutoff diversity_penalty repetition_penalty encoder_repetition_penalty length_penalty no_repeat_ngram_size "
     "encoder_no_repeat_ngram_size bad_words_ids force_words_ids forced_bos_token_id forced_eos_token_id remove_invalid_values "
     "exponential_decay_length_penalty suppress_tokens begin_suppress_tokens num_return_sequences renormalize_logits "
     "force_bos_token_to_be_generated task_specific_params",
     "how to generate: Checkpoint::generation()"},
    {"eos_token_ids grapheme_chars phoneme_chars prefix sep_token_id unk_token_id model_max_length max_sequence_length source_lang "
     "src_lang target_lang tgt_lang",
     "the text's, not the model's"},
    {"add_cross_attention", "no such layer here but where the family has it", "false"},
    {"cross_attention_hidden_size", "the size of a layer that is not there"},
    {"pruned_heads", "all heads are there", "{}|[]"},
    {"tie_encoder_decoder", "two stacks, each with its weights", "false"},
};

namespace detail {

/// Whether `known` has the key with this value. `expected` gets what it may say where it may not say this.
inline bool is_known(std::span<const KnownSettings> known, std::string_view key, const Json& value, std::string& expected) {
  const auto any = [](std::string_view list, char separator, const auto& fits) {
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(separator), list.size());
      if (fits(list.substr(0, end))) return true;
      list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
  };
  for (const KnownSettings& entry : known) {
    const bool named = any(entry.keys, ' ', [key](std::string_view name) {
      return name.ends_with('*') ? key.starts_with(name.substr(0, name.size() - 1)) : key == name;
    });
    if (!named) continue;
    if (entry.values.empty() || any(entry.values, '|', [&value](std::string_view text) { return parse_json(text, {}) == value; }))
      return true;
    expected = entry.values;
    return false;
  }
  return false;
}

}  // namespace detail

GANYMEDE_ONCE void require_all_settings_known(const Checkpoint& checkpoint, std::span<const KnownSettings> family) {
  const Settings& settings = checkpoint.settings();
  const auto fail = [&](const std::string& key, std::string expected, std::string found) {
    return ConfigError{{.problem = expected.empty() ? "this setting is not known, and might change the result" : "not supported",
                        .file = settings.file(),
                        .key = key,
                        .expected = std::move(expected),
                        .found = std::move(found)}};
  };
  std::string prefix;
  if (checkpoint.has_gguf()) {
    prefix = checkpoint.gguf().get<std::string>("general.architecture") + ".";
    checkpoint.gguf().for_each_value([&](std::string_view key, auto, std::string_view) {
      if (key.starts_with(prefix) && !settings.json().contains(key.substr(prefix.size())))
        throw fail(std::string(key), {}, "an array of more than 1024, or of arrays");
    });
  }
  settings.for_each_unread([&](const std::string& key, const Json& value) {
    if (checkpoint.has_gguf() && !checkpoint.gguf().has(prefix + key)) return;
    std::string expected;
    if (detail::is_known(family, key, value, expected)) return;
    if (expected.empty() && !checkpoint.is_gguf() && !checkpoint.is_ctranslate2() &&
        detail::is_known(common_settings, key, value, expected))
      return;
    throw fail(prefix + key, std::move(expected), detail::describe(value));
  });
}

}  // namespace ganymede::inline v0
