# What the functions that are given a checkpoint have in common: how they are called.
#
# nnstruct_checkpoint_arguments(FUNCTION TARGET OPTIONAL_KEYWORDS ARGUMENT...)
# Understands `FILE path NAME name` and the optional keywords, or stops with a sentence that names FUNCTION. Sets in the
# caller's scope checkpoint_FILE (the whole path), checkpoint_NAME, and checkpoint_KEYWORD for the others; and
# checkpoint_scope, which is what target_...() takes for the target: PUBLIC, or INTERFACE where nothing is compiled.

# No name can be one of these in C++. (tools/cpp_text.cpp has the same.)
set_property(GLOBAL PROPERTY nnstruct_keywords
  alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t char8_t class co_await
  co_return co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete do
  double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace
  new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires return
  short signed sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef
  typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq)

function(nnstruct_checkpoint_arguments function target optional_keywords)
  cmake_parse_arguments(PARSE_ARGV 3 checkpoint "" "FILE;NAME;${optional_keywords}" "")
  set(call "${function}(${target} ...)")

  if(checkpoint_UNPARSED_ARGUMENTS)
    list(JOIN checkpoint_UNPARSED_ARGUMENTS " " unknown)
    message(FATAL_ERROR "${call}: it does not know: ${unknown}")
  endif()
  if(checkpoint_KEYWORDS_MISSING_VALUES)
    list(JOIN checkpoint_KEYWORDS_MISSING_VALUES ", " missing)
    message(FATAL_ERROR "${call}: no value is given for ${missing}")
  endif()
  foreach(keyword IN ITEMS FILE NAME)
    if(NOT DEFINED checkpoint_${keyword})
      message(FATAL_ERROR "${call}: it needs ${keyword}, as in ${function}(${target} FILE model.pth NAME model)")
    endif()
  endforeach()

  if(NOT TARGET "${target}")
    message(FATAL_ERROR "${call}: there is no target ${target}; call it after add_executable or add_library")
  endif()
  foreach(property IN ITEMS TYPE IMPORTED ALIASED_TARGET)
    get_target_property(target_${property} "${target}" ${property})
  endforeach()
  if(target_ALIASED_TARGET)
    message(FATAL_ERROR "${call}: ${target} is another name for ${target_ALIASED_TARGET}; give that one")
  endif()
  if(target_IMPORTED OR target_TYPE STREQUAL "UTILITY")
    message(FATAL_ERROR "${call}: nothing is compiled for the target ${target}; give one of add_executable or add_library")
  endif()
  set(checkpoint_scope PUBLIC)
  if(target_TYPE STREQUAL "INTERFACE_LIBRARY")
    set(checkpoint_scope INTERFACE)
  endif()

  get_property(keywords GLOBAL PROPERTY nnstruct_keywords)
  if(NOT checkpoint_NAME MATCHES "^[A-Za-z_][A-Za-z0-9_]*$" OR checkpoint_NAME IN_LIST keywords)
    message(FATAL_ERROR "${call}: NAME is ${checkpoint_NAME}, which is no name in C++; give one like resnet18")
  endif()
  cmake_path(ABSOLUTE_PATH checkpoint_FILE BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
  if(NOT EXISTS "${checkpoint_FILE}" OR IS_DIRECTORY "${checkpoint_FILE}")
    message(FATAL_ERROR "${call}: there is no file ${checkpoint_FILE}")
  endif()

  foreach(result IN ITEMS FILE NAME scope ${optional_keywords})
    set(checkpoint_${result} "${checkpoint_${result}}" PARENT_SCOPE)
  endforeach()
endfunction()
