// SPDX-License-Identifier: Apache-2.0
// nnstruct verify: what it checked, and what it cannot see.
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/one_of.hpp"
#include "support/refused.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

namespace tools_verify_test {

using namespace nnstruct_test;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/";

std::string verified(const std::string& file) {
  const command_result result = run_nnstruct({"verify", data + file});
  INFO(result.error);
  CHECK(result.status == 0);
  CHECK(result.out.ends_with("\nfine\n"));
  return result.out;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("verify: says what it compared, and what has no checksum", "[verify]") {
  // The numbers of entries and bytes are those of Python's zipfile: 12 entries of mlp_state_dict.pt.
  CHECK(has(verified("torch-2.14/mlp_state_dict.pt"), " CRC-32 compared, all right\n"));
  CHECK(has(verified("torch-2.14/variants/deflated.pt"), " CRC-32 compared, all right\n"));
  CHECK(has(verified("torch-2.14/mlp_state_dict.legacy.pt"), "this format holds no checksum, so a change of data"));
  CHECK(has(verified("torch-2.14/mlp.safetensors"), "this format holds no checksum, so a change of data"));
  CHECK(has(verified("torch-2.14/handmade/tar_plain.pt"), "this format holds no checksum, so a change of data"));
  CHECK(has(verified("torch-2.14/mlp_state_dict.pt"), "6 tensors in 6 storages, each within its bounds"));
}

TEST_CASE("verify: the names that Python would import are listed, as known or unknown", "[verify]") {
  const std::string plain = verified("torch-2.14/mlp_state_dict.pt");
  CHECK(has(plain,
            "  3 names that Python would import or call: 3 known, 0 unknown, 0 dangerous\n"
            "    known    collections.OrderedDict, called 8 times\n"
            "    known    torch.FloatStorage, named\n"
            "    known    torch._utils._rebuild_tensor_v2, called 6 times\n"));
  const std::string out = verified("calls.pth");
  std::istringstream names(content_of(data + "calls_names.txt"));
  std::size_t count = 0;
  for (std::string name; std::getline(names, name); ++count) {
    if (name.starts_with("__builtin__.")) name.replace(0, 11, "builtins");
    for (const auto& [old, now] : {std::pair<const char*, const char*>("builtins.xrange", "builtins.range"),
                                   {"builtins.long", "builtins.int"},
                                   {"builtins.unicode", "builtins.str"}})
      if (name == old) name = now;
    INFO(name);
    CHECK(has(out, "known    " + name + ", ") != has(out, "unknown  " + name + ", "));
  }
  CHECK(has(out, "  " + std::to_string(count) + " names that Python would import or call: "));
  CHECK(has(out, "    unknown  functools.partial, called 5 times\n"));
  CHECK(has(out, "    unknown  torch.optim.sgd.SGD, called once\n"));
  CHECK(has(out, "    known    _codecs.encode, called "));
  CHECK_FALSE(has(verified("torch-2.14/mlp.safetensors"), "names that Python"));
}

TEST_CASE("verify: with --strict-calls every subcommand refuses unknown calls, and nothing else", "[verify]") {
  const temp_folder folder;
  const std::string calls = data + "calls.pth", plain = data + "torch-2.14/mlp_state_dict.pt";
  const std::vector<std::vector<std::string>> uses = {
      {"inspect"}, {"inspect", "--json"}, {"show"}, {"verify"}, {"diff", calls}, {"struct"}, {"schema"}};
  for (std::vector<std::string> use : uses) {
    INFO(use[0]);
    use.push_back(calls);
    use.push_back("--strict-calls");
    const command_result strict = run_nnstruct(use);
    CHECK(strict.status == 2);
    CHECK(has(strict.error,
              "the pickle calls functools.partial, which is not on the list of what a state_dict may call"));
    use.pop_back();
    use.insert(use.begin(), "--strict-calls");
    CHECK(run_nnstruct(use).error == strict.error);
    CHECK_FALSE(has(run_nnstruct({use.begin() + 1, use.end()}).error, "the pickle calls"));
  }
  CHECK(run_nnstruct({"convert", calls, folder / "out.pth", "--strict-calls"}).status == 2);
  CHECK(folder.names().empty());
  CHECK(run_nnstruct({"convert", calls, folder / "out.pth"}).status == 0);
  CHECK(run_nnstruct({"diff", calls, folder / "out.pth"}).status == 0);
  for (const std::string use : {"inspect", "show", "verify", "schema"})
    CHECK(run_nnstruct({use, plain, "--strict-calls"}).status == 0);
}

TEST_CASE("verify: a flipped bit is found in every entry of an archive", "[verify]") {
  const temp_folder folder;
  const std::string good = content_of(data + "torch-2.14/one_linear_model.pth");
  int refused = 0, tried = 0;
  for (std::size_t byte = 30; byte < good.size(); byte += 97) {
    std::string bad = good;
    bad[byte] = static_cast<char>(bad[byte] ^ 0x10);
    put_content(folder / "bad.pth", bad);
    const command_result result = run_nnstruct({"verify", folder / "bad.pth"});
    ++tried;
    refused += result.status == 2;
    CHECK(result.status != 1);
    if (result.status == 2) CHECK(result.out.empty());
  }
  CHECK(tried > 20);
  CHECK(refused > tried * 2 / 3);  // bytes between the entries mean nothing
  for (std::size_t at = good.find("data/0"); at < good.find("data/0") + 1; ++at) {
    std::string bad = good;
    const std::size_t payload = (at + 63) / 64 * 64 + 64;
    bad[payload] = static_cast<char>(bad[payload] ^ 1);
    put_content(folder / "bad.pth", bad);
    CHECK(run_nnstruct({"verify", folder / "bad.pth"}).status == 2);
  }
}

TEST_CASE("verify: what the library refuses is refused here, in one line", "[verify]") {
  one_of rows_taken(3);
  for (const auto& [file, row] : refusals()) {
    if (!rows_taken.takes()) continue;
    INFO(file);
    const command_result result = run_nnstruct({"verify", data + file});
    CHECK(result.status == 2);
    CHECK(result.out.empty());
    CHECK(has(result.error, row.text));
    CHECK(result.error.find('\n') == result.error.size() - 1);
  }
}

}  // namespace tools_verify_test
