#pragma once
// Pictures of encodings of positions, made by running the library's own layers over positions 0, 1, 2, ...

#include <ganymede/inspect/position_picture.hpp>
#include <ganymede/layers/alibi.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/layers/relative_positions.hpp>
#include <ganymede/layers/rope.hpp>

#include <utility>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

/// Calls f(pass) in a pass over `length` positions of one sequence.
template <class F>
void with_positions(Index length, F f) {
  const auto shape = std::make_shared<const StateShape>(StateShape{{}, length, length});
  Sequence sequence(shape);
  const std::vector<TokenId> tokens(static_cast<std::size_t>(length));
  const Batch batch = Batch{}.add(sequence, tokens);
  Workspace workspace;
  NoProbe probe;
  const std::shared_ptr<Executor> executor = default_executor();
  Pass<> pass{batch, workspace, *executor, probe};
  f(pass);
}

/// first, first + 1, ..., length - 1, as text. InputError: a length that nobody can look at.
inline std::vector<std::string> positions_until(Index length, Index first = 0) {
  if (length < 1 || length > 1 << 16)
    throw InputError{{.problem = "unusable length", .key = "length", .expected = "1 to 65536", .found = std::to_string(length)}};
  std::vector<std::string> labels;
  for (Index i = first; i < length; ++i) labels.push_back(std::to_string(i));
  return labels;
}

/// Products of row 0 with every row over the columns [begin, end) of each of `parts` pieces of x [T, D], as shares of row 0's with itself.
template <Scalar T>
ChartLine product_curve(std::string name, const View<T>& x, Index parts, Index begin, Index end) {
  ChartLine line{std::move(name), {}, {}};
  for (Index t = 0; t < x.rows(); ++t) {
    double with_first = 0, with_itself = 0;
    for (Index part = 0; part < parts; ++part)
      for (Index i = part * (x.cols() / parts) + begin; i < part * (x.cols() / parts) + end; ++i) {
        with_first += double(x(0, i)) * double(x(t, i));
        with_itself += double(x(0, i)) * double(x(0, i));
      }
    line.x.push_back(double(t));
    line.y.push_back(with_first / with_itself);
  }
  return line;
}

/// The curves of all pairs, of the faster and of the slower half, where x has `parts` pieces of `pairs` columns.
template <Scalar T>
std::vector<ChartLine> product_curves(const View<T>& x, Index parts, Index columns) {
  const Index half = columns / 4 * 2;  // whole pairs
  std::vector<ChartLine> lines{product_curve("all together", x, parts, 0, columns)};
  if (half == 0) return lines;
  lines.push_back(product_curve("the faster half", x, parts, 0, half));
  lines.push_back(product_curve("the slower half", x, parts, half, columns));
  return lines;
}

/// The biases of scores at distances `first` to `last`: a table [H, distances], and a curve for each of at most six heads.
template <Scalar T>
void add_biases(PositionPicture& p, const ScoreBias<T>& bias, Index heads, Index first, Index last, const std::string& side) {
  for (Index head = 0; head < heads; ++head) {
    p.rows.push_back(side + "head " + std::to_string(head));
    ChartLine line{p.rows.back(), {}, {}};
    for (Index distance = first; distance <= last; ++distance) {
      const double value = double(bias.at_zero[head * bias.head_stride + distance]);
      p.values.push_back(static_cast<float>(value));
      p.largest = std::max(p.largest, std::abs(value));
      line.x.push_back(double(distance));
      line.y.push_back(value);
    }
    if (head % ((heads + 5) / 6) == 0) p.curves.push_back(std::move(line));
  }
}

}  // namespace detail

