#pragma once
// The generation options that complete, chat and translate share, under Hugging Face's names.

#include <CLI/CLI.hpp>

#include <ganymede/decode/generation_config.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

class GenerationFlags {
 public:
  explicit GenerationFlags(CLI::App& app) {
    app.add_option("--max-new-tokens", given_.max_new_tokens,
                   "tokens at the most; left out: the model's default, or what its context holds");
    app.add_option("--min-new-tokens", given_.min_new_tokens, "no end before so many tokens");
    app.add_option("--do-sample", given_.do_sample, "true: draw; false: always the most probable token");
    app.add_option("--temperature", given_.temperature, "divides the logits; 0: greedy");
    app.add_option("--top-k", given_.top_k, "only the k most probable tokens; 0: all");
    app.add_option("--top-p", given_.top_p, "only the most probable tokens that have this share together");
    app.add_option("--min-p", given_.min_p, "only tokens with this share of the best one's probability");
    app.add_option("--typical-p", given_.typical_p, "only the most typical tokens that have this share together");
    app.add_option("--repetition-penalty", given_.repetition_penalty, "above 1 discourages tokens that were there");
    app.add_option("--frequency-penalty", given_.frequency_penalty, "taken off a token's logit for each time it was generated");
    app.add_option("--presence-penalty", given_.presence_penalty, "taken off a token's logit if it was generated");
    app.add_option("--no-repeat-ngram-size", given_.no_repeat_ngram_size, "no n tokens in a row twice");
    app.add_option("--num-beams", given_.num_beams, "texts that a beam search follows at once; 1: no beam search");
    app.add_option("--length-penalty", given_.length_penalty, "beams: a score is the sum of log-probabilities / length^this");
    app.add_option("--early-stopping", early_stopping_, "beams: true, false or never; when num_beams texts are enough")
        ->check(CLI::IsMember({"true", "false", "never"}));
    app.add_option("--num-return-sequences", given_.num_return_sequences, "answers to each prompt");
    app.add_option("--seed", given_.seed, "equal seeds, equal tokens");
    app.add_option("--eos-token-id", eos_, "tokens that end the text, in place of the model's")->delimiter(',');
    app.add_option("--stop", stop_, "text that ends the answer; may be given several times")->take_all()->allow_extra_args(false);
    app.add_option("--logit-bias", bias_, "ID:BIAS, added to that token's logit; -inf forbids it")->allow_extra_args(false);
    app.add_flag("--ignore-eos", ignore_eos_, "goes on after an end token");
    app.add_flag("--slide", slide_, "drops the oldest tokens when the context is full; left out: an error");
  }

  /// What was given; the rest is the model's to say.
  ganymede::GenerationOptions options() const {
    ganymede::GenerationOptions options = given_;
    if (!eos_.empty()) options.eos_token_id = eos_;
    if (!stop_.empty()) options.stop = stop_;
    if (!early_stopping_.empty())
      options.early_stopping = early_stopping_ == "true"    ? ganymede::EarlyStopping::yes
                               : early_stopping_ == "false" ? ganymede::EarlyStopping::no
                                                            : ganymede::EarlyStopping::never;
    if (ignore_eos_) options.ignore_eos = true;
    if (slide_) options.on_overflow = ganymede::Overflow::slide;
    for (const std::string& entry : bias_) {
      const std::size_t colon = entry.find(':');
      try {
        if (colon == std::string::npos) throw std::invalid_argument(entry);
        if (!options.logit_bias) options.logit_bias.emplace();
        options.logit_bias->emplace_back(std::stoi(entry.substr(0, colon)), std::stod(entry.substr(colon + 1)));
      } catch (const std::logic_error&) {
        throw CLI::ValidationError("--logit-bias", "ID:BIAS, not " + entry);
      }
    }
    return options;
  }

 private:
  ganymede::GenerationOptions given_;
  std::vector<ganymede::TokenId> eos_;
  std::vector<std::string> stop_, bias_;
  std::string early_stopping_;
  bool ignore_eos_ = false, slide_ = false;
};
