#include <ganymede/models/any_translation_model.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

TEST_CASE("any translation model's checkpoint is loaded as what it is, behind its interface too") {
  for (const std::string name : {"bart", "t5"}) {
    CAPTURE(name);
    const AnyTranslationModel any{checkpoint(name)};
    CHECK(is_translation_model(checkpoint(name)));
    check_searches(any, name);
    const TranslationModel& model = any;
    CHECK(model.source_vocab_size() == any.source_vocab_size());
    CHECK(model.longest_source() == any.longest_source());
    Workspace workspace;
    const std::vector<std::vector<TokenId>> sources{{4, 5, 6}};
    const std::vector<TokenId> target{2};
    Sequence sequence = model.new_sequence(model.encode(sources, workspace).front());
    CHECK(model.forward(Batch{}.add(sequence, target), workspace).cols() == any.vocab_size());
  }
}
