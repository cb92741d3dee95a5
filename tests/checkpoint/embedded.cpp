// SPDX-License-Identifier: Apache-2.0
// Checkpoints that are part of the program. What a file of the same bytes gives was compared with PyTorch elsewhere.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_embedded_test {

using namespace nnstruct_test;
using nn::FormatError;

namespace {

/// A file's bytes as a program has them: aligned, or, as nobody should have them, some bytes behind that.
class embedded {
 public:
  explicit embedded(std::string_view bytes, std::size_t shift = 0) : bytes_(bytes.size() + shift + 64) {
    const std::size_t behind = reinterpret_cast<std::uintptr_t>(bytes_.data()) % 64;
    first_ = bytes_.data() + (64 - behind) + shift;
    size_ = bytes.size();
    std::memcpy(first_, bytes.data(), size_);
  }
  operator nn::EmbeddedFile() const { return {first_, first_ + size_, "embedded::model"}; }

  bool holds(const void* pointer) const {
    const auto* const at = static_cast<const std::byte*>(pointer);
    return at >= first_ && at < first_ + size_;
  }
  bool holds_any(const nn::StateDict& dict) const {
    return std::any_of(dict.begin(), dict.end(), [&](const auto& item) { return holds(item.second.data.get()); });
  }
  std::string bytes() const { return {reinterpret_cast<const char*>(first_), size_}; }
  std::byte* data() { return first_; }

 private:
  std::vector<std::byte> bytes_;
  std::byte* first_;
  std::size_t size_;
};
embedded embedded_file(const std::string& path, std::size_t shift = 0) { return embedded(content_of(path), shift); }

void check_points_into(const embedded& memory, const Net& net) {
  for (const auto* values : nn::detail::values_of_model(net)) {
    CHECK(memory.holds(values->storage().data()));
    CHECK(reinterpret_cast<std::uintptr_t>(values->storage().data()) % 64 == 0);
  }
}

struct Record {
  std::int64_t epoch;
  Net model_state_dict;
};
struct Prefixed {
  Net module;
};

/// What a load throws, the file's name taken out; or what it gives.
template <class Load> std::string outcome(const std::string& name, Load load) {
  std::string text;
  try {
    const nn::StateDict dict = load();
    for (const auto& [key, tensor] : dict) text.append(key).append(bytes_of(tensor));
    return text;
  } catch (const FormatError& error) {
    CHECK(error.file() == name);
    text = error.what();
  } catch (const nn::StateDictError& error) { text = error.what(); }
  for (std::size_t at = 0; (at = text.find(name, at)) != text.npos;) text.replace(at, name.size(), "FILE");
  return text;
}

}  // namespace

TEST_CASE("an embedded checkpoint is loaded as its file is, and used where it is", "[checkpoint][embedded]") {
  for (const std::string version : torch_versions) {
    const std::string path = data_file(version, "net_float32.pth");
    const embedded memory = embedded_file(path);
    const auto net = nn::load<Net>(memory);
    CHECK(hash_of(net) == hash_of(nn::load<Net>(path)));
    check_points_into(memory, net);

    Net other = a_net(1);
    const nn::LoadReport report = nn::load(other, memory);
    CHECK(report.ok());
    CHECK_FALSE(report.verified);
    CHECK(report.loaded == nn::check<Net>(path).loaded);
    CHECK(hash_of(other) == hash_of(net));
    check_points_into(memory, other);

    const auto dict = nn::load<nn::StateDict>(memory);
    CHECK(dict.metadata() == nn::load<nn::StateDict>(path).metadata());
    CHECK(nn::Value(dict) == nn::Value(nn::load<nn::StateDict>(path)));
    for (const auto& [key, tensor] : dict) CHECK(memory.holds(tensor.data.get()));
    for (const nn::Value& value : {nn::read(memory), nn::load<nn::Value>(memory)}) {
      CHECK(value == nn::read(path));
      CHECK(memory.holds(value["fc1.weight"].tensor()->data.get()));
    }
    const nn::LoadReport planned = nn::check<Net>(memory);
    CHECK(planned.ok());
    CHECK_FALSE(planned.verified);
    CHECK(planned.loaded == report.loaded);
  }
}

