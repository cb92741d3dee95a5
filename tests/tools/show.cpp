// SPDX-License-Identifier: Apache-2.0
// nnstruct show prints what print(torch.load(FILE)) prints.
#include <map>
#include <sstream>
#include <string>

#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/state_dict/value.hpp>

#include "support/catch.hpp"
#include "support/one_of.hpp"
#include "support/refused.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

namespace tools_show_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/";

/// The texts that make_shown.py wrote.
std::map<std::string, std::string> texts_of(const std::string& path) {
  std::map<std::string, std::string> out;
  std::string* text = nullptr;
  std::istringstream lines(content_of(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("== ")) text = &out[line.substr(3)];
    else *text += line + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("show: every fixture prints as in the PyTorch that wrote it", "[show]") {
  std::size_t files = 0, models = 0;
  one_of rows_taken(3);
  for (const std::string version : {"torch-1.13", "torch-2.14"})
    for (const auto& [name, text] : texts_of(data + version + "/shown.txt")) {
      if (refusals().contains(version + "/" + name)) continue;
      models += name.find("_model.") != name.npos;
      ++files;
      if (!rows_taken.takes()) continue;
      INFO(version << "/" << name);
      const command_result result = run_nnstruct({"show", data + version + "/" + name});
      INFO(result.error);
      CHECK(result.status == 0);
      CHECK(result.out == text);
    }
  CHECK(files > 115);
  CHECK(models > 30);
}

// What make_printed.py says of each.
TEST_CASE("show: classes of PyTorch and torchvision print what they know, and what differs is not shown as one") {
  for (const auto& [name, text] : texts_of(data + "printed/texts.txt")) {
    INFO(name);
    const command_result result = run_nnstruct({"show", data + "printed/" + name + ".pth"});
    INFO(result.error);
    CHECK(result.status == 0);
    CHECK(result.out == text);
  }
}

TEST_CASE("show: a part of a file, and safetensors as a dictionary", "[show]") {
  const std::string run = data + "torch-2.14/checkpoint_sgd.pth";
  CHECK(run_nnstruct({"show", run, "--at", "epoch"}).out == "3\n");
  CHECK(run_nnstruct({"show", run, "--at", "optimizer_state_dict.param_groups.0.params"}).out ==
        "[0, 1, 2, 3, 4, 5]\n");
  const std::string tensors = run_nnstruct({"show", data + "torch-2.14/mlp.safetensors"}).out;
  CHECK(tensors.starts_with("{'0.bias': tensor([ 0.2037,  0.3282, -0.2196,"));
  CHECK(tensors.ends_with("])}\n"));
}

TEST_CASE("show: checksums are compared before anything is printed", "[show]") {
  const temp_folder folder;
  std::string bytes = content_of(data + "torch-2.14/mlp_state_dict.pt");
  const std::size_t place = bytes.find("data/5") + 100;
  bytes[place] = static_cast<char>(bytes[place] ^ 1);
  put_content(folder / "damaged.pt", bytes);
  const command_result result = run_nnstruct({"show", folder / "damaged.pt"});
  CHECK(result.status == 2);
  CHECK(result.out.empty());
}

}  // namespace tools_show_test
