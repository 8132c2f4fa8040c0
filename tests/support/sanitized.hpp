#pragma once
// GANYMEDE_TEST_SANITIZED: a sanitizer stands in operator new's place, which then ends the program where memory cannot be had.

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GANYMEDE_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GANYMEDE_TEST_SANITIZED
#endif
#endif
