// SPDX-License-Identifier: Apache-2.0
// What PyTorch finds in these files was written by tests/data/make_values.py.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_read_test {

using namespace nnstruct_test;
using nn::Value;

namespace {

std::string fnv1a(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}
std::string hex(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[c & 15];
  }
  return out.empty() ? "-" : out;
}
std::string numbers(const std::vector<std::int64_t>& values) {
  std::string out;
  for (std::int64_t value : values) out += (out.empty() ? "" : "x") + std::to_string(value);
  return out.empty() ? "-" : out;
}
/// Python's float.hex().
std::string hex_float(double value) {
  if (value != value) return "nan";
  char text[40];
  std::snprintf(text, sizeof text, "%a", value);
  const std::string c = text;  // 0x1.8p+1, where Python has 13 digits
  if (c.find("inf") != c.npos) return c;
  if (value == 0) return c[0] == '-' ? "-0x0.0p+0" : "0x0.0p+0";
  const std::size_t p = c.find('p'), point = c.find('.');
  const std::string digits = point == c.npos ? "" : c.substr(point + 1, p - point - 1);
  const std::string head = c.substr(0, point == c.npos ? p : point);
  return head + "." + digits + std::string(13 - digits.size(), '0') + c.substr(p);
}

/// As make_values.py describes what torch.load gives.
void describe(const Value& v, std::string& out, std::map<const void*, int>& storages) {
  using enum Value::kind;
  switch (v.what()) {
    case none: out += "none\n"; break;
    case boolean: out += v.boolean() ? "bool 1\n" : "bool 0\n"; break;
    case integer: out += "int " + std::to_string(v.integer()) + "\n"; break;
    case big_integer: out += "int " + std::string(v.text()) + "\n"; break;
    case real: out += "float " + hex_float(v.real()) + "\n"; break;
    case string: out += "str " + hex(v.text()) + "\n"; break;
    case bytes: out += "bytes " + hex(v.text()) + "\n"; break;
    case bytearray: out += "bytearray " + hex(v.text()) + "\n"; break;
    case complex: out += "complex " + hex_float(v.complex().real()) + " " + hex_float(v.complex().imag()) + "\n"; break;
    case object: out += "object " + std::string(v.type_name()) + " " + hex(nn::repr(v)) + "\n"; break;
    case list:
    case tuple:
    case set:
    case frozenset:
      out += std::string(v.type_name()) + " " + std::to_string(v.size()) + "\n";
      for (const Value& item : v.items()) describe(item, out, storages);
      break;
    case dict:
      out += std::string(v.type_name()) + " " + std::to_string(v.size()) + "\n";
      for (const auto& [path, version] : v.metadata())
        out += "metadata " + hex(path) + " " + std::to_string(version) + "\n";
      for (const auto& [key, mapped] : v.pairs()) {
        describe(key, out, storages);
        describe(mapped, out, storages);
      }
      break;
    case tensor: {
      const nn::AnyTensor& t = *v.tensor();
      int number = -1;
      if (t.data.storage().bytes() != 0)
        number = storages.try_emplace(t.data.storage().identity(), static_cast<int>(storages.size())).first->second;
      out += "tensor " + std::string(nn::name_of(t.dtype)) + " " + numbers(t.shape) + " " + numbers(t.strides) + " " +
             std::to_string(t.data.offset() / nn::size_of(t.dtype)) + " " + std::to_string(number) + " " +
             std::to_string(v.is_parameter()) + " " + std::to_string(v.requires_grad()) + " " + fnv1a(bytes_of(t)) +
             "\n";
    }
  }
}
std::string described(const Value& v) {
  std::string out;
  std::map<const void*, int> storages;
  describe(v, out, storages);
  return out;
}

std::string pickle_of(const std::string& path) {
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  for (const auto& entry : archive.entries())
    if (entry.name.ends_with("/data.pkl")) return archive.read(entry);
  return {};
}
std::map<std::string, std::string> storages_of(const std::string& path) {
  std::map<std::string, std::string> out;
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  for (const auto& entry : archive.entries())
    if (const auto at = entry.name.find("/data/"); at != entry.name.npos && entry.name[at + 1] != '.')
      out[entry.name.substr(at)] = archive.read(entry);
  return out;
}

struct expected_value {
  std::string file;  // without folder
  std::string path;
  std::string repr_hash;
  std::string text;
};
/// All files that make_values.py has described.
const std::vector<expected_value>& expected_values() {
  static const auto all = [] {
    std::vector<expected_value> out;
    for (const std::string version : torch_versions)
      for (const auto& found : std::filesystem::directory_iterator(std::string(NNSTRUCT_TEST_DATA) + "/" + version)) {
        std::string path = found.path().string();
        if (!path.ends_with(".value.txt")) continue;
        const std::string content = content_of(path);
        path.resize(path.size() - 10);
        const std::size_t line = content.find('\n');
        out.push_back({path.substr(path.rfind('/') + 1), path, content.substr(5, line - 5), content.substr(line + 1)});
      }
    return out;
  }();
  return all;
}

/// NAME, a tab, how Python prints the object under NAME.
std::vector<std::pair<std::string, std::string>> printed(const std::string& file) {
  std::vector<std::pair<std::string, std::string>> out;
  std::istringstream lines(content_of(NNSTRUCT_TEST_DATA "/" + file));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    out.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return out;
}

}  // namespace

TEST_CASE("a class of modules in an older file is that class, whatever is said of its source", "[read]") {
  for (const std::string version : {"torch-1.13", "torch-2.14"}) {
    const std::string file = NNSTRUCT_TEST_DATA "/" + version + "/class_of_module";
    CHECK(nn::repr(nn::read(file + ".pt")) + "\n" == content_of(file + ".txt"));
  }
}

