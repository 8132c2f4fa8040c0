#pragma once
// What an app needs. To include less, include the header of the part that you use; each compiles alone.

#include <ganymede/fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/concepts.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/core/half.hpp>
#include <ganymede/core/probe.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/core/tensor.hpp>
#include <ganymede/core/types.hpp>

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/io/tensor_names.hpp>
#include <ganymede/io/weights.hpp>

#include <ganymede/text/chat_template.hpp>
#include <ganymede/text/chat_templates.hpp>
#include <ganymede/text/conversation_tokens.hpp>
#include <ganymede/text/detokenizer.hpp>
#include <ganymede/text/formats/translation_tokenizers.hpp>
#include <ganymede/text/grammar/constraint.hpp>
#include <ganymede/text/languages.hpp>
#include <ganymede/text/prompt.hpp>
#include <ganymede/text/sentences/sentences.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <ganymede/ops/softmax.hpp>

#include <ganymede/state/batch.hpp>
#include <ganymede/state/encoder_model.hpp>
#include <ganymede/state/pass.hpp>
#include <ganymede/state/recurrent_state.hpp>
#include <ganymede/state/sequence.hpp>
#include <ganymede/state/workspace.hpp>

#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/alibi.hpp>
#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/attention_config.hpp>
#include <ganymede/layers/cross_attention.hpp>
#include <ganymede/layers/embedding.hpp>
#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/lstm.hpp>
#include <ganymede/layers/mlp.hpp>
#include <ganymede/layers/norm.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/layers/relative_positions.hpp>
#include <ganymede/layers/rope.hpp>
#include <ganymede/layers/rope_scaling.hpp>
#include <ganymede/layers/scaled_dot_product.hpp>

#include <ganymede/blocks/parallel.hpp>
#include <ganymede/blocks/post_norm.hpp>
#include <ganymede/blocks/pre_norm.hpp>

#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/bart.hpp>
#include <ganymede/models/bert.hpp>
#include <ganymede/models/ctranslate2_transformer.hpp>
#include <ganymede/models/decoder_only.hpp>
#include <ganymede/models/encoder_config.hpp>
#include <ganymede/models/encoder_decoder.hpp>
#include <ganymede/models/encoder_decoder_config.hpp>
#include <ganymede/models/encoder_head.hpp>
#include <ganymede/models/encoder_names.hpp>
#include <ganymede/models/encoder_only.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/models/forward_parts.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/known_settings.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/load_encoder.hpp>
#include <ganymede/models/load_encoder_decoder.hpp>
#include <ganymede/models/lstm.hpp>
#include <ganymede/models/m2m100.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/mbart.hpp>
#include <ganymede/models/stock_encoder.hpp>
#include <ganymede/models/t5.hpp>
#include <ganymede/models/token_tables.hpp>
#include <ganymede/models/transformer.hpp>
#include <ganymede/models/transformer_stack.hpp>

#include <ganymede/decode/beam_search.hpp>
#include <ganymede/decode/generate.hpp>
#include <ganymede/decode/generation.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/decode/logits_processors.hpp>
#include <ganymede/decode/process_steps.hpp>
#include <ganymede/decode/random.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/decode/sampler.hpp>

#include <ganymede/inspect/attention_recorder.hpp>
#include <ganymede/inspect/attention_text.hpp>
#include <ganymede/inspect/head_summary.hpp>
#include <ganymede/inspect/hidden_state_recorder.hpp>
#include <ganymede/inspect/logit_lens.hpp>
#include <ganymede/inspect/probability_table.hpp>
#include <ganymede/inspect/step_recorder.hpp>

#include <ganymede/app/attention_of.hpp>
#include <ganymede/app/bm25_index.hpp>
#include <ganymede/app/calculator.hpp>
#include <ganymede/app/chat.hpp>
#include <ganymede/app/classifier.hpp>
#include <ganymede/app/classifier_base.hpp>
#include <ganymede/app/draft_model.hpp>
#include <ganymede/app/embedder.hpp>
#include <ganymede/app/embedder_base.hpp>
#include <ganymede/app/embedding_modules.hpp>
#include <ganymede/app/entity_recognizer.hpp>
#include <ganymede/app/entity_recognizer_base.hpp>
#include <ganymede/app/export_gguf.hpp>
#include <ganymede/app/fill_mask.hpp>
#include <ganymede/app/fill_mask_base.hpp>
#include <ganymede/app/module_tensors.hpp>
#include <ganymede/app/passages.hpp>
#include <ganymede/app/prompt_cache.hpp>
#include <ganymede/app/prompt_classifier.hpp>
#include <ganymede/app/question_answerer.hpp>
#include <ganymede/app/question_answerer_base.hpp>
#include <ganymede/app/rank_fusion.hpp>
#include <ganymede/app/reranker.hpp>
#include <ganymede/app/reranker_base.hpp>
#include <ganymede/app/sentence_vectors.hpp>
#include <ganymede/app/shared_encoder.hpp>
#include <ganymede/app/text_encoder.hpp>
#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/text_list.hpp>
#include <ganymede/app/text_result.hpp>
#include <ganymede/app/texts_or_pairs.hpp>
#include <ganymede/app/token_states.hpp>
#include <ganymede/app/tool.hpp>
#include <ganymede/app/translator.hpp>
#include <ganymede/app/vector_file.hpp>
#include <ganymede/app/vector_index.hpp>
#include <ganymede/app/word_alignment.hpp>

#if defined(GANYMEDE_IMPLEMENTATION)
#include <ganymede/inspect.hpp>
#endif
