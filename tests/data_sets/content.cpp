// SPDX-License-Identifier: Apache-2.0
// Packed files, damaged in every way.
#include <nnstruct/data/content.hpp>

#include <string>

#include <nnstruct/data/idx.hpp>

#include "data_sets/files.hpp"
#include "support/deflated.hpp"

namespace data_sets_content_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::format_problem;
using namespace std::string_literals;

namespace {
void read_labels(const std::string& path) { nn::data::read_idx<nn::Tensor<std::uint8_t, nn::dyn>>(path); }
const std::string& labels() {
  static const std::string bytes = content_of(data_set("labels-idx1-ubyte"));
  return bytes;
}
}  // namespace

TEST_CASE("a gzip file is known by its content", "[data]") {
  const temp_folder folder;
  put_content(folder / "labels", gzipped(labels()));
  put_content(folder / "labels.gz", labels());
  CHECK_NOTHROW(read_labels(folder / "labels"));
  CHECK_NOTHROW(read_labels(folder / "labels.gz"));
}

TEST_CASE("what is wrong with what is packed is told by its place in it", "[data]") {
  CHECK(says(
      refused(gzipped(labels() + "#"), read_labels),
      "unpacked: byte 8: expected 5 elements of 1 byte, 5 bytes in all, found 6; something stands behind its end"));
  CHECK(says(refused(gzipped("no idx"), read_labels), "unpacked: byte 0: expected the magic number 0x00000801"));
  CHECK(says(refused(gzipped(""), read_labels), "unpacked: byte 0: expected an IDX file"));
}

TEST_CASE("a damaged gzip file is refused wherever it is cut or changed", "[data]") {
  const std::string packed = content_of(data_set("labels-idx1-ubyte.gz"));
  for (std::size_t size = 2; size < packed.size(); ++size) {
    INFO("cut to " << size);
    refused(packed.substr(0, size), read_labels);
  }
  CHECK(says(refused(packed.substr(0, 17), read_labels),
             "the gzip file is cut short, or something stands behind its end"));
  for (std::size_t i = 10; i < packed.size(); ++i) {  // behind the header, which holds a time and other such
    INFO("changed at " << i);
    std::string other = packed;
    other[i] = static_cast<char>(other[i] ^ 1);  // the upper bits of the stream's last byte may be nobody's
    refused(other, read_labels);
  }
  std::string other = packed;
  other[packed.size() - 8] = static_cast<char>(other[packed.size() - 8] ^ 1);
  CHECK(says(refused(other, read_labels), "the gzip file is damaged", format_problem::checksum));
  CHECK(says(refused(packed + packed, read_labels), "the gzip file is cut short, or something stands behind its end"));
}

TEST_CASE("a gzip file cannot ask for more memory than its size can fill", "[data]") {
  std::string packed = gzipped(labels());
  packed.replace(packed.size() - 4, 4, "\xff\xff\xff\xff");
  CHECK(says(refused(packed, read_labels), "byte " + std::to_string(packed.size() - 4) +
                                               ": the gzip file says that 4294967295 bytes are packed in its " +
                                               std::to_string(packed.size()) + ", more than there can be"));
  const std::string zeros(1'000'000, '\0');  // as much as gzip can pack
  CHECK(says(refused(gzipped("\0\0\x08\1\0\x0f\x42\x40"s + zeros + "#"), read_labels),
             "unpacked: byte 8: expected 1000000 elements"));
}

}  // namespace data_sets_content_test
