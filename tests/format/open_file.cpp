// SPDX-License-Identifier: Apache-2.0
// Folders that people give for a checkpoint, by the files of tests/data/other_formats.
#include <nnstruct/format/open_file.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_open_file_test {

using namespace nnstruct_test;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/other_formats/";

/// Files by their names in the folder, and those of the data that they are copies of.
std::string message_of(const std::vector<std::pair<std::string, std::string>>& files) {
  const temp_folder folder;
  for (const auto& [name, content] : files) {
    std::filesystem::create_directories(std::filesystem::path(folder / name).parent_path());
    put_content(folder / name, content.empty() ? "" : content_of(data + content));
  }
  const auto error = thrown_by<nnstruct::IoError>([&] { nnstruct::format::open_file(folder.path()); });
  CHECK(error.error_number() == 0);
  CHECK(error.path() == folder.path());
  const std::string text = error.what(), start = "cannot read \"" + folder.path() + "\": ";
  REQUIRE(text.starts_with(start));
  return text.substr(start.size());
}

}  // namespace

TEST_CASE("a folder that is a checkpoint as a whole is named", "[format]") {
  CHECK(message_of({{".metadata", "dcp/.metadata"}, {"__0_0.distcp", "dcp/__0_0.distcp"}}) ==
        "expected a file, found the folder of a distributed checkpoint of PyTorch: make one file of it: python -m "
        "torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER out.pth");
  CHECK(contains(message_of({{".metadata", "1.13.metadata"}}), "with the PyTorch that wrote it, 1.13,"));
  CHECK(message_of({{"data.pkl", "data.pkl"}, {"version", ""}, {"data/0", ""}}) ==
        "expected a file, found the folder of an unpacked .pth: give the .pth itself, or pack the folder, from the one "
        "above: zip -r0 model.pth FOLDER");
  CHECK(contains(message_of({{"saved_model.pb", "saved_model.pb"}, {"variables/variables.index", ""}}),
                 "found a SavedModel of TensorFlow: in Python, read its variables with "
                 "tf.train.load_checkpoint(FOLDER + \"/variables/variables\")"));
  CHECK(contains(message_of({{"checkpoint", "checkpoint"}, {"ck-1.index", ""}}),
                 "found a folder of TensorFlow's checkpoints: in Python, read the newest with "
                 "tf.train.load_checkpoint(FOLDER)"));
  CHECK(contains(message_of({{"Manifest.json", ""}, {"Data/com.apple.CoreML/model.mlmodel", "model.mlmodel"}}),
                 "found a model of Core ML (.mlpackage)"));
  CHECK(contains(message_of({{"manifest.ocdbt", ""}, {"_CHECKPOINT_METADATA", ""}}), "found a checkpoint of Orbax"));
}

TEST_CASE("a folder of something else asks for a file in it", "[format]") {
  const std::string any = "expected a regular file, found a directory; give the path of a file in it";
  CHECK(message_of({}) == any);
  CHECK(message_of({{"model.pth", ""}}) == any);
  CHECK(message_of({{".metadata", "array.npy"}}) == any);
  CHECK(message_of({{".metadata/a", ""}}) == any);
  CHECK(message_of({{"data.pkl", "data.pkl"}}) == any);
  CHECK(message_of({{"saved_model.pb", "model.onnx"}, {"checkpoint", "array.npy"}}) == any);
  CHECK(message_of({{"Manifest.json", ""}}) == any);
}

TEST_CASE("a file is opened, and what is missing is told as ever", "[format]") {
  CHECK(nnstruct::format::open_file(data + "array.npy").size() != 0);
  const auto missing = thrown_by<nnstruct::IoError>([] { nnstruct::format::open_file(""); });
  CHECK(contains(missing.what(), "cannot open \"\": No such file or directory"));
  const auto zero = thrown_by<nnstruct::IoError>([] { nnstruct::format::open_file(std::string("/\0", 2)); });
  CHECK(contains(zero.what(), "a zero byte follows"));
}

}  // namespace format_open_file_test
