#pragma once
// A text into its sentences, in whatever language: translation models are trained on sentences, and paragraphs are what people have.
//
//     for (const ganymede::Sentence& s : ganymede::split_sentences("Dr. Who? No. 5, by J. R. R. Tolkien. He left.")) ...

#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/sentences/sentence.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Calls found(Sentence) for each sentence of `text`, in order, in time linear in its length and with constant memory. Language-neutral;
/// `language` ("de", "deu_Latn", "de_DE", ...; unknown codes count as none) adds abbreviations that are words elsewhere.
///
/// Any bytes: what is no UTF-8 belongs to its sentence. Between two sentences lies white space only, or nothing ("はい。いいえ。"), so that
/// the sentences and what lies between them are the text. A single line break counts as a space; a blank line ends a sentence always.
GANYMEDE_ONCE void for_each_sentence(std::string_view text, std::string_view language, FunctionRef<void(const Sentence&)> found);

/// The same as a list.
GANYMEDE_ONCE std::vector<Sentence> split_sentences(std::string_view text, std::string_view language = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/sentences/sentences.ipp>
#endif
