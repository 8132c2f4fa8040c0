#pragma once
// The bodies of packed_block.hpp.

#include <ganymede/ops/packed_block.hpp>

#include <ganymede/core/block_quants.hpp>
#include <ganymede/core/bytes.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE GroupLayout group_layout(DType dtype, Index columns) {
  GroupLayout layout{};
  layout.bytes = group_outputs * static_cast<Index>(row_bytes(dtype, columns));
  if (!is_quantized(dtype)) return layout;
  const BlockForm form = block_form(dtype);
  const Index blocks = columns / block_values, numbers = dtype == DType::int8 ? 0 : group_outputs * form.parts * form.scale_bytes();
  layout.per_row = dtype == DType::int8;
  layout.scales = form.scales;
  layout.minima = form.minimum ? numbers : 0;
  layout.quants = numbers + layout.minima;
  layout.block = layout.quants + group_panels * form.quant_bytes();
  layout.bytes = blocks * layout.block;
  const auto append = [&layout](Index bytes) { return std::exchange(layout.bytes, layout.bytes + group_outputs * bytes); };
  if (layout.per_row) layout.super_scales = append(4);
  if (form.super) layout.super_scales = append(blocks / 8 * 4);
  if (form.super && form.minimum) layout.super_minima = append(blocks / 8 * 4);
  return layout;
}

GANYMEDE_ONCE void GroupRow::pack(const std::byte* stored) {
  switch (dtype_) {
    case DType::int8:
      std::memcpy(super_at(layout_.super_scales, 0), stored, 4);
      for (Index step = 0; step < blocks_ * 8; ++step) store(quants_at(step / 8, step % 8), load<std::uint32_t>(stored + 4 + 4 * step));
      return;
    case DType::q2_k:
      return pack_k<DType::q2_k>(stored);
    case DType::q3_k:
      return pack_k<DType::q3_k>(stored);
    case DType::q4_k:
      return pack_k<DType::q4_k>(stored);
    case DType::q5_k:
      return pack_k<DType::q5_k>(stored);
    case DType::q6_k:
      return pack_k<DType::q6_k>(stored);
    case DType::iq1_s:
      return pack_codes<DType::iq1_s>(stored);
    case DType::iq1_m:
      return pack_codes<DType::iq1_m>(stored);
    case DType::iq2_xxs:
      return pack_codes<DType::iq2_xxs>(stored);
    case DType::iq2_xs:
      return pack_codes<DType::iq2_xs>(stored);
    case DType::iq2_s:
      return pack_codes<DType::iq2_s>(stored);
    case DType::iq3_xxs:
      return pack_codes<DType::iq3_xxs>(stored);
    case DType::iq3_s:
      return pack_codes<DType::iq3_s>(stored);
    case DType::iq4_xs:
      return pack_codes<DType::iq4_xs>(stored);
    case DType::tq1_0:
      return pack_codes<DType::tq1_0>(stored);
    case DType::tq2_0:
      return pack_codes<DType::tq2_0>(stored);
    default:
      for (Index b = 0; b < blocks_; ++b) pack_32(b, stored + static_cast<std::size_t>(b) * block_shape(dtype_).bytes);
  }
}

GANYMEDE_ONCE void GroupRow::unpack(float* out) const {
  for (Index half = 0; half < 2 * blocks_; ++half) {
    const Index b = half / 2, part = half % 2 * form_.parts / 2;
    const float d = number(b, part, 0, layout_.super_scales);
    const float m = form_.minimum ? number(b, part, layout_.minima, layout_.super_minima) : 0.0f;
    for (Index i = half % 2 * 16; i < half % 2 * 16 + 16; ++i, ++out) {
      const float scaled = d * static_cast<float>(quant(b, i));  // exact
      *out = form_.minimum ? scaled + m : scaled;
    }
  }
}

