#pragma once
// Models that are another type's but for a constructor, as Llama<> is a StockDecoder<float>: behind an interface they need not be compiled
// anew.

#include <ganymede/core/probe.hpp>
#include <ganymede/state/batch.hpp>

#include <concepts>
#include <type_traits>

namespace ganymede::inline v0 {
namespace detail {

/// Where a class has its new_sequence(options), which may be one of several.
template <class C>
std::type_identity<C> owner_of(Sequence (C::*)(const SequenceOptions&) const);

/// M is derived from its Stock and hides nothing of it that a LanguageModel asks for: the pointer to a member has the type of the class
/// that has the member.
template <class M, class S = typename M::Stock>
concept AddsToStock = std::derived_from<M, S> && !std::same_as<M, S> && requires {
  requires std::same_as<decltype(&M::vocab_size), decltype(&S::vocab_size)>;
  requires std::same_as<decltype(&M::hidden_size), decltype(&S::hidden_size)>;
  requires std::same_as<decltype(&M::token_embedding), decltype(&S::token_embedding)>;
  requires std::same_as<decltype(&M::max_position_embeddings), decltype(&S::max_position_embeddings)>;
  requires std::same_as<decltype(&M::longest_sequence), decltype(&S::longest_sequence)>;
  requires std::same_as<decltype(&M::generation), decltype(&S::generation)>;
  requires std::same_as<decltype(&M::executor), decltype(&S::executor)>;
  requires std::same_as<decltype(owner_of(&M::new_sequence)), decltype(owner_of(&S::new_sequence))>;
  requires std::same_as<decltype(&M::template forward<AnyProbe&>), decltype(&S::template forward<AnyProbe&>)>;
  requires std::same_as<decltype(&M::logits_of), decltype(&S::logits_of)>;
};

/// Nor of what a TranslationModel asks for beside.
template <class M, class S = typename M::Stock>
concept AddsToStockTranslation = AddsToStock<M, S> && requires {
  requires std::same_as<decltype(&M::source_vocab_size), decltype(&S::source_vocab_size)>;
  requires std::same_as<decltype(&M::longest_source), decltype(&S::longest_source)>;
  requires std::same_as<decltype(&M::template encode<AnyProbe&>), decltype(&S::template encode<AnyProbe&>)>;
};

}  // namespace detail
}  // namespace ganymede::inline v0
