#include <ganymede/ops/kernels.hpp>

#include <doctest/doctest.h>

#include "../support/products.hpp"

using namespace ganymede;

TEST_CASE("every instruction set of this machine has every kernel, and the process runs those of the active one") {
  for (const Isa isa : machine_isas()) {
    CAPTURE(name(isa));
    const detail::Kernels& k = detail::kernels_for(isa);
    for (const auto product : {k.product_f32, k.product_f16, k.product_bf16, k.product_8bit, k.product_4bit, k.product_5bit,
                               k.product_4bit_halves, k.product_6bit_halves})
      CHECK((product != nullptr));
    CHECK((k.quantize_row != nullptr));
    for (const auto activate : k.rows.activate) CHECK((activate != nullptr));
    for (const auto attend : {k.attention.append != nullptr, k.attention.attend != nullptr, k.attention.finish != nullptr,
                              k.attention.scores != nullptr, k.attention.write != nullptr})
      CHECK(attend);
    CHECK((k.vocabulary.select != nullptr));
    CHECK(&detail::kernels_for(isa) == &k);  // one table, not a copy a call
  }
  CHECK(&detail::kernels() == &detail::kernels_for(active_isa()));
}

TEST_CASE("sets share what they have in common, and no more") {
  const auto shares_blocks = [](Isa a, Isa b) { return detail::kernels_for(a).product_8bit == detail::kernels_for(b).product_8bit; };
  const auto shares_floats = [](Isa a, Isa b) { return detail::kernels_for(a).product_f32 == detail::kernels_for(b).product_f32; };
#if defined(__x86_64__)
  CHECK(shares_floats(Isa::avx2, Isa::avxvnni));
  CHECK_FALSE(shares_blocks(Isa::avx2, Isa::avxvnni));
  CHECK(shares_floats(Isa::avx512, Isa::avx512vnni));
  CHECK(shares_blocks(Isa::avx2, Isa::avx512));  // 512 bits have no psign
  CHECK_FALSE(shares_blocks(Isa::avx512, Isa::avx512vnni));
  CHECK_FALSE(shares_floats(Isa::plain, Isa::avx2));
#elif defined(__aarch64__)
  CHECK(shares_floats(Isa::neon, Isa::neondot));
  CHECK_FALSE(shares_blocks(Isa::neon, Isa::neondot));
#endif
  CHECK(shares_blocks(Isa::plain, Isa::plain));
}
