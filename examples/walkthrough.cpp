// One page that takes a short text through a model, step by step and with the values of a real run: text, tokens, embeddings, positions,
// attention, feed-forward, the residual stream, logits, probabilities, the chosen token, and the next rounds; of an encoder alone what its
// head says of the text.
//
//   walkthrough [MODEL] [TEXT] [--translate] [--rounds 4] [--html page.html]

#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/translator.hpp>
#include <ganymede/app/walk_through.hpp>
#include <ganymede/core/os/output_file.hpp>
#include <ganymede/models/any_encoder.hpp>

#include "command_line.hpp"

int main(int argc, char** argv) {
  CommandLine line("Writes a page that takes a short text through a model, step by step.", "walkthrough");
  ganymede::WalkthroughOptions options;
  ganymede::TranslateOptions translation;
  std::string html;
  bool translate = false;
  CLI::Option* const rounds =
      add_number(line.app, "--rounds", options.rounds, "tokens to write; left out: 4, of a translation up to 24", 1, 128);
  add_number(line.app, "--top", options.top, "how many of a round's most probable tokens to show; left out: 10", 1, 1000);
  add_path(line.app, "--html", html, "the page; left out: standard output");
  line.app.add_flag("--translate", translate, "where no MODEL is named: the embedded translator, French to English");
  line.app.add_option("--source-language", translation.source_language, "of translation models: code as the tokenizer has it");
  line.app.add_option("--target-language", translation.target_language, "likewise");
  line.app.add_option("--source-prefix", translation.source_prefix, "put before the source, as T5's tasks want it");
  return run(line, argc, argv, [&] {
    if (translate && !line.has_model()) line.stand_in(embedded_translator());
    const ganymede::Checkpoint checkpoint = line.checkpoint();
    const std::string family = checkpoint.architecture();
    const bool has_alibi = checkpoint.settings().get_or<bool>("alibi", false);  // Falcon
    bool written = false;
    const auto write = [&](ganymede::Walkthrough walk) {
      walk.model = line.short_model_name() + " (" + family + ")";
      walk.positions = family == "t5" || family == "mt5" || family == "mpnet" || family == "deberta-v2" ? "relative"
                       : family == "bloom" || family == "mpt" || has_alibi                              ? "alibi"
                                                                                                        : "rotary";
      if (line.json) return void(std::cout << walkthrough_data(walk).str() << '\n' << std::flush);
      if (std::exchange(written, true)) throw UsageError("a page shows one text: give one TEXT, or one line");
      const std::string page = walkthrough_page(walk);
      if (html.empty()) return void(std::cout << page << std::flush);
      ganymede::OutputFile file(html);
      file.write(page);
      file.commit();
    };
    if (ganymede::is_translation_model(checkpoint)) {
      const ganymede::Translator<> translator{checkpoint, line.load_options()};
      translation.add_special_tokens = !line.no_add_special_tokens;
      translation.parse_special = line.parse_special;
      if (rounds->count() == 0) options.rounds = 24;
      if (!line.ids.empty()) return write(walk_through(translator, line.ids, options, translation));
      line.for_each_text([&](const std::string& text) { write(walk_through(translator, text, options, translation)); });
    } else if (ganymede::is_encoder_model(checkpoint)) {
      const auto encoder = ganymede::load_encoder_model(checkpoint, line.load_options());
      if (!line.ids.empty()) return write(walk_through(*encoder, nullptr, line.ids, options));
      const ganymede::Tokenizer tokenizer = ganymede::Tokenizer::from_checkpoint(checkpoint);
      line.for_each_text([&](const std::string& text) {
        ganymede::Walkthrough walk = walk_through(*encoder, &tokenizer, tokenizer.encode(text, line.encode_options()), options);
        walk.text = text;
        write(std::move(walk));
      });
    } else {
      const ganymede::TextGenerator<> generator{checkpoint, line.load_options()};
      line.for_each_prompt(
          generator, [&](const std::vector<ganymede::TokenId>& ids, const std::string&) { write(walk_through(generator, ids, options)); });
    }
  });
}
