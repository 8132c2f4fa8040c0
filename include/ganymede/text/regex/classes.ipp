#pragma once
// The bodies of classes.hpp.

#include <ganymede/text/regex/classes.hpp>

namespace ganymede::inline v0::detail::regex {

GANYMEDE_ONCE CodePointRanges category_ranges(std::string_view prefix) {
  CodePointRanges out;
  unicode::for_each_run(unicode::category_runs, [&](char32_t first, char32_t last, std::uint32_t category) {
    if (general_category_names[category].substr(0, prefix.size()) == prefix) out.add(first, last);
  });
  return out;
}

GANYMEDE_ONCE std::string loose_name(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '-') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

GANYMEDE_ONCE std::optional<CodePointRanges> script_ranges(std::string_view loose) {
  for (std::size_t i = 0; i < std::size(unicode::script_names); ++i) {
    if (loose_name(unicode::script_names[i]) != loose) continue;
    CodePointRanges out;
    unicode::for_each_run(unicode::script_runs, [&](char32_t first, char32_t last, std::uint32_t script) {
      if (script == i) out.add(first, last);
    });
    return out;
  }
  return std::nullopt;
}

GANYMEDE_ONCE CodePointRanges digits() { return category_ranges("Nd"); }

GANYMEDE_ONCE CodePointRanges white_space() { return unicode::to_ranges(unicode::white_space); }

GANYMEDE_ONCE CodePointRanges alphabetic() { return unicode::to_ranges(unicode::alphabetic); }

GANYMEDE_ONCE CodePointRanges word() {
  CodePointRanges out = alphabetic();
  for (const std::string_view category : {"M", "Nd", "Pc"}) out.add(category_ranges(category));
  return out;
}

GANYMEDE_ONCE CodePointRanges bare_word() {
  CodePointRanges out = word();
  out.add(0xB2, 0xB3);
  out.add(0xB9, 0xB9);
  out.add(0xBC, 0xBE);
  return out;
}

GANYMEDE_ONCE std::optional<CodePointRanges> property_ranges(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> categories[] = {{"letter", "L"},
                                                                                 {"casedletter", "LC"},
                                                                                 {"mark", "M"},
                                                                                 {"number", "N"},
                                                                                 {"punctuation", "P"},
                                                                                 {"symbol", "S"},
                                                                                 {"separator", "Z"},
                                                                                 {"other", "C"},
                                                                                 {"uppercaseletter", "Lu"},
                                                                                 {"lowercaseletter", "Ll"},
                                                                                 {"titlecaseletter", "Lt"},
                                                                                 {"modifierletter", "Lm"},
                                                                                 {"otherletter", "Lo"},
                                                                                 {"nonspacingmark", "Mn"},
                                                                                 {"spacingmark", "Mc"},
                                                                                 {"enclosingmark", "Me"},
                                                                                 {"decimalnumber", "Nd"},
                                                                                 {"letternumber", "Nl"},
                                                                                 {"othernumber", "No"},
                                                                                 {"connectorpunctuation", "Pc"},
                                                                                 {"dashpunctuation", "Pd"},
                                                                                 {"openpunctuation", "Ps"},
                                                                                 {"closepunctuation", "Pe"},
                                                                                 {"initialpunctuation", "Pi"},
                                                                                 {"finalpunctuation", "Pf"},
                                                                                 {"otherpunctuation", "Po"},
                                                                                 {"mathsymbol", "Sm"},
                                                                                 {"currencysymbol", "Sc"},
                                                                                 {"modifiersymbol", "Sk"},
                                                                                 {"othersymbol", "So"},
                                                                                 {"spaceseparator", "Zs"},
                                                                                 {"lineseparator", "Zl"},
                                                                                 {"paragraphseparator", "Zp"},
                                                                                 {"control", "Cc"},
                                                                                 {"format", "Cf"},
                                                                                 {"surrogate", "Cs"},
                                                                                 {"privateuse", "Co"},
                                                                                 {"unassigned", "Cn"}};
  const std::string loose = loose_name(name);
  if (const auto at = loose.find('='); at != std::string::npos) {
    const std::string_view key = std::string_view(loose).substr(0, at);
    const std::string_view value = std::string_view(loose).substr(at + 1);
    if (key == "script" || key == "sc") return script_ranges(value);
    if ((key == "generalcategory" || key == "gc") && value.find('=') == std::string_view::npos) return property_ranges(value);
    return std::nullopt;
  }
  std::string_view category = loose;
  for (const auto& [full, brief] : categories)
    if (loose == full) category = brief;
  if (loose_name(category) == "lc") {
    CodePointRanges out = category_ranges("Lu");
    out.add(category_ranges("Ll"));
    out.add(category_ranges("Lt"));
    return out;
  }
  for (const std::string_view known : general_category_names)
    if (loose_name(category) == loose_name(known) || loose_name(category) == loose_name(known.substr(0, 1)))
      return category_ranges(known.substr(0, category.size()));
  if (loose == "any") return CodePointRanges(0, last_code_point);
  if (loose == "ascii") return CodePointRanges(0, 0x7F);
  if (loose == "alphabetic" || loose == "alpha") return alphabetic();
  if (loose == "uppercase" || loose == "upper") return unicode::to_ranges(unicode::uppercase);
  if (loose == "lowercase" || loose == "lower") return unicode::to_ranges(unicode::lowercase);
  if (loose == "whitespace" || loose == "space") return white_space();
  if (loose == "digit") return digits();
  if (loose == "word") return word();
  return script_ranges(loose);
}

GANYMEDE_ONCE const std::vector<std::pair<char32_t, char32_t>>& unfolded() {
  static const auto pairs = [] {
    std::vector<std::pair<char32_t, char32_t>> out;
    for (const auto& [from, to] : unicode::case_fold) out.emplace_back(to, from);
    std::sort(out.begin(), out.end());
    return out;
  }();
  return pairs;
}

GANYMEDE_ONCE CodePointRanges fold_closure(const CodePointRanges& members) {
  const auto& back = unfolded();
  std::vector<char32_t> folded;
  for (const auto& [first, last] : members.ranges()) {
    auto from = std::lower_bound(std::begin(unicode::case_fold), std::end(unicode::case_fold), first,
                                 [](const unicode::Mapping& pair, char32_t c) { return pair.from < c; });
    for (; from != std::end(unicode::case_fold) && from->from <= last; ++from) folded.push_back(from->to);
    for (auto to = std::lower_bound(back.begin(), back.end(), std::pair{first, char32_t{0}}); to != back.end() && to->first <= last; ++to)
      folded.push_back(to->first);
  }
  std::sort(folded.begin(), folded.end());
  folded.erase(std::unique(folded.begin(), folded.end()), folded.end());
  CodePointRanges out = members;
  for (const char32_t c : folded) {
    out.add(c, c);
    for (auto to = std::lower_bound(back.begin(), back.end(), std::pair{c, char32_t{0}}); to != back.end() && to->first == c; ++to)
      out.add(to->second, to->second);
  }
  return out;
}

}
