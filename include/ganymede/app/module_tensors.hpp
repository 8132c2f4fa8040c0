#pragma once
// The tensors of a sentence-transformers module: a model.safetensors without a config.json of a model.

#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// Copies share the mapped file. Everything throws TensorError for a tensor that is missing, or of another shape or kind.
class ModuleTensors {
 public:
  /// FileError, FormatError.
  explicit ModuleTensors(const std::filesystem::path& safetensors);

  bool has(std::string_view name) const;
  /// A matrix of floats, of any size.
  const StoredTensor& matrix(std::string_view name) const;
  /// A matrix [rows, cols], row after row.
  std::vector<float> matrix(std::string_view name, Index rows, Index cols) const;
  std::vector<float> vector(std::string_view name, Index size) const;
  std::vector<Index> integers(std::string_view name) const;
  /// Row n of matrix(name).
  void row(const StoredTensor& matrix, Index n, float* out) const;

  /// TensorError for tensors beside these.
  void only(std::initializer_list<std::string_view> names) const;

  TensorError fail(const std::string& problem, std::string_view name, const std::string& expected, const std::string& found) const;

 private:
  const StoredTensor& find(std::string_view name) const;

  std::shared_ptr<const MappedFile> file_;
  std::string name_;
  std::vector<StoredTensor> tensors_;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/module_tensors.ipp>
#endif
