// SPDX-License-Identifier: Apache-2.0
// What other tools than torch.save make of a checkpoint: tests/data/formats, where make_formats.py says in contents.txt
// what is in each file. And one network in every format, loaded into its struct in every way.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/contents.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_formats_test {

using namespace nnstruct_test;

namespace {

const std::string folder_of_formats = NNSTRUCT_TEST_DATA "/formats/";

bool is_dict_row(const std::string& row) { return row.starts_with("dict\t\t") || row.starts_with("module\t"); }

/// Keys may have newlines in them.
content_rows one_line_each(content_rows rows) {
  for (std::string& row : rows)
    for (std::size_t at = row.find('\n'); at != row.npos; at = row.find('\n', at)) row.replace(at, 1, "\\n");
  return rows;
}

/// A state_dict in a file: its name in net/, and where it is in the file.
struct net_file {
  std::string name;
  std::string_view at;
  bool checksums;  ///< its format has them
  std::string path() const { return folder_of_formats + "net/" + name; }
};
const net_file net_files[] = {
    {"zip.pth", "", true},
    {"zip_at.pth", "model_state_dict", true},
    {"zip_deep.pth", "nets.1.model_state_dict", true},
    {"whole.pth", "", true},
    {"whole_at.pth", "model_state_dict", true},
    {"legacy.pth", "", false},
    {"legacy_at.pth", "model_state_dict", false},
    {"torchscript.pt", "", true},
    {"net.safetensors", "", false},
    {"model.safetensors.index.json", "", false},
    {"pytorch_model.bin.index.json", "", true},
};

std::uint64_t hash_of_net() {
  static const std::uint64_t hash = hash_of(nn::load<Net>(folder_of_formats + "net/zip.pth"));
  return hash;
}

/// The network with a bias too long, and with a layer more.
struct OtherShape {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 7> fc2;
};
struct More {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 2> fc2;
  nn::Linear<2, 2> fc3;
};

}  // namespace

TEST_CASE("state_dicts of plain pickles load as others do", "[formats][numpy]") {
  struct Sequential {
    nn::named<"0", nn::Linear<3, 2>> linear;
    nn::named<"1", nn::BatchNorm1d<2>> norm;
  };
  const nn::LoadOptions some{.unexpected = nn::allow};
  const std::string numpy = NNSTRUCT_TEST_DATA "/numpy-1/";
  const std::uint64_t hash = hash_of(nn::load<Sequential>(numpy + "state_dict_0.pkl", some));
  for (const char* name : {"state_dict_2.pkl", "state_dict_4.pkl", "state_dict_5.pkl"}) {
    INFO(name);
    CHECK(hash_of(nn::load<Sequential>(numpy + name, some)) == hash);
    CHECK(hash_of(nn::load<Sequential>(numpy + name, {.unexpected = nn::allow, .map = true})) == hash);
    Sequential in_place = nn::init<Sequential>(1);
    const nn::LoadReport report = nn::load(in_place, numpy + name, {.unexpected = nn::allow, .in_place = true});
    CHECK(hash_of(in_place) == hash);
    CHECK_FALSE(report.verified);  // a pickle has no checksum
    CHECK(nn::check<Sequential>(numpy + name, some).ok());
    const nn::StateDict dict = nn::load<nn::StateDict>(numpy + name);
    CHECK(dict.metadata().size() == 3);
    CHECK(dict["transposed"].strides == std::vector<std::int64_t>{1, 3});
  }
  // Arrays of Python 2 under a key, float64 among them.
  struct Convolution {
    nn::Parameter<float, 2, 3> conv1_w;
    nn::Parameter<float, 2> conv1_b;
    nn::Buffer<float, 2, 2> fortran;
  };
  for (const char* name : {"python2_0.pkl", "python2_1.pkl", "python2_2.pkl"}) {
    INFO(name);
    const nn::LoadOptions options{.unexpected = nn::allow, .at = "model"};
    const auto net = nn::load<Convolution>(numpy + name, options);
    const nn::LoadReport report = nn::check<Convolution>(numpy + name, options);
    CHECK(net.conv1_w.data()[5] == 5.0f / 3);
    CHECK(net.fortran.data()[3] == 1);
    REQUIRE(report.converted.size() == 1);
    CHECK(report.converted[0].key == "fortran");
    CHECK(nn::load<nn::StateDict>(numpy + name, {.unexpected = nn::allow, .at = "model"}).size() == 7);
  }
  // Elements in the pickle of an archive have its checksum.
  struct Mean {
    nn::Buffer<float, 2> mean;
  };
  Mean mean = nn::load<Mean>(numpy + "in_zip.pt", some);
  CHECK(nn::load(mean, numpy + "in_zip.pt", some).verified);
  CHECK(mean.mean.data()[1] == 0.25f);
  // Neither mapped nor embedded ones are looked at where they stand: they may stand anywhere.
  const nn::StateDict mapped = nn::load<nn::StateDict>(numpy + "arrays_5.pkl", {.map = true});
  for (const auto& [key, tensor] : mapped) {
    INFO(key);
    CHECK(reinterpret_cast<std::uintptr_t>(tensor.data.get()) % 64 == 0);
  }
}

