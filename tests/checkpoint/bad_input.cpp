// SPDX-License-Identifier: Apache-2.0
// Damaged, hostile and foreign files. The fault is always in the last tensor of the file, where a loader that writes as
// it reads would have changed the model already; here not a byte of it may change.
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/format/pickle/writer.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"
#include "support/zip_file.hpp"

namespace checkpoint_bad_input_test {

using namespace nnstruct_test;
using nn::format_problem;
using nn::FormatError;
using nn::IoError;
using nn::StateDictError;

namespace {

// Pieces of a pickle.
std::string written(const std::function<void(nn::format::pickle::writer&)>& write) {
  nn::format::pickle::writer out;
  write(out);
  return out.take();
}
std::string str(std::string_view text) {
  return written([&](auto& out) { out.unicode(text); });
}
std::string num(std::int64_t number) {
  return written([&](auto& out) { out.integer(number); });
}
std::string global(std::string_view module, std::string_view name) {
  return written([&](auto& out) { out.global(module, name); });
}
std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += item;
  return out;
}
std::string tuple(const std::vector<std::string>& items) { return "(" + joined(items) + "t"; }
std::string numbers(const std::vector<std::int64_t>& values) {
  std::vector<std::string> items;
  for (std::int64_t value : values) items.push_back(num(value));
  return tuple(items);
}
std::string dict(const std::vector<std::string>& keys_and_values) { return "}(" + joined(keys_and_values) + "u"; }
std::string call(const std::string& callable, const std::vector<std::string>& arguments) {
  return callable + tuple(arguments) + "R";
}
const std::string ordered_dict = "ccollections\nOrderedDict\n)R";

/// One tensor as a file has it; every member can be made wrong.
struct tensor_in_file {
  std::string key;
  std::string record;
  std::int64_t storage_numel;
  std::string size, stride;
  std::string bytes;
  std::string type = global("torch", "FloatStorage");
  std::string location = str("cpu");
  std::string offset = num(0);
  std::string hooks = ordered_dict;
  std::string function = global("torch._utils", "_rebuild_tensor_v2");
  std::optional<std::string> record_key = {};  ///< in the pickle
  std::optional<std::string> storage_id = {};  ///< in place of the tuple
  std::optional<std::string> arguments = {};   ///< in place of all of them
  std::string after = {};                      ///< opcodes that follow the tensor
  std::optional<std::string> value = {};       ///< in place of all above

  std::string storage() const {
    return storage_id.value_or(
               tuple({str("storage"), type, record_key.value_or(str(record)), location, num(storage_numel)})) +
           "Q";
  }
  std::string pickled() const {
    if (value) return *value;
    return function + arguments.value_or(tuple({storage(), offset, size, stride, "\x89", hooks})) + "R" + after;
  }
};

struct file_content {
  std::vector<tensor_in_file> tensors;
  std::string root = "good";
  std::optional<std::string> pickle = {};
  std::optional<std::string> byteorder = "little";
  std::optional<std::string> version = "3\n";
  std::vector<std::pair<std::string, std::string>> more = {};  ///< records, the root in their names

  tensor_in_file& last() { return tensors.back(); }

  std::string pickled() const {
    if (pickle) return *pickle;
    std::string items;
    for (const tensor_in_file& tensor : tensors) items += str(tensor.key) + tensor.pickled();
    return "\x80\2" + ordered_dict + "(" + items + "u.";
  }
  std::vector<std::pair<std::string, std::string>> records() const {
    std::vector<std::pair<std::string, std::string>> out;
    out.emplace_back(root + "/data.pkl", pickled());
    if (byteorder) out.emplace_back(root + "/byteorder", *byteorder);
    for (const tensor_in_file& tensor : tensors)
      if (!tensor.record.empty()) out.emplace_back(root + "/data/" + tensor.record, tensor.bytes);
    if (version) out.emplace_back(root + "/version", *version);
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  void write(const std::string& path) const {
    nn::io::atomic_file file(path);
    nn::format::zip::writer out(file);
    for (const auto& [name, bytes] : records()) out.add(name, bytes.data(), bytes.size());
    out.finish();
    file.commit(false);
  }
};

std::string floats(std::size_t count, float first) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    const float value = first + static_cast<float>(i);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return out;
}

/// A file for Net without any fault.
file_content good() {
  return {{{"fc1.weight", "0", 12, numbers({3, 4}), numbers({4, 1}), floats(12, 100)},
           {"fc1.bias", "1", 3, numbers({3}), numbers({1}), floats(3, 200)},
           {"fc2.weight", "2", 6, numbers({2, 3}), numbers({3, 1}), floats(6, 300)},
           {"fc2.bias", "3", 2, numbers({2}), numbers({1}), floats(2, 400)}}};
}

/// A model with values, and a place for a file.
struct setup {
  temp_folder folder;
  std::string path = folder / "bad.pth";
  Net net = nn::load<Net>(data_file("torch-2.14", "net_float32.pth"));

