// unloading LIBRARY: loads, runs and unloads it a hundred times; exit status 0 if that is what happened.
#include <chrono>
#include <cstdio>
#include <thread>

#include <dlfcn.h>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  for (int round = 0; round < 100; ++round) {
    void* const library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return std::fprintf(stderr, "%s\n", dlerror()), 3;
    const auto run = reinterpret_cast<int (*)()>(dlsym(library, "run"));
    if (run == nullptr || run() != 0) return 4;
    if (dlclose(library) != 0) return 5;
    if (dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) != nullptr) return std::fputs("the library stayed: nothing is tested\n", stderr), 6;
    std::this_thread::sleep_for(std::chrono::milliseconds(round % 5));  // in which a thread that was left behind would run
  }
}
