#include <ganymede/core/lfs_pointer.hpp>

#include <doctest/doctest.h>

#include <string>

using ganymede::detail::lfs_pointer_size;

TEST_CASE("lfs_pointer: the size of what it stands for") {
  const std::string pointer =
      "version https://git-lfs.github.com/spec/v1\n"
      "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
  CHECK(lfs_pointer_size(pointer) == "12345");
  CHECK(lfs_pointer_size("version https://hawser.github.com/spec/v1\noid sha256:0\nsize 7") == "7");
  CHECK(lfs_pointer_size("version https://git-lfs.github.com/spec/v1\n") == "?");
}

TEST_CASE("lfs_pointer: other texts are none") {
  CHECK_FALSE(lfs_pointer_size(""));
  CHECK_FALSE(lfs_pointer_size("version 1\nsize 3\n"));
  CHECK_FALSE(lfs_pointer_size("The version https://git-lfs.github.com/spec/v1\nsize 3\n"));
  CHECK_FALSE(lfs_pointer_size("version https://git-lfs.github.com/spec/v1\n" + std::string(2000, 'x')));  // a text about it
}
