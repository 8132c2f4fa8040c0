// How well a model predicts a text: the mean negative log-likelihood of its tokens, in windows without overlap.
//
//   perplexity [MODEL] --file F [--context 512]

#include <ganymede/app/text_generator.hpp>
#include <ganymede/decode/sampler.hpp>

#include <cmath>

#include "command_line.hpp"

namespace {

/// Sum of the negative log-likelihoods of window[1..], read in pieces so that only few rows of logits exist at a time.
double window_nll(const ganymede::AnyModel& model, std::span<const ganymede::TokenId> window, ganymede::Workspace& workspace) {
  constexpr std::size_t piece = 32;
  ganymede::Sequence sequence = model.new_sequence({.max_length = static_cast<ganymede::Index>(window.size())});
  double sum = 0;
  for (std::size_t at = 0; at + 1 < window.size(); at += piece) {
    const auto part = window.subspan(at, std::min(piece, window.size() - 1 - at));
    const auto logits = model.forward(ganymede::Batch{}.add(sequence, part, ganymede::LogitRows::all), workspace);
    for (std::size_t t = 0; t < part.size(); ++t)
      sum -= ganymede::log_probability(
          {logits.data() + static_cast<ganymede::Index>(t) * logits.outerStride(), static_cast<std::size_t>(logits.cols())},
          window[at + t + 1]);
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Measures how well a model predicts a text (TEXT, --file or standard input as a whole).", "perplexity");
  std::string file;
  ganymede::Index context = 0;
  add_path(line.app, "--file", file, "the text to predict");
  add_number(line.app, "--context", context, "tokens a window; left out: 512, or the model's context where that is shorter", 2, 1 << 30);
  return run(line, argc, argv, [&] {
    if (!file.empty() && (line.has_text() || !line.ids.empty())) throw UsageError("--file stands in place of TEXT: not both");
    const ganymede::TextGenerator<> generator{line.checkpoint(), line.load_options()};
    if (context == 0) context = std::min<ganymede::Index>(512, generator.model().max_position_embeddings());
    std::vector<ganymede::TokenId> ids = line.ids;
    if (ids.empty()) {
      std::string text = file.empty() ? std::string() : read_text(file);
      const char* before = "";
      if (file.empty()) line.for_each_text([&](const std::string& part) { text += std::exchange(before, "\n") + part; });
      ids = generator.tokenizer().encode(text, line.encode_options());
    }
    if (ids.size() < 2)
      throw ganymede::InputError{{.problem = "nothing to predict", .expected = "at least 2 tokens", .found = std::to_string(ids.size())}};

    ganymede::Workspace workspace;
    double nll = 0;
    std::size_t scored = 0;
    for (std::size_t at = 0; at < ids.size(); at += static_cast<std::size_t>(context)) {
      const auto window = std::span<const ganymede::TokenId>(ids).subspan(at, std::min(static_cast<std::size_t>(context), ids.size() - at));
      nll += window_nll(generator.model(), window, workspace);
      scored += window.size() - 1;
      if (isatty(STDERR_FILENO)) std::cerr << "\r" << at + window.size() << " of " << ids.size() << " tokens" << std::flush;
    }
    if (isatty(STDERR_FILENO)) std::cerr << "\r\033[K";
    nll /= double(scored);
    if (line.json)
      print({{"tokens", scored}, {"nll", nll}, {"perplexity", std::exp(nll)}});
    else
      std::cout << scored << " tokens, mean negative log-likelihood " << nll << ", perplexity " << std::exp(nll) << '\n';
  });
}
