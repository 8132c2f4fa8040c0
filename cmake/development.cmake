# Only for the tests, benchmarks and examples of this repository; nothing here reaches a user of the library.

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_EXTENSIONS OFF)

# GCC's -Wmaybe-uninitialized is wrong about temporaries of nested designated initialisers; the sanitizers see the real ones.
add_library(ganymede_warnings INTERFACE)
# Where files are compiled as one, locals of one shadow names of another.
set(one_by_one $<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>)
target_compile_options(ganymede_warnings INTERFACE
  -Wall -Wextra -Wconversion $<${one_by_one}:-Wshadow> $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized> $<$<BOOL:${GANYMEDE_WERROR}>:-Werror>)

# For the kernels' loads and stores, Clang's UndefinedBehaviorSanitizer takes four minutes; AddressSanitizer watches them too, GCC's all.
if(CMAKE_BUILD_TYPE STREQUAL "Asan" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set_source_files_properties("${PROJECT_BINARY_DIR}/compiled/kernels.cpp" PROPERTIES
    COMPILE_OPTIONS -fno-sanitize=null,alignment,object-size,pointer-overflow,vptr)
endif()

# A test with a model compiles in half the time where kernels and readers are compiled once for all.
set(GANYMEDE_LINK compiled CACHE STRING "What tests and examples are built on: compiled, or ganymede, the headers alone")
set_property(CACHE GANYMEDE_LINK PROPERTY STRINGS compiled ganymede)

# A template-heavy file can need 1.5 GB to compile: with Ninja, run no more compilers than the memory holds.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
cmake_host_system_information(RESULT megabytes QUERY TOTAL_PHYSICAL_MEMORY)
math(EXPR jobs "${megabytes} / 1500")
if(jobs GREATER cores)
  set(jobs ${cores})
elseif(jobs LESS 1)
  set(jobs 1)
endif()
set_property(GLOBAL APPEND PROPERTY JOB_POOLS ganymede_compile=${jobs})
set(CMAKE_JOB_POOL_COMPILE ganymede_compile)

find_program(GANYMEDE_CCACHE ccache DOC "Used where present; set to empty to compile without")
if(GANYMEDE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${GANYMEDE_CCACHE}")
endif()
