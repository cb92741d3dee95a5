# Whether run.cmake finds what it is there to find. It reads a source that is right, and what a change makes of it.
# Needs COMPILER, COMPILER_ID, and a FOLDER to write to.

cmake_minimum_required(VERSION 3.22)
set(right [=[
template <int Wanted, int Found> inline constexpr bool agrees = Wanted == Found;
template <int Found> struct one_or_two {
  static_assert(agrees<1, Found> || agrees<2, Found>, "nn: one or two; no [more]");
};
#ifdef NNSTRUCT_FAIL
inline constexpr int found = 7;
#else
inline constexpr int found = 1;
#endif

// case: the first
// expect: nn: one or two. no \[more\]
// expect: one_or_two<7>
// lines: 12 12
one_or_two<found> first;  // here

// case: twice
// expect: one_or_two<8>
// expect: one_or_two<9>
// errors: 2
inline auto twice() {
  one_or_two<found == 7 ? 8 : 2> eight;
  one_or_two<found == 7 ? 9 : 2> nine;  // here
  return sizeof(eight) + sizeof(nine);
}
// no case

template <class T> struct shared {
  one_or_two<T::value> field;
};
template <class T> constexpr int size_of() {
  static_assert(agrees<1, T::value>, "nn: one only");
  return 1;
}
template <class T, int = size_of<T>()> struct of_size {};
template <class T> using sized = of_size<T>;  // g++ names this line, and not where it is used

// case: in a template
// expect: one_or_two<10>
struct Ten {
  static constexpr int value = found == 7 ? 10 : 1;
};
shared<Ten> ten;

// case: by its namespace
// expect: nn: one only
namespace by_name {
struct Eleven {
  static constexpr int value = found == 7 ? 11 : 1;
};
inline sized<Eleven> eleven;
}

// case: nothing
// errors: 0
one_or_two<2> fine;
]=])

file(MAKE_DIRECTORY "${FOLDER}")
set(wrong "")

# run(NAME TEXT EXPECTED): run.cmake says all EXPECTED of a source with that text, or passes where there is none.
function(run name text all)
  set(source "${FOLDER}/${name}.cpp")
  file(WRITE "${source}" "${text}")
  execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DCOMPILER=${COMPILER}" "-DCOMPILER_ID=${COMPILER_ID}" "-DFLAGS=" "-DSOURCE=${source}"
            -P "${CMAKE_CURRENT_LIST_DIR}/run.cmake"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(all STREQUAL "" AND NOT result EQUAL 0)
    string(APPEND wrong "${name}: does not pass:\n${output}\n")
  elseif(NOT all STREQUAL "" AND result EQUAL 0)
    string(APPEND wrong "${name}: passes, and should not\n")
  endif()
  foreach(expected IN LISTS all)
    string(FIND "${output}" "${expected}" at)
    if(at EQUAL -1)
      string(APPEND wrong "${name}: does not say: ${expected}\n${output}\n")
    endif()
  endforeach()
  set(wrong "${wrong}" PARENT_SCOPE)
endfunction()

# change(NAME FROM TO EXPECTED [FROM TO EXPECTED]...): the same of the source in which one text stands for another; @ in
# them is a semicolon. Several changes at once, where they are of different cases, spare compilations.
function(change name)
  set(text "${right}")
  set(all "")
  while(ARGN)
    list(POP_FRONT ARGN from to expected)
    string(REPLACE "@" ";" from "${from}")
    string(REPLACE "@" ";" to "${to}")
    string(REPLACE "${from}" "${to}" changed "${text}")
    if(changed STREQUAL text)
      string(APPEND wrong "${name}: changes nothing: ${from}\n")
    endif()
    set(text "${changed}")
    list(APPEND all "${expected}")
  endwhile()
  run("${name}" "${text}" "${all}")
  set(wrong "${wrong}" PARENT_SCOPE)
endfunction()

run(right "${right}" "")
change(twin
  "found = 1" "found = 3" "without NNSTRUCT_FAIL this must compile")
change(no_failure
  "found = 7" "found = 1" "with NNSTRUCT_FAIL this must not compile, and does")
change(errors_less
  "one_or_two<found> first" "one_or_two<1> first" "case `the first`: expected 1 line(s) with `error:`, found 0"
  "found == 7 ? 9 : 2" "2" "case `twice`: expected 2 line(s) with `error:`, found 1"
  "one_or_two<10>" "one_or_two<8>" "case `in a template`: not in what is said of it: one_or_two<8>")
change(errors_more
  "one_or_two<found> first" "one_or_two<found == 7 ? 6 : 2> more@ one_or_two<found> first"
  "case `the first`: expected 1 line(s) with `error:`, found 2"
  "one_or_two<2> fine" "one_or_two<found == 7 ? 4 : 2> fine" "case `nothing`: expected 0 line(s) with `error:`, found 1"
  "// no case" "// no case\none_or_two<found == 7 ? 5 : 2> extra@" "an error that is of 0 cases: ")
change(cases
  "// no case" "// none" "an error that is of 2 cases"
  "// lines: 12 12" "// lines: 2 2" "more than 2 each"
  "// expect: nn: one only" "// nn: one only" "case `by its namespace`: it expects nothing")
change(texts
  "\"nn: one or two" "\"nn: one, or two" "case `the first`: not in what is said of it: nn: one or two. no "
  "nine@  // here" "nine@\n  // here" "case `twice`: not in what is said of it: the line "
  "// expect: one_or_two<10>" "// expect: one_or_two\n// <10>" "goes on with the line above"
  "// no case" "// no case\n// expect: one_or_two<9>" "is of no case")

if(wrong)
  message("${wrong}")
  message(FATAL_ERROR "run.cmake does not find all mistakes")
endif()
