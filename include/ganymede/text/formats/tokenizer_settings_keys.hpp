#pragma once
// The keys of tokenizer_config.json: none is left unread in silence. A key is used, or it is known to change no token (the list below says
// why), or its name does not speak of the text at all; what remains is an error that names it.

#include <ganymede/io/known_settings.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// Tokens with a meaning, in the order in which transformers adds those that a vocabulary lacks.
inline constexpr std::array<std::string_view, 7> standard_token_keys{"bos_token", "eos_token", "unk_token", "sep_token",
                                                                     "pad_token", "cls_token", "mask_token"};

/// Whether a key names a special token: those, and a model's own (image_token).
GANYMEDE_ONCE bool is_token_key(std::string_view key, const Json& value);

/// Those that are read, and those that are known to change no token of a text.
inline constexpr KnownSettings known_tokenizer_settings[] = {
    {"tokenizer_class add_prefix_space do_lower_case strip_accents tokenize_chinese_chars keep_accents split_by_punct "
     "added_tokens_decoder additional_special_tokens extra_special_tokens model_specific_special_tokens split_special_tokens "
     "clean_up_tokenization_spaces clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output src_lang language "
     "task predict_timestamps fix_mistral_regex legacy_behaviour extra_ids offset mask_token_sent language_codes "
     "num_madeup_words separate_vocabs source_lang model_max_length",
     "read by tokenizer_overlay.hpp, by the recipes of classes or by the app"},
    {"add_bos_token add_eos_token",
     "the post-processor of tokenizer.json has them (transformers 5 drops both where there is one); a folder without reads them"},
    {"max_length max_len padding_side truncation_side truncation_strategy stride pad_to_multiple_of padding truncation "
     "pad_token_type_id return_token_type_ids model_input_names sep_token_type_id cls_token_segment_id pad_token_segment_id "
     "pad_to_max_length max_seq_length model_max_len",
     "how many tokens a call keeps, and how rows of a batch are made equally long"},
    {"name_or_path tokenizer_file full_tokenizer_file vocab_file merges_file spm_file special_tokens_map_file processor_class "
     "feature_extractor_type image_processor_type auto_map backend is_local local_files_only transformers_version use_fast "
     "tokenizer_type from_slow trust_remote_code cache_dir revision normalizer_file",
     "where things come from"},
    {"chat_template use_default_system_prompt default_chat_template response_schema response_template tool_use_template "
     "grounded_generation_template added_tokens special_tokens",
     "prompts are made by the chat template, which is read elsewhere"},
    {"trim_offsets", "offsets into the text, which no tokens depend on"},
    {"legacy sp_model_kwargs do_basic_tokenize never_split remove_space clean_text wordpieces_prefix "
     "spaces_between_special_tokens errors unk_id spm_precompiled_charsmap _spm_precompiled_charsmap vocab merges vocab_size",
     "of classes written in Python: what they meant stands in tokenizer.json (transformers' tokenizers that read it have no such "
     "settings), and the recipes follow the classes of today"},
    {"tgt_lang target_lang target_langs langs lang2id id2lang",
     "the decoder of translations begins with what generation_config.json or the caller asks for"},
    {"cls_token_box sep_token_box pad_token_box pad_token_label only_label_first_subword apply_ocr verbose",
     "layout models: boxes around words"},
};

/// Words of keys that would change how a text is cut, for keys that are on no list.
inline constexpr std::string_view words_about_text[] = {"lower",  "upper",   "case",   "accent", "space",   "split",   "strip",
                                                        "normal", "punct",   "prefix", "suffix", "chinese", "unicode", "dropout",
                                                        "byte",   "special", "clean",  "digit",  "regex"};

/// ConfigError for a setting that would change tokens and that nothing here follows.
GANYMEDE_ONCE void check_tokenizer_keys(const Settings& config, std::string_view tokenizer_class);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/formats/tokenizer_settings_keys.ipp>
#endif
