#pragma once
// BERT, and what llama.cpp's converter makes one of: RoBERTa and XLM-R, whose positions it begins at 0, and DistilBERT.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufSetting bert_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"type_vocab_size", {}, By::rows, "token_types.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"layer_norm_eps", "attention.layer_norm_epsilon", By::required_key},
    {"pooling_type", "pooling_type"},
    {"architectures", R"(["ForSequenceClassification"]|[])", By::tensor, "cls.output.weight"},
    {"num_labels", {}, By::rows, "cls.output.weight"},
    {"id2label", "classifier.output_labels", By::labels},
    {"hidden_act", "\"gelu\"", By::constant},
};
inline constexpr TensorName bert_tensors[] = {
    {"bert.embeddings.word_embeddings", "token_embd"},
    {"bert.embeddings.token_type_embeddings", "token_types"},
    {"bert.embeddings.position_embeddings", "position_embd"},
    {"bert.embeddings.LayerNorm", "token_embd_norm"},
    {"bert.encoder.layer.{}.attention.self.query", "blk.{}.attn_q"},
    {"bert.encoder.layer.{}.attention.self.key", "blk.{}.attn_k"},
    {"bert.encoder.layer.{}.attention.self.value", "blk.{}.attn_v"},
    {"bert.encoder.layer.{}.attention.output.dense", "blk.{}.attn_output"},
    {"bert.encoder.layer.{}.attention.output.LayerNorm", "blk.{}.attn_output_norm"},
    {"bert.encoder.layer.{}.intermediate.dense", "blk.{}.ffn_up"},
    {"bert.encoder.layer.{}.output.dense", "blk.{}.ffn_down"},
    {"bert.encoder.layer.{}.output.LayerNorm", "blk.{}.layer_output_norm"},
    {"bert.pooler.dense", "cls"},  // of rerankers: what XLM-R calls classifier.dense and out_proj is computed as BERT's
    {"classifier", "cls.output"},
};
inline constexpr KnownSettings bert_known[] = {
    {"attention.causal", "every token sees every other", "false"},
    {"pooling_type", "what becomes of the tokens' vectors"},
};

inline constexpr GgufArchitecture bert_architecture{"bert", {}, bert_settings, bert_tensors, {}, bert_known};

}  // namespace ganymede::inline v0::detail::gguf
