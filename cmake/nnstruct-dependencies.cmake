# What nnstruct's headers need, for the build and, installed beside it, for nnstructConfig.cmake.
# Afterwards there are ZLIB::ZLIB and nnstruct::pfr, or nnstruct_missing says what to install.

set(nnstruct_missing "")

if(NOT TARGET ZLIB::ZLIB)
  find_package(ZLIB QUIET)
endif()
if(NOT TARGET ZLIB::ZLIB)
  string(APPEND nnstruct_missing "nnstruct needs zlib: install Debian's zlib1g-dev.\n")
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
