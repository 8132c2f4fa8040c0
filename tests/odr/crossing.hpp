#pragma once
// What first.cpp and second.cpp, both of which include everything, hand to each other. In the second program they are
// compiled for different instruction sets: a type whose layout or allocator followed the user's flags would break here.
// No matrix that owns its memory is used: Eigen's own allocator is one of those that break.

#include <ganymede/ganymede.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

/// Size and alignment of a public type, as one translation unit sees them.
struct Layout {
  std::string type;
  std::size_t size, align;
  friend bool operator==(const Layout&, const Layout&) = default;
};

/// Add every public type that stores something: first.cpp and second.cpp compare what they make of this list.
static inline std::vector<Layout> layouts_here() {
  std::vector<Layout> all;
#define GANYMEDE_LAYOUT(...) all.push_back({#__VA_ARGS__, sizeof(__VA_ARGS__), alignof(__VA_ARGS__)})
  GANYMEDE_LAYOUT(ganymede::Error);
  GANYMEDE_LAYOUT(ganymede::Buffer);
  GANYMEDE_LAYOUT(ganymede::Tensor<float>);
  GANYMEDE_LAYOUT(ganymede::Tensor<double>);
  GANYMEDE_LAYOUT(ganymede::View<float>);
  GANYMEDE_LAYOUT(ganymede::ConstView<double>);
  GANYMEDE_LAYOUT(ganymede::Workspace);
  GANYMEDE_LAYOUT(ganymede::Checkpoint);
  GANYMEDE_LAYOUT(ganymede::Weights);
  GANYMEDE_LAYOUT(ganymede::Tokenizer);
  GANYMEDE_LAYOUT(ganymede::StreamingDetokenizer);
  GANYMEDE_LAYOUT(ganymede::Sequence);
  GANYMEDE_LAYOUT(ganymede::Batch);
  GANYMEDE_LAYOUT(ganymede::Segment);
  GANYMEDE_LAYOUT(ganymede::Pass<>);
  GANYMEDE_LAYOUT(ganymede::Linear<float>);
  GANYMEDE_LAYOUT(ganymede::Linear<double>);
  GANYMEDE_LAYOUT(ganymede::Embedding<float>);
  GANYMEDE_LAYOUT(ganymede::RmsNorm<float>);
  GANYMEDE_LAYOUT(ganymede::LayerNorm<float>);
  GANYMEDE_LAYOUT(ganymede::Rope<float>);
  GANYMEDE_LAYOUT(ganymede::LlamaBlock<float>);
  GANYMEDE_LAYOUT(ganymede::Llama<float>);
  GANYMEDE_LAYOUT(ganymede::Gpt2<float>);
  GANYMEDE_LAYOUT(ganymede::GenerationConfig);
  GANYMEDE_LAYOUT(ganymede::Completion);
  GANYMEDE_LAYOUT(ganymede::TextGenerator<ganymede::Llama<float>>);
#undef GANYMEDE_LAYOUT
  return all;
}

/// Objects that one unit makes and the other reads, grows and destroys.
struct Crossing {
  ganymede::Buffer buffer;
  ganymede::Tensor<float> tensor;
  ganymede::Tensor<double> reference;
  std::unique_ptr<ganymede::Workspace> workspace;
  Crossing();  // second.cpp
};

/// A model, a sequence that has seen `seen`, and a batch whose tokens continue it: made by one unit, run by the other.
struct ModelCrossing {
  std::shared_ptr<const ganymede::Llama<float>> model;
  std::unique_ptr<ganymede::Sequence> sequence;  // the batch knows it by its address
  ganymede::Batch batch;
};

std::vector<Layout> layouts_in_second();
ModelCrossing model_from_second(const std::string& path, const std::vector<ganymede::TokenId>& seen,
                                const std::vector<ganymede::TokenId>& next);
std::vector<float> logits_in_second(ModelCrossing taken);  // destroyed there
double sum_in_second(Crossing taken);                      // destroyed there
void throw_in_second();
