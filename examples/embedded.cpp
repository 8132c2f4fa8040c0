// Links a file into the program as it is: the assembler reads it, so that it costs no compile time.
#include "embedded.hpp"

#if defined(GANYMEDE_EMBEDDED_FILE)

#if defined(__APPLE__)
#define SECTION ".const_data"
#define SYMBOL "_"
#else
#define SECTION ".section .rodata"
#define SYMBOL ""
#endif

// clang-format off
__asm__(SECTION "\n"
        ".balign 64\n"
        ".globl " SYMBOL "ganymede_embedded_begin\n"
        ".globl " SYMBOL "ganymede_embedded_end\n"
        SYMBOL "ganymede_embedded_begin:\n"
        ".incbin \"" GANYMEDE_EMBEDDED_FILE "\"\n"
        SYMBOL "ganymede_embedded_end:\n"
        ".byte 0\n"
        ".text\n");
// clang-format on

extern "C" const std::byte ganymede_embedded_begin[];
extern "C" const std::byte ganymede_embedded_end[];

std::span<const std::byte> embedded_stories() { return {ganymede_embedded_begin, ganymede_embedded_end}; }

#else

std::span<const std::byte> embedded_stories() { return {}; }

#endif
