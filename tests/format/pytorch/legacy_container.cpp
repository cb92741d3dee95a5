// SPDX-License-Identifier: Apache-2.0
// What PyTorch finds in files of this format is compared in tests/checkpoint/fixtures.cpp.
#include <nnstruct/format/pytorch/legacy_container.hpp>

#include <string>
#include <utility>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/pickles.hpp"

namespace format_pytorch_legacy_container_test {

namespace pytorch = nnstruct::format::pytorch;
using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;

namespace {

pytorch::opened_file opened(const legacy_parts& parts, const nnstruct::limits& allowed = {}) {
  return pytorch::open_legacy(opened_file_of(parts.bytes()), allowed);
}
FormatError refusal_of(const legacy_parts& parts, const nnstruct::limits& allowed = {}) {
  return thrown_by<FormatError>([&] { opened(parts, allowed); });
}

}  // namespace

TEST_CASE("storages are found by their keys, as they stand", "[pytorch][legacy]") {
  legacy_parts parts;
  parts.objects =
      pickled("(" + storage_id("70", 3) + storage_id("7", 1, "N", "DoubleStorage") + storage_id("70", 3) + "l");
  parts.keys = pickled("](" + pickled_text("7") + pickled_text("70") + "e");
  parts.storages = le64(1) + "abcdefgh" + le64(3) + "ABCDEFGHIJKL";
  const pytorch::opened_file file = opened(parts);
  CHECK(file.record == "objects");
  CHECK(file.storages->format() == "legacy");
  CHECK(file.storages->is_older());
  CHECK_FALSE(file.storages->big_endian());
  CHECK(file.storages->storage_count() == 2);
  CHECK(file.storages->name_of("7") == "storage 7");
  CHECK_FALSE(file.storages->find("8").has_value());
  nnstruct::io::read_ahead window(file.storages->file(), file.storages->file().size());
  for (const auto& [key, content] : {std::pair("7", "abcdefgh"), std::pair("70", "ABCDEFGHIJKL")}) {
    const auto place = file.storages->find(key);
    REQUIRE(place);
    CHECK(place->plain);
    std::string found(static_cast<std::size_t>(place->bytes), '\0');
    CHECK_FALSE(file.storages->read(place->number, found.data(), window));  // there is no checksum
    CHECK(found == content);
    CHECK(parts.bytes().substr(static_cast<std::size_t>(place->offset), found.size()) == content);
  }
}

TEST_CASE("the magic number is known in every protocol's form, and nothing else is", "[pytorch][legacy]") {
  const auto looks = [](const std::string& bytes) { return pytorch::looks_like_legacy(opened_file_of(bytes)); };
  const legacy_parts parts;
  CHECK(looks(parts.bytes()));
  CHECK(looks(parts.magic));
  CHECK(looks("L119547037146038801333356L\n."));  // protocol 0
  CHECK(looks("\x80\4\x95" + le64(13) + "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."));
  for (const std::string& other :
       {std::string(), std::string("."), parts.magic.substr(0, 14), pickled("K\1"), pickled("}"), std::string("\x80"),
        std::string(100, '\0'), pickled("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x18")})
    CHECK_FALSE(looks(other));
}

TEST_CASE("a damaged part is refused by its name and place", "[pytorch][legacy]") {
  const legacy_parts good;
  CHECK_NOTHROW(opened(good));
  const auto with = [](auto change) {
    legacy_parts parts;
    change(parts);
    return refusal_of(parts);
  };
  const FormatError version = with([](auto& p) { p.version = pickled("M\xea\3"); });
  CHECK(version.problem() == format_problem::unsupported);
  CHECK(version.record() == "protocol version");
  CHECK(version.offset() == good.magic.size());
  CHECK(contains(version.what(), "expected the protocol version 1001"));

  const FormatError number = with([](auto& p) { p.storages = le64(4) + std::string(16, '\1'); });
  CHECK(number.problem() == format_problem::storage);
  CHECK(number.record() == "storages");
  CHECK(contains(number.what(), "storage 7 has 4 elements, expected 3"));
  CHECK(number.offset() == good.bytes().size() - 12);

  CHECK(contains(with([](auto& p) { p.storages = le64(~std::uint64_t{0}) + std::string(16, '\1'); }).what(),
                 "storage 7 has -1 elements, expected 3"));
  CHECK(contains(with([](auto& p) { p.storages = le64(3) + "abc"; }).what(), "it is cut short"));
  CHECK(contains(with([](auto& p) { p.storages = "abc"; }).what(), "in the middle of a number"));
  CHECK(contains(with([](auto& p) { p.storages.clear(), p.keys = pickled("]"); }).what(),
                 "storage 7 is not in the file"));
  CHECK(contains(with([](auto& p) { p.keys = pickled("N"); }).what(), "expected a list of the storages' keys"));
  CHECK(contains(with([](auto& p) { p.keys = pickled("]" + pickled_text("8") + "a"); }).what(),
                 "storage 8 belongs to no tensor"));
  CHECK(contains(with([](auto& p) { p.storages += "x"; }).what(), "1 bytes stand behind the last storage"));
  CHECK(contains(with([](auto& p) { p.keys = "x", p.storages.clear(); }).what(), "storage keys: byte"));
  CHECK(with([](auto& p) { p.keys.clear(), p.storages.clear(); }).problem() == format_problem::pickle);
}

TEST_CASE("a storage has one type and one size, known to PyTorch", "[pytorch][legacy]") {
  const auto with = [](const std::string& objects) {
    legacy_parts parts;
    parts.objects = pickled(objects);
    return refusal_of(parts);
  };
  CHECK(contains(with("(" + storage_id("7", 3) + storage_id("7", 2) + "l").what(), "declared with two types or sizes"));
  CHECK(contains(with("(" + storage_id("7", 3) + storage_id("7", 3, "N", "LongStorage") + "l").what(),
                 "declared with two types or sizes"));
  CHECK(contains(with(storage_id("7", 3, "N", "FancyStorage")).what(),
                 "expected a storage class of PyTorch, found torch.FancyStorage"));
  CHECK(contains(with(storage_id("7", -3)).what(), "has 3 elements, expected -3"));
  // Storages of types that are not read have a known size, so that others behind them are found.
  legacy_parts quantized;
  quantized.objects = pickled(storage_id("7", 3, "N", "QUInt8Storage"));
  quantized.storages = le64(3) + "abc";
  CHECK_NOTHROW(opened(quantized));
}

TEST_CASE("a file of the format has no more storages than the limit", "[pytorch][legacy][limits]") {
  CHECK(refusal_of({}, {.records = 0}).problem() == format_problem::limit);
  CHECK(refusal_of({}, {.pickle_bytes = 40}).problem() == format_problem::limit);
}

}  // namespace format_pytorch_legacy_container_test
