// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <utility>

#include <nnstruct/error.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/file.hpp>

#include "support/catch.hpp"
#include "support/zip_bytes.hpp"
#include "support/zip_file.hpp"

namespace format_zip_writer_test {

using namespace nnstruct_test;
using nnstruct::io::atomic_file;
using nnstruct::io::input_file;

namespace {
void save(const std::string& path, const records& entries) {
  atomic_file file(path);
  zip::writer out(file);
  for (const auto& [name, bytes] : entries) out.add(name, bytes.data(), bytes.size());
  out.finish();
  file.commit(false);
}
}  // namespace

TEST_CASE("torch's records in torch's order give torch's file, byte for byte", "[zip]") {
  const temp_folder folder;
  for (const std::string& path : torch_files()) {
    INFO(path);
    save(folder / "again", records_of(zip::archive{input_file(path)}));
    CHECK((content_of(folder / "again") == content_of(path)));
  }
}

TEST_CASE("what was written is read again", "[zip]") {
  const temp_folder folder;
  records entries = {{"r/empty", ""},
                     {"r/one", "1"},
                     {std::string(4'000, 'n'), "long name"},
                     {"r/large", std::string(3'000'000, 'L')}};
  for (int i = 0; i < 500; ++i)
    entries.emplace_back("r/data/" + std::to_string(i), std::string(static_cast<std::size_t>(i), 'd'));
  save(folder / "a", entries);
  const zip::archive archive{input_file(folder / "a")};
  CHECK((records_of(archive) == entries));
  for (const auto& entry : archive.entries()) CHECK(entry.payload % 64 == 0);
  save(folder / "b", {});
  CHECK(zip::archive{input_file(folder / "b")}.entries().empty());
}

TEST_CASE("more entries than 16 bits can count", "[zip]") {
  const temp_folder folder;
  records entries;
  for (int i = 0; i < 65'540; ++i) entries.emplace_back(std::to_string(i), "");
  save(folder / "a", entries);
  const zip::archive archive{input_file(folder / "a")};
  CHECK(archive.entries().size() == 65'540);
  CHECK(archive.find("65539") == &archive.entries().back());
}

TEST_CASE("an entry in pieces is the entry in one", "[zip]") {
  const temp_folder folder;
  const std::string bytes(2'500'000, 'p');
  save(folder / "whole", {{"a", bytes}, {"empty", ""}});
  atomic_file file(folder / "pieces");
  zip::writer out(file);
  out.begin("a", bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += 99'999)
    out.append(bytes.data() + at, std::min<std::size_t>(99'999, bytes.size() - at));
  out.append(nullptr, 0);
  out.end();
  out.begin("empty", 0);
  out.end();
  out.finish();
  file.commit(false);
  CHECK((content_of(folder / "pieces") == content_of(folder / "whole")));
}

TEST_CASE("misuse of the writer is refused in words", "[zip]") {
  const temp_folder folder;
  atomic_file file(folder / "a");
  zip::writer out(file);
  const auto message = [](auto&& use) { return std::string(thrown_by<nnstruct::Error>(use).what()); };
  out.add("once", "1", 1);
  CHECK(contains(message([&] { out.add("once", "2", 1); }),
                 "cannot write \"" + (folder / "a") + "\": two entries have the name once"));
  CHECK(contains(message([&] { out.add(std::string(65'536, 'n'), "x", 1); }), "name has 65536 bytes"));
  CHECK(contains(message([&] { out.add("", "x", 1); }), "name has 0 bytes"));
  CHECK(contains(message([&] { out.append("x", 1); }), "append() was called without begin()"));
  CHECK(contains(message([&] { out.end(); }), "end() was called without begin()"));

  out.begin("three", 3);
  CHECK(contains(message([&] { out.begin("next", 1); }), "before end() of three"));
  CHECK(contains(message([&] { out.append("1234", 4); }), "three was begun with 3 bytes, and is given 1 more"));
  out.append("12", 2);
  CHECK(contains(message([&] { out.end(); }), "three was begun with 3 bytes, 1 of them are missing"));
  CHECK(contains(message([&] { out.finish(); }), "before end() of three"));
  out.append("3", 1);
  out.end();
  out.finish();
  CHECK(contains(message([&] { out.add("late", "x", 1); }), "after finish()"));
  CHECK(contains(message([&] { out.finish(); }), "called twice"));
  CHECK(contains(message([&] { zip::writer second(file); }), "must be empty"));
  file.commit(false);
  CHECK(records_of(zip::archive{input_file(folder / "a")}) == records{{"once", "1"}, {"three", "123"}});
}

TEST_CASE("a save that is abandoned leaves the old file", "[zip]") {
  const temp_folder folder;
  save(folder / "a", {{"old", "file"}});
  {
    atomic_file file(folder / "a");
    zip::writer out(file);
    out.add("new", "x", 1);
  }
  CHECK(records_of(zip::archive{input_file(folder / "a")}) == records{{"old", "file"}});
  CHECK(folder.names() == std::vector<std::string>{"a"});
}

}  // namespace format_zip_writer_test
