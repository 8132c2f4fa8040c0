#pragma once
// Attention as a page of links between words, and as a picture.

#include <ganymede/inspect/attention_choice.hpp>
#include <ganymede/inspect/attention_recorder.hpp>
#include <ganymede/inspect/attention_texts.hpp>
#include <ganymede/inspect/head_summary.hpp>
#include <ganymede/inspect/packed_weights.hpp>
#include <ganymede/inspect/token_text.hpp>
#include <ganymede/split.hpp>

#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// The chosen map as SVG: a shaded cell for each pair of tokens, with its share in hundredths while the text is short.
GANYMEDE_ONCE std::string attention_svg(const AttentionRecorder<float>& recorder, Index segment, const AttentionTexts& texts,
                                        const AttentionChoice& choice);

/// A page about all kinds of attention that were recorded of `segment`: hovering a word draws its links. It shows `choice` first or, where
/// that names no layer, head or rollout, the telling_head; means are a choice on it. Of texts so long that all maps would be more than
/// `most_weights`, only the chosen layer (or the last) is in it, as the page says.
GANYMEDE_ONCE std::string attention_page(const AttentionRecorder<float>& recorder, Index segment, const AttentionTexts& texts,
                                         const AttentionChoice& choice = {}, std::string_view model = {}, Index most_weights = 8'000'000);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/attention_page.ipp>
#endif
