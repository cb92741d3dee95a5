// SPDX-License-Identifier: Apache-2.0
#include "hostile/files.hpp"

#include "support/zip_bytes.hpp"

namespace hostile {

using nnstruct_test::le32;
using nnstruct_test::le64;

std::vector<file> all() {
  std::vector<file> out;
  add_calls(out);
  add_pickles(out);
  add_tensors(out);
  add_zips(out);
  add_streams(out);
  add_safetensors(out);
  add_others(out);
  return out;
}

std::string u32(std::uint64_t number) { return le32(number); }
std::string text(std::string_view utf8) { return "X" + le32(utf8.size()) + std::string(utf8); }
std::string global(std::string_view module, std::string_view name) {
  return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}
std::string integer(std::int64_t number) { return "\x8a\x08" + le64(static_cast<std::uint64_t>(number)); }
std::string tuple(const std::vector<std::string>& items) {
  std::string out = "(";
  for (const std::string& item : items) out += item;
  return out + "t";
}

std::string pickled(std::string_view opcodes) { return "\x80\x02" + std::string(opcodes) + "."; }
std::string dictionary(std::string_view value) { return pickled("}" + text("w") + std::string(value) + "s"); }

std::string floats() {
  std::string out;
  for (const std::uint32_t bits : {0x3f800000u, 0x40000000u, 0x40400000u, 0x40800000u, 0x40a00000u, 0x40c00000u})
    out += le32(bits);
  return out;
}
std::string checkpoint(std::string_view pickle) {
  return nnstruct_test::zip_bytes({{"m/data.pkl", std::string(pickle)}, {"m/version", "3\n"}, {"m/data/0", floats()}});
}

std::string tensor_words::storage() const {
  return tuple({text("storage"), storage_class, key, location, numel + view}) + "Q";
}
std::string tensor_words::pickle() const {
  return function + tuple({storage(), offset, size, stride, requires_grad, hooks}) + "R";
}

}  // namespace hostile
