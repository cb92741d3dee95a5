// SPDX-License-Identifier: Apache-2.0
// Every expected byte was written by PyTorch (tests/data/make_checkpoints.py).
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_load_test {

using namespace nnstruct_test;
using nn::dtype;

namespace {

using keys = std::vector<std::string>;

const keys net_keys = {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"};

/// A dictionary has exactly PyTorch's keys, dtypes, shapes and bytes, in its order.
void check_same(const nn::StateDict& found, const expected_dict& expected) {
  REQUIRE(found.size() == expected.tensors.size());
  std::size_t i = 0;
  for (const auto& [key, tensor] : found) {
    const expected_tensor& wanted = expected.tensors[i++];
    INFO(wanted.key);
    CHECK(key == wanted.key);
    CHECK(nn::name_of(tensor.dtype) == nn::name_of(wanted.dtype));
    CHECK(tensor.shape == wanted.shape);
    CHECK(tensor.numel() * static_cast<std::int64_t>(nn::size_of(tensor.dtype)) ==
          static_cast<std::int64_t>(wanted.bytes.size()));
    CHECK((bytes_of(tensor) == wanted.bytes));
  }
  CHECK(found.metadata() == expected.metadata);
}

/// Loads a file into a struct, which must fit exactly, and compares every byte.
template <class Model> nn::LoadReport check_loads(const std::string& version, const std::string& name) {
  const std::string path = data_file(version, name + ".pth");
  const expected_dict expected = read_expected(data_file(version, name + ".txt"));
  INFO(path);
  Model model;
  const nn::LoadReport report = nn::load(model, path);
  CHECK(report.ok());
  CHECK(report.verified);
  CHECK(report.converted.empty());
  CHECK(report.loaded.size() == expected.tensors.size());
  CHECK(nn::repr(report) == "<All keys matched successfully>");
  for (const auto& [key, tensor] : nn::state_dict(model)) {
    INFO(key);
    CHECK(tensor.shape == expected[key].shape);
    CHECK((bytes_of(tensor) == expected[key].bytes));
  }
  const nn::LoadReport planned = nn::check<Model>(path);
  CHECK(planned.ok());
  CHECK_FALSE(planned.verified);
  CHECK(planned.loaded == report.loaded);
  return report;
}

bool is_nan(dtype type, const char* element) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, element, nn::size_of(type));
  switch (type) {
    case dtype::float32: return (bits & 0x7fffffff) > 0x7f800000;
    case dtype::float64: return (bits & 0x7fffffffffffffff) > 0x7ff0000000000000;
    case dtype::float16: return (bits & 0x7fff) > 0x7c00;
    case dtype::bfloat16: return (bits & 0x7fff) > 0x7f80;
    default: return false;
  }
}

/// Equal bytes; but which NaN a NaN becomes is not the same in all versions of PyTorch.
void check_same_numbers(dtype type, const std::string& found, const std::string& wanted) {
  REQUIRE(found.size() == wanted.size());
  const std::size_t size = nn::size_of(type);
  for (std::size_t i = 0; i < found.size(); i += size) {
    INFO("element " << i / size);
    if (is_nan(type, &wanted[i])) CHECK(is_nan(type, &found[i]));
    else CHECK(found.compare(i, size, wanted, i, size) == 0);
  }
}

/// The four floating types that a model can hold, here each under the key of one tensor of a file.
template <class T, std::int64_t... E> struct Floats {
  nn::Parameter<T, E...> float32;
  nn::Parameter<T, E...> float64;
  nn::Parameter<T, E...> float16;
  nn::Parameter<T, E...> bfloat16;
};

template <class Model> void check_converts(dtype to, const std::string& name, const nn::LoadOptions& options) {
  for (const std::string version : torch_versions) {
    INFO(version << " " << name << " to " << std::string(nn::name_of(to)));
    const expected_dict expected = read_expected(data_file(version, name + ".txt"));
    Model model;
    const nn::LoadReport report = nn::load(model, data_file(version, name + ".pth"), options);
    CHECK(report.verified);
    std::size_t converted = 0;
    for (const auto& [key, tensor] : nn::state_dict(model)) {
      INFO(key);
      REQUIRE(tensor.dtype == to);
      check_same_numbers(to, bytes_of(tensor), expected[key].converted[static_cast<std::size_t>(to)]);
      if (expected[key].dtype == to) continue;
      REQUIRE(converted < report.converted.size());
      CHECK(report.converted[converted].key == key);
      CHECK(report.converted[converted].from == expected[key].dtype);
      CHECK(report.converted[converted++].to == to);
    }
    CHECK(report.converted.size() == converted);
  }
}

/// A copy of a file in which one byte of each record `data/...` is another.
std::string with_corrupt_data(const std::string& path) {
  std::string bytes = content_of(path);
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  for (const auto& entry : archive.entries())
    if (entry.name.find("/data/") != std::string::npos && entry.size != 0)
      bytes[static_cast<std::size_t>(entry.payload)] ^= 1;
  return bytes;
}

std::string file_of(const nn::FormatError& error) { return error.file(); }

}  // namespace

