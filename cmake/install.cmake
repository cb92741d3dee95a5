# What `cmake --install` puts where; included by the project's CMakeLists.txt.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/nnstruct")

install(DIRECTORY include/nnstruct
  DESTINATION include
  FILES_MATCHING PATTERN "*.hpp")
install(TARGETS nnstruct EXPORT nnstruct-targets)
install(EXPORT nnstruct-targets
  NAMESPACE nnstruct::
  DESTINATION "${package_dir}")

# What is compiled is installed if it has been built (`cmake --build` of one target leaves it out), and the package says
# that it is there only then: each has its targets in a file of its own, and nnstruct-built.cmake lists these.
install(TARGETS nnstruct_compiled
  EXPORT nnstruct-compiled-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" OPTIONAL)
set(parts compiled)
if(TARGET nnstruct_command)
  install(TARGETS nnstruct_command
    EXPORT nnstruct-command-targets
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" OPTIONAL)
  list(APPEND parts command)
endif()
set(installed_package_dir "\${CMAKE_INSTALL_PREFIX}/${package_dir}")
if(IS_ABSOLUTE "${package_dir}")
  set(installed_package_dir "${package_dir}")
endif()
install(CODE "set(nnstruct_built \"\")")
foreach(part IN LISTS parts)
  install(EXPORT nnstruct-${part}-targets
    NAMESPACE nnstruct::
    DESTINATION "${package_dir}")
  install(CODE "
if(EXISTS \"$<TARGET_FILE:nnstruct_${part}>\")
  list(APPEND nnstruct_built ${part})
else()
  message(STATUS \"nnstruct::${part} is left out, since it is not built; `cmake --build ${CMAKE_CURRENT_BINARY_DIR} --target nnstruct_${part}` builds it\")
endif()")
endforeach()
# Not by file(INSTALL), which takes two files of the same second for one.
install(CODE "
set(nnstruct_built_file \"\$ENV{DESTDIR}${installed_package_dir}/nnstruct-built.cmake\")
message(STATUS \"Installing: \${nnstruct_built_file}\")
file(WRITE \"\${nnstruct_built_file}\" \"set(nnstruct_built \${nnstruct_built})\\n\")
list(APPEND CMAKE_INSTALL_MANIFEST_FILES \"${installed_package_dir}/nnstruct-built.cmake\")")

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
  cmake/nnstruct-embed-checkpoint-check.cmake
  "${CMAKE_CURRENT_BINARY_DIR}/nnstructConfigVersion.cmake"
  DESTINATION "${package_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
