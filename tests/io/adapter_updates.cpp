#include <ganymede/io/adapter_updates.hpp>

#include <ganymede/decode/generate.hpp>
#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/any_model.hpp>
#include <ganymede/models/bert.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/marian.hpp>

#include "../support/adapter_fixture.hpp"
#include "../support/error_of.hpp"
#include "../support/model_files.hpp"
#include "../support/translation_fixture.hpp"

using namespace fixture;

namespace {

struct Asked {
  std::string adapter;
  std::vector<TokenId> ids;
};

/// The logits of each text, of one pass over all of them.
template <class Model, class T = typename decltype(std::declval<const Model&>().forward(Batch(), std::declval<Workspace&>()))::Scalar>
std::vector<std::vector<T>> together(const Model& model, const std::vector<Asked>& texts, LogitRows wanted = LogitRows::all) {
  Workspace workspace;
  std::vector<Sequence> sequences;
  for (const Asked& text : texts) sequences.push_back(model.new_sequence({.adapter = text.adapter}));
  Batch batch;
  for (std::size_t i = 0; i < texts.size(); ++i) batch.add(sequences[i], texts[i].ids, wanted);
  const ConstView<T> logits = model.forward(batch, workspace);
  std::vector<std::vector<T>> all;
  for (const Segment& s : batch.segments()) {
    const T* const first = logits.data() + s.first_logit * logits.cols();
    all.emplace_back(first, first + s.logit_rows * logits.cols());
  }
  return all;
}

template <class T>
double farthest(const std::vector<T>& a, const std::vector<float>& b) {
  return distance(std::vector<float>(a.begin(), a.end()), b);
}

/// All adapters and none, in one batch: PEFT's logits, and each bit for bit as alone; those without an adapter as where there is none.
template <class Model>
void check_together(const std::string& base, const std::vector<std::string>& names, LoadOptions options = {}, double tolerance = 2e-5) {
  CAPTURE(base);
  std::vector<Asked> texts;
  for (const std::string& name : names) {
    const AdapterFixture f(name);
    options.named_adapters.push_back({.name = name, .path = f.path});
    texts.push_back({name, f.ids});
    texts.push_back({"", f.ids});
    texts.push_back({name, {f.ids.begin() + 2, f.ids.end()}});
  }
  const Model model{base_of(base), options};
  options.named_adapters.clear();
  const Model plain{base_of(base), options};
  const auto all = together(model, texts), last = together(model, texts, LogitRows::last);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(i);
    CHECK(together(model, {texts[i]}).front() == all[i]);
    CHECK(std::equal(last[i].begin(), last[i].end(), all[i].end() - static_cast<std::ptrdiff_t>(last[i].size())));
    const AdapterFixture f(names[i / 3]);
    if (i % 3 == 0) CHECK(farthest(all[i], f.logits) < tolerance);
    if (i % 3 == 1) CHECK(together(plain, {{"", texts[i].ids}}).front() == all[i]);
    if (i % 3 == 1) CHECK(farthest(all[i], f.logits) > 1e-2);
  }
}

}  // namespace

TEST_CASE_TEMPLATE("adapters side by side give PEFT's logits, and bits that hang on no other text of the batch", T, float, double) {
  for (const char* const base : {"models/llama_gqa", "models/llama_gguf"}) {
    check_together<Llama<T>>(base, {"llama_linear", "llama_scaled", "llama_table"});
    check_together<Llama<T>>(base, {"llama_dora", "llama_head"});
    check_together<Llama<T>>(base, {"llama_plain_gguf", "llama_table_gguf"});
  }
  check_together<Llama<T>>("models/llama_bf16", {"llama_bf16"});
  check_together<Llama<T>>("models/llama_untied_old", {"llama_untied"});
  check_together<Gpt2<T>>("models/gpt2", {"gpt2_dora", "gpt2_bias", "gpt2_plain_gguf"});
}

TEST_CASE("adapters beside quantised weights leave those as they are, and give PEFT's logits") {
  const auto path = reference("adapters/over_quantised");
  const auto expected = read_binary<float>((path / "logits.f32").string());
  const auto ids = read_json(reference("quantized/ct_pack4/expected.json")).at("prompt").get<std::vector<TokenId>>();
  const LoadOptions options{.named_adapters = {{"a", path}}};
  CHECK(farthest(together(Llama<double>{base_of("quantized/ct_pack4"), options}, {{"a", ids}}).front(), expected) < 2e-5);
  CHECK(farthest(together(Llama<>{base_of("quantized/ct_pack4"), options}, {{"a", ids}}).front(), expected) < 2e-2);
  check_together<Llama<>>("models/llama_gqa", {"llama_linear", "llama_dora"}, {.weights = DType::q8_0}, 3e-2);
}

