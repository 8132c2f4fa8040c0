// Where each word looks: the attention of any layer and head, on a terminal, as a picture, as a page.
//
//   attention_map [MODEL] [TEXT] [--layer 3] [--head 5] [--kind self|cross|encoder] [--rollout] [--svg FILE] [--html FILE]

#include <ganymede/app/attention_of.hpp>
#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/translator.hpp>
#include <ganymede/core/os/output_file.hpp>
#include <ganymede/inspect/attention_page.hpp>
#include <ganymede/inspect/attention_text.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/any_encoder.hpp>

#include <cmath>
#include <map>

#include "command_line.hpp"
#include "terminal.hpp"

using ganymede::AttentionKind;
using ganymede::Json;

int main(int argc, char** argv) {
  CommandLine line("Shows where each word of a text looks: the attention weights of any layer and head.", "attention_map");
  ganymede::AttentionChoice choice;
  ganymede::TranslateOptions options;
  std::string kind, svg, html;
  const std::map<std::string, AttentionKind> kinds{
      {"self", AttentionKind::self}, {"cross", AttentionKind::cross}, {"encoder", AttentionKind::encoder}};
  add_number(line.app, "--layer", choice.layer, "counted from 0; left out: the mean of all", 0);
  add_number(line.app, "--head", choice.head, "counted from 0; left out: the mean of the layer's", 0);
  line.app
      .add_option("--kind", kind, "self; of translation models also cross (the default for them) and encoder; of encoders encoder alone")
      ->check(CLI::IsMember(kinds));
  line.app.add_flag("--rollout", choice.rollout, "how much of each word has reached each word through all layers, or up to --layer");
  line.app.add_option("--target", options.prefix, "the translation to look at; left out: the model's own");
  line.app.add_option("--source-language", options.source_language, "of translation models: code as the tokenizer has it");
  line.app.add_option("--target-language", options.target_language, "likewise");
  line.app.add_option("--source-prefix", options.source_prefix, "put before the source, as T5's tasks want it");
  add_path(line.app, "--svg", svg, "writes the map as a picture, in place of the table");
  add_path(line.app, "--html", html, "writes a page to explore all layers and heads, in place of the table");
  return run(line, argc, argv, [&] {
    if (choice.rollout && choice.head >= 0) throw UsageError("--rollout goes through all heads: no --head");
    if (!line.has_model() && (kind == "cross" || kind == "encoder" || !options.prefix.empty())) line.stand_in(embedded_translator());
    const ganymede::Checkpoint checkpoint = line.checkpoint();
    const bool translates = ganymede::is_translation_model(checkpoint), encodes = ganymede::is_encoder_model(checkpoint);
    if (!translates && (!options.prefix.empty() || kind == "cross" || (kind == "encoder" && !encodes)))
      throw UsageError("--target and the kinds cross and encoder are for translation models");
    if (encodes && kind == "self") throw UsageError("the attention of an encoder alone is of the kind encoder");
    choice.kind = !kind.empty() ? kinds.at(kind)
                  : translates  ? AttentionKind::cross
                  : encodes     ? AttentionKind::encoder
                                : AttentionKind::self;

    int shown = 0;
    const auto show = [&](const ganymede::AttentionOfText& seen) {
      const auto write = [&](const std::string& file, const std::string& text) {
        ganymede::OutputFile out(file);
        out.write(text);
        out.commit();
      };
      if (++shown > 1 && !(svg.empty() && html.empty())) throw UsageError("--svg and --html take one TEXT");
      if (!svg.empty()) write(svg, attention_svg(seen.recorder, 0, seen.texts(), choice));
      if (!html.empty()) write(html, attention_page(seen.recorder, 0, seen.texts(), choice, line.short_model_name()));
      if (!line.json && !(svg.empty() && html.empty())) return;

      const ganymede::Tensor<float> map = chosen_attention(seen.recorder, 0, choice);
      const std::span<const std::string> rows = seen.texts().rows(choice.kind), columns = seen.texts().columns(choice.kind);
      if (line.json) {
        Json weights = Json::array();
        for (ganymede::Index t = 0; t < map.rows(); ++t) {
          Json row = Json::array();
          for (ganymede::Index s = 0; s < map.cols(); ++s) row.push_back(std::round(1e7 * double(map.view()(t, s))) / 1e7);
          weights.push_back(std::move(row));
        }
        const auto number = [](ganymede::Index i) { return i < 0 ? Json("mean") : Json(i); };
        Json object{{"tokens", std::vector<std::string>(rows.begin(), rows.end())},
                    {"keys", std::vector<std::string>(columns.begin(), columns.end())},
                    {"layer", number(choice.layer)},
                    {"head", number(choice.head)},
                    {"kind", ganymede::detail::name_of(choice.kind)},
                    {"weights", std::move(weights)}};
        if (choice.rollout) object["rollout"] = true;
        if (choice.kind == AttentionKind::cross) object["written"] = seen.written;
        return print(object);
      }
      const ganymede::HeadSummary s = ganymede::summarize_head<float>(map.view());
      std::printf(
          "%s, in hundredths. Spread over %.1f tokens; %.0f %% on the first token, %.0f %% on the one before, %.0f %% on itself.\n\n%s",
          describe(choice).c_str(), std::exp2(s.entropy), 100 * s.first, 100 * s.previous, 100 * s.itself,
          ganymede::attention_text(map.view(), {.rows = choice.kind == AttentionKind::cross ? seen.written : rows,
                                                .columns = columns,
                                                .causal = choice.kind == AttentionKind::self,
                                                .width = terminal_width(),
                                                .colors = terminal_colors()})
              .c_str());
    };
    if (translates) {
      const ganymede::Translator<> translator{checkpoint, line.load_options()};
      options.add_special_tokens = !line.no_add_special_tokens;
      options.parse_special = line.parse_special;
      if (!line.ids.empty()) return show(attention_of(translator, line.ids, {}, options));
      line.for_each_text([&](const std::string& text) { show(attention_of(translator, text, {}, options)); });
    } else if (encodes) {
      const auto encoder = ganymede::load_encoder_model(checkpoint, line.load_options());
      if (!line.ids.empty()) return show(attention_of(*encoder, nullptr, line.ids));
      const ganymede::Tokenizer tokenizer = ganymede::Tokenizer::from_checkpoint(checkpoint);
      line.for_each_text(
          [&](const std::string& text) { show(attention_of(*encoder, &tokenizer, tokenizer.encode(text, line.encode_options()))); });
    } else {
      const ganymede::TextGenerator<> generator{checkpoint, line.load_options()};
      line.for_each_prompt(generator, [&](const auto& ids, const std::string&) { show(attention_of(generator, ids)); });
    }
  });
}
