// SPDX-License-Identifier: Apache-2.0
// nnstruct schema: what it prints and writes, and how it refuses.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/tensor.hpp>
#include <nnstruct/version.hpp>

#include "support/catch.hpp"
#include "support/run_command.hpp"
#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

namespace tools_schema_test {

using nnstruct_test::command_result;
using nnstruct_test::content_of;
using nnstruct_test::put_content;
using nnstruct_test::run_nnstruct;
using nnstruct_test::temp_folder;

namespace {

const std::string data = NNSTRUCT_TEST_DATA;
const std::string net = data + "/schema/net.pth";

/// It exits with 2 and prints one line on stderr, nothing else, that has this in it.
void refuses(const std::vector<std::string>& arguments, const std::string& what) {
  const command_result result = run_nnstruct(arguments);
  INFO(result.error);
  CHECK(result.status == 2);
  CHECK(result.out.empty());
  CHECK(result.error.rfind("nnstruct: ", 0) == 0);
  CHECK(result.error.find(what) != std::string::npos);
  CHECK(result.error.find('\n') == result.error.size() - 1);
  const auto control = [](char c) { return c != '\n' && ((c >= 0 && c < ' ') || c == 0x7f); };
  CHECK(std::none_of(result.error.begin(), result.error.end(), control));
}

/// A key without quotes and backslashes, as a literal.
std::string written(const std::string& key) {
  std::string out = "\"";
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    char octal[5];
    std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned>(byte));
    out += byte < 0x80 ? std::string(1, c) : octal;
  }
  return out + "\"";
}

/// A header as it is in a file: with the hash of its lines.
std::string in_file(const std::string& lines) {
  return lines + "// Edited, this file is not replaced without --force; the lines above have the hash " +
         nnstruct_test::sha256_of(lines.data(), lines.size()).substr(0, 16) + "\n";
}

/// What says whether a file was written again.
struct stat facts_of(const std::string& path) {
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts;
}
bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

TEST_CASE("schema: the headers are those that Python wrote of PyTorch's state_dicts") {
  for (const std::string name : {"net", "hard", "kinds", "empty"}) {
    const std::string stem = data + "/schema/" + name;
    const command_result result = run_nnstruct({"schema", stem + ".pth"});
    CHECK(result.status == 0);
    CHECK(result.error.empty());
    CHECK(result.out == content_of(stem + ".hpp"));
  }
  const command_result result = run_nnstruct({"schema", data + "/schema/run.pth", "--at", "model_state_dict", "--name",
                                              "model", "--namespace", "trained::here"});
  CHECK(result.status == 0);
  CHECK(result.out == content_of(data + "/schema/run_model.hpp"));
}

TEST_CASE("schema: a model that was saved whole has the rows of its state_dict") {
  const std::string structs = data + "/structs/";
  const auto rows_of = [&](const std::string& file) {
    const std::string text = run_nnstruct({"schema", structs + file, "--name", "model"}).out;
    const std::size_t begin = text.find("rows{{"), end = text.find("}};", begin);
    REQUIRE(end != std::string::npos);
    return text.substr(begin, end - begin);
  };
  for (const std::string name : {"resnet50", "vgg11_bn", "tree_03", "tree_11", "chain"}) {
    INFO(name);
    CHECK(rows_of(name + ".pth") == rows_of(name + "_state.pth"));
    const command_result whole = run_nnstruct({"schema", "--fingerprint", structs + name + ".pth"});
    CHECK(whole.status == 0);
    CHECK(whole.out == run_nnstruct({"schema", "--fingerprint", structs + name + "_state.pth"}).out);
  }
}

