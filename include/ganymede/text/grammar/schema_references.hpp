#pragma once
// The text of a JSON Schema: where $ref leads to, which keywords say nothing about values, and where a mistake stands.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/schema_value.hpp>

#include <string>
#include <string_view>

namespace ganymede::inline v0::detail::grammar {

class SchemaReferences {
 public:
  /// `root` and `key`, which names it in errors, must outlive this.
  SchemaReferences(const SchemaValue& root, std::string_view key) : root_(root), key_(key) {}

  /// What a $ref leads to, a pointer into the schema (RFC 6901, percent-encoded or not) or an $anchor. Throws InputError: another document,
  /// nothing.
  const SchemaValue& target(const SchemaValue& schema, const SchemaValue& reference) const;
  /// Its $ref where a schema says nothing else.
  static const SchemaValue* only_reference(const SchemaValue& schema);
  static bool is_annotation(std::string_view keyword);

  /// Throws InputError naming the keyword and where its schema stands.
  [[noreturn]] void fail(const SchemaValue& schema, std::string_view keyword, std::string problem, std::string expected = {}) const;
  std::string_view key() const noexcept { return key_; }

 private:
  bool path_to(const SchemaValue& from, const SchemaValue& schema, std::string& path) const;

  const SchemaValue& root_;
  std::string_view key_;
};

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/schema_references.ipp>
#endif
