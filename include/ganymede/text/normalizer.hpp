#pragma once
// Normalisers: what a tokenizer does to a text before anything is cut.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/normalizer_stages.hpp>
#include <ganymede/text/stage_limits.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A chain of stages; immutable, cheap to copy. The default leaves texts as they are.
class Normalizer {
 public:
  Normalizer() = default;
  /// One stage: of normalizer_stages.hpp, or any that makes a text of a text.
  template <class Stage>
  requires(!std::is_same_v<Stage, Normalizer> &&
           std::is_invocable_r_v<std::string, const Stage&, std::string_view>) explicit Normalizer(Stage stage)
      : stages_{std::make_shared<const Held<Stage>>(std::move(stage))} {}

  static Normalizer sequence(const std::vector<Normalizer>& stages);

  /// The stages of a tokenizer.json; null is the identity. TokenizerError names what is wrong or not supported.
  static Normalizer from_json(const Json& json, std::string_view file, std::string_view key = "normalizer");

  /// TokenizerError: the text grows more than stage_limits.hpp allows.
  std::string operator()(std::string_view text) const;
  /// The same for a part of a text whose growth is counted as a whole.
  std::string operator()(std::string_view text, TextGrowth& growth) const;
  /// The same text, and where each byte comes from. A stage without an align() of its own is known by the text that it makes.
  AlignedText align(AlignedText text, TextGrowth& growth) const;

 private:
  struct AnyStage {
    virtual ~AnyStage() = default;
    virtual std::string normalize(std::string_view text) const = 0;
    virtual AlignedText align(const AlignedView& text) const = 0;
  };
  template <class Stage>
  struct Held final : AnyStage {
    explicit Held(Stage held) : stage(std::move(held)) {}
    std::string normalize(std::string_view text) const override { return stage(text); }
    AlignedText align(const AlignedView& text) const override {
      if constexpr (requires { stage.align(text); })
        return stage.align(text);
      else
        return detail::align_ends(text, stage(text.text));
    }
    Stage stage;
  };

  std::vector<std::shared_ptr<const AnyStage>> stages_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/normalizer.ipp>
#endif
