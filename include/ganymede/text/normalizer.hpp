#pragma once
// Normalisers: what a tokenizer does to a text before anything is cut, under the Hugging Face names.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/regex/regex.hpp>
#include <ganymede/text/stage_limits.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

class PrecompiledCharsmap;

/// A chain of stages; immutable, cheap to copy. The default leaves texts as they are.
class Normalizer {
 public:
  using Stage = std::function<std::string(std::string_view)>;

  Normalizer() = default;
  explicit Normalizer(Stage stage);

  /// The stages of a tokenizer.json; null is the identity. TokenizerError names what is wrong or not supported.
  static Normalizer from_json(const Json& json, std::string_view file, std::string_view key = "normalizer");

  /// TokenizerError: the text grows more than stage_limits.hpp allows.
  std::string operator()(std::string_view text) const;
  /// The same for a part of a text whose growth is counted as a whole.
  std::string operator()(std::string_view text, TextGrowth& growth) const;

  static Normalizer nfc();
  static Normalizer nfd();
  static Normalizer nfkc();
  static Normalizer nfkd();
  static Normalizer lowercase();
  /// White space off the ends.
  static Normalizer strip(bool left, bool right);
  /// All marks go (category M); NFD usually stands before it.
  static Normalizer strip_accents();
  static Normalizer nmt();
  static Normalizer byte_level();
  /// `prefix` before every text but the empty one.
  static Normalizer prepend(std::string prefix);
  /// `content`, taken literally, for each occurrence of a text.
  static Normalizer replace(std::string what, std::string content);
  /// `content`, taken literally, for each match.
  static Normalizer replace(Regex what, std::string content);
  /// SentencePiece's compiled rules, as the tokenizers package applies them.
  static Normalizer precompiled(PrecompiledCharsmap rules);
  static Normalizer sequence(const std::vector<Normalizer>& stages);

  /// BERT's clean-up; accents go with the case unless strip_accents says otherwise.
  struct Bert {
    bool clean_text = true;
    bool handle_chinese_chars = true;
    std::optional<bool> strip_accents{};
    bool lowercase = true;
  };
  static Normalizer bert(Bert options);

 private:
  static Normalizer read(const Json& json, std::string_view file, std::string key, unsigned depth);

  std::vector<std::shared_ptr<const Stage>> stages_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/normalizer.ipp>
#endif
