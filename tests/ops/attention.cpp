// Every instruction set that this machine has, every cache type: against the definition in double, and against itself, bit for bit.
#include <ganymede/ops/attention.hpp>

#include <doctest/doctest.h>

#include "../support/key_value_cache.hpp"

#include <ganymede/state/workspace.hpp>

#include <cstring>
#include <functional>
#include <limits>
#include <string>

using namespace ganymede;

namespace {
constexpr float inf = std::numeric_limits<float>::infinity(), not_a_number = std::numeric_limits<float>::quiet_NaN();
using Settings = AttentionSettings<float>;

/// One sequence: a cache of `length` positions and queries for some of them.
struct Problem {
  KeyValueCache cache;
  Index heads;
  std::vector<float> q;  // [length, heads d]

  Problem(CacheType type, Index length, Index kv_heads, Index group, Index d)
      : cache({kv_heads, d, type}, length), heads(kv_heads * group), q(random_floats(length * heads * d, 3)) {}

  Index width() const { return heads * cache.layout.head_dim; }

  /// Outputs [rows, width] of the rows at positions [begin, begin + rows).
  std::vector<float> attend(const detail::Kernels& kernels, const Settings& settings, Index begin, Index rows, Index threads = 1) const {
    return attend_all(kernels, settings, {{this, begin, rows}}, threads).front();
  }
  struct Piece {
    const Problem* problem;
    Index begin, rows;
  };
  static std::vector<std::vector<float>> attend_all(const detail::Kernels& kernels, const Settings& settings, std::vector<Piece> pieces,
                                                    Index threads) {
    std::vector<std::vector<float>> outs;
    std::vector<AttentionRows<float>> rows;
    for (const Piece& p : pieces) outs.emplace_back(static_cast<std::size_t>(p.rows * p.problem->width()), 99.0F);
    for (std::size_t i = 0; i < pieces.size(); ++i)
      rows.push_back(pieces[i].problem->rows_at(pieces[i].begin, pieces[i].rows, outs[i].data()));
    ThreadPool pool(threads);
    Workspace workspace;
    detail::attend_with(kernels.attention, std::span<const AttentionRows<float>>(rows), settings, pool, workspace);
    return outs;
  }
  AttentionRows<float> rows_at(Index begin, Index rows, float* out) const {
    return {.q = q.data() + begin * width(),
            .q_stride = width(),
            .rows = rows,
            .heads = heads,
            .position = begin,
            .keys = cache.length,
            .cache = cache.pages(),
            .out = out,
            .out_stride = width()};
  }
  /// The same by definition, in double.
  std::vector<double> reference(const Settings& settings, Index begin, Index rows,
                                std::vector<std::vector<double>>* weights = nullptr) const {
    const std::vector<double> query(q.begin(), q.end());
    std::vector<double> out(static_cast<std::size_t>(rows * width())), bias;
    AttentionSettings<double> exact{
        .scale = double(settings.scale), .softcap = double(settings.softcap), .before = settings.before, .after = settings.after};
    const std::vector<double> sinks = settings.sinks ? std::vector<double>(settings.sinks, settings.sinks + heads) : std::vector<double>();
    if (settings.sinks) exact.sinks = sinks.data();
    if (settings.bias.at_zero) {
      bias.assign(settings.bias.at_zero - cache.length, settings.bias.at_zero - cache.length + heads * settings.bias.head_stride);
      exact.bias = {bias.data() + cache.length, settings.bias.head_stride};
    }
    const AttentionRows<double> a{.q = query.data() + begin * width(),
                                  .q_stride = width(),
                                  .rows = rows,
                                  .heads = heads,
                                  .position = begin,
                                  .keys = cache.length,
                                  .cache = cache.pages(),
                                  .out = out.data(),
                                  .out_stride = width()};
    for (Index r = 0; r < rows; ++r)
      for (Index h = 0; h < heads; ++h) {
        detail::reference_attention(a, exact, r, h);
        if (!weights) continue;
        weights->emplace_back(static_cast<std::size_t>(exact.visible(begin + r, cache.length).end));
        detail::reference_weights(a, exact, r, h, weights->back().data());
      }
    return out;
  }
};

void for_each_isa(const std::function<void(const detail::Kernels&)>& f) {
  for (std::size_t isa = 0; isa < isa_names.size(); ++isa)
    if (supported(static_cast<Isa>(isa))) {
      CAPTURE(isa_names[isa]);
      f(detail::kernels_for(static_cast<Isa>(isa)));
    }
}

double distance(const std::vector<float>& a, const std::vector<double>& b) {
  double worst = 0;
  for (std::size_t i = 0; i < b.size(); ++i) worst = std::max(worst, std::isfinite(a[i]) ? std::abs(double(a[i]) - b[i]) : 1e9);
  return worst;
}
bool same_bits(const std::vector<float>& a, std::size_t at, const std::vector<float>& b) {
  return std::memcmp(a.data() + at, b.data(), b.size() * sizeof(float)) == 0;
}

/// Scores formed in every way there is. `bias` is [heads, 2 length] with distance 0 in the middle.
std::vector<Settings> all_settings(const std::vector<float>& bias, Index length) {
  const ScoreBias<float> table{bias.data() + length, 2 * length};
  static const std::vector<float> sinks = [] {  // far above any score, far below, and in between
    std::vector<float> values = random_floats(64, 17);
    values[0] = 200;
    values[1] = -200;
    values[2] = 5;
    return values;
  }();
  return {{.scale = 0.7F},
          {.scale = 0.2F, .before = 40},
          {.scale = 3, .softcap = 2.5F},
          {.scale = 1, .bias = table},
          {.scale = 0.6F, .sinks = sinks.data()},
          {.scale = 0.6F, .before = 9, .sinks = sinks.data()},
          {.scale = 0.5F, .after = Settings::unlimited},
          {.scale = 0.5F, .softcap = 4, .before = 33, .after = 20, .bias = table}};
}
constexpr CacheType types[] = {CacheType::f32, CacheType::f16, CacheType::int8};
}  // namespace

