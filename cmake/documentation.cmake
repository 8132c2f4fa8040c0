# `docs`, the API reference in build/<preset>/reference/html; needs Doxygen. Where that is not installed there is no such target.
find_package(Doxygen QUIET)
if(DOXYGEN_FOUND)
  set(GANYMEDE_REFERENCE_DIR "${PROJECT_BINARY_DIR}/reference")
  set(GANYMEDE_REFERENCE_STRICT FAIL_ON_WARNINGS)
  file(MAKE_DIRECTORY "${GANYMEDE_REFERENCE_DIR}")
  configure_file("${PROJECT_SOURCE_DIR}/docs/Doxyfile.in" "${PROJECT_BINARY_DIR}/Doxyfile" @ONLY)
  add_custom_target(docs COMMAND Doxygen::doxygen "${PROJECT_BINARY_DIR}/Doxyfile" USES_TERMINAL VERBATIM)
endif()
