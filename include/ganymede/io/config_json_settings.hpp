#pragma once
// The keys of config.json that change no result of any family.

#include <ganymede/io/known_settings.hpp>

namespace ganymede::inline v0::detail {

/// The settings of generation_config.json that older models keep in config.json (transformers' GenerationConfig).
inline constexpr KnownSettings generation_settings_of_config{
    "bos_token_id eos_token_id pad_token_id decoder_start_token_id max_length max_new_tokens min_length min_new_tokens "
    "early_stopping max_time stop_strings do_sample num_beams num_beam_groups penalty_alpha temperature top_k top_p min_p "
    "typical_p epsilon_cutoff eta_cutoff diversity_penalty repetition_penalty encoder_repetition_penalty length_penalty "
    "no_repeat_ngram_size encoder_no_repeat_ngram_size bad_words_ids force_words_ids forced_bos_token_id forced_eos_token_id "
    "remove_invalid_values exponential_decay_length_penalty suppress_tokens begin_suppress_tokens num_return_sequences "
    "renormalize_logits",
    "how to generate: Checkpoint::generation()"};

/// Of config.json, whatever the family: keys that transformers 4 and 5 write, and its tools. Sources: PretrainedConfig.to_dict() of both,
/// and configurations of published models of the families here.
inline constexpr KnownSettings config_json_settings[] = {
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
    generation_settings_of_config,
    {"force_bos_token_to_be_generated task_specific_params", "how to generate: Checkpoint::generation()"},
    {"eos_token_ids grapheme_chars phoneme_chars prefix sep_token_id unk_token_id model_max_length max_sequence_length source_lang "
     "src_lang target_lang tgt_lang",
     "the text's, not the model's"},
    {"add_cross_attention", "no such layer here but where the family has it", "false"},
    {"cross_attention_hidden_size", "the size of a layer that is not there"},
    {"pruned_heads", "all heads are there", "{}|[]"},
    {"tie_encoder_decoder", "two stacks, each with its weights", "false"},
};

}  // namespace ganymede::inline v0::detail
