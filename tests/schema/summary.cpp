// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/schema/summary.hpp>

#include <algorithm>
#include <set>
#include <string>

#include <nnstruct/schema/checkpoint.hpp>

#include "support/catch.hpp"

namespace schema_summary_test {

namespace nn = nnstruct;

namespace {

struct two {
  static constexpr std::array<nnstruct::checkpoint_row, 2> rows{{
      {"layer1.0.bn1.num_batches_tracked", nnstruct::dtype::int64, {}},
      {"fc.weight", nnstruct::dtype::float32, {10, 512}},
  }};
};

std::uint64_t of_text(std::string_view text) {
  nn::detail::fingerprint_hash hash;
  hash.add(text);
  return hash.value();
}

}  // namespace

TEST_CASE("a fingerprint at run time is that of the constant", "[schema]") {
  nn::detail::fingerprint_hash hash;
  const std::string key = "layer1.0.bn1.num_batches_tracked", other = "fc.weight";
  const std::int64_t shape[] = {10, 512};
  hash.add(key, nn::dtype::int64, nullptr, 0);
  hash.add(other, nn::dtype::float32, shape, 2);
  CHECK(hash.value() == nn::schema_fingerprint<two>);
}

TEST_CASE("no two texts have one fingerprint", "[schema]") {
  std::set<std::uint64_t> seen;
  std::size_t texts = 0;
  for (std::size_t size = 0; size < 20; ++size)
    for (std::size_t place = 0; place < std::max<std::size_t>(size, 1); ++place)
      for (const char c : {'\0', '\1', 'a', '\377'}) {
        std::string text(size, 'a');
        if (size > 0) text[place] = c;
        if (c == 'a' && place > 0) continue;  // the same text
        if (size == 0 && c != 'a') continue;
        seen.insert(of_text(text));
        ++texts;
      }
  CHECK(seen.size() == texts);
}

}  // namespace schema_summary_test