/// Sines and cosines [length, hidden_size] as SinusoidalPositions adds them. InputError: sizes that cannot be.
template <Scalar T = float>
PositionPicture sinusoidal_picture(const Sinusoids& sinusoids, Index length, Index hidden_size) {
  if (hidden_size < 2 || hidden_size > 1 << 16)
    throw InputError{{.problem = "unusable size", .key = "hidden_size", .expected = "2 to 65536", .found = std::to_string(hidden_size)}};
  PositionPicture p{.kind = "sinusoidal",
                    .title = "Sinusoidal positions, " + std::to_string(hidden_size) + " numbers",
                    .how =
                        "Added to each token's vector before the first layer (Vaswani et al. 2017, section 3.5). Each pair of columns is "
                        "the sine and cosine of one clock hand: the first turns once in about six positions, the last hardly at all. "
                        "Together they give every position a pattern of its own.",
                    .rows_are = "positions",
                    .columns_are = "numbers of the vector",
                    .values_are = "what is added",
                    .rows = detail::positions_until(length),
                    .columns = detail::positions_until(hidden_size),
                    .values = {},
                    .diverging = true,
                    .largest = 1,
                    .over_distance =
                        "The dot product of two positions' vectors depends on their distance alone, and falls as they part. The "
                        "faster clock hands tell near from next, the slower ones near from far.",
                    .distance_is = "distance",
                    .curve_value_is = "dot product, 1 at distance 0",
                    .curves = {}};
  detail::with_positions(length, [&](Pass<>& pass) {
    View<T> x = pass.workspace.template keep<T>(length, hidden_size);
    x.setZero();
    SinusoidalPositions<T>(sinusoids, length, hidden_size).add_to(x, pass);
    for (Index t = 0; t < length; ++t)
      for (Index i = 0; i < hidden_size; ++i) p.values.push_back(static_cast<float>(x(t, i)));
    const Index parts = sinusoids.interleaved ? 1 : 2;
    p.curves = detail::product_curves(x, parts, hidden_size / parts);
  });
  return p;
}

/// What Rope makes of queries and keys whose every pair is (1, 0): cosines [length, rotary_dim / 2]. InputError, ConfigError.
template <Scalar T = float>
PositionPicture rotary_picture(const RopeConfig& config, Index length) {
  const Index dim = config.rotary_dim, half = dim / 2;
  if (dim < 2 || dim % 2 != 0 || dim > 1 << 16)
    throw InputError{
        {.problem = "unusable size", .key = "rotary_dim", .expected = "an even number from 2 on", .found = std::to_string(dim)}};
  std::string theta;
  detail::append_number(theta, config.rope_theta, 6);
  PositionPicture p{.kind = "rotary",
                    .title = "Rotary positions, " + std::to_string(dim) + " numbers a head, theta " + theta,
                    .how =
                        "Nothing is added: in every layer, each pair of numbers of a query or key is turned by an angle that grows with "
                        "its position (Su et al. 2021). A row shows the cosines of these angles, a column one pair: the first turns by "
                        "one radian a position, the last hardly at all.",
                    .rows_are = "positions",
                    .columns_are = "pairs",
                    .values_are = "cosine of the angle",
                    .rows = detail::positions_until(length),
                    .columns = detail::positions_until(half),
                    .values = {},
                    .diverging = true,
                    .largest = 1,
                    .over_distance =
                        "A query and a key, equal before they were turned: their dot product, from which attention's score is "
                        "made, depends on their distance alone. It is greatest where they meet. Sinusoidal "
                        "positions of these wavelengths give the same curve.",
                    .distance_is = "distance",
                    .curve_value_is = "dot product, 1 at distance 0",
                    .curves = {}};
  detail::with_positions(length, [&](Pass<>& pass) {
    View<T> q = pass.workspace.template keep<T>(length, dim), k = pass.workspace.template keep<T>(length, dim);
    q.setZero();
    q.leftCols(half).setOnes();
    k = q;
    Rope<T>{config}(q, k, dim, pass);
    for (Index t = 0; t < length; ++t)
      for (Index i = 0; i < half; ++i) p.values.push_back(static_cast<float>(q(t, i)));
    p.largest = double(q(0, 0));  // more than 1 where YaRN scales
    p.curves = detail::product_curves(k, 2, half);
  });
  return p;
}

/// ALiBi's biases, by head and distance. InputError: heads or lengths that cannot be.
template <Scalar T = float>
PositionPicture alibi_picture(Index num_heads, Index length) {
  PositionPicture p{.kind = "alibi",
                    .title = "ALiBi, " + std::to_string(num_heads) + " heads",
                    .how =
                        "Nothing is added to vectors: attention's scores lose a little for every step of distance (Press et al. 2022). "
                        "Each head has a slope of its own: those that fall fast look at what is near, the others far back.",
                    .rows_are = "heads",
                    .columns_are = "distance from the query back to the key",
                    .values_are = "what is added to the score",
                    .rows = {},
                    .columns = detail::positions_until(length),
                    .values = {},
                    .diverging = true,
                    .largest = 0,
                    .over_distance = "A score that is lower by 1 makes a weight 2.7 times smaller.",
                    .distance_is = "distance back",
                    .curve_value_is = "added to the score",
                    .curves = {}};
  detail::with_positions(length,
                         [&](Pass<>& pass) { detail::add_biases(p, Alibi<T>(num_heads).score_bias(pass), num_heads, 0, length - 1, ""); });
  if (p.largest == 0) p.largest = 1;
  return p;
}

