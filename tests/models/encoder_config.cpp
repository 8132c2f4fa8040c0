#include <ganymede/models/encoder_config.hpp>

#include "../support/encoder_fixture.hpp"

#include <ganymede/models/bert.hpp>

using namespace fixture;

namespace {
Bert<> patched_bert(const char* patch, const std::string& name = "bert_sequence") {
  return Bert<>{PatchedEncoder(name, patch).checkpoint()};
}
ErrorDetails refused_bert(const char* patch, const std::string& name = "bert_sequence") {
  return error_of<ConfigError>([&] { patched_bert(patch, name); });
}
}  // namespace

TEST_CASE("labels are id2label's in the order of ids; those without a name are LABEL_n") {
  using Labels = std::vector<std::string>;
  const auto labels = [](const char* patch) { return patched_bert(patch).facts().labels; };
  CHECK(labels(R"({"id2label": {"2": "c", "0": "a", "1": "b", "3": "d"}})") == Labels{"a", "b", "c", "d"});
  CHECK(labels(R"({"id2label": null, "num_labels": 4})") == Labels{"LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"});
  CHECK(labels(R"({"id2label": {"0": "a", "1": null, "2": null, "3": 7}, "num_labels": 4})") == Labels{"a", "LABEL_1", "LABEL_2", "7"});
}

TEST_CASE("labels that are not the head's are refused: another number, or an id beyond it") {
  ErrorDetails details = refused_bert(R"({"id2label": {"3": null}})");
  CHECK(details.key == "id2label");
  CHECK(details.expected == "4");
  CHECK(details.found == "3");
  details = refused_bert(R"({"id2label": null, "num_labels": 5})");
  CHECK(details.key == "num_labels");
  CHECK(details.found == "5");
  CHECK(refused_bert(R"({"id2label": null})").found == "2");  // transformers' default
  CHECK(refused_bert(R"({"id2label": {"3": null, "4": "e"}})").key == "id2label.4");
  CHECK(refused_bert(R"({"id2label": ["a", "b", "c", "d"]})").key == "id2label");
  CHECK(patched_bert(R"({"num_labels": 7})").facts().labels.size() == 4);  // transformers takes id2label too
}

TEST_CASE("problem types are known by name") {
  CHECK(patched_bert(R"({"problem_type": "regression"})").facts().problem_type == ProblemType::regression);
  CHECK(patched_bert(R"({"problem_type": "single_label_classification"})").facts().problem_type ==
        ProblemType::single_label_classification);
  CHECK(patched_bert(R"({"problem_type": "multi_label_classification"})").facts().problem_type == ProblemType::multi_label_classification);
  CHECK(refused_bert(R"({"problem_type": "ranking"})").key == "problem_type");
}

TEST_CASE("the head is the one that config.json names where it is stored, else the one that is stored") {
  const auto head = [](const std::string& name, const char* patch) { return patched_bert(patch, name).facts().head; };
  CHECK(head("bert_sequence", R"({"architectures": ["BertModel"]})") == HeadKind::sequence);
  CHECK(head("bert_sequence", R"({"architectures": null})") == HeadKind::sequence);
  CHECK(head("bert_tokens", R"({"architectures": null})") == HeadKind::tokens);
  CHECK(head("bert_answers", R"({"architectures": null})") == HeadKind::question_answering);
  CHECK(head("bert_masked", R"({"architectures": ["BertForPreTraining"]})") == HeadKind::masked_lm);
  CHECK(head("bert_masked", R"({"architectures": ["BertForSequenceClassification"]})") == HeadKind::masked_lm);
  CHECK(head("bert_sequence", R"({"architectures": ["BertForTokenClassification"]})") == HeadKind::tokens);  // which needs no pooler
}

TEST_CASE("what an encoder cannot follow is refused by its key") {
  CHECK(refused_bert(R"({"position_embedding_type": "relative_key"})").key == "position_embedding_type");
  CHECK(refused_bert(R"({"is_decoder": true})").key == "is_decoder");
  CHECK(refused_bert(R"({"add_cross_attention": true})").key == "add_cross_attention");
  CHECK(refused_bert(R"({"hidden_act": "gelu_11"})").key == "hidden_act");
  CHECK(refused_bert(R"({"pruned_heads": {"0": [1]}})").key == "pruned_heads");
  CHECK(refused_bert(R"({"num_attention_heads": 7})").key == "num_attention_heads");
  CHECK(refused_bert(R"({"type_vocab_size": -1})").key == "type_vocab_size");
  CHECK(refused_bert(R"({"layer_norm_eps": -1e-12})").key == "layer_norm_eps");
  CHECK(refused_bert(R"({"rotary": true})").key == "rotary");
  CHECK(patched_bert(
            R"({"position_embedding_type": "absolute", "pruned_heads": {}, "directionality": "bidi", "pooler_type": "first_token_transform",
                         "gradient_checkpointing": false, "classifier_dropout": 0.3, "torch_dtype": "float32", "num_labels": 4,
                         "sbert_ce_default_activation_function": "torch.nn.modules.linear.Identity"})")
            .facts()
            .head == HeadKind::sequence);
}