  /// That nothing takes the file, with whatever options, and that all say the same.
  FormatError format_error() {
    const auto error = refused_load<FormatError>(net, path);
    CHECK(error.file() == path);
    CHECK(contains(error.what(), path + ": "));
    for (const nn::LoadOptions& options : {nn::relaxed, nn::lenient, nn::LoadOptions{.dtype = nn::allow}})
      CHECK(std::string(refused_load<FormatError>(net, path, options).what()) == error.what());
    CHECK(std::string(thrown_by<FormatError>([&] { nn::load<Net>(path); }).what()) == error.what());
    CHECK(std::string(thrown_by<FormatError>([&] { nn::load<nn::StateDict>(path); }).what()) == error.what());
    return error;
  }
  FormatError refusal(const file_content& content) {
    content.write(path);
    const FormatError error = format_error();
    if (error.problem() != format_problem::checksum)
      CHECK(std::string(thrown_by<FormatError>([&] { nn::check<Net>(path); }).what()) == error.what());
    CHECK(folder.names() == std::vector<std::string>{"bad.pth"});  // nothing was executed that left something
    return error;
  }
  FormatError refusal_of_bytes(std::string_view bytes) {
    put_content(path, bytes);
    return format_error();
  }
  /// The file with its last tensor changed.
  FormatError refusal_with(const std::function<void(tensor_in_file&)>& change) {
    file_content content = good();
    change(content.last());
    return refusal(content);
  }
  /// The same, of which nothing but the tensor named can be wrong.
  void check_tensor(const char* words, format_problem problem, const std::function<void(tensor_in_file&)>& change) {
    INFO(words);
    const FormatError error = refusal_with(change);
    CHECK(error.problem() == problem);
    CHECK(error.record() == "good/data.pkl");
    CHECK(error.offset().has_value());
    CHECK(contains(error.what(), "tensor \"fc2.bias\": "));
    CHECK(contains(error.what(), words));
  }
};

constexpr std::int64_t huge = std::int64_t{1} << 62;

}  // namespace

TEST_CASE("the file without a fault is read", "[checkpoint][bad_input]") {
  setup test;
  good().write(test.path);
  CHECK(nn::load(test.net, test.path).ok());
  CHECK(std::as_const(test.net).fc1.weight.data()[11] == 111);
  CHECK(std::as_const(test.net).fc2.bias.data()[1] == 401);
}

TEST_CASE("what is no file", "[checkpoint][bad_input]") {
  setup test;
  auto error = refused_load<IoError>(test.net, test.path);
  CHECK(error.error_number() == ENOENT);
  CHECK(error.path() == test.path);
  CHECK(contains(error.what(), "cannot open \"" + test.path + "\": No such file or directory; check the path"));
  CHECK(thrown_by<IoError>([&] { nn::load<Net>(test.path); }).error_number() == ENOENT);
  CHECK(thrown_by<IoError>([&] { nn::load<nn::StateDict>(test.path); }).error_number() == ENOENT);
  CHECK(thrown_by<IoError>([&] { nn::check<Net>(test.path); }).error_number() == ENOENT);

  error = refused_load<IoError>(test.net, test.folder.path());
  CHECK(error.path() == test.folder.path());
  CHECK(contains(error.what(), "expected a regular file, found a directory; give the path of a file in it"));

  REQUIRE(::mkfifo(test.path.c_str(), 0666) == 0);
  CHECK(contains(refused_load<IoError>(test.net, test.path).what(),
                 "expected a regular file, found a pipe; write its "
                 "content to a file first and open that"));
  CHECK(contains(refused_load<IoError>(test.net, "/dev/zero").what(), "found a device"));

  const std::string secret = test.folder / "secret.pth";
  put_content(secret, "x");
  ::chmod(secret.c_str(), 0);
  const without_root user;
  error = refused_load<IoError>(test.net, secret);
  CHECK(error.error_number() == EACCES);
  CHECK(contains(error.what(), secret));
}

TEST_CASE("what is no checkpoint", "[checkpoint][bad_input]") {
  setup test;
  auto error = test.refusal_of_bytes("");
  CHECK(error.problem() == format_problem::format);
  CHECK(contains(error.what(), "the file is empty; a download or save may have failed"));
  const char* const unknown = "this is no checkpoint: neither a file of torch.save nor of safetensors";
  const std::pair<std::string, const char*> others[] = {
      {"P", unknown},
      {"PK", unknown},
      {"PK\3", unknown},
      {"just a text\n", unknown},
      {"<!DOCTYPE html>\n<html><body>404</body></html>\n", "this is a page of HTML or XML, not the file itself"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 553\n", "this is a git-lfs pointer"},
      {std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), "this is a PNG picture"},
      {std::string(100000, '\0'), unknown},
      {"\x80\2cproject\nNet\n)\x81.", "this is a plain pickle of project.Net, not written by torch.save"},
      {"PK\5\6" + std::string(18, '\0'), "this is a zip file without entries"},
      {"PYTORCH1PK\3\4", "this is a file of PyTorch's first mobile format"}};
  for (const auto& [bytes, words] : others) {
    INFO(bytes.substr(0, 20));
    error = test.refusal_of_bytes(bytes);
    CHECK(error.problem() == format_problem::format);
    CHECK(error.offset() == 0);
    CHECK(contains(error.what(), words));
  }
  error = test.refusal_of_bytes(zip_bytes({{"word/document.xml", "<xml/>"}}));
  CHECK(error.problem() == format_problem::format);
  CHECK(contains(error.what(), "this zip file is not a PyTorch checkpoint: it has no record data.pkl"));
}

TEST_CASE("a file cut anywhere", "[checkpoint][bad_input]") {
  for (const std::string version : torch_versions) {
    setup test;
    const std::string whole = content_of(data_file(version, "counted.pth"));
    for (std::size_t size = 1; size < whole.size(); size += size + 200 < whole.size() ? 64 : 1) {
      INFO("cut at byte " << size << " of " << whole.size());
      put_content(test.path, whole.substr(0, size));
      const auto error = refused_load<FormatError>(test.net, test.path);
      CHECK(error.problem() == (size < 4 ? format_problem::format : format_problem::zip));
      CHECK(error.file() == test.path);
      CHECK(error.offset().has_value());
      if (size >= 4) CHECK(contains(error.what(), "file"));
    }
  }
}