TEST_CASE("adapters of translation models: sources and targets of each in one pass") {
  const AdapterFixture f("marian");
  const Marian<> model{base_of(f.bases[0]), {.named_adapters = {{"a", f.path}, {"half", f.path, 0.5}}}};
  Workspace workspace;
  const std::vector<std::vector<TokenId>> sources{f.source}, targets{f.target};
  const auto forced = [&](const std::string& adapter) {
    return teacher_forced<float>(model, model.encode(sources, workspace, {.adapter = adapter}), targets);
  };
  CHECK(distance(forced("a"), f.logits) < 2e-5);
  CHECK(forced("") ==
        teacher_forced<float>(Marian<>(base_of(f.bases[0])), Marian<>(base_of(f.bases[0])).encode(sources, workspace), targets));
  const Source source = model.encode(sources, workspace, {.adapter = "a"}).front(), plain = model.encode(sources, workspace).front();
  CHECK(model.new_sequence(source).adapter_name() == "a");
  Sequence mixed = model.new_sequence(plain, {.adapter = "a"}), own = model.new_sequence(source), half = model.new_sequence(plain);
  const auto error = error_of<InputError>([&] { model.forward(Batch{}.add(mixed, f.target), workspace); });
  CHECK(error.key == "adapter");
  const auto both = model.forward(Batch{}.add(half, f.target).add(own, f.target, LogitRows::all), workspace);
  const std::vector<float> rows(both.data() + both.cols(), both.data() + both.size());
  CHECK(distance(rows, f.logits) < 2e-5);
}

TEST_CASE("adapters of encoders, their heads too: each text its own") {
  const AdapterFixture f("bert");
  const Bert<> model{base_of(f.bases[0]), {.named_adapters = {{"a", f.path}, {"half", f.path, 0.5}}}}, plain{base_of(f.bases[0])};
  Workspace workspace;
  const EncoderInput with{f.ids, f.token_types, "a"}, without{f.ids, f.token_types}, half{f.ids, f.token_types, "half"};
  const auto logits = [&](const Bert<>& m, const std::vector<EncoderInput>& texts) {
    const ConstView<float> all = m.logits(texts, workspace);
    return std::vector<float>(all.data(), all.data() + all.size());
  };
  const std::vector<float> alone = logits(model, {with}), base = logits(plain, {without}), half_alone = logits(model, {half});
  CHECK(distance(alone, f.logits) < 2e-5);
  std::vector<float> expected = half_alone;
  expected.insert(expected.end(), base.begin(), base.end());
  expected.insert(expected.end(), alone.begin(), alone.end());
  CHECK(logits(model, {half, without, with}) == expected);
  CHECK(half_alone != alone);
  const auto unknown = error_of<InputError>([&] { logits(model, {{f.ids, f.token_types, "b"}}); });
  CHECK(unknown.key == "adapter");
  CHECK(unknown.expected == "a, half");
}

TEST_CASE("an adapter of every matrix of every family is beside the weights what it is merged into them") {
  for (const char* const name : {"bloom",   "cohere", "falcon_40b", "falcon_7b", "falcon_rw", "gemma2",    "gemma3",    "glm4",  "gpt_neox",
                                 "gpt_oss", "gptj",   "granite",    "lfm2",      "minicpm",   "mixtral",   "mpt",       "olmo2", "opt",
                                 "phi",     "phi3",   "qwen2",      "qwen2_moe", "qwen3",     "qwen3_moe", "starcoder2"}) {
    if (!exists(reference("models") / name)) continue;
    CAPTURE(name);
    const Checkpoint base = base_of(std::string("models/") + name);
    TensorShapes shapes;
    for (const StoredTensor& t : base.tensors()) {
      const std::size_t dot = t.name.rfind('.');
      const std::string path = t.name.substr(0, dot);
      const bool table = contains(path, "embed") || contains(path, "wte") || contains(path, "wpe") || contains(path, "norm");
      if (t.shape.size() != 2 || t.name.substr(dot) != ".weight" || table) continue;
      shapes.push_back({path + ".lora_A.weight", {2, t.shape[1]}});
      shapes.push_back({path + ".lora_B.weight", {t.shape[0], 2}});
    }
    REQUIRE(!shapes.empty());
    TemporaryFolder folder;
    folder.write("adapter_config.json", R"({"peft_type": "LORA", "r": 2, "lora_alpha": 2})");
    folder.write("adapter_model.safetensors", noise(shapes, 0.2F, 7));
    const auto ids = expected(name).prompt;
    for (const std::string& form : {std::string(), std::string("_gguf")}) {
      if (!exists(reference("models") / (name + form))) continue;
      CAPTURE(form);
      const Checkpoint own = base_of("models/" + (name + form));
      std::vector<float> merged;
      try {
        merged = together(*load_model<AnyModel>(own, {.adapters = {{folder.path()}}}), {{"", ids}}).front();
      } catch (const TensorError&) {
        CHECK(!form.empty());  // a GGUF file of other dimensions
        continue;
      } catch (const ConfigError& e) {
        CHECK(contains(e.details().problem, "give the adapter as GGUF too"));
        CHECK_THROWS_AS(load_model<AnyModel>(own, {.named_adapters = {{"a", folder.path()}}}), ConfigError);
        continue;
      }
      const LoadOptions options{.named_adapters = {{"a", folder.path()}}};
      const auto beside = together(*load_model<AnyModel>(own, options), {{"a", ids}, {"", ids}, {"a", ids}});
      const auto plain = together(*load_model<AnyModel>(own, {}), {{"", ids}}).front();
      CHECK(distance(beside[0], merged) < 2e-5);
      CHECK(beside[2] == beside[0]);
      CHECK(beside[1] == plain);
      CHECK(distance(plain, merged) > 1e-3);
    }
  }
}

