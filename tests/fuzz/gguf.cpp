// A GGUF file, as it is or described (support/described_file.hpp, after a line "#gguf"): opened, loaded and run.
#include "fuzz/support/attempt.hpp"
#include "fuzz/support/described_file.hpp"
#include "fuzz/support/use_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string made;
  if (text.starts_with("#gguf\n")) made = described::gguf(text.substr(6)), text = made;
  attempt([&] {
    const ganymede::Checkpoint checkpoint(as_bytes(text), "input.gguf");
    use_model(checkpoint, size);
  });
  return 0;
}