TEST_CASE("a state_dict of every kind of tensor is read as PyTorch reads it", "[checkpoint][load]") {
  for (const std::string version : torch_versions)
    for (const std::string name :
         {"net_float32", "net_float64", "net_float16", "net_bfloat16", "counted",    "sequential",
          "interned",    "batch_norm",  "one",         "none",         "transposed", "channels_last",
          "views",       "expanded",    "shared",      "parameters",   "plain",      "shapes",
          "dtypes",      "floats",      "integers",    "unicode",      "cuda",       "old_cuda"}) {
      INFO(version << " " << name);
      check_same(nn::load<nn::StateDict>(data_file(version, name + ".pth")),
                 read_expected(data_file(version, name + ".txt")));
    }
}

TEST_CASE("a struct is loaded with exactly the bytes that PyTorch has", "[checkpoint][load]") {
  for (const std::string version : torch_versions) {
    for (const std::string name :
         {"net_float32", "transposed", "views", "expanded", "shared", "parameters", "plain", "cuda", "old_cuda"}) {
      const nn::LoadReport report = check_loads<Net>(version, name);
      CHECK(report.loaded == net_keys);
      CHECK(report.class_name == "Net");
    }
    CHECK(check_loads<Counted>(version, "counted").loaded.front() == "steps");
    check_loads<nn::Conv2d<3, 2, nn::pair{2, 3}>>(version, "channels_last");
    CHECK(check_loads<nn::Sequential<nn::Linear<4, 3>, nn::ReLU, nn::Linear<3, 2>>>(version, "sequential").loaded ==
          keys{"0.weight", "0.bias", "2.weight", "2.bias"});
  }
}

TEST_CASE("tensors that share a storage in the file share memory, and are values of their own", "[checkpoint][load]") {
  for (const std::string version : torch_versions) {
    const std::string path = data_file(version, "shared.pth");
    const auto read = nn::load<nn::StateDict>(path);
    const void* const memory = read["fc1.weight"].data.storage().identity();
    CHECK(read["fc1.bias"].data.storage().identity() == memory);
    CHECK(read["fc2.bias"].data.storage().identity() == memory);
    CHECK(read["fc2.bias"].data.get() == read["fc1.weight"].data.get() + 72);
    CHECK(read["fc2.weight"].data.storage().identity() != memory);
    auto net = nn::load<Net>(path);
    net.fc1.weight.fill_(0);
    CHECK(net.fc1.bias.data()[2] == 2.0f / 7);
    auto dict = nn::load<nn::StateDict>(path);
    dict["fc1.weight"].values<float>()[1] = 100;
    CHECK(std::as_const(dict)["fc1.bias"].values<float>()[1] == 1.0f / 7);
    CHECK(dict["fc1.weight"].data.size() == 48);
  }
}

TEST_CASE("a view keeps its strides, and gives its elements row-major when asked", "[checkpoint][load]") {
  for (const std::string version : torch_versions) {
    const auto dict = nn::load<nn::StateDict>(data_file(version, "transposed.pth"));
    const nn::AnyTensor& weight = dict["fc1.weight"];
    CHECK(weight.shape == std::vector<std::int64_t>{3, 4});
    CHECK(weight.strides == std::vector<std::int64_t>{1, 3});
    CHECK_FALSE(weight.is_contiguous());
    const auto error = thrown_by<nn::ShapeError>([&] { (void)weight.values<float>(); });
    CHECK(contains(error.what(), "take tensor.contiguous()"));
    CHECK(std::as_const(weight).contiguous().values<float>()[1] == 3.0f / 7);
    Net net;
    CHECK(nn::load_state_dict(net, dict).ok());
    CHECK(hash_of(net) == hash_of(nn::load<Net>(data_file(version, "transposed.pth"))));
  }
}

