#include <ganymede/inspect/html.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../support/error_of.hpp"

using ganymede::element;
using ganymede::html_page;
using ganymede::Markup;
using ganymede::PageData;
namespace page_assets = ganymede::page_assets;

TEST_CASE("html: a page holds what it was given, once, and its policy names its scripts and styles") {
  const Markup body = element("div", {{"id", "place"}}, "here");
  PageData data;
  data.key("tokens").strings(std::vector<std::string>{"a"});
  const std::string page = html_page(
      {.title = "Title", .lead = "Lead.", .body = body, .data = data, .script = page_assets::common_js, .style = page_assets::common_css});
  CHECK(page.starts_with("<!DOCTYPE html>\n"));
  CHECK(page.find("<title>Title</title>") != std::string::npos);
  CHECK(page.find(R"(<main id="main"><div id="place">here</div></main>)") != std::string::npos);
  CHECK(page.find(R"(<script type="application/json" id="data">{"tokens":["a"]}</script>)") != std::string::npos);
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(page.find("script-src '" + std::string(page_assets::common_js.sha256) + "'") != std::string::npos);
  CHECK(page.find("style-src '" + std::string(page_assets::common_css.sha256) + "'") != std::string::npos);
  CHECK(page.find("unsafe") == std::string::npos);
  CHECK(times_in(page, "http") == times_in(page_assets::common_js.text, "http") * 2 + 1);  // "http-equiv", and the name of SVG's namespace
}

TEST_CASE("html: hostile title, text and data add no element") {
  const std::string hostile = "</title></main></script><script>alert(1)</script><img onerror=alert(1)><!--\"'";
  PageData plain, data;
  data.key(hostile).string(hostile);
  const Markup text = hostile, none;
  const auto tags = [](const std::string& page) { return times_in(page, "<") - times_in(page_assets::common_js.text, "<") * 2; };
  const std::string page = html_page({.title = hostile, .lead = hostile, .body = text, .data = data, .script = page_assets::common_js});
  CHECK(tags(page) == tags(html_page({.title = "t", .lead = "l", .body = none, .data = plain, .script = page_assets::common_js})));
  CHECK(times_in(page, "<script") == 3);
  CHECK(page.find("<img") == std::string::npos);
}
