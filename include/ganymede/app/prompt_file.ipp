#pragma once
// The bodies of prompt_file.hpp.

#include <ganymede/app/prompt_file.hpp>

#include <ganymede/app/vector_file.hpp>
#include <ganymede/core/bytes.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/os/output_file.hpp>
#include <ganymede/ops/isa.hpp>

#include <algorithm>
#include <cstring>

namespace ganymede::inline v0 {

namespace detail {

inline constexpr std::string_view prompt_file_magic = "GNYPMT1\n";

inline std::string prompt_facts(const Sequence& sequence) {
  const StateShape& shape = sequence.shape();
  std::string facts = "version " GANYMEDE_VERSION "\nisa " + std::string(name(active_isa())) + "\ncache " +
                      std::string(name(sequence.cache_type())) + "\nlayers";
  for (const KeyValueSlot& slot : shape.slots)
    facts += ' ' + std::to_string(slot.num_key_value_heads) + 'x' + std::to_string(slot.head_dim);
  facts += "\nrecurrent";
  for (const RecurrentSlot& slot : shape.recurrent) facts += ' ' + std::to_string(slot.bytes);
  return facts + "\nadapter " + sequence.adapter_name() + '\n';
}

inline std::size_t prompt_pages(Index length) {
  return static_cast<std::size_t>((length + PageLayout::positions - 1) / PageLayout::positions);
}

/// Whether a state of `length` tokens, at least one, has `bytes` bytes. No product can overflow.
inline bool has_state_size(const Sequence& sequence, std::size_t length, std::size_t bytes) {
  std::size_t page = 0;
  for (Index layer = 0; layer < static_cast<Index>(sequence.shape().slots.size()); ++layer)
    if (const PageLayout layout = sequence.pages(layer).layout; layout.num_key_value_heads > 0) page += layout.bytes();
  for (const RecurrentSlot& slot : sequence.shape().recurrent) {
    if (slot.bytes > bytes) return false;
    bytes -= slot.bytes;
  }
  return page == 0 ? bytes == 0 : bytes % page == 0 && bytes / page == prompt_pages(static_cast<Index>(length));
}

[[noreturn]] inline void refuse_prompt_facts(std::string_view found, std::string_view expected, std::string_view file) {
  const auto line = [](std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key), end = text.find('\n', at);
    return at == text.npos ? std::string() : std::string(text.substr(at + key.size(), std::min<std::size_t>(end - at - key.size(), 60)));
  };
  for (const char* const key : {"version ", "isa ", "cache ", "layers ", "recurrent", "adapter "})
    if (line(found, key) != line(expected, key))
      throw FormatError{{.problem = "a prompt cache that does not fit",
                         .file = std::string(file),
                         .key = std::string(key).substr(0, std::string_view(key).find(' ')),
                         .expected = line(expected, key),
                         .found = line(found, key)}};
  throw FormatError{{.problem = "a prompt cache that does not fit", .file = std::string(file)}};
}

}  // namespace detail

GANYMEDE_ONCE StoredPrompt parse_prompt(std::span<const std::byte> bytes, std::string_view file) {
  const auto fail = [&](const char* problem) { return FormatError{{.problem = problem, .file = std::string(file)}}; };
  constexpr std::string_view magic = detail::prompt_file_magic;
  constexpr std::size_t head = 24, hash = 8;
  if (bytes.size() < head + hash || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) throw fail("not a prompt cache");
  const auto number = [&](std::size_t at) { return load<std::uint64_t>(bytes.data() + at); };
  const std::size_t end = bytes.size() - hash;
  if (Fingerprint().add(bytes.first(end)).value() != number(end)) throw fail("the prompt cache was changed, or cut off");
  const std::uint64_t facts = number(16);
  if (facts > end - head || end - head - facts < 8) throw fail("the prompt cache has another size than it says");
  const std::size_t at = head + static_cast<std::size_t>(facts), left = end - at - 8;
  const std::uint64_t count = number(at);
  if (count == 0 || count > left / sizeof(TokenId)) throw fail("the prompt cache has another size than it says");
  StoredPrompt stored{number(8), {reinterpret_cast<const char*>(bytes.data() + head), static_cast<std::size_t>(facts)}};
  stored.tokens.resize(static_cast<std::size_t>(count));
  std::memcpy(stored.tokens.data(), bytes.data() + at + 8, stored.tokens.size() * sizeof(TokenId));
  const std::size_t state = at + 8 + stored.tokens.size() * sizeof(TokenId);
  stored.state = bytes.subspan(state, end - state);
  return stored;
}

