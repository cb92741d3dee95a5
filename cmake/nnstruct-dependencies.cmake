# What nnstruct's headers need, for the build and, installed beside it, for nnstructConfig.cmake.
# nnstruct_engine is auto, onednn or reference, nnstruct_hub and nnstruct_libdeflate are auto, ON or OFF; auto becomes one of
# the others here. Afterwards there are ZLIB::ZLIB, Threads::Threads and nnstruct::pfr, with onednn nnstruct::onednn and
# nnstruct_onednn_version, with the hub nnstruct::libcurl, with libdeflate nnstruct::libdeflate; or nnstruct_missing says what
# to install.

set(nnstruct_missing "")

if(NOT TARGET ZLIB::ZLIB)
  find_package(ZLIB QUIET)
endif()
if(NOT TARGET ZLIB::ZLIB)
  string(APPEND nnstruct_missing "nnstruct needs zlib: install Debian's zlib1g-dev.\n")
endif()

# POSIX threads, which are a library of their own before glibc 2.34.
if(NOT TARGET Threads::Threads)
  find_package(Threads QUIET)
endif()
if(NOT TARGET Threads::Threads)
  string(APPEND nnstruct_missing "nnstruct needs POSIX threads, and the compiler has none.\n")
endif()

# Looked for by itself, since find_package(Boost) would be satisfied with a Boost that is too old to have PFR.
set(nnstruct_pfr_header boost/pfr/detail/core17_generated.hpp)
find_path(NNSTRUCT_BOOST_INCLUDE_DIR "${nnstruct_pfr_header}"
  HINTS "${BOOST_ROOT}" ENV BOOST_ROOT
  PATH_SUFFIXES include
  DOC "The folder that holds ${nnstruct_pfr_header} of Boost 1.75 or newer")
if(NOT EXISTS "${NNSTRUCT_BOOST_INCLUDE_DIR}/${nnstruct_pfr_header}")
  string(APPEND nnstruct_missing
    "nnstruct needs the headers of Boost.PFR (Boost 1.75 or newer), and finds no ${nnstruct_pfr_header}"
    " (NNSTRUCT_BOOST_INCLUDE_DIR is ${NNSTRUCT_BOOST_INCLUDE_DIR}).\n"
    "On Debian 12 install libboost1.81-dev; libboost-dev is Boost 1.74 there, which has no PFR. "
    "Elsewhere set -DNNSTRUCT_BOOST_INCLUDE_DIR=<the folder that holds boost/>.\n")
