#pragma once
// The stages of normalisers, under the names of Hugging Face's module. Each makes a text of a text, and align() the same text with where it
// comes from; from_json() reads its settings in a tokenizer.json (TokenizerError names what is wrong).

#include <ganymede/split.hpp>
#include <ganymede/text/aligned_text.hpp>
#include <ganymede/text/regex/regex.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

class PrecompiledCharsmap;
class StageJson;

namespace normalizers {

/// Unicode's normalisation forms (UAX #15).
struct Nfc {
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};
struct Nfd {
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};
struct Nfkc {
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};
struct Nfkd {
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

struct Lowercase {
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

/// White space off the ends.
struct Strip {
  bool strip_left = true;
  bool strip_right = true;

  static Strip from_json(const StageJson& json);
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

/// All marks go (category M); NFD usually stands before it.
struct StripAccents {
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

/// SentencePiece's nmt rules: control characters go, odd spaces become spaces.
struct Nmt {
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

/// GPT-2's byte alphabet (byte_level.hpp).
struct ByteLevel {
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

/// `prefix` before every text but the empty one.
struct Prepend {
  std::string prefix;

  static Prepend from_json(const StageJson& json);
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

/// `content`, taken literally, for each occurrence of `pattern`, which is not empty; or for each match of `regex`, where there is one.
struct Replace {
  std::string pattern;
  std::string content;
  std::optional<Regex> regex{};

  static Replace from_json(const StageJson& json);
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

/// SentencePiece's compiled rules, as the tokenizers package applies them.
struct Precompiled {
  std::shared_ptr<const PrecompiledCharsmap> rules;

  static Precompiled from_json(const StageJson& json);
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

/// BERT's clean-up (Devlin et al. 2018); accents go with the case unless strip_accents says otherwise.
struct BertNormalizer {
  bool clean_text = true;
  bool handle_chinese_chars = true;
  std::optional<bool> strip_accents{};
  bool lowercase = true;

  static BertNormalizer from_json(const StageJson& json);
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;
};

}  // namespace normalizers

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/normalizer_stages.ipp>
#endif
