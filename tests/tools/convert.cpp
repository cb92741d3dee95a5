// SPDX-License-Identifier: Apache-2.0
// nnstruct convert: every byte of every tensor stays, whatever the format. That PyTorch reads what it writes, the
// interop tests show.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/tensor.hpp>

#include "support/catch.hpp"
#include "support/contents.hpp"
#include "support/one_of.hpp"
#include "support/refused.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

namespace tools_convert_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nlohmann::json;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/";

json inspected(const std::string& path) {
  const command_result result = run_nnstruct({"inspect", "--json", "--hash", path});
  INFO(result.error);
  REQUIRE(result.status == 0);
  return json::parse(result.out);
}

command_result converted(const std::string& from, const std::string& to, const std::vector<std::string>& options = {}) {
  std::vector<std::string> words = {"convert", from, to};
  words.insert(words.end(), options.begin(), options.end());
  return run_nnstruct(words);
}

/// Keys, dtypes, shapes and hashes, without the strides.
std::map<std::string, std::string> tensors_of(const json& listing) {
  std::map<std::string, std::string> out;
  for (auto tensor : listing["tensors"]) {
    tensor.erase("stride");
    out[tensor["key"]] = tensor.dump();
  }
  return out;
}

/// All that inspect tells is the same after a conversion, but for the format.
void check_same(const json& before, const json& after, const std::string& format) {
  CHECK(after["format"] == format);
  for (const char* const what : {"kind", "tensors", "values"}) {
    INFO(what);
    CHECK(after[what] == before[what]);
  }
}

}  // namespace

TEST_CASE("convert: every fixture to zip and to the format before it, with all that is in it", "[convert][slow]") {
  const temp_folder folder;
  std::size_t files = 0;
  one_of rows_taken(4);
  for (const std::string version : {"torch-1.13", "torch-2.14"})
    for (const auto& [name, rows] : read_contents(data + version + "/contents.txt")) {
      const std::string file = version + "/" + name;
      if (refusals().contains(file) || name == "many_keys.legacy.pt") continue;
      // Holds a method of an object that holds the method: a cycle, which convert refuses.
      if (file == "torch-1.13/scheduler_OneCycleLR.pt") continue;
      if (!rows_taken.takes()) continue;
      INFO(file);
      const json before = inspected(data + file);
      for (const std::string format : {"zip", "legacy"}) {
        INFO(format);
        const std::string to = folder / "out.pth";
        const command_result result = converted(data + file, to, {"--format", format});
        INFO(result.error);
        if (format == "legacy" && name == "dtypes_v3.pt") {  // PyTorch cannot read these from there
          CHECK(result.status == 2);
          continue;
        }
        REQUIRE(result.status == 0);
        check_same(before, inspected(to), format);
        if (!name.ends_with(".safetensors")) {
          const command_result shown = run_nnstruct({"show", to});
          CHECK(shown.out == run_nnstruct({"show", data + file}).out);
        }
        ++files;
      }
    }
  CHECK(files > (NNSTRUCT_TEST_FULL ? 350 : 85));
}

TEST_CASE("convert: objects that contain themselves still do, where a pickle of protocol 2 can say so", "[convert]") {
  const temp_folder folder;
  for (const std::string name : {"dict", "list", "ordered", "config", "trainer", "model"})
    for (const std::string format : {"zip", "legacy"}) {
      INFO(name << ' ' << format);
      const std::string from = data + "cycles/" + name + ".pt", to = folder / (name + "." + format);
      const command_result result = converted(from, to, {"--format", format});
      INFO(result.error);
      REQUIRE(result.status == 0);
      CHECK(inspected(to)["tensors"] == inspected(from)["tensors"]);
      CHECK(nn::read(to) == nn::read(from));
    }
  for (const std::string name : {"tuple", "set"}) {
    INFO(name);
    const command_result result = converted(data + "cycles/" + name + ".pt", folder / name, {"--format", "zip"});
    CHECK(result.status == 2);
    CHECK(contains(result.error, "that contains itself, which is not converted"));
    CHECK(contains(result.error, '"' + name + '"'));
    CHECK(!std::filesystem::exists(folder / name));
  }
}

