// SPDX-License-Identifier: Apache-2.0
// nnstruct inspect: every fixture gives what PyTorch finds in it; the table for people; errors as JSON.
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/state_dict/value.hpp>

#include "support/catch.hpp"
#include "support/contents.hpp"
#include "support/one_of.hpp"
#include "support/refused.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"

namespace tools_inspect_test {

using namespace nnstruct_test;
using nlohmann::json;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/";

std::string numbers(const json& values) {
  std::string out;
  for (const auto& value : values) out += (out.empty() ? "" : "x") + std::to_string(value.get<std::int64_t>());
  return out.empty() ? "-" : out;
}

std::vector<std::string> words_of(const std::string& row) {
  std::vector<std::string> out;
  std::istringstream in(row);
  for (std::string word; std::getline(in, word, '\t');) out.push_back(word);
  return out;
}

/// A tensor's path, dtype, shape, strides and SHA-256, of a row of contents.txt.
std::vector<std::string> tensors_of(const content_rows& rows) {
  std::vector<std::string> out;
  for (const std::string& row : rows) {
    const auto words = words_of(row);
    if (words[0] == "tensor")
      out.push_back(words[1] + " " + words[2] + " " + words[3] + " " + words[4] + " " + words[8]);
  }
  return out;
}
std::vector<std::string> tensors_of(const json& listing) {
  std::vector<std::string> out;
  for (const auto& tensor : listing["tensors"])
    if (tensor["key"].get<std::string>().find(".arguments.") == std::string::npos)  // Python's walk ends at a method
      out.push_back(tensor["key"].get<std::string>() + " " + tensor["dtype"].get<std::string>() + " " +
                    numbers(tensor["shape"]) + " " + numbers(tensor["stride"]) + " " +
                    tensor["sha256"].get<std::string>());
  return out;
}

json inspected(const std::string& path, std::vector<std::string> options = {"--json", "--hash"}) {
  options.insert(options.begin(), {"inspect", path});
  const command_result result = run_nnstruct(options);
  INFO(path);
  INFO(result.error);
  CHECK(result.status == 0);
  CHECK(result.error.empty());
  return json::parse(result.out);
}

std::string kind_of(const content_rows& rows) {
  const auto root = words_of(rows[0]);
  if (root[0] == "module") return "module";
  if (root[0] == "tensor") return "tensor";
  if (root[0] == "list") return "list";
  if (root[0] == "value") return root[2] == "list" || root[2] == "tuple" ? "list" : "value";
  bool all = true;  // values of this dictionary are tensors, under strings
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string what = words_of(rows[i])[0];
    all = all && (what == "tensor" || what == "version");
  }
  return all ? "state_dict" : "checkpoint";
}

std::string format_of(const std::string& name) {
  if (name.find(".legacy.") != name.npos || name.find("handmade/legacy_") != name.npos) return "legacy";
  if (name.find("handmade/tar_") != name.npos || name.find(".tar.") != name.npos) return "tar";
  return name.ends_with(".safetensors") ? "safetensors" : "zip";
}

}  // namespace

TEST_CASE("inspect: every fixture gives what PyTorch finds in it", "[inspect][slow]") {
  std::size_t tensors = 0, files = 0;
  one_of rows_taken(3);
  for (const std::string version : {"torch-1.13", "torch-2.14"})
    for (auto& [name, rows] : read_contents(data + version + "/contents.txt")) {
      const std::string file = version + "/" + name;
      if (!rows_taken.takes()) continue;
      INFO(file);
      if (const auto refused = refusals().find(file); refused != refusals().end()) {
        const command_result result = run_nnstruct({"inspect", "--json", data + file});
        CHECK(result.status == 2);
        const json error = json::parse(result.out)["error"];
        CHECK(error["kind"] == refused->second.problem);
        CHECK(error["message"].get<std::string>().find(refused->second.text) != std::string::npos);
        CHECK(std::count(result.error.begin(), result.error.end(), '\n') == 1);
        continue;
      }
      const bool misread = rows.front().starts_with("misread\t");
      const content_rows expected = misread ? read_contents(data + "torch-2.14/contents.txt")[name] : rows;
      const json listing = inspected(data + file);
      CHECK(listing["file"] == data + file);
      CHECK(listing["format"] == format_of(name));
      if (name.find("sparse") == name.npos) CHECK(listing["kind"] == kind_of(expected));
      if (name != "handmade/legacy_view_metadata.pt") CHECK(tensors_of(listing) == tensors_of(expected));
      tensors += listing["tensors"].size();
      ++files;
    }
  CHECK(tensors > (NNSTRUCT_TEST_FULL ? 1500 : 400));
  CHECK(files > (NNSTRUCT_TEST_FULL ? 180 : 60));
}

