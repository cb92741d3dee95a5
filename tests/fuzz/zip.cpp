// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <set>

#include <nnstruct/format/zip/reader.hpp>

#include "fuzz/support.hpp"

namespace fuzz {

namespace {
std::uint32_t sum_of(const std::string& content) {
  const auto* bytes = reinterpret_cast<const ::Bytef*>(content.data());
  return static_cast<std::uint32_t>(::crc32(0, bytes, static_cast<::uInt>(content.size())));
}
}  // namespace

void zip(bytes input) {
  require_same_twice([&] {
    const nn::limits allowed{.inflated_bytes = 1 << 20, .records = 1000, .name_length = 512};
    const nn::format::zip::archive archive(file_of(input), allowed);
    std::string out;
    std::set<std::string> names;
    std::uint64_t stored = 0;
    for (const auto& entry : archive.entries()) {
      require(names.insert(entry.name).second, "two entries have one name");
      require(archive.find(entry.name) == &entry, "an entry is not found by its name");
      require(entry.payload <= input.size() && entry.stored_size <= input.size() - entry.payload,
              "an entry reaches beyond the file");
      stored += entry.stored_size + 30 + 46 + 2 * entry.name.size();
      const auto content = accepted([&] { return archive.read(entry); });
      out += entry.name + (content ? *content : "?");
      if (!content) continue;
      require(content->size() == entry.size, "an entry's content is not as long as its size");
      require(!entry.has_checksum() || sum_of(*content) == entry.crc32,
              "an entry's content does not have its checksum");
    }
    require(stored <= input.size(), "entries overlap");
    return out;
  });
}

}  // namespace fuzz
