#pragma once
// The generation options that complete, chat and translate share, under Hugging Face's names.

#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/text/grammar/constraint.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "option_values.hpp"
#include "standard_streams.hpp"

/// Throws CLI::ValidationError where the library takes these options for no model, naming the option as the command line has it.
inline void require_possible(const ganymede::GenerationOptions& options) {
  try {
    resolve(ganymede::GenerationConfig{}, options);
  } catch (const ganymede::InputError& e) {
    std::string name = "--" + e.details().key;
    std::replace(name.begin(), name.end(), '_', '-');
    throw CLI::ValidationError(name, e.details().problem + ", expected " + e.details().expected + ", found " + e.details().found);
  }
}

class GenerationFlags {
 public:
  explicit GenerationFlags(CLI::App& app) {
    add_number(app, "--max-new-tokens", given_.max_new_tokens, "tokens at the most; left out: the model's default, or 256", 0);
    add_number(app, "--min-new-tokens", given_.min_new_tokens, "no end before so many tokens", 0);
    app.add_option("--do-sample", given_.do_sample, "true: draw; false: always the most probable token");
    add_number(app, "--temperature", given_.temperature, "divides the logits; 0: greedy");
    add_number(app, "--top-k", given_.top_k, "only the k most probable tokens; 0: all", 0);
    add_number(app, "--top-p", given_.top_p, "only the most probable tokens that have this share together");
    add_number(app, "--min-p", given_.min_p, "only tokens with this share of the best one's probability");
    add_number(app, "--typical-p", given_.typical_p, "only the most typical tokens that have this share together");
    add_number(app, "--repetition-penalty", given_.repetition_penalty, "above 1 discourages tokens that were there");
    add_number(app, "--frequency-penalty", given_.frequency_penalty, "taken off a token's logit for each time it was generated");
    add_number(app, "--presence-penalty", given_.presence_penalty, "taken off a token's logit if it was generated");
    add_number(app, "--no-repeat-ngram-size", given_.no_repeat_ngram_size, "no n tokens in a row twice; 0: they may", 0);
    add_number(app, "--num-beams", given_.num_beams, "texts that a beam search follows at once; 1: no beam search", 1);
    add_number(app, "--length-penalty", given_.length_penalty, "beams: a score is the sum of log-probabilities / length^this");
    app.add_option("--early-stopping", early_stopping_, "beams: true, false or never; when num_beams texts are enough")
        ->check(CLI::IsMember({"true", "false", "never"}));
    add_number(app, "--num-return-sequences", given_.num_return_sequences, "answers to each prompt", 1);
    add_number(app, "--prompt-lookup-num-tokens", given_.prompt_lookup_num_tokens,
               "drafts up to so many tokens from where the texts said the same before; changes no token; left out, or 0: none", 0);
    add_number(app, "--max-matching-ngram-size", given_.max_matching_ngram_size, "tokens that are looked up for it; left out: 3", 1);
    add_number(app, "--seed", given_.seed, "equal seeds, equal tokens");
    add_ids(app, "--eos-token-id", eos_, "tokens that end the text, in place of the model's");
    app.add_option("--stop", stop_, "text that ends the answer; may be given several times")->take_all()->allow_extra_args(false);
    app.add_option("--logit-bias", bias_, "ID:BIAS, added to that token's logit; -inf forbids it")->allow_extra_args(false);
    add_constraint(app, "--regex", "the answer is a text that this regular expression matches as a whole", ganymede::regex);
    add_constraint(app, "--grammar", "the answer is a text of this GBNF grammar: a file, or the grammar itself",
                   [](const std::string& text) { return ganymede::gbnf(text_or_file(text, "::=")); });
    add_constraint(app, "--json-schema", "the answer is JSON that this JSON Schema holds for: a file, or the schema itself",
                   [](const std::string& text) { return ganymede::json_schema(text_or_file(text, "{")); });
    app.add_flag("--ignore-eos", ignore_eos_, "goes on after an end token");
    app.add_flag("--slide", slide_, "drops the oldest tokens when the context is full; left out: an error");
    app.add_flag("--verbose", verbose,
                 "says on standard error how tokens are chosen, with which seed, how fast it went, and what drafts did");
    app.footer(
        "What is left out is the model's own default (generation_config.json), or else changes nothing: greedy, until an end token.\n" +
        app.get_footer());
  }

  bool verbose = false;

  /// What was given; the rest is the model's to say. Throws CLI::ValidationError, naming the option, for what can be right for no model.
  ganymede::GenerationOptions options() const {
    ganymede::GenerationOptions options = given_;
    if (!eos_.empty()) options.eos_token_id = eos_;
    if (!stop_.empty()) options.stop = stop_;
    if (!early_stopping_.empty())
      options.early_stopping = early_stopping_ == "true"    ? ganymede::EarlyStopping::yes
                               : early_stopping_ == "false" ? ganymede::EarlyStopping::no
                                                            : ganymede::EarlyStopping::never;
    if (constraint_) options.constraint = constraint_();
    if (ignore_eos_) options.ignore_eos = true;
    if (slide_) options.on_overflow = ganymede::Overflow::slide;
    for (const std::string& entry : bias_) {
      const std::size_t colon = entry.find(':');
      if (colon == std::string::npos) throw CLI::ValidationError("--logit-bias", "ID:BIAS, not " + entry);
      if (!options.logit_bias) options.logit_bias.emplace();
      options.logit_bias->emplace_back(parse_number<ganymede::TokenId>("--logit-bias", entry.substr(0, colon), 0),
                                       parse_number<double>("--logit-bias", entry.substr(colon + 1)));
    }
    require_possible(options);
    return options;
  }

  /// With --verbose: how tokens are chosen.
  void announce(const ganymede::GenerationConfig& config) const {
    if (!verbose) return;
    if (config.num_beams > 1) std::cerr << config.num_beams << (config.samples() ? " beams, " : " beams\n");
    if (config.samples())
      std::cerr << "sampling, seed " << config.seed << '\n';
    else if (config.num_beams == 1)
      std::cerr << "greedy\n";
  }

  /// With --verbose: what drafts did, where there were any.
  void report(const ganymede::DraftReport& drafts) const {
    if (!verbose || drafts.passes == 0) return;
    std::cerr << drafts.accepted << " of " << drafts.drafted << " drafted tokens accepted (" << std::lround(100 * drafts.accepted_share())
              << " %) in " << drafts.passes << " passes, " << drafts.speed_up() << " times as fast as without\n";
  }

 private:
  /// One option of those that say what the answer must be.
  template <class Make>
  void add_constraint(CLI::App& app, const std::string& name, const std::string& description, Make make) {
    const auto take = [this, name, make](const std::string& text) {
      if (constraint_) throw CLI::ValidationError(name, "the answer has a constraint already");
      constraint_ = [make, text] { return make(text); };
    };
    app.add_option_function<std::string>(name, take, description)->type_name("TEXT");
  }
  /// A file's text, or the text itself where it has `mark` in it and no file is called so.
  static std::string text_or_file(const std::string& text, const char* mark) {
    std::error_code ignored;
    if (text.find(mark) != std::string::npos && !std::filesystem::exists(text, ignored)) return text;
    return read_text(text);
  }

  ganymede::GenerationOptions given_;
  std::function<ganymede::Constraint()> constraint_;
  std::vector<ganymede::TokenId> eos_;
  std::vector<std::string> stop_, bias_;
  std::string early_stopping_;
  bool ignore_eos_ = false, slide_ = false;
};
