#pragma once
// Questions answered from documents: passages are found, a language model reads them and answers, and the passage that the answer is from
// is cited (Lewis et al. 2020, "Retrieval-Augmented Generation", with a generator that was trained for no such thing).

#include <ganymede/app/passage_index.hpp>
#include <ganymede/app/text_generator_base.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

struct AskOptions {
  Index passages = 3;  ///< that the model reads, where they fit
  PassageSearch search = PassageSearch::automatic;
  /// How the answer is written; what is left out is 64 new tokens at the most, greedy, until the end of the line.
  GenerationOptions generation{};
  CallOptions call{};
};

/// A passage that the model read.
struct CitedPassage {
  Index passage = 0;         ///< its number in the index
  std::size_t document = 0;  ///< the number of its document
  TextRange range{};         ///< its bytes there, what was cut away left out
  std::string text{};        ///< on one line, as the model read it
  double score = 0;          ///< the share of what question and answer say that it says: words by their weights (Bm25Index::weight)
};

struct DocumentAnswer {
  std::string question{}, answer{};
  std::vector<CitedPassage> passages{};  ///< the first is cited; the others by their scores
  FinishReason finish_reason = FinishReason::length;
  Index prompt_tokens = 0;
};

/// Immutable: any number of threads may call one. Shares the model.
///   PassageIndex index(read_text_documents(paths));
///   const DocumentAnswerer ask{generator, std::make_shared<PassageIndex>(std::move(index))};
///   const DocumentAnswer found = ask("Who slept a hundred years?");
class DocumentAnswerer {
 public:
  DocumentAnswerer(const TextGeneratorBase& generator, std::shared_ptr<const PassageIndex> index);

  const PassageIndex& index() const& noexcept { return *index_; }

  /// The answer; `piece` is called with each piece of it as it is written. The prompt: an instruction, an example, the passages, best
  /// first, each on a line, the question. Passages are taken in their order while prompt and answer fit into the context window; the first
  /// that does not fit is cut behind its last sentence that does, and those after it are left out. Texts are plain: spellings of special
  /// tokens in documents and questions mean nothing, nor does what they ask the model to do, but to the model.
  ///
  /// Which passage is cited is not left to the model: it is the one that says most of what question and answer say, of equal ones the one
  /// that was found first. Where nothing is found, nothing is cited, and the model answers from none.
  /// Throws InputError (a blank question, options out of range), ContextError where the question alone does not fit.
  DocumentAnswer operator()(
      std::string_view question, const AskOptions& options = {}, FunctionRef<void(std::string_view)> piece = [](std::string_view) {}) const;

  /// What the model is given to read.
  static std::string prompt(std::string_view question, const std::vector<CitedPassage>& passages);

 private:
  /// The passages that are found, as many as fit.
  std::vector<CitedPassage> read(std::string_view question, const AskOptions& options, Index room) const;
  Index tokens(std::string_view question, const std::vector<CitedPassage>& passages, const CallOptions& call) const;
  /// Scores the passages, the best first.
  void cite(DocumentAnswer& answer) const;

  TextGeneratorBase generator_;
  std::shared_ptr<const PassageIndex> index_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/document_answerer.ipp>
#endif
