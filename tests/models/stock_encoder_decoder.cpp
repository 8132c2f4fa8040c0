#include <ganymede/models/stock_encoder_decoder.hpp>

#include <ganymede/inspect/hidden_state_recorder.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/t5.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<StockEncoderDecoder<float>>);
static_assert(std::derived_from<Marian<>, StockEncoderDecoder<float>> && std::derived_from<T5<>, StockEncoderDecoder<float>>);

TEST_CASE("with no probe, with any probe and with one of a type of its own, both halves give the same") {
  const T5<> model{checkpoint("t5_gated")};
  const ExpectedTranslation e = expected_translation("t5_gated");
  Workspace workspace;
  EncoderOutput<float> output;
  HiddenStateRecorder<float> seen_encoder, seen_decoder;
  const std::vector<Source> plain = model.encode(e.sources, workspace), own = model.encode(e.sources, workspace, {}, output);
  const std::vector<Source> any = model.encode(e.sources, workspace, {}, seen_encoder);
  const std::vector<float> expected = teacher_forced<float>(model, plain, e.targets);
  CHECK(teacher_forced<float>(model, own, e.targets) == expected);
  CHECK(teacher_forced<float>(model, any, e.targets) == expected);
  const Index blocks = seen_encoder.blocks();
  const ConstView<float> states = seen_encoder.at(blocks + 1);
  CHECK(std::vector<float>(states.data(), states.data() + states.size()) == output.values);

  Sequence sequence = model.new_sequence(plain[0]);
  const Matrix<float> logits = model.forward(Batch{}.add(sequence, e.targets[0], LogitRows::all), workspace, seen_decoder);
  CHECK(std::equal(logits.data(), logits.data() + logits.size(), expected.begin()));
  CHECK(Matrix<float>(model.logits_of(seen_decoder.at(seen_decoder.blocks()), workspace)) == logits);
}
