#pragma once
// The bodies of attention_text.hpp.

#include <ganymede/inspect/attention_text.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string attention_text(const ConstView<float>& weights, const AttentionTable& table) {
  constexpr std::size_t cell = 4, most = 20;
  const auto padded = [](const std::string& text, std::size_t width, bool right = false) {
    const std::size_t has = terminal_columns(text);
    return has >= width ? text : right ? std::string(width - has, ' ') + text : text + std::string(width - has, ' ');
  };
  const auto numbered = [](std::size_t number, std::string_view token) {
    std::string label, text = token_label(token);
    std::size_t columns = 0;
    detail::for_each_character(text, [&](std::string_view character, char32_t) {
      columns += terminal_columns(character);
      if (columns < most) label += character;
    });
    return std::to_string(number) + ' ' + label;
  };
  std::vector<std::string> labels;
  std::size_t wide = 0;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    labels.push_back(numbered(static_cast<std::size_t>(table.first_row) + r, table.rows[r]));
    wide = std::max(wide, terminal_columns(labels.back()));
  }
  const std::size_t block = std::max<std::size_t>(1, (std::max(table.width, wide + 3 + cell) - wide - 2) / cell);

  std::string out;
  if (!std::equal(table.rows.begin(), table.rows.end(), table.columns.begin(), table.columns.end()) && table.first_row == 0) {
    std::string line = "columns:";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const std::string label = numbered(c, table.columns[c]);
      if (terminal_columns(line) + terminal_columns(label) + 3 > table.width) out += line + '\n', line = "        ";
      line += "  " + label;
    }
    out += line + "\n\n";
  }
  for (std::size_t from = 0; from < table.columns.size(); from += block) {
    const std::size_t to = std::min(from + block, table.columns.size());
    if (from > 0) out += '\n';
    out += std::string(wide + 1, ' ');
    for (std::size_t c = from; c < to; ++c) out += padded(std::to_string(c), cell, true);
    out += '\n';
    for (std::size_t r = 0; r < labels.size(); ++r) {
      std::string line = padded(labels[r], wide + 1);
      bool any = false;
      for (std::size_t c = from; c < to; ++c) {
        if (table.causal && c > static_cast<std::size_t>(table.first_row) + r) break;
        any = true;
        const double weight = double(weights(static_cast<Index>(r), static_cast<Index>(c)));
        const long hundredths = std::lround(100 * weight);
        line += shaded(padded(hundredths > 0 ? std::to_string(hundredths) : "\u00b7", cell, true), sequential_color(weight), table.colors);
      }
      if (any) out += line + '\n';
    }
  }
  return out;
}

}  // namespace ganymede::inline v0
