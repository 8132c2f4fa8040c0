// What it costs to compile one family, as an implementation unit does: beside all_families.cpp.
//   time g++ -std=c++20 -O2 -DGANYMEDE_SPLIT -Iinclude -isystem /usr/include/eigen3 -c bench/compile_cost/llama.cpp -o /dev/null
#include <ganymede/layers/rope_scaling.ipp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/decoder_config.ipp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/load_decoder.ipp>
#include <ganymede/models/stock_decoder.ipp>
#include <ganymede/models/stock_stack.ipp>

namespace ganymede::inline v0 {

template StockDecoder<float> load_family<LlamaFamily, float>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const LanguageModel> detail::load_behind(StockDecoder<float> (*)(const Checkpoint&, const LoadOptions&),
                                                                  const Checkpoint&, const LoadOptions&);

}  // namespace ganymede::inline v0