TEST_CASE("schema: the rows of files of both versions of torch") {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    const std::filesystem::path& path = entry.path();
    const std::string name = path.filename().string();
    if (name.rfind("ckpt_", 0) != 0 || path.extension() != ".txt" || path.stem().extension() == ".value") continue;
    ++files;
    const std::string pth = path.string().substr(0, path.string().size() - 4) + ".pth";
    INFO(pth);
    const std::string out = run_nnstruct({"schema", pth}).out;
    std::size_t rows = 0, modules = 0, place = 0;
    const auto next = [&](const std::string& row) {  // in this order, one directly behind the other
      INFO(row);
      const std::size_t found = out.find(row, place);
      CHECK(found != std::string::npos);
      if (rows + modules > 1 && modules != 1) CHECK(found == place);
      place = found + row.size();
    };
    std::istringstream lines(content_of(path.string()));  // make_checkpoints.py says what is in them
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string key, dtype, shape;
      words >> key >> dtype >> shape;
      if (key == "@metadata") {
        ++modules;
        next("      {" + dtype + ", " + shape + "},\n");
        continue;
      }
      ++rows;
      std::replace(shape.begin(), shape.end(), 'x', ',');
      std::string extents;
      for (const char c : shape) extents += c == ',' ? ", " : std::string(1, c);
      const std::string braces = shape == "-" ? "" : ", {" + extents + "}";
      next("      {" + written(key) + ", ::nnstruct::dtype::" + (dtype == "bool" ? "boolean" : dtype) + braces +
           "},\n");
    }
    CHECK(out.find("checkpoint_row, " + std::to_string(rows) + "> rows{") != std::string::npos);
    CHECK((out.find("checkpoint_module, " + std::to_string(modules) + "> modules{") != std::string::npos) ==
          (modules != 0));
  }
  CHECK(files > 40);
}

TEST_CASE("schema: a name comes from the file's") {
  const temp_folder folder;
  const auto name_of = [&](const std::string& file) {
    std::filesystem::copy_file(net, folder / file);
    const std::string out = run_nnstruct({"schema", folder / file}).out;
    const std::size_t begin = out.find("\nstruct ") + 8;
    return out.substr(begin, out.find(" {", begin) - begin);
  };
  CHECK(name_of("resnet18-f37072fd.pth") == "resnet18_f37072fd");
  CHECK(name_of("a b.c.pth") == "a_b_c");
  CHECK(name_of("3d.pth") == "_3d");
  CHECK(name_of("int.pth") == "int_");
  CHECK(name_of("rows.pth") == "rows_");
  CHECK(name_of("nnstruct.pth") == "nnstruct_");
  CHECK(name_of("gr\xc3\xbc\xc3\x9f.pth") == "gr____");
  CHECK(name_of(".pth") == "_pth");
}

TEST_CASE("schema: the fingerprint alone") {
  const command_result result = run_nnstruct({"schema", "--fingerprint", net});
  CHECK(result.status == 0);
  CHECK(result.out.size() == 19);
  CHECK(content_of(data + "/schema/net.hpp").find("fingerprint " + result.out.substr(0, 18) + ".\n") !=
        std::string::npos);
}

TEST_CASE("schema: the tensors' data are not read") {
  const temp_folder folder;
  const std::string damaged = folder / "lenet_state_dict.pth";
  const std::string whole = data + "/torch-2.14/lenet_state_dict.pth";
  std::string bytes = content_of(whole);
  const std::size_t middle = bytes.size() / 2;  // of fc1.weight, which is most of the file
  bytes[middle] = static_cast<char>(bytes[middle] ^ 1);
  put_content(damaged, bytes);
  CHECK_THROWS_AS(nnstruct::load<nnstruct::StateDict>(damaged), nnstruct::FormatError);
  const command_result result = run_nnstruct({"schema", damaged});
  CHECK(result.status == 0);
  CHECK(result.out == run_nnstruct({"schema", whole}).out);
}

TEST_CASE("schema: a header that is right already is left alone") {
  const temp_folder folder;
  const std::string header = folder / "net.hpp", right = in_file(content_of(data + "/schema/net.hpp"));
  const auto write = [&](const std::string& file) {
    const command_result result = run_nnstruct({"schema", data + file, "--name", "net", "--output", header});
    CHECK(result.status == 0);
    CHECK(result.out.empty());
    CHECK(result.error.empty());
    CHECK(folder.names() == std::vector<std::string>{"net.hpp"});
  };
  write("/schema/net.pth");
  CHECK(content_of(header) == right);
  const struct timespec long_ago[2] = {{1000, 0}, {1000, 0}};
  REQUIRE(::utimensat(AT_FDCWD, header.c_str(), long_ago, 0) == 0);
  const struct stat before = facts_of(header);
  write("/schema/net.pth");
  CHECK(same_file(facts_of(header), before));

  write("/torch-2.14/lenet_state_dict.pth");
  CHECK(!same_file(facts_of(header), before));
  CHECK(content_of(header).find("\"conv1.weight\"") != std::string::npos);
  write("/schema/net.pth");
  CHECK(content_of(header) == right);
}

