#include <ganymede/inspect/walkthrough_page.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {
Walkthrough walk_of(const std::vector<TokenId>& ids, const std::string& token) {
  const Gpt2<> model{checkpoint("gpt2")};
  Walkthrough walk{.model = token, .text = token};
  walk.decoder.ids = ids;
  walk.decoder.tokens.assign(ids.size(), token);
  walk.prompt = static_cast<Index>(ids.size());
  walk.vocab_size = model.vocab_size();
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  model.forward(Batch{}.add(sequence, ids), workspace, walk.decoder.seen);
  walk.rounds.push_back({.id = 1, .token = token, .probability = 0.5, .top = {{1, std::log(0.5)}}, .texts = {token}, .logits = {2}});
  return walk;
}
}  // namespace

TEST_CASE("whatever tokens spell, they stay text") {
  const std::string page = walkthrough_page(walk_of({5, 6, 7}, "</script><script>alert(1)</script><!--\xd7"));
  CHECK(page.find("<script>alert") == std::string::npos);
  CHECK(page.find("<!--") == std::string::npos);
  CHECK(page.find("\\u003c/script\\u003e") != std::string::npos);
  CHECK(page.find("\u27e8d7\u27e9") != std::string::npos);
}

TEST_CASE("learned positions have strips of their own; long texts show fewer values, and the page stays small") {
  const std::string data = walkthrough_data(walk_of({5, 6, 7}, "a")).str();
  CHECK(data.find("\"position\":[[") != std::string::npos);
  const std::vector<TokenId> many(48, 9);
  const std::string page = walkthrough_page(walk_of(many, "a"));
  CHECK(page.size() < 400000);
  CHECK_THROWS_AS(walkthrough_data(Walkthrough{}), InputError);
}
