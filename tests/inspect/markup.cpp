#include <ganymede/inspect/markup.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using ganymede::Attribute;
using ganymede::element;
using ganymede::Markup;

TEST_CASE("markup: elements nest, in the order in which they are written") {
  const Markup made = element("p", {{"class", "note"}, {"tabindex", 0}}, "Text & ", element("b", {}, "more"), std::string("!"));
  CHECK(made.str() == R"(<p class="note" tabindex="0">Text &amp; <b>more</b>!</p>)");
  CHECK(element("br").str() == "<br/>");
  CHECK(element("div").str() == "<div></div>");
  Markup all = "a<b";
  all += element("i", {}, "c");
  CHECK(all.str() == "a&lt;b<i>c</i>");
}

TEST_CASE("markup: hostile text stays text") {
  CHECK(element("td", {}, "<script>alert(1)</script>").str() == "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>");
  CHECK(element("td", {{"title", "\"onmouseover=alert(1) x='"}}).str() == R"(<td title="&quot;onmouseover=alert(1) x=&#39;"></td>)");
  CHECK(element("td", {}, "&lt;").str() == "<td>&amp;lt;</td>");
  CHECK(element("td", {}, "]]><!--").str() == "<td>]]&gt;&lt;!--</td>");
  // bytes that are no characters, and characters that XML does not have, cannot swallow what follows
  CHECK(element("td", {{"title", "\xc3"}}, "\xf0\x9f<b>").str() == "<td title=\"\xef\xbf\xbd\">\xef\xbf\xbd&lt;b&gt;</td>");
  CHECK(element("td", {}, std::string_view("\0\x1b\r\x7f\xef\xbf\xbf", 7)).str() ==
        "<td>\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</td>");
  CHECK(element("td", {}, "a\n\tb").str() == "<td>a\n\tb</td>");
}

TEST_CASE("markup: other scripts and emoji pass through") {
  CHECK(element("bdi", {}, "שלום 👩‍🔬 مرحبا").str() == "<bdi>שלום 👩‍🔬 مرحبا</bdi>");
}

TEST_CASE("markup: names are literals: a string at run time does not become one") {
  CHECK_FALSE(std::is_constructible_v<ganymede::TagName, std::string>);
  CHECK_FALSE(std::is_constructible_v<ganymede::AttributeName, std::string_view>);
  CHECK_FALSE(std::is_constructible_v<Attribute, std::string, std::string>);
}
