#pragma once
// Which of transformers' tokenizer classes (v5) have a setting, by their names without "Fast".

#include <ganymede/version.hpp>

#include <string_view>

namespace ganymede::inline v0::detail {

/// add_prefix_space.
inline constexpr std::string_view classes_with_prefix_space[] = {
    "GPT2Tokenizer",      "RobertaTokenizer",    "BartTokenizer",       "LongformerTokenizer", "LEDTokenizer",       "BlenderbotTokenizer",
    "MvpTokenizer",       "DebertaTokenizer",    "LayoutLMv3Tokenizer", "MarkupLMTokenizer",   "LukeTokenizer",      "Qwen2Tokenizer",
    "Qwen3_5Tokenizer",   "CodeGenTokenizer",    "GPTNeoXTokenizer",    "WhisperTokenizer",    "CohereTokenizer",    "LlamaTokenizer",
    "CodeLlamaTokenizer", "XLMRobertaTokenizer", "LayoutXLMTokenizer",  "BarthezTokenizer",    "CamembertTokenizer", "AlbertTokenizer",
    "DebertaV2Tokenizer", "XGLMTokenizer",       "RemBertTokenizer",    "BigBirdTokenizer"};

/// do_lower_case, tokenize_chinese_chars and strip_accents, of a BertNormalizer.
inline constexpr std::string_view classes_with_bert_normalizer[] = {"BertTokenizer",
                                                                    "DistilBertTokenizer",
                                                                    "ElectraTokenizer",
                                                                    "MobileBertTokenizer",
                                                                    "SqueezeBertTokenizer",
                                                                    "ConvBertTokenizer",
                                                                    "LayoutLMTokenizer",
                                                                    "LayoutLMv2Tokenizer",
                                                                    "FunnelTokenizer",
                                                                    "SplinterTokenizer",
                                                                    "LxmertTokenizer",
                                                                    "RetriBertTokenizer",
                                                                    "MPNetTokenizer",
                                                                    "DPRQuestionEncoderTokenizer",
                                                                    "DPRContextEncoderTokenizer",
                                                                    "DPRReaderTokenizer",
                                                                    "RealmTokenizer"};

/// cls_token before a text and sep_token behind it.
inline constexpr std::string_view classes_between_cls_and_sep[] = {"BertTokenizer",
                                                                   "DistilBertTokenizer",
                                                                   "ElectraTokenizer",
                                                                   "RobertaTokenizer",
                                                                   "BartTokenizer",
                                                                   "MPNetTokenizer",
                                                                   "DebertaTokenizer",
                                                                   "DebertaV2Tokenizer",
                                                                   "BigBirdTokenizer",
                                                                   "RemBertTokenizer",
                                                                   "LongformerTokenizer",
                                                                   "LEDTokenizer",
                                                                   "MvpTokenizer",
                                                                   "MobileBertTokenizer",
                                                                   "SqueezeBertTokenizer",
                                                                   "ConvBertTokenizer",
                                                                   "LayoutLMTokenizer",
                                                                   "FunnelTokenizer",
                                                                   "SplinterTokenizer",
                                                                   "LxmertTokenizer",
                                                                   "DPRReaderTokenizer",
                                                                   "DPRQuestionEncoderTokenizer",
                                                                   "DPRContextEncoderTokenizer"};

}  // namespace ganymede::inline v0::detail
