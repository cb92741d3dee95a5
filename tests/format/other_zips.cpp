// SPDX-License-Identifier: Apache-2.0
// Zip files that are near one that is named. Those that others wrote are in tests/data/other_formats, and
// tests/data/refused.txt has what is said of each.
#include <nnstruct/format/other_zips.hpp>

#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"

namespace format_other_zips_test {

using namespace nnstruct_test;
namespace format = nnstruct::format;

TEST_CASE("zip files that hold nothing that is known are not named", "[format]") {
  const std::string checkpoint = zip_bytes({{"a/data.pkl", "\x80\2}."}, {"a/version", "3\n"}});
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\n";
  const std::vector<std::vector<zip_entry>> archives = {
      {{"word/document.xml", "<xml/>"}},
      {{"model.pth", pointer}},  // a name is nothing
      {{"model.pth", ""}},
      {{"inner.zip", zip_bytes({{"a.txt", "a"}})}},
      {{"a/archive_format", "zip"}},
      {{"a/b/archive_format", "pt2"}},
      {{"archive_format", "pt2"}},
      {{"metadata.json", "{\"version\": 1}"}, {"config.json", "{}"}},
      {{"schema.json", "{}"}},
      {{"a/MAR-INF/MANIFEST.json", "{}"}},
      {{"a.npy", "\x93NUM"}},
      {{"a/data.pkl", "no pickle"}, {"b/data.pkl", ""}},
      {{.name = "model.pth", .bytes = checkpoint, .method = 12}},  // packed by a method that is not read
  };
  for (std::size_t i = 0; i < archives.size(); ++i) {
    const temp_folder folder;
    put_content(folder / "a.zip", zip_bytes(archives[i]));
    INFO(i);
    CHECK(format::other_zip(format::zip::archive{nnstruct::io::input_file(folder / "a.zip")}).empty());
  }
  const temp_folder folder;
  put_content(folder / "a.zip", zip_bytes({{"a/", ""}, {"a/model.pth", checkpoint}}));
  CHECK(contains(format::other_zip(format::zip::archive{nnstruct::io::input_file(folder / "a.zip")}),
                 "holds the checkpoint \"a/model.pth\""));
}

TEST_CASE("several files of torch.save in a row are told from one, and from others", "[format]") {
  const std::string one = zip_bytes({{"a/data.pkl", "\x80\2}."}, {"a/version", "3\n"}}),
                    other = zip_bytes({{"a.txt", "a"}});
  const std::pair<std::string, bool> files[] = {
      {one, false},
      {one + one, true},
      {one + one + one, true},
      {one + other, false},
      {other + one, false},
      {one + "x" + one, false},
      {"x" + one, false},
      {one.substr(0, one.size() - 1) + one, false},
      {one + one + "x", false},
      {one.substr(0, 10), false},
      {"", false},
  };
  for (const auto& [content, several] : files) {
    const temp_folder folder;
    put_content(folder / "a", content);
    INFO(content.size());
    CHECK(format::several_zips(nnstruct::io::input_file(folder / "a")).empty() != several);
  }
}

}  // namespace format_other_zips_test