TEST_CASE("schema: a header that was edited is not replaced without --force") {
  const temp_folder folder;
  const std::string header = folder / "net.hpp", lines = content_of(data + "/schema/net.hpp"), right = in_file(lines);
  const std::vector<std::string> call = {"schema", net, "-o", header},
                                 forced = {"schema", net, "-o", header, "--force"};
  const auto replaced = [&](const std::vector<std::string>& arguments) {
    CHECK(run_nnstruct(arguments).status == 0);
    CHECK(content_of(header) == right);
  };
  replaced(call);
  std::string same_length = right, another_hash = right;
  same_length[lines.size() / 2] ^= 1;
  another_hash[right.size() - 2] ^= 1;
  struct kept {
    std::string content, reason;
  };
  const std::string edited = "it was edited since nnstruct wrote it, as the hash in its last line tells";
  const std::string own = "it has not the last line that nnstruct writes, so it is somebody's own, or of an older";
  for (const kept& each : {kept{"// mine\n" + right, edited}, kept{right + "\n", edited}, kept{same_length, edited},
                           kept{another_hash, edited}, kept{right.substr(0, right.size() - 1), edited},
                           kept{in_file(lines + "// more\n") + "// and more\n", edited}, kept{"old", own},
                           kept{lines + "\n", own}, kept{"0x0123456789abcdefg\n", own}}) {
    INFO(each.content);
    put_content(header, each.content);
    refuses(call, header + ": " + each.reason);
    refuses(call, "; give another path, or --force to replace it");
    refuses({"schema", net, "--fingerprint", "-o", header}, header + ": " + each.reason);
    CHECK(content_of(header) == each.content);
    replaced(forced);
  }
  // Where nothing is lost: another header as it was written, the lines alone, as printed, nothing, a fingerprint.
  for (const std::string& content :
       {in_file("// another\n"), lines, std::string(), std::string("0x0123456789abcdef\n")}) {
    put_content(header, content);
    replaced(call);
  }
  CHECK(run_nnstruct({"schema", net, "--fingerprint", "-o", header}).status == 0);
  CHECK(content_of(header) == run_nnstruct({"schema", net, "--fingerprint"}).out);
  refuses({"schema", net, "--force"}, "--force requires --output");
}

TEST_CASE("schema: bad files are refused in one line, and the old header stays") {
  const temp_folder folder;
  const std::string header = folder / "old.hpp";
  put_content(header, "old");
  const auto refused = [&](const std::string& file, const std::string& what) {
    refuses({"schema", data + file, "--name", "net", "-o", header}, what);
    CHECK(content_of(header) == "old");
    CHECK(folder.names() == std::vector<std::string>{"old.hpp"});
  };
  refused("/schema/no_such.pth", "no_such.pth\": No such file or directory");
  refused("/schema/run.pth",
          "run.pth: there is no tensor in this dictionary, so it is no state_dict of a module; "
          "some are in the file: --at model_state_dict");
  {
    const temp_folder other;  // a model that was saved whole has a schema too
    const nnstruct::Value model = nnstruct::read(data + "/torch-2.14/one_linear_model.pth");
    const std::string held = other / "held.pth";
    nnstruct::save(nnstruct::Value{{"model", model}, {"epoch", 1}}, held, {.durable = false});
    refuses({"schema", held}, "no state_dict of a module; some are in the file: --at model\n");
    CHECK(run_nnstruct({"schema", held, "--at", "model"}).status == 0);
    CHECK(run_nnstruct({"struct", held, "--at", "model"}).status == 0);
    nnstruct::save(nnstruct::Value{{"model", model}, {"ema", {{"w", nnstruct::Value(nnstruct::Tensor<float, 2>())}}}},
                   held, {.durable = false});
    refuses({"schema", held}, "some are in the file: --at model, --at ema\n");
  }
  refused("/schema/several.pth", "--at student.model, --at teacher.model");
  refused("/schema/no_tensors.pth",
          "no_tensors.pth: there is no tensor in this dictionary, so it is no state_dict of a "
          "module; save one in Python: torch.save(model.state_dict(), path)");
  refused("/schema/nine_dimensions.pth", "nine_dimensions.pth: tensor \"weight\" has 9 dimensions");
  refused("/schema/hard_to_show.pth", "--at \\x1b[31mred\\x07\n");
  refused("/torch-2.14/ckpt_list.pth", "data.pkl: byte 2: expected a state_dict, found a list");
  refused("/schema/net.hpp", "net.hpp");
  refused("/schema", "schema");
  refuses({"schema", data + "/schema/hard_to_show.pth", "--at", "x"},
          "\"\\x1b[31mred\\x07\" (a state_dict), \"turned\\u202e\" (an integer), \"two\\nlines\" (an integer)");
  refuses({"schema", data + "/schema/run.pth", "--at", "epoch"}, "expected a state_dict under \"epoch\"");
}

