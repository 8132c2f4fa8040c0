#include <ganymede/layers/embedding.hpp>

#include <doctest/doctest.h>

#include "../support/error_of.hpp"
#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {
/// Three tokens of two dimensions: (1, 2), (3, 4), (5, 6).
template <class T>
Embedding<T> embedding_by_hand() {
  return Embedding<T>(linear_of<T>(3, 2, std::vector<float>{1, 2, 3, 4, 5, 6}));
}
}  // namespace

TEST_CASE_TEMPLATE("tokens become rows of the table, in their order, as often as they come", T, float, double) {
  const Embedding<T> embedding = embedding_by_hand<T>();
  CHECK(embedding.vocab_size() == 3);
  CHECK(embedding.hidden_size() == 2);
  Sequence sequence(one_layer(1, 1));
  const std::vector<TokenId> tokens{2, 0, 2};
  Matrix<T> wide(3, 4);
  wide.setConstant(T(7));
  with_pass_over(Batch{}.add(sequence, tokens), [&](Pass<>& pass) {
    View<T> x = columns(shown(wide), 1, 2);
    embedding(tokens, x, pass);
  });
  CHECK(wide == Matrix<T>{{7, 5, 6, 7}, {7, 1, 2, 7}, {7, 5, 6, 7}});
}

TEST_CASE_TEMPLATE("a tied head scores a vector by its product with each row", T, float, double) {
  const Embedding<T> embedding = embedding_by_hand<T>();
  Sequence sequence(one_layer(1, 1));
  const TokenId token[1]{};
  with_pass_over(Batch{}.add(sequence, token), [&](Pass<>& pass) {
    Matrix<T> x{{T(1), T(-2)}};
    const View<T> logits = embedding.tied_head()(shown(x), pass);
    CHECK(logits == Matrix<T>{{1 - 4, 3 - 8, 5 - 12}});
  });
}

TEST_CASE_TEMPLATE("a table is read from its weights, and an id outside it is refused before anything is written", T, float, double) {
  GgufFile file;
  file.string("general.architecture", "test");
  file.tensor("table.weight", {2, 3}, 0, raw(1.0F) + raw(2.0F) + raw(3.0F) + raw(4.0F) + raw(5.0F) + raw(6.0F));
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "a table"};
  const Weights weights = Weights(checkpoint, {}, "") / "table";
  CHECK(error_of<TensorError>([&] { Embedding<T>(weights, 2, 3); }).key == "table.weight");
  const Embedding<T> embedding(weights, 3, 2);
  Sequence sequence(one_layer(1, 1));
  const std::vector<TokenId> tokens(2);
  with_pass_over(Batch{}.add(sequence, tokens), [&](Pass<>& pass) {
    for (const TokenId bad : {3, -1, 1 << 30}) {
      Matrix<T> x(2, 2);
      x.setConstant(T(7));
      View<T> rows = shown(x);
      const std::vector<TokenId> ids{1, bad};
      const ErrorDetails details = error_of<InputError>([&] { embedding(ids, rows, pass); });
      CHECK(details.key == "token 1");
      CHECK(details.expected == "0 to 2");
      CHECK(details.found == std::to_string(bad));
      CHECK((x.array() == T(7)).all());
    }
  });
  std::vector<T> row(2);
  embedding.row(1, row);
  CHECK(row == std::vector<T>{3, 4});
  CHECK(error_of<InputError>([&] { embedding.row(3, row); }).found == "3");
  CHECK(error_of<InputError>([&] { embedding.row(-1, row); }).found == "-1");
  std::vector<T> small(1);
  CHECK(error_of<InputError>([&] { embedding.row(0, small); }).expected == "2");
}
