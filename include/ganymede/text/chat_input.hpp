#pragma once
// What transformers does with a conversation before and after its template is rendered: reasoning under every name, prompts that end inside
// of the last message.

#include <ganymede/io/ordered_json.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/chat_template.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// A message without members that are null, its reasoning under the names that templates read. InputError: it is no object; i is its place.
GANYMEDE_ONCE OrderedJson normalized_message(const OrderedJson& message, std::size_t i);

/// Marks where the last message ends, in each of the fields that the template may read it from; returns the text without the mark.
/// InputError where there is no such field, or the template does not read it.
GANYMEDE_ONCE std::string mark_final_message(OrderedJson& message, const std::string& field, const ChatTemplate& chat_template);

/// Ends a prompt where its last message does. InputError where the mark is not in it.
GANYMEDE_ONCE void cut_after_final_message(RenderedChat& chat, std::string_view final_message);

/// InputError for what is neither null nor an array of objects.
GANYMEDE_ONCE void require_objects(const OrderedJson& list, const char* key);

[[noreturn]] GANYMEDE_ONCE void fail_continuation(std::string problem);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/chat_input.ipp>
#endif
