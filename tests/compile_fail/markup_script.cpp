// expect: (does not write|constant expression)
#include <ganymede/inspect/markup.hpp>

int main() { return static_cast<int>(ganymede::element("script", {}, "alert(1)").str().size()); }
