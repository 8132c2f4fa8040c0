#pragma once
// What a stage of a decoder is. It turns a list of pieces into a list of pieces, which come one by one: a stage is a struct with
//
//   std::string bytes(piece) const             the bytes a piece stands for between others
//   struct State                               what it knows of one text
//   void push(state, piece, output) const      takes the next piece and gives on what is certain by now
//   void finish(state, output) const           gives on the rest; may be left out
//   static constexpr bool makes_one_piece      what it gives on is one piece, in parts; false where left out
//   DecoderStage on_one_piece() const          what it becomes after such a stage; itself where left out
//
// and DecoderStage holds any of them.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/text/stage_limits.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

/// Where the text of a stage goes.
class DecoderOutput {
 public:
  DecoderOutput(FunctionRef<void(std::string_view)> next, TextGrowth& growth) : next_(next), growth_(growth) {}

  void operator()(std::string_view text) const { next_(text); }
  /// The same of a text that was made of `before` bytes. TokenizerError: the stages make too much of a text.
  void grown(std::size_t before, std::string_view text) const {
    count(before, text.size());
    next_(text);
  }
  /// `after` bytes were made of `before`.
  void count(std::size_t before, std::size_t after) const { growth_.stage(before, after); }

 private:
  FunctionRef<void(std::string_view)> next_;
  TextGrowth& growth_;
};

/// One stage at work on one text.
class DecoderRun {
 public:
  virtual ~DecoderRun() = default;
  virtual void push(std::string_view piece, const DecoderOutput& output) = 0;
  virtual void finish(const DecoderOutput& output) = 0;
  virtual std::unique_ptr<DecoderRun> copy() const = 0;
};

/// Any stage of a decoder. Immutable, cheap to copy.
class DecoderStage {
 public:
  template <class Stage>
  requires requires(const Stage& stage, typename Stage::State& state, const DecoderOutput& output) {
    stage.push(state, stage.bytes(""), output);
  }
  DecoderStage(Stage stage)  // not explicit: a list of stages is a list of these
      : held_(std::make_shared<const Held<Stage>>(std::move(stage))) {}

  std::string bytes(std::string_view piece) const { return held_->bytes(piece); }
  /// Begins a text; the stage must outlive it.
  std::unique_ptr<DecoderRun> run() const { return held_->run(); }
  bool makes_one_piece() const noexcept { return held_->makes_one_piece(); }
  DecoderStage on_one_piece() const { return held_->on_one_piece(*this); }

 private:
  struct AnyStage {
    virtual ~AnyStage() = default;
    virtual std::string bytes(std::string_view piece) const = 0;
    virtual std::unique_ptr<DecoderRun> run() const = 0;
    virtual bool makes_one_piece() const noexcept = 0;
    virtual DecoderStage on_one_piece(const DecoderStage& self) const = 0;
  };

  template <class Stage>
  struct Run final : DecoderRun {
    explicit Run(const Stage& of) : stage(of) {}
    void push(std::string_view piece, const DecoderOutput& output) override { stage.push(state, piece, output); }
    void finish(const DecoderOutput& output) override {
      if constexpr (requires { stage.finish(state, output); }) stage.finish(state, output);
    }
    std::unique_ptr<DecoderRun> copy() const override { return std::make_unique<Run>(*this); }
    const Stage& stage;
    typename Stage::State state{};
  };

  template <class Stage>
  struct Held final : AnyStage {
    explicit Held(Stage held) : stage(std::move(held)) {}
    std::string bytes(std::string_view piece) const override { return stage.bytes(piece); }
    std::unique_ptr<DecoderRun> run() const override { return std::make_unique<Run<Stage>>(stage); }
    bool makes_one_piece() const noexcept override {
      if constexpr (requires { Stage::makes_one_piece; }) return Stage::makes_one_piece;
      return false;
    }
    DecoderStage on_one_piece(const DecoderStage& self) const override {
      if constexpr (requires { stage.on_one_piece(); }) return stage.on_one_piece();
      return self;
    }
    Stage stage;
  };

  std::shared_ptr<const AnyStage> held_;
};

}  // namespace ganymede::inline v0
