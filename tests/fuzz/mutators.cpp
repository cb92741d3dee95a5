// SPDX-License-Identifier: Apache-2.0
#include "fuzz/mutators.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace fuzz {

namespace {

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t out = 0;
  for (std::size_t i = size; i-- > 0;)
    out = out << 8 | (at + i < bytes.size() ? static_cast<std::uint8_t>(bytes[at + i]) : 0u);
  return out;
}
void put(std::string& out, std::uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
}
std::uint32_t sum_of(const std::string& bytes) {
  return static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const ::Bytef*>(bytes.data()), static_cast<::uInt>(bytes.size())));
}

struct member {
  std::string name;
  std::string content;
  bool deflated = false;
  bool described = false;  ///< its sizes stand behind it
};

std::string converted(const std::string& from, bool deflate) {
  std::string out(deflate ? from.size() + 64 : std::size_t{1} << 16, '\0');
  ::z_stream stream{};
  stream.next_in = reinterpret_cast<::Bytef*>(const_cast<char*>(from.data()));
  stream.avail_in = static_cast<::uInt>(from.size());
  stream.next_out = reinterpret_cast<::Bytef*>(out.data());
  stream.avail_out = static_cast<::uInt>(out.size());
  if (deflate) {
    ::deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    ::deflate(&stream, Z_FINISH);
  } else {
    ::inflateInit2(&stream, -MAX_WBITS);
    ::inflate(&stream, Z_FINISH);
  }
  out.resize(stream.total_out);
  deflate ? ::deflateEnd(&stream) : ::inflateEnd(&stream);
  return out;
}

/// By the central directory; none of what does not fit the file.
std::vector<member> members_of(const std::string& file) {
  std::vector<member> out;
  const std::size_t end = file.rfind("PK\5\6");
  if (end == file.npos) return out;
  std::size_t at = static_cast<std::size_t>(number_at(file, end + 16, 4));
  while (at + 46 < file.size() && file.compare(at, 4, "PK\1\2") == 0 && out.size() < 64) {
    const auto number = [&](std::size_t offset, std::size_t size) {
      return static_cast<std::size_t>(number_at(file, at + offset, size));
    };
    const std::size_t name = number(28, 2), header = number(42, 4), stored = number(20, 4);
    member entry{file.substr(at + 46, name), {}, number(10, 2) == 8, (number(8, 2) & 8) != 0};
    const std::size_t payload = header + 30 + static_cast<std::size_t>(number_at(file, header + 26, 2)) +
                                static_cast<std::size_t>(number_at(file, header + 28, 2));
    if (payload < file.size() && stored <= file.size() - payload) {
      entry.content = file.substr(payload, stored);
      if (entry.deflated) entry.content = converted(entry.content, false);
      out.push_back(std::move(entry));
    }
    at += 46 + name + number(30, 2) + number(32, 2);
  }
  return out;
}

std::string together(const std::vector<member>& members, bool zero_sums) {
  std::string out, directory;
  for (const member& entry : members) {
    const std::string stored = entry.deflated ? converted(entry.content, true) : entry.content;
    const std::uint32_t sum = zero_sums ? 0 : sum_of(entry.content);
    const auto sizes = [&](std::string& to, bool known) {
      put(to, known ? sum : 0, 4);
      put(to, known ? stored.size() : 0, 4);
      put(to, known ? entry.content.size() : 0, 4);
    };
    const auto common = [&](std::string& to, bool known) {
      put(to, 20, 2), put(to, entry.described ? 8 : 0, 2), put(to, entry.deflated ? 8 : 0, 2), put(to, 0, 4);
      sizes(to, known);
      put(to, entry.name.size(), 2), put(to, 0, 2);
    };
    directory += "PK\1\2", put(directory, 20, 2), common(directory, true);
    put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 4),
        put(directory, out.size(), 4);
    directory += entry.name;
    out += "PK\3\4", common(out, !entry.described), out += entry.name + stored;
    if (entry.described) out += "PK\7\10", sizes(out, true);
  }
  const std::size_t offset = out.size();
  out += directory + "PK\5\6", put(out, 0, 4), put(out, members.size(), 2), put(out, members.size(), 2);
  put(out, directory.size(), 4), put(out, offset, 4), put(out, 0, 2);
  return out;
}

}  // namespace

std::string mutate(std::string bytes, std::size_t most) {
  const std::size_t size = bytes.size();
  bytes.resize(std::max(most, size));
  bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, bytes.size()));
  return bytes;
}

std::string mutate_zip(const std::string& file, std::size_t most, std::uint32_t seed) {
  std::vector<member> members = members_of(file);
  if (members.empty()) return file;
  const auto take = [&](std::uint32_t below) {
    return std::exchange(seed, seed * 1664525 + 1013904223) / 65536 % below;
  };
  const auto any = [&]() -> member& { return members[take(static_cast<std::uint32_t>(members.size()))]; };
  const auto root = [&] { return members[0].name.substr(0, members[0].name.find('/')); };
  switch (take(16)) {
    case 0: any().name = mutate(any().name, 64); break;
    case 1: members.push_back(any()); break;
    case 2: std::swap(any(), any()); break;
    case 3: any().deflated ^= true; break;
    case 4: any().described ^= true; break;
    case 5: members.erase(members.begin() + (&any() - members.data())); break;
    case 6: any().name = root() + "/data/" + std::to_string(take(4)); break;
    case 7: any().name = root() + (take(2) == 0 ? "/constants.pkl" : "/byteorder"); break;
    case 8:
    case 9: {
      member& entry = any();
      entry.content = mutate(entry.content, entry.content.size() + 64);
      break;
    }
    default:
      for (member& entry : members)
        if (entry.name.ends_with(".pkl")) entry.content = mutate(entry.content, entry.content.size() + 64);
  }
  std::string out = together(members, take(16) == 0);
  return out.size() <= most ? out : file;
}

std::string repair_tar(std::string file) {
  for (std::size_t at = 0; at + 512 <= file.size();) {
    std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at) + 148, 8, ' ');
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i) sum += static_cast<std::uint8_t>(file[at + i]);
    if (sum == 8 * ' ') {  // the end
      std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at) + 148, 8, '\0');
      break;
    }
    char text[9];
    std::snprintf(text, sizeof text, "%06o", sum & 0777777u);
    text[7] = ' ';
    file.replace(at + 148, 8, text, 8);
    std::uint64_t size = 0;
    for (std::size_t i = 124; i < 136 && file[at + i] >= '0' && file[at + i] <= '7'; ++i)
      size = size * 8 + static_cast<std::uint64_t>(file[at + i] - '0');
    if (size > file.size()) break;
    at += 512 + static_cast<std::size_t>((size + 511) / 512 * 512);
  }
  return file;
}

std::string repair_safetensors(std::string file) {
  if (file.size() < 10) return file;
  std::size_t depth = 0, at = 8;
  bool text = false;
  for (; at < file.size(); ++at) {
    const char c = file[at];
    if (text) {
      if (c == '\\') ++at;
      else if (c == '"') text = false;
    } else if (c == '"') {
      text = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && (depth == 0 || --depth == 0)) {
      break;
    }
  }
  while (at + 1 < file.size() && file[at + 1] == ' ') ++at;
  const std::size_t length = std::min(at + 1, file.size()) - 8;
  for (std::size_t i = 0; i < 8; ++i) file[i] = static_cast<char>(length >> (8 * i) & 0xff);
  return file;
}

}  // namespace fuzz
