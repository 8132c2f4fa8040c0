// The probability of every next word: softmax over the logits of the last position. Then what a sampler's settings cut away of it, and what
// every layer of the model would have said.
//
//   next_token [MODEL] [TEXT] [--top 10] [--temperature 0.7] [--top-k 40] [--top-p 0.9] [--layers] [--html page.html]

#include <ganymede/app/text_generator.hpp>
#include <ganymede/core/os/output_file.hpp>
#include <ganymede/decode/process_steps.hpp>
#include <ganymede/inspect/next_token_page.hpp>
#include <ganymede/io/json.hpp>

#include <cmath>
#include <cstdio>

#include "command_line.hpp"
#include "generation_flags.hpp"

namespace {

using ganymede::Json, ganymede::TokenId;
constexpr float forbidden = -std::numeric_limits<float>::infinity();

/// A line of the bar table: a probability, its bar, and the text as JSON writes it.
void print_bar(double probability, const std::string& text, const std::string& note = "") {
  std::printf("%7.3f %%  %-40s %s%s\n", 100 * probability,
              std::string(static_cast<std::size_t>(std::lround(40 * probability)), '#').c_str(), Json(text).dump().c_str(), note.c_str());
}

/// The logits after `ids`, and after each of the settings.
ganymede::FilterTable filter_table(std::span<const float> logits, std::span<const TokenId> ids, const ganymede::GenerationConfig& config) {
  ganymede::FilterTable table(logits);
  std::vector<float> last(logits.begin(), logits.end());
  ganymede::process_in_steps(logits, {ids, static_cast<ganymede::Index>(ids.size())}, config, [&](auto name, double setting, auto now) {
    table.add(name, setting, now);
    last.assign(now.begin(), now.end());
  });
  if (config.temperature != 0) return table;
  std::vector<float> greedy(last.size(), forbidden);
  greedy[static_cast<std::size_t>(ganymede::best_token(last))] = 0;
  table.add("temperature", 0, greedy);
  return table;
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Shows the most probable next tokens of a text.", "next_token");
  std::size_t top = 10;
  ganymede::GenerationOptions given;
  bool layers = false;
  std::string html;
  add_number(line.app, "--top", top, "how many tokens to show; left out: 10", 1);
  add_number(line.app, "--temperature", given.temperature, "divides the logits; 0: only the most probable token is left; left out: 1");
  add_number(line.app, "--top-k", given.top_k, "only the k most probable tokens; left out, or 0: all", 0);
  add_number(line.app, "--top-p", given.top_p, "only the most probable tokens that have this share together; left out: 1");
  add_number(line.app, "--min-p", given.min_p, "only tokens with this share of the best one's probability; left out: 0");
  add_number(line.app, "--typical-p", given.typical_p, "only the most typical tokens that have this share together; left out: 1");
  add_number(line.app, "--repetition-penalty", given.repetition_penalty, "above 1 discourages tokens that were there; left out: 1");
  line.app.add_flag("--layers", layers, "what every layer would have said (the logit lens)");
  add_path(line.app, "--html", html, "writes a page with the whole vocabulary to this file");
  return run(line, argc, argv, [&] {
    require_possible(given);
    const ganymede::TextGenerator<> generator{line.checkpoint(), line.load_options()};
    const ganymede::GenerationConfig config = resolve({}, given);
    const auto text = [&](TokenId id) {
      return generator.has_tokenizer() && generator.tokenizer().contains(id) ? generator.tokenizer().token_bytes(id) : std::string();
    };
    ganymede::Workspace workspace;
    bool written = false;
    line.for_each_prompt(generator, [&](const std::vector<TokenId>& ids, const std::string&) {
      if (std::exchange(written, !html.empty())) throw UsageError("--html shows one text: give one TEXT, or one line");
      ganymede::Sequence sequence = generator.model().new_sequence({.max_length = static_cast<ganymede::Index>(ids.size())});
      const ganymede::Batch batch = ganymede::Batch{}.add(sequence, ids);
      ganymede::HiddenStateRecorder<float> states;
      const auto logits = layers ? generator.model().forward(batch, workspace, states) : generator.model().forward(batch, workspace);
      const ganymede::FilterTable table = filter_table({logits.data(), static_cast<std::size_t>(logits.cols())}, ids, config);
      std::optional<ganymede::LogitLens> lens;
      if (layers) lens = ganymede::logit_lens(generator.model(), states, workspace, top);
      const auto lens_at = [&](ganymede::Index layer) { return lens->at(layer, lens->rows - 1); };

      if (!html.empty()) {
        const std::string page = ganymede::next_token_page(
            {.model = line.short_model_name(), .ids = ids, .table = table, .lens = lens ? &*lens : nullptr, .text = text});
        ganymede::OutputFile file{std::filesystem::path(html)};
        file.write(page);
        return file.commit();
      }
      if (line.json) {
        Json object{{"ids", ids}, {"next", Json::array()}};
        const auto logprob = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
        for (const ganymede::FilteredToken& t : table.tokens(top)) {
          object["next"].push_back({{"id", t.id}, {"text", text(t.id)}, {"logprob", logprob(t.before)}});
          if (table.steps().empty()) continue;
          object["next"].back()["logprob_after"] = logprob(t.after);
          object["next"].back()["cut_by"] = t.cut_by < 0 ? Json() : Json(table.steps()[static_cast<std::size_t>(t.cut_by)].name);
        }
        for (const ganymede::FilterStep& s : table.steps())
          object["steps"].push_back({{"name", s.name}, {"setting", s.setting}, {"tokens", s.kept}, {"share", s.kept_share}});
        for (ganymede::Index layer = 0; lens && layer < lens->layers(); ++layer) {
          const ganymede::LensCell cell = lens_at(layer);
          Json next = Json::array();
          for (const ganymede::TokenProbability& t : cell.top)
            next.push_back({{"id", t.id}, {"text", text(t.id)}, {"logprob", logprob(t.logprob)}});
          object["layers"].push_back(
              {{"layer", layer}, {"next", next}, {"answer_logprob", logprob(cell.answer.logprob)}, {"answer_rank", cell.rank}});
        }
        return print(object);
      }
      for (const ganymede::FilterStep& s : table.steps())
        std::printf("%s %g: %td tokens left, with %.3f %% of the probability\n", s.name.c_str(), s.setting, s.kept, 100 * s.kept_share);
      for (const ganymede::FilteredToken& t : table.tokens(top)) {
        std::string note;
        if (t.cut_by >= 0) note = "  cut by " + table.steps()[static_cast<std::size_t>(t.cut_by)].name;
        if (!table.steps().empty()) std::printf("%7.3f %% -> ", 100 * std::exp(t.before));
        print_bar(std::exp(t.after), text(t.id), note);
      }
      for (ganymede::Index layer = 0; lens && layer < lens->layers(); ++layer) {
        std::printf("layer %-3td ", layer);
        print_bar(lens_at(layer).top.front().probability(), text(lens_at(layer).top.front().id));
      }
    });
  });
}