elseif(NOT TARGET nnstruct::pfr)
  # Imported, so that CMake adds it as a system folder: before /usr/include if it is another one, and not at
  # all if it is /usr/include.
  add_library(nnstruct::pfr INTERFACE IMPORTED)
  set_target_properties(nnstruct::pfr PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${NNSTRUCT_BOOST_INCLUDE_DIR}")
endif()

# Looked for by itself, since Debian's package of CMake files for it stops where OpenCL's headers are missing.
set(nnstruct_onednn_version "")
if(NOT nnstruct_engine STREQUAL "reference")
  set(NNSTRUCT_ONEDNN_ROOT "" CACHE PATH "The folder that holds oneDNN's include and lib; empty: the system's")
  if(NOT NNSTRUCT_ONEDNN_ROOT STREQUAL "${nnstruct_onednn_root_searched}")
    unset(NNSTRUCT_ONEDNN_INCLUDE_DIR CACHE)
    unset(NNSTRUCT_ONEDNN_LIBRARY CACHE)
  endif()
  set(nnstruct_onednn_root_searched "${NNSTRUCT_ONEDNN_ROOT}" CACHE INTERNAL "")
  set(nnstruct_onednn_places "")
  if(NNSTRUCT_ONEDNN_ROOT)
    set(nnstruct_onednn_places PATHS "${NNSTRUCT_ONEDNN_ROOT}" NO_DEFAULT_PATH)
  endif()
  find_path(NNSTRUCT_ONEDNN_INCLUDE_DIR oneapi/dnnl/dnnl.h ${nnstruct_onednn_places} PATH_SUFFIXES include)
  find_library(NNSTRUCT_ONEDNN_LIBRARY dnnl ${nnstruct_onednn_places} PATH_SUFFIXES lib lib64)
  mark_as_advanced(NNSTRUCT_ONEDNN_INCLUDE_DIR NNSTRUCT_ONEDNN_LIBRARY)

  set(nnstruct_onednn_problem "")
  if(NOT NNSTRUCT_ONEDNN_INCLUDE_DIR OR NOT NNSTRUCT_ONEDNN_LIBRARY)
    set(nnstruct_onednn_problem "oneDNN is not found")
    if(NNSTRUCT_ONEDNN_ROOT)
      string(APPEND nnstruct_onednn_problem " in ${NNSTRUCT_ONEDNN_ROOT}")
    endif()
  else()
    set(nnstruct_onednn_numbers "")
    file(STRINGS "${NNSTRUCT_ONEDNN_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h" nnstruct_onednn_lines
      REGEX "#define DNNL_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
    foreach(line IN LISTS nnstruct_onednn_lines)
      string(REGEX MATCH "[0-9]+" number "${line}")
      list(APPEND nnstruct_onednn_numbers "${number}")
    endforeach()
    list(JOIN nnstruct_onednn_numbers "." nnstruct_onednn_version)
    if(nnstruct_onednn_version VERSION_LESS 2.6)
      set(nnstruct_onednn_problem "oneDNN 2.6 is needed, and ${NNSTRUCT_ONEDNN_LIBRARY} is ${nnstruct_onednn_version}")
    elseif(nnstruct_onednn_major AND NOT nnstruct_onednn_version MATCHES "^${nnstruct_onednn_major}[.]")
      # What is compiled for the one calls functions that the other does not have.
      string(CONCAT nnstruct_onednn_problem "nnstruct was built with oneDNN ${nnstruct_onednn_major}, "
        "and ${NNSTRUCT_ONEDNN_LIBRARY} is ${nnstruct_onednn_version}")
    endif()
  endif()

  if(nnstruct_onednn_problem AND nnstruct_engine STREQUAL "auto")
    set(nnstruct_engine reference)
  elseif(nnstruct_onednn_problem)
    string(APPEND nnstruct_missing
      "nnstruct's engine is oneDNN here: ${nnstruct_onednn_problem}.\n"
      "On Debian install libdnnl-dev; for one elsewhere, such as that of pip's onednn-devel, set "
      "-DNNSTRUCT_ONEDNN_ROOT=<the folder that holds its include and lib>.\n")
  else()
    set(nnstruct_engine onednn)
    if(NOT TARGET nnstruct::onednn)
      add_library(nnstruct::onednn UNKNOWN IMPORTED)
      set_target_properties(nnstruct::onednn PROPERTIES
        IMPORTED_LOCATION "${NNSTRUCT_ONEDNN_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${NNSTRUCT_ONEDNN_INCLUDE_DIR}")
      if(NNSTRUCT_ONEDNN_ROOT AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
        # So that libraries which it needs itself are found beside it too.
        set_target_properties(nnstruct::onednn PROPERTIES INTERFACE_LINK_OPTIONS "LINKER:--disable-new-dtags")
      endif()
    endif()
  endif()
endif()

# What computes CRC-32 in a third of zlib's time. Looked for by itself, since Debian's package has no CMake files.
if(nnstruct_libdeflate)
  find_path(NNSTRUCT_LIBDEFLATE_INCLUDE_DIR libdeflate.h)
  find_library(NNSTRUCT_LIBDEFLATE_LIBRARY deflate)
  mark_as_advanced(NNSTRUCT_LIBDEFLATE_INCLUDE_DIR NNSTRUCT_LIBDEFLATE_LIBRARY)
  if(NNSTRUCT_LIBDEFLATE_INCLUDE_DIR AND NNSTRUCT_LIBDEFLATE_LIBRARY)
    set(nnstruct_libdeflate ON)
    if(NOT TARGET nnstruct::libdeflate)
      add_library(nnstruct::libdeflate UNKNOWN IMPORTED)
      set_target_properties(nnstruct::libdeflate PROPERTIES
        IMPORTED_LOCATION "${NNSTRUCT_LIBDEFLATE_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${NNSTRUCT_LIBDEFLATE_INCLUDE_DIR}")
    endif()
  elseif(nnstruct_libdeflate STREQUAL "auto")
    set(nnstruct_libdeflate OFF)
  else()
    string(APPEND nnstruct_missing
      "nnstruct computes checksums by libdeflate here, and it is not found: on Debian install libdeflate-dev.\n")
  endif()
endif()

# What nn::hub downloads with, and computes SHA-256 with.
if(nnstruct_hub)
  find_package(CURL 7.68 QUIET)
  find_package(OpenSSL 1.1.1 QUIET COMPONENTS Crypto)
  set(nnstruct_hub_problem "")
  if(NOT TARGET CURL::libcurl)
    set(nnstruct_hub_problem "libcurl 7.68 is not found, or older")
  elseif(NOT TARGET OpenSSL::Crypto)
    set(nnstruct_hub_problem "OpenSSL's libcrypto 1.1.1 is not found, or older")
  endif()
  if(nnstruct_hub_problem AND nnstruct_hub STREQUAL "auto")
    set(nnstruct_hub OFF)
  elseif(nnstruct_hub_problem)
    string(APPEND nnstruct_missing
      "nnstruct downloads here, by nn::hub: ${nnstruct_hub_problem}.\n"
      "On Debian install libcurl4-openssl-dev and libssl-dev.\n")
  else()
    set(nnstruct_hub ON)
    if(NOT TARGET nnstruct::libcurl)
      add_library(nnstruct::libcurl INTERFACE IMPORTED)
      set(nnstruct_hub_libraries CURL::libcurl OpenSSL::Crypto)
      if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
        # Programs that download nothing do not have to load it, with its two dozen libraries, when they start.
        set(nnstruct_hub_libraries -Wl,--push-state,--as-needed ${nnstruct_hub_libraries} -Wl,--pop-state)
      endif()
      set_target_properties(nnstruct::libcurl PROPERTIES INTERFACE_LINK_LIBRARIES "${nnstruct_hub_libraries}")
    endif()
  endif()
endif()
