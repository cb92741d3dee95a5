# PROGRAM, which downloads nothing, does not load libcurl when it starts. READELF lists what it loads.
execute_process(COMMAND "${READELF}" -d "${PROGRAM}" OUTPUT_VARIABLE output RESULT_VARIABLE result)
if(NOT result EQUAL 0 OR NOT output MATCHES "libz")
  message(FATAL_ERROR "${READELF} -d ${PROGRAM}: ${result}\n${output}")
endif()
if(output MATCHES "libcurl|libcrypto")
  message(FATAL_ERROR "${PROGRAM} needs what only downloads need:\n${output}")
endif()
