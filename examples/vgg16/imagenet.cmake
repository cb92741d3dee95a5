# PROGRAM --weights imagenet, in FOLDER, without a network: with an empty cache it says so; with the weights of EXPECTED
# in the cache, in place of those from torchvision's address, it prints that.
set(url https://download.pytorch.org/models/vgg16-397923af.pth)
set(cached "${FOLDER}/cache/hub/checkpoints/vgg16-397923af.pth")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}/cache")
set(ENV{TORCH_HOME} "${FOLDER}/cache")
set(ENV{https_proxy} http://127.0.0.1:1)  # nobody listens there
set(ENV{no_proxy} "")

function(run expected_status)
  execute_process(COMMAND "${PROGRAM}" --size 64 ${ARGN} WORKING_DIRECTORY "${FOLDER}"
    RESULT_VARIABLE status OUTPUT_FILE "${FOLDER}/printed.txt" ERROR_VARIABLE errors)
  if(NOT status EQUAL expected_status)
    message(FATAL_ERROR "${PROGRAM} --size 64 ${ARGN}: status ${status}\n${errors}")
  endif()
  set(errors "${errors}" PARENT_SCOPE)
endfunction()

run(2 --weights imagenet)
string(FIND "${errors}" "Downloading: \"${url}\" to ${cached}\nvgg16: cannot download ${url} to ${cached}: " begin)
if(NOT begin EQUAL 0)
  message(FATAL_ERROR "without a network it says:\n${errors}")
endif()

run(0 --save-to "${cached}")
run(0 --weights imagenet)
file(READ "${FOLDER}/printed.txt" printed)
file(READ "${EXPECTED}" expected)
file(REMOVE_RECURSE "${FOLDER}")  # more than a gigabyte
if(NOT errors STREQUAL "" OR NOT printed STREQUAL expected)
  message(FATAL_ERROR "with the weights in the cache it prints:\n${errors}${printed}\nexpected:\n${expected}")
endif()
