#pragma once
// The bodies of walkthrough_page.hpp.

#include <ganymede/inspect/walkthrough_page.hpp>

#include <ganymede/inspect/html.hpp>
#include <ganymede/inspect/readable_token.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// Writes one stack. Of long texts and wide models only a part, evenly spaced, so that a page stays within some hundred kilobytes.
class WalkthroughWriter {
 public:
  WalkthroughWriter(PageData& data, const WalkthroughStack& stack) : data_(data), stack_(stack), states_(stack.seen.states) {
    const Index rows = states_.at(0).rows(), width = states_.at(0).cols();
    const Index strips = rows * (states_.blocks() + 1) * 3;
    dims_ = spaced(width, std::clamp<Index>(most_values / std::max<Index>(strips, 1), 4, 48));
    embedding_dims_ = spaced(states_.embeddings().cols(), std::clamp<Index>(most_values / std::max<Index>(4 * rows, 1), 16, 96));
  }

  void write(std::string_view name, bool is_encoder) {
    data_.object([&] {
      data_.key("name").string(name).key("ids").integers(stack_.ids).key("tokens").array([&] {
        for (const std::string& token : stack_.tokens) data_.string(readable_token(token));
      });
      data_.key("width")
          .integer(states_.at(0).cols())
          .key("embedding_width")
          .integer(states_.embeddings().cols())
          .key("blocks")
          .integer(states_.blocks())
          .key("dims")
          .integers(dims_);
      data_.key("embedding_dims").integers(embedding_dims_);
      const Matrix<float> added = states_.with_positions() - states_.embeddings();
      strips("embedding", states_.embeddings(), embedding_dims_);
      if (!added.isZero(0)) {
        const double spread = double((added.rowwise() - added.row(0)).cwiseAbs().maxCoeff());
        const bool same = added.rows() > 1 && spread <= 1e-5 * double(added.cwiseAbs().maxCoeff());  // of each place: no places' then
        data_.key("added").string(same ? "segment" : "place");
        strips("position", view_of(added.data(), added.rows(), added.cols()), embedding_dims_);
      }
      data_.key("layers").array([&] {
        for (Index block = 0; block < states_.blocks(); ++block) layer(block);
      });
      data_.key("states").array([&] {
        for (Index n = 0; n <= states_.blocks(); ++n)
          data_.object([&] {
            data_.key("norms").numbers(row_norms(states_.at(n)), 3);
            strips("strips", states_.at(n), dims_);
          });
      });
      data_.key("attention").array([&] {
        if (is_encoder) return attention("encoder", AttentionKind::encoder);
        attention("self", AttentionKind::self);
        if (stack_.seen.attention_weights.has(AttentionKind::cross)) attention("cross", AttentionKind::cross);
      });
    });
  }

 private:
  static constexpr Index most_values = 24000, most_weights = 80000;

  /// `count` of [0, all), evenly spaced.
  static std::vector<Index> spaced(Index all, Index count) {
    count = std::min(all, count);
    std::vector<Index> chosen;
    for (Index i = 0; i < count; ++i) chosen.push_back(count > 1 ? i * (all - 1) / (count - 1) : 0);
    return chosen;
  }

  void strips(std::string_view key, const ConstView<float>& x, const std::vector<Index>& dims) {
    data_.key(key).array([&] {
      for (Index t = 0; t < x.rows(); ++t)
        data_.array([&] {
          for (const Index d : dims) data_.number(double(x(t, d)), 2);
        });
    });
  }

  /// What each branch of a block adds.
  void layer(Index block) {
    data_.array([&] {
      for (const Tensor<float>& branch : states_.branches(block))
        data_.object([&] {
          data_.key("norms").numbers(row_norms(branch.view()), 3);
          strips("strips", branch.view(), dims_);
        });
    });
  }

  /// Weights in thousandths, row by row; of a decoder's own text what each row sees.
  void attention(std::string_view name, AttentionKind kind) {
    const AttentionRecorder<float>& seen = stack_.seen.attention_weights;
    const Tensor<float> first = seen.at(kind, 0, 0, 0);
    const Index cells = std::max<Index>(first.rows() * first.cols() * seen.heads(kind), 1);
    const std::vector<Index> layers = spaced(seen.layers(kind), std::max<Index>(most_weights / cells, 1));
    data_.object([&] {
      data_.key("kind").string(name).key("columns").integer(first.cols()).key("layers").integers(layers).key("weights").array([&] {
        for (const Index l : layers)
          data_.array([&] {
            for (Index h = 0; h < seen.heads(kind); ++h)
              data_.array([&] {
                const Tensor<float> map = seen.at(kind, 0, l, h);
                for (Index t = 0; t < map.rows(); ++t)
                  for (Index s = 0; s < (kind == AttentionKind::self ? t + 1 : map.cols()); ++s)
                    data_.integer(std::lround(1000 * std::as_const(map).view()(t, s)));
              });
          });
      });
    });
  }

  PageData& data_;
  const WalkthroughStack& stack_;
  const HiddenStateRecorder<float>& states_;
  std::vector<Index> dims_, embedding_dims_;
};

}  // namespace detail

GANYMEDE_ONCE PageData walkthrough_data(const Walkthrough& walk) {
  PageData data;
  data.key("model")
      .string(walk.model)
      .key("text")
      .string(walk.text)
      .key("answer")
      .string(walk.answer)
      .key("positions")
      .string(walk.positions);
  data.key("prompt").integer(walk.prompt).key("vocab_size").integer(walk.vocab_size);
  if (walk.encoder) detail::WalkthroughWriter(data.key("encoder"), *walk.encoder).write("encoder", true);
  if (walk.is_encoder_alone()) {
    data.key("head").string(walk.head).key("scores").string(walk.scores).key("vector").array([&] {
      for (const float v : walk.vector) data.number(double(v), 3);
    });
  } else {
    detail::WalkthroughWriter(data.key("decoder"), walk.decoder).write("decoder", false);
  }
  data.key("rounds").array([&] {
    for (const WalkthroughRound& r : walk.rounds)
      data.object([&] {
        data.key("id").integer(r.id).key("token").string(readable_token(r.token)).key("probability").number(r.probability, 4);
        if (walk.is_encoder_alone()) data.key("row").integer(r.row);
        data.key("top").array([&] {
          for (std::size_t i = 0; i < r.top.size(); ++i)
            data.object([&] {
              data.key("id").integer(r.top[i].id).key("token").string(readable_token(r.texts[i]));
              data.key("probability").number(r.top[i].probability(), 4).key("logit").number(r.logits[i], 4);
            });
        });
      });
  });
  return data;
}

GANYMEDE_ONCE std::string walkthrough_page(const Walkthrough& walk) {
  const PageData data = walkthrough_data(walk);
  const Markup body = element("div", {{"id", "story"}});
  return html_page({.title = walk.is_encoder_alone() ? "A text goes through an encoder, step by step"
                             : walk.encoder          ? "A translation, step by step"
                                                     : "A text goes through a language model, step by step",
                    .lead = "Everything below was computed by the model while this page was made.",
                    .body = body,
                    .data = data,
                    .script = page_assets::walkthrough_js,
                    .style = page_assets::walkthrough_css});
}

}  // namespace ganymede::inline v0
