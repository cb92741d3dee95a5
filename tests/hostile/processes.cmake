# The hostile files where the stack is small, and the command on them under strace.
if(NOT NNSTRUCT_SANITIZE)
  add_test(NAME hostile/small_stack
    COMMAND sh -c "ulimit -s 256 && exec \"$0\" 'hostile files are refused as what they are'"
            $<TARGET_FILE:nnstruct_test_hostile>)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")  # where a second is a promise; processes of other tests do not count
    set_tests_properties(hostile/small_stack PROPERTIES ENVIRONMENT NNSTRUCT_TEST_SECONDS=1)
  endif()
  set_tests_properties(hostile/small_stack PROPERTIES TIMEOUT 300)
endif()
find_program(NNSTRUCT_STRACE strace)
mark_as_advanced(NNSTRUCT_STRACE)
if(NOT TARGET nnstruct_command OR NNSTRUCT_SANITIZE)
  # There is no command, or its sanitizer's own calls would be seen.
elseif(NNSTRUCT_STRACE)
  add_test(NAME hostile/strace
    COMMAND "${CMAKE_CURRENT_LIST_DIR}/strace.sh" $<TARGET_FILE:nnstruct_command> $<TARGET_FILE:nnstruct_test_hostile>
            "${CMAKE_CURRENT_BINARY_DIR}/hostile_strace")
  set_tests_properties(hostile/strace PROPERTIES TIMEOUT 1800 LABELS strace COST 500)
else()
  message(STATUS "nnstruct: there is no strace, so the test of what the command asks of the system is left out")
endif()
