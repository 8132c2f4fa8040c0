// Labels of a text: by the head that a model was trained with, of the whole text (sentiment, topics) or the names in it; with a language
// model, any labels, by a prompt.
//
//   classify MODEL [TEXT] [--top-k 3] [--pair TEXT]      classify bert-base-NER "Hansel lives in Kassel."
//   classify MODEL [TEXT] --labels A,B [--examples F]    classify SmolLM2.gguf "I loved this movie!" --labels positive,negative

#include <ganymede/app/classifier.hpp>
#include <ganymede/app/entity_recognizer.hpp>

#include <cstdio>
#include <map>

#include "command_line.hpp"
#include "prompt_flags.hpp"

namespace {

using ganymede::Json;

void show_labels(const CommandLine& line, const std::string& text, const std::vector<ganymede::LabelScore>& labels) {
  Json list = Json::array();
  for (const ganymede::LabelScore& label : labels)
    if (line.json)
      list.push_back({{"label", label.label}, {"score", label.score}});
    else
      std::printf("%7.3f  %s\n", label.score, label.label.c_str());
  if (line.json) print({{"text", text}, {"labels", std::move(list)}});
}

void show_entities(const CommandLine& line, const std::string& text, const std::vector<ganymede::Entity>& entities) {
  Json list = Json::array();
  for (const ganymede::Entity& e : entities) {
    const std::string part = text.substr(e.begin, e.end - e.begin);
    if (line.json)
      list.push_back({{"label", e.label}, {"text", part}, {"begin", e.begin}, {"end", e.end}, {"score", e.score}});
    else
      std::printf("%7.3f  %-8s %s\n", e.score, e.label.c_str(), part.c_str());
  }
  if (line.json) print({{"text", text}, {"entities", std::move(list)}});
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Labels a text, or the names in it: by the head that a model was trained with, or by a prompt.", "classify", {});
  using ganymede::Aggregation;
  const std::map<std::string, Aggregation> ways{{"none", Aggregation::none},
                                                {"simple", Aggregation::simple},
                                                {"first", Aggregation::first},
                                                {"average", Aggregation::average},
                                                {"max", Aggregation::max}};
  ganymede::Index top_k = 0, max_length = 0;
  std::string aggregation = "simple";
  std::optional<std::string> pair;
  line.app.remove_option(line.app.get_option("--ids"));
  CLI::Option* const top = add_number(line.app, "--top-k", top_k, "labels to show, the best ones; left out, or 0: all", 0);
  CLI::Option* const joined =
      line.app.add_option("--aggregation", aggregation, "how tokens become entities; left out: simple")->check(CLI::IsMember(ways));
  line.app.add_option("--pair", pair, "a second text, which is judged together with TEXT")->type_name("TEXT");
  add_number(line.app, "--max-length", max_length, "tokens of a text, which is cut to it; left out, or 0: as the folder says", 0);
  const PromptFlags prompted(line);
  return run(line, argc, argv, [&] {
    if (!line.has_model()) throw UsageError("no model is embedded in this program: name a MODEL");
    const ganymede::Checkpoint checkpoint = line.checkpoint();
    if (!ganymede::is_encoder_model(checkpoint)) {
      if (pair || joined->count() > 0 || max_length > 0 || line.parse_special)
        throw UsageError(
            "--pair, --aggregation, --max-length and --parse-special are for models with a trained head; this is a language model");
      const ganymede::TextGenerator<> generator{checkpoint, line.load_options()};
      if (prompted.entities) {
        if (prompted.task() || top->count() > 0)
          throw UsageError("--entities looks for people and places: no --labels, --instruction, --examples, --calibrate, --top-k");
        const ganymede::PromptEntityRecognizer recognizer(generator, ganymede::PromptEntityRecognizer::people_and_places(),
                                                          {.calibrate = true, .add_special_tokens = !line.no_add_special_tokens});
        return line.for_each_text([&](const std::string& text) { show_entities(line, text, recognizer(text)); });
      }
      const ganymede::PromptClassifier classifier(generator, prompted.prompt(), prompted.options(line));
      return line.for_each_text([&](const std::string& text) {
        std::vector<ganymede::LabelScore> labels = classifier(text);
        if (top_k > 0) labels.resize(std::min(labels.size(), static_cast<std::size_t>(top_k)));
        show_labels(line, text, labels);
      });
    }
    if (prompted.given())
      throw UsageError(
          "--labels, --instruction, --examples, --calibrate and --entities are for language models; this one has a trained head");
    const auto model = std::make_shared<const ganymede::AnyEncoder>(checkpoint, line.load_options());
    const ganymede::EncoderOptions encoder{
        .add_special_tokens = !line.no_add_special_tokens, .parse_special = line.parse_special, .max_length = max_length};
    if (model->facts().head == ganymede::HeadKind::tokens) {
      if (pair || top->count() > 0) throw UsageError("--pair and --top-k are for models that label whole texts");
      const ganymede::EntityRecognizer<> recognizer{checkpoint, model};
      return line.for_each_text([&](const std::string& text) {
        show_entities(line, text, recognizer(text, {.aggregation = ways.at(aggregation), .encoder = encoder}));
      });
    }
    if (joined->count() > 0) throw UsageError("--aggregation is for models that label tokens");
    const ganymede::Classifier<> classifier{checkpoint, model};
    line.for_each_text([&](const std::string& text) {
      const ganymede::TextOrPair item = pair ? ganymede::TextOrPair(text, *pair) : ganymede::TextOrPair(text);
      show_labels(line, text, classifier(item, {.top_k = top_k, .encoder = encoder}));
    });
  });
}
