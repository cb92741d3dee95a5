// SPDX-License-Identifier: Apache-2.0
// Files of other dtypes than the model's: what a load says of them, and saves that give them back. The files, and what
// PyTorch makes of the same numbers, are of tests/data/make_dtypes.py.
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/tensor/convert.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_dtypes_test {

using namespace nnstruct_test;
using nn::dtype;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/dtypes/";

struct Mixed {
  nn::Parameter<float, 28> edges;
  nn::Buffer<bool, 2> mask;
  nn::Conv2d<1, 2, 3> conv;
  nn::BatchNorm2d<2> bn;
  nn::Linear<2, 3> fc;
};

struct Tied {
  nn::Embedding<5, 3> wte;
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;
  nn::Linear<3, 3> fc;
  auto forward(const auto& x) const { return x | wte | fc; }
};

struct Checkpoint {
  int epoch;
  nn::Linear<2, 3> model_state_dict;
  nn::SGD<nn::Linear<2, 3>> optimizer_state_dict;
  nn::Tensor<float, 2> mean;
};

/// The records of a zip that both write: PyTorch adds an id.
std::vector<std::pair<std::string, std::string>> records_of(const std::string& path) {
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& entry : archive.entries())
    if (!entry.name.ends_with("serialization_id")) out.emplace_back(entry.name, archive.read(entry));
  return out;
}

bool is_nan(dtype type, const char* element) {
  double value;
  nn::detail::convert(type, reinterpret_cast<const std::byte*>(element), dtype::float64,
                      reinterpret_cast<std::byte*>(&value), 1);
  return std::isnan(value);
}

/// The same bits, or both are NaN: which one, PyTorch leaves to the processor.
bool same_numbers(const nn::AnyTensor& a, const nn::AnyTensor& b) {
  if (a.dtype != b.dtype || a.shape != b.shape) return false;
  const std::string one = bytes_of(a), other = bytes_of(b);
  const std::size_t size = nn::size_of(a.dtype);
  for (std::size_t i = 0; i < one.size(); i += size)
    if (std::memcmp(one.data() + i, other.data() + i, size) != 0 &&
        !(is_floating(a.dtype) && is_nan(a.dtype, one.data() + i) && is_nan(a.dtype, other.data() + i)))
      return false;
  return true;
}
void check_same_numbers(const nn::StateDict& a, const nn::StateDict& b) {
  REQUIRE(a.size() == b.size());
  for (const auto& [key, tensor] : a) {
    INFO(key);
    CHECK(same_numbers(tensor, b[key]));
  }
}

template <class T> std::string refusal(const T& from, const nn::dtype_rules& rules) {
  const temp_folder folder;
  const std::string text =
      thrown_by<nn::Error>([&] { nn::save(from, folder / "refused.pth", {.dtypes = rules}); }).what();
  CHECK(folder.names().empty());
  return text;
}

}  // namespace

TEST_CASE("a file of another dtype is loaded, told, and saved again as it was", "[checkpoint][dtypes]") {
  const temp_folder folder;
  for (const std::string name : {"float16", "bfloat16", "float64", "mixed"})
    for (const std::string format : {".pth", ".legacy.pth", ".safetensors"}) {
      if (name == "mixed" && format != ".pth") continue;
      INFO(name << format);
      const std::string original = data + name + format, ours = folder / (name + format);
      Mixed net;
      const nn::LoadReport report = nn::load(net, original);
      CHECK(report.ok());
      CHECK(report.loaded.size() == 11);
      CHECK(report.converted.size() == (name == "mixed" ? 5 : 9));
      for (const auto& [key, from, to] : report.converted) {
        CHECK(nn::name_of(from) == (name == "mixed" ? "bfloat16" : name));
        CHECK((to == dtype::float32));
        CHECK(key != "bn.num_batches_tracked");
      }
      const nn::LoadReport checked = nn::check<Mixed>(original, nn::relaxed);
      CHECK(checked.converted.size() == report.converted.size());

      const std::uint64_t before = hash_of(net);
      for (const nn::dtype_rules& rules : {nn::dtype_rules(report), nn::dtype_rules(checked)}) {
        nn::save(
            net, ours,
            {.format = format == ".legacy.pth" ? nn::file_format::legacy : nn::file_format::by_name, .dtypes = rules});
        CHECK(hash_of(net) == before);
        if (format == ".pth") CHECK((records_of(ours) == records_of(original)));
        if (format == ".safetensors") CHECK((content_of(ours) == content_of(original)));
        // In the old format PyTorch calls storages by their addresses; all else is the same.
        if (format == ".legacy.pth") {
          const auto a = nn::load<nn::StateDict>(ours), b = nn::load<nn::StateDict>(original);
          for (const auto& [key, tensor] : a) {
            INFO(key);
            CHECK((tensor.dtype == b[key].dtype));
            CHECK((bytes_of(tensor) == bytes_of(b[key])));
          }
        }
      }
    }
}

