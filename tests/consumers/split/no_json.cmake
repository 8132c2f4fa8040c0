# JSON is seen by nobody who only declares: what the compiler opens for HEADER has no file of nlohmann's.
execute_process(COMMAND ${COMPILE} -M "-DGANYMEDE_SPLIT" -include "${HEADER}" -x c++ /dev/null
                OUTPUT_VARIABLE opened COMMAND_ERROR_IS_FATAL ANY)
if(NOT opened MATCHES "ganymede/io/checkpoint.hpp")
  message(FATAL_ERROR "${HEADER} does not include the library: ${opened}")
endif()
string(REGEX MATCHALL "[^ ]*nlohmann/[^ ]*" json "${opened}")
if(json)
  message(FATAL_ERROR "${HEADER} includes ${json}")
endif()
