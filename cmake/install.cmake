# What `cmake --install` puts where; included by the project's CMakeLists.txt.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/nnstruct")

install(DIRECTORY include/nnstruct
  DESTINATION include
  FILES_MATCHING PATTERN "*.hpp")
install(TARGETS nnstruct nnstruct_compiled
  EXPORT nnstruct-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT nnstruct-targets
  NAMESPACE nnstruct::
  DESTINATION "${package_dir}")

# Before 1.0 a new minor version may change what users see.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/nnstructConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  cmake/nnstructConfig.cmake
  cmake/nnstruct-dependencies.cmake
  "${CMAKE_CURRENT_BINARY_DIR}/nnstructConfigVersion.cmake"
  DESTINATION "${package_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