TEST_CASE("tables and heads that an adapter brings whole are its own, tied ones too") {
  for (const char* const name : {"llama_gqa", "llama_gguf", "llama_untied_old"}) {
    CAPTURE(name);
    const Checkpoint base = base_of(std::string("models/") + name);
    const StoredTensor* const table = base.find(base.is_gguf() ? "token_embd.weight" : "model.embed_tokens.weight");
    REQUIRE(table != nullptr);
    const std::vector<TokenId> ids{3, 1, 4, 1, 5};
    for (const TensorShapes& shapes : {TensorShapes{{"base_model.model.model.embed_tokens.weight", table->shape}},
                                       TensorShapes{{"base_model.model.lm_head.weight", table->shape}},
                                       TensorShapes{{"base_model.model.model.embed_tokens.modules_to_save.default.weight", table->shape},
                                                    {"base_model.model.lm_head.modules_to_save.default.weight", table->shape}}}) {
      TemporaryFolder folder;
      folder.write("adapter_config.json",
                   R"({"peft_type": "LORA", "r": 2, "lora_alpha": 2, "modules_to_save": ["lm_head", "embed_tokens"]})");
      folder.write("adapter_model.safetensors", noise(shapes, 0.3F, 3));
      const auto merged = together(Llama<>{base, {.adapters = {{folder.path()}}}}, {{"", ids}}).front();
      const auto beside = together(Llama<>{base, {.named_adapters = {{"a", folder.path()}}}}, {{"", ids}, {"a", ids}});
      CHECK(distance(beside[1], merged) < 2e-5);
      CHECK(beside[0] == together(Llama<>{base}, {{"", ids}}).front());
    }
    TemporaryFolder resized;
    resized.write("adapter_config.json", R"({"peft_type": "LORA", "r": 2, "lora_alpha": 2})");
    resized.write("adapter_model.safetensors",
                  noise({{"base_model.model.model.embed_tokens.weight", {table->shape[0] + 1, table->shape[1]}}}, 0.3F, 3));
    const auto error = error_of<TensorError>([&] { Llama<>(base, {.named_adapters = {{"a", resized.path()}}}); });
    CHECK(error.key == "model.embed_tokens.weight");
  }
}

TEST_CASE("what cannot stand beside the weights is refused by name") {
  const auto error = [](const char* base, const std::vector<NamedAdapter>& adapters) {
    return error_of<Error>([&] { load_model<AnyModel>(base_of(base), {.named_adapters = adapters}); });
  };
  const auto norm = error("models/llama_gqa", {{"a", reference("lora/llama_saved")}});
  CHECK(norm.key == "model.layers.0.input_layernorm.weight");
  CHECK(contains(norm.problem, "merge this one"));
  CHECK(contains(norm.file, "adapter_model.safetensors"));
  CHECK(error("models/llama_gqa", {{"", reference("lora/llama_linear")}}).key == "named_adapters");
  const auto twice = error("models/llama_gqa", {{"a", reference("lora/llama_linear")}, {"a", reference("lora/llama_scaled")}});
  CHECK(twice.problem == "two adapters of one name");
  CHECK(error("models/llama_gqa", {{"a", reference("lora/llama_linear"), std::nan("")}}).key == "scale");
  CHECK(error("models/llama_bf16", {{"a", reference("lora/llama_linear")}}).problem == "an adapter does not fit the model");
  CHECK(contains(error("models/llama_gqa", {{"a", reference("lora/gpt2_dora")}}).problem, "no such module"));

  const Checkpoint deberta = base_of("encoders/deberta_v2_sequence");
  TemporaryFolder folder;
  folder.write("adapter_config.json", R"({"peft_type": "LORA", "r": 1, "lora_alpha": 1})");
  const std::string query = "deberta.encoder.layer.0.attention.self.query_proj";
  const Index width = deberta.find(query + ".weight")->shape[0];
  folder.write("adapter_model.safetensors", zeros({{query + ".lora_A.weight", {1, width}}, {query + ".lora_B.weight", {width, 1}}}));
  const LoadOptions options{.named_adapters = {{"a", folder.path()}}};
  const auto shared = error_of<ConfigError>([&] { load_encoder_model(deberta, options); });
  CHECK(contains(shared.problem, "merge"));
}

