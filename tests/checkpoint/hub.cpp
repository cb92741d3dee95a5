// SPDX-License-Identifier: Apache-2.0
// nn::hub's cache and its names. Nothing here asks a network; download.cpp does, a server on this machine.
#include <pwd.h>

#include <nnstruct/checkpoint/hub.hpp>
#include <nnstruct/models/lenet.hpp>
#include <nnstruct/module/state_dict.hpp>

#include <filesystem>

#include "support/catch.hpp"
#include "support/hub.hpp"

using namespace nnstruct_test;
namespace nn = nnstruct;

namespace {

std::optional<std::string> value_of(const std::string& field) {
  if (field == "-") return std::nullopt;
  return field == "''" ? "" : field;
}

/// Nobody listens there.
const std::string nowhere = "http://127.0.0.1:1/";
const std::string lenet = NNSTRUCT_EXAMPLES_DATA "/digits/digits.pth";

struct Net {
  nn::Linear<2, 3> fc;
};
struct trained_somewhere {};

}  // namespace

template <> struct nnstruct::hub::published<Net, trained_somewhere> {
  static constexpr const char* url = "http://127.0.0.1:1/net-0123.pth";
};

TEST_CASE("the cache is where torch.hub has it", "[hub]") {
  for (const auto& row : hub_rows("folders")) {
    INFO(row[0] << ' ' << row[1] << ' ' << row[2]);
    const with_variable home("HOME", value_of(row[0])), xdg("XDG_CACHE_HOME", value_of(row[1])),
        torch("TORCH_HOME", value_of(row[2]));
    CHECK(nn::hub::get_dir() == row[3]);
  }
}

TEST_CASE("without HOME it is in the folder of the user's row in the system's list", "[hub]") {
  const with_variable none("HOME", std::nullopt), xdg("XDG_CACHE_HOME", std::nullopt), torch("TORCH_HOME", "~root/t");
  const std::string of_root = nn::hub::get_dir();
  const ::passwd* const row = ::getpwnam("root");
  REQUIRE(row != nullptr);
  CHECK(of_root == std::string(row->pw_dir) + "/t/hub");
  if (::getuid() == 0) {
    const with_variable own("TORCH_HOME", "~/t");
    CHECK(nn::hub::get_dir() == of_root);
  }
}

TEST_CASE("a file of the cache is taken without asking anybody", "[hub]") {
  for (const auto& row : hub_rows("names")) {
    INFO(row[0]);
    const temp_folder folder;
    std::filesystem::copy_file(lenet, folder / row[1]);
    std::string path;
    // Its hash is not compared any more, as in PyTorch.
    CHECK(printed_by([&] { path = nn::hub::file_from_url(row[0], {.model_dir = folder.path()}); }).empty());
    CHECK(path == folder / row[1]);
  }
}

TEST_CASE("models and state_dicts come from the cache", "[hub]") {
  const temp_folder folder;
  const with_variable torch("TORCH_HOME", folder.path());
  std::filesystem::create_directories(folder / "hub/checkpoints");
  std::filesystem::copy_file(lenet, folder / "hub/checkpoints/lenet.pth");
  const auto expected = nn::load<nn::StateDict>(lenet);

  const nn::StateDict dict = nn::hub::load_state_dict_from_url(nowhere + "lenet.pth");
  CHECK(dict.size() == expected.size());
  CHECK(dict.begin()->first == expected.begin()->first);
  CHECK(nn::hub::load_state_dict_from_url(nowhere + "lenet.pth", {.filter = {"fc3.*"}}).size() == 2);

  const auto net = nn::hub::load<nn::models::lenet>(nowhere + "lenet.pth");
  CHECK(nn::state_dict(net)["fc3.bias"].values<float>()[9] == expected["fc3.bias"].values<float>()[9]);

  nn::models::Net<3> other;
  const nn::LoadReport report = nn::hub::load(other, nowhere + "lenet.pth", nn::lenient);
  CHECK(report.shape_mismatch.size() == 2);
  CHECK(report.loaded.size() == 8);
  CHECK_THROWS_AS(nn::hub::load(other, nowhere + "lenet.pth"), nn::StateDictError);

  std::filesystem::copy_file(lenet, folder / "hub/checkpoints/net-0123.pth");
  CHECK(std::string_view(nn::hub::url_of<Net>(trained_somewhere{})) == nowhere + "net-0123.pth");
  CHECK_THROWS_AS(nn::hub::load<Net>(trained_somewhere{}), nn::StateDictError);
}