TEST_CASE("numbers are rounded as PyTorch's .to(dtype) rounds them", "[checkpoint][dtypes]") {
  const temp_folder folder;
  const auto net = nn::load<Mixed>(data + "float32.pth");
  const auto dict = nn::load<nn::StateDict>(data + "float32.pth");
  const auto value = nn::read(data + "float32.pth");
  for (const dtype type : {dtype::float16, dtype::bfloat16, dtype::float64}) {
    const std::string name(nn::name_of(type));
    const auto expected = nn::load<nn::StateDict>(data + name + ".pth");
    for (const char* file : {"a.pth", "a.safetensors"}) {
      INFO(name << " " << file);
      nn::save(net, folder / file, {.dtypes = type});
      check_same_numbers(nn::load<nn::StateDict>(folder / file), expected);
      nn::save(dict, folder / file, {.dtypes = type});
      check_same_numbers(nn::load<nn::StateDict>(folder / file), expected);
      nn::save(value, folder / file, {.dtypes = type});
      check_same_numbers(nn::load<nn::StateDict>(folder / file), expected);
    }
    nn::save(net, folder / "old.pth", {.format = nn::file_format::legacy, .dtypes = type});
    check_same_numbers(nn::load<nn::StateDict>(folder / "old.pth"), expected);
    nn::save_model(net, folder / "model.pth", {.dtypes = type});
    check_same_numbers(nn::load<nn::StateDict>(folder / "model.pth"), expected);
  }
  nn::save(net, folder / "mixed.pth", {.dtypes = {{"bn.*", dtype::float32}, {"*", dtype::bfloat16}}});
  check_same_numbers(nn::load<nn::StateDict>(folder / "mixed.pth"), nn::load<nn::StateDict>(data + "mixed.pth"));

  struct Doubles {
    nn::Parameter<float, 54> from;
  };
  const nn::LoadOptions only_from{.filter = "from"};
  Doubles doubles;
  const nn::LoadReport report = nn::load(doubles, data + "doubles.pth", only_from);
  nn::save(doubles, folder / "doubles.pth", {.dtypes = report});
  CHECK(same_numbers(nn::load<nn::StateDict>(folder / "doubles.pth")["from"],
                     nn::load<nn::StateDict>(data + "doubles.pth")["to"]));
}

TEST_CASE("every bit pattern of 16 bits survives a load and a save, NaNs with their payloads", "[checkpoint][dtypes]") {
  struct Bits {
    nn::Parameter<float, 65536> weight;
  };
  const temp_folder folder;
  for (const dtype type : {dtype::float16, dtype::bfloat16}) {
    INFO(nn::name_of(type));
    nn::StateDict dict;
    nn::AnyTensor& tensor = dict["weight"] = nn::AnyTensor(type, {65536});
    for (std::uint32_t i = 0; i < 65536; ++i) {
      const auto bits = static_cast<std::uint16_t>(i);
      std::memcpy(tensor.data.writable() + 2 * i, &bits, sizeof bits);
    }
    for (const char* file : {"bits.pth", "bits.safetensors"}) {
      nn::save(dict, folder / file);
      const std::string before = content_of(folder / file);
      Bits net;
      const nn::LoadReport report = nn::load(net, folder / file);
      nn::save(net, folder / file, {.dtypes = report});
      CHECK((bytes_of(nn::load<nn::StateDict>(folder / file)["weight"]) == bytes_of(tensor)));
      if (folder / file == folder / "bits.safetensors") CHECK((content_of(folder / file) == before));
    }
  }
}

