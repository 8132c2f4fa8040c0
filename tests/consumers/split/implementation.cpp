// The one file of the app that holds the library's bodies, as docs/using.md has it; the others are those of consumers/compiled.
#include "using/implementation.inc"
