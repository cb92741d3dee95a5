// SPDX-License-Identifier: Apache-2.0
// nn::check reads neither a model nor a tensor's elements.
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include <nnstruct/format/pytorch/pickler.hpp>
#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/format/zip/layout.hpp>
#include <nnstruct/io/crc32.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_check_test {

using namespace nnstruct_test;
namespace pytorch = nn::format::pytorch;
namespace zip = nn::format::zip;

namespace {

int models_made = 0;

struct Counting {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 2> fc2;
  int number = ++models_made;

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) const { return x | fc1 | fc2; }
};

/// A dictionary of 64 GB.
struct Huge {
  nn::Parameter<float, 100'000, 40'000> first;
  nn::Parameter<float, 30'000, 400'000> second;
  nn::Parameter<float, 2> third;
};
struct HugeRun {
  nn::Value epoch;
  Huge model;
};
struct Renamed {
  nn::Parameter<float, 100'000, 40'000> primary;
};

/// Puts records into a file that is nearly all holes, at the places where torch.save puts them.
class sparse_zip {
 public:
  explicit sparse_zip(const std::string& path) : out_(path, std::ios::binary) {}

  void add(const std::string& name, std::string_view content) { add(name, content, content.size(), crc_of(content)); }
  /// Nothing but zeros, without a checksum.
  void add_hole(const std::string& name, std::uint64_t size) { add(name, {}, size, 0); }
  std::uint64_t finish() {
    const std::uint64_t directory = position_;
    put(directory_);
    put(zip::end_records(count_, directory, directory_.size()));
    return position_;
  }

 private:
  static std::uint32_t crc_of(std::string_view content) { return nn::io::crc32(0, content.data(), content.size()); }
  void add(const std::string& name, std::string_view content, std::uint64_t size, std::uint32_t crc) {
    const std::uint64_t offset = position_;
    put(zip::local_header(name, size, offset));
    if (content.empty()) position_ += size;
    else put(content);
    put(zip::data_descriptor(crc, size));
    directory_ += zip::central_header(name, size, crc, offset);
    ++count_;
  }
  void put(std::string_view bytes) {
    out_.seekp(static_cast<std::streamoff>(position_));
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    position_ += bytes.size();
  }

  std::ofstream out_;
  std::string directory_;
  std::uint64_t position_ = 0, count_ = 0;
};

/// \returns the file's size
std::uint64_t write_huge(const std::string& path) {
  const std::int64_t shapes[][2] = {{100'000, 40'000}, {30'000, 400'000}, {2, 1}};
  const std::int64_t strides[][2] = {{40'000, 1}, {400'000, 1}, {1, 1}};
  const char* const keys[] = {"first", "second", "third"};
  std::vector<pytorch::saved_item> items;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t rank = i == 2 ? 1 : 2;
    const auto bytes = static_cast<std::uint64_t>(shapes[i][0] * shapes[i][1]) * 4;
    items.push_back(
        {keys[i],
         {nn::dtype::float32, {shapes[i], rank}, {strides[i], rank}, 0, &shapes[i], {nullptr, bytes}, false, false}});
  }
  pytorch::pickler out;
  const std::string pickle = pytorch::pickle_of_state_dict(out, items, {});
  sparse_zip file(path);
  file.add("huge/data.pkl", pickle);
  file.add("huge/byteorder", "little");
  for (std::size_t i = 0; i < 3; ++i) file.add_hole("huge/data/" + std::to_string(i), out.storages()[i].bytes);
  file.add("huge/version", "3\n");
  return file.finish();
}

/// Bytes that this process has read by system calls.
std::uint64_t bytes_read() {
  std::ifstream in("/proc/self/io");
  std::string word;
  std::uint64_t count = 0;
  if (!(in >> word >> count) || word != "rchar:") FAIL("/proc/self/io does not count what is read");
  return count;
}
template <class F> std::uint64_t read_by(F f) {
  const std::uint64_t before = bytes_read();
  f();
  return bytes_read() - before;
}

}  // namespace

TEST_CASE("check makes no model", "[checkpoint][check]") {
  const std::string path = data_file("torch-2.14", "net_float32.pth");
  models_made = 0;
  CHECK(nn::check<Counting>(path).ok());
  CHECK(nn::check<Counting>(path, {.missing = nn::allow, .filter = "fc1.*"}).loaded.size() == 2);
  CHECK(models_made == 0);
  (void)nn::load<Counting>(path);
  CHECK(models_made == 1);  // the count counts
}

