#pragma once
// What a checkpoint is made of, whatever its files: found out once, when they are opened.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/known_settings.hpp>
#include <ganymede/io/setting_names.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/io/tensor_names.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

struct CheckpointParts {
  std::string name{};
  std::filesystem::path folder{};
  std::vector<MappedFile> files{};
  std::vector<Buffer> buffers{};                  // of what has been dequantised or narrowed
  std::shared_ptr<const CheckpointParts> base{};  // whose files the other tensors lie in; null: in its own
  std::optional<Gguf> gguf{};
  bool ctranslate2 = false;

  Settings settings{};  // under the file's own keys
  std::vector<StoredTensor> tensors{};
  std::map<std::string_view, const StoredTensor*> by_name{};

  // How the format's keys and names answer to Hugging Face's.
  bool hugging_face_keys = true;
  std::string_view architecture_key = "model_type";
  std::shared_ptr<const SettingNames> setting_names{};  // null: they are Hugging Face's, or no table is known
  TensorNames tensor_names{};
  std::span<const KnownSettings> known_settings{};

  const StoredTensor* find(std::string_view tensor) const {
    const auto at = by_name.find(tensor);
    return at == by_name.end() ? nullptr : at->second;
  }
};

/// Errors as Checkpoint's constructors.
GANYMEDE_ONCE std::shared_ptr<const CheckpointParts> open_checkpoint(const std::filesystem::path& model,
                                                                     std::shared_ptr<Executor> executor);
GANYMEDE_ONCE std::shared_ptr<const CheckpointParts> open_checkpoint(std::span<const std::byte> gguf, std::string name);
/// `base` with `tensors` in place of its own of those names, or beside them; their bytes lie in `buffers`.
GANYMEDE_ONCE std::shared_ptr<const CheckpointParts> with_tensors(std::shared_ptr<const CheckpointParts> base,
                                                                  std::vector<StoredTensor> tensors, std::vector<Buffer> buffers);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/checkpoint_parts.ipp>
#endif
