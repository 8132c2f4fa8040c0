// Text becomes token ids, and ids become text: what a model really reads.
//
//   tokenize [MODEL] [TEXT]      tokenize SmolLM2.gguf "Where is Ganymede?"
//
// MODEL may also be a tokenizer.json or a SentencePiece model (.model, .spm).

#include "command_line.hpp"

namespace {

/// Pieces side by side in alternating colours, their ids below each line would be too wide: so id:piece, a colour each.
void print_coloured(const ganymede::Tokenizer& tokenizer, const std::vector<ganymede::TokenId>& ids, bool colours) {
  static constexpr const char* palette[] = {"\033[30;106m", "\033[30;103m", "\033[30;102m", "\033[30;105m"};
  std::size_t n = 0;
  for (const ganymede::TokenId id : ids) {
    if (colours)
      std::cout << palette[n++ % 4] << tokenizer.piece(id) << "\033[0m"
                << "\033[2m" << id << "\033[0m ";
    else
      std::cout << id << '\t' << tokenizer.piece(id) << '\n';
  }
  if (colours) std::cout << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Shows the tokens of a text: ids and pieces.", "tokenize");
  return run(line, argc, argv, [&line] {
    const ganymede::Tokenizer tokenizer = line.tokenizer();
    const auto show = [&](const std::vector<ganymede::TokenId>& ids, const std::string& given) {
      const std::string decoded = tokenizer.decode(ids);
      if (!line.json) return print_coloured(tokenizer, ids, isatty(STDOUT_FILENO) != 0);
      std::vector<std::string> pieces;
      pieces.reserve(ids.size());
      for (const ganymede::TokenId id : ids) pieces.emplace_back(tokenizer.piece(id));
      print({{"text", line.ids.empty() ? given : decoded}, {"ids", ids}, {"pieces", pieces}, {"decoded", decoded}});
    };
    if (!line.ids.empty()) return show(line.ids, {});
    line.for_each_text([&](const std::string& text) { show(tokenizer.encode(text, line.encode_options()), text); });
  });
}
