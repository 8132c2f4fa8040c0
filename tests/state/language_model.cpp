#include <ganymede/state/language_model.hpp>

#include "../support/error_of.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <type_traits>
#include <vector>

using namespace ganymede;

namespace {

/// The least that a causal model has: its logits are all 0. Counts those that live.
struct LeastModel {
  int* alive = nullptr;
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{}, 9});

  explicit LeastModel(int* living) : alive(living) { ++*alive; }
  LeastModel(const LeastModel&) = delete;
  LeastModel& operator=(const LeastModel&) = delete;
  ~LeastModel() { --*alive; }
  Index vocab_size() const { return 3; }
  Index max_position_embeddings() const { return 9; }
  Index longest_sequence() const { return 10; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    workspace.begin_pass();
    const View<float> logits = workspace.keep<float>(batch.logit_rows(), 3);
    for (const Segment& s : batch.segments()) {
      s.sequence->reserve(s.rows);
      s.sequence->commit(s.rows);
    }
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), 3);
  }
};
static_assert(DecoderOnlyModel<LeastModel> && !EncoderDecoderModel<LeastModel>);
static_assert(DecoderOnlyModel<LanguageModel>);

/// One that can be looked into and remembers what the probe of its last pass wished.
struct ObservedModel : LeastModel {
  mutable ProbeWishes wishes{};
  std::shared_ptr<Executor> executor = std::make_shared<ThreadPool>(1);
  using LeastModel::LeastModel;
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const { return LeastModel::forward(batch, workspace); }
  template <class P>
  ConstView<float> forward(const Batch& batch, Workspace& workspace, P&& probe) const {
    wishes = detail::wishes_of(probe);
    return LeastModel::forward(batch, workspace);
  }
  Index hidden_size() const { return 2; }
  void token_embedding(TokenId token, std::span<float> out) const { out[0] = static_cast<float>(token); }
};

}  // namespace

TEST_CASE("any causal model stands behind the interface, shared or by reference") {
  int alive = 0;
  std::shared_ptr<const LanguageModel> shared = as_language_model(std::make_shared<const LeastModel>(&alive));
  CHECK(alive == 1);
  CHECK(shared->vocab_size() == 3);
  CHECK(shared->max_position_embeddings() == 9);
  CHECK(shared->longest_sequence() == 10);
  CHECK(shared->executor() == nullptr);
  Workspace workspace;
  Sequence sequence = shared->new_sequence();
  const std::vector<TokenId> tokens{1, 2};
  CHECK(shared->forward(Batch{}.add(sequence, tokens), workspace).rows() == 1);
  CHECK(sequence.length() == 2);
  bool read = false;
  shared->read_generation([&](const Settings&) { read = true; });
  CHECK(!read);

  CHECK(refer_to(*shared).get() == shared.get());  // one that is behind it already is taken as it is
  shared.reset();
  CHECK(alive == 0);
  {
    const LeastModel own(&alive);
    CHECK(refer_to(own)->vocab_size() == 3);
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}

TEST_CASE("what a model of one's own does not have is an InputError that names it") {
  int alive = 0;
  const LeastModel model(&alive);
  const auto interface = refer_to(model);
  Workspace workspace;
  Sequence sequence = interface->new_sequence();
  const std::vector<TokenId> tokens{1};
  AnyProbe probe;
  CHECK(error_of<InputError>([&] { interface->forward(Batch{}.add(sequence, tokens), workspace, probe); }).key ==
        "forward(batch, workspace, probe)");
  CHECK(sequence.length() == 0);
  CHECK(error_of<InputError>([&] { interface->hidden_size(); }).key == "hidden_size()");
  CHECK(error_of<InputError>([&] { interface->token_embedding(0, {}); }).key == "token_embedding()");
  CHECK(error_of<InputError>([&] { interface->logits_of(view_of(static_cast<const float*>(nullptr), 0, 2), workspace); }).key ==
        "logits_of()");
}

TEST_CASE("a pass computes what its probe wishes, and nothing where nobody looks") {
  struct Narrow final : AnyProbe {
    ProbeWishes wishes() const override { return {.attention = true, .hidden_states = false, .steps = false, .layer = 2, .head = 1}; }
  } narrow;
  int alive = 0;
  const ObservedModel model(&alive);
  const auto interface = refer_to(model);
  Workspace workspace;
  Sequence sequence = interface->new_sequence();
  const std::vector<TokenId> tokens{1};
  interface->forward(Batch{}.add(sequence, tokens), workspace);
  CHECK(!(model.wishes.attention || model.wishes.hidden_states || model.wishes.steps));
  interface->forward(Batch{}.add(sequence, tokens), workspace, narrow);
  CHECK(model.wishes.attention);
  CHECK(!(model.wishes.hidden_states || model.wishes.steps));
  CHECK(model.wishes.wants_attention_of(2, 1));
  CHECK(!model.wishes.wants_attention_of(2, 0));
  CHECK(!model.wishes.wants_attention_of(1, 1));
  AnyProbe all;
  interface->forward(Batch{}.add(sequence, tokens), workspace, all);
  CHECK((model.wishes.attention && model.wishes.hidden_states && model.wishes.steps && model.wishes.wants_attention_of(7, 7)));

  CHECK(interface->executor() == model.executor);
  std::vector<float> vector(2);
  interface->token_embedding(2, vector);
  CHECK(vector[0] == 2);
  CHECK(interface->hidden_size() == 2);
}

TEST_CASE("a model as an argument: referred to, or shared; not one that is about to go") {
  int alive = 0;
  const auto model = std::make_shared<const LeastModel>(&alive);
  const ModelReference referred = *model;
  CHECK((*referred).vocab_size() == model->vocab_size());
  const auto shared = as_language_model(model);
  const ModelReference sharing = shared;
  CHECK(&*sharing == shared.get());
  CHECK(ModelReference(shared).share() == shared);
  static_assert(!std::is_constructible_v<ModelReference, LeastModel>);
  static_assert(std::is_convertible_v<const LeastModel&, ModelReference>);
}
