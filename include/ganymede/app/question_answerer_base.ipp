#pragma once
// The bodies of question_answerer_base.hpp.

#include <ganymede/app/question_answerer_base.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <cmath>

namespace ganymede::inline v0 {

GANYMEDE_ONCE QuestionAnswererBase::QuestionAnswererBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model)
    : encoder_(checkpoint, std::move(model), HeadKind::question_answering) {
  cls_ = detail::named_token(checkpoint, tokenizer(), "cls_token");
}

GANYMEDE_ONCE Answer QuestionAnswererBase::operator()(std::string_view question, std::string_view context,
                                                      const AnswerOptions& options) const {
  const auto found = std::move(answer({TextOrPair(question, context)}, options).front()).get();
  return found.empty() ? Answer{} : found.front();
}

GANYMEDE_ONCE std::vector<TextResult<std::vector<Answer>>> QuestionAnswererBase::answer(const TextsOrPairs& questions,
                                                                                        const AnswerOptions& options) const {
  static_cast<void>(limits(options));
  std::vector<TextResult<std::vector<Answer>>> results(questions.items().size());
  std::vector<double> impossible(results.size(), 1e6);
  std::vector<Encoding> all;
  std::vector<std::size_t> owner;  // of each window
  for (std::size_t n = 0; n < results.size(); ++n) try {
      windows(questions.items()[n], options, all);
      owner.resize(all.size(), n);
    } catch (const std::exception&) {
      results[n].error = std::current_exception();
    }
  // Answers of a question are put together in the order of its windows, whatever order they are computed in.
  std::vector<std::vector<float>> logits(all.size());
  const auto use = [&](std::size_t i, const ConstView<float>& rows) {
    for (Index t = 0; t < rows.rows(); ++t) logits[i].insert(logits[i].end(), {rows(t, 0), rows(t, 1)});
  };
  encoder_.logits(all, {.batch_tokens = options.batch_tokens}, use,
                  [&](std::size_t i, std::exception_ptr error) { results[owner[i]].error = std::move(error); });
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& result = results[owner[i]];
    if (result.error) continue;
    add_answers(all[i], view_of(std::as_const(logits[i]).data(), static_cast<Index>(all[i].ids.size()), 2),
                *questions.items()[owner[i]].text_pair, options, result.value, impossible[owner[i]]);
  }
  for (std::size_t n = 0; n < results.size(); ++n) {
    std::vector<Answer>& answers = results[n].value;
    if (results[n].error) {
      answers.clear();
      continue;
    }
    if (options.handle_impossible_answer) answers.push_back({.score = impossible[n]});
    std::stable_sort(answers.begin(), answers.end(), [](const Answer& a, const Answer& b) { return a.score > b.score; });
    if (answers.size() > static_cast<std::size_t>(options.top_k)) answers.resize(static_cast<std::size_t>(options.top_k));
  }
  return results;
}

GANYMEDE_ONCE QuestionAnswererBase::Limits QuestionAnswererBase::limits(const AnswerOptions& options) const {
  const auto demand = [](bool right, const char* key, const std::string& expected, Index found) {
    if (!right) throw InputError{{.problem = "out of range", .key = key, .expected = expected, .found = std::to_string(found)}};
  };
  demand(options.top_k > 0, "top_k", "1 or more", options.top_k);
  demand(options.max_answer_len > 0, "max_answer_len", "1 or more", options.max_answer_len);
  const Index longest = encoder_.model().facts().longest_sequence;
  demand(options.max_seq_len >= 0 && options.max_seq_len <= longest, "max_seq_len", "0 to " + std::to_string(longest), options.max_seq_len);
  const Index most = options.max_seq_len > 0 ? options.max_seq_len : std::min<Index>(encoder_.max_length(), 384);
  demand(options.doc_stride >= 0 && options.doc_stride <= most, "doc_stride", "0 to " + std::to_string(most), options.doc_stride);
  const Index stride = options.doc_stride > 0 ? options.doc_stride : std::min<Index>(most / 2, 128);
  return {static_cast<std::size_t>(most), static_cast<std::size_t>(stride)};
}

