#pragma once
// Names of tensors as models that were saved inside of a wrapper have them.

#include <ganymede/core/error.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// The name without the parts that wrappers put there: in front "module." (torch's DataParallel and DistributedDataParallel), "base_model."
/// and "base_model.model." (peft); anywhere "_orig_mod." (torch.compile), "_fsdp_wrapped_module." and "_checkpoint_wrapped_module.". What
/// TensorFlow calls a LayerNorm's gamma and beta, as BERT's first checkpoints do, are weight and bias.
inline std::string unwrapped_name(std::string_view name) {
  static constexpr std::string_view in_front[] = {"module.", "base_model.model.", "base_model."};
  static constexpr std::string_view anywhere[] = {"_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module."};
  std::string plain(name);
  for (const std::string_view part : anywhere)
    for (std::size_t at = 0; (at = plain.find(part, at)) != plain.npos;)
      if (at == 0 || plain[at - 1] == '.')
        plain.erase(at, part.size());
      else
        at += part.size();
  std::string_view rest = plain;
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view part : in_front)
      if (rest.starts_with(part)) rest.remove_prefix(part.size()), again = true;
  }
  plain = std::string(rest);
  if (plain.ends_with("LayerNorm.gamma")) return plain.replace(plain.size() - 5, 5, "weight");
  if (plain.ends_with("LayerNorm.beta")) return plain.replace(plain.size() - 4, 4, "bias");
  return plain;
}

/// Takes the wrappers off all names. FormatError where two tensors would have one name.
inline void unwrap_names(std::vector<StoredTensor>& tensors, const std::string& file) {
  bool any = false;
  for (StoredTensor& tensor : tensors) {
    std::string plain = unwrapped_name(tensor.name);
    any = any || plain != tensor.name;
    tensor.name = std::move(plain);
  }
  if (!any) return;
  std::set<std::string_view> names;
  for (const StoredTensor& tensor : tensors)
    if (!names.insert(tensor.name).second)
      throw FormatError{{.problem = "tensor stands twice, once inside of a wrapper (module., _orig_mod., base_model.)",
                         .file = file,
                         .key = tensor.name}};
}

}  // namespace ganymede::inline v0::detail