TEST_CASE("any checkpoint is read as Python reads it", "[checkpoint][read]") {
  CHECK(expected_values().size() == 72);
  for (const expected_value& expected : expected_values()) {
    INFO(expected.path);
    const Value value = nn::read(expected.path);
    CHECK(described(value) == expected.text);
    CHECK(value == nn::read(expected.path));
    CHECK(fnv1a(nn::repr(value)) == expected.repr_hash);
  }
}

TEST_CASE("arrays and numbers of NumPy, and plain pickles, are what Python finds in them",
          "[checkpoint][read][numpy]") {
  const temp_folder folder;
  std::size_t files = 0;
  for (const std::string version : {"/numpy-1/", "/numpy-2/"})
    for (const auto& found : std::filesystem::directory_iterator(NNSTRUCT_TEST_DATA + version)) {
      std::string path = found.path().string();
      if (!path.ends_with(".txt")) continue;
      std::istringstream expected(content_of(path));
      path.resize(path.size() - 4);
      INFO(path);
      const Value value = nn::read(path);
      std::istringstream rows(described(value));
      for (std::string wanted, row; std::getline(expected, wanted);) {
        REQUIRE(std::getline(rows, row));
        if (wanted.starts_with("object")) {  // of a class that Python names, and here its function
          CHECK(row.starts_with("object "));
          CHECK(row.ends_with(wanted.substr(6)));
        } else {
          CHECK(row == wanted);
        }
      }
      CHECK(rows.peek() == std::istringstream::traits_type::eof());
      // Saved, arrays are tensors.
      nn::save(value, folder / "saved.pth", {.durable = false});
      CHECK(nn::read(folder / "saved.pth") == value);
      ++files;
    }
  CHECK(files == 47);
}

TEST_CASE("a number of NumPy is a number", "[checkpoint][read][numpy]") {
  const Value checkpoint = nn::read(NNSTRUCT_TEST_DATA "/numpy-2/in_zip.pt");
  CHECK(checkpoint.get<int>("epoch") == 7);
  CHECK(checkpoint.get<double>("best") == 0.25);
  CHECK(checkpoint.get<bool>("done"));
  CHECK(nn::repr(checkpoint["dtype"]) == "dtype('float32')");
  CHECK(checkpoint.at("rng.1").as<nn::AnyTensor>().numel() == 5);
  CHECK(nn::repr(nn::read(NNSTRUCT_TEST_DATA "/numpy-1/others_2.pkl")["texts"]) == "<numpy.ndarray object>");
}

TEST_CASE("whatever torch.load(weights_only=True) may import is read, or refused by name", "[checkpoint][read]") {
  const std::string folder = NNSTRUCT_TEST_DATA "/weights_only/";
  const Value all = nn::read(folder + "globals.pt");
  std::istringstream rows(content_of(folder + "globals.txt"));
  std::size_t count = 0;
  for (std::string name, printed, use; std::getline(rows, name, '\t');) {
    INFO(name);
    REQUIRE((std::getline(rows, printed, '\t') && std::getline(rows, use)));
    REQUIRE(count < all.size());
    const Value& value = all.items()[count++];
    if (use == "-") {
      CHECK(nn::repr(value) == printed);
      continue;
    }
    const auto dot = name.rfind('.');
    if (name != "torch._utils._rebuild_wrapper_subclass")  // an argument of the next
      CHECK(nn::format::pytorch::function_named(name.substr(0, dot), name.substr(dot + 1)) !=
            nn::format::pytorch::known_function::none);
    if (use.ends_with('/')) continue;
    if (use.find("meta_tensor") != use.npos || use.find("quantized") != use.npos)
      CHECK_THROWS_AS(nn::read(folder + use), nn::FormatError);  // as refused.txt says
    else nn::read(folder + use);
  }
  CHECK(count == all.size());
  CHECK(count > 100);
  const temp_folder saved;
  std::size_t files = 0;
  for (const auto& found : std::filesystem::directory_iterator(folder)) {
    std::string path = found.path().string();
    if (!path.ends_with(".pt.txt")) continue;
    const std::string expected = content_of(path);
    path.resize(path.size() - 4);
    INFO(path);
    const Value value = nn::read(path);
    CHECK(described(value) == expected);
    nn::save(value, saved / "again.pt", {.durable = false});
    CHECK(nn::read(saved / "again.pt") == value);
    CHECK(described(nn::read(saved / "again.pt")) == expected);
    // PyTorch has tensors of another device by other functions, and a list of this test's script by one of its own.
    if (!path.ends_with("device.pt") && !path.ends_with("sparse.pt"))
      CHECK((pickle_of(saved / "again.pt") == pickle_of(path)));
    ++files;
  }
  CHECK(files == 6);
}

TEST_CASE("a raw type is told by its name, and neither converted nor a number", "[checkpoint][read]") {
  const std::string raw = NNSTRUCT_TEST_DATA "/weights_only/raw.pt";
  const Value value = nn::read(raw);
  CHECK(contains(nn::repr(value["bits16"]), "dtype=torch.bits16"));  // which PyTorch cannot print
  const nn::StateDict dict = nn::load<nn::StateDict>(raw);
  CHECK(dict["float4_e2m1fn_x2"].dtype == nn::dtype::float4_e2m1fn_x2);
  struct Scale {
    nn::Buffer<float, 16> bits8;
  };
  const auto error =
      thrown_by<nn::StateDictError>([&] { nn::load<Scale>(raw, {.unexpected = nn::allow, .dtype = nn::allow}); });
  CHECK(contains(error.what(), "torch.bits8"));
  struct Raw {
    nn::Buffer<nn::bits8, 16> bits8;
  };
  CHECK(nn::load<Raw>(raw, {.unexpected = nn::allow}).bits8.data()[3].bits == 3);
  nn::AnyTensor one(nn::dtype::bits8, {1});
  CHECK_THROWS_AS(Value(one).as<double>(), nn::Error);
  const temp_folder folder;
  CHECK_THROWS_AS(nn::save(dict, folder / "raw.safetensors"), nn::Error);
}

