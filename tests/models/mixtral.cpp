#include <ganymede/models/mixtral.hpp>

#include <ganymede/app/export_gguf.hpp>
#include <ganymede/models/qwen2_moe.hpp>

#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE_TEMPLATE("Mixtral checkpoints give the logits of transformers", T, float, double) {
  for (const std::string name : {"mixtral", "mixtral_window_old", "mixtral_stacked", "mixtral_gguf", "mixtral_gguf_old"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Mixtral<T> model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    const ConstView<T> logits = model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace);
    CHECK(relative_distance(logits, e.logits) < 2e-5);
  }
}

TEST_CASE("Mixtral's greedy ids equal those of transformers, token by token") {
  for (const std::string name : {"mixtral", "mixtral_window_old", "mixtral_stacked", "mixtral_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Mixtral<> model{checkpoint(name)};
    CHECK(greedy(model, e) == e.greedy);
  }
}

TEST_CASE("Mixtral: rows of a batch are as alone, forks and pieces as the whole, bit for bit") {
  const Mixtral<> model{checkpoint("mixtral")};
  const Expected e = expected("mixtral");
  const std::vector<float> whole = logits_in_pieces(model, e.prompt, e.prompt.size());
  CHECK(logits_in_pieces(model, e.prompt, 1) == whole);
  CHECK(logits_in_pieces(model, e.prompt, 7) == whole);
  Workspace workspace;
  Sequence first = model.new_sequence(), second = model.new_sequence();
  const std::span<const TokenId> prompt(e.prompt);
  model.forward(Batch{}.add(first, prompt.first(5)).add(second, prompt.first(11)), workspace);
  Sequence fork = first.fork();
  const ConstView<float> logits =
      model.forward(Batch{}.add(second, prompt.subspan(11), LogitRows::all).add(fork, prompt.subspan(5, 1)), workspace);
  const Index V = model.vocab_size();
  const float* const last = logits.data() + (logits.rows() - 1) * V;
  CHECK(std::equal(logits.data(), logits.data() + (static_cast<Index>(e.prompt.size()) - 11) * V, whole.begin() + 11 * V));
  CHECK(std::equal(last, last + V, whole.begin() + 5 * V));
}

TEST_CASE("a GGUF file called llama is Mixtral where it has experts, and Llama where it has none") {
  CHECK(is_of_family<MixtralFamily>(checkpoint("mixtral_gguf")));
  CHECK_FALSE(is_of_family<MixtralFamily>(checkpoint("llama_gguf")));
  CHECK_FALSE(is_of_family<MixtralFamily>(checkpoint("llama_gqa")));
}

TEST_CASE("folders with experts become GGUF files with the same answers") {
  const TemporaryFolder temporary;
  for (const std::string name : {"mixtral", "mixtral_window_old", "qwen2_moe"}) {
    CAPTURE(name);
    const auto path = temporary.path() / (name + ".gguf");
    export_gguf<MixtralFamily, Qwen2MoeFamily>(checkpoint(name), path, DType::f32);
    const Expected e = expected(name);
    const Checkpoint written(path);
    CHECK((name == "qwen2_moe" ? greedy(Qwen2Moe<>{written}, e) : greedy(Mixtral<>{written}, e)) == e.greedy);
  }
}