/// Which bucket each distance has, in encoders and decoders. InputError, ConfigError.
inline PositionPicture relative_picture(RelativeBuckets buckets, Index length) {
  PositionPicture p{.kind = "relative",
                    .title = "Relative positions, " + std::to_string(buckets.relative_attention_num_buckets) + " buckets",
                    .how =
                        "Nothing is added to vectors: attention's scores get a learned number for each head and bucket of distances "
                        "(Raffel et al. 2019; T5). Small distances have a bucket each, larger ones share ever wider ones, and from "
                        "distance " +
                        std::to_string(buckets.relative_attention_max_distance) + " on all are one.",
                    .rows_are = "encoder and decoder",
                    .columns_are = "key's position minus the query's",
                    .values_are = "the bucket",
                    .rows = {"encoder", "decoder"},
                    .columns = detail::positions_until(length, 1 - length),
                    .values = {},
                    .diverging = false,
                    .largest = double(buckets.relative_attention_num_buckets - 1),
                    .over_distance =
                        "In an encoder half of the buckets are for keys before the query, half for keys after it; a decoder sees "
                        "none of these, and spends all on what came before. Name a T5 model to see the numbers it has learned.",
                    .distance_is = "key's position minus the query's",
                    .curve_value_is = "bucket",
                    .curves = {{"encoder", {}, {}}, {"decoder", {}, {}}}};
  for (std::size_t side = 0; side < 2; ++side) {
    buckets.bidirectional = side == 0;
    buckets.validate("");
    for (Index distance = 1 - length; distance < length; ++distance) {
      if (side == 1 && distance > 0) {  // a decoder's query does not see it
        p.values.push_back(std::nanf(""));
        continue;
      }
      const Index bucket = buckets.bucket(distance);
      p.values.push_back(static_cast<float>(bucket));
      p.curves[side].x.push_back(double(distance));
      p.curves[side].y.push_back(double(bucket));
    }
  }
  return p;
}

/// A T5's own numbers, by head and distance: its encoder's, and its decoder's for keys before the query. InputError, ConfigError.
template <Scalar T>
PositionPicture relative_picture(const RelativePositions<T>& encoder, const RelativePositions<T>& decoder, const RelativeBuckets& buckets,
                                 Index num_heads, Index length) {
  PositionPicture p = relative_picture(buckets, length);
  p.title = "Relative positions as this model has learned them, " + std::to_string(num_heads) + " heads";
  p.rows_are = "heads";
  p.values_are = "what is added to the score";
  p.over_distance = "What each head prefers: the next word, the words before, the same word, or what is far away.";
  p.curve_value_is = "added to the score";
  p.diverging = true;
  p.largest = 0;
  p.rows.clear(), p.values.clear(), p.curves.clear();
  detail::with_positions(length, [&](Pass<>& pass) {
    detail::add_biases(p, encoder.score_bias(pass), num_heads, 1 - length, length - 1, "encoder ");
    PositionPicture back;
    detail::add_biases(back, decoder.score_bias(pass), num_heads, 1 - length, 0, "decoder ");
    const auto width = static_cast<std::size_t>(length);
    for (std::size_t head = 0; head < back.rows.size(); ++head) {
      p.rows.push_back(std::move(back.rows[head]));
      p.values.insert(p.values.end(), back.values.begin() + static_cast<std::ptrdiff_t>(head * width),
                      back.values.begin() + static_cast<std::ptrdiff_t>((head + 1) * width));
      p.values.insert(p.values.end(), width - 1, std::nanf(""));  // a decoder's query does not see them
    }
    p.largest = std::max(p.largest, back.largest);
  });
  if (p.largest == 0) p.largest = 1;
  return p;
}

}  // namespace ganymede::inline v0