TEST_CASE("a file with bytes behind it or in front of it", "[checkpoint][bad_input]") {
  setup test;
  const std::string whole = content_of(data_file("torch-2.14", "net_float32.pth"));
  for (std::size_t count : {std::size_t{1}, std::size_t{10}, std::size_t{70000}}) {
    CHECK(test.refusal_of_bytes(whole + std::string(count, '\n')).problem() == format_problem::zip);
    CHECK(test.refusal_of_bytes(std::string(count, '\n') + whole).problem() == format_problem::format);
  }
}

TEST_CASE("any flipped bit is noticed, or changes nothing", "[checkpoint][bad_input][slow]") {
  for (const std::string version : torch_versions) {
    setup test;
    const std::string source = data_file(version, "net_float32.pth");
    changing_file file(content_of(source));
    const nn::format::zip::archive archive{nn::io::input_file(source)};
    const auto record_of = [&](std::size_t at) {
      for (const auto& entry : archive.entries())
        if (at >= entry.payload && at < entry.payload + entry.size) return entry.name;
      return std::string();
    };
    const std::uint64_t values = hash_of(test.net);
    test.net = a_net(1);
    const std::uint64_t other_values = hash_of(test.net);
    int refused = 0, unnoticed = 0, wrong = 0;
    for (std::size_t at = 0; at < file.size(); ++at) {
      const std::string record = record_of(at);
      for (int bit = 0; bit < 8; ++bit) {
        // Padding, names and numbers of the container: a bit of each byte will do.
        if (record.empty() && bit != static_cast<int>(at % 8)) continue;
        file.flip(8 * at + static_cast<std::size_t>(bit));
        try {
          nn::load(test.net, file.path());
          ++unnoticed;
          if (hash_of(test.net) != values) ++wrong;
          // The records that nobody needs are not read.
          const bool needed = record.ends_with("data.pkl") || record.find("/data/") != std::string::npos ||
                              record.ends_with("byteorder") || record.ends_with("/version");
          if (needed) ++wrong;
          test.net = a_net(1);
        } catch (const FormatError& error) {
          ++refused;
          if (hash_of(test.net) != other_values) ++wrong;
          if (record.find("/data/") != std::string::npos || record.ends_with("data.pkl"))
            if (error.problem() != format_problem::checksum || error.record() != record) ++wrong;
          if (error.file() != file.path()) ++wrong;
        }
        file.flip(8 * at + static_cast<std::size_t>(bit));
        if (wrong != 0) FAIL("bit " << bit << " of byte " << at << " in " << record);
      }
    }
    CHECK(refused > 5000);
    CHECK(unnoticed < refused / 4);
  }
}

TEST_CASE("the checksum's refusal says where and what to do", "[checkpoint][bad_input]") {
  setup test;
  const std::string source = data_file("torch-2.14", "net_float32.pth");
  std::string bytes = content_of(source);
  const nn::format::zip::archive archive{nn::io::input_file(source)};
  const auto* last = archive.find("ckpt_net_float32/data/3");
  REQUIRE(last != nullptr);
  bytes[static_cast<std::size_t>(last->payload + last->size - 1)] ^= 0x40;
  const auto error = test.refusal_of_bytes(bytes);
  CHECK(error.problem() == format_problem::checksum);
  CHECK(error.record() == "ckpt_net_float32/data/3");
  CHECK(error.offset() == last->payload);
  CHECK(contains(error.what(), "its CRC-32 is 0x"));
  CHECK(contains(error.what(), "the file was damaged after it was saved: get it again"));
  CHECK(nn::check<Net>(test.path).ok());
}

TEST_CASE("a file without checksums is read, and the report says so", "[checkpoint][bad_input]") {
  setup test;
  std::vector<zip_entry> entries;
  for (const auto& [name, bytes] : good().records()) {
    entries.push_back({name, bytes});
    entries.back().crc32 = 0;
  }
  put_content(test.path, zip_bytes(entries));
  const nn::LoadReport report = nn::load(test.net, test.path);
  CHECK(report.ok());
  CHECK_FALSE(report.verified);
  CHECK(std::as_const(test.net).fc2.bias.data()[1] == 401);
}

TEST_CASE("a compressed record", "[checkpoint][bad_input]") {
  for (const char* which : {"good/data/3", "good/data.pkl", "good/version", "good/byteorder"}) {
    setup test;
    std::vector<zip_entry> entries;
    for (const auto& [name, bytes] : good().records()) {
      entries.push_back({name, bytes});
      if (name == which) entries.back().method = 12;
    }
    const auto error = test.refusal_of_bytes(zip_bytes(entries));
    CHECK(error.problem() == format_problem::unsupported);
    CHECK(error.record() == which);
    CHECK(contains(error.what(),
                   "it is compressed by method 12, and only deflated (8) and stored (0) entries can be read; pack the "
                   "archive again"));
  }
}

