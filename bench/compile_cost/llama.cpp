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

template std::shared_ptr<const Llama<>> load_model<Llama<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const LanguageModel> as_language_model<Llama<>>(std::shared_ptr<const Llama<>>);

}  // namespace ganymede::inline v0
