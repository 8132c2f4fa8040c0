# cmake --install: the headers, the bodies compiled once, and a package for find_package(ganymede). Until 1.0 a minor version may change the interface.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/ganymede")

install(DIRECTORY include/ganymede TYPE INCLUDE)
install(TARGETS ganymede ganymede_compiled EXPORT ganymedeTargets)
install(EXPORT ganymedeTargets NAMESPACE ganymede:: DESTINATION "${package_dir}")
configure_package_config_file(cmake/ganymedeConfig.cmake.in ganymedeConfig.cmake INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file(ganymedeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/ganymedeConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/ganymedeConfigVersion.cmake"
        DESTINATION "${package_dir}")
