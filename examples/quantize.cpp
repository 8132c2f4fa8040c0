// A model becomes a GGUF file, its weights in fewer bits: for ganymede, llama.cpp and whoever reads that format.
//
//   quantize IN OUT TYPE      quantize SmolLM2-135M-Instruct smollm2.q8_0.gguf q8_0

#include <ganymede/app/export_gguf.hpp>
#include <ganymede/io/json.hpp>

#include <filesystem>
#include <string>

#include "option_values.hpp"
#include "run.hpp"

int main(int argc, char** argv) {
  PlainCommandLine line("Writes a model as a GGUF file with its weights in another element type.", "quantize");
  CLI::App& app = line.app;
  std::string in, out, type;
  ganymede::Index threads = 0;
  bool json = false;
  app.add_option("IN", in, "a Hugging Face folder or a GGUF file")->required();
  app.add_option("OUT", out, "the GGUF file to write; it appears when it is complete, in place of an older one")->required();
  app.add_option("TYPE", type, "f32, f16, bf16, q8_0, q4_0, q4_1, q5_0 or q5_1")->required();
  add_number(app, "--threads", threads, "threads to compute with; left out, or 0: all CPUs", 0, 4096);
  app.add_flag("--json", json, "one JSON object on standard output: {\"file\",\"type\",\"tensors\",\"bytes\"}");
  app.footer(
      "Vectors and tables of positions stay f32, and so do matrices whose rows are no multiple of 32 values where TYPE has blocks of 32.\n"
      "The output head, or the embedding where it is the head, stays q8_0 where TYPE is coarser. From a GGUF file all metadata is copied.");
  return run(line, argc, argv, [&] {
    if (type == "int8") throw CLI::ValidationError("TYPE", "int8 per channel has no GGUF type");
    const auto dtype = ganymede::parse_dtype(type);
    if (!dtype) throw CLI::ValidationError("TYPE", "unknown element type " + type);

    const bool shows_progress = isatty(STDERR_FILENO) != 0;
    std::size_t tensors = 0;
    const auto progress = [&](std::size_t done, std::size_t total) {
      tensors = total;
      if (shows_progress) std::cerr << "\r" << done << " of " << total << " tensors" << (done == total ? "\r\033[K" : "") << std::flush;
    };
    const ganymede::Checkpoint checkpoint = ganymede::checkpoint_for(in, {.threads = threads});
    ganymede::export_gguf(checkpoint, out, *dtype, {.threads = threads, .progress = progress});
    const auto bytes = std::filesystem::file_size(out);
    if (json)
      std::cout << ganymede::Json({{"file", out}, {"type", type}, {"tensors", tensors}, {"bytes", bytes}}).dump() << '\n';
    else
      std::cout << out << ": " << tensors << " tensors, " << bytes << " bytes\n";
  });
}