TEST_CASE("floating types are converted as PyTorch converts them, and the report lists it", "[checkpoint][load]") {
  check_converts<Floats<float, 32>>(dtype::float32, "floats", nn::strict);
  check_converts<Floats<double, 32>>(dtype::float64, "floats", nn::strict);
  check_converts<Floats<nn::float16, 32>>(dtype::float16, "floats", nn::strict);
  check_converts<Floats<nn::bfloat16, 32>>(dtype::bfloat16, "floats", nn::strict);
  for (const char* name : {"net_float32", "net_float64", "net_float16", "net_bfloat16"})
    check_converts<Net>(dtype::float32, name, nn::strict);
}

namespace {
struct Dtypes {
  nn::Parameter<float, 2, 3> float32, float64, float16, bfloat16;
  nn::Buffer<float, 2, 3> int64, int32, int16, int8, uint8;
};
struct Integers {
  nn::Parameter<float, 5> large, small;
};
struct IntegersAsDouble {
  nn::Parameter<double, 5> large, small;
};
}  // namespace

TEST_CASE("another dtype than a floating one is refused, unless asked for", "[checkpoint][load]") {
  const nn::LoadOptions converting{.unexpected = nn::allow, .dtype = nn::allow};
  check_converts<Dtypes>(dtype::float32, "dtypes", converting);
  check_converts<Integers>(dtype::float32, "integers", converting);
  check_converts<IntegersAsDouble>(dtype::float64, "integers", converting);
  for (const std::string version : torch_versions) {
    Integers model;
    const auto error = refused_load<nn::StateDictError>(model, data_file(version, "integers.pth"));
    CHECK(
        contains(error.what(),
                 "Error(s) in loading state_dict for Integers:\n\tdtype mismatch for large: copying a param with dtype "
                 "torch.int64 from checkpoint, the dtype in current model is torch.float32; to convert it, load with "
                 ".dtype = nn::allow.\n\tdtype mismatch for small: "));
    REQUIRE(error.report().dtype_mismatch.size() == 2);
    CHECK(error.report().dtype_mismatch[1].found == dtype::int8);
    CHECK(error.report().dtype_mismatch[1].expected == dtype::float32);
    CHECK_FALSE(nn::check<Integers>(data_file(version, "integers.pth")).ok());
    CHECK(nn::check<Integers>(data_file(version, "integers.pth"), converting).ok());
  }
}

namespace {
struct Bools {
  nn::Buffer<bool, 2, 3> boolean;
};
}  // namespace

TEST_CASE("a bool of any byte in the file is true or false in memory", "[checkpoint][load]") {
  const temp_folder folder;
  nn::StateDict dict;
  dict["boolean"] = nn::AnyTensor(dtype::uint8, {2, 3});
  for (int i = 0; i < 6; ++i) dict["boolean"].values<std::uint8_t>()[i] = static_cast<std::uint8_t>(50 * i);
  dict["boolean"].dtype = dtype::boolean;
  nn::save(dict, folder / "a.pth");
  const auto model = nn::load<Bools>(folder / "a.pth");
  CHECK((bytes_of(nn::state_dict(model)["boolean"]) == std::string("\0\1\1\1\1\1", 6)));
  CHECK((bytes_of(nn::load<nn::StateDict>(folder / "a.pth")["boolean"]) == std::string("\0\1\1\1\1\1", 6)));
}

namespace {
struct Wider {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 5> fc2;
};
struct Renamed {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 2> head;
};
}  // namespace

