// Texts become vectors: those that mean the same lie close together.
//
//   embed MODEL [TEXT] [--prompt-name query]      embed all-MiniLM-L6-v2 "The king had a son."

#include <ganymede/app/embedder.hpp>

#include <cstdio>

#include "command_line.hpp"
#include "embed_flags.hpp"

int main(int argc, char** argv) {
  CommandLine line("Shows the vector of a text, as a sentence-transformers folder configures it.", "embed", {});
  EmbedFlags flags(line);
  line.app.remove_option(line.app.get_option("--ids"));
  return run(line, argc, argv, [&] {
    const ganymede::Embedder<> embedder = flags.embedder(line);
    const ganymede::EmbedOptions options = flags.options(line);
    static_cast<void>(embedder.prompt(options));  // a wrong name, before any text is read
    line.for_each_text([&](const std::string& text) {
      const std::vector<float> vector = embedder(text, options);
      if (line.json) return print({{"text", text}, {"embedding", vector}});
      for (std::size_t i = 0; i < vector.size(); ++i) std::printf("%s%.7g", i == 0 ? "" : " ", static_cast<double>(vector[i]));
      std::printf("\n");
    });
  });
}
