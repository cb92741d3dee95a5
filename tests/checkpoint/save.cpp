// SPDX-License-Identifier: Apache-2.0
// The expected pickles and bytes were written by PyTorch (tests/data/make_checkpoints.py).
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_save_test {

using namespace nnstruct_test;
using nn::dtype;

namespace {

using records = std::vector<std::pair<std::string, std::string>>;

records records_of(const std::string& path) {
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  records out;
  for (const auto& entry : archive.entries()) out.emplace_back(entry.name, archive.read(entry));
  return out;
}

std::string pickle_of(const std::string& path) {
  for (const auto& [name, bytes] : records_of(path))
    if (name.ends_with("/data.pkl")) return bytes;
  return {};
}

std::string root_of(const std::string& path) {
  const std::string name = records_of(path).front().first;
  return name.substr(0, name.find('/'));
}

/// What is saved again has the same pickle: views keep their offsets and strides, and share their storages.
const char* const plain_names[] = {"net_float32", "net_float64", "net_float16", "net_bfloat16", "counted",
                                   "sequential",  "interned",    "batch_norm",  "one",          "none",
                                   "shapes",      "dtypes",      "floats",      "integers",     "unicode",
                                   "views",       "shared",      "expanded",    "transposed"};

void check_equal(const nn::StateDict& a, const nn::StateDict& b) {
  REQUIRE(a.size() == b.size());
  CHECK(a.metadata() == b.metadata());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto& [key, tensor] = a.begin()[i];
    const auto& [other_key, other] = b.begin()[i];
    INFO(key);
    CHECK(key == other_key);
    CHECK((tensor.dtype == other.dtype));
    CHECK(tensor.shape == other.shape);
    CHECK(tensor.strides == other.strides);
    CHECK((bytes_of(tensor) == bytes_of(other)));
  }
}

/// Names of strings that stand in PyTorch's pickles anyway.
struct Interned {
  nn::Parameter<float, 2> version, storage, _metadata, cpu, version_;
  nn::Linear<2, 1> storage_;
};

}  // namespace

TEST_CASE("what is saved is read back, bit by bit", "[checkpoint][save]") {
  const temp_folder folder;
  for (const std::string version : torch_versions)
    for (const std::string name :
         {"net_float32", "net_float64", "net_float16", "net_bfloat16", "counted",    "sequential",
          "interned",    "batch_norm",  "one",         "none",         "transposed", "channels_last",
          "views",       "expanded",    "shared",      "parameters",   "plain",      "shapes",
          "dtypes",      "floats",      "integers",    "unicode",      "cuda"}) {
      INFO(version << " " << name);
      const auto dict = nn::load<nn::StateDict>(data_file(version, name + ".pth"));
      nn::save(dict, folder / "a.pth", {.durable = false});
      check_equal(nn::load<nn::StateDict>(folder / "a.pth"), dict);
    }
}

TEST_CASE("the pickle is PyTorch's own", "[checkpoint][save]") {
  const temp_folder folder;
  for (const std::string version : torch_versions)
    for (const std::string name : plain_names) {
      INFO(version << " " << name);
      const std::string original = data_file(version, name + ".pth");
      const std::string ours = folder / ("ckpt_" + name + ".pth");
      nn::save(nn::load<nn::StateDict>(original), ours);
      CHECK((pickle_of(ours) == pickle_of(original)));

      if (version == std::string("torch-1.13")) continue;  // it wrote less, and in another order
      records expected = records_of(original);
      REQUIRE(expected.back().first == "ckpt_" + name + "/.data/serialization_id");
      expected.pop_back();
      CHECK((records_of(ours) == expected));
    }
}