TEST_CASE("what was read is saved as PyTorch saved it", "[checkpoint][read][save]") {
  const temp_folder folder;
  int same = 0;
  for (const expected_value& expected : expected_values()) {
    if (expected.file == "mlp_protocol4.pt") continue;  // protocol 4 is not ours
    INFO(expected.path);
    nn::save(nn::read(expected.path), folder / expected.file, {.durable = false});
    CHECK(nn::read(folder / expected.file) == nn::read(expected.path));
    // Strings of one character are one object in Python once they were read, and two where a program made them.
    if (expected.file == "python_values.pt" || expected.file == "ckpt_objects.pth") continue;
    CHECK((pickle_of(folder / expected.file) == pickle_of(expected.path)));
    CHECK((storages_of(folder / expected.file) == storages_of(expected.path)));
    ++same;
  }
  CHECK(same == 66);
}

TEST_CASE("what unknown calls make prints as in Python, and is saved as it was", "[checkpoint][read][save]") {
  const temp_folder folder;
  for (const std::string file : {"calls", "calls_4"}) {
    const std::string path = NNSTRUCT_TEST_DATA "/" + file + ".pth";
    const Value all = nn::read(path);
    const auto rows = printed(file + ".txt");
    CHECK(rows.size() + 1 == all.size());
    CHECK(rows.size() >= (file == "calls" ? 80u : 8u));
    for (const auto& [name, text] : rows) {
      INFO(name);
      CHECK(nn::repr(all[name]) == text);
    }
    const std::string saved = folder / (file + ".pth");
    nn::save(all, saved, {.durable = false});
    const Value again = nn::read(saved);
    for (const auto& [name, text] : rows)
      if (name != "inner_class") CHECK(nn::repr(again[name]) == text);  // by protocol 2 it is got as an attribute
    // torch.save of what torch.load makes of it has the same bytes, but for protocol 4.
    CHECK((again == all) == (file == "calls"));
    if (file == "calls") CHECK((pickle_of(saved) == pickle_of(path)));
    CHECK(nn::read(path, {.tensors = 1000}) == all);
    CHECK_THROWS_AS(nn::read(path, {.unknown_calls = nn::refuse}), nn::FormatError);
  }
}

TEST_CASE("tensors in what calls make have paths, and the state_dict beside it is loaded", "[checkpoint][read]") {
  const std::string path = NNSTRUCT_TEST_DATA "/calls.pth";
  const Value all = nn::read(path);
  CHECK(all.at("deque_of_tensors.0") == Value(all["deque_of_tensors"].at("0")));
  for (const auto& [at, first] : {std::pair<const char*, float>("partial_with_tensor.state.1.0", 1),
                                  {"deque_of_tensors.0", 1},
                                  {"deque_of_tensors.1", 0},
                                  {"reduced.0", 0},
                                  {"reduced.key", 1},
                                  {"reduced.weight", 1}}) {
    INFO(at);
    REQUIRE(all.at(at).is(Value::kind::tensor));
    CHECK(all.at(at).tensor()->values<float>()[0] == first);
    CHECK(nn::load<Value>(path, {.at = at}) == all.at(at));
  }
  CHECK(all.at("reduced.arguments.1").text() == "a");
  const auto weight = nn::load<nn::StateDict>(path, {.unexpected = nn::allow});
  CHECK(weight.size() == 1);
  CHECK(weight["weight"].values<float>()[5] == 5);
  const auto strict = [&](const nn::LoadOptions& options) {
    return thrown_by<nn::FormatError>([&] { nn::load<nn::StateDict>(path, options); });
  };
  const nn::limits no_calls{.unknown_calls = nn::refuse};
  const nn::FormatError error = strict({.unexpected = nn::allow, .unknown_calls = nn::refuse});
  CHECK(error.problem() == nn::format_problem::unsafe_global);
  CHECK(contains(error.what(), "the pickle calls functools.partial, which is not on the list"));
  CHECK(strict({.unexpected = nn::allow, .limits = &no_calls}).what() == std::string(error.what()));
}

TEST_CASE("tensors that objects hold are read, and saved as PyTorch saved them", "[checkpoint][read][save]") {
  const std::string held = NNSTRUCT_TEST_DATA "/held/";
  const temp_folder folder;
  std::size_t files = 0;
  std::istringstream rows(content_of(NNSTRUCT_TEST_DATA "/held.txt"));
  std::string line, name;
  while (std::getline(rows, line)) {
    std::istringstream words(line);
    std::string what, path, dtype, shape, hash;
    words >> what >> path >> dtype >> shape >> hash;
    if (what == "file") {
      name = path;
      INFO(name);
      const Value value = nn::read(held + name + "_a.pt");
      CHECK(value == nn::read(held + name + "_a.pt"));
      CHECK(!(value == nn::read(held + name + "_b.pt")));
      const std::string saved = folder / (name + ".pt");
      nn::save(value, saved, {.durable = false});
      CHECK(nn::read(saved) == value);
      // The "cpu" of a device is another string than that of a storage.
      if (name != "wrapper") CHECK((pickle_of(saved) == pickle_of(held + name + "_a.pt")));
      CHECK((storages_of(saved) == storages_of(held + name + "_a.pt")));
      ++files;
    } else if (!name.starts_with("module") && name != "set") {  // a set's items have no place
      INFO(name << " " << path);
      Value found = nn::read(held + name + "_a.pt").at(path);
      if (found.is(Value::kind::object)) found = found.state();  // a storage
      REQUIRE(found.tensor() != nullptr);
      const auto elements = bytes_of(*found.tensor());
      CHECK(sha256_of(elements.data(), elements.size()) == hash);
    }
  }
  CHECK(files == 26);
}

