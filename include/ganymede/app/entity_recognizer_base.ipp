#pragma once
// The bodies of entity_recognizer_base.hpp.

#include <ganymede/app/entity_recognizer_base.hpp>

#include <ganymede/app/classifier_base.hpp>
#include <ganymede/text/decoder_stream.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/unicode/utf8.hpp>
#include <ganymede/text/word_piece.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

struct EntityRecognizerBase::Token {
  std::string word{};
  TextRange range{};
  std::vector<double> scores{};
  bool continues = false;  // the word of the token before it
  std::size_t label = 0;   // by scores,
  double score = 0;        // and the score of that

  void choose() {
    label = static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    score = scores[label];
  }
};

GANYMEDE_ONCE EntityRecognizerBase::EntityRecognizerBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model)
    : encoder_(checkpoint, std::move(model), HeadKind::tokens) {}

GANYMEDE_ONCE std::vector<Entity> EntityRecognizerBase::operator()(std::string_view text, const EntityOptions& options) const {
  return std::move(recognize({text}, options).front()).get();
}

GANYMEDE_ONCE std::vector<TextResult<std::vector<Entity>>> EntityRecognizerBase::recognize(const TextList& texts,
                                                                                           const EntityOptions& options) const {
  std::vector<TextResult<std::vector<Entity>>> results(texts.texts().size());
  const std::vector<TextOrPair> items(texts.texts().begin(), texts.texts().end());
  const auto fail = [&](std::size_t n, std::exception_ptr error) { results[n].error = std::move(error); };
  const std::vector<Encoding> encoded = encoder_.encode_each(items, options.encoder, true, fail);
  const auto use = [&](std::size_t n, const ConstView<float>& logits) {
    std::vector<Entity> found = entities(tokens(items[n].text, encoded[n], logits), options.aggregation);
    std::erase_if(found, [&](const Entity& e) {
      return std::find(options.ignore_labels.begin(), options.ignore_labels.end(), e.label) != options.ignore_labels.end();
    });
    results[n].value = std::move(found);
  };
  encoder_.logits(encoded, options.encoder, use, fail);
  return results;
}

GANYMEDE_ONCE std::vector<EntityRecognizerBase::Token> EntityRecognizerBase::tokens(std::string_view text, const Encoding& encoding,
                                                                                    const ConstView<float>& logits) const {
  const auto characters = [](std::string_view s) {
    std::size_t count = 0;
    for_each_code_point(s, [&](char32_t, std::string_view) { ++count; });
    return count;
  };
  // A tokenizer that marks what continues a word says it by the piece; of others, white space is all there is to go by.
  const bool marks = tokenizer().pipeline().model.is<WordPiece>();
  std::vector<Token> made;
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
    if (encoding.parts[i] == Encoding::Part::special) continue;
    const TextRange range = encoding.offsets[i];
    Token token{.word = std::string(tokenizer().piece(encoding.ids[i])),
                .range = range,
                .scores = detail::scores_of(logits, static_cast<Index>(i), ClassificationFunction::softmax)};
    if (marks)
      token.continues = characters(token.word) != characters(range.of(text));
    else
      token.continues = range.begin > 0 && text[range.begin - 1] != ' ' && (range.begin == text.size() || text[range.begin] != ' ');
    if (encoding.ids[i] == tokenizer().unk()) {
      token.word = range.of(text);
      token.continues = false;
    }
    token.choose();
    made.push_back(std::move(token));
  }
  return made;
}

GANYMEDE_ONCE std::vector<Entity> EntityRecognizerBase::entities(std::vector<Token> tokens, Aggregation aggregation) const {
  std::vector<Entity> made;
  if (aggregation == Aggregation::none) {
    for (const Token& t : tokens) made.push_back({labels()[t.label], t.word, t.range.begin, t.range.end, t.score});
    return made;
  }
  if (aggregation != Aggregation::simple) {
    std::vector<Token> words;
    for (std::size_t begin = 0, end = 0; begin < tokens.size(); begin = end) {
      for (end = begin + 1; end < tokens.size() && tokens[end].continues;) ++end;
      words.push_back(word(std::span(tokens).subspan(begin, end - begin), aggregation));
    }
    tokens = std::move(words);
  }
  const auto tag = [](std::string_view label) { return label.starts_with("B-") || label.starts_with("I-") ? label.substr(2) : label; };
  for (std::size_t begin = 0, end = 0; begin < tokens.size(); begin = end) {
    std::vector<std::string> pieces;
    double score = 0;
    for (end = begin; end < tokens.size(); ++end) {
      const std::string_view label = labels()[tokens[end].label];
      if (end > begin && (label.starts_with("B-") || tag(label) != tag(labels()[tokens[end - 1].label]))) break;
      pieces.push_back(tokens[end].word);
      score += tokens[end].score;
    }
    const std::string& label = labels()[tokens[begin].label];
    const std::size_t hyphen = label.find('-');
    made.push_back({hyphen == std::string::npos ? label : label.substr(hyphen + 1), decoded(pieces), tokens[begin].range.begin,
                    tokens[end - 1].range.end, score / static_cast<double>(end - begin)});
  }
  return made;
}

GANYMEDE_ONCE EntityRecognizerBase::Token EntityRecognizerBase::word(std::span<const Token> tokens, Aggregation aggregation) const {
  std::vector<std::string> pieces;
  for (const Token& t : tokens) pieces.push_back(t.word);
  Token made = tokens.front();
  if (aggregation == Aggregation::max)
    for (const Token& t : tokens)
      if (t.score > made.score) made = t;
  if (aggregation == Aggregation::average) {
    for (const Token& t : tokens.subspan(1))
      for (std::size_t i = 0; i < made.scores.size(); ++i) made.scores[i] += t.scores[i];
    for (double& score : made.scores) score /= static_cast<double>(tokens.size());
    made.choose();
  }
  made.word = decoded(pieces);
  made.range = {tokens.front().range.begin, tokens.back().range.end};
  return made;
}

GANYMEDE_ONCE std::string EntityRecognizerBase::decoded(std::span<const std::string> pieces) const {
  DecoderStream stream(tokenizer().pipeline().decoder);
  std::string text;
  for (const std::string& piece : pieces) stream.push(piece, text);
  stream.finish(text);
  return text;
}

}  // namespace ganymede::inline v0
