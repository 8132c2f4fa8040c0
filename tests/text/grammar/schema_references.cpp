#include <ganymede/text/grammar/schema_references.hpp>

#include <ganymede/core/error.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

using namespace ganymede;
using namespace ganymede::detail::grammar;

TEST_CASE("schema references: pointers, escapes, anchors") {
  const SchemaValue root = read_schema_value(R"({"a/b~ %": [{"x": 1}, {"$anchor": "here"}], "": 2, "s": {}})", "test");
  const SchemaReferences references(root, "test");
  const auto target = [&](std::string text) -> const SchemaValue& {
    return references.target(root, SchemaValue{.kind = SchemaValue::Kind::string, .text = std::move(text)});
  };
  CHECK(&target("#") == &root);
  CHECK(&target("#/a~1b~0 %/0") == &root.members[0].second.items[0]);
  CHECK(&target("#/a~1b%7E0%20%25/0/x") == root.members[0].second.items[0].find("x"));
  CHECK(&target("#here") == &root.members[0].second.items[1]);
  CHECK(&target("#/") == root.find(""));
  for (const char* wrong : {"#/no", "#/a~1b~0 %/2", "#/a~1b~0 %/x", "#nowhere", "other.json", "#/s/t"})
    CHECK(error_of<InputError>([&] { target(wrong); }).key == "test #/$ref");
  CHECK(SchemaReferences::is_annotation("x-order"));
  CHECK_FALSE(SchemaReferences::is_annotation("not"));
}
