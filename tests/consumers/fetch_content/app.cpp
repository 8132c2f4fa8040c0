// An app that fetches the library while it is configured.
#include <ganymede/ganymede.hpp>

#include <cstdio>

int main() {
  ganymede::Workspace workspace;
  const auto scores = workspace.take<double>(4, 4);
  std::printf("ganymede %s: %zu bytes of workspace for %td scores\n", GANYMEDE_VERSION, workspace.capacity(), scores.size());
  return workspace.capacity() >= 16 * sizeof(double) ? 0 : 1;
}
