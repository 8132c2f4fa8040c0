// What attention brought: a recurrent model and a Transformer of one size, trained on the same tales, set side by side and measured.
//
//   rnn_vs_transformer [--file F] [--positions 256] [--svg FILE] [--threads N] [--rnn MODEL] [--transformer MODEL]

#include <ganymede/app/text_generator.hpp>
#include <ganymede/core/os/output_file.hpp>
#include <ganymede/core/os/usable_cpus.hpp>
#include <ganymede/inspect/context_loss.hpp>
#include <ganymede/inspect/svg_chart.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/ops/softmax.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <numeric>

#include "command_line.hpp"
#include "tale.hpp"

namespace {
using ganymede::Index, ganymede::TokenId;

struct Options {
  CLI::App app{"Compares a recurrent language model with a Transformer: context, next words, homonyms, time.", "rnn_vs_transformer"};
  std::string file, svg, rnn, transformer;
  std::size_t positions = 256;
  Index threads = 0;

  void parse(int argc, char** argv) {
    add_path(app, "--file", file, "the text whose tokens are predicted; left out: a short tale that neither model has read");
    add_number(app, "--positions", positions, "how many tokens of it to predict; left out: 256", 1, 1 << 20);
    add_path(app, "--svg", svg, "charts of 1. and 4. as SVG: a.svg makes a-loss.svg and a-time.svg");
    add_number(app, "--threads", threads, "threads to compute with; left out, or 0: all CPUs", 0, 4096);
    add_path(app, "--rnn", rnn, "a model in place of the embedded LSTM");
    add_path(app, "--transformer", transformer, "a model in place of the embedded Llama; both must have one tokenizer");
    app.parse(argc, argv);
  }
};

struct Side {
  const char* name;
  double parameters = 0;
  ganymede::TextGenerator<> generator;

  Side(const char* side, const ganymede::Checkpoint& checkpoint, Index threads) : name(side), generator(checkpoint, {.threads = threads}) {
    for (const ganymede::StoredTensor& t : checkpoint.tensors())
      parameters += std::accumulate(t.shape.begin(), t.shape.end(), 1.0, [](double n, Index extent) { return n * double(extent); });
  }
  const ganymede::AnyModel& model() const { return generator.model(); }
  ganymede::Sequence sequence(std::size_t length, std::shared_ptr<ganymede::PagePool> pool = {}) const {
    return model().new_sequence({.max_length = static_cast<Index>(length), .pool = std::move(pool)});
  }
};

/// What a model makes of a text's last token: its vector before the head, and the probability of every next one.
struct Reading : ganymede::AnyProbe {
  std::vector<float> vector, next;

  Reading(const Side& side, std::string_view text) {
    const std::vector<TokenId> ids = side.generator.tokenizer().encode(text);
    ganymede::Workspace workspace;
    ganymede::Sequence sequence = side.sequence(ids.size());
    const auto logits = side.model().forward(ganymede::Batch{}.add(sequence, ids), workspace, *this);
    next.resize(static_cast<std::size_t>(logits.cols()));
    ganymede::softmax(logits.data(), next.data(), logits.cols());
  }
  void hidden_states(Index, const ganymede::ConstView<float>& x) override {  // the last call is the one that counts
    vector.assign(x.row(x.rows() - 1).begin(), x.row(x.rows() - 1).end());
  }
  /// The `count` most probable next tokens.
  void print(const Side& side, std::size_t count) const {
    std::vector<TokenId> order(next.size());
    count = std::min(count, order.size());
    std::iota(order.begin(), order.end(), 0);
    const auto probability = [&](TokenId id) { return next[static_cast<std::size_t>(id)]; };
    std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(count), order.end(),
                      [&](TokenId a, TokenId b) { return probability(a) > probability(b) || (probability(a) == probability(b) && a < b); });
    std::printf("    %-12s", side.name);
    for (const TokenId id : std::span(order).first(count))
      std::printf(" %s %.0f%%", ganymede::Json(side.generator.tokenizer().token_bytes(id)).dump().c_str(), double{100 * probability(id)});
    std::printf("\n");
  }
  friend double cosine(const Reading& a, const Reading& b) {
    const auto dot = [](const auto& x, const auto& y) { return std::inner_product(x.begin(), x.end(), y.begin(), 0.0); };
    return dot(a.vector, b.vector) / std::sqrt(dot(a.vector, a.vector) * dot(b.vector, b.vector));
  }
  /// How much the two expect alike: 1 the same, 0 nothing in common.
  friend double overlap(const Reading& a, const Reading& b) {
    return std::inner_product(a.next.begin(), a.next.end(), b.next.begin(), 0.0, std::plus<>(),
                              [](float p, float q) { return std::min(p, q); });
  }
};

