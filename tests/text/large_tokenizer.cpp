// A tokenizer.json of a quarter of a million entries and merges: read into its tables, not into a DOM. Every operator new of this program
// is counted, unless a sanitizer has put its own in that place.
#include <ganymede/io/json.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <doctest/doctest.h>
#include <malloc.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <new>

#include "support/sanitized.hpp"

namespace {
std::atomic<std::size_t> live{0}, peak{0};
}  // namespace

#ifndef GANYMEDE_TEST_SANITIZED
namespace {
void* counted(std::size_t size, std::size_t alignment) {
  void* const p = alignment > alignof(std::max_align_t) ? std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)
                                                        : std::malloc(size ? size : 1);
  if (!p) throw std::bad_alloc();
  const std::size_t now = live.fetch_add(::malloc_usable_size(p)) + ::malloc_usable_size(p);
  for (std::size_t before = peak.load(); before < now && !peak.compare_exchange_weak(before, now);) {}
  return p;
}
void uncounted(void* p) noexcept {
  if (p) live.fetch_sub(::malloc_usable_size(p));
  std::free(p);
}
}  // namespace

// new is malloc here and delete is free: GCC, inlining one of them, thinks that they do not belong together.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

void* operator new(std::size_t size) { return counted(size, 1); }
void* operator new(std::size_t size, std::align_val_t alignment) { return counted(size, static_cast<std::size_t>(alignment)); }
void operator delete(void* p) noexcept { uncounted(p); }
void operator delete(void* p, std::size_t) noexcept { uncounted(p); }
void operator delete(void* p, std::align_val_t) noexcept { uncounted(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { uncounted(p); }
#endif

using namespace ganymede;

namespace {

constexpr int merges = 250'000;

/// The letters, all pairs of letters, all triples, and fours as far as there are merges: a piece is the one before it and a letter.
struct Generated {
  std::vector<std::string> pieces{};
  std::map<std::pair<std::string, std::string>, int> ranks{};

  Generated() {
    for (char c = 'a'; c <= 'z'; ++c) pieces.emplace_back(1, c);
    for (std::size_t left = 0; static_cast<int>(ranks.size()) < merges; ++left)
      for (char c = 'a'; c <= 'z' && static_cast<int>(ranks.size()) < merges; ++c) {
        ranks.emplace(std::pair{pieces[left], std::string(1, c)}, static_cast<int>(ranks.size()));
        pieces.push_back(pieces[left] + c);
      }
  }

  std::string json() const {
    std::string vocab, list;
    std::vector<std::string> lines(ranks.size());
    for (std::size_t id = 0; id < pieces.size(); ++id) vocab += (id ? "," : "") + ('"' + pieces[id]) + "\":" + std::to_string(id);
    for (const auto& [pair, rank] : ranks) lines[static_cast<std::size_t>(rank)] = "[\"" + pair.first + "\",\"" + pair.second + "\"]";
    for (const std::string& line : lines) list += (list.empty() ? "" : ",") + line;
    return R"({"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":)"
           R"({"type":"Fuse"},"model":{"type":"BPE","vocab":{)" +
           vocab + "},\"merges\":[" + list + "]}}";
  }

  /// Byte-pair encoding as its definition has it: the earliest merge first, the leftmost of equals.
  std::vector<TokenId> encode(std::string_view word, const std::map<std::string, TokenId>& ids) const {
    std::vector<std::string> parts;
    for (const char c : word) parts.emplace_back(1, c);
    for (;;) {
      int best = merges;
      std::size_t at = 0;
      for (std::size_t i = 0; i + 1 < parts.size(); ++i)
        if (const auto found = ranks.find({parts[i], parts[i + 1]}); found != ranks.end() && found->second < best) {
          best = found->second;
          at = i;
        }
      if (best == merges) break;
      parts[at] += parts[at + 1];
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    }
    std::vector<TokenId> out;
    for (const std::string& part : parts) out.push_back(ids.at(part));
    return out;
  }
};

}  // namespace

TEST_CASE("a tokenizer.json of 250,000 merges is read without a DOM, and encodes by all of them") {
  const Generated generated;
  const std::string json = generated.json();
  REQUIRE(generated.pieces.size() == merges + 26);

  const std::size_t before = live.load();
  peak.store(before);
  const auto begin = std::chrono::steady_clock::now();
  const Tokenizer tokenizer = Tokenizer::from_json(json, "large");
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const std::size_t most = peak.load() - before, kept = live.load() - before;
  MESSAGE("file ", json.size() >> 10, " KiB, peak ", most >> 10, " KiB, kept ", kept >> 10, " KiB, ", seconds, " s");
#ifndef GANYMEDE_TEST_SANITIZED
  CHECK(kept > json.size() / 4);  // so it does count
  CHECK(most < 4 * json.size());  // a DOM alone takes about 20 times the file
  CHECK(kept < 3 * json.size());
#endif
  CHECK(tokenizer.vocab_size() == merges + 26);

  CHECK(tokenizer.encode("abc") == std::vector<TokenId>{26 + 26 * 26 + 2 + 26});  // ab, then abc: the triples follow 26 + 676 pieces
  CHECK(tokenizer.encode("zyx") == std::vector<TokenId>{25, 26 + 24 * 26 + 23});  // yx merges before zy
  std::map<std::string, TokenId> ids;
  for (std::size_t id = 0; id < generated.pieces.size(); ++id) {
    ids[generated.pieces[id]] = static_cast<TokenId>(id);
    CHECK_MESSAGE(tokenizer.id(generated.pieces[id]) == static_cast<TokenId>(id), generated.pieces[id]);
  }
  std::uint64_t state = 7;
  for (int i = 0; i < 2000; ++i) {
    std::string word;
    for (int length = 1 + i % 20; length > 0; --length) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      word += static_cast<char>('a' + (state >> 33) % 26);
    }
    const std::vector<TokenId> found = tokenizer.encode(word);
    CHECK_MESSAGE(found == generated.encode(word, ids), word);
    CHECK(tokenizer.decode(found) == word);
  }
}