TEST_CASE("attention equals its definition on what the cache holds, however scores are formed") {
  for (const CacheType type : types)
    for (const Index d : {5, 16, 64, 200})
      for (const Index group : {1, 3, 7}) {
        const Problem p(type, 75, 2, group, d);
        const std::vector<float> bias = random_floats(p.heads * 2 * 75, 5);
        for (const Settings& s : all_settings(bias, 75)) {
          std::vector<std::vector<double>> weights;
          const std::vector<double> expected = p.reference(s, 0, 75, &weights);
          for_each_isa([&](const detail::Kernels& kernels) {
            CHECK(distance(p.attend(kernels, s, 0, 75), expected) < 1e-5);  // scores up to 50, sums of 200 products
            for (const Index row : {0, 33, 74})
              for (Index head = 0; head < p.heads; ++head) {
                const std::vector<double>& exact = weights[static_cast<std::size_t>(row * p.heads + head)];
                std::vector<float> w(exact.size());
                detail::attention_weights_with(kernels, p.rows_at(0, 75, nullptr), s, row, head, w.data());
                CHECK(distance(w, exact) < 1e-5);
              }
          });
        }
      }
}

TEST_CASE("a row has the same bits alone, in any piece, beside any other sequence, and on any number of threads") {
  struct Shape {
    Index kv_heads, group, d;
    std::size_t settings;  // how many of all_settings(); one for caches that are not f32
  };
  for (const CacheType type : types)
    for (const auto [kv_heads, group, d, settings] : {Shape{2, 3, 20, 6}, {1, 4, 12, 2}, {3, 1, 60, 2}, {1, 5, 80, 1}, {2, 2, 64, 2}}) {
      constexpr Index length = 1100;  // three spans
      const Problem p(type, length, kv_heads, group, d), other(type, 70, kv_heads, group, d);
      const std::vector<float> bias = random_floats(p.heads * 2 * length, 5);
      std::vector<Settings> all = all_settings(bias, length);
      all.resize(type == CacheType::f32 ? settings : 1);
      for (const Settings& s : all)
        for_each_isa([&](const detail::Kernels& kernels) {
          const std::vector<float> whole = p.attend(kernels, s, 0, length, 3);
          const auto at = [&](Index row) { return static_cast<std::size_t>(row * p.width()); };
          for (const Index row : {0, 1, 31, 32, 511, 512, 513, 700, 1023, 1024, 1099})
            CHECK(same_bits(whole, at(row), p.attend(kernels, s, row, 1, 2)));
          for (const Index piece : {2, 5, 8, 9, 33, 200})
            for (Index row = length - std::max<Index>(100, 2 * piece); row < length; row += piece)  // across a span's border
              CHECK(same_bits(whole, at(row), p.attend(kernels, s, row, std::min(piece, length - row))));
          if (s.bias.at_zero) return;  // its table is p's
          const auto beside = Problem::attend_all(kernels, s, {{&other, 0, 70}, {&p, 1050, 2}, {&other, 69, 1}, {&p, 510, 30}}, 2);
          CHECK(same_bits(whole, at(1050), beside[1]));
          CHECK(same_bits(whole, at(510), beside[3]));
          CHECK(same_bits(beside[0], static_cast<std::size_t>(69 * other.width()), beside[2]));
        });
    }
}