TEST_CASE("every file of another tool gives what PyTorch finds in it", "[formats]") {
  const auto contents = read_contents(folder_of_formats + "contents.txt");
  CHECK(contents.size() == 52);
  for (const auto& [name, expected] : contents) {
    if (name == "net/whole_at.pth") continue;        // a model in a dictionary is no Value; see below
    if (name.find("frozen") != name.npos) continue;  // its state_dict is empty; tests/checkpoint/read.cpp
    INFO(name);
    const std::string path = folder_of_formats + name;
    if (!expected.empty() && is_dict_row(expected.front())) {
      content_rows dict, found;
      std::copy_if(expected.begin(), expected.end(), std::back_inserter(dict),
                   [](const std::string& row) { return row.starts_with("tensor\t"); });
      const auto others = std::count_if(expected.begin(), expected.end(),
                                        [](const std::string& row) { return row.starts_with("value\t"); });
      if (others == 0) {
        CHECK_NOTHROW(found = one_line_each(rows_of(nn::load<nn::StateDict>(path))));
        CHECK(found == dict);
        CHECK_NOTHROW(found = one_line_each(rows_of(nn::load<nn::StateDict>(path, {.map = true}))));
        CHECK(found == dict);
      }
    }
    const bool is_value = name.starts_with("rezipped/") || name.starts_with("libtorch/libtorch_pickle") ||
                          name == "net/zip.pth" || name.starts_with("net/zip_") || name.starts_with("net/legacy");
    if (is_value) {
      content_rows found;
      CHECK_NOTHROW(found = rows_of(nn::read(path)));
      CHECK(found == expected);
    }
  }
}

TEST_CASE("a network is loaded from every format, with the same values", "[formats]") {
  for (const net_file& file : net_files) {
    INFO(file.name);
    const nn::LoadOptions options{.at = file.at};
    CHECK(hash_of(nn::load<Net>(file.path(), options)) == hash_of_net());
    Net net = a_net(50);
    const nn::LoadReport report = nn::load(net, file.path(), options);
    CHECK(report.ok());
    CHECK(report.loaded.size() == 4);
    CHECK(report.verified == file.checksums);
    CHECK(hash_of(net) == hash_of_net());
    CHECK(nn::check<Net>(file.path(), options).ok());
    CHECK(nn::load<nn::StateDict>(file.path(), options).size() == 4);
  }
}

TEST_CASE("a network is loaded in place from every format", "[formats][in_place]") {
  for (const net_file& file : net_files) {
    INFO(file.name);
    Net net = a_net(50);
    const float* const weight = std::as_const(net).fc1.weight.data();
    CHECK(nn::load(net, file.path(), {.at = file.at, .in_place = true}).ok());
    CHECK(std::as_const(net).fc1.weight.data() == weight);
    CHECK(hash_of(net) == hash_of_net());
  }
}

TEST_CASE("a network is mapped from every format, as far as its elements stand there aligned", "[formats][map]") {
  for (const net_file& file : net_files) {
    INFO(file.name);
    Net net;
    const nn::LoadReport report = nn::load(net, file.path(), {.at = file.at, .map = true});
    CHECK(report.ok());
    CHECK(hash_of(net) == hash_of_net());
    for (const auto* values : nn::detail::values_of_model(net))
      CHECK(reinterpret_cast<std::uintptr_t>(values->storage().data()) % 64 == 0);
    net.fc1.weight.data()[0] = 70;
    CHECK(hash_of(nn::load<Net>(file.path(), {.at = file.at})) == hash_of_net());
  }
}

TEST_CASE("what does not fit is said of every format, and the network stays as it was", "[formats]") {
  for (const net_file& file : net_files) {
    INFO(file.name);
    const nn::LoadOptions options{.at = file.at};
    OtherShape other;
    const auto shapes = refused_load<nn::StateDictError>(other, file.path(), options);
    CHECK(contains(shapes.what(), "size mismatch for fc2.weight: copying a param with shape torch.Size([2, 3])"));
    More more;
    const auto missing = refused_load<nn::StateDictError>(more, file.path(), options);
    CHECK(contains(missing.what(), "Missing key(s) in state_dict: \"fc3.weight\", \"fc3.bias\". "));
    CHECK(nn::load(more, file.path(), {.missing = nn::allow, .at = file.at}).loaded.size() == 4);
    CHECK_THROWS_AS(nn::load<More>(file.path(), {.missing = nn::allow, .at = file.at}), nn::StateDictError);
    Net net = a_net(50);
    const auto wrong_place = refused_load<nn::FormatError>(net, file.path(), {.at = "no_such_key"});
    CHECK(wrong_place.problem() == nn::format_problem::unsupported);
    CHECK(contains(wrong_place.what(), "there is no \"no_such_key\""));
  }
}

TEST_CASE("keys are filtered and renamed alike in every format", "[formats]") {
  struct Renamed {
    nn::Linear<4, 3> first;
  };
  constexpr nn::rename_rules rules{{"fc1.*", "first.*"}};
  for (const net_file& file : net_files) {
    INFO(file.name);
    Renamed net;
    nn::load(net, file.path(), {.unexpected = nn::allow, .at = file.at, .rename = rules});
    const Net whole = nn::load<Net>(file.path(), {.at = file.at});
    CHECK(std::equal(net.first.weight.data(), net.first.weight.data() + 12, whole.fc1.weight.data()));
  }
}

}  // namespace checkpoint_formats_test
