#pragma once
// Reads the checkpoints of tests/reference/encoders and what transformers computed with them.

#include <doctest/doctest.h>

#include "error_of.hpp"
#include "json_patch.hpp"
#include "model_files.hpp"
#include "model_fixture.hpp"
#include "read_binary.hpp"

#include <ganymede/models/load_encoder.hpp>

namespace fixture {

struct ExpectedText {
  std::vector<TokenId> ids, token_types;
  EncoderInput input() const { return {ids, token_types}; }
};

struct ExpectedEncoder {
  std::vector<ExpectedText> texts;
  std::vector<float> hidden, logits;  // of all texts, one after the other

  std::vector<EncoderInput> inputs() const {
    std::vector<EncoderInput> all;
    for (const ExpectedText& text : texts) all.push_back(text.input());
    return all;
  }
};

inline std::filesystem::path encoder_folder(const std::string& name) {
  return std::filesystem::path(GANYMEDE_TEST_DATA) / "encoders" / name;
}

inline ExpectedEncoder expected_encoder(const std::string& name) {
  ExpectedEncoder e;
  const Json facts = read_json(encoder_folder(name) / "expected.json");
  for (const Json& text : facts.at("texts"))
    e.texts.push_back({text.at("ids").get<std::vector<TokenId>>(),
                       text.contains("token_types") ? text.at("token_types").get<std::vector<TokenId>>() : std::vector<TokenId>()});
  e.hidden = read_binary<float>(encoder_folder(name) / "hidden.f32");
  if (exists(encoder_folder(name) / "logits.f32")) e.logits = read_binary<float>(encoder_folder(name) / "logits.f32");
  REQUIRE(!e.texts.empty());
  return e;
}

/// Values of a view, for comparisons bit by bit.
template <class T>
std::vector<T> values_of(const ConstView<T>& x) {
  std::vector<T> values;
  for (Index t = 0; t < x.rows(); ++t)
    for (Index i = 0; i < x.cols(); ++i) values.push_back(x(t, i));
  return values;
}

/// A fixture with another config.json.
class PatchedEncoder {
 public:
  PatchedEncoder(const std::string& name, const std::string& patch) {
    folder_.write("config.json", merge_patched(read_json(encoder_folder(name) / "config.json"), Json::parse(patch)).dump());
    std::filesystem::create_symlink(std::filesystem::absolute(encoder_folder(name) / "model.safetensors"),
                                    folder_.path() / "model.safetensors");
  }
  Checkpoint checkpoint() const { return Checkpoint(folder_.path()); }

 private:
  TemporaryFolder folder_;
};

/// Hidden states and logits are those of transformers, whose texts were alone; together they have the same bits as alone.
template <template <class> class Model, class T>
void check_encoder(const std::string& name, HeadKind head) {
  CAPTURE(name);
  const ExpectedEncoder e = expected_encoder(name);
  const Model<T> model{Checkpoint(encoder_folder(name))};
  CHECK(model.facts().head == head);
  Workspace workspace;
  const std::vector<EncoderInput> texts = e.inputs();
  const auto hidden = values_of(model.forward(texts, workspace));
  CHECK(relative_distance<T>(model.forward(texts, workspace), e.hidden) < 2e-5);
  if (head == HeadKind::none) {
    CHECK_THROWS_AS(model.logits(texts, workspace), InputError);
    return;
  }
  const auto logits = values_of(model.logits(texts, workspace));
  CHECK(relative_distance<T>(model.logits(texts, workspace), e.logits) < 2e-5);
  std::vector<T> hidden_alone, logits_alone;
  for (const EncoderInput& text : texts) {
    for (const T v : values_of(model.forward({&text, 1}, workspace))) hidden_alone.push_back(v);
    for (const T v : values_of(model.logits({&text, 1}, workspace))) logits_alone.push_back(v);
  }
  CHECK(hidden == hidden_alone);
  CHECK(logits == logits_alone);
}

}  // namespace fixture
