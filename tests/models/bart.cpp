#include <ganymede/models/bart.hpp>

#include "../support/model_files.hpp"
#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<Bart<>>);

TEST_CASE_TEMPLATE("BART checkpoints give the encoder output and the logits of transformers", T, float, double) {
  for (const std::string name : {"bart", "bart_untied"}) check_values<Bart, T>(name);
}

TEST_CASE("BART: greedy and beam ids, and the scores of beams, are those of transformers") {
  for (const std::string name : {"bart", "bart_untied"}) check_searches(Bart<>{checkpoint(name)}, name);
}

TEST_CASE("a trained BART spells 26 words as its authors' program does") {
  const std::filesystem::path data = std::filesystem::path(GANYMEDE_SHARED_DATA) / "g2p-bart-us";
  if (!exists(data)) {
    MESSAGE("skipped: no " << data.string());
    return;
  }
  const TemporaryFolder model_folder;
  std::filesystem::create_symlink(data / "us_bart_config.json", model_folder.path() / "config.json");
  std::filesystem::create_symlink(data / "us_bart.safetensors", model_folder.path() / "model.safetensors");
  const Checkpoint checkpoint(model_folder.path());
  const Bart<> model{checkpoint};

  const auto characters = [](const std::string& text) {
    std::vector<std::string> all;
    for (const char c : text)
      if ((static_cast<unsigned char>(c) & 0xC0) == 0x80)
        all.back() += c;
      else
        all.emplace_back(1, c);
    return all;
  };
  const auto graphemes = characters(checkpoint.settings().get<std::string>("grapheme_chars"));
  const auto phonemes = characters(checkpoint.settings().get<std::string>("phoneme_chars"));
  std::vector<std::vector<TokenId>> sources;
  std::vector<std::string> expected;
  std::ifstream words(data / "golden_words.tsv");
  for (std::string line; std::getline(words, line);) {
    const std::size_t tab = line.find('\t');
    std::vector<TokenId> ids{1};
    for (const std::string& c : characters(line.substr(0, tab))) {
      const auto at = std::find(graphemes.begin() + 4, graphemes.end(), c);
      ids.push_back(at == graphemes.end() ? 3 : static_cast<TokenId>(at - graphemes.begin()));
    }
    ids.push_back(2);
    sources.push_back(std::move(ids));
    expected.push_back(line.substr(tab + 1));
  }
  REQUIRE(sources.size() == 26);
  GenerationConfig config = read_generation_config(checkpoint.generation());
  config.max_new_tokens = 50;
  const std::vector<Generated> answers = translate(model, sources, checkpoint.generation().get<TokenId>("decoder_start_token_id"), config);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    std::string spelled;
    for (const TokenId id : ids_of(answers[i]))
      if (id > 3) spelled += phonemes.at(static_cast<std::size_t>(id));
    CHECK(spelled == expected[i]);
  }
}