TEST_CASE("a view that does not lie in its storage", "[checkpoint][bad_input]") {
  setup test;
  const auto beyond = "it reaches beyond its storage of 2 elements (good/data/3); the file is damaged";
  constexpr auto storage = format_problem::storage;
  test.check_tensor(beyond, storage, [](auto& t) { t.offset = num(1); });
  test.check_tensor(beyond, storage, [](auto& t) { t.offset = num(std::int64_t{1} << 31); });
  test.check_tensor(beyond, storage, [](auto& t) { t.offset = num(INT64_MAX); });
  test.check_tensor(beyond, storage, [](auto& t) { t.stride = numbers({2}); });
  test.check_tensor(beyond, storage, [](auto& t) { t.stride = numbers({INT64_MAX}); });
  test.check_tensor(beyond, storage, [](auto& t) { t.offset = num(INT64_MAX), t.stride = numbers({INT64_MAX}); });
  test.check_tensor(beyond, storage, [](auto& t) { t.size = numbers({3}); });
  test.check_tensor(beyond, storage, [](auto& t) { t.size = numbers({huge}); });
  test.check_tensor(beyond, storage, [](auto& t) { t.size = t.stride = ")", t.offset = num(2); });
  test.check_tensor(beyond, storage, [](auto& t) { t.size = numbers({0}), t.offset = num(3); });
  test.check_tensor(beyond, storage, [](auto& t) { t.size = numbers({2, 2}), t.stride = numbers({1, 1}); });
}

TEST_CASE("numbers of a tensor that make no sense", "[checkpoint][bad_input]") {
  setup test;
  constexpr auto tensor = format_problem::tensor;
  const auto no_extent = "its extent is no number, negative, or too large; the file is damaged";
  const auto no_stride = "its stride is no number, negative, or too large; the file is damaged";
  const auto no_offset = "its storage offset is no number, negative, or too large; the file is damaged";
  const std::string long_number = std::string("\x8a\x09", 2) + std::string(8, '\xff') + '\1';
  for (const std::string& wrong : {num(-1), num(INT64_MIN), str("2"), std::string("N"), std::string("\x88"),
                                   ordered_dict, std::string("G\x40\0\0\0\0\0\0\0", 9), long_number, tuple({num(2)})}) {
    test.check_tensor(no_extent, tensor, [&](auto& t) { t.size = tuple({wrong}); });
    test.check_tensor(no_stride, tensor, [&](auto& t) { t.stride = tuple({wrong}); });
    test.check_tensor(no_offset, tensor, [&](auto& t) { t.offset = wrong; });
  }
  const auto product = "the product of its extents does not fit 64 bits; the file is damaged";
  test.check_tensor(product, tensor, [](auto& t) { t.size = numbers({huge, 4}), t.stride = numbers({0, 0}); });
  test.check_tensor(product, tensor, [](auto& t) { t.size = numbers({huge, 2}), t.stride = numbers({0, 0}); });
  test.check_tensor(product, tensor, [](auto& t) {
    t.size = numbers({INT64_MAX, INT64_MAX, 4}), t.stride = numbers({0, 0, 0});
  });
  // Nothing is in it, but its strides could not be computed.
  test.check_tensor(product, tensor, [](auto& t) { t.size = numbers({0, huge, 4}), t.stride = numbers({0, 0, 0}); });
  test.check_tensor(product, tensor, [](auto& t) { t.size = numbers({huge, 0, 4}), t.stride = numbers({0, 0, 0}); });

  test.check_tensor("1 extents and 2 strides; expected as many of both", tensor, [](auto& t) {
    t.stride = numbers({1, 1});
  });
  test.check_tensor("65 extents, more than the limit of 64 (nn::limits::rank)", format_problem::limit,
                    [](auto& t) { t.size = t.stride = numbers(std::vector<std::int64_t>(65, 1)); });
  for (const std::string& wrong : {num(2), std::string("N"), str("2"), ordered_dict}) {
    test.check_tensor("expected a tuple of extents or strides, found ", tensor, [&](auto& t) { t.size = wrong; });
    test.check_tensor("expected a tuple of extents or strides, found ", tensor, [&](auto& t) { t.stride = wrong; });
  }
}

TEST_CASE("64 extents are read", "[checkpoint][bad_input]") {
  setup test;
  file_content content = good();
  content.last().size = content.last().stride = numbers(std::vector<std::int64_t>(64, 1));
  content.write(test.path);
  CHECK(nn::load<nn::StateDict>(test.path)["fc2.bias"].shape.size() == 64);
  CHECK(contains(refused_load<StateDictError>(test.net, test.path).what(), "size mismatch for fc2.bias"));
}