TEST_CASE("strict refuses what does not match, in PyTorch's words", "[checkpoint][load]") {
  for (const std::string version : torch_versions) {
    const std::string path = data_file(version, "net_float32.pth");
    Renamed renamed;
    renamed.head.bias.fill_(5);
    auto error = refused_load<nn::StateDictError>(renamed, path);
    CHECK(std::string(error.what()) ==
          "Error(s) in loading state_dict for Renamed:\n"
          "\tMissing key(s) in state_dict: \"head.weight\", \"head.bias\". \n"
          "\tUnexpected key(s) in state_dict: \"fc2.weight\", \"fc2.bias\". \n"
          "\tHint: the state_dict has the same shapes in the same order under other names: load with {.rename = "
          "{{\"fc2.*\", \"head.*\"}}}");
    CHECK(error.report().missing == keys{"head.weight", "head.bias"});
    CHECK(error.report().unexpected == keys{"fc2.weight", "fc2.bias"});
    CHECK(error.report().loaded == keys{"fc1.weight", "fc1.bias"});

    Wider wider;
    for (const nn::LoadOptions& options : {nn::strict, nn::relaxed}) {
      error = refused_load<nn::StateDictError>(wider, path, options);
      CHECK(
          std::string(error.what()) ==
          "Error(s) in loading state_dict for Wider:\n"
          "\tsize mismatch for fc2.weight: copying a param with shape torch.Size([2, 3]) from checkpoint, the shape in "
          "current model is torch.Size([5, 3]).\n"
          "\tsize mismatch for fc2.bias: copying a param with shape torch.Size([2]) from checkpoint, the shape in "
          "current "
          "model is torch.Size([5]).");
      REQUIRE(error.report().shape_mismatch.size() == 2);
      CHECK(error.report().shape_mismatch[1].key == "fc2.bias");
      CHECK(error.report().shape_mismatch[1].expected == std::vector<std::int64_t>{5});
      CHECK(error.report().shape_mismatch[1].found == std::vector<std::int64_t>{2});
    }
    CHECK_FALSE(nn::check<Wider>(path).ok());
    CHECK_FALSE(nn::check<Renamed>(path).ok());
    CHECK(nn::check<Renamed>(path, nn::relaxed).ok());
  }
}

TEST_CASE("relaxed leaves alone what the file lacks, lenient also what has another shape", "[checkpoint][load]") {
  for (const std::string version : torch_versions) {
    const std::string path = data_file(version, "net_float32.pth");
    const expected_dict expected = read_expected(data_file(version, "net_float32.txt"));
    Renamed renamed;
    renamed.head.weight.fill_(7);
    renamed.head.bias.fill_(5);
    nn::LoadReport report = nn::load(renamed, path, nn::relaxed);
    CHECK(report.ok());
    CHECK(nn::repr(report) ==
          "_IncompatibleKeys(missing_keys=['head.weight', 'head.bias'], unexpected_keys=['fc2.weight', "
          "'fc2.bias'])");
    const nn::StateDict dict = nn::state_dict(renamed);
    CHECK((bytes_of(dict["fc1.weight"]) == expected["fc1.weight"].bytes));
    CHECK(dict["head.weight"].values<float>()[5] == 7);
    CHECK(dict["head.bias"].values<float>()[1] == 5);

    Wider wider;
    wider.fc2.weight.fill_(3);
    report = nn::load(wider, path, nn::lenient);
    CHECK(report.loaded == keys{"fc1.weight", "fc1.bias"});
    CHECK(report.skipped == keys{"fc2.weight", "fc2.bias"});
    CHECK(report.shape_mismatch.size() == 2);
    CHECK(wider.fc2.weight.data()[14] == 3);
    CHECK_FALSE(wider.fc2.bias.has_values());
    CHECK(std::as_const(wider).fc1.bias.data()[0] == 5.0f / 3);
  }
}

TEST_CASE("a new model is not left without values", "[checkpoint][load]") {
  const std::string path = data_file("torch-2.14", "net_float32.pth");
  const auto error = thrown_by<nn::StateDictError>([&] { nn::load<Renamed>(path, nn::relaxed); });
  CHECK(contains(error.what(),
                 "a new Renamed loaded from " + path +
                     " would have no values for \"head.weight\", \"head.bias\"; nn::init a model or set these in "
                     "it, then load into it with nn::load(model, path, options)"));
  CHECK(error.report().missing == keys{"head.weight", "head.bias"});
  CHECK(contains(thrown_by<nn::StateDictError>([&] { nn::load<Wider>(path, nn::lenient); }).what(),
                 "would have no values for \"fc2.weight\", \"fc2.bias\""));
  struct Small {
    nn::Linear<4, 3> fc1;
  };
  CHECK(nn::load<Small>(path, nn::relaxed).fc1.bias.has_values());
}

