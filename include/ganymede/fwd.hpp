#pragma once
// The names that other headers mention without needing to know more.

#include <ganymede/core/types.hpp>

namespace ganymede::inline v0 {

class Error;
class Buffer;
class Workspace;
class Sequence;
class Batch;
template <Scalar T>
class Tensor;

}  // namespace ganymede::inline v0
