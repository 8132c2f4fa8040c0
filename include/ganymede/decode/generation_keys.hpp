#pragma once
// The keys of a generation_config.json that are not read.

#include <ganymede/io/known_settings.hpp>

namespace ganymede::inline v0::detail {

/// Those that change no token of an answer, and those of what this library does not have, where they leave it off.
inline constexpr KnownSettings known_generation_settings[] = {
    {"transformers_version _from_model_config _commit_hash _name_or_path trust_remote_code", "tells where the file comes from"},
    {"bos_token_id decoder_start_token_id", "prompts come as they are; the start of a translation is read where it is needed"},
    {"pad_token_id", "batches are ragged, never padded"},
    {"use_cache cache_config max_cache_len return_legacy_cache prefill_chunk_size low_memory", "how transformers keeps its cache"},
    {"output_attentions output_hidden_states output_scores output_logits return_dict_in_generate return_full_text",
     "what transformers' generate() returns beside the ids"},
    {"remove_invalid_values", "logits that are no numbers are an error here"},
    {"is_assistant num_assistant_tokens num_assistant_tokens_schedule assistant_confidence_threshold assistant_early_exit "
     "assistant_lookbehind assistant_ensemble_weight target_lookbehind speculation_type prompt_lookup_num_tokens "
     "max_matching_ngram_size use_mtp compile_config disable_compile continuous_batching_config",
     "how transformers gets to the same tokens faster"},
    {"generation_kwargs", "meant for a user's own code"},
    {"chat_format max_window_size user_token_id assistant_token_id", "read by the code that came with the checkpoint, for its chats"},
    {"force_bos_token_to_be_generated", "old spelling of forced_bos_token_id, which generation_from_config sets"},
    {"prefix", "a text for pipelines; generate() has no use for it"},
    {"task_specific_params", "for pipelines"},
    {"general.sampling.xtc_threshold", "without xtc_probability it does nothing"},
    {"general.sampling.mirostat_tau general.sampling.mirostat_eta", "without mirostat it does nothing"},
    {"truncation", "of prompts, by the tokenizer"},
    {"cache_implementation", "where the same numbers are kept: all that transformers has but \"quantized\"",
     R"("static"|"offloaded_static"|"sliding_window"|"hybrid"|"hybrid_chunked"|"offloaded_hybrid"|"offloaded_hybrid_chunked"|"dynamic"|"dynamic_full"|"offloaded"|"mamba")"},
    {"epsilon_cutoff eta_cutoff encoder_no_repeat_ngram_size diversity_penalty penalty_alpha token_healing force_words_ids "
     "constraints forced_decoder_ids general.sampling.xtc_probability general.sampling.mirostat",
     "no such processor or strategy here", "0|false|[]|{}"},
    {"frequency_penalty presence_penalty", "transformers does not know them", "0|false|[]|{}"},
    {"guidance_scale encoder_repetition_penalty num_beam_groups", "no such processor or strategy here", "1|true|[]|{}"},
    {"general.sampling.penalty_last_n", "a window of penalties: here they look at everything", "-1"},
};

}  // namespace ganymede::inline v0::detail