TEST_CASE("check reads no tensor's elements", "[checkpoint][load]") {
  for (const std::string version : torch_versions) {
    const temp_folder folder;
    const std::string path = folder / "corrupt.pth";
    put_content(path, with_corrupt_data(data_file(version, "net_float32.pth")));
    const nn::LoadReport report = nn::check<Net>(path);
    CHECK(report.ok());
    CHECK(report.loaded == net_keys);
    CHECK_FALSE(report.verified);
    Net net = a_net(1);
    const auto error = refused_load<nn::FormatError>(net, path);
    CHECK(error.problem() == nn::format_problem::checksum);
    CHECK(file_of(error) == path);
  }
}

TEST_CASE("what is no state_dict is refused with what to do", "[checkpoint][load]") {
  const auto refusal = [](const std::string& path) {
    INFO(path);
    Net net = a_net(1);
    const auto error = refused_load<nn::FormatError>(net, path);
    CHECK(contains(error.what(), path));
    CHECK(std::string(thrown_by<nn::FormatError>([&] { nn::load<nn::StateDict>(path); }).what()) == error.what());
    CHECK(std::string(thrown_by<nn::FormatError>([&] { nn::check<Net>(path); }).what()) == error.what());
    return error;
  };
  for (const std::string version : torch_versions) {
    const std::string checkpoint = data_file(version, "checkpoint.pth");
    Net net = a_net(1);
    CHECK(contains(refused_load<nn::StateDictError>(net, checkpoint).what(),
                   "\n\tHint: the state_dict is under \"model_state_dict\": load with {.at = \"model_state_dict\"}"));
    auto error = thrown_by<nn::FormatError>([&] { nn::load<nn::StateDict>(checkpoint); });
    CHECK(error.problem() == nn::format_problem::unsupported);
    CHECK(contains(error.what(),
                   "expected a tensor under \"epoch\", found a value of type int; there is a state_dict under "
                   "\"model_state_dict\": load it with .at = \"model_state_dict\", or read the whole file with "
                   "nn::read"));
    CHECK(contains(refusal(data_file(version, "list.pth")).what(), "expected a state_dict, found a list"));
    CHECK(contains(refusal(data_file(version, "tensor.pth")).what(), "expected a state_dict, found a tensor"));
  }
}

TEST_CASE("whole models, TorchScript and old files have the state_dict that they have in Python",
          "[checkpoint][load]") {
  for (const std::string version : torch_versions)
    for (const char* file : {"module.pth", "torchscript.pth", "legacy.pth"}) {
      INFO(version << ' ' << file);
      const auto dict = nn::load<nn::StateDict>(data_file(version, file));
      for (const auto& [key, tensor] : dict) UNSCOPED_INFO(key << ' ' << nn::repr(tensor));
      CHECK(dict.size() > 0);
    }
}

TEST_CASE("a file is recognised by its content, wherever and under whatever name it is", "[checkpoint][load]") {
  const temp_folder folder;
  for (const std::string version : torch_versions)
    for (const char* name : {"model.txt", "noext", ".hidden", "größe.pth", "a b.c.d", "重み"}) {
      put_content(folder / name, content_of(data_file(version, "net_float32.pth")));
      CHECK((bytes_of(nn::state_dict(nn::load<Net>(folder / name))["fc2.bias"]) ==
             read_expected(data_file(version, "net_float32.txt"))["fc2.bias"].bytes));
    }
}

TEST_CASE("many small tensors", "[checkpoint][load]") {
  const temp_folder folder;
  nn::StateDict dict;
  for (int i = 0; i < 5000; ++i) {
    nn::AnyTensor tensor(dtype::float32, {64});
    for (int k = 0; k < 64; ++k) tensor.values<float>()[k] = static_cast<float>(64 * i + k);
    dict["layers." + std::to_string(i) + ".weight"] = tensor;
  }
  nn::save(dict, folder / "many.pth", {.durable = false});
  const auto again = nn::load<nn::StateDict>(folder / "many.pth");
  REQUIRE(again.size() == dict.size());
  auto other = again.begin();
  bool same = true;
  for (const auto& [key, tensor] : dict) {
    same = same && key == other->first && bytes_of(tensor) == bytes_of(other->second);
    ++other;
  }
  CHECK(same);
}

}  // namespace checkpoint_load_test
