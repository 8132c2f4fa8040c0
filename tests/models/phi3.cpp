#include <ganymede/models/phi3.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Phi-3 gives the logits of transformers; LongRoPE within its first length and beyond it") {
  check_like_transformers<Phi3>({"phi3", "phi3_longrope", "phi3_longrope_short"});
}

TEST_CASE("LongRoPE by its first names, and what of it is refused") {
  const auto named = [](const char* type) {
    return distance_with<Phi3<>>("phi3_longrope", {{"rope_parameters", {{"rope_type", nullptr}, {"type", type}}}});
  };
  CHECK(named("su") < 2e-5);
  CHECK(named("yarn") < 2e-5);
  CHECK(distance_with<Phi3<>>("phi3_longrope", {{"rope_parameters", {{"attention_factor", 1.5}}}}) > 1e-3);
  CHECK(distance_with<Phi3<>>("phi3_longrope", {{"rope_parameters", {{"factor", 4.0}}}}) < 2e-5);  // 64 / 16, as without it
  const auto refused = [](const Json& rope) { return refused_key<Phi3<>>("phi3_longrope", {{"rope_parameters", rope}}); };
  CHECK(refused({{"short_factor", {1.0, 2.0}}}) == "short_factor");
  CHECK(refused({{"long_factor", nullptr}}) == "long_factor");
  CHECK(refused({{"long_factor", {1.0, -2.0, 1.0}}}) == "long_factor");
  CHECK(refused_key<Phi3<>>("phi3", {{"attention_bias", true}}) == "attention_bias");
}

TEST_CASE("a sequence's declared length chooses LongRoPE's factors, once") {
  const Expected e = expected("phi3_longrope");
  const Phi3<> model{checkpoint("phi3_longrope")};
  const std::span<const TokenId> first(e.prompt.data(), 13);
  const std::vector<TokenId> prompt(first.begin(), first.end());
  const auto logits = [&](Index length) { return logits_in_pieces(model, prompt, 13, {.max_length = length}); };
  CHECK(logits(13) == logits(16));
  CHECK(logits(17) == logits(64));
  CHECK(logits(16) != logits(17));
  CHECK(logits(0) == logits(64));  // the model's own
}

TEST_CASE("a text that outgrows its declared length is an error, and is computed anew where a longer one is declared") {
  const Expected e = expected("phi3_longrope");  // first length 16
  const Phi3<> model{checkpoint("phi3_longrope")};
  const std::span<const TokenId> first(e.prompt.data(), 13);
  const std::vector<TokenId> more(5, 9);
  Workspace workspace;
  Sequence within = model.new_sequence({.max_length = 16});
  model.forward(Batch{}.add(within, first), workspace);
  CHECK_THROWS_AS(model.forward(Batch{}.add(within, more), workspace), ContextError);
  CHECK(within.length() == 13);  // as it was, with its factors
  std::vector<TokenId> all(first.begin(), first.end());
  all.insert(all.end(), more.begin(), more.end());
  const auto pieces = [&](std::size_t piece) { return logits_in_pieces(model, all, piece, {.max_length = 18}); };
  CHECK(pieces(13) == pieces(18));  // one set of factors from the first token on, though the first length is crossed between the pieces
}

TEST_CASE("Phi-3 from GGUF files gives the same logits") { check_gguf_like_transformers<Phi3>({"phi3", "phi3_longrope"}); }
