// The probability of every next word: softmax over the logits of the last position.
//
//   next_token [MODEL] [TEXT] [--top 10]

#include <ganymede/decode/sampler.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "any_model.hpp"
#include "command_line.hpp"

int main(int argc, char** argv) {
  CommandLine line("Shows the most probable next tokens of a text.", "next_token");
  std::size_t top = 10;
  line.app.add_option("--top", top, "how many tokens to show")->check(CLI::PositiveNumber);
  return run(line, argc, argv, [&] {
    const ganymede::TextGenerator<AnyModel> generator{line.checkpoint(), line.load_options()};
    ganymede::Workspace workspace;
    line.for_each_prompt(generator, [&](const std::vector<ganymede::TokenId>& ids, const std::string&) {
      ganymede::Sequence sequence = generator.model().new_sequence({.max_length = static_cast<ganymede::Index>(ids.size())});
      const auto logits = generator.model().forward(ganymede::Batch{}.add(sequence, ids), workspace);
      const std::span<const float> row(logits.data(), static_cast<std::size_t>(logits.cols()));

      std::vector<ganymede::TokenId> order(row.size());
      std::iota(order.begin(), order.end(), 0);
      const auto shown = order.begin() + static_cast<std::ptrdiff_t>(std::min(top, order.size()));
      std::partial_sort(order.begin(), shown, order.end(), [&](auto a, auto b) {
        const float x = row[static_cast<std::size_t>(a)], y = row[static_cast<std::size_t>(b)];
        return x > y || (x == y && a < b);
      });
      ganymede::Json next = ganymede::Json::array();
      for (auto id = order.begin(); id != shown; ++id) {
        const double logprob = ganymede::log_probability(row, *id);
        const std::string text =
            generator.has_tokenizer() && generator.tokenizer().contains(*id) ? generator.tokenizer().token_bytes(*id) : "";
        if (line.json)
          next.push_back({{"id", *id}, {"text", text}, {"logprob", logprob}});
        else
          std::printf("%7.3f %%  %-40s %s\n", 100 * std::exp(logprob),
                      std::string(static_cast<std::size_t>(std::lround(40 * std::exp(logprob))), '#').c_str(),
                      ganymede::Json(text).dump(-1, ' ', false, ganymede::Json::error_handler_t::replace).c_str());
      }
      if (line.json) print({{"ids", ids}, {"next", next}});
    });
  });
}
