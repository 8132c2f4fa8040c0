// docs/chat.md
#include <ganymede/text/chat_template.hpp>

#include "page.hpp"

TEST_CASE("chat.md") {
  documentation::Page page("chat");
#include "chat/template.inc"
  page.printed("template");
}
