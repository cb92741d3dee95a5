// SPDX-License-Identifier: Apache-2.0
// What PyTorch finds in files of this format is compared in tests/checkpoint/fixtures.cpp.
#include <nnstruct/format/pytorch/tar_container.hpp>

#include <string>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/pickles.hpp"

namespace format_pytorch_tar_container_test {

namespace pytorch = nnstruct::format::pytorch;
using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;

namespace {

pytorch::opened_file opened(const std::string& bytes) { return pytorch::open_tar(opened_file_of(bytes), {}); }
FormatError refusal_of(const std::string& bytes) {
  return thrown_by<FormatError>([&] { opened(bytes); });
}
template <class Change> FormatError refusal_with(Change change) {
  tar_parts parts;
  change(parts);
  return refusal_of(parts.bytes());
}
/// The member tensors, of tensors with these facts behind their pickles.
std::string tensors_of(const std::string& facts, const std::string& numbers) {
  return pickled("K\1") + pickled(facts) + numbers;
}
const std::string facts = pickled_int(2) + pickled_int(1) + pickled_global("torch", "FloatTensor") + "\x87";

}  // namespace

TEST_CASE("storages and tensors are found by their keys", "[pytorch][tar]") {
  const tar_parts parts;
  const pytorch::opened_file file = opened(parts.bytes());
  CHECK(file.record == "pickle");
  CHECK(file.storages->format() == "tar");
  CHECK(file.storages->is_older());
  const pytorch::kept_tensor* const tensor = file.storages->tensor("2");
  REQUIRE(tensor != nullptr);
  CHECK(tensor->storage == "1");
  CHECK(tensor->sizes == std::vector<std::int64_t>{3});
  CHECK(tensor->strides == std::vector<std::int64_t>{1});
  CHECK(tensor->storage_numel == 3);
  CHECK(file.storages->tensor("1") == nullptr);
  const auto place = file.storages->find("1");
  REQUIRE(place);
  CHECK(place->bytes == 12);
  CHECK(parts.bytes().substr(static_cast<std::size_t>(place->offset), 12) == std::string(12, '\1'));
}

TEST_CASE("members stand in any order, beside others", "[pytorch][tar]") {
  const tar_parts parts;
  CHECK_NOTHROW(
      opened(tar_archive(tar_member("pickle", parts.objects) + tar_member("sources", "x") + tar_member("./", "", '5') +
                         tar_member("tensors", parts.tensors) + tar_member("storages", parts.storages))));
  constexpr std::size_t members = 6 * 512;  // each a header and a block
  // An extended header that says when a file was changed says nothing of what it is.
  CHECK_NOTHROW(
      opened(tar_archive(tar_member("PaxHeader", "20 mtime=1.25000000\n", 'x') + parts.bytes().substr(0, members))));
}

TEST_CASE("only a sound header is taken for a tar archive", "[pytorch][tar]") {
  const auto looks = [](const std::string& bytes) { return pytorch::looks_like_tar(opened_file_of(bytes)); };
  std::string bytes = tar_parts().bytes();
  CHECK(looks(bytes));
  CHECK(looks(bytes.substr(0, 512)));
  CHECK_FALSE(looks(bytes.substr(0, 511)));
  CHECK_FALSE(looks(std::string(1024, '\0')));
  CHECK_FALSE(looks(std::string(1024, 'x')));
  bytes[3] ^= 1;
  CHECK_FALSE(looks(bytes));
}

TEST_CASE("a damaged archive is refused with its place", "[pytorch][tar]") {
  const tar_parts good;
  const std::string bytes = good.bytes();
  std::string damaged = bytes;
  damaged[1024] ^= 1;  // of the second member's name
  const FormatError checksum = refusal_of(damaged);
  CHECK(checksum.problem() == format_problem::format);
  CHECK(checksum.offset() == 1024);
  CHECK(contains(checksum.what(), "the checksum of a tar header is wrong"));
  CHECK(contains(refusal_of(bytes.substr(0, bytes.size() - 1024)).what(), "it is cut short"));
  CHECK(contains(refusal_of(bytes.substr(0, 700)).what(), "cut short"));
  CHECK(contains(refusal_of(bytes + "x").what(), "something stands behind the end"));
  CHECK(contains(refusal_of(bytes + std::string(10240, '\0')).what(), "something stands behind the end"));
  CHECK(contains(refusal_with([](auto& p) { p.more = {tar_member("tensors", p.tensors)}; }).what(),
                 "two members tensors"));
  CHECK(contains(refusal_of(tar_member("pickle", good.objects, '2') + bytes).what(),
                 "something else than a file as pickle"));
  CHECK(contains(refusal_of(tar_archive(tar_member("storages", good.storages))).what(),
                 "it has no member tensors; if it holds checkpoints, unpack it"));
  const FormatError renamed = refusal_of(tar_member("PaxHeader", "15 path=tensors\n", 'x') + bytes);
  CHECK(renamed.problem() == format_problem::unsupported);
  CHECK(contains(renamed.what(), "changes what the next member is"));
}

TEST_CASE("damaged storages and tensors are refused by their member", "[pytorch][tar]") {
  const auto storages = [](const std::string& content) { return refusal_with([&](auto& p) { p.storages = content; }); };
  const auto tensors = [](const std::string& content) { return refusal_with([&](auto& p) { p.tensors = content; }); };
  const FormatError cut = storages(tar_parts::pickled_storages(pickled_int(1), "FloatStorage", 400));
  CHECK(cut.record() == "storages");
  CHECK(contains(cut.what(), "it is cut short"));
  CHECK(contains(storages(tar_parts::pickled_storages(pickled_int(1), "FloatStorage", ~std::uint64_t{0} / 2)).what(),
                 "cut short"));
  CHECK(contains(storages(tar_parts::pickled_storages(pickled_int(1), "OddStorage", 3)).what(),
                 "found torch.OddStorage"));
  CHECK(contains(storages(tar_parts().storages + "x").what(), "something stands behind the last storage"));
  const auto part = [](int key, int root, int offset, int numel) {
    return tar_parts::pickled_storages(
        pickled_int(1), "FloatStorage", 3,
        "](" + ("(" + pickled_int(key) + pickled_int(root) + pickled_int(offset) + pickled_int(numel)) + "te");
  };
  CHECK_NOTHROW([&] {
    tar_parts parts;
    parts.storages = part(5, 1, 1, 2);
    const auto place = opened(parts.bytes()).storages->find("5");
    REQUIRE(place);
    CHECK(place->bytes == 8);
  }());
  CHECK(contains(storages(part(5, 1, 2, 2)).what(), "is no part of the one it should be of"));
  CHECK(contains(storages(part(5, 1, -1, 2)).what(), "is no part of the one it should be of"));
  CHECK(contains(storages(part(5, 9, 0, 1)).what(), "expected (key, key of a storage, offset, numel)"));
  CHECK(contains(storages(part(1, 1, 0, 1)).what(), "the key 1 comes twice"));

  CHECK(contains(tensors(tensors_of(facts, le32(1) + le32(0) + le64(3))).what(), "in the middle of a number"));
  CHECK(contains(tensors(tensors_of(facts, le32(0xffffffff) + le32(0))).what(), "-1 extents"));
  CHECK(contains(tensors(tar_parts().tensors + "x").what(), "something stands behind the last tensor"));
  CHECK(contains(
      tensors(tensors_of(pickled_int(2) + pickled_int(9) + pickled_global("torch", "FloatTensor") + "\x87", "")).what(),
      "expected (key, key of a storage, class) of a tensor"));
  const std::string numbers = le32(1) + le32(0) + le64(3) + le64(1) + le64(0);
  CHECK(contains(tensors(pickled("K\2") + pickled(facts) + numbers + pickled(facts) + numbers).what(),
                 "the key 2 comes twice"));
  CHECK(contains(refusal_with([](auto& p) { p.objects += "x"; }).what(), "something stands behind the pickle"));
}

}  // namespace format_pytorch_tar_container_test
