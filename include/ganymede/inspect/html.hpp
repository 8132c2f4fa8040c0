#pragma once
// One self-contained page: nothing is fetched, everything that is shown stands in the file.

#include <ganymede/inspect/markup.hpp>
#include <ganymede/inspect/page_assets.hpp>
#include <ganymede/inspect/page_data.hpp>

#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// What a page shows. Its script finds `data` as ganymede.data, and makes of it what `body` has not.
struct Page {
  std::string_view title;   ///< the heading and the window's title
  std::string_view lead{};  ///< a sentence or two under the heading
  const Markup& body;       ///< usually a place for the script to fill
  const PageData& data;     ///< the real numbers
  PageAsset script;         ///< a file of inspect/pages/, which runs after common.js
  PageAsset style{};        ///< likewise, after common.css; left out: none
};

/// The document, complete in itself. Its content security policy allows these scripts and styles, by their hashes, and nothing else: no
/// network, no handler in an attribute, no other script.
inline std::string html_page(const Page& page) {
  const auto quoted = [](std::string_view hash) { return std::string(" '").append(hash).append("'"); };
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; script-src" +
         quoted(page_assets::common_js.sha256) + quoted(page.script.sha256) + "; style-src" + quoted(page_assets::common_css.sha256) +
         (page.style.text.empty() ? "" : quoted(page.style.sha256)) + "\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  out += element("title", {}, page.title).str() + '\n';
  const auto add = [&out](std::string_view open, std::string_view text, std::string_view close) {
    out.append(open).append(text).append(close).append("\n");
  };
  add("<style>", page_assets::common_css.text, "</style>");
  if (!page.style.text.empty()) add("<style>", page.style.text, "</style>");
  out += "</head>\n<body>\n";
  Markup header = element("h1", {}, page.title);
  if (!page.lead.empty()) header += element("p", {{"class", "lead"}}, page.lead);
  out += element("header", {{"id", "head"}}, header).str() + '\n';
  out += element("main", {{"id", "main"}}, page.body).str() + '\n';
  out += element("footer", {}, "Made by ganymede " GANYMEDE_VERSION ". Everything shown is in this file; nothing is fetched.").str() + '\n';
  add("<script type=\"application/json\" id=\"data\">", page.data.str(), "</script>");
  add("<script>", page_assets::common_js.text, "</script>");
  add("<script>", page.script.text, "</script>");
  return out + "</body>\n</html>\n";
}

}  // namespace ganymede::inline v0
