// A CTranslate2 folder (support/packed_folder.hpp): opened, loaded and run.
#include "fuzz/support/attempt.hpp"
#include "fuzz/support/packed_folder.hpp"
#include "fuzz/support/use_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const PackedFolder folder({reinterpret_cast<const char*>(data), size});
  attempt([&] { use_model(ganymede::Checkpoint(PackedFolder::path()), size); });
  return 0;
}
