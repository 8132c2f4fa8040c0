#pragma once
// The names that other headers mention without needing to know more.

#include <ganymede/core/types.hpp>

namespace ganymede::inline v0 {

class Error;
class Buffer;
class Workspace;
class Checkpoint;
class Weights;
class Tokenizer;
class Executor;
class Sequence;
class Batch;
template <Scalar T>
class Tensor;
template <Scalar T>
class Linear;

}  // namespace ganymede::inline v0
