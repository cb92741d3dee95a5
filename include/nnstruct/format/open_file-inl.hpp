// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/open_file.hpp>
#include <nnstruct/format/other_formats.hpp>
#include <nnstruct/format/other_pickles-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

NNSTRUCT_DEFINE std::string other_folder(const std::string& path) {
  struct ::stat status {};
  const auto file = [&](const char* name) { return concat({path, "/", name}); };
  const auto is_file = [&](const char* name) {
    return ::stat(file(name).c_str(), &status) == 0 && S_ISREG(status.st_mode);
  };
  if (path.find('\0') != path.npos || ::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return {};
  try {
    if (is_file(".metadata"))
      if (const std::string_view cure = detail::distributed_cure(io::input_file(file(".metadata"))); !cure.empty())
        return concat({"the folder of a distributed checkpoint of PyTorch: ", cure});
    if (is_file("data.pkl") && is_file("version"))
      return "the folder of an unpacked .pth: give the .pth itself, or pack the folder, from the one above: zip -r0 "
             "model.pth FOLDER";
    const auto is_tensorflow = [&](const char* name) {
      return is_file(name) && other_format(io::input_file(file(name))).find("TensorFlow") != std::string::npos;
    };
    if (is_tensorflow("saved_model.pb"))
      return "a SavedModel of TensorFlow: in Python, read its variables with tf.train.load_checkpoint(FOLDER + "
             "\"/variables/variables\"), and torch.save them as a dict of tensors";
    if (is_tensorflow("checkpoint"))
      return "a folder of TensorFlow's checkpoints: in Python, read the newest with tf.train.load_checkpoint(FOLDER), "
             "and "
             "torch.save its arrays as a dict of tensors";
    if (is_file("manifest.ocdbt") && is_file("_CHECKPOINT_METADATA"))
      return "a checkpoint of Orbax: in Python, read its arrays with orbax.checkpoint, and torch.save them as a dict "
             "of "
             "tensors";
    if (is_file("Manifest.json") && is_file("Data/com.apple.CoreML/model.mlmodel"))
      return "a model of Core ML (.mlpackage): torch.save the state_dict of the PyTorch model that it was made from";
  } catch (const IoError&) {}  // what may not be read says nothing
  return {};
}

NNSTRUCT_DEFINE io::input_file open_file(const std::string& path) {
  if (const std::string folder = other_folder(path); !folder.empty())
    throw IoError(concat({"cannot read \"", path, "\": expected a file, found ", folder}), path, 0);
  return io::input_file(path);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
