#pragma once
// The bodies of schema_grammar.hpp.

#include <ganymede/text/grammar/schema_grammar.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/grammar/regex_grammar.hpp>
#include <ganymede/text/grammar/schema_checks.hpp>

#include <algorithm>
#include <set>

namespace ganymede::inline v0::detail::grammar {

template <class... Parts>
Expression in_order(Parts... parts) {
  std::vector<Expression> all;
  (all.push_back(std::move(parts)), ...);
  return sequence(std::move(all));
}
template <class... Parts>
Expression one_of(Parts... parts) {
  std::vector<Expression> all;
  (all.push_back(std::move(parts)), ...);
  return choice(std::move(all));
}
inline Expression mark(const char* text) { return in_order(literal(text), optional(literal(" "))); }
inline Expression comma() { return mark(","); }
inline Expression colon() { return mark(":"); }

inline bool is_boolean(const SchemaValue& schema, bool truth) { return schema.is(SchemaValue::Kind::boolean) && schema.truth == truth; }

GANYMEDE_ONCE Rules SchemaGrammar::make() {
  rules_.add("root");
  rules_.bodies[0] = value({&schema_});
  while (!waiting_.empty()) {
    const auto [schemas, number] = std::move(waiting_.back());
    waiting_.pop_back();
    Expression e = body(schemas);  // adds rules
    rules_.bodies[number] = std::move(e);
  }
  return std::move(rules_);
}

GANYMEDE_ONCE Expression SchemaGrammar::value(Schemas schemas) {
  for (const SchemaValue*& schema : schemas) {
    std::set<const SchemaValue*> seen;
    while (const SchemaValue* const reference = SchemaReferences::only_reference(*schema)) {
      if (!seen.insert(schema).second) reader_.fail(*schema, "$ref", "a schema that is a part of itself");
      schema = &reader_.target(*schema, *reference);
    }
  }
  std::sort(schemas.begin(), schemas.end());
  schemas.erase(std::unique(schemas.begin(), schemas.end()), schemas.end());
  std::erase_if(schemas, [](const SchemaValue* schema) { return is_boolean(*schema, true); });
  if (schemas.empty()) return any_value();
  const auto [known, fresh] = known_.try_emplace(schemas, 0);
  if (fresh) {
    known->second = rules_.add("schema");
    waiting_.emplace_back(std::move(schemas), known->second);
  }
  return rule(known->second);
}

GANYMEDE_ONCE Expression SchemaGrammar::any_value() {
  if (any_) return rule(*any_);
  any_ = rules_.add("value");
  const std::uint32_t string = rules_.add("string", string_expression({}, rules_, key_));
  const Expression value = rule(*any_), member = in_order(rule(string), colon(), value);
  const auto list = [](const char* open, const Expression& item, const char* close) {
    return in_order(literal(open), optional(in_order(item, repetition(in_order(comma(), item), 0, unlimited))), literal(close));
  };
  rules_.bodies[*any_] = one_of(literal("null"), literal("true"), literal("false"), number_expression({}, rules_), rule(string),
                                list("[", value, "]"), list("{", member, "}"));
  return rule(*any_);
}

GANYMEDE_ONCE Expression SchemaGrammar::body(const Schemas& schemas) {
  SchemaFacts facts = reader_.facts(schemas);
  const auto speaks = [](const auto& member) {
    return member.first != "anyOf" && member.first != "oneOf" && member.first != "$defs" && member.first != "definitions" &&
           member.first != "title" && member.first != "description" && member.first != "$schema" && member.first != "default" &&
           member.first != "discriminator";
  };
  if (schemas.size() == 1 && facts.alternatives.size() == 1 &&
      std::none_of(schemas[0]->members.begin(), schemas[0]->members.end(), speaks)) {
    std::vector<Expression> ways;  // nothing but alternatives: each is a rule that others may call
    for (const SchemaValue* const schema : facts.alternatives[0]) ways.push_back(value({schema}));
    return choice(std::move(ways));
  }
  return body(std::move(facts));
}

GANYMEDE_ONCE Expression SchemaGrammar::body(SchemaFacts facts) {
  if (facts.impossible) return nothing();
  std::vector<Expression> ways;
  if (!facts.alternatives.empty()) {
    const Schemas alternatives = std::move(facts.alternatives.back());
    facts.alternatives.pop_back();
    for (const SchemaValue* const schema : alternatives) {
      SchemaFacts with = facts;
      reader_.add(*schema, with);
      ways.push_back(body(std::move(with)));
    }
    return choice(std::move(ways));
  }
  if (!facts.values.empty()) return listed(facts);
  unsigned types = facts.types;
  if (types == schema_type::all && facts.keyword_types != 0) types = facts.keyword_types;
  if (types == schema_type::all) return any_value();
  if ((types & schema_type::null) != 0) ways.push_back(literal("null"));
  if ((types & schema_type::boolean) != 0) ways.push_back(one_of(literal("true"), literal("false")));
  if ((types & schema_type::number) != 0) ways.push_back(number_expression(facts.number, rules_));
  if ((types & schema_type::string) != 0 && facts.string.min <= facts.string.max)
    ways.push_back(string_expression(facts.string, rules_, key_));
  if ((types & schema_type::array) != 0) ways.push_back(array(facts));
  if ((types & schema_type::object) != 0) ways.push_back(object(facts));
  return choice(std::move(ways));
}

GANYMEDE_ONCE Expression SchemaGrammar::listed(const SchemaFacts& facts) {
  std::vector<Expression> ways;
  for (const SchemaValue* const value : facts.values.front()) {
    const bool in_all = std::all_of(facts.values.begin(), facts.values.end(), [&](const Schemas& values) {
      return std::any_of(values.begin(), values.end(), [&](const SchemaValue* other) { return equal(*value, *other); });
    });
    if (in_all && schema_holds(reader_, *value, facts)) ways.push_back(literal(json_text(*value)));
  }
  return choice(std::move(ways));
}

GANYMEDE_ONCE Expression SchemaGrammar::array(const SchemaFacts& facts) {
  std::size_t prefix = 0;
  unsigned most = facts.max_items;
  bool more = facts.arrays.empty();  // whether items after the prefix are spoken of
  for (const ArrayPart& part : facts.arrays) {
    prefix = std::max(prefix, part.prefix.size());
    more = more || part.items != nullptr;
    if (part.items != nullptr && is_boolean(*part.items, false)) most = std::min(most, static_cast<unsigned>(part.prefix.size()));
  }
  if (!more) most = std::min(most, std::max(static_cast<unsigned>(prefix), facts.min_items));
  if (facts.min_items > most) return nothing();
  prefix = std::min<std::size_t>(prefix, most);
  const auto item = [&](std::size_t at) { return value(schemas_of_item(facts, at)); };
  Expression rest;
  if (most > prefix) {
    const auto at = static_cast<unsigned>(prefix);
    const unsigned least = facts.min_items > at ? facts.min_items - at : 0, up_to = most == unlimited ? unlimited : most - at;
    if (prefix > 0) {
      rest = repetition(in_order(comma(), item(prefix)), least, up_to);
    } else {
      rest =
          in_order(item(0), repetition(in_order(comma(), item(0)), least > 0 ? least - 1 : 0, up_to == unlimited ? unlimited : up_to - 1));
      if (least == 0) rest = optional(std::move(rest));
    }
  }
  for (std::size_t at = prefix; at-- > 0;) {
    rest = at > 0 ? in_order(comma(), item(at), std::move(rest)) : in_order(item(at), std::move(rest));
    if (at >= facts.min_items) rest = optional(std::move(rest));
    rest = rule(rules_.add("items", std::move(rest)));
  }
  return in_order(literal("["), std::move(rest), literal("]"));
}

GANYMEDE_ONCE std::optional<CharacterAutomaton> SchemaGrammar::names(const SchemaFacts& facts) {
  if (facts.property_names.empty()) return std::nullopt;
  const SchemaFacts names = reader_.facts(facts.property_names);
  if (!names.alternatives.empty()) reader_.fail(*facts.property_names.front(), "", "propertyNames with alternatives are not supported");
  if (names.values.empty()) return names.string.automaton(key_);
  std::vector<Expression> texts;
  for (const SchemaValue* const name : names.values.front())
    if (name->is(SchemaValue::Kind::string) && schema_holds(reader_, *name, names)) texts.push_back(literal(name->text));
  return CharacterAutomaton(choice(std::move(texts)), key_);
}

GANYMEDE_ONCE std::vector<SchemaGrammar::FreeMember> SchemaGrammar::free_members(const SchemaFacts& facts,
                                                                                 const std::vector<std::string>& declared) {
  constexpr std::size_t most_patterns = 4;
  std::vector<std::string> patterns;
  bool spoken_of = declared.empty();
  for (const ObjectPart& part : facts.objects) {
    spoken_of = spoken_of || part.additional != nullptr;
    for (const auto& [pattern, schema] : part.patterns)
      if (std::find(patterns.begin(), patterns.end(), pattern) == patterns.end()) patterns.push_back(pattern);
  }
  std::vector<FreeMember> all;
  if (facts.closed || (!spoken_of && patterns.empty())) return all;
  if (patterns.size() > most_patterns)
    throw InputError{{.problem = "more patternProperties together than are supported",
                      .key = std::string(key_),
                      .expected = "at most " + std::to_string(most_patterns),
                      .found = std::to_string(patterns.size())}};
  const std::optional<CharacterAutomaton> allowed = names(facts);
  std::vector<CharacterAutomaton> automata;
  for (const std::string& pattern : patterns) automata.emplace_back(regex_expression(pattern, true, key_), key_);
  for (unsigned matched = 0; matched < 1U << patterns.size(); ++matched) {  // the patterns that a name matches
    Schemas schemas;
    for (const ObjectPart& part : facts.objects) {
      const std::size_t before = schemas.size();
      for (std::size_t p = 0; p < patterns.size(); ++p)
        for (const auto& [pattern, schema] : part.patterns)
          if ((matched >> p & 1) != 0 && pattern == patterns[p]) schemas.push_back(schema);
      if (schemas.size() == before && part.additional != nullptr) schemas.push_back(part.additional);
    }
    if (matched == 0 && !(spoken_of && (patterns.empty() || !schemas.empty()))) continue;
    if (std::any_of(schemas.begin(), schemas.end(), [](const SchemaValue* schema) { return is_boolean(*schema, false); })) continue;
    Expression name;
    if (patterns.empty() && declared.empty() && !allowed) {
      name = string_expression({}, rules_, key_);
    } else {
      CharacterAutomaton texts = allowed ? *allowed : CharacterAutomaton::of_length(0, unlimited, key_);
      for (std::size_t p = 0; p < patterns.size(); ++p)
        texts = (matched >> p & 1) != 0 ? texts.intersection(automata[p]) : texts.difference(automata[p]);
      if (!declared.empty()) {
        std::vector<Expression> others;
        for (const std::string& other : declared) others.push_back(literal(other));
        texts = texts.difference(CharacterAutomaton(choice(std::move(others)), key_));
      }
      if (texts.empty()) continue;
      name = in_order(literal("\""), texts.emit(rules_, json_character), literal("\""));
    }
    all.push_back({rule(rules_.add("name", std::move(name))), std::move(schemas)});
  }
  return all;
}

GANYMEDE_ONCE Expression SchemaGrammar::object(const SchemaFacts& facts) {
  constexpr std::size_t most_rules = 100000;
  std::vector<std::string> declared;
  auto declare = [&declared, known = std::set<std::string>()](const std::string& name) mutable {
    if (known.insert(name).second) declared.push_back(name);
  };
  for (const ObjectPart& part : facts.objects)
    for (const auto& [name, schema] : part.properties) declare(name);
  for (const std::string& name : facts.required) declare(name);
  const std::vector<FreeMember> free = free_members(facts, declared);
  const std::set<std::string> required(facts.required.begin(), facts.required.end());
  const std::optional<CharacterAutomaton> allowed = names(facts);
  if (!free.empty() && facts.min_properties > required.size() + 1)  // two of the free ones might have one name
    throw InputError{
        {.problem = "minProperties that names without a property would have to make up is not supported", .key = std::string(key_)}};

  struct Member {
    Expression pair;
    bool required;
  };
  std::vector<Member> members;
  for (const std::string& name : declared) {
    Schemas schemas = schemas_of_member(facts, name, key_);
    const bool never = (allowed && !allowed->accepts(name)) ||
                       std::any_of(schemas.begin(), schemas.end(), [](const SchemaValue* schema) { return is_boolean(*schema, false); });
    if (never && required.count(name) != 0) return nothing();
    if (!never) members.push_back({in_order(literal(json_string(name)), colon(), value(std::move(schemas))), required.count(name) != 0});
  }

  // A rule for each member and number of members before it, as far as that matters.
  const bool limited = facts.max_properties != unlimited;
  const std::size_t counts = (limited ? facts.max_properties : std::max(facts.min_properties, 1U)) + std::size_t{1};
  if ((members.size() + 1) * counts > most_rules)
    throw InputError{{.problem = "too many properties together with minProperties or maxProperties", .key = std::string(key_)}};
  const auto first = static_cast<std::uint32_t>(rules_.bodies.size());
  for (std::size_t i = 0; i < (members.size() + 1) * counts; ++i) rules_.add("members");
  const auto from = [&](std::size_t member, std::size_t before) {
    return rule(static_cast<std::uint32_t>(first + member * counts + before));
  };
  for (std::size_t before = 0; before < counts; ++before) {
    const std::size_t then = std::min(before + 1, counts - 1);
    const bool full = limited && before + 1 == counts;
    const auto take = [&](const Expression& pair, std::size_t next) {
      return before > 0 ? in_order(comma(), pair, from(next, then)) : in_order(pair, from(next, then));
    };
    for (std::size_t i = 0; i < members.size(); ++i) {
      std::vector<Expression> ways;
      if (!full) ways.push_back(take(members[i].pair, i + 1));
      if (!members[i].required) ways.push_back(from(i + 1, before));
      rules_.bodies[first + i * counts + before] = choice(std::move(ways));
    }
    std::vector<Expression> ways;
    for (const FreeMember& member : free)
      if (!full) ways.push_back(take(in_order(member.name, colon(), value(member.schemas)), members.size()));
    if (before >= facts.min_properties) ways.push_back(sequence({}));
    rules_.bodies[first + members.size() * counts + before] = choice(std::move(ways));
  }
  return in_order(literal("{"), from(0, 0), literal("}"));
}

}  // namespace ganymede::inline v0::detail::grammar
