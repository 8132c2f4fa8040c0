#pragma once
// Pre-tokenisers: how a normalised text is cut into pieces, which the model then tokenises one by one.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/aligned_text.hpp>
#include <ganymede/text/pre_tokenizer_stages.hpp>
#include <ganymede/text/stage_limits.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A chain of stages, each cutting the pieces of the one before; immutable, cheap to copy. The default gives the text whole.
class PreTokenizer {
 public:
  PreTokenizer() = default;
  /// One stage: of pre_tokenizer_stages.hpp, or any that is called as they are.
  template <class Stage>
  requires requires(const Stage& stage, std::string_view text, PieceSink sink) { stage(text, true, sink); }
  explicit PreTokenizer(Stage stage) : stages_{std::make_shared<const Held<Stage>>(std::move(stage))} {}

  static PreTokenizer sequence(const std::vector<PreTokenizer>& stages);

  /// The stages of a tokenizer.json; null keeps texts whole. TokenizerError names what is wrong or not supported.
  static PreTokenizer from_json(const Json& json, std::string_view file, std::string_view key = "pre_tokenizer");

  /// Appends the pieces of `text`, in order. `at_start`: the text stands at the start of the whole input (Metaspace's "first").
  void operator()(std::string_view text, bool at_start, std::vector<std::string>& pieces) const {
    for_each(text, at_start, [&pieces](std::string_view piece) { pieces.emplace_back(piece); });
  }

  /// Calls f(std::string_view) for each piece, in order; the view is valid during the call.
  /// TokenizerError: the text grows more than stage_limits.hpp allows.
  template <class F>
  void for_each(std::string_view text, bool at_start, F&& f) const {
    TextGrowth growth(text.size());
    for_each(text, at_start, growth, f);
  }
  /// The same for a part of a text whose growth is counted as a whole.
  template <class F>
  void for_each(std::string_view text, bool at_start, TextGrowth& growth, F&& f) const {
    run(0, text, at_start, growth, [&f](std::string_view piece, bool) { f(piece); });
  }
  /// The same pieces of a text whose source is known, as AlignedView with theirs.
  void align(const AlignedView& text, bool at_start, TextGrowth& growth, FunctionRef<void(const AlignedView& piece)> f) const {
    align(0, text, at_start, growth, f);
  }

 private:
  struct AnyStage {
    virtual ~AnyStage() = default;
    virtual void cut(std::string_view text, bool at_start, PieceSink sink) const = 0;
    virtual PieceUnits units() const = 0;
  };
  template <class Stage>
  struct Held final : AnyStage {
    explicit Held(Stage held) : stage(std::move(held)) {}
    void cut(std::string_view text, bool at_start, PieceSink sink) const override { stage(text, at_start, sink); }
    PieceUnits units() const override {
      if constexpr (requires { Stage::units; })
        return Stage::units;
      else
        return PieceUnits::parts;
    }
    Stage stage;
  };

  // Depth first: a stage that makes new text keeps it only while the stages behind it see its pieces.
  // The last stage is not counted: alone it makes of each byte a few at most.
  void run(std::size_t stage, std::string_view text, bool at_start, TextGrowth& growth, PieceSink out) const;

  void align(std::size_t stage, const AlignedView& text, bool at_start, TextGrowth& growth,
             FunctionRef<void(const AlignedView& piece)> out) const;

  std::vector<std::shared_ptr<const AnyStage>> stages_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/pre_tokenizer.ipp>
#endif