TEST_CASE("a damaged file of the cache tells how to be rid of it", "[hub]") {
  const temp_folder folder;
  put_content(folder / "net.pth", "no checkpoint");
  const auto error = thrown_by<nn::FormatError>(
      [&] { nn::hub::load_state_dict_from_url(nowhere + "net.pth", nn::strict, {.model_dir = folder.path()}); });
  CHECK(contains(error.what(), folder / "net.pth: "));
  CHECK(contains(error.what(), "; if you remove it, it is downloaded again"));
}

TEST_CASE("what is no address, or has no name, is refused before anything is printed", "[hub]") {
  const temp_folder folder;
  const auto refused = [&](const std::string& url, const std::string& name, const char* words) {
    INFO(url);
    const std::string printed = printed_by([&] {
      const auto error = thrown_by<nn::DownloadError>(
          [&] { nn::hub::file_from_url(url, {.model_dir = folder / "new", .file_name = name}); });
      CHECK(contains(error.what(), words));
      CHECK(error.url() == url);
    });
    CHECK(printed.empty());
  };
  refused("https://example.org", "", "the address ends without the name of a file");
  refused("https://example.org/models/", "", "give one by .file_name");
  refused("https://example.org/models/..", "", ".. is no name for a file");
  refused(nowhere + "net.pth", "../net.pth",
          "../net.pth is no name for a file; give one by .file_name, without folders");
  refused("ftp://127.0.0.1/net.pth", "", "expected an address that begins with https:// or http://");
  refused("file:///etc/net.pth", "", "expected an address that begins with https:// or http://");
  refused("/home/net.pth", "", "expected an address");
  refused(nowhere + "a b.pth", "", "/a...: a blank or a control character follows");
  refused(nowhere + "a\nb.pth", "", "/a...: a blank or a control character follows");
  CHECK(folder.names().empty());
}

TEST_CASE("a folder that cannot be made is named", "[hub]") {
  const temp_folder folder;
  put_content(folder / "file", "");
  const std::string wanted = folder / "file/checkpoints";
  const auto error = thrown_by<nn::IoError>([&] { nn::hub::file_from_url(nowhere + "a.pth", {.model_dir = wanted}); });
  CHECK(error.path() == wanted);
  CHECK(contains(error.what(), "cannot make the folder \"" + wanted + "\" for downloaded files: Not a directory"));
  CHECK(contains(error.what(), "choose another one by nn::hub::set_dir, or by TORCH_HOME"));
}

TEST_CASE("set_dir is as torch.hub.set_dir", "[hub]") {  // the last one, since there is no way back
  for (const auto& row : hub_rows("set_dir")) {
    const with_variable home("HOME", row[0]);
    nn::hub::set_dir(row[1]);
    CHECK(nn::hub::get_dir() == row[2]);
  }
}

#ifndef NNSTRUCT_WITH_HUB
TEST_CASE("without libcurl a download says what is missing", "[hub]") {
  const temp_folder folder;
  const auto error = thrown_by<nn::DownloadError>(
      [&] { nn::hub::load_state_dict_from_url(nowhere + "net.pth", nn::strict, {.model_dir = folder.path()}); });
  CHECK(contains(error.what(), "cannot download " + nowhere + "net.pth to " + (folder / "net.pth") +
                                   ": this program was built without libcurl; install Debian's libcurl4-openssl-dev"));
  CHECK(contains(error.what(), "-DNNSTRUCT_HUB=ON"));
  CHECK(folder.names().empty());
}
#endif