TEST_CASE("a storage that is not what the tensor says", "[checkpoint][bad_input]") {
  setup test;
  constexpr auto storage = format_problem::storage;
  test.check_tensor(
      "its storage good/data/3 has 7 bytes, expected 2 elements of 4 bytes; the file is damaged or incomplete", storage,
      [](auto& t) { t.bytes.pop_back(); });
  test.check_tensor("its storage good/data/3 has 9 bytes, expected 2 elements of 4 bytes", storage,
                    [](auto& t) { t.bytes += 'x'; });
  test.check_tensor("has 0 bytes, expected 2 elements", storage, [](auto& t) { t.bytes.clear(); });
  test.check_tensor("has 8 bytes, expected 1 elements", storage, [](auto& t) { t.storage_numel = 1; });
  test.check_tensor("has 8 bytes, expected 4611686018427387906 elements", storage,
                    [](auto& t) { t.storage_numel = huge + 2; });
  test.check_tensor("the file has no record data/3; it is damaged or incomplete", storage,
                    [](auto& t) { t.record.clear(), t.record_key = str("3"); });
  test.check_tensor("the file has no record data/9", storage, [](auto& t) { t.record_key = str("9"); });
  test.check_tensor("the file has no record data/../version", storage,
                    [](auto& t) { t.record_key = str("../version"); });
  test.check_tensor("has 8 bytes, expected 2 elements of 8 bytes", storage,
                    [](auto& t) { t.type = global("torch", "DoubleStorage"); });
  test.check_tensor("its storage good/data/1 is used with two dtypes", storage, [](auto& t) {
    t.record.clear(), t.record_key = str("1"), t.storage_numel = 3, t.type = global("torch", "IntStorage");
  });
  test.check_tensor("its storage's number of elements is no number, negative, or too large", format_problem::tensor,
                    [](auto& t) { t.storage_numel = -2; });
  for (const char* type : {"QInt8Storage", "UntypedStorage", "NoStorage"})
    test.check_tensor((std::string("its elements are of torch.") + type + ", which is not read").c_str(),
                      format_problem::unsupported, [&](auto& t) { t.type = global("torch", type); });
  test.check_tensor("its elements are of posixlike.FloatStorage, which is not read", format_problem::unsupported,
                    [](auto& t) { t.type = global("posixlike", "FloatStorage"); });

  const auto no_storage = "expected a storage ('storage', class, key, location, numel), found something else";
  const std::string type = global("torch", "FloatStorage");
  for (const std::string& id :
       {str("storage"), num(3), std::string("N"), std::string(")"), tuple({str("storage")}),
        tuple({str("storage"), type, str("3"), str("cpu")}), tuple({str("module"), type, str("3"), str("cpu"), num(2)}),
        tuple({str("storage"), str("torch"), str("3"), str("cpu"), num(2)}),
        tuple({str("storage"), type, "N", str("cpu"), num(2)}),
        tuple({str("storage"), type, str("3"), str("cpu"), num(2), "N"})})
    test.check_tensor(no_storage, storage, [&](auto& t) { t.storage_id = id; });
  test.check_tensor(no_storage, storage, [](auto& t) {
    t.arguments = tuple({t.storage().substr(0, t.storage().size() - 1), t.offset, t.size, t.stride, "\x89", "N"});
  });
}

TEST_CASE("a tensor with other arguments", "[checkpoint][bad_input]") {
  setup test;
  constexpr auto damaged = format_problem::tensor;
  test.check_tensor("expected 4 to 7 arguments of its rebuild function, found 0", damaged,
                    [](auto& t) { t.arguments = ")"; });
  test.check_tensor("expected 4 to 7 arguments of its rebuild function, found 3", damaged, [](auto& t) {
    t.arguments = tuple({t.storage(), t.offset, t.size});
  });
  const auto with_flags = [](const std::string& flags) {
    return [flags](auto& t) { t.arguments = tuple({t.storage(), t.offset, t.size, t.stride, "\x89", "N", flags}); };
  };
  test.check_tensor("it is a view of conjugates, and its elements are not complex", damaged,
                    with_flags(dict({str("conj"), "\x88"})));
  test.check_tensor("it is a view of a kind that is not read: warped", format_problem::unsupported,
                    with_flags(dict({str("warped"), "\x88"})));
  test.check_tensor("it is a view of a kind that is not read: neg", format_problem::unsupported,
                    with_flags(dict({str("neg"), num(1)})));
  test.check_tensor("expected a dict of what kind of view it is", damaged, with_flags(num(1)));
  const std::string parameter = global("torch._utils", "_rebuild_parameter");
  for (const std::string& inner : {std::string("N"), num(1), ordered_dict, call(parameter, {})})
    test.check_tensor("expected a tensor in its Parameter", format_problem::tensor, [&](auto& t) {
      t.value = call(parameter, {inner, "\x88", "N"});
    });
  test.check_tensor("expected a tensor in its Parameter", format_problem::tensor,
                    [&](auto& t) { t.value = call(parameter, {}); });
  test.check_tensor("it reaches beyond its storage", format_problem::storage, [&](auto& t) {
    t.offset = num(7);
    t.value = call(parameter, {t.pickled(), "\x88", "N"});
  });
}

TEST_CASE("what Python would read otherwise is not read", "[checkpoint][bad_input]") {
  setup test;
  const auto changed =
      "is changed after it was made, which is not read; load the file in Python and torch.save it again";
  for (const std::string& after :
       {tuple({str("x"), num(0)}) + "b", num(0) + num(1) + "s", "(" + num(0) + num(1) + "u", num(0) + "a"}) {
    const auto error = test.refusal_with([&](auto& t) { t.after = after; });
    CHECK(error.problem() == format_problem::unsupported);
    CHECK(contains(error.what(), std::string("a tensor ") + changed));
  }
  file_content content = good();
  content.pickle = "\x80\2" + global("collections", "OrderedDict") + tuple({"](](" + str("fc1.bias") + "ee"}) + "R.";
  CHECK(contains(test.refusal(content).what(), "is given what is neither a dict nor a list of keys and values"));
  content = good();
  content.pickle = content.pickled();
  content.pickle->insert(content.pickle->size() - 1, num(1) + "a");
  CHECK(contains(test.refusal(content).what(), changed));
}