TEST_CASE("what a row does not see never counts, not even as NaN or infinity") {
  for (const CacheType type : types)
    for_each_isa([&](const detail::Kernels& kernels) {
      const Settings s{.scale = 1, .before = 9};
      Problem clean(type, 75, 1, 2, 16), p(type, 75, 1, 2, 16);
      p.cache.write(40, not_a_number);
      p.cache.write(50, inf);
      const std::vector<float> expected = clean.attend(kernels, s, 0, 75), found = p.attend(kernels, s, 0, 75);
      for (Index t = 0; t < 75; ++t) {
        const bool sees = (t >= 40 && t < 50) || (t >= 50 && t < 60);
        for (Index i = 0; i < p.width(); ++i) {
          const std::size_t at = static_cast<std::size_t>(t * p.width() + i);
          if (sees)
            CHECK(!std::isfinite(found[at]));  // it does not vanish either
          else
            CHECK(found[at] == expected[at]);
        }
      }
    });
}

TEST_CASE("a NaN among the queries makes only its own row NaN") {
  for_each_isa([&](const detail::Kernels& kernels) {
    Problem p(CacheType::f32, 40, 1, 1, 16);
    const std::vector<float> clean = p.attend(kernels, {}, 0, 40);
    p.q[20 * 16 + 3] = not_a_number;
    const std::vector<float> found = p.attend(kernels, {}, 0, 40);
    for (std::size_t i = 0; i < found.size(); ++i) CHECK((i / 16 == 20 ? std::isnan(found[i]) : found[i] == clean[i]));
  });
}

TEST_CASE("masks of -infinity: whole pages, whole spans, and everything") {
  constexpr Index length = 1100;
  const Problem p(CacheType::f32, length, 1, 2, 16);
  std::vector<float> bias(static_cast<std::size_t>(2 * 2 * length), 0.0F);
  const auto mask_from = [&](Index first_distance, Index last_distance) {
    for (Index head = 0; head < 2; ++head)
      for (Index x = first_distance; x <= last_distance; ++x) bias[static_cast<std::size_t>(head * 2 * length + length + x)] = -inf;
  };
  const Settings s{.scale = 1, .bias = {bias.data() + length, 2 * length}};
  mask_from(-length, -20);  // only the last 20 positions are seen: as a sliding window, most pages and spans masked whole
  for_each_isa([&](const detail::Kernels& kernels) {
    CHECK(distance(p.attend(kernels, s, 1090, 10), p.reference({.scale = 1, .before = 19}, 1090, 10)) < 1e-6);
  });
  mask_from(-length, length - 1);
  for_each_isa([&](const detail::Kernels& kernels) {
    for (const float x : p.attend(kernels, s, 1090, 10)) CHECK(x == 0.0F);
  });
}

TEST_CASE("large scores do not overflow") {
  for_each_isa([&](const detail::Kernels& kernels) {
    const Problem p(CacheType::f32, 700, 1, 1, 64);
    for (const float x : p.attend(kernels, {.scale = 1e6F}, 600, 100)) CHECK(std::isfinite(x));
  });
}

TEST_CASE("soft caps keep the stated error of tanh") {
  KeyValueCache cache({1, 1, CacheType::f32}, 32);
  for_each_isa([&](const detail::Kernels& kernels) {
    double worst = 0;
    for (float first = -20; first < 20; first += 0.03125F) {
      float x[32], y[32];
      for (Index i = 0; i < 32; ++i) {
        x[i] = first + static_cast<float>(i) * 0.0009765625F;
        store_key_value<float>(cache.pages(), i, x + i, x + i);
      }
      const float one = 1;
      const AttentionRows<float> a{
          .q = &one, .q_stride = 1, .rows = 1, .heads = 1, .position = 31, .keys = 32, .cache = cache.pages(), .out = y, .out_stride = 1};
      detail::AttentionArgs args = detail::attention_args(a, {.scale = 1, .softcap = 1}, 0);
      args.rows = args.end_page = 1;
      kernels.attention.scores(args, y);
      for (Index i = 0; i < 32; ++i) worst = std::max(worst, std::abs(double{y[i]} - std::tanh(double{x[i]})));
    }
    CHECK(worst <= 3e-7);
  });
}

TEST_CASE("in double, attention is its definition") {
  const Problem p(CacheType::f32, 40, 1, 2, 8);
  const std::vector<double> q(p.q.begin(), p.q.end());
  std::vector<double> out(q.size());
  const AttentionRows<double> rows[] = {{.q = q.data(),
                                         .q_stride = 16,
                                         .rows = 40,
                                         .heads = 2,
                                         .position = 0,
                                         .keys = 40,
                                         .cache = p.cache.pages(),
                                         .out = out.data(),
                                         .out_stride = 16}};
  ThreadPool pool(2);
  Workspace workspace;
  attend<double>(rows, {.scale = 0.5}, pool, workspace);
  CHECK(out == p.reference({.scale = 0.5F}, 0, 40));
}
