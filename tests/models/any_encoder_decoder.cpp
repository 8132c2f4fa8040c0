#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/bart.hpp>
#include <ganymede/models/t5.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

using AnyTwo = AnyEncoderDecoder<Bart<>, T5<>>;
static_assert(EncoderDecoderModel<AnyTwo>);

TEST_CASE("the checkpoint says which family is meant, and the answers are that family's own") {
  for (const std::string name : {"bart", "t5"}) {
    const AnyTwo model{checkpoint(name)};
    CHECK(model.source_vocab_size() == 131);
    CHECK(model.longest_source() == (name == "bart" ? 48 : 1 << 24));
    check_searches(model, name);
  }
}

TEST_CASE("an architecture that is not listed is refused, naming those that are") {
  CHECK_THROWS_WITH_AS((AnyEncoderDecoder<T5<>>{checkpoint("bart")}), doctest::Contains("mt5"), ConfigError);
}

TEST_CASE("a token's embedding is the encoder's, before it is scaled") {
  const T5<> t5{checkpoint("t5")};
  const AnyTwo model{checkpoint("t5")};
  std::vector<float> expected(static_cast<std::size_t>(model.hidden_size())), row = expected;
  t5.encoder.embed_tokens.row(9, expected);
  model.token_embedding(9, row);
  CHECK(row == expected);
  CHECK(std::any_of(row.begin(), row.end(), [](float v) { return v != 0; }));
  CHECK_THROWS_AS(model.token_embedding(static_cast<TokenId>(model.source_vocab_size()), row), InputError);
}

TEST_CASE("a virtual probe sees every kind of attention") {
  struct Counter : AnyProbe {
    Index rows[3] = {};
    void attention(Index, Index, const RowInfo& info, std::span<const float>) override { ++rows[static_cast<int>(info.kind)]; }
  } counter;
  const AnyTwo model{checkpoint("bart")};  // one encoder layer of five heads, two decoder layers of three
  Workspace workspace;
  const std::vector<std::vector<TokenId>> sources{{4, 5, 6, 7}};
  const std::vector<TokenId> target{2, 9};
  Sequence sequence = model.new_sequence(model.encode(sources, workspace, {}, counter).front());
  model.forward(Batch{}.add(sequence, target), workspace, counter);
  CHECK(counter.rows[static_cast<int>(AttentionKind::encoder)] == 5 * 4);
  CHECK(counter.rows[static_cast<int>(AttentionKind::self)] == 2 * 3 * 2);
  CHECK(counter.rows[static_cast<int>(AttentionKind::cross)] == 2 * 3 * 2);
}
