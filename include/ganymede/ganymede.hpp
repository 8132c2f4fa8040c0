#pragma once
// Everything. To include less, include the header of the part that you use; each compiles alone.

#include <ganymede/fwd.hpp>
#include <ganymede/version.hpp>

#include <ganymede/core/block_quants.hpp>
#include <ganymede/core/buffer.hpp>
#include <ganymede/core/bytes.hpp>
#include <ganymede/core/checked.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/half.hpp>
#include <ganymede/core/k_quants.hpp>
#include <ganymede/core/probe.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/core/tensor.hpp>
#include <ganymede/core/types.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/io/mapped_file.hpp>
#include <ganymede/io/safetensors.hpp>
#include <ganymede/io/setting_value.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <ganymede/state/workspace.hpp>
