# PyTorch writes, nnstruct loads and saves, PyTorch reads: WRITER and READER are Python interpreters, TOOL is
# nnstruct_interop, FOLDER is made anew.
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
set(ENV{PYTHONDONTWRITEBYTECODE} 1)
foreach(step IN ITEMS "${WRITER};${SCRIPT};write;${FOLDER}" "${TOOL};${FOLDER}" "${READER};${SCRIPT};verify;${FOLDER}")
  execute_process(COMMAND ${step} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "failed (${result}): ${step}")
  endif()
endforeach()
