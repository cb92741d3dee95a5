// SPDX-License-Identifier: Apache-2.0
// Every limit, in every format that it bounds: with the least value that lets the file pass it does, with one less it
// is named.
#include <zlib.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"

namespace checkpoint_limits_test {

using namespace nnstruct_test;
using namespace std::string_literals;
using nn::limits;

namespace {

struct limit {
  const char* name;
  std::uint64_t limits::*member;
};
constexpr limit inflated_bytes{"inflated_bytes", &limits::inflated_bytes};
constexpr limit records{"records", &limits::records};
constexpr limit name_length{"name_length", &limits::name_length};
constexpr limit tensors{"tensors", &limits::tensors};
constexpr limit rank{"rank", &limits::rank};
constexpr limit header_bytes{"header_bytes", &limits::header_bytes};
constexpr limit index_bytes{"index_bytes", &limits::index_bytes};
constexpr limit pickle_bytes{"pickle_bytes", &limits::pickle_bytes};
constexpr limit text_bytes{"text_bytes", &limits::text_bytes};
constexpr limit elements{"elements", &limits::elements};
constexpr limit memo{"memo", &limits::memo};
constexpr limit nesting{"nesting", &limits::nesting};
constexpr limit digits{"digits", &limits::digits};
constexpr limit shared_values{"shared_values", &limits::shared_values};
constexpr limit module_nesting{"module_nesting", &limits::module_nesting};
constexpr limit key_bytes{"key_bytes", &limits::key_bytes};

using use = std::function<void(const limits&)>;
use read(const std::string& path) {
  return [=](const limits& allowed) { (void)nn::read(path, allowed); };
}
use load_dict(const std::string& path, const std::string& at = {}) {
  return [=](const limits& allowed) { (void)nn::load<nn::StateDict>(path, {.at = at, .limits = &allowed}); };
}
template <class T> use check(const std::string& path) {
  return [=](const limits& allowed) { (void)nn::check<T>(path, {.limits = &allowed}); };
}

/// The least value with which it works, which is `expected` where a test knows it.
void check_limit(const use& open, const limit& which, std::optional<std::uint64_t> expected = {}) {
  INFO(which.name);
  limits allowed;
  const auto refused_with = [&](std::uint64_t value) -> std::optional<nn::FormatError> {
    allowed.*which.member = value;
    try {
      open(allowed);
      return std::nullopt;
    } catch (const nn::FormatError& error) { return error; }
  };
  std::uint64_t too_few = 0, enough = limits().*which.member;
  REQUIRE_FALSE(refused_with(enough));
  REQUIRE(refused_with(too_few));
  while (enough - too_few > 1) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    (refused_with(middle) ? too_few : enough) = middle;
  }
  if (expected) CHECK(enough == *expected);
  const auto error = refused_with(too_few);
  REQUIRE(error);
  INFO(error->what());
  CHECK(error->problem() == nn::format_problem::limit);
  CHECK_FALSE(error->file().empty());
  CHECK(contains(error->what(), "more than the limit of " + std::to_string(too_few) + " (nn::limits::" + which.name +
                                    "); if you trust the file, raise it"));
}
void check_limits(const use& open, std::initializer_list<limit> all) {
  for (const limit& which : all) check_limit(open, which);
}

std::string deflated(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(bytes.size() + 100, '\0');
  std::string in = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
std::string zip_of(const std::string& pickle) {
  return zip_bytes({{.name = "m/data.pkl", .bytes = pickle}, {.name = "m/version", .bytes = "3\n"}});
}
std::string text(std::string_view characters) { return "X" + le32(characters.size()) + std::string(characters); }

/// A file of PyTorch 0.1.10, with a FloatTensor of 2 x 3: {'w': tensor}.
std::string tar_bytes() {
  const auto member = [](const std::string& name, const std::string& content) {
    std::string header(512, '\0');
    header.replace(0, name.size(), name);
    char size[12];
    std::snprintf(size, sizeof size, "%011o", static_cast<unsigned>(content.size()));
    header.replace(124, 11, size);
    header.replace(148, 8, "        ");
    header[156] = '0';
    unsigned sum = 0;
    for (char c : header) sum += static_cast<unsigned char>(c);
    char check[8];
    std::snprintf(check, sizeof check, "%06o", sum);
    header.replace(148, 7, check, 7);
    return header + content + std::string((512 - content.size() % 512) % 512, '\0');
  };
  const std::string storages =
      "\x80\2K\1."
      "\x80\2(K\7" +
      text("cpu") + "ctorch\nFloatStorage\nt." + le64(6) + std::string(24, '\1') + "\x80\2].";
  const std::string tensors =
      "\x80\2K\1."
      "\x80\2(K\x09K\7ctorch\nFloatTensor\nt." +
      le32(2) + le32(0) + le64(2) + le64(3) + le64(3) + le64(1) + le64(0);
  const std::string pickle = "\x80\2}q"s + '\0' + text("w") + "q\1K\x09Qs.";
  std::string out = member("storages", storages) + member("tensors", tensors) + member("pickle", pickle);
  out.resize(10240);  // as Python's tarfile fills it
  return out;
}

}  // namespace

TEST_CASE("the limits of a zip file", "[checkpoint][limits]") {
  const std::string path = data_file("torch-2.14", "net_float32.pth");
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  std::size_t longest = 0, pickle = 0;
  for (const auto& entry : archive.entries()) {
    longest = std::max(longest, entry.name.size());
    if (entry.name.ends_with("data.pkl")) pickle = entry.size;
  }
  for (const use& open : {read(path), load_dict(path), check<Net>(path)}) {
    check_limit(open, records, archive.entries().size());
    check_limit(open, name_length, longest);
    check_limit(open, pickle_bytes, pickle);
    check_limit(open, tensors, 4);
    check_limit(open, rank, 2);
    check_limits(open, {text_bytes, elements, memo, nesting});
  }
  Net net = a_net(1);
  for (bool in_place : {false, true})
    check_limit([&](const limits& allowed) { nn::load(net, path, {.in_place = in_place, .limits = &allowed}); },
                tensors, 4);
  check_limit([&](const limits& allowed) { (void)nn::load<Net>(path, {.map = true, .limits = &allowed}); }, rank, 2);
  check_limit([&](const limits& allowed) { (void)nn::load<nn::Value>(path, {.limits = &allowed}); }, tensors, 4);
  struct Record {
    Net state;
  };
  const temp_folder folder;
  nn::save(Record{net}, folder / "record.pth", {.durable = false});
  check_limit([&](const limits& allowed) { (void)nn::load<Record>(folder / "record.pth", {.limits = &allowed}); },
              tensors, 4);
  check_limit(check<Record>(folder / "record.pth"), tensors, 4);
}

TEST_CASE("the limit of what is decompressed", "[checkpoint][limits]") {
  const temp_folder folder;
  const std::string pickle = "\x80\2]" + text(std::string(1000, 'a')) + "a.", small = deflated(pickle);
  put_content(folder / "deflated.pth", zip_bytes({{.name = "m/data.pkl",
                                                   .bytes = small,
                                                   .method = 8,
                                                   .crc32 = slow_crc32(pickle),
                                                   .size = pickle.size(),
                                                   .stored_size = small.size()},
                                                  {.name = "m/version", .bytes = "3\n"}}));
  check_limit(read(folder / "deflated.pth"), inflated_bytes, pickle.size());
  check_limit(read(folder / "deflated.pth"), pickle_bytes, pickle.size());
  check_limit(read(folder / "deflated.pth"), text_bytes, 1000);
}

TEST_CASE("the limits of what a pickle makes", "[checkpoint][limits]") {
  const temp_folder folder;
  const auto file = [&](const std::string& pickle) {
    put_content(folder / "pickle.pth", zip_of("\x80\2" + pickle + "."));
    return read(folder / "pickle.pth");
  };
  check_limit(file("]" + std::string(99, ']') + std::string(99, 'a')), nesting, 100);
  check_limit(file(std::string("](") + std::string(50, 'N') + "e"), elements, 51);
  check_limit(file("Nq\1q\2q\3q\2"), memo, 3);
  check_limit(file(text("abcde")), text_bytes, 5);
  // 10^30 has 31 digits.
  check_limit(file("L1" + std::string(30, '0') + "L\n"), digits, 31);
  check_limit(file("\x8a\x0d"s + std::string("\0\0\0\x40\xea\xed\x74\x46\xd0\x9c\x2c\x9f\x0c", 13)), digits, 31);
  check_limit(file("\x8a\x0d"s + std::string("\0\0\0\xc0\x15\x12\x8b\xb9\x2f\x63\xd3\x60\xf3", 13)), digits, 31);
}

TEST_CASE("what is shared is counted as often as it is named", "[checkpoint][limits]") {
  const temp_folder folder;
  const auto file = [&](const std::string& pickle) {
    put_content(folder / "pickle.pth", zip_of("\x80\2" + pickle + "."));
    return read(folder / "pickle.pth");
  };
  // A list of four numbers, three more times in another one: three times five values more.
  check_limit(file("](](K\1K\2K\3K\4eq\1h\1h\1h\1e"), shared_values, 15);
  std::string laughs = "](" + std::string(10, 'N') + "eq" + '\0';
  for (int level = 1; level < 10; ++level)
    laughs = "](" + laughs +
             [&] {
               std::string again;
               for (int i = 0; i < 9; ++i) again += std::string("h") + static_cast<char>(level - 1);
               return again;
             }() +
             "eq" + static_cast<char>(level);
  const auto error = thrown_by<nn::FormatError>([&] { file(laughs)({}); });
  CHECK(error.problem() == nn::format_problem::limit);
  CHECK(contains(error.what(), "nn::limits::shared_values"));
  // A long text is many values: 1 + 6400 / 64 of them.
  check_limit(file("](](" + text(std::string(6400, 'a')) + "eq\1h\1e"), shared_values, 102);
}

TEST_CASE("the limits of a whole model", "[checkpoint][limits]") {
  const std::string path = std::string(NNSTRUCT_TEST_DATA) + "/torch-2.14/tinyvgg_model.pth";
  check_limit(load_dict(path), module_nesting, 3);
  check_limits(load_dict(path), {tensors, rank, key_bytes, pickle_bytes, nesting, records});
}

TEST_CASE("the limits of TorchScript", "[checkpoint][limits]") {
  const std::string path = data_file("torch-2.14", "torchscript.pth");
  check_limits(load_dict(path), {tensors, rank, key_bytes, pickle_bytes, nesting, records, module_nesting});
}

TEST_CASE("the limits of files of PyTorch 1.5 and older", "[checkpoint][limits]") {
  const std::string path = data_file("torch-2.14", "legacy.pth");
  for (const use& open : {read(path), load_dict(path)}) {
    check_limit(open, records, 4);
    check_limit(open, tensors, 4);
    check_limit(open, rank, 2);
    check_limits(open, {pickle_bytes, text_bytes, elements, memo, nesting});
  }
}

TEST_CASE("the limits of files of PyTorch 0.1.10 and older", "[checkpoint][limits]") {
  const temp_folder folder;
  put_content(folder / "old.pth", tar_bytes());
  for (const use& open : {read(folder / "old.pth"), load_dict(folder / "old.pth")}) {
    check_limit(open, records, 1);
    check_limit(open, tensors, 1);
    check_limit(open, rank, 2);
    check_limits(open, {pickle_bytes, text_bytes, elements, memo, nesting});
  }
}

TEST_CASE("the limits of safetensors", "[checkpoint][limits]") {
  const temp_folder folder;
  const std::string path = folder / "net.safetensors";
  nn::save(a_net(1), path, {.durable = false});
  const std::string content = content_of(path);
  for (const use& open : {load_dict(path), check<Net>(path)}) {
    check_limit(open, header_bytes,
                static_cast<unsigned char>(content[0]) + 256u * static_cast<unsigned char>(content[1]));
    check_limit(open, tensors, 4);
    check_limit(open, rank, 2);
    check_limit(open, name_length, 10);  // fc1.weight
  }
}

TEST_CASE("the limits of an index of several files", "[checkpoint][limits]") {
  const temp_folder folder;
  const Net net = a_net(1);
  nn::StateDict first = nn::state_dict(net), second = first;
  first.erase_if([](const auto& item) { return item.first.starts_with("fc2"); });
  second.erase_if([](const auto& item) { return item.first.starts_with("fc1"); });
  nn::save(first, folder / "a.safetensors", {.durable = false});
  nn::save(second, folder / "b.safetensors", {.durable = false});
  const std::string index =
      R"({"metadata": {"deep": [[[1]]]}, "weight_map": {"fc1.weight": "a.safetensors", "fc1.bias": "a.safetensors", )"
      R"("fc2.weight": "b.safetensors", "fc2.bias": "b.safetensors"}})";
  put_content(folder / "net.safetensors.index.json", index);
  for (const use& open :
       {load_dict(folder / "net.safetensors.index.json"), check<Net>(folder / "net.safetensors.index.json")}) {
    check_limit(open, index_bytes, index.size());
    check_limit(open, tensors, 4);
    check_limit(open, records, 2);
    check_limit(open, name_length, 10);
    check_limit(open, nesting, 4);  // of the metadata, which are passed over
    check_limits(open, {header_bytes, rank});
  }
}

TEST_CASE("limits are no part of a constant's meaning", "[checkpoint][limits]") {
  static constexpr limits small{.tensors = 3};
  static constexpr nn::LoadOptions options{.missing = nn::allow, .limits = &small};
  CHECK(thrown_by<nn::FormatError>([] {
          (void)nn::check<Net>(data_file("torch-2.14", "net_float32.pth"), options);
        }).problem() == nn::format_problem::limit);
  // The report does not point to what may be gone.
  const limits here;
  CHECK(nn::check<Net>(data_file("torch-2.14", "net_float32.pth"), {.limits = &here}).options.limits == nullptr);
  static_assert(nn::fits<Net, Net, options>);
}

}  // namespace checkpoint_limits_test