TEST_CASE("bytes that are one object in a file are one when it is saved again", "[read][save]") {
  const temp_folder folder;
  for (const std::string content : {"shared", "\xff", ""}) {
    INFO(content);
    const Value bytes = Value::bytes(content), array = Value::bytearray(content);
    const Value all = Value::list({bytes, array, bytes, array, Value::bytes(content), Value::bytearray(content)});
    nn::save(all, folder / "a.pt", {.durable = false});
    nn::save(nn::read(folder / "a.pt"), folder / "b.pt", {.durable = false});
    CHECK((pickle_of(folder / "a.pt") == pickle_of(folder / "b.pt")));
    CHECK(nn::read(folder / "b.pt") == all);
  }
}

TEST_CASE("objects that contain themselves are read as Python prints them, and what is beside them loads", "[read]") {
  const std::string cycles = NNSTRUCT_TEST_DATA "/cycles/";
  const temp_folder folder;
  std::istringstream rows(content_of(NNSTRUCT_TEST_DATA "/cycles.txt"));
  std::string line, name;
  std::size_t reprs = 0, tensors = 0;
  while (std::getline(rows, line)) {
    std::istringstream words(line);
    std::string what, path, dtype, shape, hash_of_tensor;
    words >> what >> path >> dtype >> shape >> hash_of_tensor;
    if (what == "file") name = path;
    INFO(name << " " << path);
    const Value value = nn::read(cycles + name + ".pt");
    if (what == "file") {
      CHECK(value == nn::read(cycles + name + ".pt"));
    } else if (what == "repr") {
      CHECK(hex(nn::repr(value)) == path);
      const auto error = thrown_by<nn::Error>([&] { nn::save(value, folder / "again.pt"); });
      CHECK(contains(error.what(), "a cycle"));
      CHECK(!std::filesystem::exists(folder / "again.pt"));
      ++reprs;
    } else if (name != "model") {
      const auto elements = bytes_of(*value.at(path).tensor());
      CHECK(sha256_of(elements.data(), elements.size()) == hash_of_tensor);
      ++tensors;
    }
  }
  CHECK(reprs == 4);
  CHECK(tensors == 17);

  CHECK(nn::read(cycles + "list.pt")[1].is_back_reference());
  CHECK_FALSE(nn::read(cycles + "list.pt").is_back_reference());
  CHECK(nn::read(cycles + "list.pt")[1].type_name() == "list");
  CHECK(nn::read(cycles + "trainer.pt").at("callback.owner").type_name() == "Part");
  const Value config = nn::read(cycles + "config.pt");
  CHECK(nn::repr(config["config"]) ==
        "Namespace(lr=0.1, parent=None, children=[Namespace(name='optimizer', parent=Namespace(...), children=[]), "
        "Namespace(name='data', parent=Namespace(...), children=[])])");
  const auto error = thrown_by<nn::Error>([&] { nn::save(config, folder / "config.pt"); });
  CHECK(contains(error.what(), "config.Namespace.children.0.Namespace.parent: this object is not saved"));
  for (const std::string file : {"dict.pt", "config.pt", "set.pt"}) {
    INFO(file);
    CHECK(nn::load<nn::StateDict>(cycles + file, {.at = "state_dict"}).size() == 2);
  }
  const std::string held = NNSTRUCT_TEST_DATA "/held/";  // a class that derives from dict has keys as one
  CHECK(nn::load<nn::StateDict>(held + "dict_subclass_a.pt", {.at = "table"})["w"].shape ==
        std::vector<std::int64_t>{2});
  CHECK(nn::load<nn::StateDict>(cycles + "model.pt")["0.bias"].shape == std::vector<std::int64_t>{1});
}

TEST_CASE("what derives from a container, a namespace or a configuration tree answers as it does in Python", "[read]") {
  const Value all = nn::read(NNSTRUCT_TEST_DATA "/subclasses.pt");
  std::istringstream rows(content_of(NNSTRUCT_TEST_DATA "/subclasses.txt"));
  std::size_t count = 0;
  for (std::string path, text; std::getline(std::getline(rows, path, '\t'), text); ++count) {
    INFO(path);
    CHECK(nn::repr(all.at(path)) == text);
  }
  CHECK(count == 25);

  CHECK(all["point"].size() == 2);
  CHECK(all["point"][0].integer() == 1);
  CHECK(all["point"][1][1].text() == "z");
  CHECK(all["point"].type_name() == "Point");
  CHECK((all["point"][1].as<std::pair<double, std::string>>() == std::pair(2.5, std::string("z"))));
  CHECK(all["table"]["lr"].real() == 0.1);
  CHECK(all["table"][7].text() == "seven");
  CHECK(all["table"].size() == 3);
  CHECK(all["table"].find("nothing") == nullptr);
  CHECK((all["ordered"].pairs()[1].first == Value("a")));
  CHECK(all["shelf"].size() == 3);
  CHECK(all["shelf"][1].text() == "two");
  CHECK((all["queue"].as<std::vector<int>>() == std::vector{1, 2}));
  CHECK((all["groups"].as<std::map<std::string, std::vector<int>>>().at("w") == std::vector{1}));
  CHECK(all["args"]["nested"]["steps"][1].integer() == 2);
  CHECK(all["config"]["lr"].real() == 0.5);
  CHECK(all["config"]["model"]["widths"][1].integer() == 32);
  CHECK(all.get<bool>("config.model.deep.bias"));
  CHECK(all["config"]["model"]["widths"].size() == 2);
  CHECK_THROWS_AS(all["shelf"][3], nn::Error);
  CHECK_THROWS_AS(all["point"]["x"], nn::Error);  // a file does not say what a namedtuple's fields are called
}