/// The shortest of 25 tries, in milliseconds: what else the machine does makes a try longer, never shorter.
template <class F>
double milliseconds(F f) {
  double best = HUGE_VAL;
  for (int attempt = 0; attempt < 25; ++attempt) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

void write_chart(std::filesystem::path file, const char* ending, const ganymede::ChartOptions& options,
                 std::span<const ganymede::ChartLine> lines) {
  file.replace_filename(file.stem().string() + ending + file.extension().string());
  ganymede::OutputFile out(file);
  out.write(ganymede::svg_line_chart(options, lines));
  out.commit();
  std::printf("  Chart: %s\n\n", file.c_str());
}

/// 1. Loss against context.
void compare_context(const std::array<Side, 2>& sides, std::span<const TokenId> tokens, const Options& options) {
  const Index longest = std::min({Index{256}, sides[0].model().longest_sequence(), sides[1].model().longest_sequence()});
  const std::size_t first = static_cast<std::size_t>(longest);
  if (tokens.size() <= first)
    throw ganymede::InputError{{.problem = "the text is too short",
                                .expected = "more than " + std::to_string(first) + " tokens",
                                .found = std::to_string(tokens.size())}};
  std::vector<std::size_t> targets(std::min(options.positions, tokens.size() - first));
  for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = first + i * (tokens.size() - first) / targets.size();
  std::printf("1. CONTEXT: mean loss of %zu tokens in nats (lower is better), each predicted from the last few tokens alone.\n\n",
              targets.size());
  std::printf("  tokens back  %12s  %12s\n", sides[0].name, sides[1].name);
  std::array<ganymede::ChartLine, 2> lines;
  ganymede::Workspace workspace;
  for (Index context = 1; context <= longest; context *= 2) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (isatty(STDERR_FILENO)) std::cerr << "\r" << context << " tokens back: " << sides[i].name << " ... \033[K" << std::flush;
      lines[i].name = sides[i].name;
      lines[i].x.push_back(double(context));
      lines[i].y.push_back(context_loss(sides[i].model(), tokens, targets, context, workspace));
    }
    if (isatty(STDERR_FILENO)) std::cerr << "\r\033[K";
    const double a = lines[0].y.back(), b = lines[1].y.back();
    std::printf("  %11td  %11.3f%c  %11.3f%c\n", context, a, a < b ? '<' : ' ', b, b < a ? '<' : ' ');
  }
  std::printf("  %11s", "all before");
  for (const Side& side : sides)
    if (side.model().longest_sequence() < static_cast<Index>(tokens.size()))
      std::printf("  %11s ", "too long");
    else
      std::printf("  %11.3f ", text_loss(side.model(), tokens, targets, workspace));
  const auto change = [&](std::size_t i) { return lines[i].y.back() - lines[i].y[std::min<std::size_t>(4, lines[i].y.size() - 1)]; };
  std::printf("\n\n  '<' marks the better one. What lies further back than 16 tokens changes the loss by %+.3f (%s) and %+.3f (%s).\n",
              change(0), sides[0].name, change(1), sides[1].name);
  std::puts(R"(  All that a recurrent model knows of the past has to fit into one state, which every token overwrites a little;
  attention looks up each earlier token as it was. A recurrent state may be carried on without end, a Transformer
  ends with its positions.
)");
  if (!options.svg.empty())
    write_chart(options.svg, "-loss",
                {.title = "Loss against context",
                 .x = {.label = "tokens back that a model may see", .base = 2},
                 .y = {.label = "loss (nats a token)"}},
                lines);
}

/// 2. What is expected after the same beginning.
void compare_next_words(const std::array<Side, 2>& sides) {
  std::puts("2. NEXT WORDS after the same beginning, with their probabilities.");
  for (const char* text :
       {"Once upon a time there was a", "The King's daughter was so beautiful that the", "\"Where are you going?\" asked the",
        "Tim had a red ball. Lily had a blue ball. They went to the park to play with the"}) {
    std::printf("\n  %s ...\n", text);
    for (const Side& side : sides) Reading(side, text).print(side, 5);
  }
}

/// 3. One word in two sentences.
void compare_homonyms(const std::array<Side, 2>& sides) {
  std::puts("\n3. HOMONYMS: one word at the end of two sentences. Its embedding is the same; what was read before tells the two apart.");
  struct Homonym {
    const char *word, *first, *second;
  };
  for (const Homonym& homonym : {Homonym{"bank", "I took my money to the bank", "They sat down on the river bank"},
                                 Homonym{"well", "He let the bucket down into the well", "She ate the apple and soon she was well"},
                                 Homonym{"bear", "In the forest he met a great brown bear", "His grief was more than he could bear"}}) {
    for (const char* text : {homonym.first, homonym.second}) {
      std::printf("\n  %s ...\n", text);
      for (const Side& side : sides) Reading(side, text).print(side, 5);
    }
    std::printf("\n  The two \"%s\":\n", homonym.word);
    for (const Side& side : sides) {
      const Reading first(side, homonym.first), second(side, homonym.second);
      std::printf("    %-12s cosine of their vectors %.2f, %.0f%% of the next words in common\n", side.name, cosine(first, second),
                  100 * overlap(first, second));
    }
  }
  std::puts(R"(
  Cosines compare within one model, shares also between the two. Both are small and have read tales alone: they know
  a word's place in its sentence better than they know what a bank does with money.
)");
}