TEST_CASE("inspect: what is refused is refused as its kind", "[inspect]") {
  std::map<std::string, int> kinds;
  one_of rows_taken(3);
  for (const auto& [file, row] : refusals()) {
    if (!rows_taken.takes()) continue;
    INFO(file);
    const command_result result = run_nnstruct({"inspect", "--hash", "--json", data + file});
    CHECK(result.status == 2);
    const json error = json::parse(result.out);
    CHECK(error["error"]["kind"] == row.problem);
    CHECK(error["error"].size() == 4);
    CHECK(error["error"]["message"].get<std::string>().find(row.text) != std::string::npos);
    CHECK((error["error"]["record"].is_null() || error["error"]["record"].is_string()));
    CHECK((error["error"]["offset"].is_null() || error["error"]["offset"].is_number_unsigned()));
    CHECK(std::count(result.error.begin(), result.error.end(), '\n') == 1);
    ++kinds[row.problem];
  }
  CHECK(kinds.size() >= 7);
  const json missing = json::parse(run_nnstruct({"inspect", "--json", data + "none.pth"}).out);
  CHECK(missing["error"]["kind"] == "io");
  CHECK(missing["error"]["record"].is_null());
  CHECK(missing["error"]["offset"].is_null());
}

TEST_CASE("every command says what a folder is, and what to do", "[inspect]") {
  const temp_folder folder;
  const std::string checkpoint = data + "other_formats/dcp", out = folder / "out",
                    one = data + "torch-2.14/lenet.safetensors";
  for (const std::vector<std::string>& words : {std::vector<std::string>{"inspect", checkpoint},
                                                {"show", checkpoint},
                                                {"verify", checkpoint},
                                                {"diff", one, checkpoint},
                                                {"convert", checkpoint, out},
                                                {"schema", "--name", "a", checkpoint},
                                                {"struct", checkpoint}}) {
    const command_result result = run_nnstruct(words);
    INFO(words.front());
    CHECK(result.status == 2);
    CHECK(result.out.empty());
    CHECK(result.error ==
          "nnstruct: cannot read \"" + checkpoint +
              "\": expected a file, found the folder of a distributed checkpoint of PyTorch: make one file "
              "of it: python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER out.pth\n");
    CHECK(folder.names().empty());
  }
}

TEST_CASE("inspect: the values of a checkpoint, in their order", "[inspect]") {
  const json run = inspected(data + "torch-2.14/checkpoint_sgd_momentum.pth", {"--json"});
  CHECK(run["kind"] == "checkpoint");
  CHECK(run["values"]["epoch"] == 3);
  CHECK(run["values"]["optimizer_state_dict.param_groups.0.momentum"] == 0.9);
  CHECK(run["values"]["optimizer_state_dict.param_groups.0.nesterov"] == false);
  CHECK(run["values"]["optimizer_state_dict.param_groups.0.foreach"].is_null());
  CHECK(run["tensors"][0]["key"] == "model_state_dict.0.weight");
  CHECK(!run["tensors"][0].contains("sha256"));
  const json values = inspected(data + "torch-2.14/python_values.pt", {"--json"})["values"];
  CHECK(values["huge"] ==
        "265613988875874769338781322035779626829233452653394495974574961739092490901302182994384699044001");
  CHECK(values["nan"] == "nan");
  CHECK(values["ninf"] == "-inf");
  CHECK(values["uni"] == "caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80");
  CHECK(values["5"] == "int key");
  CHECK(values["None"] == "none key");
  CHECK(values["list"] == json::array());
  CHECK(values["bytes"] == "b'\\x00\\xff'");
  CHECK(values["t2.1"] == 2);
}

TEST_CASE("inspect: the table for people", "[inspect]") {
  const command_result result = run_nnstruct({"inspect", data + "torch-2.14/ckpt_transposed.pth"});
  CHECK(result.status == 0);
  INFO(result.out);
  CHECK(result.out.find("a state_dict in PyTorch's zip format") != std::string::npos);
  CHECK(result.out.find("key") != std::string::npos);
  CHECK(result.out.find("strides [") != std::string::npos);
  const command_result tied = run_nnstruct({"inspect", data + "torch-2.14/tied_state_dict.pth", "--hash"});
  CHECK(tied.out.find("shares memory with ") != std::string::npos);
}

