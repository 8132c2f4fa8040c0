#include <doctest/doctest.h>

#include <ganymede/core/error.hpp>
#include <ganymede/text/chat_templates.hpp>

#include <filesystem>
#include <string>

#include "support/model_files.hpp"

namespace {

struct TemplateFolder : TemporaryFolder {
  TemplateFolder() { std::filesystem::create_directories(path() / "additional_chat_templates"); }
  std::string find(std::string_view name = {}, bool tools = false) const {
    return ganymede::ChatTemplates::from_folder(path()).find(name, tools).source();
  }
};

TEST_CASE("templates of a folder are found as transformers finds them") {
  const TemplateFolder folder;
  CHECK(ganymede::ChatTemplates::from_folder(folder.path()).empty());
  CHECK_THROWS_AS(folder.find(), ganymede::InputError);
  folder.write("chat_template.json", R"({"chat_template": "json"})");
  CHECK(folder.find() == "json");
  folder.write("tokenizer_config.json",
               R"({"chat_template": "config", "bos_token": {"content": "<s>"}, "eos_token": "</s>", "pad_token": null})");
  CHECK(folder.find() == "config");
  CHECK(folder.find({}, true) == "config");
  const auto templates = ganymede::ChatTemplates::from_folder(folder.path());
  CHECK(*templates.special_tokens().find("bos_token")->string() == "<s>");
  CHECK(*templates.special_tokens().find("eos_token")->string() == "</s>");
  CHECK(templates.special_tokens().find("pad_token") == nullptr);
  folder.write("tokenizer_config.json",
               R"({"chat_template": [{"name": "default", "template": "a"}, {"name": "tool_use", "template": "b"}]})");
  CHECK(folder.find() == "a");
  CHECK(folder.find({}, true) == "b");
  CHECK(folder.find("tool_use") == "b");
  CHECK_THROWS_AS(folder.find("rag"), ganymede::InputError);
  folder.write("chat_template.jinja", "file");
  CHECK(folder.find({}, true) == "file");
  folder.write("additional_chat_templates/rag.jinja", "r");
  CHECK(folder.find("rag") == "r");
  CHECK_THROWS_AS(folder.find("tool_use"), ganymede::InputError);
}

TEST_CASE("what is no template is named with its file and key") {
  const TemplateFolder folder;
  for (const char* const wrong : {R"({"chat_template": 1})", R"({"chat_template": [1]})", R"({"chat_template": [{"name": "a"}]})"}) {
    folder.write("tokenizer_config.json", wrong);
    CHECK_THROWS_AS(folder.find(), ganymede::ConfigError);
  }
  folder.write("chat_template.jinja", "{{ ");
  CHECK_THROWS_WITH_AS(folder.find(), doctest::Contains("chat_template.jinja"), ganymede::TemplateError);
}

}  // namespace
