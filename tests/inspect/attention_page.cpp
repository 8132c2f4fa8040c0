#include <ganymede/inspect/attention_page.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
const std::vector<std::string> tokens{"<script>", " b\xc3", "\xa9"};

/// Two layers of two heads; weights that 16 bits hold exactly enough.
AttentionRecorder<float> recorded() {
  AttentionRecorder<float> recorder;
  for (Index layer = 0; layer < 2; ++layer)
    for (Index head = 0; head < 2; ++head)
      for (Index t = 0; t < 3; ++t) {
        const std::vector<float> row{1.0F / static_cast<float>(t + 1 + layer), 0.2F, 0.1F};
        recorder.attention(layer, head, {.position = t}, std::span(row).first(static_cast<std::size_t>(t) + 1));
      }
  return recorder;
}

Json data_of(const std::string& page) {
  const std::string open = "id=\"data\">";
  const std::size_t begin = page.find(open) + open.size();
  return Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}
}  // namespace

TEST_CASE("attention_page: the page's data are the recording's") {
  const AttentionRecorder<float> recorder = recorded();
  const Json data = data_of(attention_page(recorder, 0, {.tokens = tokens}, {.layer = 1, .head = 0}, "a model"));
  CHECK(data["layer"] == 1);
  CHECK(data["head"] == 0);
  CHECK(data["model"] == "a model");
  REQUIRE(data["kinds"].size() == 1);
  const Json& kind = data["kinds"][0];
  CHECK(kind["kind"] == "self");
  CHECK(kind["causal"] == true);
  CHECK(kind["rows"]["tokens"] == Json{"<script>", "b<C3>", "<A9>"});
  CHECK(kind["rows"]["words"] == Json{"<script>", " bé"});
  CHECK(kind["rows"]["wordOf"] == Json{0, 1, 1});
  CHECK(kind["weights"].size() == 2);
  // 6 weights of 2 heads, 16 bits each, in base64
  CHECK(kind["weights"][0].get<std::string>().size() == 32);
  CHECK(kind["weights"][0].get<std::string>().substr(0, 8) == "//8AgDMz");  // 1, 0.5, 0.2
  CHECK(kind["summaries"].size() == 4);
  CHECK(kind["rollout"].get<std::string>().size() == 16);
  CHECK(kind["telling"] == Json{-1, -1});  // three words: each is the first, the row's own or its neighbour
}

TEST_CASE("attention_page: the head to begin with is one that is in the page") {
  AttentionRecorder<float> recorder;
  const std::vector<std::string> words{"a", "b", "c", "d"};
  for (Index layer = 0; layer < 2; ++layer)
    for (Index head = 0; head < 2; ++head)
      for (Index t = 0; t < 4; ++t) {
        const float share = layer == 0 && head == 1 ? 0.75F : head == 0 ? 0.5F : 0.25F;  // of "b", for "d"
        const std::vector<float> row{1 - share, share, 0, 0};
        recorder.attention(layer, head, {.position = t}, std::span(row).first(static_cast<std::size_t>(t) + 1));
      }
  CHECK(data_of(attention_page(recorder, 0, {.tokens = words}))["kinds"][0]["telling"] == Json{0, 1});
  CHECK(data_of(attention_page(recorder, 0, {.tokens = words}, {}, {}, 10))["kinds"][0]["telling"] == Json{1, 0});
}

TEST_CASE("attention_page: of a text that is too long for a page, one layer") {
  const AttentionRecorder<float> recorder = recorded();
  const Json kind = data_of(attention_page(recorder, 0, {.tokens = tokens}, {.layer = 0}, {}, 10))["kinds"][0];
  CHECK(kind["weights"].size() == 1);
  CHECK(kind["firstLayer"] == 0);
  CHECK(kind["layers"] == 2);
  CHECK(data_of(attention_page(recorder, 0, {.tokens = tokens}, {}, {}, 10))["kinds"][0]["firstLayer"] == 1);
}

TEST_CASE("attention_page: packed weights, as the page unpacks them") {
  Tensor<float> map(1, 4);
  map.view() << 0, 1, 0.5F, 2;
  detail::PackedWeights packed;
  packed.add(map, false);
  CHECK(std::move(packed).str() == "AAD//wCA//8=");  // 0000 ffff 8000 ffff, little-endian
}

TEST_CASE("attention_page: the picture has the chosen head's cells, and nothing behind the diagonal") {
  const AttentionRecorder<float> recorder = recorded();
  const std::string svg = attention_svg(recorder, 0, {.tokens = tokens}, {.layer = 0, .head = 1});
  CHECK(svg.find("Layer 0, head 1") != std::string::npos);
  CHECK(svg.find("<title>b&lt;C3&gt; \u2192 &lt;script&gt;: 0.5</title>") != std::string::npos);
  CHECK(svg.find("<title>&lt;script&gt; \u2192 b") == std::string::npos);
  CHECK(svg.find("<script") == std::string::npos);
}

TEST_CASE("attention_page: texts that are not those of the recording are refused") {
  const AttentionRecorder<float> recorder = recorded();
  const std::vector<std::string> two{"a", "b"};
  CHECK_THROWS_WITH_AS(attention_page(recorder, 0, {.tokens = two}), doctest::Contains("expected 3 x 3 tokens, found 2 x 2"), InputError);
  CHECK_THROWS_AS(attention_svg(recorder, 0, {.tokens = two}, {}), InputError);
  CHECK_THROWS_AS(attention_svg(recorder, 0, {.tokens = tokens}, {.kind = AttentionKind::cross}), InputError);
}
