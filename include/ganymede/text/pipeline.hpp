#pragma once
// What a tokenizer is made of, and the way of a text through it:
//
//   text ─▶ added tokens ─▶ normaliser ─▶ normalised added tokens ─▶ pre-tokeniser ─▶ model ─▶ post-processor ─▶ ids

#include <ganymede/text/added_tokens.hpp>
#include <ganymede/text/bpe.hpp>
#include <ganymede/text/decoder.hpp>
#include <ganymede/text/normalizer.hpp>
#include <ganymede/text/post_processor.hpp>
#include <ganymede/text/pre_tokenizer.hpp>
#include <ganymede/text/score_bpe.hpp>
#include <ganymede/text/word_level.hpp>

#include <variant>

namespace ganymede::inline v0 {

/// Ids with a meaning, where the files name them.
struct SpecialIds {
  std::optional<TokenId> bos{}, eos{}, pad{}, unk{};
};

/// The stages of a tokenizer; built by read_tokenizer_json() or read_tokenizer_gguf().
struct TokenizerPipeline {
  std::shared_ptr<const Vocabulary> vocabulary{};  ///< of the model, added tokens beyond it not included
  AddedTokens added{};
  Normalizer normalizer{};
  PreTokenizer pre_tokenizer{};
  std::variant<Bpe, ScoreBpe, WordLevel> model;
  PostProcessor post_processor{};
  Decoder decoder{};
  SpecialIds ids{};

  /// The highest id and one.
  TokenId vocab_size() const noexcept {
    const auto tokens = added.tokens();
    return std::max(vocabulary->size(), tokens.empty() ? 0 : tokens.back().id + 1);
  }

  /// Appends the ids of valid UTF-8 text, nothing added before or after.
  void encode(std::string_view text, bool parse_special, std::vector<TokenId>& out) const {
    MergeScratch scratch;
    const auto tokenize = [&](std::string_view part, bool at_start) {
      pre_tokenizer.for_each(part, at_start, [&](std::string_view word) { encode_word(word, scratch, out); });
    };
    added.raw().split(text, parse_special, [&](const AddedToken* token, std::size_t begin, std::size_t end) {
      if (token) return out.push_back(token->id);
      const std::string normal = normalizer(text.substr(begin, end - begin));
      added.normalized().split(normal, parse_special, [&](const AddedToken* inner, std::size_t from, std::size_t to) {
        if (inner) return out.push_back(inner->id);
        tokenize(std::string_view(normal).substr(from, to - from), begin == 0 && from == 0);
      });
    });
  }

 private:
  void encode_word(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const {
    if (word.empty()) return;
    if (word.size() >= std::numeric_limits<std::uint32_t>::max()) throw InputError{{"word is too long", "", "text", "less than 4 GiB", ""}};
    if (const auto* bpe = std::get_if<Bpe>(&model)) return bpe->encode(word, scratch, out);
    if (const auto* scored = std::get_if<ScoreBpe>(&model)) return scored->encode(word, scratch, out);
    std::get<WordLevel>(model).encode(word, out);
  }
};

}  // namespace ganymede::inline v0