TEST_CASE("convert: arrays of NumPy, plain pickles, and what has no storage class", "[convert][numpy]") {
  const temp_folder folder;
  std::size_t files = 0, same = 0;
  one_of rows_taken(4);
  for (const std::string from : {"numpy-1/", "numpy-2/", "weights_only/"})
    for (const auto& found : std::filesystem::directory_iterator(data + from)) {
      const std::string path = found.path().string();
      const std::string name = from + path.substr(path.rfind('/') + 1);
      if (path.ends_with(".txt") || name == "weights_only/device_converted.pt") continue;
      ++files;
      if (!rows_taken.takes()) continue;
      INFO(name);
      CHECK(run_nnstruct({"verify", path}).status == 0);
      const json before = inspected(path);
      CHECK(before["format"] == (path.ends_with(".pkl") ? "pickle" : name.ends_with("legacy.pt") ? "legacy" : "zip"));
      for (const std::string format : {"zip", "legacy"}) {
        INFO(format);
        const std::string to = folder / "out.pth";
        const command_result result = converted(path, to, {"--format", format});
        INFO(result.error);
        if (format == "legacy" && (name == "numpy-2/tensors.pkl" || name.find("raw") != name.npos ||
                                   name.find("views") != name.npos)) {  // PyTorch cannot read these from there
          CHECK(result.status == 2);
          CHECK(contains(result.error, "has no storages of torch.storage.UntypedStorage; convert to zip"));
          continue;
        }
        REQUIRE(result.status == 0);
        check_same(before, inspected(to), format);
        CHECK(run_nnstruct({"diff", path, to}).status == 0);
        ++same;
      }
    }
  CHECK(files == 55);
  CHECK((NNSTRUCT_TEST_FULL ? same == 2 * files - 4 : same >= 2 * rows_taken.taken(files) - 4));
  // Arrays beside text are no safetensors file, a dictionary of them is.
  const std::string python2 = data + "numpy-1/python2_2.pkl", to = folder / "out.safetensors";
  CHECK(contains(converted(python2, to).error, "--at model"));
  REQUIRE(converted(python2, to, {"--at", "model"}).status == 0);
  CHECK(inspected(to)["tensors"].size() == 7);
  const json raw = inspected(data + "weights_only/raw.pt");
  CHECK(raw["tensors"][0]["dtype"] == "float4_e2m1fn_x2");
  CHECK(converted(data + "weights_only/raw.pt", to).status == 2);
  const command_result nested = converted(data + "weights_only/nested.pt", to);
  CHECK(nested.status == 2);
  CHECK(contains(nested.error, "to_padded_tensor()"));
}

TEST_CASE("convert: sharing stays", "[convert]") {
  const temp_folder folder;
  for (const std::string name :
       {"views.pt", "views.legacy.pt", "tied_state_dict.pth", "small_slice_of_big_storage.pt"}) {
    INFO(name);
    for (const std::string format : {"zip", "legacy"}) {
      REQUIRE(converted(data + "torch-2.14/" + name, folder / "out.pt", {"--format", format}).status == 0);
      CHECK(rows_of(nn::read(folder / "out.pt")) == rows_of(nn::read(data + "torch-2.14/" + name)));
    }
  }
}

TEST_CASE("convert: to safetensors and back", "[convert]") {
  const temp_folder folder;
  for (const std::string name :
       {"lenet_state_dict.pth", "tinyres_state_dict.legacy.pth", "tinyvgg_model.pth", "every_layer_model.legacy.pth",
        "views.pt", "zero_dim_and_empty.pt", "conj_view.pt", "handmade/tar_view.pt"}) {
    INFO(name);
    const json before = inspected(data + "torch-2.14/" + name);
    const command_result there = converted(data + "torch-2.14/" + name, folder / "out.safetensors");
    INFO(there.error);
    REQUIRE(there.status == 0);
    CHECK(inspected(folder / "out.safetensors")["format"] == "safetensors");
    CHECK(tensors_of(inspected(folder / "out.safetensors")) == tensors_of(before));
    for (const std::string format : {"zip", "legacy"}) {
      REQUIRE(converted(folder / "out.safetensors", folder / "back.pth", {"--format", format}).status == 0);
      CHECK(tensors_of(inspected(folder / "back.pth")) == tensors_of(before));
    }
  }
  // As the library's own save, which safetensors' own library is compared with.
  nn::save(nn::read(data + "torch-2.14/tied_state_dict.pth").as<nn::StateDict>(), folder / "saved.safetensors");
  REQUIRE(converted(data + "torch-2.14/tied_state_dict.pth", folder / "out.safetensors").status == 0);
  CHECK(content_of(folder / "out.safetensors") == content_of(folder / "saved.safetensors"));
  REQUIRE(converted(folder / "out.safetensors", folder / "again.safetensors").status == 0);
  CHECK(content_of(folder / "again.safetensors") == content_of(folder / "saved.safetensors"));
}

TEST_CASE("convert: a part of a checkpoint", "[convert]") {
  const temp_folder folder;
  const std::string run = data + "torch-2.14/checkpoint_sgd.pth";
  const json before = inspected(run);
  for (const std::string to : {"out.safetensors", "out.pth"}) {
    REQUIRE(converted(run, folder / to, {"--at", "model_state_dict"}).status == 0);
    const json after = inspected(folder / to);
    CHECK(after["kind"] == "state_dict");
    CHECK(after["tensors"].size() == 6);
    for (const auto& tensor : after["tensors"]) {
      const auto same = [&](const json& one) {
        return one["key"] == "model_state_dict." + tensor["key"].get<std::string>() &&
               one["sha256"] == tensor["sha256"];
      };
      CHECK(std::any_of(before["tensors"].begin(), before["tensors"].end(), same));
    }
  }
}

