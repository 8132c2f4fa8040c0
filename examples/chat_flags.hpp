#pragma once
// The options of chat: what is said, with which template and functions, and where it is kept.

#include <ganymede/app/chat_message.hpp>
#include <ganymede/app/chat_options.hpp>
#include <ganymede/app/tool.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/chat_template.hpp>
#include <ganymede/text/chat_templates.hpp>

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"

class ChatFlags {
 public:
  explicit ChatFlags(CommandLine& line) {
    line.app.remove_option(line.app.get_option("--ids"));
    line.app.remove_option(line.app.get_option("--no-add-special-tokens"));
    line.app.remove_option(line.app.get_option("--parse-special"));
    line.app.get_option("--max-new-tokens")->description("of an answer at the most; left out: the model's default, or 2048");
    line.app.add_option("--system", system_, "the system prompt; left out: the template's own, if it has one")->type_name("TEXT");
    add_path(line.app, "--messages", messages, "a conversation as JSON, as the OpenAI API has it: one answer to it");
    add_path(line.app, "--tools", tools_file_, "functions as JSON, as the OpenAI API has them: calls of them are printed");
    line.app.add_option("--tool", built_in_, "a function that is answered here: calculator, date; may be given again")
        ->check(CLI::IsMember({"calculator", "date"}))
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add_path(line.app, "--save", save, "keeps the conversation in this file, after each turn");
    add_path(line.app, "--resume", resume, "goes on with a conversation that was saved");
    add_number(line.app, "--context", context_, "tokens of the conversation at the most, oldest turns go then; left out: the model's", 1);
    add_path(line.app, "--template", own_template, "a file with a template in place of the model's");
    add_path(line.app, "--template-context", context_file_, "a file with an object of JSON: variables of the template");
    line.app.add_option("--now", now_, "the template's clock")->type_name("2024-07-26T12:34:56");
    line.app.add_flag("--print-prompt", print_prompt, "prints what the template makes of it all, and stops");
  }

  std::string messages, save, resume, own_template;
  bool print_prompt = false;

  ganymede::ChatOptions options(ganymede::GenerationOptions generation) const {
    return {.system = system_,
            .generation = std::move(generation),
            .context_length = context_,
            .template_variables = variables(),
            .template_options = template_options()};
  }

  ganymede::OrderedJson variables() const {
    return context_file_.empty() ? ganymede::OrderedJson(ganymede::OrderedJson::Object())
                                 : ganymede::parse_ordered_json(read_text(context_file_), context_file_);
  }
  ganymede::ChatTemplate chat_template() const { return ganymede::ChatTemplate(read_text(own_template), own_template); }

  ganymede::TemplateOptions template_options() const {
    if (now_.empty()) return {};
    std::tm time{};
    const char* const end = ::strptime(now_.c_str(), "%Y-%m-%dT%H:%M:%S", &time);
    if (end == nullptr || *end != '\0') throw UsageError("--now: expected 2024-07-26T12:34:56, found " + now_);
    std::mktime(&time);  // the day of the week
    return {.now = [time] { return time; }};
  }

  std::vector<ganymede::Tool> tools() const {
    std::vector<ganymede::Tool> all;
    for (const std::string& name : built_in_) all.push_back(name == "date" ? ganymede::date_time_tool() : ganymede::calculator_tool());
    if (const ganymede::OrderedJson definitions = tool_definitions(); definitions.array() != nullptr)
      for (const ganymede::OrderedJson& definition : *definitions.array()) all.push_back(ganymede::tool_of(definition));
    return all;
  }
  /// As they stand in the file; null without one.
  ganymede::OrderedJson tool_definitions() const {
    if (tools_file_.empty()) return {};
    ganymede::OrderedJson all = ganymede::parse_ordered_json(read_text(tools_file_), tools_file_);
    if (const ganymede::OrderedJson* const inner = all.find("tools")) all = ganymede::OrderedJson(*inner);
    if (all.array() == nullptr)
      throw ganymede::InputError{{.problem = "not a list of functions", .file = tools_file_, .expected = "an array"}};
    return all;
  }
  const std::optional<std::string>& system() const { return system_; }

 private:
  std::optional<std::string> system_;
  std::string tools_file_, context_file_, now_;
  std::vector<std::string> built_in_;
  ganymede::Index context_ = 0;
};

/// What the template makes of the messages; no model is needed where --template names one. Variables of --template-context are all there
/// is where they hold the messages themselves.
inline void print_prompt(const CommandLine& line, const ChatFlags& flags) {
  const ganymede::ChatTemplates templates = flags.own_template.empty() || line.has_model()
                                                ? ganymede::ChatTemplates::from_checkpoint(line.checkpoint())
                                                : ganymede::ChatTemplates();
  ganymede::OrderedJson tools = flags.tool_definitions(), variables = templates.special_tokens();
  if (tools.is_null() && !flags.tools().empty()) {
    ganymede::OrderedJson::Array built_in;
    for (const ganymede::Tool& tool : flags.tools()) built_in.push_back(tool_definition(tool));
    tools = std::move(built_in);
  }
  const ganymede::ChatTemplate chat_template = flags.own_template.empty() ? templates.find({}, !tools.is_null()) : flags.chat_template();
  const ganymede::OrderedJson given = flags.variables();
  if (given.object() == nullptr) throw ganymede::InputError{{.problem = "not an object", .key = "--template-context"}};
  for (const ganymede::OrderedMember& member : *given.object()) variables.set(member.name, member.value);

  ganymede::OrderedJson::Array messages;
  if (flags.system()) messages.push_back(ganymede::detail::chat_message("system", *flags.system()));
  if (!flags.messages.empty()) {
    ganymede::OrderedJson file = ganymede::parse_ordered_json(read_text(flags.messages), flags.messages);
    if (const ganymede::OrderedJson* const inner = file.find("messages")) file = ganymede::OrderedJson(*inner);
    if (file.array() == nullptr)
      throw ganymede::InputError{{.problem = "not a conversation", .file = flags.messages, .expected = "an array of messages"}};
    messages.insert(messages.end(), file.array()->begin(), file.array()->end());
  }
  if (line.text()) messages.push_back(ganymede::detail::chat_message("user", *line.text()));
  std::string prompt;
  if (messages.empty()) {
    prompt = chat_template.render(variables, flags.template_options()).text();
  } else {
    ganymede::ChatInput input{
        .messages = std::move(messages), .tools = std::move(tools), .add_generation_prompt = true, .variables = std::move(variables)};
    prompt = apply_chat_template(chat_template, input, flags.template_options()).text();
  }
  if (line.json)
    print(ganymede::Json{{"prompt", prompt}});
  else
    std::cout << prompt << std::flush;
}
