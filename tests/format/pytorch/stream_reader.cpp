// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pytorch/stream_reader.hpp>

#include <cstdint>
#include <string>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/pickles.hpp"

namespace format_pytorch_stream_reader_test {

using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::format::pytorch::detail::stream_reader;

TEST_CASE("pickles and numbers are taken one after the other", "[pytorch]") {
  const std::string bytes = "##" + pickled("K\5") + le64(~std::uint64_t{1}) + le32(7) + "skipped" + pickled("N") + "##";
  const auto file = opened_file_of(bytes);
  stream_reader in(file, 2, bytes.size() - 2, {});
  CHECK(in.pickle("first").root().integer() == 5);
  CHECK(in.int64("numbers") == -2);
  CHECK(in.int32("numbers") == 7);
  in.skip(7, "numbers");
  CHECK(in.pickle("last").root().is(nnstruct::format::pickle::kind::none));
  CHECK(in.offset() == in.end());
}

TEST_CASE("nothing is taken from behind the end", "[pytorch]") {
  const std::string bytes = pickled("K\5") + le64(1);
  const auto file = opened_file_of(bytes);
  const auto refusal_of = [&](std::uint64_t offset, std::uint64_t end, auto take) {
    return thrown_by<FormatError>([&] {
      stream_reader in(file, offset, end, {});
      take(in);
    });
  };
  const std::uint64_t number = bytes.size() - 8;
  const FormatError cut = refusal_of(number, bytes.size() - 1, [](stream_reader& in) { in.int64("sizes"); });
  CHECK(cut.record() == "sizes");
  CHECK(cut.offset() == number);
  CHECK(cut.problem() == format_problem::storage);
  CHECK(contains(cut.what(), "in the middle of a number"));
  CHECK(contains(refusal_of(number, bytes.size(), [](stream_reader& in) { in.skip(9, "data"); }).what(), "cut short"));
  const auto overflow = [](stream_reader& in) { in.skip(nnstruct::io::checked(~std::uint64_t{0}) + 1, "data"); };
  CHECK(contains(refusal_of(number, bytes.size(), overflow).what(), "cut short"));
  const FormatError pickle = refusal_of(0, number - 1, [](stream_reader& in) { in.pickle("objects"); });
  CHECK(pickle.problem() == format_problem::pickle);
  CHECK(pickle.record() == "objects");
  CHECK(refusal_of(number, bytes.size(), [](stream_reader& in) { in.pickle("objects"); }).offset() == number);
}

TEST_CASE("a pickle is measured before it is read", "[pytorch][limits]") {
  const std::string bytes = pickled(pickled_text(std::string(1000, 'a')));
  const auto file = opened_file_of(bytes);
  stream_reader allowed(file, 0, bytes.size(), {.pickle_bytes = bytes.size()});
  CHECK(allowed.pickle("objects").root().text().size() == 1000);
  const FormatError error = thrown_by<FormatError>(
      [&] { stream_reader(file, 0, bytes.size(), {.pickle_bytes = bytes.size() - 1}).pickle("objects"); });
  CHECK(error.problem() == format_problem::limit);
}

}  // namespace format_pytorch_stream_reader_test