TEST_CASE("the options are those of files", "[checkpoint][embedded]") {
  const temp_folder folder;
  nn::save(nn::Value{{"epoch", 5}, {"model_state_dict", nn::state_dict(a_net(3))}}, folder / "run.pth");
  const embedded memory = embedded_file(folder / "run.pth");
  const auto net = nn::load<Net>(memory, {.at = "model_state_dict"});
  CHECK(hash_of(net) == hash_of(a_net(3)));
  check_points_into(memory, net);
  CHECK(nn::check<Net>(memory, {.at = "model_state_dict"}).ok());
  CHECK_FALSE(nn::check<Net>(memory).ok());
  const auto prefixed = nn::load<Prefixed>(memory, {.at = "model_state_dict", .rename = {{"fc*", "module.fc*"}}});
  CHECK(hash_of(prefixed.module) == hash_of(a_net(3)));
  CHECK(nn::load<nn::StateDict>(memory, {.at = "model_state_dict", .filter = "fc1.*"}).size() == 2);
  CHECK(nn::load<nn::Value>(memory, {.at = "epoch"}).integer() == 5);

  const auto run = nn::load<Record>(memory);
  CHECK(run.epoch == 5);
  check_points_into(memory, run.model_state_dict);
  Record other{0, a_net(1)};
  CHECK_FALSE(nn::load(other, memory).verified);
  CHECK(other.epoch == 5);
  check_points_into(memory, other.model_state_dict);
  CHECK(nn::check<Record>(memory).ok());

  auto own = a_net(8);
  const float* const place = own.fc1.weight.data();
  CHECK(nn::load(own, memory, {.at = "model_state_dict", .in_place = true}).verified);
  CHECK(std::as_const(own).fc1.weight.data() == place);
  CHECK(hash_of(own) == hash_of(a_net(3)));
}

TEST_CASE("who writes embedded values gets a copy", "[checkpoint][embedded]") {
  const temp_folder folder;
  nn::save(a_net(1), folder / "net.pth");
  const std::string bytes = content_of(folder / "net.pth");
  // Written by accident, the values of this program's own memory would end it.
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t size = (bytes.size() + page - 1) / page * page;
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  std::memcpy(memory, bytes.data(), bytes.size());
  REQUIRE(::mprotect(memory, size, PROT_READ) == 0);
  const auto* const first = static_cast<const std::byte*>(memory);
  const nn::EmbeddedFile file(first, first + bytes.size(), "embedded::model");
  {
    auto net = nn::load<Net>(file);
    const Net copy = net;
    net.fc1.weight.data()[0] = 50;
    CHECK(copy.fc1.weight.data()[0] == 1);
    CHECK(reinterpret_cast<const std::byte*>(copy.fc1.weight.data()) > first);
    auto alone = nn::load<Net>(file);
    alone.fc2.bias.fill_(70);
    nn::init(alone, 1);
    nn::load(alone, file, {.in_place = true});
    nn::save(a_net(9), folder / "other.pth");
    auto again = nn::load<Net>(file);
    nn::load(again, folder / "other.pth", {.in_place = true});
    CHECK(hash_of(again) == hash_of(a_net(9)));
    nn::StateDict dict = nn::load<nn::StateDict>(file);
    dict["fc1.bias"].values<float>()[0] = 80;
    CHECK(hash_of(nn::load<Net>(file)) == hash_of(a_net(1)));
    nn::save(nn::load<Net>(file), folder / "net.pth");
    CHECK(content_of(folder / "net.pth") == bytes);
  }
  ::munmap(memory, size);
}

TEST_CASE("what does not stand there as in memory is copied", "[checkpoint][embedded]") {
  for (const std::string version : torch_versions) {
    const embedded doubles = embedded_file(data_file(version, "net_float64.pth"));
    Net net;
    const nn::LoadReport report = nn::load(net, doubles);
    CHECK(report.converted.size() == 4);
    CHECK(report.verified);  // all that was taken had a checksum
    CHECK(hash_of(net) == hash_of(nn::load<Net>(data_file(version, "net_float64.pth"))));
    CHECK_FALSE(doubles.holds_any(nn::state_dict(net)));
    for (const char* name : {"views.pth", "transposed.pth", "dtypes.pth", "shared.pth", "expanded.pth", "shapes.pth"}) {
      INFO(name);
      const embedded memory = embedded_file(data_file(version, name));
      const auto read = nn::load<nn::StateDict>(data_file(version, name));
      const auto found = nn::load<nn::StateDict>(memory);
      REQUIRE(found.size() == read.size());
      for (const auto& [key, tensor] : read) {
        CHECK(found[key].strides == tensor.strides);
        CHECK(bytes_of(found[key]) == bytes_of(tensor));
        CHECK((memory.holds(found[key].data.get()) || tensor.dtype == nn::dtype::boolean || tensor.numel() == 0));
      }
    }
  }
}

