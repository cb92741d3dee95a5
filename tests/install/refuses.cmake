# refuses(WORDS WHAT COMMAND...): the command fails and says these words; WHAT is what is wrong with it, for messages.
function(refuses words what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")  # CMake breaks lines
  string(FIND "${said}" "${words}" place)
  if(result EQUAL 0)
    message(SEND_ERROR "works, and should not: ${what}")
  elseif(place EQUAL -1)
    message(SEND_ERROR "${what}\nsays ${said}\nand should say ${words}")
  endif()
endfunction()