TEST_CASE("inspect: views that would be far larger than the file are listed and not hashed", "[inspect]") {
  // A protocol-0 pickle of torch._utils._rebuild_tensor_v2(storage of one float, 0, (2**40,), (0,), False, {}).
  const std::string pickle =
      "ctorch._utils\n_rebuild_tensor_v2\n((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI1\ntQI0\n(I1099511627776\nt("
      "I0\nt"
      "I00\nccollections\nOrderedDict\n(tRtR.";
  const temp_folder folder;
  put_content(folder / "w.pt", zip_bytes({{.name = "w/data.pkl", .bytes = pickle},
                                          {.name = "w/data/0", .bytes = std::string(4, '\0')},
                                          {.name = "w/version", .bytes = "3\n"}}));
  CHECK(inspected(folder / "w.pt", {"--json"})["tensors"][0]["shape"][0] == 1099511627776);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"inspect", "--hash", folder / "w.pt"}, {"diff", folder / "w.pt", folder / "w.pt"}}) {
    const command_result result = run_nnstruct(words);
    CHECK(result.status == 2);
    CHECK(result.error.find("more than four times") != std::string::npos);
  }
}

TEST_CASE("inspect: tensors that objects hold have the paths that Python has to them", "[inspect]") {
  std::map<std::string, std::vector<std::string>> expected;
  std::string name;
  std::istringstream rows(content_of(data + "held.txt"));
  for (std::string line; std::getline(rows, line);)
    if (line.starts_with("file ")) name = line.substr(5, line.find(' ', 5) - 5);
    else expected[name].push_back(line.substr(7));
  CHECK(expected.size() == 26);
  for (const auto& [file, tensors] : expected) {
    std::vector<std::string> found;
    const json listing = inspected(data + "held/" + file + "_a.pt");
    for (const auto& tensor : listing["tensors"])
      found.push_back(tensor["key"].get<std::string>() + " " + tensor["dtype"].get<std::string>() + " " +
                      numbers(tensor["shape"]) + " " + tensor["sha256"].get<std::string>());
    INFO(file);
    CHECK(found == tensors);
    CHECK(run_nnstruct({"verify", data + "held/" + file + "_a.pt"}).out.ends_with("fine\n"));
  }
  CHECK(run_nnstruct({"inspect", data + "held/subclass_a.pt"}).out.find("__main__.Marked") != std::string::npos);
  const std::string frozen = run_nnstruct({"inspect", data + "held/frozen.pt"}).out;
  CHECK(frozen.find("CONSTANTS.c1  float32  [2, 2]     16") != std::string::npos);
  CHECK(run_nnstruct({"verify", data + "held/frozen.pt"}).out.find("4 tensors in 4 storages") != std::string::npos);
  const json boxed = inspected(data + "held/boxed.pt");
  CHECK(boxed["tensors"][0]["key"] == "box.tensor");
  for (const char* const command : {"inspect", "verify"}) {
    const command_result optimized = run_nnstruct({command, data + "held/optimized.pt"});
    CHECK(optimized.status == 2);
    CHECK(optimized.error.find("torch.jit.optimize_for_inference") != std::string::npos);
  }
  for (const char* const file : {"quantized_script.pt", "quantized_model.pt", "quantized_state_dict.pt"})
    for (const char* const command : {"inspect", "verify"}) {
      const command_result result = run_nnstruct({command, data + "held/" + file});
      CHECK(result.status == 2);
      CHECK(result.error.find("_packed_params._packed_params") != std::string::npos);
    }
}

TEST_CASE("inspect: a model's sparse tensors are its state_dict's parts", "[inspect]") {
  const json model = inspected(data + "held/graph.pt"), state = inspected(data + "held/graph_state_dict.pt");
  REQUIRE(state["tensors"].size() == 7);
  REQUIRE(model["tensors"].size() == 9);  // and a buffer that makes no key
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(model["tensors"][i]["key"] == state["tensors"][i]["key"]);
    CHECK(model["tensors"][i]["sha256"] == state["tensors"][i]["sha256"]);
  }
  CHECK(model["tensors"][7]["key"] == "passing.indices");
  CHECK(run_nnstruct({"show", data + "held/graph.pt"}).out.starts_with("Graph(\n  (fc): Linear("));
  const command_result refused = run_nnstruct({"struct", data + "held/graph.pt"});
  CHECK(refused.status == 2);
  CHECK(refused.error.find("\"rows\" of Graph is a sparse tensor") != std::string::npos);
  const temp_folder folder;
  CHECK(run_nnstruct({"convert", data + "held/graph.pt", folder / "x.safetensors"}).status == 2);
}

