#pragma once
// The tensors of a folder that another program quantised: several of them describe one weight, whose rows they become.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/bytes.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/split.hpp>

#include <initializer_list>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// The tensors of a layer are PATH + a suffix; what they become is PATH.weight, [out, in], rows of an element type that products take.
/// TensorError, naming the tensor, for whatever does not fit.
class QuantizedTensors {
 public:
  /// Rows [first, first + count) of a matrix [rows, cols]: integers, less their zero points, and what each is multiplied by.
  using Integers = FunctionRef<void(Index first, Index count, std::int16_t* q, float* scales)>;
  /// The same as floats.
  using Floats = FunctionRef<void(Index first, Index count, float* x)>;
  /// One row as it is to be kept.
  using Row = FunctionRef<void(Index row, std::byte* to)>;

  QuantizedTensors(std::vector<StoredTensor>& tensors, std::vector<Buffer>& buffers, std::string file,
                   Executor& executor = *default_executor());

  /// The PATH of every tensor PATH + suffix, in the order of the file.
  std::vector<std::string> paths(std::string_view suffix) const;
  const StoredTensor* find(const std::string& name) const;
  const StoredTensor& get(const std::string& name) const;
  /// Throws unless `t` is of one of these types, has `dimensions` of them (any with -1) and elements.
  void require(const StoredTensor& t, std::initializer_list<DType> types, Index dimensions = -1) const;
  void require_shape(const StoredTensor& t, std::initializer_list<Index> shape) const;
  /// f16, bf16 or f32, as floats, all finite.
  std::vector<float> floats(const StoredTensor& t) const;
  TensorError fail(std::string_view tensor, std::string problem, std::string expected = {}, std::string found = {}) const;

  /// Exact: in q4_0 (q5_0, q8_0) where the integers fit four (five, eight) bits and each 32 share a scale that f16 holds, in int8 where a
  /// row has one scale; else multiplied, in `kept`, an element type of floats, rounded once.
  void put(const std::string& path, Index rows, Index cols, DType kept, Integers read);
  void put(const std::string& path, Index rows, Index cols, DType kept, Floats read);
  void put_rows(const std::string& path, Index rows, Index cols, DType dtype, Row write);
  /// The same under a name of one's own, of a stack of matrices.
  void put_stack(const std::string& name, std::vector<Index> shape, DType dtype, Row write);
  /// This tensor has been used up.
  void drop(const std::string& name);

  /// The folder's tensors are now those that were put and what was not dropped; how many were put.
  std::size_t finish();

 private:
  /// Whole matrices are read in tiles of rows: formats that lie the other way round have sixteen outputs in a cache line.
  void for_each_row_tile(Index rows, FunctionRef<void(Index first, Index count)> use) const;

  std::span<std::byte> made(const std::string& name, std::vector<Index> shape, DType dtype);

  std::vector<StoredTensor>& tensors_;
  std::vector<Buffer>& buffers_;
  std::string file_;
  Executor& executor_;
  std::map<std::string, const StoredTensor*, std::less<>> by_name_;
  std::set<std::string, std::less<>> dropped_;
  std::vector<StoredTensor> made_;
};

/// Number i of a stream of `bits` each, in words of 32 bits that lie `stride` bytes apart.
inline std::int16_t packed_number(const std::byte* words, Index stride, Index i, int bits) {
  const Index bit = i * bits;
  const int shift = static_cast<int>(bit % 32);
  const std::byte* const at = words + bit / 32 * stride;
  std::uint32_t number = load<std::uint32_t>(at) >> shift;
  if (shift + bits > 32) number |= load<std::uint32_t>(at + stride) << (32 - shift);
  return static_cast<std::int16_t>(number & ((1u << bits) - 1));
}

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/quantized/quantized_tensors.ipp>
#endif
