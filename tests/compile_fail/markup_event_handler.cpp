// expect: (event handler|constant expression)
#include <ganymede/inspect/markup.hpp>

int main() { return static_cast<int>(ganymede::element("p", {{"onclick", "alert(1)"}}).str().size()); }