TEST_CASE("what derives from a container is read and written through a Value that is not const too", "[read][save]") {
  const Value all = nn::read(NNSTRUCT_TEST_DATA "/subclasses.pt");
  Value own = all;
  std::istringstream rows(content_of(NNSTRUCT_TEST_DATA "/subclasses.txt"));
  std::size_t count = 0;
  for (std::string path, text; std::getline(std::getline(rows, path, '\t'), text);) {
    INFO(path);
    Value* v = &own;
    std::istringstream parts(path == "table.a.b" ? "table" : path);
    for (std::string part; std::getline(parts, part, '.');)
      v = part.find_first_not_of("0123456789") == part.npos ? &(*v)[std::stoll(part)] : &(*v)[part];
    if (path == "table.a.b") v = &(*v)["a.b"];
    CHECK(nn::repr(*v) == text);
    ++count;
  }
  CHECK(count == 25);
  CHECK(own == all);

  Value changed = all;
  changed["point"][1][0] = 3.5;
  changed["table"]["lr"] = 0.25;
  changed["table"]["more"] = "added";
  changed["table"][7] = "SEVEN";
  changed["table"]["note"] = "a key";
  changed["ordered"]["a"].push_back(5);
  changed["shelf"][2][0] = 4;
  changed["shelf"]["label"] = "right";
  changed["queue"][0] = 9;
  changed["groups"]["w"][0] = 8;
  changed["args"]["nested"]["steps"][1] = 7;
  changed["simple"]["a"] = 6;
  changed["config"]["lr"] = 0.75;
  changed["config"]["model"]["widths"][1] = 64;
  CHECK(changed["config"]["lr"].real() == 0.75);
  CHECK(changed.get<int>("config.model.widths.1") == 64);
  changed["config"] = nullptr;  // its nodes know their parents, which is not saved
  const temp_folder folder;
  nn::save(changed, folder / "changed.pt", {.durable = false});
  const Value again = nn::read(folder / "changed.pt");
  const std::pair<const char*, const char*> written[] = {
      {"point.1.0", "3.5"},   {"table['lr']", "0.25"},         {"table.more", "'added'"},
      {"table.7", "'SEVEN'"}, {"table.note", "'a key'"},       {"ordered.a", "[2, 5]"},
      {"shelf.2.0", "4"},     {"shelf.label", "'right'"},      {"queue.0", "9"},
      {"groups.w", "[8]"},    {"args.nested.steps", "[1, 7]"}, {"simple.a", "6"}};
  for (const auto& [path, text] : written) {
    INFO(path);
    CHECK(nn::repr(again.at(path)) == text);
  }
  CHECK(all == nn::read(NNSTRUCT_TEST_DATA "/subclasses.pt"));  // which shares its parts with the changed one

  const auto error_of = [](auto f) { return std::string(thrown_by<nn::Error>(f).what()); };
  CHECK(error_of([&] { changed["point"][2]; }) == "there is no item 2 in a Point of 2 items");
  CHECK(error_of([&] { changed["args"]["lr2"] = 1; }) == "there is no key 'lr2' in a Namespace");
  CHECK(error_of([&] { changed["queue"]["a"] = 1; }) == "there is no key 'a' in a deque of 2 items");
  CHECK(error_of([&] { changed["queue"].push_back(1); }) == "only a list is appended to; this is a deque");

  // Attributes of tensors, of slots and of what a module keeps.
  const std::string held = NNSTRUCT_TEST_DATA "/held/";
  for (const auto& [file, keys] :
       std::vector<std::pair<const char*, std::vector<const char*>>>{{"subclass_attribute", {"w", "mask"}},
                                                                     {"tensor_attribute", {"w", "mask"}},
                                                                     {"wrapper", {"w", "first"}},
                                                                     {"slots", {"average", "weight"}},
                                                                     {"slots_and_more", {"average", "more"}},
                                                                     {"module_inside", {"model", "fc", "weight"}}}) {
    INFO(file);
    const Value kept = nn::read(held + file + "_a.pt");
    Value copy = kept;
    const Value* read = &kept;
    Value* write = &copy;
    for (const char* key : keys) read = &(*read)[key], write = &(*write)[key];
    CHECK(*read == *write);
    CHECK(copy == kept);
    *write = 5;
    CHECK_FALSE(copy == kept);
    CHECK(kept == nn::read(held + file + "_a.pt"));
  }
}

TEST_CASE("a tensor's class and attributes are its Value's", "[checkpoint][read]") {
  const std::string held = NNSTRUCT_TEST_DATA "/held/";
  const Value subclass = nn::read(held + "subclass_attribute_a.pt");
  CHECK(subclass["w"].class_name() == "__main__.Marked");
  CHECK(subclass["w"].type_name() == "Marked");
  CHECK(subclass["w"].state().contains("mask"));
  CHECK(nn::repr(subclass["w"]) == "Marked([1., 1.])");
  const Value plain = nn::read(held + "tensor_attribute_a.pt");
  CHECK(plain["w"].class_name().empty());
  CHECK(plain["w"].type_name() == "Tensor");
  CHECK(plain.at("w.note").text() == "x");
  CHECK(nn::read(held + "parameter_attribute_a.pt")["w"].type_name() == "Parameter");
  const Value wrapper = nn::read(held + "wrapper_a.pt")["w"];
  CHECK(wrapper.class_name() == "__main__.Pair");
  CHECK(nn::repr(wrapper) == "<__main__.Pair object>");
  const Value raw = nn::read(held + "storage_a.pt")["raw"];
  CHECK(raw.class_name() == "torch.FloatStorage");
  CHECK(nn::repr(raw) == "[torch.storage.TypedStorage(dtype=torch.float32, device=cpu) of size 2]");
  const Value ordered = nn::read(held + "ordered_attribute_a.pt");
  CHECK(ordered.state().contains("mean"));
  CHECK(!ordered.contains("mean"));
}

