# cmake -DCASE=<file> -DPROGRAMS=<folder> -P run_case.cmake: see CMakeLists.txt here.
file(READ "${CASE}" expected)
string(REGEX MATCH "^\\$ ([^\n]*)\n" call "${expected}")
set(ENV{PATH} "${PROGRAMS}:$ENV{PATH}")
execute_process(COMMAND sh -c "${CMAKE_MATCH_1}" INPUT_FILE /dev/null
                RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
set(actual "${call}${output}")
if(NOT status EQUAL 0)
  string(REGEX REPLACE "\n$" "" errors "${errors}")
  string(REPLACE "\n" "\n! " errors "! ${errors}")
  string(APPEND actual "${errors}\n? ${status}\n")
endif()

if("$ENV{GANYMEDE_UPDATE_GOLDEN}")
  file(WRITE "${CASE}" "${actual}")
elseif(NOT actual STREQUAL expected)
  message(FATAL_ERROR "expected:\n${expected}\nprinted:\n${actual}")
endif()
