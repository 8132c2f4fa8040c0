// expect: deleted
#include <ganymede/layers/linear.hpp>

ganymede::Product<float> keep(const ganymede::Product<float>& product) { return product; }  // a product is used where it is made
