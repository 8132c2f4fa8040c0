// docs/generation.md
#include <algorithm>

#include "page.hpp"

TEST_CASE("generation.md") {
  using documentation::path_of;
  documentation::Page page("generation");
#include "generation/stream.inc"
  page.printed("stream");
#include "generation/batch.inc"
  page.printed("batch");
  {
#include "generation/chat_prompt.inc"
    CHECK(llama.tokenizer().encode(answer).size() <= 34);
  }
#include "generation/requests.inc"
  page.printed("requests");
#include "generation/own_processor.inc"
  page.printed("own_processor");
#include "generation/beams.inc"
  page.printed("beams");
  {
#include "generation/smaller_cache.inc"
    CHECK(!text.empty());
  }
#include "generation/prompt_lookup.inc"
  page.printed("prompt_lookup");
  {
#include "generation/draft_model.inc"
    CHECK(drafted.front().text == llama("Once upon a time", {.max_new_tokens = 20}));
  }
  {
    std::filesystem::remove("king.prompt");
#include "generation/prompt_cache.inc"
    CHECK(from_cache.front().text == llama("Once upon a time there was a king who had three sons.", {.max_new_tokens = 20}));
    std::filesystem::remove("king.prompt");
  }
#include "generation/underneath.inc"
  page.printed("underneath");
}
