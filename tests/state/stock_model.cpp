#include <ganymede/state/stock_model.hpp>

#include <ganymede/models/llama.hpp>
#include <ganymede/models/marian.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {

struct OneThread : Llama<> {
  explicit OneThread(const Checkpoint& from) : Llama<>(from, {.threads = 1}) {}
};
struct Shifted : Llama<> {
  using Llama<>::Llama;
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const { return Llama<>::forward(batch, workspace); }
};
struct Short : Llama<> {
  using Llama<>::Llama;
  Index longest_sequence() const { return 3; }
};
struct OwnSequences : Marian<> {
  using Marian<>::Marian;
  using Marian<>::new_sequence;
  Sequence new_sequence(const SequenceOptions& options) const { return Marian<>::new_sequence(options); }
};
struct OneSource : Marian<> {
  using Marian<>::Marian;
  Index longest_source() const { return 1; }
};

}  // namespace

static_assert(detail::AddsToStock<Llama<>> && detail::AddsToStock<OneThread> && detail::AddsToStockTranslation<Marian<>>);
static_assert(!detail::AddsToStock<Shifted> && !detail::AddsToStock<Short> && !detail::AddsToStock<OwnSequences>);
static_assert(detail::AddsToStock<OneSource> && !detail::AddsToStockTranslation<OneSource>);
static_assert(!detail::AddsToStock<StockDecoder<float>>);  // it is the stock itself

TEST_CASE("a family's model stands behind the interface as the stock model that it is; one that hides a member, as itself") {
  const Checkpoint from = checkpoint("llama_gqa");
  const auto kept = std::make_shared<const Llama<>>(from);
  const std::weak_ptr<const Llama<>> still(kept);
  {
    const std::shared_ptr<const LanguageModel> model = as_language_model(kept);
    CHECK(dynamic_cast<const detail::ModelOf<StockDecoder<float>>*>(model.get()) != nullptr);
    CHECK(model->longest_sequence() == kept->longest_sequence());
    CHECK(still.use_count() == 2);  // shared, not copied
  }
  CHECK(as_language_model(std::make_shared<const Short>(from))->longest_sequence() == 3);
  const Checkpoint pair(std::filesystem::path(GANYMEDE_TEST_DATA) / "translators" / "marian");
  CHECK(as_translation_model(std::make_shared<const OneSource>(pair))->longest_source() == 1);
}
