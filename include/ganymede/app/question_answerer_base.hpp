#pragma once
// All that extractive question answering takes, whatever the type of the model: what transformers' QuestionAnsweringPipeline (4.57) does.

#include <ganymede/app/text_encoder.hpp>
#include <ganymede/app/texts_or_pairs.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

struct Answer {
  std::string answer{};            ///< a part of the context; empty: it is said to have no answer
  std::size_t begin = 0, end = 0;  ///< its bytes in the context
  double score = 0;                ///< the probability of its begin times that of its end
};

struct AnswerOptions {
  Index top_k = 1;                        ///< answers to a question, the best ones
  Index max_seq_len = 0;                  ///< tokens of question and context together; longer contexts are read in windows. 0: 384 or less
  Index doc_stride = 0;                   ///< tokens that windows share; 0: 128, or half of max_seq_len where that is less
  Index max_answer_len = 15;              ///< tokens
  bool handle_impossible_answer = false;  ///< the empty answer is one too
  bool align_to_words = true;             ///< answers begin and end with words
  bool parse_special = false;             ///< special tokens spelled in the texts are meant as such. Only for texts you trust.
  Index batch_tokens = 4096;              ///< that are computed together: bounds the memory
};

class QuestionAnswererBase {
 public:
  const Tokenizer& tokenizer() const& noexcept { return encoder_.tokenizer(); }

  /// The best answer; an empty one where nothing in the context can be one. Throws what answer() throws, and the error of the question.
  Answer operator()(std::string_view question, std::string_view context, const AnswerOptions& options = {}) const;

  /// The answers to each pair of a question and a context, the best first; fewer than top_k where there are no more. Bit for bit what a
  /// pair alone gives; what goes wrong with one is in its result: ContextError for a question that leaves no room for a context. InputError
  /// for options out of range.
  std::vector<TextResult<std::vector<Answer>>> answer(const TextsOrPairs& questions, const AnswerOptions& options = {}) const;

 protected:
  QuestionAnswererBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model);

 private:
  struct Limits {
    std::size_t most = 0, stride = 0;
  };
  Limits limits(const AnswerOptions& options) const;
  /// Adds the windows of a pair.
  void windows(const TextOrPair& pair, const AnswerOptions& options, std::vector<Encoding>& out) const;
  /// Adds the answers of one window, or their scores to those of equal answers. `impossible`: the least probability so far that there is
  /// none.
  void add_answers(const Encoding& window, const ConstView<float>& logits, std::string_view context, const AnswerOptions& options,
                   std::vector<Answer>& answers, double& impossible) const;

  TextEncoder encoder_;
  std::optional<TokenId> cls_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/question_answerer_base.ipp>
#endif
