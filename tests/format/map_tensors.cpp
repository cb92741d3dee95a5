// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/map_tensors.hpp>

#include <cstdint>
#include <string>
#include <utility>

#include "checkpoint/files.hpp"
#include "support/temp_folder.hpp"

namespace format_map_tensors_test {

using namespace nnstruct_test;

namespace {
constexpr nn::LoadOptions mapped{.map = true};
bool is_mapped(const nn::detail::held_values& values) { return values.has_values() && !values.storage().unique(); }
}  // namespace

TEST_CASE("a mapped load points into the file, and has the same values", "[format]") {
  for (const std::string version : torch_versions) {
    const std::string path = data_file(version, "net_float32.pth");
    Net net;
    const nn::LoadReport report = nn::load(net, path, mapped);
    CHECK(report.ok());
    CHECK_FALSE(report.verified);
    CHECK(hash_of(net) == hash_of(nn::load<Net>(path)));
    CHECK(is_mapped(net.fc1.weight));
    CHECK(is_mapped(net.fc2.bias));
    for (const auto* values : nn::detail::values_of_model(net))
      CHECK(reinterpret_cast<std::uintptr_t>(values->storage().data()) % 64 == 0);
    const auto distance = std::as_const(net).fc2.bias.data() - std::as_const(net).fc1.weight.data();
    CHECK(distance > 0);
    CHECK(distance * 4 < static_cast<std::ptrdiff_t>(content_of(path).size()));
    CHECK(nn::state_dict(nn::load<Net>(path, mapped)).size() == 4);
  }
}

TEST_CASE("who writes mapped values gets a copy, while the file and others keep theirs", "[format]") {
  const temp_folder folder;
  const std::string path = folder / "net.pth";
  nn::save(a_net(1), path);
  const std::string bytes = content_of(path);
  auto net = nn::load<Net>(path, mapped);
  const Net copy = net;
  const float* const old = copy.fc1.weight.data();
  net.fc1.weight.data()[0] = 50;
  CHECK(std::as_const(net).fc1.weight.data() != old);
  CHECK(copy.fc1.weight.data()[0] == 1);
  CHECK_FALSE(is_mapped(net.fc1.weight));
  net.fc2.bias.data()[0] = 60;  // also where nobody else holds the mapped memory any more
  auto alone = nn::load<Net>(path, mapped);
  alone.fc2.bias.data()[0] = 70;
  nn::StateDict dict = nn::load<nn::StateDict>(path, mapped);
  dict["fc1.bias"].values<float>()[0] = 80;
  CHECK(content_of(path) == bytes);
  CHECK(nn::load<Net>(path).fc1.bias.has_values());
  CHECK(hash_of(nn::load<Net>(path)) == hash_of(a_net(1)));
  // Loading over mapped values, in place too, does not write to the file's memory either.
  auto again = nn::load<Net>(path, mapped);
  nn::save(a_net(9), folder / "other.pth");
  nn::load(again, folder / "other.pth", {.in_place = true});
  CHECK(hash_of(again) == hash_of(a_net(9)));
  CHECK(hash_of(copy) == hash_of(a_net(1)));
}

TEST_CASE("mapped values stay when the file is saved anew, renamed or removed", "[format]") {
  const temp_folder folder;
  const std::string path = folder / "net.pth";
  nn::save(a_net(1), path);
  auto net = nn::load<Net>(path, mapped);
  nn::save(a_net(2), path);
  CHECK(hash_of(net) == hash_of(a_net(1)));
  nn::save(net, path);  // a mapped model over the file it is mapped from
  CHECK(hash_of(nn::load<Net>(path)) == hash_of(a_net(1)));
  CHECK(std::remove(path.c_str()) == 0);
  CHECK(hash_of(net) == hash_of(a_net(1)));
}

TEST_CASE("what stands otherwise in the file is read", "[format]") {
  for (const std::string version : torch_versions) {
    const std::string path = data_file(version, "net_float64.pth");
    Net net;
    const nn::LoadReport report = nn::load(net, path, mapped);
    CHECK(report.verified);  // nothing is mapped: all are converted
    CHECK(report.converted.size() == 4);
    CHECK_FALSE(is_mapped(net.fc1.weight));
    CHECK(hash_of(net) == hash_of(nn::load<Net>(path)));
    // Views, transposed tensors, bools and shared storages give the same dictionary as when they are read.
    for (const char* name : {"views.pth", "transposed.pth", "dtypes.pth", "shared.pth", "expanded.pth", "shapes.pth"}) {
      INFO(name);
      const auto read = nn::load<nn::StateDict>(data_file(version, name));
      const auto found = nn::load<nn::StateDict>(data_file(version, name), mapped);
      REQUIRE(found.size() == read.size());
      for (const auto& [key, tensor] : read) {
        CHECK(found[key].strides == tensor.strides);
        CHECK(bytes_of(found[key]) == bytes_of(tensor));
      }
    }
  }
}

TEST_CASE("Values and records are mapped too", "[format]") {
  struct Run {
    int epoch;
    Net net;
  };
  const temp_folder folder;
  const std::string path = folder / "run.pth";
  nn::save(Run{5, a_net(1)}, path);
  Run run{0, a_net(2)};
  CHECK_FALSE(nn::load(run, path, mapped).verified);
  CHECK(run.epoch == 5);
  CHECK(hash_of(run.net) == hash_of(a_net(1)));
  CHECK(is_mapped(run.net.fc1.weight));
  CHECK(is_mapped(nn::load<Run>(path, mapped).net.fc2.bias));
  CHECK_FALSE(nn::load<nn::Value>(path, mapped)["net"]["fc1.bias"].tensor()->data.storage().unique());
  CHECK(nn::load(run, path).verified);
  CHECK_FALSE(is_mapped(run.net.fc1.weight));
}

TEST_CASE("a mapped load compares no checksum", "[format]") {
  const temp_folder folder;
  const std::string path = folder / "net.pth";
  nn::save(a_net(1), path);
  std::string bytes = content_of(path);
  const float one = 1;
  const auto place = bytes.find(std::string(reinterpret_cast<const char*>(&one), 4) +
                                std::string(reinterpret_cast<const char*>(&one), 4));
  REQUIRE(place != std::string::npos);
  bytes[place + 2] ^= 1;
  put_content(path, bytes);
  Net net;
  refused_load<nn::FormatError>(net, path);
  CHECK_FALSE(nn::load(net, path, mapped).verified);
  CHECK(std::as_const(net).fc1.weight.data()[0] != 1);
}

}  // namespace format_map_tensors_test