TEST_CASE("views and tensors that are one are saved as other dtypes", "[checkpoint][dtypes]") {
  const temp_folder folder;
  for (const std::string name : {"views", "shared", "expanded", "transposed", "shapes"}) {
    INFO(name);
    const auto dict = nn::load<nn::StateDict>(data_file("torch-2.14", name + ".pth"));
    for (const char* file : {"a.pth", "a.safetensors"}) {
      nn::save(dict, folder / file, {.dtypes = dtype::float64});
      const auto found = nn::load<nn::StateDict>(folder / file);
      for (const auto& [key, tensor] : dict) {
        INFO(key);
        CHECK(found[key].shape == tensor.shape);
        CHECK((found[key].dtype == (is_floating(tensor.dtype) ? dtype::float64 : tensor.dtype)));
        if (!is_floating(tensor.dtype)) continue;
        const nn::AnyTensor rows = tensor.contiguous();
        for (std::int64_t i = 0; i < rows.numel(); ++i)
          CHECK(found[key].values<double>()[i] == static_cast<double>(rows.values<float>()[i]));
      }
    }
  }
  nn::StateDict twice;
  const nn::AnyTensor one(dtype::float32, {3});
  for (const char* key : {"a", "b", "half"}) twice[key] = one;
  nn::save(twice, folder / "twice.pth", {.dtypes = {{"half", dtype::float16}, {"*", dtype::float64}}});
  const auto found = nn::load<nn::StateDict>(folder / "twice.pth");
  CHECK(found["a"].data.storage().identity() == found["b"].data.storage().identity());
  CHECK((found["half"].dtype == dtype::float16));
}

TEST_CASE("what is tied has one dtype", "[checkpoint][dtypes]") {
  const temp_folder folder;
  const auto net = nn::init<Tied>(1);
  for (const std::string key : {"wte.weight", "lm_head.weight", "*e.weight"}) {
    INFO(key);
    nn::save(net, folder / "a.pth", {.dtypes = {{key, dtype::bfloat16}}});
    const auto dict = nn::load<nn::StateDict>(folder / "a.pth");
    CHECK((dict["wte.weight"].dtype == dtype::bfloat16));
    CHECK((dict["lm_head.weight"].dtype == dtype::bfloat16));
    CHECK((dict["fc.weight"].dtype == dtype::float32));
    CHECK(dict["wte.weight"].data.storage().identity() == dict["lm_head.weight"].data.storage().identity());
    nn::save_model(net, folder / "m.pth", {.dtypes = {{key, dtype::bfloat16}}});
    const nn::LoadReport report = nn::check<Tied>(folder / "m.pth");
    CHECK(report.ok());
    CHECK(report.converted.size() == 2);
  }
  CHECK(
      refusal(net, {{"wte.*", dtype::float16}, {"lm_head.*", dtype::bfloat16}}) ==
      "cannot save \"lm_head.weight\" as bfloat16 and \"wte.weight\" as float16, as .dtypes asks: they are tied, which "
      "is one tensor, of one dtype");
}

TEST_CASE("of a whole model the buffers that are in no state_dict are converted too", "[checkpoint][dtypes]") {
  struct Hidden {
    nn::Linear<2, 3> fc;
    nn::transient<nn::Buffer<float, 2>> cache;
  };
  const temp_folder folder;
  auto net = nn::init<Hidden>(1);
  net.cache.fill_(1);
  const auto storages = [&](const nn::dtype_rules& rules) {
    nn::save_model(net, folder / "m.pth", {.dtypes = rules});
    const std::string all = content_of(folder / "m.pth");
    return std::pair(all.find("FloatStorage") != all.npos, all.find("HalfStorage") != all.npos);
  };
  CHECK((storages({}) == std::pair(true, false)));
  CHECK((storages(dtype::float16) == std::pair(false, true)));
  CHECK((storages({{"cache", dtype::float16}}) == std::pair(true, true)));
  CHECK(refusal(net, {{"cache", dtype::float16}}).find("no tensor that is saved has a key that fits it") !=
        std::string::npos);  // nn::save
}