TEST_CASE("a pickle that calls what is not allowed", "[checkpoint][bad_input]") {
  setup test;
  const std::string argument = str("touch " + (test.folder / "executed"));
  const std::string system = "cposix\nsystem\n";
  const std::string danger = ", by which a file can harm whoever opens it in Python",
                    held = ", which models are not known to hold, and which may harm whoever opens the file",
                    called = ", which files of models are not known to call, and which may harm whoever opens",
                    may_call = ", which is not on the list of what a state_dict may call",
                    may_hold = ", which is not on the list of what a state_dict may hold";
  struct {
    std::string value;
    std::size_t at;  // the opcode at fault
    std::string said, why;
  } const cases[] = {
      {system + tuple({argument}) + "R", 0, "names posix.system", danger},
      {system, 0, "names posix.system", danger},
      {str("posix") + str("system") + "\x93" + tuple({argument}) + "R", 2 * 5 + 11, "names posix.system", danger},
      {"(" + argument + "iposix\nsystem\n", 1 + argument.size(), "names posix.system", danger},
      {"(" + system + argument + "o", 1, "names posix.system", danger},
      {system + argument + "\x85R", 0, "names posix.system", danger},
      {system + ")\x81}" + argument + argument + "sb", 0, "names posix.system", danger},
      {call(global("__builtin__", "eval"), {argument}), 0, "names __builtin__.eval", danger},
      {call(global("torch", "load"), {argument}), 0, "names torch.load", danger},
      {call(global("functools", "partial"), {global("os", "system"), argument}),
       global("functools", "partial").size() + 1, "names os.system", danger},
      {call(global("torch._utils", "_rebuild_tensor_v9"), {argument}), std::string::npos,
       "calls torch._utils._rebuild_tensor_v9", may_call},
      {call(global("collections", "OrderedDict.fromkeys"), {argument}), std::string::npos,
       "calls collections.OrderedDict.fromkeys", may_call},
      {call(global("Collections", "OrderedDict"), {}), std::string::npos, "calls Collections.OrderedDict", may_call},
      {std::string("cos\0x\nsystem\n", 13) + tuple({argument}) + "R", 0, "names os\\x00x.system", danger},
      {"c\x1b[2J\nsystem\n", 0, "names \\x1b[2J.system", danger},
      {global("torch.nn", "_anything"), 0, "names torch.nn._anything", held},
      {call(global("torch.nn.functional", "relu"), {argument}), std::string::npos, "calls torch.nn.functional.relu",
       called},
      {global("m", "Class") + ")\x81", std::string::npos, "makes an object of m.Class", may_hold},
      {global("m", "Class") + ")}\x92", std::string::npos, "makes an object of m.Class", may_hold},
      {call(global("copyreg", "_reconstructor"), {global("m", "Class"), global("builtins", "object"), "N"}),
       std::string::npos, "makes an object of m.Class", may_hold},
      {call(global("copyreg", "__newobj__"), {global("m", "Class")}), std::string::npos, "makes an object of m.Class",
       may_hold},
      {global("torch._utils", "_rebuild_tensor_v2") + ")\x81", std::string::npos,
       "makes an object of torch._utils._rebuild_tensor_v2", may_hold},
      {global("m", "f"), 0, "names m.f", may_hold},
  };
  const auto check = [&](const file_content& content, std::size_t offset, const std::string& said,
                         const std::string& why) {
    const bool unknown = why == may_call || why == may_hold;
    content.write(test.path);
    const auto error = thrown_by<FormatError>([&] {
      Net net = a_net(1);
      nn::load(net, test.path, {.unknown_calls = unknown ? nn::refuse : nn::allow});
    });
    CHECK(error.problem() == format_problem::unsafe_global);
    CHECK(error.record() == "good/data.pkl");
    CHECK(error.offset() == offset);
    CHECK(contains(error.what(), "the pickle " + said + why));
    CHECK(contains(error.what(), unknown ? "; nothing was executed. Use the file only if you trust its source"
                                         : "; nothing was executed. Do not torch.load it"));
    static constexpr nn::limits strict{.unknown_calls = nn::refuse};
    CHECK(thrown_by<FormatError>([&] { nn::read(test.path, strict); }).what() == std::string(error.what()));
  };
  for (const auto& [value, at, name, why] : cases) {
    INFO(name);
    const std::size_t in_value = at == std::string::npos ? value.size() - 1 : at;  // a call is made by its last opcode
    file_content content = good();                                                 // as the last value
    content.last().value = value;
    check(content, content.pickled().find(value) + in_value, name, why);
    content = good();  // in a tensor's arguments
    content.last().hooks = value;
    check(content, content.pickled().find(value) + in_value, name, why);
    content = good();  // deep inside
    content.last().location = "](" + dict({str("a"), tuple({value})}) + "e";
    check(content, content.pickled().find(value) + in_value, name, why);
    content = good();  // thrown away at once
    content.last().after = value + "0";
    check(content, content.pickled().find(value) + in_value, name, why);
    content = good();  // in front of everything
    content.pickle = content.pickled().insert(2, value + "0");
    check(content, 2 + in_value, name, why);
    content = good();  // as the state of the dictionary
    content.pickle = content.pickled();
    content.pickle->insert(content.pickle->size() - 1, dict({str("_metadata"), value}) + "b");
    check(content, content.pickle->find(value) + in_value, name, why);
    content = good();  // instead of the dictionary
    content.pickle = "\x80\2" + value + ".";
    check(content, 2 + in_value, name, why);
  }
  // An unknown call is an inert value, wherever it stands but in a tensor; and no tensor itself.
  for (const std::string& value : {call(global("torch._utils", "_rebuild_tensor_v9"), {argument}), ordered_dict + ")R",
                                   good().last().storage() + ")R"}) {
    file_content content = good();
    content.last().after = value + "0";
    content.write(test.path);
    CHECK(nn::load<nn::StateDict>(test.path).size() == good().tensors.size());
    content = good();
    content.last().value = value;
    content.write(test.path);
    CHECK(nn::read(test.path)["fc2.bias"].is(nn::Value::kind::object));
    Net net = a_net(2);
    CHECK(contains(refused_load<nn::StateDictError>(net, test.path, nn::lenient).what(),
                   "\"fc2.bias\", expected torch.Tensor or Tensor-like object from checkpoint but received <class "));
    CHECK(contains(thrown_by<FormatError>([&] { nn::load<nn::StateDict>(test.path); }).what(),
                   "expected a tensor under \"fc2.bias\", found a value of type "));
  }
  // Objects are data, whatever their class; but no tensors.
  file_content content = good();
  content.last().value = global("posixlike", "system") + ")\x81}" + argument + argument + "sb";
  content.write(test.path);
  Net net = a_net(2);
  CHECK(contains(refused_load<nn::StateDictError>(net, test.path, nn::lenient).what(),
                 "\"fc2.bias\", expected torch.Tensor or Tensor-like object from checkpoint but received <class "
                 "'posixlike.system'>"));
  CHECK(contains(thrown_by<FormatError>([&] { nn::load<nn::StateDict>(test.path); }).what(),
                 "expected a tensor under \"fc2.bias\", found a value of type posixlike.system"));
  CHECK(test.folder.names() == std::vector<std::string>{"bad.pth"});
}