TEST_CASE("at another address than a multiple of 64 tensors are copied", "[checkpoint][embedded]") {
  const std::string path = data_file("torch-2.14", "net_float32.pth");
  for (const std::size_t shift : {1U, 4U, 32U, 63U}) {
    INFO(shift);
    const embedded memory = embedded_file(path, shift);
    Net net;
    CHECK(nn::load(net, memory).verified);
    CHECK(hash_of(net) == hash_of(nn::load<Net>(path)));
    CHECK_FALSE(memory.holds_any(nn::state_dict(net)));
    CHECK_FALSE(memory.holds_any(nn::load<nn::StateDict>(memory)));
    CHECK(nn::read(memory) == nn::read(path));
  }
}

TEST_CASE("a mismatch and another format are told as of a file, by the constant's name", "[checkpoint][embedded]") {
  const std::string path = data_file("torch-2.14", "net_float32.pth");
  const embedded memory = embedded_file(path);
  struct Wider {
    nn::Linear<4, 3> fc1;
    nn::Linear<3, 5> fc2;
  } wider;
  const auto error = thrown_by<nn::StateDictError>([&] { nn::load(wider, memory); });
  CHECK(std::string(error.what()) == thrown_by<nn::StateDictError>([&] { nn::load(wider, path); }).what());
  CHECK(contains(error.what(), "size mismatch for fc2.weight"));
  CHECK_FALSE(wider.fc1.weight.has_values());
  CHECK_FALSE(nn::check<Wider>(memory).ok());
  struct More {
    nn::Linear<4, 3> fc1;
    nn::Linear<3, 2> fc2, fc3;
  };
  CHECK(contains(thrown_by<nn::StateDictError>([&] { nn::load<More>(memory, nn::relaxed); }).what(),
                 "a new More loaded from embedded::model would have no values for \"fc3.weight\""));

  const auto refusal = [](std::string_view bytes) {
    const embedded bad(bytes);
    return std::string(thrown_by<FormatError>([&] { nn::load<Net>(bad); }).what());
  };
  CHECK(refusal("") == "embedded::model: the file is empty; a download or save may have failed");
  CHECK(contains(refusal("<!DOCTYPE html>"), "embedded::model: byte 0: this is a page of HTML"));
  CHECK(contains(thrown_by<FormatError>([] { nn::load<Net>(nn::EmbeddedFile(nullptr, nullptr, "none")); }).what(),
                 "none: the file is empty"));
}

TEST_CASE("damaged memory is refused with the place, as a damaged file is", "[checkpoint][embedded][slow]") {
  const temp_folder folder;
  const std::string path = folder / "net.pth";
  nn::save(a_net(1), path);
  const std::string bytes = content_of(path);
  const auto same = [&](const std::string& damaged) {
    put_content(path, damaged);
    const embedded memory(damaged);
    const auto of_file = outcome(path, [&] { return nn::load<nn::StateDict>(path, {.map = true}); });
    const auto of_memory = outcome("embedded::model", [&] { return nn::load<nn::StateDict>(memory); });
    CHECK(of_memory == of_file);
    return of_memory;
  };
  std::size_t refused = 0;
  for (std::size_t size = 0; size < bytes.size(); size += size + 200 < bytes.size() ? 13 : 1) {
    INFO("cut to " << size);
    refused += contains(same(bytes.substr(0, size)), "FILE: ");
    Net net = a_net(2);
    const embedded memory(bytes.substr(0, size));
    CHECK_THROWS_AS(nn::load(net, memory), FormatError);
    CHECK(hash_of(net) == hash_of(a_net(2)));
  }
  CHECK(refused > 100);
  refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    INFO("byte " << at);
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    refused += contains(same(damaged), "FILE: ");
  }
  CHECK(refused > 1000);
}

}  // namespace checkpoint_embedded_test
