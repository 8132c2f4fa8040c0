#include <ganymede/decode/length_limits.hpp>
#include <support/error_of.hpp>

#include <ganymede/state/batch.hpp>
#include <ganymede/state/workspace.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {

struct Positions {
  Index trained = 8, longest = 16;
  Index vocab_size() const { return 1; }
  Index max_position_embeddings() const { return trained; }
  Index longest_sequence() const { return longest; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(std::make_shared<StateShape>(), options); }
  ConstView<float> forward(const Batch&, Workspace&) const { return view_of(static_cast<const float*>(nullptr), 0, 1); }
};
static_assert(CausalModel<Positions>);

Index tokens(Index prompt, const GenerationConfig& config, const SequenceOptions& options = {}, Positions model = {}) {
  return LengthLimits(model, config, options).new_tokens(prompt);
}
GenerationConfig with(std::optional<Index> max_new_tokens, std::optional<Index> max_length, Overflow overflow = Overflow::error) {
  GenerationConfig c;
  c.max_new_tokens = max_new_tokens;
  c.max_length = max_length;
  c.on_overflow = overflow;
  return c;
}

}  // namespace

TEST_CASE("what is asked for, within what there is") {
  CHECK(tokens(3, {}) == 5);
  CHECK(tokens(3, with(13, {})) == 13);  // beyond the trained positions for those who ask
  CHECK(tokens(3, with({}, 6)) == 3);
  CHECK(tokens(3, with({}, 2)) == 0);
  CHECK(tokens(3, with({}, 100)) == 13);
  CHECK(tokens(3, with(2, 100)) == 2);
  CHECK(tokens(12, {}) == 0);
  CHECK(tokens(3, {}, {.max_length = 5}) == 2);
  CHECK_THROWS_AS(tokens(3, with(14, {})), ContextError);
  CHECK_THROWS_AS(tokens(17, {}), ContextError);
  CHECK_THROWS_AS(tokens(3, with(3, {}), {.max_length = 5}), ContextError);
}

TEST_CASE("a window that slides, or positions without end, need a limit") {
  CHECK(tokens(20, with(100, {}, Overflow::slide)) == 100);
  CHECK(error_of<InputError>([] { tokens(3, with({}, {}, Overflow::slide)); }).key == "max_new_tokens");
  const Positions endless{0, 0};
  CHECK(tokens(3, with(100, {}), {}, endless) == 100);
  CHECK(tokens(3, with({}, 50), {}, endless) == 47);
  CHECK(error_of<InputError>([&] { tokens(3, {}, {}, endless); }).key == "max_new_tokens");
}

TEST_CASE("a sequence declares the length it may reach") {
  const auto declared = [](const GenerationConfig& config, Index max_length) {
    return LengthLimits(Positions{}, config, {.max_length = max_length}).sequence_options(3, 4).max_length;
  };
  CHECK(declared({}, 0) == 7);
  CHECK(declared({}, 12) == 12);
  CHECK(declared(with(4, {}, Overflow::slide), 0) == 8);
}

TEST_CASE("who asks for no length gets no endless text") {
  const Positions large{8192, 8192};
  CHECK(default_max_new_tokens == 256);
  CHECK(tokens(10, {}, {}, large) == 256);
  CHECK(tokens(8100, {}, {}, large) == 92);
  CHECK(tokens(10, with({}, 4096), {}, large) == 4086);  // a generation_config.json that says so
  CHECK(tokens(10, with(1000, {}), {}, large) == 1000);
}

TEST_CASE("a context that is full says what lets it go on") {
  const ErrorDetails e = error_of<ContextError>([] { tokens(3, with(14, {})); });
  CHECK(e.key == "max_new_tokens");
  CHECK(contains(e.expected, "16 tokens"));
  CHECK(contains(e.expected, "on_overflow"));
  CHECK(e.found == "3 and 14");
  CHECK(contains(error_of<ContextError>([] { tokens(17, {}); }).expected, "on_overflow"));
}
