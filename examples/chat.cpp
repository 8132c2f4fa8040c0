// A conversation with a model through its own chat template, on a terminal or line by line through a pipe.
//
//   chat MODEL [TEXT] [--system TEXT] [--messages FILE] [--tools FILE] [--tool calculator] [--save FILE] [--resume FILE] ...

#include <ganymede/app/chat.hpp>
#include <ganymede/io/json.hpp>

#include "chat_flags.hpp"
#include "chat_session.hpp"
#include "command_line.hpp"
#include "generation_flags.hpp"

int main(int argc, char** argv) {
  CommandLine line("Has a conversation with a model.", "chat", {});
  const GenerationFlags generation(line.app);
  const ChatFlags flags(line);
  return run(line, argc, argv, [&] {
    if (flags.print_prompt) return print_prompt(line, flags);
    if (!line.has_model()) throw UsageError("no model is embedded in this program: name a MODEL");
    const ganymede::Checkpoint checkpoint = line.checkpoint();
    const ganymede::TextGenerator<> generator{checkpoint, line.load_options()};
    const ganymede::ChatOptions options = flags.options(generation.options());
    ganymede::ChatBase chat = flags.own_template.empty()
                                  ? ganymede::ChatBase(generator, ganymede::ChatTemplates::from_checkpoint(checkpoint), options)
                                  : ganymede::ChatBase(generator, flags.chat_template(), options);
    for (ganymede::Tool& tool : flags.tools()) chat.add_tool(std::move(tool));
    if (!flags.resume.empty()) chat.resume(read_text(flags.resume), flags.resume);
    if (!flags.messages.empty()) chat.resume(read_text(flags.messages), flags.messages);
    if (flags.system()) chat.set_system(flags.system());
    generation.announce(resolve(generator.defaults(), options.generation));
    ChatSession session(chat, line.json, generation.verbose, flags.save);
    if (line.text())
      session.print(chat.say(*line.text()));
    else if (!flags.messages.empty())
      session.print(chat.answer());
    else
      session.converse();
  });
}
