#include <ganymede/io/checkpoint_files.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
std::string shard(std::string_view a, std::string_view b = {}) {
  std::string header = R"({")" + std::string(a) + R"(":{"dtype":"U8","shape":[2],"data_offsets":[0,2]})";
  if (!b.empty()) header += R"(,")" + std::string(b) + R"(":{"dtype":"U8","shape":[2],"data_offsets":[2,4]})";
  return safetensors_file(header + "}", b.empty() ? "ab" : "abcd");
}
void write_index(const TemporaryFolder& folder, std::string_view map) {
  folder.write("model.safetensors.index.json", R"({"metadata":{"total_size":6},"weight_map":)" + std::string(map) + "}");
}
ErrorDetails refused_folder(const TemporaryFolder& folder) {
  return error_of<FormatError>([&] {
    std::vector<MappedFile> files;
    detail::read_tensors(folder.path(), files);
  });
}
}  // namespace

TEST_CASE("checkpoint_files: one file or the shards of an index") {
  const TemporaryFolder folder;
  folder.write("one.safetensors", shard("a", "b"));
  folder.write("two.safetensors", shard("c"));
  write_index(folder, R"({"a":"one.safetensors","b":"one.safetensors","c":"two.safetensors"})");
  std::vector<MappedFile> files;
  const auto tensors = detail::read_tensors(folder.path(), files);
  CHECK(files.size() == 2);
  REQUIRE(tensors.size() == 3);
  CHECK(tensors[2].name == "c");
  CHECK(tensors[2].bytes[1] == std::byte{'b'});

  folder.write("model.safetensors", shard("single"));  // as transformers does, the single file goes first
  CHECK(detail::read_tensors(folder.path(), files)[0].name == "single");
}

TEST_CASE("checkpoint_files: index and shards must agree") {
  const TemporaryFolder folder;
  folder.write("one.safetensors", shard("a", "b"));
  folder.write("two.safetensors", shard("c"));
  write_index(folder, R"({"a":"one.safetensors","c":"two.safetensors"})");
  const auto extra = refused_folder(folder);
  CHECK(extra.key == "b");
  CHECK(extra.file == (folder.path() / "one.safetensors").string());
  write_index(folder, R"({"a":"one.safetensors","aa":"one.safetensors","b":"one.safetensors","c":"two.safetensors"})");
  CHECK(refused_folder(folder).key == "aa");
  write_index(folder, R"({"a":"one.safetensors","b":"one.safetensors","z":"one.safetensors","c":"two.safetensors"})");
  CHECK(refused_folder(folder).key == "z");
  write_index(folder, R"({"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"})");
  CHECK(refused_folder(folder).key == "b");
}

TEST_CASE("checkpoint_files: an index cannot reach outside its folder") {
  const TemporaryFolder folder;
  for (const char* name : {"../one.safetensors", "/etc/passwd", "..", ".", "", "a/b", "a\\\\b", "a\\u0000b"}) {
    CAPTURE(name);
    write_index(folder, std::string(R"({"w":")") + name + "\"}");
    CHECK(refused_folder(folder).key == "weight_map.w");
  }
  for (const char* map : {"[]", "null", "{\"w\":1}", "{\"w\":null}", "\"one\""}) {
    write_index(folder, map);
    refused_folder(folder);
  }
  folder.write("model.safetensors.index.json", "[1]");
  refused_folder(folder);
  folder.write("model.safetensors.index.json", "{}");
  CHECK(refused_folder(folder).key == "weight_map");
}

TEST_CASE("checkpoint_files: files that are missing") {
  const TemporaryFolder folder;
  std::vector<MappedFile> files;
  const auto read = [&] { detail::read_tensors(folder.path(), files); };
  CHECK(contains(error_of<FileError>(read).expected, "model.safetensors"));
  folder.write("pytorch_model.bin", "");
  CHECK(contains(error_of<FileError>(read).problem, "pytorch_model.bin"));
  write_index(folder, R"({"a":"one.safetensors"})");
  CHECK(error_of<FileError>(read).file == (folder.path() / "one.safetensors").string());
  std::filesystem::create_symlink("nowhere", folder.path() / "model.safetensors");
  CHECK(error_of<FileError>(read).file == (folder.path() / "model.safetensors").string());  // not the index instead
}

TEST_CASE("checkpoint_files: plain names") {
  CHECK(detail::is_plain_name("model-00001-of-00002.safetensors"));
  CHECK(detail::is_plain_name("..a"));
  for (const char* name : {"", ".", "..", "/a", "a/", "../a", "a\\b"}) CHECK_FALSE(detail::is_plain_name(name));
  CHECK_FALSE(detail::is_plain_name(std::string_view("a\0", 2)));
}

TEST_CASE("checkpoint_files: index and shards may disagree about buffers, and the index may list tied tables") {
  const TemporaryFolder folder;
  for (const char* const buffer : {"model.layers.0.self_attn.rotary_emb.inv_freq", "h.0.attn.masked_bias", "transformer.h.0.attn.bias",
                                   "embeddings.position_ids", "model.encoder.embed_positions.weights"}) {
    CAPTURE(buffer);
    folder.write("one.safetensors", shard("a", buffer));
    write_index(folder, R"({"a":"one.safetensors"})");
    std::vector<MappedFile> files;
    CHECK(detail::read_tensors(folder.path(), files).size() == 2);
    folder.write("one.safetensors", shard("a"));
    write_index(folder, R"({"a":"one.safetensors",")" + std::string(buffer) + R"(":"one.safetensors"})");
    CHECK(detail::read_tensors(folder.path(), files).size() == 1);
  }
  std::vector<MappedFile> files;
  write_index(folder, R"({"a":"one.safetensors","lm_head.weight":"one.safetensors"})");
  CHECK(detail::read_tensors(folder.path(), files).size() == 1);
  for (const char* const other : {"my_inv_freq", "attn.bias.weight", "self_attn.bias", "norm.weight"}) {
    write_index(folder, R"({"a":"one.safetensors",")" + std::string(other) + R"(":"one.safetensors"})");
    CHECK(refused_folder(folder).key == other);
  }
  folder.write("one.safetensors", shard("a", "lm_head.weight"));  // a second head would go unseen
  write_index(folder, R"({"a":"one.safetensors"})");
  CHECK(refused_folder(folder).key == "lm_head.weight");
}
