// Text becomes token ids, and ids become text: what a model really reads.
//
//   tokenize [MODEL] [TEXT]      tokenize SmolLM2.gguf "Where is Ganymede?"
//
// MODEL may also be a tokenizer.json or a SentencePiece model (.model, .spm).

#include <ganymede/core/printable.hpp>

#include <limits>

#include "command_line.hpp"
#include "terminal.hpp"

namespace {

/// A piece on one line, without what a terminal would obey: a file may hold any.
std::string printable(std::string_view piece) { return ganymede::detail::printable(piece, std::numeric_limits<std::size_t>::max()); }

/// Pieces side by side in alternating colours, their ids below each line would be too wide: so id:piece, a colour each.
void print_coloured(const ganymede::Tokenizer& tokenizer, const std::vector<ganymede::TokenId>& ids, bool colours) {
  static constexpr const char* palette[] = {"\033[30;106m", "\033[30;103m", "\033[30;102m", "\033[30;105m"};
  std::size_t n = 0;
  for (const ganymede::TokenId id : ids) {
    const std::string piece = printable(tokenizer.piece(id));
    if (colours)
      std::cout << palette[n++ % 4] << piece << "\033[0m"
                << "\033[2m" << id << "\033[0m ";
    else
      std::cout << id << '\t' << piece << '\n';
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
      if (!line.json) return print_coloured(tokenizer, ids, terminal_colors() != ganymede::TerminalColors::none);
      std::vector<std::string> pieces;
      pieces.reserve(ids.size());
      for (const ganymede::TokenId id : ids) pieces.emplace_back(tokenizer.piece(id));
      print({{"text", line.ids.empty() ? given : decoded}, {"ids", ids}, {"pieces", pieces}, {"decoded", decoded}});
    };
    if (!line.ids.empty()) return show(line.ids, {});
    line.for_each_text([&](const std::string& text) { show(tokenizer.encode(text, line.encode_options()), text); });
  });
}