TEST_CASE("constants and attributes of TorchScript are read, and a model of them alone is not loaded",
          "[checkpoint][read]") {
  const std::string held = NNSTRUCT_TEST_DATA "/held/";
  const auto keys = [](const Value& value) {
    std::string out;
    for (const auto& [key, mapped] : value.pairs()) out.append(key.text()).append(" ");
    return out;
  };
  CHECK(keys(nn::read(held + "traced.pt")) == "fc.weight fc.bias CONSTANTS.c0 CONSTANTS.c1 ");
  CHECK(keys(nn::read(held + "scripted.pt")) == "fc.weight fc.bias mean ");
  const Value frozen = nn::read(held + "frozen.pt");
  CHECK(keys(frozen) == "CONSTANTS.c0 CONSTANTS.c1 CONSTANTS.c2 CONSTANTS.c3 ");
  CHECK(nn::repr(frozen["CONSTANTS.c1"]) == "tensor([[1., 2.],\n        [3., 4.]])");
  CHECK(nn::load<nn::StateDict>(held + "scripted.pt").size() == 2);
  CHECK_THROWS_WITH(nn::load<nn::StateDict>(held + "frozen.pt"),
                    Catch::Contains("constants of its code: \"CONSTANTS.c0\"") && Catch::Contains("torch.jit.freeze"));
  CHECK_THROWS_WITH(nn::read(held + "optimized.pt"), Catch::Contains("torch.jit.optimize_for_inference"));
  CHECK(keys(nn::read(held + "boxed.pt")) == "box.tensor ");
  CHECK_THROWS_WITH(nn::load<nn::StateDict>(held + "listed.pt"),
                    Catch::Contains("attributes: \"all.0\", \"all.1\"; read them with nn::read"));
  const Value model = nn::read(held + "module_inside_a.pt");
  CHECK(model.at("model.fc.weight").tensor() != nullptr);  // as nnstruct inspect calls it
  CHECK(model.at("model.passing").tensor() != nullptr);
  for (const char* const file : {"quantized_script.pt", "quantized_model.pt", "quantized_state_dict.pt"}) {
    CHECK_THROWS_WITH(nn::read(held + file),
                      Catch::Contains("fc._") && Catch::Contains("it is quantized, which is not read"));
  }
}

TEST_CASE("the tensors beside what is no tensor are a state_dict", "[checkpoint][load]") {
  const std::string held = NNSTRUCT_TEST_DATA "/held/";
  for (const char* const extra : {"none", "number", "bytes", "dict", "tensors"}) {
    INFO(extra);
    const std::string path = held + "extra_" + extra + ".pt";
    CHECK_THROWS_WITH(nn::load<nn::StateDict>(path),
                      Catch::Contains("\"0._extra_state\", found a value of type") && Catch::Contains(".unexpected"));
    CHECK(nn::load<nn::StateDict>(path, nn::relaxed).size() == 4);
    CHECK(nn::load<nn::StateDict>(path, {.filter = "*s"}).size() == 2);
    CHECK(nn::load<nn::StateDict>(path, {.filter = "1.*"}).size() == 2);
    CHECK_THROWS_WITH(nn::load<nn::StateDict>(path, {.filter = "2.*"}),
                      Catch::Contains("no key of") && Catch::Contains("fits .filter"));
    const temp_folder folder;
    nn::save(nn::read(path), folder / "again.pt");
    CHECK(nn::read(folder / "again.pt") == nn::read(path));
    // Inside a dictionary, beside another one or deeper; Value::as says to do the same.
    const Value model = nn::read(path), other{{"w", model["1.bias"]}};
    for (const auto& [at, file] : {std::pair<std::string, Value>("model", {{"epoch", 1}, {"model", model}}),
                                   {"model", {{"ema", other}, {"model", model}}},
                                   {"run.model", {{"ema", other}, {"run", {{"model", model}}}}}}) {
      nn::save(file, folder / "run.pt");
      CHECK_THROWS_WITH(nn::load<nn::StateDict>(folder / "run.pt", {.at = at}),
                        Catch::Contains("\"0._extra_state\", found a value of type") &&
                            Catch::Contains("; load with .unexpected = nn::allow to leave it out, or read"));
      CHECK_THROWS_WITH(nn::read(folder / "run.pt").get<nn::StateDict>(at),
                        Catch::StartsWith(at + ".0._extra_state: expected a Tensor, found ") &&
                            Catch::EndsWith("load it from its file with nn::load<nn::StateDict>, .unexpected = "
                                            "nn::allow and, if it is in a dictionary there, .at"));
      CHECK(nn::load<nn::StateDict>(folder / "run.pt", {.unexpected = nn::allow, .at = at}).size() == 4);
    }
  }
  CHECK_THROWS_WITH(nn::load<nn::StateDict>(held + "extra_bytes.pt"), Catch::Contains("of type bytes"));
}

TEST_CASE("whatever the format, a file is read as the same values", "[checkpoint][read]") {
  const std::string folder = NNSTRUCT_TEST_DATA "/formats/net/";
  const nn::StateDict expected = nn::load<nn::StateDict>(folder + "zip.pth");
  REQUIRE(expected.size() > 2);
  for (const char* const file : {"zip.pth", "legacy.pth", "net.safetensors", "model.safetensors.index.json",
                                 "pytorch_model.bin.index.json", "torchscript.pt", "whole.pth"}) {
    INFO(file);
    const Value value = nn::read(folder + file);
    auto dict = value.as<nn::StateDict>();
    CHECK(dict.size() == expected.size());
    for (const auto& [key, tensor] : expected) {
      INFO(key);
      REQUIRE(dict.contains(key));
      CHECK(Value(dict.find(key)->second) == Value(tensor));
    }
    CHECK(nn::load<Value>(folder + file) == value);
    CHECK(nn::load<Value>(folder + file, {.map = true}) == value);
  }
}

