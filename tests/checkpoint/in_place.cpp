// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/checkpoint/in_place.hpp>

#include <string>
#include <utility>

#include <nnstruct/format/pytorch/reader.hpp>

#include "checkpoint/files.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_in_place_test {

using namespace nnstruct_test;

namespace {

constexpr nn::LoadOptions in_place{.in_place = true};

/// A file of PyTorch's with one byte of these keys' values changed; their checksums are as they were.
void put_damaged(const std::string& path, const std::vector<std::string>& keys) {
  const std::string original = data_file("torch-2.14", "net_float32.pth");
  std::string bytes = content_of(original);
  const nn::format::pytorch::state_dict_file file(original);
  for (const auto& tensor : file.tensors())
    for (const std::string& key : keys)
      if (tensor.key == key) bytes[static_cast<std::size_t>(file.storages()[tensor.storage].place.offset)] ^= 1;
  put_content(path, bytes);
}

}  // namespace

TEST_CASE("in place, a file's values go to the model's own memory", "[checkpoint][load]") {
  for (const std::string version : torch_versions) {
    const std::string path = data_file(version, "net_float32.pth");
    Net net = a_net(1);
    const float* const weight = std::as_const(net).fc1.weight.data();
    const float* const bias = std::as_const(net).fc2.bias.data();
    const nn::LoadReport report = nn::load(net, path, in_place);
    CHECK(report.verified);
    CHECK(hash_of(net) == hash_of(nn::load<Net>(path)));
    CHECK(std::as_const(net).fc1.weight.data() == weight);
    CHECK(std::as_const(net).fc2.bias.data() == bias);
    CHECK(hash_of(nn::load<Net>(path, in_place)) == hash_of(net));  // a new model has no memory yet
  }
}

TEST_CASE("in place, a copy of the model keeps its values", "[checkpoint][load]") {
  Net net = a_net(1);
  const Net copy = net;
  net.fc1.bias.fill_(8);  // this memory is the model's alone
  const std::uint64_t before = hash_of(copy);
  const float* const bias = std::as_const(net).fc1.bias.data();
  nn::load(net, data_file("torch-2.14", "net_float32.pth"), in_place);
  CHECK(hash_of(copy) == before);
  CHECK(hash_of(net) == hash_of(nn::load<Net>(data_file("torch-2.14", "net_float32.pth"))));
  CHECK(std::as_const(net).fc1.bias.data() == bias);
  CHECK(std::as_const(net).fc1.weight.data() != copy.fc1.weight.data());
}

TEST_CASE("in place, converted values go to the same memory too", "[checkpoint][load]") {
  Net net = a_net(1);
  const float* const weight = std::as_const(net).fc1.weight.data();
  const nn::LoadReport report = nn::load(net, data_file("torch-2.14", "net_float64.pth"), in_place);
  CHECK(report.converted.size() == 4);
  CHECK(hash_of(net) == hash_of(nn::load<Net>(data_file("torch-2.14", "net_float64.pth"))));
  CHECK(std::as_const(net).fc1.weight.data() == weight);
}

TEST_CASE("in place, what does not match changes nothing", "[checkpoint][load]") {
  struct Other {
    nn::Linear<4, 3> fc1;
    nn::Linear<3, 3> fc2;
  };
  Other other;
  other.fc1.weight.fill_(3);
  refused_load<nn::StateDictError>(other, data_file("torch-2.14", "net_float32.pth"), in_place);
  refused_load<nn::Error>(other, data_file("torch-2.14", "net_float32.pth"), {.map = true, .in_place = true});
}

TEST_CASE("in place, a wrong checksum empties what was written and names it", "[checkpoint][load]") {
  const temp_folder folder;
  const std::string path = folder / "damaged.pth";
  put_damaged(path, {"fc2.weight"});
  {
    Net net = a_net(1);
    const auto error = thrown_by<nn::FormatError>([&] { nn::load(net, path, in_place); });
    CHECK(error.problem() == nn::format_problem::checksum);
    CHECK(error.file() == path);
    CHECK(contains(error.what(),
                   "; the load was in place, and these are empty now: \"fc1.weight\", \"fc1.bias\", "
                   "\"fc2.weight\""));
    CHECK_FALSE(contains(error.what(), "fc2.bias"));
    CHECK_FALSE(net.fc1.weight.has_values());
    CHECK_FALSE(net.fc1.bias.has_values());
    CHECK_FALSE(net.fc2.weight.has_values());
    CHECK(std::as_const(net).fc2.bias.data()[0] == 4);  // it came after: as it was
  }
  {  // memory that is shared is not written, and so is not lost
    Net net = a_net(1);
    const Net copy = net;
    const std::uint64_t before = hash_of(net);
    const auto error = thrown_by<nn::FormatError>([&] { nn::load(net, path, in_place); });
    CHECK_FALSE(contains(error.what(), "empty now"));
    CHECK(hash_of(net) == before);
    CHECK(hash_of(copy) == before);
  }
  {  // as without the option
    Net net = a_net(1);
    refused_load<nn::FormatError>(net, path);
  }
}

}  // namespace checkpoint_in_place_test