TEST_CASE("a damaged pickle with the right checksum", "[checkpoint][bad_input]") {
  const std::string pickle = good().pickled();
  const auto refused = [&](setup& test, const std::string& bytes) {
    file_content content = good();
    content.pickle = bytes;
    const auto error = test.refusal(content);
    CHECK(error.record() == "good/data.pkl");
    return error;
  };
  setup test;
  for (std::size_t size = 0; size < pickle.size(); size += size + 100 < pickle.size() ? 7 : 1) {
    INFO("cut at byte " << size);
    CHECK(refused(test, pickle.substr(0, size)).problem() == format_problem::pickle);
  }
  CHECK(refused(test, pickle + "x").problem() == format_problem::pickle);
  CHECK(refused(test, "\x80\6" + pickle.substr(2)).problem() == format_problem::pickle);
}

TEST_CASE("any flipped bit of a pickle without checksum gives all of a state_dict or nothing",
          "[checkpoint][bad_input][slow]") {
  std::vector<zip_entry> entries;
  for (const auto& [name, bytes] : good().records()) {
    entries.push_back({name, bytes});
    entries.back().crc32 = 0;
  }
  const std::string bytes = zip_bytes(entries);
  const std::string pickle = good().pickled();
  const std::size_t begin = bytes.find(pickle);
  changing_file file(bytes);
  Net net = a_net(1);
  const std::uint64_t before = hash_of(net);
  int refused = 0, loaded = 0, wrong = 0;
  for (std::size_t bit = 8 * begin; bit < 8 * (begin + pickle.size()); ++bit) {
    file.flip(bit);
    try {
      nn::load(net, file.path());
      ++loaded;
      for (const auto& [key, tensor] : nn::state_dict(net))
        for (std::int64_t i = 0; i < tensor.numel(); ++i) wrong += !(tensor.values<float>()[i] >= 100);
      net = a_net(1);
    } catch (const nn::Error&) {
      ++refused;
      wrong += hash_of(net) != before;
    }
    file.flip(bit);
    if (wrong != 0) FAIL("bit " << bit % 8 << " of byte " << bit / 8 - begin << " of the pickle");
  }
  CHECK(refused > 3900);  // the rest are names of functions that nobody knows then, in what is not loaded
  CHECK(loaded > 0);
}

TEST_CASE("a state_dict with two meanings, or none", "[checkpoint][bad_input]") {
  setup test;
  file_content content = good();
  content.last().key = "fc1.bias";
  content.last().size = numbers({1});
  auto error = test.refusal(content);
  CHECK(error.problem() == format_problem::pickle);
  CHECK(contains(error.what(), "the key \"fc1.bias\" comes twice; the file has two meanings"));

  struct {
    std::string value;
    const char* found;
  } const values[] = {{num(5), "an integer"},         {"N", "None"},   {"\x88", "a bool"},
                      {str("x"), "a string"},         {"]", "a list"}, {")", "a tuple"},
                      {ordered_dict, "a dict"},       {"}", "a dict"}, {good().last().storage(), "a persistent id"},
                      {"cmodule\nname\n", "a global"}};
  for (const auto& [value, found] : values) {
    content = good();
    content.last().value = value;
    content.write(test.path);
    INFO(found);
    Net net = a_net(3);
    CHECK(contains(refused_load<nn::StateDictError>(net, test.path, nn::lenient).what(),
                   "While copying the parameter named \"fc2.bias\", expected torch.Tensor or Tensor-like object from "
                   "checkpoint but received <class '"));
    error = thrown_by<FormatError>([&] { nn::load<nn::StateDict>(test.path); });
    CHECK(error.problem() == format_problem::unsupported);
    CHECK(contains(error.what(), "expected a tensor under \"fc2.bias\", found a value of type "));
    if (found == std::string("a dict")) continue;
    content = good();
    content.pickle = "\x80\2" + value + ".";
    error = test.refusal(content);
    CHECK(error.problem() == format_problem::unsupported);
    CHECK(contains(error.what(), "expected a state_dict, found "));
    CHECK(contains(error.what(), found));
  }
  content = good();
  content.pickle = content.pickled();
  content.pickle->replace(content.pickle->find(str("fc2.bias")), str("fc2.bias").size(), num(7));
  CHECK(contains(test.refusal(content).what(), "expected strings as keys, found an integer"));
}