GANYMEDE_ONCE void restore_prompt(const StoredPrompt& stored, Index count, Sequence& sequence, std::string_view file) {
  if (sequence.length() > 0) throw InputError{{.problem = "a state is put into an empty sequence", .key = "sequence"}};
  const std::string facts = detail::prompt_facts(sequence);
  if (stored.facts != facts) detail::refuse_prompt_facts(stored.facts, facts, file);
  if (!detail::has_state_size(sequence, stored.tokens.size(), stored.state.size()))
    throw FormatError{{.problem = "the prompt cache has another size than it says", .file = std::string(file)}};
  const Index length = static_cast<Index>(stored.tokens.size());
  const std::vector<RecurrentSlot>& recurrent = sequence.shape().recurrent;
  if (count < 0 || count > length || (count > 0 && count < length && !recurrent.empty()))
    throw InputError{{.problem = "so many tokens are not to be had", .key = "count", .found = std::to_string(count)}};
  if (count == 0) return;
  sequence.reserve(count);
  const std::byte* from = stored.state.data();
  for (Index layer = 0; layer < static_cast<Index>(sequence.shape().slots.size()); ++layer) {
    const KeyValuePages cache = sequence.pages(layer);
    if (cache.layout.num_key_value_heads == 0) continue;
    const std::size_t bytes = cache.layout.bytes();
    for (std::size_t p = 0; p < detail::prompt_pages(count); ++p) std::memcpy(cache.pages[p], from + p * bytes, bytes);
    from += detail::prompt_pages(length) * bytes;
  }
  for (std::size_t i = 0; i < recurrent.size(); from += recurrent[i++].bytes)
    std::memcpy(sequence.recurrent(static_cast<Index>(i)).next(), from, recurrent[i].bytes);
  sequence.commit(count);
}

GANYMEDE_ONCE void write_prompt(const std::filesystem::path& file, std::uint64_t of, std::span<const TokenId> tokens,
                                const Sequence& sequence) {
  if (tokens.empty() || static_cast<Index>(tokens.size()) != sequence.length())
    throw InputError{{.problem = "a state is saved with its tokens",
                      .key = "tokens",
                      .expected = std::to_string(sequence.length()),
                      .found = std::to_string(tokens.size())}};
  if (sequence.source()) throw InputError{{.problem = "the text of a translation cannot be saved", .key = "sequence"}};
  OutputFile out(file);
  std::vector<std::byte> bytes;  // hashed as a whole, so gathered as a whole
  const auto put = [&](const void* data, std::size_t size) {
    const auto* const p = static_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), p, p + size);
  };
  const auto put_number = [&](std::uint64_t number) { put(&number, sizeof number); };
  const std::string facts = detail::prompt_facts(sequence);
  put(detail::prompt_file_magic.data(), detail::prompt_file_magic.size());
  put_number(of);
  put_number(facts.size());
  put(facts.data(), facts.size());
  put_number(tokens.size());
  put(tokens.data(), tokens.size() * sizeof(TokenId));
  for (Index layer = 0; layer < static_cast<Index>(sequence.shape().slots.size()); ++layer)
    if (const KeyValuePages cache = sequence.pages(layer); cache.layout.num_key_value_heads > 0)
      for (std::size_t p = 0; p < detail::prompt_pages(sequence.length()); ++p) put(cache.pages[p], cache.layout.bytes());
  for (std::size_t i = 0; i < sequence.shape().recurrent.size(); ++i)
    put(sequence.recurrent(static_cast<Index>(i)).now(), sequence.shape().recurrent[i].bytes);
  put_number(Fingerprint().add(bytes).value());
  out.write(bytes);
  out.commit();
}

}  // namespace ganymede::inline v0