TEST_CASE("schema: what cannot be written to is refused, the checkpoint first of all") {
  const temp_folder folder;
  const std::string model = folder / "model.pth", link = folder / "link.hpp", same = folder / "same.hpp";
  std::filesystem::copy_file(net, model);
  std::filesystem::create_symlink(model, link);
  std::filesystem::create_hard_link(model, same);
  for (const std::string& output : {model, link, same}) {
    refuses({"schema", model, "-o", output}, output + ": the output would replace the checkpoint");
    CHECK(content_of(model) == content_of(net));
  }
  refuses({"schema", model, "-o", folder / "no/such/folder.hpp"}, "no/such");
  refuses({"schema", model, "-o", folder.path()}, folder.path());

  const command_result full = run_nnstruct({"schema", model}, "/dev/full");
  CHECK(full.status == 2);
  CHECK(full.error == "nnstruct: cannot write to the standard output: No space left on device\n");
}

TEST_CASE("schema: what is typed has to make sense") {
  refuses({}, "A subcommand is required; nnstruct --help tells more");
  refuses({"no_such_thing"}, "nnstruct --help tells more");
  refuses({"schema"}, "FILE is required");
  refuses({"schema", net, "--no-such-option"}, "--no-such-option");
  refuses({"schema", net, "\x1b[31m"}, "\\x1b[31m");
  refuses({"schema", net, "--name"}, "--name");
  for (const std::string name : {"3d", "a-b", "", "class", "co_await", "xor_eq", "gr\xc3\xbc\xc3\x9f", "a::b", "a b"})
    refuses({"schema", net, "--name", name}, "is no name that a type of C++ can have");
  for (const std::string name : {"at", "rows", "others", "modules", "nnstruct", "std"})
    refuses({"schema", net, "--name", name}, "cannot be called " + name);
  for (const std::string name : {"a::", "::a", "a:b", "a::class", "a b", "a::::b", "", "nnstruct", "a::nnstruct"})
    refuses({"schema", net, "--namespace", name}, "is no namespace of C++");
  CHECK(run_nnstruct({"schema", net, "--name", "nnstruct", "--namespace", "a"}).status == 0);
}

TEST_CASE("schema: CMake knows the same words that cannot be names") {
  const auto words_of = [](const std::string& file, const std::string& begin, char end) {
    std::string text = content_of(data + "/../../" + file);
    REQUIRE(text.find(begin) != std::string::npos);
    text.erase(0, text.find(begin) + begin.size());
    text.erase(text.find(end));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '"' || c == ','; }, ' ');
    std::istringstream in(text);
    return std::set<std::string>(std::istream_iterator<std::string>(in), {});
  };
  const auto words = words_of("tools/cpp_text.cpp", "keywords[] = {", '}');
  CHECK(words.size() == 92);  // 81 keywords, 11 other spellings of operators
  CHECK(words == words_of("cmake/nnstruct-checkpoint-arguments.cmake", "GLOBAL PROPERTY nnstruct_keywords", ')'));
  for (const std::string& word : words) CHECK(run_nnstruct({"schema", net, "--name", word}).status == 2);
}

TEST_CASE("nnstruct: help and version") {
  const command_result version = run_nnstruct({"--version"});
  CHECK(version.status == 0);
  CHECK(version.out == "nnstruct " + std::to_string(NNSTRUCT_VERSION_MAJOR) + "." +
                           std::to_string(NNSTRUCT_VERSION_MINOR) + "." + std::to_string(NNSTRUCT_VERSION_PATCH) +
                           "\n");
  const command_result help = run_nnstruct({"--help"});
  CHECK(help.status == 0);
  CHECK(help.error.empty());
  CHECK(help.out.find("schema") != std::string::npos);
  const command_result of_schema = run_nnstruct({"schema", "--help"});
  CHECK(of_schema.status == 0);
  for (const std::string option : {"--name", "--namespace", "--at", "-o,--output", "--force", "--fingerprint"})
    CHECK(of_schema.out.find(option) != std::string::npos);
}

}  // namespace tools_schema_test