GANYMEDE_ONCE void GroupRow::pack_32(Index b, const std::byte* stored) {
  std::byte* const scale = number_at(b, 0, 0, form_.scale_bytes());
  if (dtype_ == DType::mxfp4) {
    store(scale, float_to_bfloat(code_scale<DType::mxfp4>(stored)));  // exact
    stored += 1;
  } else if (form_.scales == ScaleType::f32) {
    std::memcpy(scale, stored, 4);
    stored += 4;
  } else {
    std::memcpy(scale, stored, 2);
    if (form_.minimum) std::memcpy(number_at(b, 0, layout_.minima, 2), stored += 2, 2);
    stored += 2;
  }
  if (form_.bits == 5) {
    std::uint32_t turned = 0;  // bit i is the fifth bit of value i, and becomes bit s of byte c: step s, value c
    for (int i = 0; i < 32; ++i) turned |= ((load<std::uint32_t>(stored) >> i) & 1U) << (i % 4 * 8 + i / 4);
    store(quants_at(b, 4), turned);
    stored += 4;
  }
  // A stored byte j holds values j and j + 16, which are steps s and s + 4: whole words move, each 64 bytes after the one before.
  std::byte* const quants = quants_at(b, 0);
  const Index steps = form_.bits == 8 ? 8 : 4;
  for (Index step = 0; step < steps; ++step) store(quants + 64 * step, load<std::uint32_t>(stored + 4 * step));
}

GANYMEDE_ONCE void GroupRow::pack_quants(Index b, const std::uint8_t* q) {
  std::uint32_t steps[8], fifth = 0, sixth[2]{};
  std::memcpy(steps, q, sizeof steps);
  for (Index s = 0; s < 4; ++s) store(quants_at(b, s), (steps[s] & 0x0f0f0f0fU) | (steps[s + 4] & 0x0f0f0f0fU) << 4);
  for (int s = 0; s < 8; ++s) {
    fifth |= (steps[s] >> 4 & 0x01010101U) << s;
    sixth[s / 4] |= (steps[s] >> 4 & 0x03030303U) << s % 4 * 2;
  }
  if (form_.bits == 5) store(quants_at(b, 4), fifth);
  for (Index half = 0; form_.bits == 6 && half < 2; ++half) store(quants_at(b, 4 + half), sixth[half]);
}

GANYMEDE_ONCE std::byte* GroupRow::number_at(Index b, Index part, Index numbers, Index element) const {
  return group_ + b * layout_.block + numbers + (part * group_outputs + lane_) * element;
}

GANYMEDE_ONCE float GroupRow::number(Index b, Index part, Index numbers, Index super) const {
  if (layout_.per_row) return load<float>(super_at(super, 0));
  const std::byte* const at = number_at(b, part, numbers, form_.scale_bytes());
  if (form_.scales == ScaleType::f32) return load<float>(at);
  if (form_.scales == ScaleType::bf16) return bfloat_to_float(load<std::uint16_t>(at));
  if (!form_.super) return load_half(at);
  return load<float>(super_at(super, b / 8)) * static_cast<float>(load<std::int8_t>(at));  // exact
}

GANYMEDE_ONCE std::byte* GroupRow::quants_at(Index b, Index step) const {
  return group_ + b * layout_.block + layout_.quants + lane_ / panel_outputs * form_.quant_bytes() + step * 64 + lane_ % panel_outputs * 4;
}

GANYMEDE_ONCE int GroupRow::quant(Index b, Index i) const {
  const Index step = i / 4;
  const auto byte = [&](Index s) { return std::to_integer<unsigned>(quants_at(b, s)[i % 4]); };
  if (form_.bits == 8) return static_cast<std::int8_t>(byte(step));
  unsigned q = byte(step % 4) >> (step / 4 * 4) & 15U;
  if (form_.bits == 5) q |= (byte(4) >> step & 1U) << 4;
  if (form_.bits == 6) q |= (byte(4 + step / 4) >> step % 4 * 2 & 3U) << 4;
  return form_.codes ? code_values(dtype_)[q] : static_cast<int>(q) - form_.zero;
}

}  // namespace ganymede::inline v0::detail
