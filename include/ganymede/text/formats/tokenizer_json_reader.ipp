#pragma once
// The bodies of tokenizer_json_reader.hpp.

#include <ganymede/text/formats/tokenizer_json_reader.hpp>

#include <ganymede/io/json_builder.hpp>

#include <array>

namespace ganymede::inline v0::detail {

/// The events of one file: model.vocab and model.merges are kept, and null is left in their place; a JsonBuilder gets the rest.
/// Throws out of the parser where something cannot be right.
class TokenizerJsonHandler final : public JsonEvents {
 public:
  TokenizerJsonHandler(TokenizerJson& result, std::string_view file) : result_(result), file_(file), rest_(file) {}
  Json take() { return rest_.take(); }

  void null() override { rest().null(); }
  void boolean(bool value) override { rest().boolean(value); }
  void number_integer(std::int64_t value) override {
    if (in_ == In::scored) return score(static_cast<double>(value));
    in_ == In::vocabulary ? entry(value) : rest().number_integer(value);
  }
  void number_unsigned(std::uint64_t value) override {
    if (in_ == In::scored) return score(static_cast<double>(value));
    if (in_ != In::vocabulary) return rest().number_unsigned(value);
    entry(std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value) : -1);
  }
  void number_float(double value) override { in_ == In::scored ? score(value) : rest().number_float(value); }
  void string(std::string& text) override {
    if (in_ == In::merges) return legacy_merge(text);
    if (in_ == In::scored) return scored_piece(text);
    if (in_ != In::merge) return rest().string(text);
    result_.merges.add(text);
  }
  void key(std::string& name) override {
    if (in_ == In::vocabulary) {
      piece_ = name;
      return;
    }
    if (depth_ <= keys_.size()) keys_[depth_ - 1] = name;
    rest_.key(name);
  }
  void start_object() override {
    if (begins("vocab")) return begin(In::vocabulary, result_.has_vocabulary);
    ++depth_;
    rest().start_object();
  }
  void end_object() override {
    if (in_ == In::vocabulary) return end(In::rest);
    --depth_;
    rest_.end_object();
  }
  void start_array() override {
    if (begins("merges")) return begin(In::merges, result_.has_merges);
    if (begins("vocab")) return begin(In::scores, result_.has_scores);
    if (in_ == In::scores) {
      pair_begin_ = result_.scores.size();
      return end(In::scored);
    }
    if (in_ == In::merges) {
      pair_begin_ = result_.merges.ends.size();
      return end(In::merge);
    }
    ++depth_;
    rest().start_array();
  }
  void end_array() override {
    if (in_ == In::merges || in_ == In::scores) return end(In::rest);
    if (in_ == In::scored) {
      if (result_.scores.size() != pair_begin_ + 1 || has_piece_) throw not_scored();
      return end(In::scores);
    }
    if (in_ == In::merge) {
      if (result_.merges.ends.size() != pair_begin_ + 2) throw TokenizerError{{"merge is not a pair", file_, "model.merges", "", ""}};
      return end(In::merges);
    }
    --depth_;
    rest_.end_array();
  }

 private:
  enum class In { rest, vocabulary, merges, merge, scores, scored };

  /// Whether the value that begins now is model.<name>.
  bool begins(std::string_view name) const { return in_ == In::rest && depth_ == 2 && keys_[0] == "model" && keys_[1] == name; }
  void begin(In what, bool& seen) {
    seen = true;
    in_ = what;
    rest_.null();
  }
  void end(In next) { in_ = next; }
  /// Who gets what belongs to neither.
  JsonBuilder& rest() {
    if (in_ == In::rest) return rest_;
    if (in_ == In::scores || in_ == In::scored) throw not_scored();
    throw TokenizerError{{"a value is out of place", file_, in_ == In::vocabulary ? "model.vocab" : "model.merges",
                          in_ == In::vocabulary ? "ids" : "pairs of pieces", ""}};
  }
  void entry(std::int64_t id) { result_.vocabulary.add(piece_, id, file_, "model.vocab"); }
  TokenizerError not_scored() const {
    return TokenizerError{{"a value is out of place", file_,
                           "model.vocab[" + std::to_string(in_ == In::scored ? pair_begin_ : result_.scores.size()) + "]",
                           "a pair of piece and score", ""}};
  }
  void scored_piece(std::string_view piece) {
    if (std::exchange(has_piece_, true)) throw not_scored();
    result_.vocabulary.add(piece, result_.vocabulary.size(), file_, "model.vocab");
  }
  void score(double value) {
    if (!std::exchange(has_piece_, false)) throw not_scored();
    result_.scores.push_back(value);
  }
  void legacy_merge(std::string_view line) {
    if (line.starts_with("#version")) return;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos)
      throw TokenizerError{{"merge is not a pair", file_, "model.merges", "two pieces with a space between them", std::string(line)}};
    result_.merges.add(line.substr(0, space));
    result_.merges.add(line.substr(space + 1));
  }

  TokenizerJson& result_;
  std::string file_;
  JsonBuilder rest_;
  In in_ = In::rest;
  std::size_t depth_ = 0;              // of open containers
  std::array<std::string, 2> keys_{};  // the latest of the two outer levels
  std::string piece_{};
  bool has_piece_ = false;      // of a scored piece, whose score comes next
  std::size_t pair_begin_ = 0;  // how much there was before the current pair
};

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerJson parse_tokenizer_json(std::string_view text, std::string_view file) {
  if (text.size() > std::numeric_limits<std::int32_t>::max())
    throw TokenizerError{{"file is too large", std::string(file), "", "at most 2 GiB", ""}};
  TokenizerJson result;
  detail::TokenizerJsonHandler handler(result, file);
  detail::parse_json_events(text, file, handler);
  result.rest = handler.take();
  if (!result.rest.is_object()) throw TokenizerError{{"not an object", std::string(file), "", "", ""}};
  result.vocabulary.freeze(file, "model.vocab", result.has_scores);
  return result;
}

}  // namespace ganymede::inline v0
