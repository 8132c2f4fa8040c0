// Links a file into the program as it is: the assembler reads it, so that it costs no compile time. Compiled once for each model, with the
// name of its function of embedded.hpp as GANYMEDE_EMBEDDED.
#include "embedded.hpp"

#if defined(GANYMEDE_EMBEDDED_FILE)

#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)
#define JOINED_OF(a, b) a##b
#define JOINED(a, b) JOINED_OF(a, b)

#if defined(__APPLE__)
#define SECTION ".const_data"
#define SYMBOL "_" TEXT(GANYMEDE_EMBEDDED)
#else
#define SECTION ".section .rodata"
#define SYMBOL TEXT(GANYMEDE_EMBEDDED)
#endif

// clang-format off
__asm__(SECTION "\n"
        ".balign 64\n"
        ".globl " SYMBOL "_begin\n"
        ".globl " SYMBOL "_end\n"
        SYMBOL "_begin:\n"
        ".incbin \"" GANYMEDE_EMBEDDED_FILE "\"\n"
        SYMBOL "_end:\n"
        ".byte 0\n"
        ".text\n");
// clang-format on

extern "C" const std::byte JOINED(GANYMEDE_EMBEDDED, _begin)[];
extern "C" const std::byte JOINED(GANYMEDE_EMBEDDED, _end)[];

std::span<const std::byte> GANYMEDE_EMBEDDED() { return {JOINED(GANYMEDE_EMBEDDED, _begin), JOINED(GANYMEDE_EMBEDDED, _end)}; }

#else

std::span<const std::byte> GANYMEDE_EMBEDDED() { return {}; }

#endif
