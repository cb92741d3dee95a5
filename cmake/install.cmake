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
if(TARGET nnstruct_command)
  install(TARGETS nnstruct_command
    EXPORT nnstruct-targets
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(EXPORT nnstruct-targets
  NAMESPACE nnstruct::
  DESTINATION "${package_dir}")

# The package's engine is the one that its library was compiled for.
string(REGEX MATCH "^[0-9]+" nnstruct_onednn_major "${nnstruct_onednn_version}")
configure_file(cmake/nnstructConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/nnstructConfig.cmake" @ONLY)

# Before 1.0 a new minor version may change what users see.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/nnstructConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/nnstructConfig.cmake"
  cmake/nnstruct-dependencies.cmake
  cmake/nnstruct-checkpoint-arguments.cmake
  cmake/nnstruct-checkpoint-schema.cmake
  cmake/nnstruct-embed-checkpoint.cmake
  "${CMAKE_CURRENT_BINARY_DIR}/nnstructConfigVersion.cmake"
  DESTINATION "${package_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
