#include <ganymede/inspect/attention_recorder.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/bart.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/t5.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;
using enum AttentionKind;

namespace {
using Tokens = std::vector<TokenId>;

std::vector<float> bits(const ConstView<float>& logits) {
  std::vector<float> all;
  for (Index t = 0; t < logits.rows(); ++t) all.insert(all.end(), logits.row(t).begin(), logits.row(t).end());
  return all;
}

/// Reads transformers' weights one map after the other.
struct Reference {
  std::vector<float> values;
  std::size_t at = 0;

  explicit Reference(const std::string& name) : values(read_binary<float>((folder(name) / "attentions.f32").string())) {}

  /// Compares the maps of one kind and segment: rows sum to 1, and no weight differs by 1e-5.
  void compare(const AttentionRecorder<float>& recorder, AttentionKind kind, Index segment, Index rows, Index keys) {
    for (Index layer = 0; layer < recorder.layers(kind); ++layer)
      for (Index head = 0; head < recorder.heads(kind); ++head) {
        const Tensor<float> map = recorder.at(kind, segment, layer, head);
        REQUIRE(map.rows() == rows);
        REQUIRE(map.cols() == keys);
        double worst = 0, worst_sum = 0;
        for (Index t = 0; t < rows; ++t) {
          double sum = 0;
          for (Index s = 0; s < keys; ++s) {
            const double found = double(map.view()(t, s));
            sum += found;
            worst = std::max(worst, std::abs(found - (kind == self && s > t ? 0 : double(values.at(at++)))));
          }
          worst_sum = std::max(worst_sum, std::abs(sum - 1));
        }
        CHECK(worst < 1e-5);
        CHECK(worst_sum < 1e-5);
      }
  }
  void finish() const { CHECK(at == values.size()); }
};

std::vector<Tokens> prompts_of(const std::string& name) {
  return read_json(folder(name) / "attention.json").at("prompts").get<std::vector<Tokens>>();
}

/// All prompts as one ragged batch, given in pieces of `piece` tokens, as far as each goes. Returns the logits of every row.
template <class M, class... Recorder>
std::vector<float> run(const M& model, const std::vector<Tokens>& prompts, std::size_t piece, Recorder&... recorder) {
  Workspace workspace;
  std::vector<Sequence> sequences;
  for (std::size_t i = 0; i < prompts.size(); ++i) sequences.push_back(model.new_sequence());
  std::vector<float> all;
  for (std::size_t from = 0; from < 30; from += piece) {
    Batch batch;
    for (std::size_t i = 0; i < prompts.size(); ++i)
      if (from < prompts[i].size())
        batch.add(sequences[i], std::span(prompts[i]).subspan(from, std::min(piece, prompts[i].size() - from)), LogitRows::all);
    if (batch.rows() == 0) break;
    const std::vector<float> part = bits(model.forward(batch, workspace, recorder...));
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

template <class M>
void check_decoder(const std::string& name) {
  CAPTURE(name);
  const M model{checkpoint(name)};
  const std::vector<Tokens> prompts = prompts_of(name);
  AttentionRecorder<float> recorder;
  CHECK(run(model, prompts, 30, recorder) == run(model, prompts, 30));
  CHECK_FALSE(recorder.has(cross));
  CHECK_FALSE(recorder.has(encoder));
  CHECK(recorder.segments(self) == static_cast<Index>(prompts.size()));
  Reference reference(name);
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    const Index length = static_cast<Index>(prompts[i].size());
    reference.compare(recorder, self, static_cast<Index>(i), length, length);
  }
  reference.finish();
}
}  // namespace

TEST_CASE("attention_recorder: decoders weigh as transformers' do, in ragged batches, and no output bit changes") {
  check_decoder<Gpt2<>>("gpt2");
  check_decoder<Llama<>>("llama_gqa");
  check_decoder<Llama<>>("mistral_window");
  check_decoder<AnyOf<Gpt2<>, Llama<>>>("llama_gqa");
}

TEST_CASE("attention_recorder: a prompt in pieces, then token by token, gives the same maps, bit for bit") {
  const Llama<> model{checkpoint("mistral_window")};
  std::vector<Tokens> prompts = prompts_of("mistral_window");
  const std::vector<Tokens> longest{
      *std::max_element(prompts.begin(), prompts.end(), [](auto& a, auto& b) { return a.size() < b.size(); })};
  AttentionRecorder<float> whole;
  run(model, longest, 30, whole);
  const auto same = [&whole](const AttentionRecorder<float>& other) {
    for (Index layer = 0; layer < 2; ++layer)
      for (Index head = 0; head < 5; ++head)
        if (whole.at(0, layer, head).view() != other.at(0, layer, head).view()) return false;
    return true;
  };
  for (const std::size_t piece : {std::size_t{1}, std::size_t{4}}) {
    AttentionRecorder<float> pieces;
    run(model, longest, piece, pieces);
    CHECK(same(pieces));
    run(model, longest, 30, pieces);  // another sequence, from position 0 on: replaces what was there
    CHECK(same(pieces));
  }
}

TEST_CASE("attention_recorder: tokens taken back are recorded anew; a recording may begin late, but has no gaps") {
  const Gpt2<> model{checkpoint("gpt2")};
  const Tokens prompt{4, 5, 6, 7, 8}, other{9, 10};
  const auto recorded = [&](auto use) {
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    AttentionRecorder<float> recorder;
    use(sequence, workspace, recorder);
    return recorder;
  };
  const auto add = [&](Sequence& sequence, const Tokens& tokens, Workspace& workspace, AttentionRecorder<float>& recorder) {
    model.forward(Batch{}.add(sequence, tokens), workspace, recorder);
  };
  const AttentionRecorder<float> edited = recorded([&](auto& sequence, auto& workspace, auto& recorder) {
    add(sequence, prompt, workspace, recorder);
    sequence.truncate(3);
    add(sequence, other, workspace, recorder);
  });
  const AttentionRecorder<float> plain = recorded([&](auto& sequence, auto& workspace, auto& recorder) {
    add(sequence, {4, 5, 6, 9, 10}, workspace, recorder);
  });
  CHECK(edited.at(0, 1, 4).view() == plain.at(0, 1, 4).view());

  const AttentionRecorder<float> late = recorded([&](auto& sequence, auto& workspace, auto& recorder) {
    model.forward(Batch{}.add(sequence, Tokens{4, 5, 6}), workspace);
    add(sequence, other, workspace, recorder);
  });
  CHECK(late.first_position(self, 0) == 3);
  CHECK(late.at(0, 1, 4).view() == plain.at(0, 1, 4).view().bottomRows(2));
  recorded([&](auto& sequence, auto& workspace, auto& recorder) {
    add(sequence, prompt, workspace, recorder);
    model.forward(Batch{}.add(sequence, other), workspace);
    CHECK_THROWS_WITH_AS(add(sequence, other, workspace, recorder), doctest::Contains("expected 5, found 7"), InputError);
    CHECK(sequence.length() == 7);
  });
}

namespace {
template <class M>
void check_translation(const std::string& name) {
  CAPTURE(name);
  const M model{checkpoint(name)};
  const ExpectedTranslation e = expected_translation(name);
  const std::size_t count = e.sources.size() - 1;
  const auto pass = [&](auto&... recorder) {
    Workspace workspace;
    const std::vector<Source> sources = model.encode(std::span(e.sources).first(count), workspace, {}, recorder...);
    std::vector<Sequence> sequences;
    for (const Source& source : sources) sequences.push_back(model.new_sequence(source));
    Batch batch;
    for (std::size_t i = 0; i < count; ++i) batch.add(sequences[i], e.targets[i], LogitRows::all);
    return bits(model.forward(batch, workspace, recorder...));
  };
  AttentionRecorder<float> recorder;
  CHECK(pass(recorder) == pass());
  CHECK_THROWS_WITH_AS(recorder.at(0, 0, 0), doctest::Contains("say which"), InputError);
  Reference reference(name);
  for (std::size_t i = 0; i < count; ++i) {
    const Index segment = static_cast<Index>(i), source = static_cast<Index>(e.sources[i].size()),
                target = static_cast<Index>(e.targets[i].size());
    reference.compare(recorder, encoder, segment, source, source);
    reference.compare(recorder, self, segment, target, target);
    reference.compare(recorder, cross, segment, target, source);
  }
  reference.finish();
}
}  // namespace

TEST_CASE("attention_recorder: encoders, decoders and cross-attention weigh as transformers' do, in ragged batches") {
  check_translation<Marian<>>("marian");
  check_translation<Bart<>>("bart");
  check_translation<T5<>>("t5");
  check_translation<AnyEncoderDecoder<Marian<>, Bart<>, T5<>>>("t5");
}

TEST_CASE("attention_recorder: what it was told, row by row, in double too") {
  AttentionRecorder<double> recorder;
  const std::vector<double> one{1}, two{0.25, 0.75}, other{0.5, 0.5};
  for (Index head = 0; head < 2; ++head) {
    recorder.attention(0, head, {}, one);
    recorder.attention(0, head, {.row = 1, .position = 1}, head == 0 ? two : other);
  }
  CHECK(recorder.heads(self) == 2);
  CHECK(recorder.layers(self) == 1);
  const auto map = recorder.at(0, 0, 0), mean = recorder.mean(self, 0, 0);
  CHECK(map.view() == (Matrix<double>(2, 2) << 1, 0, 0.25, 0.75).finished());
  CHECK(mean.view() == (Matrix<double>(2, 2) << 1, 0, 0.375, 0.625).finished());
  CHECK_THROWS_WITH_AS(recorder.at(0, 0, 2), doctest::Contains("self, segment 0, layer 0, head 2"), InputError);
  CHECK_THROWS_AS(recorder.at(cross, 0, 0, 0), InputError);
  recorder.clear();
  CHECK_FALSE(recorder.has(self));
  CHECK_THROWS_AS(recorder.at(0, 0, 0), InputError);
}

TEST_CASE("attention_recorder: one head, one layer, or one head of every layer: that alone, the same weights, no output bit changed") {
  const auto check = [](const auto& model, const std::string& name) {
    const std::vector<Tokens> prompts = prompts_of(name);
    AttentionRecorder all;
    const std::vector<float> logits = run(model, prompts, 30, all);
    const Index layers = all.layers(self), heads = all.heads(self);
    for (const RecordedHeads wanted : {RecordedHeads{.layer = 1, .head = 1}, RecordedHeads{.layer = 0}, RecordedHeads{.head = 2}}) {
      AttentionRecorder some{wanted};
      CHECK(some.wishes().layer == wanted.layer);
      CHECK(some.wishes().head == wanted.head);
      CHECK(run(model, prompts, 30, some) == logits);
      CHECK(some.segments(self) == static_cast<Index>(prompts.size()));
      CHECK(some.first_position(self, 0) == 0);
      for (Index segment = 0; segment < some.segments(self); ++segment)
        for (Index layer = 0; layer < layers; ++layer)
          for (Index head = 0; head < heads; ++head)
            if ((wanted.layer < 0 || wanted.layer == layer) && (wanted.head < 0 || wanted.head == head))
              CHECK(some.at(segment, layer, head).view() == all.at(segment, layer, head).view());
            else
              CHECK_THROWS_AS(some.at(segment, layer, head), InputError);
      if (wanted.head < 0) CHECK(some.mean(self, 0, 0).view() == all.mean(self, 0, 0).view());
      if (wanted.head >= 0) CHECK_THROWS_AS(some.mean(self, 0, 1), InputError);
    }
  };
  check(Llama<>{checkpoint("llama_gqa")}, "llama_gqa");
  check(AnyOf<Gpt2<>, Llama<>>{checkpoint("gpt2")}, "gpt2");

  AttentionRecorder<float> one{{.layer = 10, .head = 1}};
  one.attention(0, 0, {}, std::vector<float>{1});  // whoever does not ask for wishes
  CHECK_FALSE(one.has(self));
  one.attention(10, 1, {}, std::vector<float>{1});
  CHECK(one.at(0, 10, 1).rows() == 1);
  CHECK_THROWS_WITH_AS(one.at(0, 10, 0), doctest::Contains("1 segments, layer 10, head 1"), InputError);
  CHECK_THROWS_WITH_AS(AttentionRecorder({.layer = -2}), doctest::Contains("layer"), InputError);
  CHECK_THROWS_WITH_AS(AttentionRecorder({.head = -2}), doctest::Contains("head"), InputError);
}