TEST_CASE("a rule that is for nothing, or cannot be, is an error", "[checkpoint][dtypes]") {
  const auto net = nn::load<Mixed>(data + "float32.pth");
  CHECK(refusal(net, {{"fc9.*", dtype::float16}}) ==
        ".dtypes asks for float16 of \"fc9.*\", and no tensor that is saved has a key that fits it; the first is "
        "\"edges\"");
  CHECK(refusal(net, {{"*.weight", dtype::int8}}) ==
        ".dtypes asks for int8 of \"*.weight\", and what that fits is of other kinds, such as \"conv.weight\" of "
        "float32: "
        "a save converts floating types into each other, and complex ones, and nothing else");
  CHECK(refusal(net, dtype::int8).starts_with(".dtypes asks for int8 of \"*\", and what that fits is of other kinds"));
  CHECK(refusal(net, {{"bn.num_batches_tracked", dtype::float16}}) ==
        "cannot save \"bn.num_batches_tracked\", which holds int64, as float16, as .dtypes asks: a save converts "
        "floating "
        "types into each other, and complex ones, and nothing else");
  CHECK(refusal(net, {{"*_tracked", dtype::float16}}).find("\"bn.num_batches_tracked\" of int64") != std::string::npos);

  nn::LoadReport other;
  other.converted.push_back({"head.weight", dtype::bfloat16, dtype::float32});
  CHECK(
      refusal(net, other) ==
      ".dtypes asks for bfloat16 of \"head.weight\", and no tensor that is saved has this key; the first is \"edges\"");
  other.converted = {{"fc.weight", dtype::int64, dtype::float32}};  // of a load with .dtype = nn::allow
  CHECK(refusal(net, other).starts_with("cannot save \"fc.weight\", which holds float32, as int64"));

  // What cannot be converted to is an error, though some tensors are of it already; so is what no tensor reaches.
  CHECK(refusal(net, dtype::int64)
            .starts_with(".dtypes asks for int64 of \"*\", and some of what that fits is of other kinds, such as "));
  CHECK(refusal(net, dtype::boolean).starts_with(".dtypes asks for bool of \"*\", and "));
  CHECK(refusal(net, {{"bn.*", dtype::int64}, {"*", dtype::float16}})
            .find("some of what that fits is of other kinds, such as \"bn.") != std::string::npos);
  const std::string behind =
      ".dtypes asks for bfloat16 of \"fc.*\", but each tensor that it is for has an earlier rule, ";
  CHECK(refusal(net, {{"*", dtype::float16}, {"fc.*", dtype::bfloat16}}) ==
        behind + "\"*\" for one: the first that fits counts, so put it in front of that");
  CHECK(refusal(net, {{"f*", dtype::float16}, {"fc.*", dtype::bfloat16}, {"*", dtype::float32}}) ==
        behind + "\"f*\" for one: the first that fits counts, so put it in front of that");
  CHECK(refusal(net, {{"*", dtype::float16}, {"*", dtype::bfloat16}}).find("bfloat16 of \"*\", but each tensor") !=
        std::string::npos);
  nn::StateDict floats;
  floats["x"] = nn::AnyTensor(dtype::float32, {});
  CHECK(refusal(floats, dtype::complex64).find("\"x\" of float32") != std::string::npos);

  // No floating tensor at all is no mistake; neither are rules that leave nothing to "all others".
  const temp_folder folder;
  nn::StateDict counters;
  counters["n"] = nn::AnyTensor(dtype::int64, {});
  nn::save(counters, folder / "a.pth", {.dtypes = dtype::float16});
  CHECK((nn::load<nn::StateDict>(folder / "a.pth")["n"].dtype == dtype::int64));
  nn::save(floats, folder / "a.pth", {.dtypes = {{"x", dtype::float64}, {"*", dtype::bfloat16}}});
  CHECK((nn::load<nn::StateDict>(folder / "a.pth")["x"].dtype == dtype::float64));
  nn::save(counters, folder / "a.pth", {.dtypes = {{"n*", dtype::int64}}});  // as they are

  const temp_folder old;
  CHECK_THROWS_WITH(
      nn::save(net, old / "a.pth", {.format = nn::file_format::legacy, .dtypes = dtype::float8_e5m2}),
      Catch::Contains("a tensor of type float8_e5m2 cannot be saved in the format of PyTorch before 1.6"));
  CHECK(old.names().empty());
}