TEST_CASE("inspect: what is in no dictionary is the whole file", "[inspect]") {
  const std::string object = run_nnstruct({"inspect", data + "held/root_a.pt"}).out;
  CHECK(object.find("\nthe whole file  <class '__main__.Average'>") != std::string::npos);
  CHECK(run_nnstruct({"inspect", data + "torch-2.14/single_tensor.pt"}).out.find("\nthe whole file  ") !=
        std::string::npos);
  // A class that derives from OrderedDict is a dictionary for every subcommand.
  const std::string ordered = data + "printed/ordered.pth";
  const json listing = inspected(ordered);
  CHECK(listing["kind"] == "state_dict");
  CHECK(listing["values"].empty());
  CHECK(listing["tensors"][1]["key"] == "bias");
  const temp_folder folder;
  for (const std::string name : {"a.safetensors", "a.pth"}) {
    INFO(name);
    CHECK(run_nnstruct({"convert", ordered, folder / name}).out.find("left out") == std::string::npos);
    CHECK(run_nnstruct({"diff", ordered, folder / name}).out == "no difference: 2 tensors, 0 other values\n");
  }
  const command_result made = run_nnstruct({"struct", ordered});
  CHECK(made.status == 0);
  CHECK(made.out.find("using ordered = nnstruct::Linear<2, 2>;") != std::string::npos);
  CHECK(run_nnstruct({"schema", ordered}).out.find("\"bias\", ::nnstruct::dtype::float32, {2}") != std::string::npos);
  // No message names a place without a name.
  for (const std::vector<std::string>& words : {std::vector<std::string>{"struct", "--at", "weight"},
                                                {"schema", "--at", "weight"},
                                                {"convert", "--at", "weight"}}) {
    std::vector<std::string> all = {words[0], ordered};
    if (words[0] == "convert") all.push_back(folder / "b.safetensors");
    all.insert(all.end(), words.begin() + 1, words.end());
    const command_result refused = run_nnstruct(all);
    INFO(words[0] << ' ' << refused.error);
    CHECK(refused.status == 2);
    CHECK(refused.error.find("--at \n") == std::string::npos);
    CHECK(refused.error.find("\"\"") == std::string::npos);
  }
  const command_result refused = run_nnstruct({"convert", data + "held/root_a.pt", folder / "b.safetensors"});
  CHECK(refused.error.find("\"the whole file\" is <class '__main__.Average'>") != std::string::npos);
}

TEST_CASE("inspect: every path that is listed leads there", "[inspect]") {
  std::size_t tensors = 0, values = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data + "held")) {
    const std::string path = entry.path().string(), name = entry.path().filename().string();
    INFO(name);
    if (name.starts_with("quantized") || name == "optimized.pt") continue;
    const json listing = inspected(path);
    if (listing["format"] == "torchscript") continue;  // it is read as one dictionary
    const nnstruct::Value value = nnstruct::read(path);
    std::set<std::string> keys;
    for (const auto& tensor : listing["tensors"]) {
      const auto key = tensor["key"].get<std::string>();
      INFO(key);
      if (name.starts_with("wrapper")) continue;  // "first" is its attribute, in Python too
      CHECK(keys.insert(key).second);
      nnstruct::Value found = value.at(key);
      if (found.is(nnstruct::Value::kind::object)) found = found.state();  // a storage
      REQUIRE(found.tensor() != nullptr);
      CHECK(nlohmann::json(found.tensor()->shape) == nlohmann::json(tensor["shape"]));
      ++tensors;
    }
    for (const auto& [key, shown] : listing["values"].items()) {
      INFO(key);
      CHECK(keys.insert(key).second);
      CHECK_NOTHROW(value.at(key));
      ++values;
    }
  }
  CHECK(tensors > 130);
  CHECK(values > 60);
  // Names with brackets that look like what Python writes of other keys.
  const temp_folder folder;
  const nnstruct::Value names{
      {"keys",
       {{"['a']", 1}, {"a", 2}, {"x[0]", 3}, {"x", nnstruct::Value::list({4})}, {"b[0]", 5}, {"[0]", 6}, {0, 7}}},
      {"['keys']", {{"a", 8}, {"__dict__", 9}, {"__dict__['a']", 10}, {"[1]", 11}, {"x]", 12}, {"[", 13}}}};
  nnstruct::save(names, folder / "names.pt", {.durable = false});
  const json listed = inspected(folder / "names.pt")["values"];
  std::set<std::string> shown;
  for (const auto& [key, value] : listed.items()) {
    INFO(key);
    CHECK(nnstruct::repr(names.at(key)) == value.dump());
    shown.insert(value.dump());
    const command_result found = run_nnstruct({"show", folder / "names.pt", "--at", key});
    CHECK(found.out == value.dump() + "\n");
  }
  CHECK(shown.size() == 13);
  CHECK(listed.contains("keys.b[0]"));
  const std::string out = run_nnstruct({"inspect", data + "held/paths.pt"}).out;
  for (const char* const key : {"\n['a.b'] ", "\n['a']['b'] ", "\n[1] ", "\n['1'] ", "\n(1, 'x', None) ", "\na[''] "})
    CHECK(out.find(key) != std::string::npos);
}

}  // namespace tools_inspect_test
