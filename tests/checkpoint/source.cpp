// SPDX-License-Identifier: Apache-2.0
// Good files of every format are loaded in formats.cpp and fixtures.cpp; here are those that do not go together.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/checkpoint/source.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/pickles.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_source_test {

using namespace nnstruct_test;
using nn::format_problem;

namespace {

const std::string net_folder = NNSTRUCT_TEST_DATA "/formats/net/";

/// The sharded network, in a folder of its own where it can be damaged.
class shards {
 public:
  explicit shards(std::string kind = "safetensors") : kind_(std::move(kind)) {
    for (const auto& found : std::filesystem::directory_iterator(net_folder))
      std::filesystem::copy(found.path(), folder_.path());
  }
  std::string index() const { return folder_ / (stem() + "." + kind_ + ".index.json"); }
  std::string shard(int i) const { return folder_ / name(i); }
  std::string name(int i) const { return stem() + "-0000" + std::to_string(i) + "-of-00002." + kind_; }
  void change_index(const std::string& from, const std::string& to) const {
    std::string text = content_of(index());
    const std::size_t at = text.find(from);
    REQUIRE(at != text.npos);
    put_content(index(), text.replace(at, from.size(), to));
  }
  template <class Exception = nn::FormatError> Exception refusal() const {
    Net net = a_net(50);
    return refused_load<Exception>(net, index());
  }

 private:
  std::string stem() const { return kind_ == "bin" ? "pytorch_model" : "model"; }
  temp_folder folder_;
  std::string kind_;
};

}  // namespace

TEST_CASE("the tensors of several files come in the index's order", "[source][index]") {
  for (const char* kind : {"safetensors", "bin"}) {
    const shards files(kind);
    const nn::StateDict dict = nn::load<nn::StateDict>(files.index());
    std::vector<std::string> keys;
    for (const auto& [key, tensor] : dict) keys.push_back(key);
    CHECK(keys == std::vector<std::string>{"fc1.bias", "fc1.weight", "fc2.bias", "fc2.weight"});
    const std::string index = content_of(files.index());
    files.change_index("\"fc1.bias\"", "\"z\"");  // JSON has it first, the file does not have it
    CHECK(contains(files.refusal().what(), "by this index \"z\" is in " + files.name(2) + ", and it is not"));
    put_content(files.index(), index);
    CHECK_NOTHROW(nn::load<Net>(files.index()));
  }
}

TEST_CASE("shards and index that do not go together are refused", "[source][index]") {
  for (const char* kind : {"safetensors", "bin"}) {
    INFO(kind);
    {
      const shards files(kind);
      std::filesystem::remove(files.shard(2));
      const auto error = files.refusal<nn::IoError>();
      CHECK(error.path() == files.shard(2));
    }
    {
      const shards files(kind);  // both shards are the first
      std::filesystem::copy(files.shard(1), files.shard(2), std::filesystem::copy_options::overwrite_existing);
      CHECK(contains(files.refusal().what(), "and it is not"));
    }
    {
      const shards files(kind);  // a tensor that the index does not name
      std::string text = content_of(files.index());
      const std::size_t begin = text.find("    \"fc1.bias\""), end = text.find('\n', begin);
      put_content(files.index(), text.erase(begin, end + 1 - begin));
      const auto error = files.refusal();
      CHECK(error.problem() == format_problem::safetensors);
      CHECK(contains(error.what(), "the files of this index hold 4 tensors, and it names 3"));
    }
    {
      const shards files(kind);  // a damaged shard is named itself
      const std::string bytes = content_of(files.shard(2));
      put_content(files.shard(2), std::string_view(bytes).substr(0, bytes.size() - 1));
      CHECK(files.refusal().file() == files.shard(2));
    }
    {
      const shards files(kind);
      put_content(files.shard(1), "<!DOCTYPE html>");
      CHECK(contains(files.refusal().what(), "a page of HTML"));
    }
    {
      const shards files(kind);  // an index of indices, of itself above all
      std::filesystem::copy(files.index(), files.shard(1), std::filesystem::copy_options::overwrite_existing);
      CHECK(contains(files.refusal().what(), "a text in JSON"));
    }
  }
}

TEST_CASE("a shard that holds more than tensors is refused by key", "[source][index]") {
  const shards files("bin");
  std::filesystem::copy(net_folder + "zip_at.pth", files.shard(2), std::filesystem::copy_options::overwrite_existing);
  const auto error = files.refusal();
  CHECK(error.problem() == format_problem::unsupported);
  CHECK(contains(error.what(), "expected a tensor under \"epoch\", found a value of type int"));
}

TEST_CASE("an index loads with everything a file loads with", "[source][index]") {
  const shards files;
  CHECK(contains(thrown_by<nn::FormatError>([&] { nn::load<Net>(files.index(), {.at = "model"}); }).what(),
                 "there is no \"model\": a checkpoint of several files is one dictionary of tensors"));
  struct First {
    nn::Linear<4, 3> fc1;
  };
  const auto part = nn::load<First>(files.index(), {.filter = "fc1.*"});
  CHECK(part.fc1.weight.has_values());
  CHECK(nn::load<nn::StateDict>(files.index(), {.filter = "*.bias"}).size() == 2);
  const nn::LoadReport report = nn::check<First>(files.index());
  CHECK(report.unexpected == std::vector<std::string>{"fc2.bias", "fc2.weight"});
}

TEST_CASE("a name that is a parameter and a buffer at once has two meanings", "[source]") {
  const std::string tensor = pickled_tensor(storage_id("0", 3, ""), 3);
  const std::string one = "}" + pickled_text("w") + tensor + "s";
  const std::string model = "\x80\2" + pickled_global("torch.nn", "Module") + ")\x81}(" + pickled_text("_parameters") +
                            one + pickled_text("_buffers") + one + pickled_text("_modules") + "}ub.";
  const temp_folder folder;
  put_content(folder / "model.pth",
              zip_bytes({{"m/data.pkl", model}, {"m/data/0", std::string(12, '\1')}, {"m/version", "3\n"}}));
  const auto error = thrown_by<nn::FormatError>([&] { nn::load<nn::StateDict>(folder / "model.pth"); });
  CHECK(error.problem() == format_problem::pickle);
  CHECK(contains(error.what(), "\"w\" is a parameter and a buffer of torch.nn.Module; the file has two meanings"));
}

TEST_CASE("who does not say where the state_dict is gets to know it, a model's too", "[source]") {
  for (const char* name : {"zip_at.pth", "legacy_at.pth", "whole_at.pth"}) {
    INFO(name);
    const auto error = thrown_by<nn::FormatError>([&] { nn::load<nn::StateDict>(net_folder + name); });
    CHECK(contains(error.what(), "load it with .at = \"model_state_dict\""));
    Net net;
    const auto report = refused_load<nn::StateDictError>(net, net_folder + name);
    CHECK(contains(report.what(), "\"model_state_dict\""));
  }
}

TEST_CASE("an embedded file has no neighbours", "[source]") {
  static const std::string text = R"({"weight_map": {"a": "1.bin"}})";
  const auto* const first = reinterpret_cast<const std::byte*>(text.data());
  const nn::EmbeddedFile file{first, first + text.size(), "model.safetensors.index.json"};
  CHECK(contains(thrown_by<nn::FormatError>([&] { nn::load<nn::StateDict>(file); }).what(), "a text in JSON"));
}

}  // namespace checkpoint_source_test
