# Whether a file that is to be embedded can be a checkpoint, by its first bytes. A build runs it:
#   cmake -DFILE=path -P nnstruct-embed-checkpoint-check.cmake
# It fails with a sentence if the file is empty, or is something else for certain: what a clone or a download has left of
# it, as a rule. (The whole is understood where it is loaded. include/nnstruct/format/other_formats-inl.hpp knows more, in
# the same words.)

# nnstruct_other_format(RESULT FILE): what FILE is and what to do, or nothing if it can be a checkpoint.
function(nnstruct_other_format result file)
  set(signatures  # in hexadecimal digits
    "^76657273696f6e2068747470733a2f2f6769742d6c66732e"  # version https://git-lfs.
    "a git-lfs pointer, not the file itself: get that with git lfs pull"
    "^47475546" "a GGUF file of llama.cpp: get the checkpoint that it was made from"
    "^894844460d0a1a0a" "an HDF5 file, as Keras writes: read its arrays in Python with h5py"
    "^377abcaf271c" "a 7z archive: unpack it"
    "^526172211a07" "a RAR archive: unpack it"
    "^1f8b" "compressed with gzip: unpack it with gunzip (a .tar.gz with tar -xzf)"
    "^425a68" "compressed with bzip2: unpack it with bunzip2"
    "^fd377a585a" "compressed with xz: unpack it with unxz"
    "^28b52ffd" "compressed with zstd: unpack it with unzstd"
    "^934e554d5059"
    "an array of NumPy: in Python, torch.save({\"name\": torch.from_numpy(numpy.load(FILE))}, \"out.pth\")"
    "^25504446" "a PDF document"
    "^89504e47" "a PNG picture"
    "^ffd8ff" "a JPEG picture"
    "^7f454c46" "a program or library"
    "^504b0506" "a zip file without entries"
    "^........54464c33" "a model of TensorFlow Lite: get the model that it was made from"
    "^........45543132"
    "a program of ExecuTorch (.pte): torch.save the state_dict of the PyTorch model that it was made from"
    "^........50544d46"
    "a model of PyTorch's mobile flatbuffer format: torch.save the state_dict of the PyTorch model that it was made from")
  file(SIZE "${file}" size)
  file(READ "${file}" bytes LIMIT 512 HEX)
  set(what "")
  if(size EQUAL 0)
    set(what "empty; a download or save may have failed")
  endif()
  while(signatures AND NOT what)
    list(POP_FRONT signatures signature words)
    if(bytes MATCHES "${signature}")
      set(what "${words}")
    endif()
  endwhile()
  # A pickle from protocol 2 on that does not begin with PyTorch's own number, as its files before 1.6 do.
  string(SUBSTRING "${bytes}" 0 128 start)
  if(NOT what AND start MATCHES "^800[2-5]" AND NOT start MATCHES "6cfc9c46f9206aa85019")
    string(CONCAT what "a plain pickle, not written by torch.save: load it in Python, and torch.save its state_dict or its "
                       "arrays as a dict of tensors")
  endif()
  # A text without zero bytes, unlike every checkpoint's beginning. (A byte order mark may stand before it.)
  if(NOT what AND bytes MATCHES "^(efbbbf)?(20|09|0d|0a)*3c" AND NOT bytes MATCHES "^(..)*00")
    file(STRINGS "${file}" text LIMIT_INPUT 512 ENCODING UTF-8)
    string(TOLOWER "${text}" text)
    if(text MATCHES "<(!doctype html|html|head|body|error>)")
      set(what "a page of HTML or XML, not the file itself: the download needs another address, or a login")
    else()
      set(what "a text in HTML or XML: give the file that holds the weights")
    endif()
  endif()
  set("${result}" "${what}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  nnstruct_other_format(what "${FILE}")
  if(what)
    message(FATAL_ERROR "nnstruct_embed_checkpoint: ${FILE}: this is ${what}")
  endif()
endif()