TEST_CASE("convert: what cannot be kept is refused, and nothing is written", "[convert]") {
  const temp_folder folder;
  const auto refused = [&](const std::string& name, const std::string& to, const std::string& what,
                           const std::vector<std::string>& options = {}) {
    const command_result result = converted(data + "torch-2.14/" + name, folder / to, options);
    INFO(result.error);
    CHECK(result.status == 2);
    CHECK(result.error.find(what) != std::string::npos);
    CHECK(folder.names().empty());
  };
  refused("checkpoint_sgd.pth", "out.safetensors", "\"epoch\" is 3");
  refused("checkpoint_sgd.pth", "out.safetensors", "--at model_state_dict");
  refused("tensor_list.pt", "out.safetensors", "this is a list");
  refused("single_tensor.pt", "out.safetensors", "this is a tensor");
  refused("sparse_coo.pt", "out.safetensors", "sparse");
  refused("dtypes_v3.pt", "out.pth", "convert to zip", {"--format", "legacy"});
  refused("ckpt_torchscript.pth", "out.pth", "TorchScript");
  refused("mlp_state_dict.pt", "out.pth", "--format", {"--format", "onnx"});

  const std::string old = folder / "old.pth";
  put_content(old, "old");
  CHECK(converted(data + "torch-2.14/variants/truncated_half.pt", old).status == 2);
  std::string damaged = content_of(data + "torch-2.14/mlp_state_dict.pt");
  const std::size_t place = damaged.find("data/5") + 100;
  damaged[place] = static_cast<char>(damaged[place] ^ 1);
  put_content(folder / "damaged.pt", damaged);
  CHECK(converted(folder / "damaged.pt", old).status == 2);
  CHECK(content_of(old) == "old");
  CHECK(converted(old, old).status == 2);
  CHECK(folder.names() == std::vector<std::string>{"damaged.pt", "old.pth"});
}

TEST_CASE("convert: what a safetensors file has no place for is told", "[convert]") {
  const temp_folder folder;
  const std::string held = data + "held/";
  const auto told = [&](const std::string& file, std::size_t tensors, const std::string& text,
                        const std::vector<std::string>& options = {}) {
    const command_result result = converted(held + file, folder / "out.safetensors", options);
    INFO(file << result.out << result.error);
    CHECK(result.status == 0);
    CHECK(result.out.find(text) != std::string::npos);
    CHECK(inspected(folder / "out.safetensors")["tensors"].size() == tensors);
    REQUIRE(converted(held + file, folder / "out.pth", options).status == 0);
    if (options.empty()) CHECK(run_nnstruct({"diff", held + file, folder / "out.pth"}).status == 0);
  };
  told("extra_none.pt", 4, "left out: 0._extra_state, which is None");
  told("extra_bytes.pt", 4, "left out: 0._extra_state, which is b'abc'");
  told("extra_dict.pt", 4, "left out: 0._extra_state.scale, which is 0.5");
  told("extra_tensors.pt", 4, "left out: 0._extra_state.scale, a tensor");
  told("ordered_attribute_a.pt", 1, "left out: mean, a tensor");
  told("module_attribute_a.pt", 3, "left out: fc.scale, a tensor");
  told("module_inside_a.pt", 3, "left out: late.weight, a tensor", {"--at", "model"});
  // The key of the state_dict, though the path to an attribute of the same name is told apart by brackets.
  const auto number = [](float x) {
    nnstruct::Tensor<float, 1> tensor;
    tensor.data()[0] = x;
    return nnstruct::Value(tensor);
  };
  nnstruct::save(nnstruct::value_access::dict({{"mean", number(1)}, {"x", number(3)}, {"x[0]", number(4)}}, true, {},
                                              nnstruct::Value{{"mean", number(2)}}),
                 folder / "same.pth", {.durable = false});
  CHECK(converted(folder / "same.pth", folder / "same.safetensors")
            .out.ends_with("left out: __dict__['mean'], a tensor that is not in the state_dict\n"));
  const auto same = nnstruct::load<nnstruct::StateDict>(folder / "same.safetensors");
  CHECK(same.size() == 3);
  CHECK(same["mean"].values<float>()[0] == 1);
  CHECK(same["x[0]"].values<float>()[0] == 4);
  std::filesystem::remove(folder / "same.pth");
  std::filesystem::remove(folder / "same.safetensors");
  const command_result script = converted(held + "scripted.pt", folder / "script.safetensors");
  CHECK(script.out.ends_with(
      "2 tensors in safetensors format\nleft out: mean, a tensor that is not in the state_dict\n"));
  for (const char* const file : {"frozen.pt", "object_a.pt", "root_a.pt", "quantized_script.pt", "set_a.pt"}) {
    INFO(file);
    CHECK(converted(held + file, folder / "none.safetensors").status == 2);
  }
  CHECK(converted(held + "frozen.pt", folder / "none.safetensors").error.find("torch.jit.freeze") != std::string::npos);
  const std::string listed = converted(held + "listed.pt", folder / "none.safetensors").error;
  CHECK(listed.find("\"all.0\"; make them parameters or buffers") != std::string::npos);
  CHECK(converted(held + "optimized.pt", folder / "none.safetensors").status == 2);
  CHECK(folder.names() == std::vector<std::string>{"out.pth", "out.safetensors", "script.safetensors"});
}

}  // namespace tools_convert_test
