#pragma once
// HTML and SVG that are safe by construction: text is escaped whenever it becomes markup, names are literals that the compiler checks,
// and there is no way to put in a string that is markup already.

#include <ganymede/inspect/characters.hpp>
#include <ganymede/inspect/numbers.hpp>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {
namespace detail {

/// Appends `text` so that neither an element nor a quoted attribute ends in it. Characters that XML 1.0 forbids become U+FFFD.
inline void append_escaped(std::string& out, std::string_view text) {
  for_each_character(text, [&out](std::string_view character, char32_t code) {
    if (code == '&') {
      out += "&amp;";
    } else if (code == '<') {
      out += "&lt;";
    } else if (code == '>') {
      out += "&gt;";
    } else if (code == '"') {
      out += "&quot;";
    } else if (code == '\'') {
      out += "&#39;";
    } else if ((code < 0x20 && code != '\t' && code != '\n') || code == 0x7f || code == 0xfffe || code == 0xffff) {
      out += replacement_text;
    } else {
      out += character;
    }
  });
}

constexpr bool is_markup_name(std::string_view name) noexcept {
  for (const char c : name)
    if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-') return false;
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && name[0] != '-';
}

template <class... S>
constexpr bool is_one_of(std::string_view name, const S&... names) noexcept {
  return ((name == names) || ...);
}

struct ElementWriter;
}  // namespace detail

/// The name of an element: a literal. Elements whose text HTML reads by other rules, or that load something, do not compile.
class TagName {
 public:
  consteval TagName(const char* literal) : name_(literal) {  // not explicit: a literal is written as it stands
    if (!detail::is_markup_name(name_)) throw "not the name of an element";
    if (detail::is_one_of(name_, "script", "style", "iframe", "object", "embed", "base", "meta", "link", "textarea", "xmp", "noscript",
                          "plaintext", "template", "foreignObject"))
      throw "an element that this writer does not write";
  }
  constexpr std::string_view name() const noexcept { return name_; }

 private:
  std::string_view name_;
};

/// The name of an attribute: a literal. Event handlers, styles and addresses do not compile: a page's script and style are files.
class AttributeName {
 public:
  consteval AttributeName(const char* literal) : name_(literal) {  // not explicit, as above
    if (!detail::is_markup_name(name_)) throw "not the name of an attribute";
    if (name_.size() > 2 && (name_[0] | 32) == 'o' && (name_[1] | 32) == 'n') throw "an event handler";
    if (detail::is_one_of(name_, "style", "src", "srcset", "srcdoc", "href", "action", "formaction", "data", "background"))
      throw "an attribute that this writer does not write";
  }
  constexpr std::string_view name() const noexcept { return name_; }

 private:
  std::string_view name_;
};

/// name="value": text, which is escaped, or a finite number.
struct Attribute {
  Attribute(AttributeName attribute, std::string_view text) : name(attribute), value(text) {}
  Attribute(AttributeName attribute, double number) : name(attribute) { detail::append_number(value, number, 6); }

  AttributeName name;
  std::string value;
};

/// A piece of a document. Text becomes markup by being escaped; elements are made by element().
class Markup {
 public:
  Markup() = default;
  template <std::convertible_to<std::string_view> Text>
  Markup(const Text& text) {  // not explicit: text stands among elements
    detail::append_escaped(markup_, text);
  }

  Markup& operator+=(const Markup& more) {
    markup_ += more.markup_;
    return *this;
  }
  /// The markup itself, well-formed as HTML and as XML.
  const std::string& str() const noexcept { return markup_; }

 private:
  friend struct detail::ElementWriter;
  std::string markup_;
};

namespace detail {
struct ElementWriter {
  static Markup element(TagName tag, std::initializer_list<Attribute> attributes, std::initializer_list<const Markup*> children) {
    Markup made;
    std::string& out = made.markup_;
    out.append("<").append(tag.name());
    for (const Attribute& a : attributes) {
      out.append(" ").append(a.name.name()).append("=\"");
      append_escaped(out, a.value);
      out += '"';
    }
    if (children.size() == 0 && is_one_of(tag.name(), "br", "hr", "input", "img", "line", "rect", "path", "circle", "polyline")) {
      out += "/>";
      return made;
    }
    out += '>';
    for (const Markup* child : children) out += child->str();
    out.append("</").append(tag.name()).append(">");
    return made;
  }
};
}  // namespace detail

/// <tag attributes>children</tag>: `element("p", {{"class", "note"}}, "Text & ", element("b", {}, "more"))`.
template <std::convertible_to<Markup>... Children>
Markup element(TagName tag, std::initializer_list<Attribute> attributes = {}, const Children&... children) {
  const auto make = [&](const std::same_as<Markup> auto&... made) { return detail::ElementWriter::element(tag, attributes, {&made...}); };
  return make(static_cast<const Markup&>(children)...);
}

}  // namespace ganymede::inline v0
