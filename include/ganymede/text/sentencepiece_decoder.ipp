#pragma once
// The bodies of sentencepiece_decoder.hpp.

#include <ganymede/text/sentencepiece_decoder.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string SentencePieceDecoder::bytes(std::string_view piece) const {
  using Type = SentencePieceModel::Type;
  const std::optional<TokenId> id = vocabulary->find(piece);
  if (!id) return std::string(piece);
  const Type type = types[static_cast<std::size_t>(*id)];
  if (type == Type::control) return {};
  if (type == Type::unknown) return unk_surface;
  return type == Type::byte ? std::string(1, *byte_of_piece(piece)) : spaced(piece);
}

GANYMEDE_ONCE std::string SentencePieceDecoder::spaced(std::string_view piece) {
  std::string text;
  for (std::size_t from = 0; from < piece.size();) {
    const std::size_t marker = std::min(piece.find(detail::space_marker, from), piece.size());
    text.append(piece, from, marker - from);
    if (marker < piece.size()) text += ' ';
    from = marker + detail::space_marker.size();
  }
  return text;
}

}
