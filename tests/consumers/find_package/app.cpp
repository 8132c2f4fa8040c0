// An app that found the installed package.
#include <ganymede/ganymede.hpp>

#include <cstdio>

int main() {
  try {
    throw ganymede::ConfigError{{.problem = "is missing", .file = "config.json", .key = "hidden_size"}};
  } catch (const ganymede::Error& error) {
    std::printf("ganymede %s: %s\n", GANYMEDE_VERSION, error.what());
    return error.details().key == "hidden_size" ? 0 : 1;
  }
}
