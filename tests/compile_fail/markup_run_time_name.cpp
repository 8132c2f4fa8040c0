// expect: (constant expression|constexpr)
#include <ganymede/inspect/markup.hpp>

int main(int, char** argv) { return static_cast<int>(ganymede::element(argv[1]).str().size()); }
