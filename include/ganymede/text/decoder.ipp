#pragma once
// The bodies of decoder.hpp.

#include <ganymede/text/decoder.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/text/decoder_stages.hpp>
#include <ganymede/text/formats/stage_list.hpp>

#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// A stage whose settings, if the file has any, change nothing (ByteLevel's concern offsets and encoding).
template <class Stage>
DecoderStage stage_as_it_is(const StageJson&) {
  return Stage{};
}

inline constexpr StageType<DecoderStage> decoder_types[] = {{"ByteLevel", stage_as_it_is<decoders::ByteLevel>},
                                                            {"ByteFallback", stage_as_it_is<decoders::ByteFallback>},
                                                            {"Fuse", stage_as_it_is<decoders::Fuse>},
                                                            {"Strip", stage_from_json<DecoderStage, decoders::Strip>},
                                                            {"Metaspace", stage_from_json<DecoderStage, decoders::Metaspace>},
                                                            {"WordPiece", stage_from_json<DecoderStage, decoders::WordPiece>},
                                                            {"BPEDecoder", stage_from_json<DecoderStage, decoders::BpeDecoder>},
                                                            {"Replace", stage_from_json<DecoderStage, decoders::Replace>}};

}  // namespace detail

GANYMEDE_ONCE Decoder::Decoder() : stages_{decoders::Join{}} {}

GANYMEDE_ONCE Decoder::Decoder(std::vector<DecoderStage> stages) : stages_(std::move(stages)) {
  bool one_piece = false;
  for (DecoderStage& stage : stages_) {
    if (one_piece) stage = stage.on_one_piece();
    one_piece = one_piece || stage.makes_one_piece();
  }
}

GANYMEDE_ONCE Decoder Decoder::from_json(const Json& json, std::string_view file, const std::string& key) {
  if (json.is_null()) return {};
  std::vector<DecoderStage> stages;
  detail::for_each_stage(json, file, key, "decoders",
                         [&](const StageJson& stage) { stages.push_back(detail::read_stage(stage, detail::decoder_types, "decoder")); });
  return Decoder(std::move(stages));
}

GANYMEDE_ONCE std::string Decoder::bytes(std::string_view piece) const {
  std::string text(piece);
  TextGrowth growth(text.size());
  for (const DecoderStage& stage : stages_) {
    std::string next = stage.bytes(text);
    growth.stage(text.size(), next.size());
    text = std::move(next);
  }
  return text;
}

}  // namespace ganymede::inline v0