TEST_CASE("a sequence keeps its adapter: forks, taken back, and computed in pieces") {
  const AdapterFixture f("llama_linear");
  const Llama<> model{base_of("models/llama_gqa"), {.named_adapters = {{"a", f.path}}}};
  CHECK(error_of<InputError>([&] { model.new_sequence({.adapter = "b"}); }).expected == "a");
  CHECK(contains(error_of<InputError>([&] { Llama<>(base_of("models/llama_gqa")).new_sequence({.adapter = "a"}); }).expected, "none"));
  Workspace workspace;
  Sequence sequence = model.new_sequence({.adapter = "a"});
  CHECK(sequence.adapter() == 0);
  model.forward(Batch{}.add(sequence, std::span(f.ids).first(3), LogitRows::none), workspace);
  Sequence fork = sequence.fork();
  CHECK(fork.adapter_name() == "a");
  for (Sequence* const s : {&sequence, &fork}) {
    const auto rest = model.forward(Batch{}.add(*s, std::span(f.ids).subspan(3)), workspace);
    CHECK(distance(std::vector<float>(rest.data(), rest.data() + rest.size()), {f.logits.end() - rest.cols(), f.logits.end()}) < 2e-5);
  }
  const Llama<> other{base_of("models/llama_gqa")};
  CHECK(error_of<InputError>([&] { other.forward(Batch{}.add(fork, f.ids), workspace); }).problem ==
        "the sequence was made by another model");
}

TEST_CASE("requests with adapters of their own are answered as alone, beams too") {
  const AdapterFixture f("llama_linear"), g("llama_dora");
  const Llama<> model{base_of("models/llama_gqa"), {.named_adapters = {{"a", f.path}, {"b", g.path}}}}, plain{base_of("models/llama_gqa")};
  const Llama<> merged{base_of("models/llama_gqa"), {.adapters = {{f.path}}}};
  const auto tokens = [](const auto& m, const std::vector<GenerationRequest>& requests) {
    std::vector<std::vector<TokenId>> all;
    for (const GenerationResult& result : generate(m, std::span<const GenerationRequest>(requests)))
      for (const Generated& answer : result.answers) {
        all.emplace_back();
        for (const GeneratedToken& token : answer.tokens) all.back().push_back(token.id);
      }
    return all;
  };
  for (const Index beams : {Index{1}, Index{3}}) {
    const auto request = [&](const char* adapter, Index copies = 1) {
      return GenerationRequest{
          f.ids, {.max_new_tokens = 6, .num_beams = beams, .ignore_eos = true, .num_return_sequences = copies, .adapter = adapter}};
    };
    const auto all = tokens(model, {request("a"), request(""), request("b", beams > 1 ? 2 : 1), request("a")});
    CHECK(all.front() == tokens(merged, {request("")}).front());
    CHECK(all.back() == all.front());
    CHECK(all[1] == tokens(plain, {request("")}).front());
    CHECK(all[2] == tokens(model, {request("b")}).front());
    CHECK(all[0] != all[1]);
  }
  const auto unknown = generate(model, std::vector<GenerationRequest>{{f.ids, {.adapter = "c"}}, {f.ids, {.max_new_tokens = 1}}});
  CHECK(!unknown[0].ok());
  CHECK(unknown[1].ok());
  // a prompt's beginning is shared within an adapter only
  Workspace workspace;
  Sequence begun = model.new_sequence({.adapter = "a"});
  model.forward(Batch{}.add(begun, std::span(f.ids).first(4), LogitRows::none), workspace);
  GenerationHooks hooks{.new_sequence = [&](Index, const SequenceOptions&) { return begun.fork(); }};
  const std::vector<std::vector<TokenId>> prompts{f.ids};
  const auto with = [&](const char* adapter) {
    return generate(model, prompts, GenerationOptions{.max_new_tokens = 3, .adapter = adapter}, {}, hooks);
  };
  CHECK(with("a").front().tokens.size() == 3);
  CHECK(error_of<InputError>([&] { with("b"); }).key == "new_sequence");
  CHECK(error_of<InputError>([&] { with(""); }).expected == "none");
}
