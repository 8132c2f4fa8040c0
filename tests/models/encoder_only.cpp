#include <ganymede/models/encoder_only.hpp>

#include "../support/encoder_fixture.hpp"

#include <ganymede/models/bert.hpp>

using namespace fixture;

namespace {
const Bert<>& encoder_of_pairs() {
  static const Bert<> model{Checkpoint(encoder_folder("bert_sequence"))};
  return model;
}
}  // namespace

TEST_CASE("texts that an encoder cannot take are errors that name them, and leave it usable") {
  const auto& model = encoder_of_pairs();
  Workspace workspace;
  const std::vector<TokenId> ids{3, 4, 5}, none, outside{3, 131}, negative{-1}, long_text(65, 7);
  const std::vector<TokenId> two_types{0, 1}, third_segment{0, 2, 0}, longest(64, 7);
  const auto failure = [&](std::vector<EncoderInput> texts) { return error_of<Error>([&] { model.forward(texts, workspace); }); };
  CHECK(failure({}).problem == "no texts");
  CHECK(failure({{ids}, {none}}).key == "text 1");
  CHECK(failure({{ids}, {outside}}).expected == "0 to 130");
  CHECK(failure({{negative}}).found == "-1");
  CHECK(failure({{ids, two_types}}).found == "2");
  CHECK(failure({{ids, third_segment}}).expected == "0 to 1");
  const std::vector<EncoderInput> too_long{{ids}, {long_text}};
  CHECK(error_of<ContextError>([&] { model.logits(too_long, workspace); }).expected == "at most 64 tokens");
  const std::vector<EncoderInput> good{{ids}, {longest}};
  CHECK(model.logits(good, workspace).rows() == 2);
}

TEST_CASE("without token types every token is of segment 0") {
  Workspace workspace;
  const std::vector<TokenId> ids{3, 4, 5}, types{0, 0, 0}, pair{0, 1, 1};
  const std::vector<EncoderInput> plain{{ids}}, zeros{{ids, types}}, two{{ids, pair}};
  const auto without = values_of(encoder_of_pairs().forward(plain, workspace));
  CHECK(without == values_of(encoder_of_pairs().forward(zeros, workspace)));
  CHECK(without != values_of(encoder_of_pairs().forward(two, workspace)));
}

TEST_CASE("a probe sees the embeddings, what every layer gives, and attention that sums to 1 over all tokens") {
  struct Seen final : AnyProbe {
    std::vector<Index> layers;
    Index maps = 0;
    float embedded = 0, last = 0;
    void embeddings(const ConstView<float>& x) override { embedded = x(0, 0); }
    void hidden_states(Index layer, const ConstView<float>& x) override {
      layers.push_back(layer);
      last = x(x.rows() - 1, 0);
    }
    void attention(Index, Index, const RowInfo& info, std::span<const float> weights) override {
      ++maps;
      CHECK(info.kind == AttentionKind::encoder);
      CHECK(weights.size() == (info.segment == 0 ? 3 : 2));
      float sum = 0;
      for (const float w : weights) sum += w;
      CHECK(sum == doctest::Approx(1));
    }
  } probe;
  Workspace workspace;
  const std::vector<TokenId> ids{3, 4, 5}, more{6, 7};
  const std::vector<EncoderInput> texts{{ids}, {more}};
  const auto unseen = values_of(encoder_of_pairs().forward(texts, workspace));
  CHECK(values_of(encoder_of_pairs().forward(texts, workspace, probe)) == unseen);
  CHECK(probe.layers == std::vector<Index>{0, 1, 2, 3, 4});
  CHECK(probe.maps == 3 * 5 * 5);  // layers, heads, rows
  std::vector<float> vector(30);
  encoder_of_pairs().token_embedding(3, vector);
  CHECK(probe.embedded == vector[0]);
  CHECK(probe.last == unseen[4 * 30]);
}

TEST_CASE("the temporary memory of an encoder does not grow with its layers, nor with the passes before") {
  Workspace workspace;
  const std::vector<TokenId> ids(40, 7);
  const std::vector<EncoderInput> texts(5, EncoderInput{ids});
  encoder_of_pairs().logits(texts, workspace);
  encoder_of_pairs().logits(texts, workspace);
  const std::size_t held = workspace.capacity();
  for (int i = 0; i < 4; ++i) encoder_of_pairs().logits(texts, workspace);
  CHECK(workspace.capacity() == held);
}
