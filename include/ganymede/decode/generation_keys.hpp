#pragma once
// The keys of a generation_config.json that are not read: those that change no token, and why; those that do something only away from a
// neutral value.

#include <array>
#include <string_view>

namespace ganymede::inline v0::detail {

/// A key that changes no token of an answer, whatever its value.
struct HarmlessKey {
  std::string_view key, reason;
};
inline constexpr std::string_view about_the_file = "tells where the file comes from", about_the_cache = "how transformers keeps its cache",
                                  about_the_output = "what transformers' generate() returns beside the ids",
                                  about_speed = "how transformers gets to the same tokens faster",
                                  about_chats = "read by the code that came with the checkpoint, for its chats";
inline constexpr std::array<HarmlessKey, 48> harmless_generation_keys{{
    {"transformers_version", about_the_file},
    {"_from_model_config", about_the_file},
    {"_commit_hash", about_the_file},
    {"_name_or_path", about_the_file},
    {"trust_remote_code", about_the_file},
    {"bos_token_id", "prompts come as they are; the start of a translation is read where it is needed"},
    {"decoder_start_token_id", "prompts come as they are; the start of a translation is read where it is needed"},
    {"pad_token_id", "batches are ragged, never padded"},
    {"use_cache", about_the_cache},
    {"cache_config", about_the_cache},
    {"max_cache_len", about_the_cache},
    {"return_legacy_cache", about_the_cache},
    {"prefill_chunk_size", about_the_cache},
    {"low_memory", about_the_cache},
    {"output_attentions", about_the_output},
    {"output_hidden_states", about_the_output},
    {"output_scores", about_the_output},
    {"output_logits", about_the_output},
    {"return_dict_in_generate", about_the_output},
    {"remove_invalid_values", "logits that are no numbers are an error here"},
    {"is_assistant", about_speed},
    {"num_assistant_tokens", about_speed},
    {"num_assistant_tokens_schedule", about_speed},
    {"assistant_confidence_threshold", about_speed},
    {"assistant_early_exit", about_speed},
    {"assistant_lookbehind", about_speed},
    {"assistant_ensemble_weight", about_speed},
    {"target_lookbehind", about_speed},
    {"speculation_type", about_speed},
    {"prompt_lookup_num_tokens", about_speed},
    {"max_matching_ngram_size", about_speed},
    {"use_mtp", about_speed},
    {"compile_config", about_speed},
    {"disable_compile", about_speed},
    {"continuous_batching_config", about_speed},
    {"generation_kwargs", "meant for a user's own code"},
    {"chat_format", about_chats},
    {"max_window_size", about_chats},
    {"user_token_id", about_chats},
    {"assistant_token_id", about_chats},
    {"force_bos_token_to_be_generated", "old spelling of forced_bos_token_id, which generation_from_config sets"},
    {"prefix", "a text for pipelines; generate() has no use for it"},
    {"task_specific_params", "for pipelines"},
    {"general.sampling.xtc_threshold", "without xtc_probability it does nothing"},
    {"general.sampling.mirostat_tau", "without mirostat it does nothing"},
    {"general.sampling.mirostat_eta", "without mirostat it does nothing"},
    {"truncation", "of prompts, by the tokenizer"},
    {"return_full_text", about_the_output},
}};

/// A key of something that this library does not have, and the number that turns it off; true and false are 1 and 0, an empty list or
/// object is off.
struct NeutralKey {
  std::string_view key;
  double off;
};
inline constexpr std::array<NeutralKey, 17> neutral_generation_keys{{
    {"epsilon_cutoff", 0},
    {"eta_cutoff", 0},
    {"encoder_no_repeat_ngram_size", 0},
    {"diversity_penalty", 0},
    {"penalty_alpha", 0},
    {"token_healing", 0},
    {"frequency_penalty", 0},  // transformers does not know these two
    {"presence_penalty", 0},
    {"guidance_scale", 1},
    {"encoder_repetition_penalty", 1},
    {"num_beam_groups", 1},
    {"force_words_ids", 0},
    {"constraints", 0},
    {"forced_decoder_ids", 0},
    {"general.sampling.xtc_probability", 0},
    {"general.sampling.mirostat", 0},
    {"general.sampling.penalty_last_n", -1},
}};

}  // namespace ganymede::inline v0::detail