TEST_CASE("a record, its model and its optimizer get the file's dtypes back", "[checkpoint][dtypes]") {
  const temp_folder folder;
  const std::string original = data + "checkpoint_bfloat16.pth", ours = folder / "checkpoint_bfloat16.pth";
  auto run = nn::load<Checkpoint>(original);
  const nn::LoadReport report = nn::load(run, original);
  std::vector<std::string> converted;
  for (const auto& one : report.converted) converted.push_back(one.key);
  CHECK(converted == std::vector<std::string>{"model_state_dict.weight", "model_state_dict.bias",
                                              "optimizer_state_dict.state.0.momentum_buffer",
                                              "optimizer_state_dict.state.1.momentum_buffer", "mean"});
  CHECK(nn::check<Checkpoint>(original).converted.size() == report.converted.size());
  nn::save(run, ours, {.dtypes = report});
  const nn::Value a = nn::read(ours), b = nn::read(original);
  CHECK(a["model_state_dict"] == b["model_state_dict"]);
  CHECK(a["optimizer_state_dict"]["state"] == b["optimizer_state_dict"]["state"]);
  CHECK(a["mean"] == b["mean"]);
  CHECK((a["mean"].tensor()->dtype == dtype::bfloat16));

  nn::save(run, ours, {.dtypes = {{"model_state_dict.*", dtype::float16}}});
  CHECK((nn::read(ours)["model_state_dict"]["weight"].tensor()->dtype == dtype::float16));
  CHECK((nn::read(ours)["mean"].tensor()->dtype == dtype::float32));
  CHECK(refusal(run, {{"net.*", dtype::float16}}).find("the first is \"model_state_dict.weight\"") !=
        std::string::npos);

  const nn::Value one = nn::AnyTensor(dtype::float32, {2});
  const nn::Value twice = nn::Value{{"a", one}, {"b", one}};
  CHECK(refusal(twice, {{"a", dtype::float16}}) ==
        "cannot save \"b\" as float32 and as float16 elsewhere, as .dtypes asks: that is one tensor, of one dtype");
  nn::save(twice, folder / "twice.pth", {.dtypes = dtype::float16});
  CHECK((nn::read(folder / "twice.pth")["b"].tensor()->dtype == dtype::float16));
}

TEST_CASE("a tensor in an object is not left as it is without a word", "[checkpoint][dtypes]") {
  const temp_folder folder;
  const nn::Value whole = nn::read(data + "float16_model.pth");
  CHECK(refusal(whole, dtype::float32).find("it is a tensor in an object or a set, not in a dict, list or tuple") !=
        std::string::npos);
  CHECK(refusal(nn::Value{{"net", whole}}, dtype::bfloat16).starts_with("cannot save \"net."));
  nn::save(whole, folder / "same.pth", {.dtypes = dtype::float16});  // they are that already
  const nn::Value both = nn::Value{{"net", whole}, {"w", nn::AnyTensor(dtype::float32, {2})}};
  nn::save(both, folder / "both.pth", {.dtypes = {{"w", dtype::float64}}});
  CHECK((nn::read(folder / "both.pth")["w"].tensor()->dtype == dtype::float64));
  CHECK(nn::read(folder / "both.pth")["net"] == nn::read(data + "float16_model.pth"));

  // Lists in lists that are shared have more paths than anybody can walk.
  nn::Value shared = nn::Value::list({nn::AnyTensor(dtype::float32, {2})});
  for (int i = 0; i < 60; ++i) shared = nn::Value::list({shared, shared});
  nn::save(shared, folder / "shared.pth", {.dtypes = dtype::float16});
  CHECK(content_of(folder / "shared.pth").find("HalfStorage") != std::string::npos);
}

}  // namespace checkpoint_dtypes_test