GANYMEDE_ONCE void QuestionAnswererBase::windows(const TextOrPair& pair, const AnswerOptions& options, std::vector<Encoding>& out) const {
  if (!pair.text_pair) throw InputError{{.problem = "a question without a context", .key = "answer"}};
  const EncodingOptions encoding{.parse_special = options.parse_special, .offsets = true};
  const TextTokens question = tokenizer().text_tokens(pair.text, encoding), context = tokenizer().text_tokens(*pair.text_pair, encoding);
  const Limits limit = limits(options);
  const std::size_t taken = question.ids.size() + tokenizer().pipeline().post_processor.added(true), size = context.ids.size();
  const std::size_t room = limit.most > taken ? limit.most - taken : 0;
  if (room == 0 || (size > room && room <= limit.stride))
    throw ContextError{{.problem = "the question leaves no room for the context",
                        .key = "max_seq_len",
                        .expected = "more than " + std::to_string(taken + (size > room ? limit.stride : 0)) + " tokens",
                        .found = std::to_string(limit.most)}};
  for (std::size_t begin = 0;; begin += room - limit.stride) {
    const std::size_t end = std::min(begin + room, size);
    const TextTokens part = context.part(begin, end);
    out.push_back(tokenizer().put_together(question, &part, encoding));
    if (end == size) return;
  }
}

GANYMEDE_ONCE void QuestionAnswererBase::add_answers(const Encoding& window, const ConstView<float>& logits, std::string_view context,
                                                     const AnswerOptions& options, std::vector<Answer>& answers, double& impossible) const {
  const std::size_t size = window.ids.size();
  const auto may_answer = [&](std::size_t t) { return window.parts[t] == Encoding::Part::second || window.ids[t] == cls_; };
  const auto probabilities = [&](Index column) {
    std::vector<double> p(size);
    double greatest = -1e300, sum = 0;
    for (std::size_t t = 0; t < size; ++t) {
      p[t] = may_answer(t) ? static_cast<double>(logits(static_cast<Index>(t), column)) : -10000.0;
      greatest = std::max(greatest, p[t]);
    }
    for (double& x : p) sum += x = std::exp(x - greatest);
    for (double& x : p) x /= sum;
    return p;
  };
  std::vector<double> begins = probabilities(0), ends = probabilities(1);
  if (options.handle_impossible_answer) impossible = std::min(impossible, begins[0] * ends[0]);
  begins[0] = ends[0] = 0;

  struct Span {
    double score;
    std::size_t begin, end;
  };
  std::vector<Span> spans;
  const auto longest = static_cast<std::size_t>(options.max_answer_len);
  const auto wanted = static_cast<std::size_t>(options.align_to_words ? options.top_k * 2 + 10 : options.top_k);
  const auto better = [](const Span& a, const Span& b) { return a.score > b.score; };
  for (std::size_t b = 0; b < size; ++b)
    for (std::size_t e = b; e < std::min(size, b + longest); ++e) {
      const Span span{begins[b] * ends[e], b, e};
      if (spans.size() == wanted && !better(span, spans.back())) continue;
      if (spans.size() == wanted) spans.pop_back();
      spans.insert(std::upper_bound(spans.begin(), spans.end(), span, better), span);
    }
  for (const Span& span : spans) {
    if (!may_answer(span.begin) || !may_answer(span.end)) continue;
    std::size_t first = span.begin, last = span.end;
    if (options.align_to_words && window.parts[first] == Encoding::Part::second && window.parts[last] == Encoding::Part::second) {
      const auto same = [&](std::size_t a, std::size_t b) {
        return window.parts[a] == window.parts[b] && window.words[a] == window.words[b];
      };
      while (first > 0 && same(first - 1, first)) --first;
      while (last + 1 < size && same(last + 1, last)) ++last;
    }
    const std::size_t begin = window.offsets[first].begin, end = std::max(begin, window.offsets[last].end);
    Answer answer{.answer = std::string(context.substr(begin, end - begin)), .begin = begin, .end = end, .score = span.score};
    const std::string key = to_lower(answer.answer);
    const auto equal = std::find_if(answers.begin(), answers.end(), [&](const Answer& a) { return to_lower(a.answer) == key; });
    if (equal != answers.end())
      equal->score += answer.score;
    else
      answers.push_back(std::move(answer));
  }
}

}  // namespace ganymede::inline v0
