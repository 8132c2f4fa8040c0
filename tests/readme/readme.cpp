// README.md's C++ blocks, taken out of it by extract.cmake, compiled and run. The models that they name are looked for in the folder
// GANYMEDE_README_MODELS of the environment; where one is not there, a small committed model of its kind stands in.
#include <doctest/doctest.h>
#include <ganymede/ganymede.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

std::filesystem::path path_of(const std::string& name) {
  if (const char* folder = std::getenv("GANYMEDE_README_MODELS"))
    if (const auto path = std::filesystem::path(folder) / name; exists(path)) return path;
  if (name == "opus-mt-fr-en") return GANYMEDE_TEST_DATA "/translators/marian";
  return GANYMEDE_EXAMPLES_DIR "/models/stories.gguf";
}

const std::vector<std::string> prompts{"Once upon a time", "The king"};
const std::vector<std::string> texts(8, "Where is Ganymede? It is a moon.");
const std::string source = "Where is Ganymede?", translation = "It is a moon of Jupiter.", line = "One sentence, and another; a third.";
const ganymede::Index layer = 1, head = 1;

/// A block of Llama whose forward is the README's last block.
struct Diagram : ganymede::LlamaBlock<float> {
  template <class P>
  void operator()(ganymede::View<float>& x, ganymede::Pass<P>& pass) const {
#include "block_11.inc"
  }
};

}  // namespace

TEST_CASE("every block is run below") {
  const int blocks =
#include "block_count.inc"
      ;
  CHECK(blocks == 11);
}

TEST_CASE("a completion") {
#include "block_1.inc"
  auto stream = llama.stream("The moon Ganymede orbits the planet", {.max_new_tokens = 64});
  for ([[maybe_unused]] const std::string_view piece : stream) {}
  CHECK(!stream.completion().text.empty());
  CHECK(stream.completion().ids.size() <= 64);
}

TEST_CASE("options of a generator") {
#include "block_2.inc"
  CHECK(!text.empty());
  CHECK(answers.size() == 2);
  CHECK(best.size() == 4);
  CHECK(!half.empty());
}

TEST_CASE("translation") {
#include "block_3.inc"
  const ganymede::Translator<ganymede::M2M100<>> nllb{std::filesystem::path(GANYMEDE_TEST_DATA "/translators/m2m100")};
  const std::string text = source;
  std::size_t read = 0, translated = 0;
  const auto next_line = [&](std::string& into) {
    into = source;
    return read++ < 3;
  };
  const auto emit = [&](const std::string&, const ganymede::TranslationResult&) { ++translated; };
#include "block_4.inc"
  CHECK(results.size() == 8);
  CHECK(results[0].translations.size() == 2);
  CHECK(translated == 3);
#include "block_5.inc"
  CHECK(words.links().size() == words.target.size());
}

TEST_CASE("sentences") {
  const ganymede::Tokenizer tokenizer = ganymede::Tokenizer::from_checkpoint(ganymede::Checkpoint{path_of("model-folder")});
  const std::string text = texts.front();
  std::vector<std::string> sentences;
  const auto translate = [&](const std::string& sentence) { sentences.push_back(sentence); };
#include "block_6.inc"
  CHECK(sentences == std::vector<std::string>{"Where is Ganymede?", "It is a moon."});
  CHECK(pieces.size() == 1);
}

TEST_CASE("models, their insides and their word vectors") {
  const std::vector<ganymede::TokenId> ids{3, 4, 5}, other_ids{6, 7};
#include "block_7.inc"
  CHECK(logits.rows() == 2);
  CHECK(logits.cols() == model.vocab_size());
  const ganymede::Translator<ganymede::Marian<>> fr_en{path_of("opus-mt-fr-en")};
  ganymede::Sequence c = model.new_sequence();
#include "block_9.inc"
  CHECK(map.rows() == 3);
  CHECK(states.blocks() > 1);
#include "block_10.inc"
  CHECK(words.table().size() > 1000);
}

TEST_CASE("an encoder-decoder model by hand ends where the translator ends") {
  const ganymede::Checkpoint checkpoint{path_of("opus-mt-fr-en")};
  const ganymede::Translator<ganymede::Marian<>> whole{checkpoint};
  const auto expected = whole.translate(std::span(texts).first(2), {.num_beams = 4}, {.split_sentences = false});
  const std::vector<std::vector<ganymede::TokenId>> source_ids{expected[0].source_ids, expected[1].source_ids},
      starts(2, whole.decoder_prompt());
  ganymede::Workspace workspace;
#include "block_8.inc"
  std::size_t i = 0;
  for (const ganymede::TranslationResult& result : expected) {
    std::vector<ganymede::TokenId> ids;
    for (std::size_t n = 0; n < result.translations.size(); ++n) {
      ids.clear();
      for (const ganymede::GeneratedToken& token : answers.at(i).tokens) ids.push_back(token.id);
      CHECK(ids == result.translations[n].ids);
      CHECK(answers.at(i++).finish_reason == result.translations[n].finish_reason);
    }
  }
}

TEST_CASE("a block's forward is its diagram") {
  const ganymede::Checkpoint checkpoint{path_of("model-folder")};
  const ganymede::Llama<> expected{checkpoint};
  ganymede::Llama<> parts{checkpoint};
  ganymede::DecoderOnly<float, Diagram, ganymede::RmsNorm<float>> model{.embed_tokens = std::move(parts.embed_tokens),
                                                                        .positions = {},
                                                                        .layers = {},
                                                                        .norm = std::move(parts.norm),
                                                                        .lm_head = std::move(parts.lm_head),
                                                                        .state_shape = parts.state_shape,
                                                                        .executor = parts.executor};
  for (auto& block : parts.layers) model.layers.push_back({std::move(block)});
  ganymede::Workspace one, other;
  ganymede::Sequence a = expected.new_sequence(), b = model.new_sequence();
  const std::vector<ganymede::TokenId> ids{3, 4, 5};
  CHECK(expected.forward(ganymede::Batch{}.add(a, ids), one) == model.forward(ganymede::Batch{}.add(b, ids), other));
}
