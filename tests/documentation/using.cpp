// docs/using.md
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "page.hpp"

namespace using_page {

using documentation::path_of;
#include "using/app.inc"
#include "using/executor.inc"

}  // namespace using_page

TEST_CASE("using.md") {
  using documentation::path_of;
  using using_page::OnThisThread;
  documentation::Page page("using");
  using_page::main();
  page.printed("app");
#include "using/threads.inc"
  CHECK(two.model().executor->concurrency() == 2);
#include "using/with_executor.inc"
  CHECK(model.executor->concurrency() == 1);
#include "using/memory.inc"
  CHECK(pool->bytes_held() > 0);
#include "using/share.inc"
  CHECK(&other.model() == &two.model());
#include "using/adapters.inc"
  page.printed("adapters");
#include "using/named_adapters.inc"
  page.printed("named_adapters");
#include "using/errors.inc"
  page.printed("errors");
#include "using/cancel.inc"
  page.printed("cancel");
  const ganymede::Tokenizer& tokenizer = two.tokenizer();
#include "using/chat.inc"
  page.printed("chat");
  CHECK(another.length() == here);
#include "using/own_loop.inc"
  page.printed("own_loop");
#include "using/ragged.inc"
  page.printed("ragged");
#include "using/score.inc"
  page.printed("score");
#include "using/score_by_hand.inc"
  page.printed("score_by_hand");
}

TEST_CASE("using.md: a model in memory") {
  std::ifstream file(documentation::path_of("stories.gguf"), std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  const std::span bytes = std::as_bytes(std::span(content));
#include "using/embedded.inc"
  CHECK(inside.vocab_size() == 2048);
}
