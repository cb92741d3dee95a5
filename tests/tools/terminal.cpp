// SPDX-License-Identifier: Apache-2.0
// Nothing in a file, and no file's name, can do anything to a terminal: no subcommand prints control characters, what
// turns the direction of writing, or bytes that are no UTF-8.
#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

#include "support/catch.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"

namespace tools_terminal_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nlohmann::json;

namespace {

/// Escape sequences, C1's CSI, line ends, a right-to-left override, a line separator, a lone surrogate, NUL, DEL.
const std::string hostile = std::string(
                                "k\x1b[2J\xc2\x9b"
                                "31m\r\n\xe2\x80\xae\xe2\x80\xa8\xed\xa0\x80\x7f") +
                            '\0' + "z";

/// UTF-8 without control characters but line ends.
bool is_safe(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const unsigned lead = byte(i);
    const std::size_t more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 99;
    if (more == 99) return false;
    unsigned code = more == 0 ? lead : lead & (0x3fU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      if ((byte(i + k) & 0xc0U) != 0x80U) return false;
      code = code << 6 | (byte(i + k) & 0x3fU);
    }
    if ((code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
        (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || (code >= 0xd800 && code < 0xe000))
      return false;
    i += more + 1;
  }
  return true;
}

void check_safe(const std::vector<std::string>& words) {
  INFO(words[0]);
  const command_result result = run_nnstruct(words);
  CHECK(is_safe(result.out));
  CHECK(is_safe(result.error));
  CHECK(std::count(result.error.begin(), result.error.end(), '\n') <= 1);
  CHECK(result.status >= 0);
  CHECK(result.status <= 2);
}

void check_all(const std::string& path, const std::string& other, const temp_folder& folder) {
  for (const std::string command : {"inspect", "show", "verify", "schema", "struct"}) check_safe({command, path});
  check_safe({"diff", path, other});
  check_safe({"diff", other, path});
  for (const std::string format : {"zip", "legacy", "safetensors"}) {
    check_safe({"convert", path, folder / hostile.substr(0, 5), "--format", format});
    check_safe({"convert", path, folder / "\xff\xfe", "--format", format});
  }
  for (const std::string& at : {hostile, std::string("\xff")}) {
    const std::string word = at.substr(0, at.find('\0'));
    check_safe({"show", path, "--at", word});
    check_safe({"schema", path, "--at", word});
    check_safe({"convert", path, folder / "out", "--at", word});
  }
  const command_result listed = run_nnstruct({"inspect", "--json", "--hash", path});
  CHECK(std::all_of(listed.out.begin(), listed.out.end(), [](char c) { return c == '\n' || (c >= ' ' && c < 0x7f); }));
  CHECK(json::accept(listed.out));
}

void put_pickle(const std::string& path, const std::string& pickle) {
  put_content(path, zip_bytes({{.name = "w/data.pkl", .bytes = pickle}, {.name = "w/version", .bytes = "3\n"}}));
}

}  // namespace

TEST_CASE("terminal: keys and values", "[terminal]") {
  const temp_folder folder;
  const nn::AnyTensor zeros(nn::dtype::float32, {2});
  nn::save(nn::Value{{hostile, zeros}}, folder / "dict.pth");
  nn::save(nn::Value{{hostile, hostile}, {"tensor", zeros}, {"bytes", nn::Value::bytes(hostile)}}, folder / "run.pth");
  nn::save(nn::Value{{"other", zeros}}, folder / "other.pth");
  check_all(folder / "dict.pth", folder / "other.pth", folder);
  check_all(folder / "run.pth", folder / "other.pth", folder);
  const json listed = json::parse(run_nnstruct({"inspect", "--json", folder / "dict.pth"}).out);
  CHECK(listed["tensors"][0]["key"].get<std::string>().starts_with("k\x1b[2J\xc2\x9b"));  // JSON has them escaped
}

TEST_CASE("terminal: names of classes, functions and modules", "[terminal]") {
  const temp_folder folder;
  nn::save(nn::Value{{"other", nn::AnyTensor(nn::dtype::float32, {2})}}, folder / "other.pth");
  put_pickle(folder / "call.pth", "cos\x1b[31m\nsys\xc2\x9btem\n(Vx\ntR.");
  put_pickle(folder / "model.pth",
             "c__main__\nN\n)\x81(dVtraining\nI01\nsV_parameters\n(dsV_buffers\n(dsV_modules\n(dVk\\u001b\\u202e\n"
             "Nssb.");
  put_pickle(folder / "class.pth", "c__main__\nN\x1b[2J\n)\x81(dVa\\u001b\nI1\nsb.");  // refused
  put_pickle(folder / "object.pth", "c__main__\nN\n)\x81(dVa\\u001b\nI1\nsb.");
  for (const std::string name : {"call.pth", "class.pth", "model.pth", "object.pth"}) {
    INFO(name);
    check_all(folder / name, folder / "other.pth", folder);
  }
  CHECK(run_nnstruct({"show", folder / "model.pth"}).out.find("\\x1b") != std::string::npos);
}

TEST_CASE("terminal: names of files and entries, metadata, messages", "[terminal][slow]") {
  const temp_folder folder;
  nn::save(nn::Value{{"other", nn::AnyTensor(nn::dtype::float32, {2})}}, folder / "other.pth");
  for (const std::string name : {"a\x1b[2J\n.pth", "\xff\xfe.pth", "\xe2\x80\xae.pth"}) {
    put_content(folder / name, content_of(folder / "other.pth"));
    check_all(folder / name, folder / "other.pth", folder);
    put_content(folder / name, "damaged");
    check_all(folder / name, folder / "other.pth", folder);
  }
  check_safe({"inspect", folder / "none\x1b[2J"});
  check_safe({"in\x1bspect"});
  check_safe({"inspect", "--no\x1b[2J\n\xff"});
  put_content(folder / "entry.pth", zip_bytes({{.name = "w\xc2\x9b\xe2\x80\xae/data.pkl", .bytes = "N."},
                                               {.name = "w\xc2\x9b\xe2\x80\xae/version", .bytes = "3\x1b"}}));
  check_all(folder / "entry.pth", folder / "other.pth", folder);
  const std::string header =
      R"({"__metadata__":{"a\u001b\u009b":"b\u001b\u202e\n"},"k\u001b\n\u202e":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}} )";
  put_content(folder / "m.safetensors", le64(header.size()) + header + "x");
  check_all(folder / "m.safetensors", folder / "other.pth", folder);
  CHECK(run_nnstruct({"inspect", folder / "m.safetensors"}).out.find("b\\x1b\\u202e\\n") != std::string::npos);
}

}  // namespace tools_terminal_test
