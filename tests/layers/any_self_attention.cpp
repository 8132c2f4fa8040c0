#include <ganymede/layers/any_self_attention.hpp>

#include <doctest/doctest.h>

#include "../support/short_conv.hpp"

using namespace ganymede;

TEST_CASE("in the place of attention: the attention's bits where there is no convolution, the convolution's where there is one") {
  AnySelfAttention<float, Attention<float>> either;
  Attention<float>& attention = either;
  attention.config = {.hidden_size = conv_width, .num_attention_heads = 3, .num_key_value_heads = 1, .head_dim = 2};
  attention.qkv_proj = linear_of<float>(10, conv_width, steps_of(10 * conv_width, 41));
  attention.o_proj = linear_of<float>(conv_width, conv_width, steps_of(conv_width * conv_width, 42));
  const Matrix<float> x = matrix_of<float>(4, conv_width, steps_of(4 * conv_width, 43));
  Sequence one(one_layer(1, 2)), two(one_layer(1, 2));
  CHECK(run_layer<float>(either, {{&one, x}}).front() == run_layer<float>(attention, {{&two, x}}).front());

  const ShortConvFile file(3, true);
  either.conv = file.layer<float>();
  Sequence three(conv_shape(either.conv)), four(conv_shape(either.conv));
  CHECK(run_layer<float>(either, {{&three, x}}).front() == run_layer<float>(either.conv, {{&four, x}}).front());
}
