// expect: constraint.*DecoderOnlyModel
#include <ganymede/app/text_generator.hpp>

using Refused = ganymede::TextGenerator<int>;  // no model
