// The prompt that a conversation becomes through a model's own chat template, or through any other.
//
//   chat [MODEL] --messages FILE [--tools FILE] [--template FILE] [--template-context FILE] [--now TIME] --print-prompt

#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/text/chat_template.hpp>
#include <ganymede/text/chat_templates.hpp>

#include <ctime>

#include "command_line.hpp"

namespace {

ganymede::OrderedJson read_ordered_json(const std::string& path) {
  return path.empty() ? ganymede::OrderedJson() : ganymede::parse_ordered_json(ganymede::MappedFile(path).text(), path);
}

/// --now as a clock that stands still; left out: the local time.
ganymede::TemplateOptions clock_at(const std::string& now) {
  if (now.empty()) return {};
  std::tm time{};
  const char* const end = ::strptime(now.c_str(), "%Y-%m-%dT%H:%M:%S", &time);  // computes the day of the week too
  if (end == nullptr || *end != '\0') throw UsageError("--now: expected 2024-07-26T12:34:56, found " + now);
  return {.now = [time] { return time; }};
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Shows the prompt that a conversation becomes.", "chat", {});
  for (const char* const option : {"--ids", "--no-add-special-tokens", "--parse-special"})
    line.app.remove_option(line.app.get_option(option));
  std::string messages, tools, template_file, context, now;
  bool print_prompt = false;
  add_path(line.app, "--messages", messages, "a conversation as JSON, as the OpenAI API has it");
  add_path(line.app, "--tools", tools, "functions as JSON, as the OpenAI API has them");
  add_path(line.app, "--template", template_file, "a file with a template in place of the model's");
  add_path(line.app, "--template-context", context, "a file with an object of JSON: variables of the template");
  line.app.add_option("--now", now, "the template's clock")->type_name("2024-07-26T12:34:56");
  line.app.add_flag("--print-prompt", print_prompt, "prints what the template makes of it all, and stops");
  return run(line, argc, argv, [&] {
    if (!print_prompt) throw UsageError("only --print-prompt is there yet");
    if (!line.has_model() && template_file.empty()) throw UsageError("no model is embedded in this program: name a MODEL");
    const auto templates = line.has_model() ? ganymede::ChatTemplates::from_checkpoint(line.checkpoint()) : ganymede::ChatTemplates();
    ganymede::ChatInput input{.messages = read_ordered_json(messages),
                              .tools = read_ordered_json(tools),
                              .add_generation_prompt = true,
                              .variables = templates.special_tokens()};
    const ganymede::ChatTemplate chat_template = template_file.empty()
                                                     ? templates.find({}, !input.tools.is_null())
                                                     : ganymede::ChatTemplate(ganymede::MappedFile(template_file).text(), template_file);
    const ganymede::OrderedJson given = read_ordered_json(context);
    if (!given.is_null() && given.object() == nullptr) throw ganymede::InputError{{.problem = "no JSON object", .file = context}};
    if (given.object() != nullptr)
      for (const ganymede::OrderedMember& member : *given.object()) input.variables.set(member.name, member.value);
    if (line.text())
      input.messages = ganymede::OrderedJson::Array{ganymede::OrderedJson::Object{{"role", "user"}, {"content", *line.text()}}};
    // Without messages the variables are all there is: they may hold the messages themselves.
    const ganymede::RenderedChat chat = input.messages.is_null() ? chat_template.render(input.variables, clock_at(now))
                                                                 : apply_chat_template(chat_template, input, clock_at(now));
    if (line.json) return print({{"prompt", chat.text()}});
    std::cout << chat.text() << std::flush;
  });
}
