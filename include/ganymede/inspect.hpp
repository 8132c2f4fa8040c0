#pragma once
// For those who look inside of models: recorders, pages, pictures, word vectors. ganymede.hpp comes with it.

#include <ganymede/ganymede.hpp>

#include <ganymede/io/word2vec.hpp>

#include <ganymede/inspect/analogy.hpp>
#include <ganymede/inspect/attention_choice.hpp>
#include <ganymede/inspect/attention_page.hpp>
#include <ganymede/inspect/attention_rollout.hpp>
#include <ganymede/inspect/characters.hpp>
#include <ganymede/inspect/color_scale.hpp>
#include <ganymede/inspect/context_loss.hpp>
#include <ganymede/inspect/eigenvectors.hpp>
#include <ganymede/inspect/embedding_page.hpp>
#include <ganymede/inspect/embedding_space.hpp>
#include <ganymede/inspect/html.hpp>
#include <ganymede/inspect/markup.hpp>
#include <ganymede/inspect/next_token_page.hpp>
#include <ganymede/inspect/numbers.hpp>
#include <ganymede/inspect/page_assets.hpp>
#include <ganymede/inspect/page_data.hpp>
#include <ganymede/inspect/pca.hpp>
#include <ganymede/inspect/position_page.hpp>
#include <ganymede/inspect/position_picture.hpp>
#include <ganymede/inspect/readable_token.hpp>
#include <ganymede/inspect/svg.hpp>
#include <ganymede/inspect/svg_chart.hpp>
#include <ganymede/inspect/svg_grid.hpp>
#include <ganymede/inspect/telling_head.hpp>
#include <ganymede/inspect/token_text.hpp>
#include <ganymede/inspect/walkthrough_page.hpp>
#include <ganymede/inspect/word_vectors.hpp>

#include <ganymede/app/model_positions.hpp>
#include <ganymede/app/position_pictures.hpp>
#include <ganymede/app/token_vectors.hpp>
#include <ganymede/app/walk_through.hpp>