TEST_CASE("another shape or dtype in the last tensor", "[checkpoint][bad_input]") {
  setup test;
  file_content content = good();
  content.last().size = numbers({2, 1});
  content.last().stride = numbers({1, 1});
  content.write(test.path);
  CHECK(contains(
      refused_load<StateDictError>(test.net, test.path).what(),
      "size mismatch for fc2.bias: copying a param with shape torch.Size([2, 1]) from checkpoint, the shape in "
      "current model is torch.Size([2])."));
  content = good();
  content.last().type = global("torch", "LongStorage");
  content.last().bytes += content.last().bytes;
  content.write(test.path);
  for (const nn::LoadOptions& options : {nn::strict, nn::relaxed, nn::lenient}) {
    const auto error = refused_load<StateDictError>(test.net, test.path, options);
    CHECK(contains(
        error.what(),
        "dtype mismatch for fc2.bias: copying a param with dtype torch.int64 from checkpoint, the dtype in current "
        "model is torch.float32; to convert it, load with .dtype = nn::allow."));
    REQUIRE(error.report().dtype_mismatch.size() == 1);
    CHECK(error.report().dtype_mismatch[0].key == "fc2.bias");
  }
}

TEST_CASE("the records beside the pickle", "[checkpoint][bad_input]") {
  setup test;
  constexpr auto unsupported = format_problem::unsupported;
  const auto check = [&](const file_content& content, format_problem problem, const std::string& record,
                         const char* words) {
    INFO(words);
    const auto error = test.refusal(content);
    CHECK(error.problem() == problem);
    CHECK(error.record() == record);
    CHECK(contains(error.what(), words));
  };
  file_content content = good();
  for (const char* order : {"", "little\n", "LITTLE", "middle"}) {
    content.byteorder = order;
    check(content, format_problem::format, "good/byteorder",
          (std::string("expected the byte order \"little\" or \"big\", found \"") + order + "\"").c_str());
  }
  for (const char* version : {"11", "0", "", "abc", "-1", "3 ", "3\n\n", "100000000000000000000", "0x3", "+3"}) {
    content = good();
    content.version = version + std::string("\n");
    check(content, unsupported, "good/version",
          (std::string("expected a version from 1 to 10, found \"") + version + "\"").c_str());
  }
  content.version.reset();
  check(content, format_problem::format, "", "the file has no record version; it is damaged or incomplete");

  for (const char* version : {"1", "3", "10\n"}) {
    content = good();
    content.version = version;
    content.byteorder.reset();  // as before PyTorch 2.1
    content.write(test.path);
    CHECK(nn::load(test.net, test.path).ok());
  }
}

TEST_CASE("the folder in the archive", "[checkpoint][bad_input]") {
  setup test;
  file_content content = good();
  for (const char* root : {"archive", "another name", "größe", ""}) {
    content.root = root;
    content.write(test.path);
    CHECK(nn::load(test.net, test.path).ok());
  }
  // What the first record's folder is, that is the file's.
  std::vector<zip_entry> entries = {{"other/readme", "x"}};
  for (const auto& [name, bytes] : good().records()) entries.push_back({name, bytes});
  auto error = test.refusal_of_bytes(zip_bytes(entries));
  CHECK(error.problem() == format_problem::format);
  CHECK(contains(error.what(),
                 "this is a zip file that has its data.pkl as \"good/data.pkl\", and not as FOLDER/data.pkl"));
  entries = {};
  for (const auto& [name, bytes] : good().records())
    entries.push_back({name == "good/data/3" ? "other/data/3" : name, bytes});
  error = test.refusal_of_bytes(zip_bytes(entries));
  CHECK(error.problem() == format_problem::storage);
  CHECK(contains(error.what(), "tensor \"fc2.bias\": the file has no record data/3"));
  entries = {};
  for (const auto& [name, bytes] : good().records()) entries.push_back({name.substr(5), bytes});
  error = test.refusal_of_bytes(zip_bytes(entries));
  CHECK(error.problem() == format_problem::format);
  CHECK(contains(error.what(), "this is a zip file that has its data.pkl as \"data.pkl\", and not as FOLDER/data.pkl"));
}

TEST_CASE("little that claims to be much", "[checkpoint][bad_input]") {
  setup test;
  file_content content = good();
  content.last().size = numbers({std::int64_t{1} << 40});
  content.last().stride = numbers({0});
  content.write(test.path);
  // A view of what is there takes no more memory than that.
  const auto dict = nn::load<nn::StateDict>(test.path);
  CHECK(dict["fc2.bias"].numel() == std::int64_t{1} << 40);
  CHECK(dict["fc2.bias"].data.size() == 4);
  CHECK(dict["fc2.bias"].data.storage().bytes() == 8);
  CHECK(contains(refused_load<StateDictError>(test.net, test.path).what(), "size mismatch for fc2.bias"));
  content.last().size = numbers({INT64_MAX});
  content.write(test.path);
  CHECK_THROWS_AS(nn::load<nn::StateDict>(test.path)["fc2.bias"].contiguous(), std::bad_alloc);
  CHECK(contains(refused_load<StateDictError>(test.net, test.path).what(), "size mismatch for fc2.bias"));
}

}  // namespace checkpoint_bad_input_test