/// 4. Time and memory of a prompt, by its length.
void compare_time(const std::array<Side, 2>& sides, std::span<const TokenId> tokens, const Options& options) {
  std::printf("4. TIME in milliseconds (best of 25; threads: %td) and MEMORY of the state in kB, by the tokens of a prompt.\n\n",
              options.threads > 0 ? options.threads : ganymede::usable_cpus());
  std::printf("  %6s  %24s  %24s  %24s\n  %6s", "", "the whole prompt", "its last token alone", "memory", "tokens");
  for (int i = 0; i < 3; ++i) std::printf("  %11s  %11s", sides[0].name, sides[1].name);
  std::printf("\n");
  std::array<ganymede::ChartLine, 4> lines;
  ganymede::Workspace workspace;
  for (std::size_t length = 16; length <= std::min<std::size_t>(256, tokens.size()); length *= 2) {
    std::array<double, 2> kilobytes{};
    for (std::size_t i = 0; i < 2; ++i) {
      const auto read = [&](ganymede::Sequence& sequence, std::span<const TokenId> part) {
        sides[i].model().forward(ganymede::Batch{}.add(sequence, part), workspace);
      };
      const auto pool = std::make_shared<ganymede::PagePool>();
      ganymede::Sequence past = sides[i].sequence(length, pool);
      read(past, tokens.first(length - 1));
      kilobytes[i] = double(pool->bytes_in_use()) / 1e3;
      const double prompt = milliseconds([&] {
        ganymede::Sequence sequence = sides[i].sequence(length);
        read(sequence, tokens.first(length));
      });
      const double token = milliseconds([&] {
        ganymede::Sequence sequence = past.fork();
        read(sequence, tokens.subspan(length - 1, 1));
      });
      lines[i].name = std::string(sides[i].name) + ", the whole prompt";
      lines[2 + i].name = std::string(sides[i].name) + ", its last token alone";
      lines[i].x.push_back(double(length));
      lines[2 + i].x.push_back(double(length));
      lines[i].y.push_back(prompt);
      lines[2 + i].y.push_back(token);
    }
    std::printf("  %6zu  %11.2f  %11.2f  %11.3f  %11.3f  %11.1f  %11.1f\n", length, lines[0].y.back(), lines[1].y.back(), lines[2].y.back(),
                lines[3].y.back(), kilobytes[0], kilobytes[1]);
  }
  if (!lines[0].y.empty()) {
    const auto faster = [&](std::size_t i) { return lines[i].x.back() * lines[2 + i].y.back() / lines[i].y.back(); };
    std::printf("\n  At once, %.0f tokens are read %.1f times as fast as one by one (%s), %.1f times (%s).\n", lines[0].x.back(), faster(0),
                sides[0].name, faster(1), sides[1].name);
  }
  std::puts(R"(  A Transformer takes all tokens of a prompt at once; a recurrent model has to finish one before it begins the next,
  and only what each token brings along is computed beforehand. GPUs and many cores live on that difference; few cores,
  and weights that fit into their caches, show little of it. Token by token it is the other way round: the recurrent
  model does the same work for ever with a state that never grows, while attention looks back at more and more, and
  keeps it all.
)");
  if (!options.svg.empty())
    write_chart(
        options.svg, "-time",
        {.title = "Time against length", .x = {.label = "tokens of the prompt", .base = 2}, .y = {.label = "milliseconds", .base = 10}},
        lines);
}

ganymede::Checkpoint open(const std::string& path, std::span<const std::byte> embedded, const char* option) {
  if (!path.empty()) return ganymede::Checkpoint(std::filesystem::path(path));
  if (embedded.empty()) throw UsageError(std::string("this program was built without its embedded models: name one with ") + option);
  return ganymede::Checkpoint(embedded, "embedded model");
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run(options, argc, argv, [&] {
    const std::string text = options.file.empty() ? std::string(tale) : read_text(options.file);
    const std::array<Side, 2> sides{Side("recurrent", open(options.rnn, embedded_stories_lstm(), "--rnn"), options.threads),
                                    Side("Transformer", open(options.transformer, embedded_stories(), "--transformer"), options.threads)};
    const std::vector<TokenId> tokens = sides[0].generator.tokenizer().encode(text);
    if (tokens != sides[1].generator.tokenizer().encode(text) || sides[0].model().vocab_size() != sides[1].model().vocab_size())
      throw ganymede::InputError{{.problem = "the two models cut this text into tokens in two ways: their losses cannot be compared"}};
    std::printf("A recurrent model of %.2f million parameters and a Transformer of %.2f million, both on %s.\n\n",
                sides[0].parameters / 1e6, sides[1].parameters / 1e6,
                options.file.empty() ? "a tale that neither has read" : options.file.c_str());
    compare_context(sides, tokens, options);
    flush_output();
    compare_next_words(sides);
    compare_homonyms(sides);
    flush_output();
    compare_time(sides, tokens, options);
  });
}