TEST_CASE("what a safetensors file says besides is kept", "[checkpoint][read][save]") {
  const std::string path = NNSTRUCT_TEST_DATA "/formats/safetensors/tied.safetensors";
  const Value value = nn::read(path);
  REQUIRE(value.contains("__metadata__"));
  CHECK(value["__metadata__"].size() > 0);
  CHECK(value.as<nn::StateDict>().size() == value.size() - 1);
  const temp_folder folder;
  nn::save(value, folder / "again.safetensors", {.durable = false});
  CHECK((content_of(folder / "again.safetensors") == content_of(path)));
  const Value noted{{"w", nn::AnyTensor(nn::dtype::float32, {2})}, {"__metadata__", {{"format", "pt"}}}};
  nn::save(noted, folder / "noted.safetensors", {.durable = false});
  CHECK(nn::read(folder / "noted.safetensors") == noted);
}

TEST_CASE("a model that was saved whole is an object with its attributes, and a state_dict", "[checkpoint][read]") {
  const temp_folder folder;
  for (const std::string version : torch_versions) {
    const std::string path = std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/mlp_model.pth";
    INFO(path);
    const Value model = nn::read(path);
    REQUIRE(model.is(Value::kind::object));
    CHECK(model.class_name() == "torch.nn.modules.container.Sequential");
    CHECK(nn::repr(model) == "<torch.nn.modules.container.Sequential object>");
    CHECK(model["training"].as<bool>());
    CHECK(model.get<int>("_modules.0.in_features") == 8);
    CHECK(model.at("_modules.0._parameters.weight").is_parameter());
    const auto dict = model.as<nn::StateDict>(), wanted = nn::load<nn::StateDict>(path);
    REQUIRE(dict.size() == wanted.size());
    for (std::size_t i = 0; i < dict.size(); ++i) {
      CHECK(dict.begin()[static_cast<std::ptrdiff_t>(i)].first == wanted.begin()[static_cast<std::ptrdiff_t>(i)].first);
      CHECK(Value(dict.begin()[static_cast<std::ptrdiff_t>(i)].second) ==
            Value(wanted.begin()[static_cast<std::ptrdiff_t>(i)].second));
    }
    CHECK(model == nn::read(path));
  }
}

TEST_CASE("whole models and sparse tensors that were read are saved as PyTorch saved them",
          "[checkpoint][read][save]") {
  const temp_folder folder;
  int same = 0;
  for (const std::string version : torch_versions)
    for (const char* const file : {"mlp_model.pth", "tinyvgg_model.pth", "one_bn2d_model.pth", "every_layer_model.pth",
                                   "tied_model.pth", "sparse_coo.pt", "sparse_csr.pt"}) {
      const std::string path = std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/" + file;
      INFO(path);
      nn::save(nn::read(path), folder / file, {.durable = false});
      CHECK(nn::read(folder / file) == nn::read(path));
      CHECK((storages_of(folder / file) == storages_of(path)));
      ++same;
      if (file[0] == 'e' || file == std::string("tinyvgg_model.pth")) continue;  // with strings of one character
      CHECK((pickle_of(folder / file) == pickle_of(path)));
    }
  CHECK(same == 14);
}

TEST_CASE("a sparse tensor is its parts until one is changed", "[checkpoint][read][save]") {
  const std::string path = std::string(NNSTRUCT_TEST_DATA) + "/torch-2.14/sparse_coo.pt";
  Value value = nn::read(path);
  CHECK(value.at("s.indices").tensor()->shape == std::vector<std::int64_t>{2, 3});
  CHECK(value.at("s.values").as<nn::Tensor<float, 3>>()(1) == 4);
  const temp_folder folder;
  value["s"]["values"] = nn::AnyTensor(nn::dtype::float32, {3});
  nn::save(value, folder / "changed.pt", {.durable = false});
  CHECK(nn::read(folder / "changed.pt")["s"].what() == Value::kind::dict);
  CHECK_FALSE(contains(pickle_of(folder / "changed.pt"), "sparse"));
}

namespace {
struct with_fc {
  nn::Linear<2, 1> fc;
};
struct dense_graph {
  nn::Parameter<float, 1, 2> rows;
  nn::Buffer<float, 2, 3> adjacency;
  nn::Linear<2, 1> fc;
};
}  // namespace

TEST_CASE("a sparse buffer or Parameter of a module blocks nothing beside it", "[checkpoint][read][load]") {
  const std::string held = NNSTRUCT_TEST_DATA "/held/";
  const temp_folder folder;
  const auto expected = nn::load<nn::StateDict>(held + "graph_state_dict.pt");
  CHECK(expected.size() == 7);
  for (const char* const name : {"graph.pt", "graph_kept.pt", "graph_state_dict.pt"}) {
    INFO(name);
    const auto found = nn::load<nn::StateDict>(held + name);
    CHECK(Value(found)["rows.crow_indices"] == Value(expected)["rows.crow_indices"]);
    const auto read = nn::read(held + name).as<nn::StateDict>();
    REQUIRE(read.size() == expected.size());
    for (const auto& [key, tensor] : expected) {
      INFO(key);
      REQUIRE(found.contains(key));
      REQUIRE(read.contains(key));
      CHECK(Value(found.find(key)->second) == Value(tensor));
      CHECK(Value(read.find(key)->second) == Value(tensor));
    }
    nn::save(nn::read(held + name), folder / name, {.durable = false});
    CHECK(nn::read(folder / name) == nn::read(held + name));
    CHECK((pickle_of(folder / name) == pickle_of(held + name)));
    const auto net = nn::load<with_fc>(held + name, {.filter = "fc.*"});
    CHECK(net.fc.weight.data()[0] == 1);
    CHECK(nn::load<with_fc>(held + name, nn::relaxed).fc.bias.data()[0] == 2);
    CHECK_THROWS_WITH(nn::load<with_fc>(held + name), Catch::Contains("adjacency.indices"));
    const std::vector<std::string> hints = nn::check<dense_graph>(held + name).hints;
    REQUIRE(hints.size() == 2);
    CHECK(hints[0] ==
          "the state_dict has the parts of a sparse tensor in the place of \"rows\", such as \"rows.values\": make it "
          "to_dense() in Python, and save again");
    CHECK(contains(hints[1], "\"adjacency.values\""));
  }
  CHECK(nn::read(held + "graph.pt").at("passing.values").tensor()->numel() == 1);
}

