// SPDX-License-Identifier: Apache-2.0
// What PyTorch finds in these files was written by tests/data/make_values.py.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

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
    case object: out += "object\n"; break;
    case list:
    case tuple:
      out += (v.is(list) ? "list " : "tuple ") + std::to_string(v.size()) + "\n";
      for (const Value& item : v.items()) describe(item, out, storages);
      break;
    case dict:
      out += (v.is_ordered() ? "OrderedDict " : "dict ") + std::to_string(v.size()) + "\n";
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

}  // namespace

TEST_CASE("any checkpoint is read as Python reads it", "[checkpoint][read]") {
  CHECK(expected_values().size() == 68);
  for (const expected_value& expected : expected_values()) {
    INFO(expected.path);
    const Value value = nn::read(expected.path);
    CHECK(described(value) == expected.text);
    CHECK(value == nn::read(expected.path));
    if (expected.repr_hash != "-") CHECK(fnv1a(nn::repr(value)) == expected.repr_hash);
  }
}

TEST_CASE("what was read is saved as PyTorch saved it", "[checkpoint][read][save]") {
  const temp_folder folder;
  int same = 0;
  for (const expected_value& expected : expected_values()) {
    // Sets and the like are not written; attributes of tensors are left out; protocol 4 is not ours.
    if (expected.text.find("object\n") != std::string::npos || expected.file == "tensor_with_attribute.pt" ||
        expected.file == "mlp_protocol4.pt")
      continue;
    INFO(expected.path);
    nn::save(nn::read(expected.path), folder / expected.file, {.durable = false});
    CHECK((pickle_of(folder / expected.file) == pickle_of(expected.path)));
    CHECK((storages_of(folder / expected.file) == storages_of(expected.path)));
    ++same;
  }
  CHECK(same == 60);
}
