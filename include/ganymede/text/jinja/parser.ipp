#pragma once
// The bodies of parser.hpp.

#include <ganymede/text/jinja/parser.hpp>

#include <ganymede/text/jinja/checks.hpp>
#include <ganymede/text/jinja/expression_parser.hpp>
#include <ganymede/text/jinja/postfix_parser.hpp>
#include <ganymede/text/jinja/primary_parser.hpp>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace ganymede::inline v0::jinja {

class Parser final : public ExpressionParser {
 public:
  explicit Parser(std::string_view source) : ExpressionParser(tokenize(source)) {}

  Body run() {
    Body body = statements({});
    if (token().kind != Token::Kind::end) fail("unexpected end tag");
    return body;
  }

 private:
  using Statements = Statement::Kind;
  using Ends = std::initializer_list<std::string_view>;

  /// Statements up to {% end ... of one of those names, which stands next then.
  Body statements(Ends ends) {
    const Nesting nesting(depth_);
    if (depth_ > statement_depth_limit) fail("statements are nested too deeply");
    Body body;
    while (token().kind != Token::Kind::end) {
      if (token().kind == Token::Kind::block_begin) {
        const std::size_t line = take().line;
        if (token().kind == Token::Kind::name && std::find(ends.begin(), ends.end(), token().value) != ends.end()) return body;
        Statement made = statement();
        made.line = line;
        body.push_back(std::move(made));
        end_block();
        continue;
      }
      if (body.empty() || body.back().kind != Statements::output || body.back().name == "print") {
        body.emplace_back().line = token().line;
      }
      output(body.back());
    }
    if (ends.size() != 0) fail("unexpected end of template; looked for '" + std::string(*ends.begin()) + "'");
    return body;
  }

  void output(Statement& statement) {
    if (token().kind == Token::Kind::data) {
      ExpressionPointer text = node(Kind::constant, token().line, {});
      text->constant = {std::make_shared<const Text>(take().value, std::vector<std::size_t>(), Held())};
      statement.values.push_back(std::move(text));
      return;
    }
    take();  // variable_begin
    statement.values.push_back(tuple());
    expect(Token::Kind::variable_end, {}, "end of print statement");
  }

  void end_block() { expect(Token::Kind::block_end, {}, "end of statement block"); }

  /// The inside of a statement: its tag ends here, statements follow up to one of `ends`.
  Body inside(Ends ends) {
    skip_op(":");
    end_block();
    return statements(ends);
  }
  Body inside(std::string_view end) {
    Body body = inside({end});
    take();
    return body;
  }

  Statement statement() {
    if (token().kind != Token::Kind::name) fail("tag name expected");
    const Token tag = take();
    Statement made;
    if (tag.value == "for") return for_loop();
    if (tag.value == "if") return branch();
    if (tag.value == "set") return set();
    if (tag.value == "macro") return macro();
    if (tag.value == "call") return call_block();
    if (tag.value == "with") return with();
    if (tag.value == "block") return block();
    if (tag.value == "break" || tag.value == "continue") {
      made.kind = tag.value == "break" ? Statements::break_loop : Statements::continue_loop;
    } else if (tag.value == "generation") {
      made.kind = Statements::generation;
      made.body = inside("endgeneration");
    } else if (tag.value == "filter") {
      made.kind = Statements::filter_block;
      made.value = filters(nullptr, true);
      made.body = inside("endfilter");
    } else if (tag.value == "print") {
      made.name = "print";
      while (token().kind != Token::Kind::block_end) {
        if (!made.values.empty()) expect_op(",");
        made.values.push_back(expression());
      }
    } else if (tag.value == "extends" || tag.value == "include" || tag.value == "import" || tag.value == "from") {
      made.kind = Statements::load;
      made.name = tag.value;
      expression();
      while (token().kind != Token::Kind::block_end && token().kind != Token::Kind::end) take();
    } else if (tag.value == "autoescape") {
      fail("autoescape is not supported", tag.line);
    } else {
      fail("Encountered unknown tag '" + tag.value + "'", tag.line);
    }
    return made;
  }

  Statement for_loop() {
    Statement made;
    made.kind = Statements::for_loop;
    made.target = target(target_tuple, "in");
    if (!skip_name("in")) expect(Token::Kind::name, "in", "in");
    made.value = tuple(false, "recursive");
    if (skip_name("if")) made.test = expression();
    made.recursive = skip_name("recursive");
    made.body = inside({"endfor", "else"});
    if (take().value == "else") made.otherwise = inside("endfor");
    return made;
  }

  Statement branch() {
    Statement made;
    made.kind = Statements::branch;
    while (true) {
      made.values.push_back(tuple(false));
      made.bodies.push_back(inside({"elif", "else", "endif"}));
      const std::string end = take().value;
      if (end == "else") made.otherwise = inside("endif");
      if (end != "elif") return made;
    }
  }

  Statement set() {
    Statement made;
    made.target = target(target_namespace);
    made.kind = Statements::set;
    if (skip_op("=")) {
      made.value = tuple();
    } else {
      made.kind = Statements::set_block;
      made.value = filters(nullptr);
      made.body = inside("endset");
    }
    return made;
  }

  void signature(Statement& made) {
    expect_op("(");
    while (!token().is_op(")")) {
      if (!made.names.empty()) expect_op(",");
      made.names.push_back(target(target_name)->name);
      if (skip_op("="))
        made.values.push_back(expression());
      else if (!made.values.empty())
        fail("non-default argument follows default argument");
    }
    take();
  }

  void macro_body(Statement& made, std::string_view end) {
    macros_.push_back(&made);
    made.body = inside(end);
    macros_.pop_back();
  }

  Statement macro() {
    Statement made;
    made.kind = Statements::macro;
    made.name = target(target_name)->name;
    signature(made);
    macro_body(made, "endmacro");
    return made;
  }

  Statement call_block() {
    Statement made;
    made.kind = Statements::call_block;
    if (token().is_op("(")) signature(made);
    made.value = expression();
    if (made.value->kind != Kind::call) fail("expected call");
    macro_body(made, "endcall");
    return made;
  }

  Statement with() {
    Statement made;
    made.kind = Statements::with;
    while (token().kind != Token::Kind::block_end) {
      if (!made.targets.empty()) expect_op(",");
      made.targets.push_back(target(target_tuple));
      expect_op("=");
      made.values.push_back(expression());
    }
    made.body = inside("endwith");
    return made;
  }

  Statement block() {
    Statement made;
    made.kind = Statements::block;
    made.name = expect(Token::Kind::name, {}, "name").value;
    skip_name("scoped");
    skip_name("required");
    made.body = inside("endblock");
    skip_name(made.name);
    return made;
  }

  void name_read(const std::string& name) override {
    for (Statement* const macro : macros_) {
      macro->wants_caller = macro->wants_caller || name == "caller";
      macro->wants_varargs = macro->wants_varargs || name == "varargs";
      macro->wants_kwargs = macro->wants_kwargs || name == "kwargs";
    }
  }

  std::vector<Statement*> macros_;  // whose bodies are being read
  std::size_t depth_ = 0;
};

GANYMEDE_ONCE Body parse(std::string_view source) {
  Body body = Parser(source).run();
  check(body);
  return body;
}

}  // namespace ganymede::inline v0::jinja