TEST_CASE("of 64 GB check reads some kilobytes", "[checkpoint][check]") {
  const temp_folder folder;
  const std::string path = folder / "huge.pth";
  CHECK(write_huge(path) > std::uint64_t{64} * 1'000'000'000);
  constexpr std::uint64_t most = 64'000;
  CHECK(read_by([&] { content_of(data_file("torch-2.14", "views.pth")); }) > 1'000);  // the count counts
  CHECK(read_by([&] { CHECK(nn::check<Huge>(path).ok()); }) < most);
  CHECK(read_by([&] {
          CHECK(nn::check<Renamed>(path, {.rename = {{"first", "primary"}}, .filter = "first"}).ok());
        }) < most);
  CHECK(read_by([&] {
          const auto report = nn::check<Renamed>(path, {.unexpected = nn::allow, .rename = {{"*st", "primary"}}});
          CHECK(report.ok());
          CHECK(report.unexpected == std::vector<std::string>{"second", "third"});
        }) < most);
  CHECK(read_by([&] {
          const auto report = nn::check<Net>(path);
          CHECK_FALSE(report.ok());
          CHECK(report.missing.size() == 4);
        }) < most);
  CHECK(read_by([&] {  // a record is looked at in the same way
          const auto report = nn::check<HugeRun>(path);
          CHECK(report.missing == std::vector<std::string>{"epoch", "model"});
        }) < most);
}

TEST_CASE("check of an embedded file touches no element, and a load does not either", "[checkpoint][check]") {
  // The pages of the tensors may not even be read: who does so ends the program.
  struct Wide {
    nn::Linear<256, 256> fc;
  };
  const temp_folder folder;
  const std::string path = folder / "wide.pth";
  nn::save(nn::init<Wide>(1), path);
  const std::string bytes = content_of(path);
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t size = (bytes.size() + page - 1) / page * page;
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  std::memcpy(memory, bytes.data(), bytes.size());
  const auto* const first = static_cast<const std::byte*>(memory);
  const nn::EmbeddedFile file(first, first + bytes.size(), "wide");
  {
    const auto net = nn::load<Wide>(file);
    const auto weight = static_cast<std::size_t>(reinterpret_cast<const std::byte*>(net.fc.weight.data()) - first);
    REQUIRE(weight + 256 * 256 * 4 < bytes.size());
    const std::size_t begin = (weight + page - 1) / page * page, end = (weight + 256 * 256 * 4) / page * page;
    REQUIRE(end - begin > 50 * page);
    REQUIRE(::mprotect(static_cast<char*>(memory) + begin, end - begin, PROT_NONE) == 0);
    CHECK(nn::check<Wide>(file).ok());
    CHECK_FALSE(nn::check<Net>(file).ok());
    CHECK(nn::load<Wide>(file).fc.weight.has_values());
    CHECK(nn::load<nn::StateDict>(file).size() == 2);
    CHECK(nn::read(file).is(nn::Value::kind::dict));
  }
  ::munmap(memory, size);
}

TEST_CASE("check says what a load with the same options says", "[checkpoint][check]") {
  const temp_folder folder;
  const nn::StateDict dict = nn::state_dict(a_net(1));
  nn::save(nn::Value{{"epoch", 1}, {"net", dict}}, folder / "run.pth");
  nn::StateDict wrapped;
  for (const auto& [key, tensor] : dict) wrapped["module." + key] = tensor;
  nn::save(wrapped, folder / "wrapped.pth");
  const auto same = [&](const std::string& path, const nn::LoadOptions& options) {
    Net net = a_net(2);
    const nn::LoadReport report = nn::check<Net>(path, options);
    if (!report.ok())
      return thrown_by<nn::StateDictError>([&] { nn::load(net, path, options); }).what() == nn::repr(report);
    const nn::LoadReport loaded = nn::load(net, path, options);
    return nn::repr(loaded) == nn::repr(report) && loaded.loaded == report.loaded && loaded.skipped == report.skipped &&
           loaded.missing == report.missing && loaded.unexpected == report.unexpected;
  };
  CHECK(same(folder / "run.pth", {}));
  CHECK(same(folder / "run.pth", {.at = "net"}));
  CHECK(nn::check<Net>(folder / "run.pth", {.at = "net"}).ok());
  CHECK(same(folder / "wrapped.pth", {}));
  CHECK(same(folder / "wrapped.pth", nn::relaxed));
  CHECK(same(folder / "wrapped.pth", {.strip_prefix = "module."}));
  CHECK(nn::check<Net>(folder / "wrapped.pth", {.strip_prefix = "module."}).ok());
  CHECK(same(folder / "wrapped.pth", {.rename = {{"module.*", "*"}}}));
  CHECK(nn::check<Net>(folder / "wrapped.pth", {.rename = {{"module.*", "*"}}}).ok());
  CHECK(same(folder / "wrapped.pth", {.missing = nn::allow, .strip_prefix = "module.", .filter = "module.fc2.*"}));
  CHECK(same(folder / "wrapped.pth", {.strip_prefix = "module.", .filter = "module.fc2.*"}));
}

}  // namespace checkpoint_check_test