TEST_CASE("the format of PyTorch before 1.6 is its own, byte by byte", "[checkpoint][save]") {
  const temp_folder folder;
  const nn::SaveOptions legacy{.durable = false, .format = nn::file_format::legacy};
  int state_dicts = 0, values = 0;
  for (const std::string version : torch_versions) {
    const std::string beside = std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/";
    for (const auto& found : std::filesystem::directory_iterator(beside + "legacy")) {
      const std::string name = found.path().filename().string();
      INFO(version << " " << name);
      const std::string ours = folder / name;
      if (name.starts_with("ckpt_")) {
        nn::save(nn::load<nn::StateDict>(beside + name), ours, legacy);
        check_equal(nn::load<nn::StateDict>(ours), nn::load<nn::StateDict>(beside + name));
        ++state_dicts;
      } else {
        nn::save(nn::read(beside + name), ours, legacy);
        CHECK(nn::read(ours) == nn::read(beside + name));
        ++values;
      }
      CHECK((content_of(ours) == content_of(found.path().string())));
    }
  }
  CHECK(state_dicts == 26);
  CHECK(values == 18);
}

TEST_CASE("a struct and a record in the format of PyTorch before 1.6", "[checkpoint][save]") {
  struct Run {
    Net net;
    int epoch;
  };
  const temp_folder folder;
  const nn::SaveOptions legacy{.format = nn::file_format::legacy};
  for (const std::string version : torch_versions) {
    const auto net = nn::load<Net>(data_file(version, "net_float32.pth"));
    nn::save(net, folder / "a.pth", legacy);
    CHECK((content_of(folder / "a.pth") ==
           content_of(std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/legacy/ckpt_net_float32.pth")));
    nn::save(Run{net, 5}, folder / "run.pth", legacy);
    const auto run = nn::load<Run>(folder / "run.pth");
    CHECK(run.epoch == 5);
    CHECK(hash_of(run.net) == hash_of(net));
  }
}

TEST_CASE("the format is the name's unless it is asked for", "[checkpoint][save]") {
  const temp_folder folder;
  const Net net = a_net(1);
  const auto begin_of = [&](const char* name, nn::file_format format) {
    nn::save(net, folder / name, {.durable = false, .format = format});
    CHECK(hash_of(nn::load<Net>(folder / name)) == hash_of(net));
    const std::string all = content_of(folder / name);
    return all.starts_with("PK\3\4") ? "zip" : all.starts_with("\x80\x02\x8a\x0al") ? "legacy" : "safetensors";
  };
  using enum nn::file_format;
  for (const char* name : {"a.pth", "a.pt", "a.pkl", "a.bin", "a", "a.safetensors.pth", "safetensors"})
    CHECK(begin_of(name, by_name) == std::string("zip"));
  CHECK(begin_of("a.safetensors", by_name) == std::string("safetensors"));
  for (const char* name : {"a.pth", "a.safetensors"}) {
    CHECK(begin_of(name, zip) == std::string("zip"));
    CHECK(begin_of(name, legacy) == std::string("legacy"));
    CHECK(begin_of(name, safetensors) == std::string("safetensors"));
  }
}

TEST_CASE("a struct's pickle is PyTorch's own", "[checkpoint][save]") {
  const temp_folder folder;
  const std::string ours = folder / "a.pth";
  for (const std::string version : torch_versions) {
    const auto check = [&](const auto& model, const char* name) {
      INFO(version << " " << name);
      nn::save(model, ours);
      CHECK((pickle_of(ours) == pickle_of(data_file(version, name))));
    };
    const auto net = nn::load<Net>(data_file(version, "net_float32.pth"));
    check(net, "net_float32.pth");
    check(nn::load<Net>(data_file(version, "transposed.pth")), "net_float32.pth");  // whatever the values were
    check(nn::load<Counted>(data_file(version, "counted.pth")), "counted.pth");
    check(nn::load<nn::Sequential<nn::Linear<4, 3>, nn::ReLU, nn::Linear<3, 2>>>(data_file(version, "sequential.pth")),
          "sequential.pth");
    check(nn::load<Interned>(data_file(version, "interned.pth")), "interned.pth");
    check(nn::state_dict(net), "net_float32.pth");
  }
}

TEST_CASE("the same values and file name give the same bytes", "[checkpoint][save]") {
  const temp_folder one, two;
  const auto net = nn::load<Net>(data_file("torch-2.14", "net_float32.pth"));
  nn::save(net, one / "model.pth");
  nn::save(net, two / "model.pth", {.durable = false});
  const std::string bytes = content_of(one / "model.pth");
  CHECK((content_of(two / "model.pth") == bytes));
  nn::save(nn::state_dict(net), two / "model.pt");
  CHECK((content_of(two / "model.pt") == bytes));
  nn::save(nn::load<Net>(one / "model.pth"), one / "model.pth");
  CHECK((content_of(one / "model.pth") == bytes));
  nn::save(net, two / "other.pth");
  CHECK((content_of(two / "other.pth") != bytes));
}

TEST_CASE("the batches of many entries are PyTorch's", "[checkpoint][save]") {
  const temp_folder folder;
  for (const std::string version : torch_versions)
    for (int count : {1, 2, 1000, 1001, 2000}) {
      INFO(version << " " << count);
      nn::StateDict dict;
      for (int i = 0; i < count; ++i) {
        dict["k" + std::to_string(i)] = nn::AnyTensor(dtype::float32, {1});
        dict.metadata().emplace_back("m" + std::to_string(i), i % 3);
      }
      nn::save(dict, folder / "a.pth", {.durable = false});
      const std::string packed = content_of(data_file(version, "entries_" + std::to_string(count) + ".pkl.zlib"));
      std::string expected(1 << 20, '\0');
      ::uLongf size = expected.size();
      REQUIRE(::uncompress(reinterpret_cast<::Bytef*>(expected.data()), &size,
                           reinterpret_cast<const ::Bytef*>(packed.data()), packed.size()) == Z_OK);
      expected.resize(size);
      CHECK((pickle_of(folder / "a.pth") == expected));
      check_equal(nn::load<nn::StateDict>(folder / "a.pth"), dict);
    }
}

TEST_CASE("the folder in the archive is named as PyTorch names it", "[checkpoint][save]") {
  const temp_folder folder;
  const Net net = a_net(1);
  const std::pair<std::string, std::string> names[] = {{"model.pth", "model"},
                                                       {"noext", "noext"},
                                                       {"a.b.c.pt", "a.b.c"},
                                                       {"archive.tar.gz", "archive.tar"},
                                                       {"sp ace.pt", "sp ace"},
                                                       {"trail.", "trail"},
                                                       {"back\\slash.pt", "slash"},
                                                       {"größe.pth", "archive"},
                                                       {"重み", "archive"},
                                                       {".hidden", "archive"},
                                                       {"tab\there.pth", "archive"},
                                                       {"delete\x7f.pth", "archive"},
                                                       {"bad\xff.pth", "archive"},
                                                       {std::string(200, 'n'), std::string(200, 'n')},
                                                       {std::string(255, 'n'), std::string(255, 'n')}};
  for (const auto& [name, root] : names) {
    INFO(name);
    nn::save(net, folder / name);
    CHECK(root_of(folder / name) == root);
    CHECK(hash_of(nn::load<Net>(folder / name)) == hash_of(net));
  }
  CHECK(folder.names().size() == std::size(names));
  std::filesystem::create_directory(folder / "dot.ted");
  nn::save(net, folder / "dot.ted/noext");
  CHECK(root_of(folder / "dot.ted/noext") == "noext");
}

TEST_CASE("a path relative to the working directory", "[checkpoint][save]") {
  const temp_folder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  nn::save(a_net(2), "model.pth");
  const Net net = nn::load<Net>("model.pth");
  std::filesystem::current_path(before);
  CHECK(hash_of(net) == hash_of(a_net(2)));
  CHECK(folder.names() == std::vector<std::string>{"model.pth"});
}

TEST_CASE("no tensors, no elements, no dimensions", "[checkpoint][save]") {
  const temp_folder folder;
  nn::StateDict dict;
  nn::save(dict, folder / "a.pth");
  CHECK(nn::load<nn::StateDict>(folder / "a.pth").empty());
  dict["scalar"] = nn::AnyTensor(dtype::int16, {});
  dict["scalar"].values<std::int16_t>()[0] = -2;
  dict["empty"] = nn::AnyTensor(dtype::float64, {0});
  dict["flat"] = nn::AnyTensor(dtype::boolean, {3, 0, INT64_C(1) << 40});
  nn::save(dict, folder / "a.pth");
  const auto again = nn::load<nn::StateDict>(folder / "a.pth");
  check_equal(again, dict);
  CHECK(again["scalar"].values<std::int16_t>()[0] == -2);
  CHECK(again["flat"].strides == std::vector<std::int64_t>{INT64_C(1) << 40, INT64_C(1) << 40, 1});
}

TEST_CASE("a model that lacks values is not saved, and the old file stays", "[checkpoint][save]") {
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  nn::save(a_net(1), path);
  const std::string bytes = content_of(path);
  Net net = a_net(2);
  net.fc1.bias = {};
  net.fc2.bias = {};
  const auto error = thrown_by<nn::Error>([&] { nn::save(net, path); });
  CHECK(contains(error.what(),
                 "these parameters of Net have no values yet: \"fc1.bias\", \"fc2.bias\"; load the model from "
                 "a file with nn::load, give it PyTorch's initial values with nn::init, or set them with copy_"));
  CHECK((content_of(path) == bytes));
  thrown_by<nn::Error>([&] { nn::save(Net(), folder / "other.pth"); });
  CHECK(folder.names() == std::vector<std::string>{"model.pth"});
}

TEST_CASE("a tensor that is not consistent is not saved, and the old file stays", "[checkpoint][save]") {
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  nn::save(a_net(1), path);
  const std::string bytes = content_of(path);
  constexpr std::int64_t huge = std::int64_t{1} << 62;
  const auto check = [&](auto change) {
    nn::StateDict dict = nn::state_dict(a_net(2));
    change(dict["fc2.bias"]);
    const auto error = thrown_by<nn::Error>([&] { nn::save(dict, path); });
    CHECK(contains(error.what(),
                   "the tensor \"fc2.bias\" of the state_dict is not consistent: its shape, strides and data "
                   "do not go together"));
    CHECK((content_of(path) == bytes));
    CHECK(folder.names() == std::vector<std::string>{"model.pth"});
  };
  using tensor = nn::AnyTensor;
  check([](tensor& t) { t.shape = {3}; });
  check([](tensor& t) { t.shape = {1}; });
  check([](tensor& t) { t.shape = {}; });
  check([](tensor& t) { t.shape = {1, 2}; });
  check([](tensor& t) { t.shape = {-2}; });
  check([](tensor& t) { t.shape = {-1, -2}, t.strides = {-2, 1}; });
  check([](tensor& t) { t.strides = {2}; });
  check([](tensor& t) { t.strides = {}; });
  check([](tensor& t) { t.dtype = dtype::float64; });
  check([](tensor& t) { t.dtype = dtype::float16; });
  check([](tensor& t) { t.data = {}; });
  check([](tensor& t) { t.shape = {huge, 4}, t.strides = {4, 1}, t.data = {}; });  // 2^64 elements are none, counted so
  check([](tensor& t) { t.shape = {huge, huge, 0}, t.strides = {huge, 1, 1}, t.data = {}; });
  check([](tensor& t) { t = nn::AnyTensor(dtype::float32, {2}), t.shape = {huge, 2}, t.strides = {2, 1}; });
}

TEST_CASE("a key that is no UTF-8 is not saved, and the old file stays", "[checkpoint][save]") {
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  nn::save(a_net(1), path);
  const std::string bytes = content_of(path);
  nn::StateDict dict = nn::state_dict(a_net(2));
  dict
      ["gr\xf6\xdf"
       "e"] = nn::AnyTensor(dtype::float32, {1});
  CHECK(contains(thrown_by<nn::Error>([&] { nn::save(dict, path); }).what(), "UTF-8"));
  CHECK((content_of(path) == bytes));
  CHECK(folder.names() == std::vector<std::string>{"model.pth"});
}

TEST_CASE("saving leaves the model as it is", "[checkpoint][save]") {
  const temp_folder folder;
  const Net net = a_net(3);
  const std::uint64_t before = hash_of(net);
  nn::save(net, folder / "a.pth");
  CHECK(hash_of(net) == before);
  Net copy = net;
  copy.fc1.weight.fill_(9);
  nn::save(net, folder / "b.pth");
  CHECK(hash_of(nn::load<Net>(folder / "b.pth")) == before);
}

}  // namespace checkpoint_save_test
