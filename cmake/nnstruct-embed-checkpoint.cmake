# nnstruct_embed_checkpoint(TARGET FILE path NAME name [NAMESPACE namespace])
#
# Puts the bytes of a FILE (a relative path starts at CMAKE_CURRENT_SOURCE_DIR) into TARGET, for a program that needs no
# file when it runs; then in sources of TARGET, and of what links it:
#   #include <embedded/NAME.hpp>
#   auto net = nnstruct::load<Net>(embedded::NAME);
# The constant, an nnstruct::EmbeddedFile, can be used in any number of units and before main. The assembler takes the
# bytes from the file, aligned to 64, so that tensors are used where they are; another FILE makes that one object again. A
# FILE that is empty, a Git LFS pointer, a page of HTML or the like stops the build, with a sentence that says what to do.
# NAMESPACE is embedded if it is not given; with a::b the header is <a/b/NAME.hpp>.
#
# TARGET links nnstruct::nnstruct or nnstruct::compiled, by g++ or clang, in ELF format; a file has 2 GB at most.

include("${CMAKE_CURRENT_LIST_DIR}/nnstruct-checkpoint-arguments.cmake")

function(nnstruct_embed_checkpoint target)
  nnstruct_checkpoint_arguments(nnstruct_embed_checkpoint "${target}" "NAMESPACE" ${ARGN})
  set(call "nnstruct_embed_checkpoint(${target} ...)")
  if(NOT checkpoint_NAMESPACE)
    set(checkpoint_NAMESPACE embedded)
  endif()
  if(NOT checkpoint_NAMESPACE MATCHES "^[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)*$")
    message(FATAL_ERROR "${call}: NAMESPACE is ${checkpoint_NAMESPACE}, which is none in C++; give one like models::trained")
  endif()
  if(checkpoint_scope STREQUAL "INTERFACE")
    message(FATAL_ERROR "${call}: nothing is compiled for the target ${target}; give one that has sources")
  endif()
  if(checkpoint_FILE MATCHES "[\\\n]")
    message(FATAL_ERROR "${call}: ${checkpoint_FILE} has a backslash or a line's end in its name, which build systems do "
                        "not take; rename it")
  endif()

  string(REPLACE "::" "/" header_dir "${checkpoint_NAMESPACE}")
  string(REPLACE "::" "." symbol "nnstruct.${checkpoint_NAMESPACE}.${checkpoint_NAME}")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/nnstruct-embedded/${target}")
  set(header "${folder}/${header_dir}/${checkpoint_NAME}.hpp")
  set(source "${folder}/${header_dir}/${checkpoint_NAME}.cpp")
  get_target_property(sources "${target}" SOURCES)
  if(source IN_LIST sources)
    message(FATAL_ERROR "${call}: ${target} has an ${checkpoint_NAMESPACE}::${checkpoint_NAME} already")
  endif()
  cmake_path(GET checkpoint_FILE FILENAME file_name)
  # Quotes in a string of C++; and in a string of the assembler within one.
  string(REPLACE "\"" "\\\"" cxx_file_name "${file_name}")
  string(REPLACE "\"" "\\\\\\\"" asm_path "${checkpoint_FILE}")

  file(CONFIGURE OUTPUT "${header}" @ONLY CONTENT [=[
// Made by nnstruct_embed_checkpoint.
#pragma once

#include <nnstruct/io/embedded_file.hpp>

namespace @checkpoint_NAMESPACE@ {
extern const nnstruct::EmbeddedFile @checkpoint_NAME@;
}
]=])
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [=[
// Made by nnstruct_embed_checkpoint.
#include <@header_dir@/@checkpoint_NAME@.hpp>

#include <cstddef>

#ifndef __ELF__
#error "nnstruct_embed_checkpoint is for programs in ELF format; load the file when the program runs, with nn::load"
#endif

asm(".pushsection .rodata.@symbol@, \"a\"\n"
    ".globl @symbol@.first\n.hidden @symbol@.first\n.type @symbol@.first, %object\n"
    ".globl @symbol@.last\n.hidden @symbol@.last\n"
    ".balign 64\n"
    "@symbol@.first:\n"
    ".incbin \"@asm_path@\"\n"
    ".size @symbol@.first, . - @symbol@.first\n"
    "@symbol@.last:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
[[gnu::visibility("hidden")]] extern const std::byte first[] asm("@symbol@.first");
[[gnu::visibility("hidden")]] extern const std::byte last[] asm("@symbol@.last");
}

namespace @checkpoint_NAMESPACE@ {
constinit const nnstruct::EmbeddedFile @checkpoint_NAME@(
    first, last, "@checkpoint_NAMESPACE@::@checkpoint_NAME@ (@cxx_file_name@)");
}
]=])
  # The stamp is as new as the last look at a file that can be a checkpoint.
  set(check "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/nnstruct-embed-checkpoint-check.cmake")
  set(stamp "${folder}/${header_dir}/${checkpoint_NAME}.stamp")
  add_custom_command(
    OUTPUT "${stamp}"
    COMMAND "${CMAKE_COMMAND}" "-DFILE=${checkpoint_FILE}" -P "${check}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS "${checkpoint_FILE}" "${check}"
    COMMENT "Looking at ${checkpoint_FILE}"
    VERBATIM)
  add_custom_target("${target}_check_${symbol}" DEPENDS "${stamp}")
  add_dependencies("${target}" "${target}_check_${symbol}")

  target_sources("${target}" PRIVATE "${source}")
  target_include_directories("${target}" PUBLIC "$<BUILD_INTERFACE:${folder}>")
  # With LTO the assembler would run when the program is linked. (ccache knows .incbin, and keeps no such object.)
  set_source_files_properties("${source}" TARGET_DIRECTORY "${target}" PROPERTIES
    OBJECT_DEPENDS "${checkpoint_FILE}"
    COMPILE_OPTIONS -fno-lto
    SKIP_UNITY_BUILD_INCLUSION ON
    SKIP_PRECOMPILE_HEADERS ON)
endfunction()
