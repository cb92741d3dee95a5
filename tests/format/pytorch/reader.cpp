// SPDX-License-Identifier: Apache-2.0
#include <span>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/reader.hpp>

#include "support/catch.hpp"

namespace format_pytorch_reader_test {

namespace pytorch = nnstruct::format::pytorch;

namespace {
pytorch::state_dict_file open(const std::string& name) {
  return pytorch::state_dict_file(std::string(NNSTRUCT_TEST_DATA) + name);
}
std::vector<std::int64_t> list(std::span<const std::int64_t> numbers) { return {numbers.begin(), numbers.end()}; }
}  // namespace

TEST_CASE("a state_dict's tensors are views of storages, in order") {
  for (const char* version : {"/torch-1.13", "/torch-2.14"}) {
    const auto file = open(std::string(version) + "/mlp_state_dict.pt");
    REQUIRE(file.tensors().size() == 6);
    const auto& first = file.tensors()[0];
    CHECK(first.key == "0.weight");
    CHECK(first.dtype == nnstruct::dtype::float32);
    CHECK(first.offset == 0);
    CHECK(first.numel == 128);
    CHECK(list(file.shape(first)) == std::vector<std::int64_t>{16, 8});
    CHECK(list(file.strides(first)) == std::vector<std::int64_t>{8, 1});
    CHECK(file.tensors()[5].key == "4.bias");
    REQUIRE(file.storages().size() == 6);
    CHECK(file.storages()[0].numel == 128);
    CHECK(file.storages()[0].place.name.ends_with("/data/0"));
    CHECK(file.metadata() ==
          std::vector<std::pair<std::string, std::int64_t>>{{"", 1}, {"0", 1}, {"1", 1}, {"2", 1}, {"3", 1}, {"4", 1}});
  }
}

TEST_CASE("keys stay good when the file's object moves") {
  auto first = open("/torch-2.14/mlp_state_dict.pt");
  const auto second = std::move(first);
  CHECK(second.tensors()[0].key == "0.weight");
}

TEST_CASE("a plain dictionary of tensors is a state_dict without metadata") {
  const auto file = open("/torch-2.14/plain_dict.pt");
  REQUIRE(file.tensors().size() == 2);
  CHECK(file.tensors()[0].key == "b");
  CHECK(file.tensors()[1].key == "a");
  CHECK(file.metadata().empty());
}

TEST_CASE("a whole model is told apart from a state_dict") {
  const auto error = nnstruct_test::thrown_by<nnstruct::FormatError>([] { open("/torch-2.14/one_bn2d_model.pth"); });
  CHECK(error.problem() == nnstruct::format_problem::unsupported);
  CHECK(nnstruct_test::contains(error.what(), "torch.nn.modules.batchnorm.BatchNorm2d"));
  CHECK(nnstruct_test::contains(error.what(), "state_dict"));
}

namespace {
std::string refusal_of(const std::string& at) {
  const auto error = nnstruct_test::thrown_by<nnstruct::FormatError>(
      [&] { pytorch::state_dict_file(NNSTRUCT_TEST_DATA "/torch-2.14/ckpt_checkpoint.pth", at); });
  CHECK(error.problem() == nnstruct::format_problem::unsupported);
  return error.what();
}
}  // namespace

TEST_CASE("a state_dict is found in the dictionaries around it") {
  for (const char* version : {"/torch-1.13", "/torch-2.14"}) {
    const std::string path = std::string(NNSTRUCT_TEST_DATA) + version + "/ckpt_checkpoint.pth";
    const pytorch::state_dict_file file(path, "model_state_dict");
    REQUIRE(file.tensors().size() == 4);
    CHECK(file.tensors()[0].key == "fc1.weight");
    CHECK(file.metadata().size() == 3);
    CHECK(file.storages().size() == 4);
    CHECK(file.file().state_dict_paths() == std::vector<std::string>{"model_state_dict"});
  }
}

TEST_CASE("what is not where the path says is refused with what is there") {
  using nnstruct_test::contains;
  const std::string missing = refusal_of("model");
  INFO(missing);
  CHECK(contains(missing,
                 "there is no \"model\"; the keys are \"epoch\" (an integer), \"model_state_dict\" (a state_dict), "
                 "\"optimizer_state_dict\" (a dict), \"loss\" (a float)"));
  CHECK(contains(refusal_of("epoch"), "expected a state_dict under \"epoch\", found an integer"));
  CHECK(contains(refusal_of("epoch.x"), "there is no \"epoch.x\": in \"epoch\" is no \"x\"; it is an integer"));
  CHECK(contains(refusal_of("optimizer_state_dict.param_groups.1"),
                 "in \"optimizer_state_dict.param_groups\" is no \"1\"; it is a list"));
  CHECK(contains(refusal_of("optimizer_state_dict.param_groups.0x"), "is no \"0x\""));
  CHECK(contains(refusal_of("model_state_dict.fc1.weight"), "expected a state_dict under "));
  CHECK(contains(refusal_of("model_state_dict.fc1"), "in \"model_state_dict\" is no \"fc1\"; the keys are"));
}

}  // namespace format_pytorch_reader_test
