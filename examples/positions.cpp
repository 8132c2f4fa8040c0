// How a transformer knows where a word stands: encodings of positions, as the library's own layers compute them.
//
//   positions [MODEL] [--kind rotary] [--length 64] [--svg FILE] [--chart FILE] [--html FILE]

#include <ganymede/app/model_positions.hpp>
#include <ganymede/core/os/output_file.hpp>
#include <ganymede/inspect/position_page.hpp>
#include <ganymede/io/json.hpp>

#include "option_values.hpp"
#include "run.hpp"
#include "terminal.hpp"

namespace {

using ganymede::Index;
using ganymede::PositionPicture;

void write(const std::string& path, const std::string& text) {
  ganymede::OutputFile file{path};
  file.write(text);
  file.commit();
}

ganymede::Json to_json(const PositionPicture& p) {
  ganymede::Json values = ganymede::Json::array(), curves = ganymede::Json::array();
  for (auto row = p.values.begin(); row != p.values.end(); row += static_cast<std::ptrdiff_t>(p.columns.size()))
    values.push_back(std::vector<float>(row, row + static_cast<std::ptrdiff_t>(p.columns.size())));
  for (const ganymede::ChartLine& line : p.curves) curves.push_back({{"name", line.name}, {"distance", line.x}, {"value", line.y}});
  return {{"kind", p.kind}, {"title", p.title}, {"rows", p.rows}, {"columns", p.columns}, {"values", values}, {"curves", curves}};
}

}  // namespace

int main(int argc, char** argv) {
  PlainCommandLine line("Shows encodings of positions: what they add, turn or bias, and what comes of it over distance.", "positions");
  CLI::App& app = line.app;
  std::string model, svg, chart, html;
  std::vector<std::string> kinds;
  Index length = 48, dim = 64, heads = 8;
  double theta = 10000;
  bool json = false;
  add_path(app, "MODEL", model, "a model whose own encoding is shown: of the Llama family (rotary), T5 (relative) or Marian (sinusoidal)");
  const auto* const kind = app.add_option("--kind", kinds, "sinusoidal, rotary, alibi or relative; left out: all. May be given again")
                               ->check(CLI::IsMember({"sinusoidal", "rotary", "alibi", "relative"}))
                               ->allow_extra_args(false);
  add_number(app, "--length", length, "positions, or distances; left out: 48", 2, 1024);
  const auto* const dim_given = add_number(app, "--dim", dim, "numbers of a vector (sinusoidal) or head (rotary); left out: 64", 2, 1024);
  const auto* const heads_given = add_number(app, "--heads", heads, "heads (alibi); left out: 8", 1, 256);
  const auto* const theta_given = add_number(app, "--theta", theta, "base of the wavelengths (rotary); left out: 10000", 2, 1e12);
  add_path(app, "--svg", svg, "writes the shaded table of one kind");
  add_path(app, "--chart", chart, "writes the curves over distance of one kind, as SVG");
  add_path(app, "--html", html, "writes a page of all");
  app.add_flag("--json", json, "one JSON object a line: {\"kind\",\"title\",\"rows\",\"columns\",\"values\",\"curves\"}");
  return run(line, argc, argv, [&] {
    std::vector<PositionPicture> pictures;
    const auto wants = [&](const char* name) { return kinds.empty() || std::find(kinds.begin(), kinds.end(), name) != kinds.end(); };
    if (!model.empty()) {
      for (const auto* const option : {kind, dim_given, heads_given, theta_given})
        if (option->count() > 0) throw CLI::ValidationError(option->get_name(), "a MODEL has its own");
      pictures.push_back(ganymede::model_position_picture(ganymede::Checkpoint(std::filesystem::path(model)), length));
    } else {
      if (wants("sinusoidal")) pictures.push_back(ganymede::sinusoidal_picture({}, length, dim));
      if (wants("rotary")) {
        ganymede::RopeConfig rope{.rope_theta = theta, .rotary_dim = dim};
        rope.max_position_embeddings = length;
        pictures.push_back(ganymede::rotary_picture(rope, length));
      }
      if (wants("alibi")) pictures.push_back(ganymede::alibi_picture(heads, length));
      if (wants("relative")) pictures.push_back(ganymede::relative_picture({}, length));
    }
    if (pictures.size() != 1 && !(svg.empty() && chart.empty())) throw CLI::ValidationError("--svg, --chart", "one --kind at a time");

    if (!svg.empty()) write(svg, ganymede::position_table_svg(pictures.front()));
    if (!chart.empty()) write(chart, ganymede::position_chart_svg(pictures.front()));
    if (!html.empty()) write(html, ganymede::position_page(pictures));
    for (const PositionPicture& p : pictures)
      if (json)
        std::cout << to_json(p).dump() << '\n';
      else if (svg.empty() && chart.empty() && html.empty())
        std::cout << (&p == &pictures.front() ? "" : "\n") << ganymede::position_text(p, terminal_colors(), 24, terminal_width() - 12);
  });
}
