#pragma once
// The bodies of tokenizer_json_reader.hpp.

#include <ganymede/text/formats/tokenizer_json_reader.hpp>

#include <ganymede/io/json_builder.hpp>

#include <array>

namespace ganymede::inline v0::detail {

/// The events of one file: model.vocab and model.merges are kept, and null is left in their place; a JsonBuilder gets the rest.
/// Throws out of the parser where something cannot be right.
class TokenizerJsonHandler final : public nlohmann::json_sax<Json> {
 public:
  TokenizerJsonHandler(TokenizerJson& result, std::string_view file) : result_(result), file_(file), rest_(file) {}
  Json take() { return rest_.take(); }

  bool null() override { return in_rest() && rest_.null(); }
  bool boolean(bool value) override { return in_rest() && rest_.boolean(value); }
  bool number_integer(number_integer_t value) override {
    if (in_ == In::scored) return score(static_cast<double>(value));
    return in_ == In::vocabulary ? entry(value) : in_rest() && rest_.number_integer(value);
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (in_ == In::scored) return score(static_cast<double>(value));
    if (in_ != In::vocabulary) return in_rest() && rest_.number_unsigned(value);
    return entry(std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value) : -1);
  }
  bool number_float(number_float_t value, const string_t& text) override {
    return in_ == In::scored ? score(value) : in_rest() && rest_.number_float(value, text);
  }
  bool binary(binary_t&) override { return false; }
  bool string(string_t& text) override {
    if (in_ == In::merges) return legacy_merge(text);
    if (in_ == In::scored) return scored_piece(text);
    if (in_ != In::merge) return in_rest() && rest_.string(text);
    result_.merges.add(text);
    return true;
  }
  bool key(string_t& name) override {
    if (in_ == In::vocabulary) {
      piece_ = name;
      return true;
    }
    if (depth_ <= keys_.size()) keys_[depth_ - 1] = name;
    return rest_.key(name);
  }
  bool start_object(std::size_t size) override {
    if (begins("vocab")) return begin(In::vocabulary, result_.has_vocabulary);
    ++depth_;
    return in_rest() && rest_.start_object(size);
  }
  bool end_object() override {
    if (in_ == In::vocabulary) return end(In::rest);
    --depth_;
    return rest_.end_object();
  }
  bool start_array(std::size_t size) override {
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
    return in_rest() && rest_.start_array(size);
  }
  bool end_array() override {
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
    return rest_.end_array();
  }
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) override {
    return rest_.parse_error(position, token, error);
  }

 private:
  enum class In { rest, vocabulary, merges, merge, scores, scored };

  /// Whether the value that begins now is model.<name>.
  bool begins(std::string_view name) const { return in_ == In::rest && depth_ == 2 && keys_[0] == "model" && keys_[1] == name; }
  bool begin(In what, bool& seen) {
    seen = true;
    in_ = what;
    return rest_.null();
  }
  bool end(In next) {
    in_ = next;
    return true;
  }
  bool in_rest() const {
    if (in_ == In::rest) return true;
    if (in_ == In::scores || in_ == In::scored) throw not_scored();
    throw TokenizerError{{"a value is out of place", file_, in_ == In::vocabulary ? "model.vocab" : "model.merges",
                          in_ == In::vocabulary ? "ids" : "pairs of pieces", ""}};
  }
  bool entry(std::int64_t id) {
    result_.vocabulary.add(piece_, id, file_, "model.vocab");
    return true;
  }
  TokenizerError not_scored() const {
    return TokenizerError{{"a value is out of place", file_,
                           "model.vocab[" + std::to_string(in_ == In::scored ? pair_begin_ : result_.scores.size()) + "]",
                           "a pair of piece and score", ""}};
  }
  bool scored_piece(std::string_view piece) {
    if (std::exchange(has_piece_, true)) throw not_scored();
    result_.vocabulary.add(piece, result_.vocabulary.size(), file_, "model.vocab");
    return true;
  }
  bool score(double value) {
    if (!std::exchange(has_piece_, false)) throw not_scored();
    result_.scores.push_back(value);
    return true;
  }
  bool legacy_merge(std::string_view line) {
    if (line.starts_with("#version")) return true;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos)
      throw TokenizerError{{"merge is not a pair", file_, "model.merges", "two pieces with a space between them", std::string(line)}};
    result_.merges.add(line.substr(0, space));
    result_.merges.add(line.substr(space + 1));
    return true;
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
  detail::parse_json_events(text, handler);
  result.rest = handler.take();
  if (!result.rest.is_object()) throw TokenizerError{{"not an object", std::string(file), "", "", ""}};
  result.vocabulary.freeze(file, "model.vocab", result.has_scores);
  return result;
}

}  // namespace ganymede::inline v0