TEST_CASE("what _metadata has besides versions is read, and saved again", "[checkpoint][read][save]") {
  const std::string held = NNSTRUCT_TEST_DATA "/held/";
  const temp_folder folder;
  for (const std::string name : {"tensor", "note", "empty", "dict"}) {
    INFO(name);
    const std::string path = held + "metadata_" + name + ".pt";
    const Value value = nn::read(path);
    CHECK(value.state().contains("_metadata"));
    CHECK(value.metadata().size() == (name == "empty" ? 0 : 1));
    nn::save(value, folder / name, {.durable = false});
    CHECK(nn::read(folder / name) == value);
    CHECK((pickle_of(folder / name) == pickle_of(path)));
    CHECK(nn::load<nn::StateDict>(path).size() == 1);
  }
  CHECK(nn::read(held + "metadata_tensor.pt").at("_metadata['']['scale']").as<nn::Tensor<float, 2>>()(1) == 3);
  CHECK(nn::read(held + "metadata_note.pt").at("__dict__._metadata..note").text() == "x");
  CHECK_FALSE(nn::read(held + "graph_state_dict.pt").state().contains("_metadata"));  // versions alone
}

TEST_CASE("lists of tensors are read as lists of tensors", "[checkpoint][read]") {
  const std::string data = std::string(NNSTRUCT_TEST_DATA) + "/torch-2.14/";
  const auto parameters = nn::load<std::vector<nn::AnyTensor>>(data + "mlp_params_list.pt");
  const auto dict = nn::load<nn::StateDict>(data + "mlp_state_dict.pt");
  REQUIRE(parameters.size() == dict.size());
  std::size_t i = 0;
  for (const auto& [key, tensor] : dict) CHECK(Value(parameters[i++]) == Value(tensor));
  CHECK(nn::check<std::vector<nn::AnyTensor>>(data + "mlp_params_list.pt").ok());
  CHECK(nn::load<std::vector<nn::Tensor<float, nn::dyn>>>(data + "tensor_list.pt").size() == 12);
  const auto error = thrown_by<nn::StateDictError>(
      [&] { (void)nn::load<std::vector<nn::Tensor<float, nn::dyn>>>(data + "mlp_params_list.pt"); });
  CHECK(contains(error.what(),
                 "0: expected a Tensor of torch.float32 and shape [*], found a Parameter of torch.float32 and shape "
                 "[16, 8]"));
  CHECK(nn::load<nn::AnyTensor>(data + "single_tensor.pt").shape == std::vector<std::int64_t>{2, 3});
  CHECK(nn::load<nn::Tensor<double, 2, 3>>(data + "single_tensor.pt")(1, 2) == 5);
  CHECK(nn::load<int>(data + "checkpoint_sgd.pth", {.at = "epoch"}) ==
        nn::read(data + "checkpoint_sgd.pth")["epoch"].as<int>());
  using groups = std::vector<std::map<std::string, Value>>;
  const auto read = nn::load<groups>(data + "checkpoint_sgd.pth", {.at = "optimizer_state_dict.param_groups"});
  CHECK(read.at(0).at("lr").is(Value::kind::real));
  using state = std::map<int, std::map<std::string, nn::AnyTensor>>;
  CHECK(nn::load<state>(data + "checkpoint_adam.pth", {.at = "optimizer_state_dict.state"}).at(0).contains("exp_avg"));

  // list(model.named_parameters())
  const temp_folder folder;
  nn::save(Value::list({Value::tuple({"a", nn::AnyTensor(nn::dtype::float32, {2})}),
                        Value::tuple({"b", nn::AnyTensor(nn::dtype::int64, {1})})}),
           folder / "named.pt", {.durable = false});
  const Value named = nn::read(folder / "named.pt");
  CHECK(named.as<nn::StateDict>().find("b")->second.dtype == nn::dtype::int64);
  CHECK(named.as<std::vector<std::pair<std::string, nn::AnyTensor>>>()[0].first == "a");
}

TEST_CASE("what PyTorch calls one key comes once", "[checkpoint][read]") {
  for (const Value& twice : {Value::tuple({1, "x"}), Value(nullptr), Value(1.5), Value(true)})
    CHECK(contains(thrown_by<nn::Error>([&] {
                     Value::dict({{twice, 1}, {"a", 2}, {twice, 3}});
                   }).what(),
                   "comes twice"));
  CHECK(contains(thrown_by<nn::Error>([] { Value::dict({{1, 1}, {true, 2}}); }).what(), "comes twice"));
  CHECK(contains(thrown_by<nn::Error>([] { Value::dict({{2, 1}, {2.0, 2}}); }).what(), "comes twice"));
  CHECK(Value::dict({{1, 1}, {"1", 2}, {1.5, 3}, {false, 4}, {Value::tuple({1}), 5}}).size() == 5);
}

}  // namespace checkpoint_read_test
