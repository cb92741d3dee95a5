// SPDX-License-Identifier: Apache-2.0
// The command on large files and odd terminals: its memory, its progress bar, its standard files. It never calls
// setlocale, so its locale is always that of C, whatever the environment says; tests/rules keeps it so. What it prints
// by the library is printed in another locale by tests/checkpoint/locale.cpp.
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"
#include "support/terminal.hpp"
#include "support/zip_bytes.hpp"

namespace tools_streams_test {

using namespace nnstruct_test;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/";

/// A tensor of 300 MB of zeros, or of 100, in files that take hardly any room on the disk.
constexpr std::uint64_t many = NNSTRUCT_TEST_FULL ? 75'000'000 : 25'000'000;
void make_safetensors(const std::string& path) {
  std::string header = R"({"w":{"dtype":"F32","shape":[)" + std::to_string(many) + R"(],"data_offsets":[0,)" +
                       std::to_string(many * 4) + "]}}";
  header.append((8 - header.size() % 8) % 8, ' ');
  put_content(path, le64(header.size()) + header);
  std::filesystem::resize_file(path, 8 + header.size() + many * 4);
}

/// A dictionary {"w": a tensor}, of protocol 0.
std::string pickle_of(const std::string& shape, const std::string& strides) {
  return "(dVw\nctorch._utils\n_rebuild_tensor_v2\n((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI" +
         std::to_string(many) + "\ntQI0\n(" + shape + "t(" + strides + "tI00\nccollections\nOrderedDict\n(tRtRs.";
}

std::string deflated_zeros() {
  ::z_stream stream{};
  ::deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string in(1'000'000, '\0'), out;
  std::vector<char> room(1 << 16);
  for (std::uint64_t done = 0; done < many * 4; done += in.size()) {
    stream.next_in = reinterpret_cast<::Bytef*>(in.data());
    stream.avail_in = static_cast<::uInt>(in.size());
    const bool last = done + in.size() == many * 4;
    int result = Z_OK;
    do {
      stream.next_out = reinterpret_cast<::Bytef*>(room.data());
      stream.avail_out = static_cast<::uInt>(room.size());
      result = ::deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
      out.append(room.data(), room.size() - stream.avail_out);
    } while (stream.avail_out == 0 || (last && result != Z_STREAM_END));
  }
  ::deflateEnd(&stream);
  return out;
}

void make_zip(const std::string& path, const std::string& pickle, std::uint32_t crc) {
  const std::string packed = deflated_zeros();
  put_content(path, zip_bytes({{.name = "w/data.pkl", .bytes = pickle},
                               {.name = "w/data/0",
                                .bytes = packed,
                                .method = 8,
                                .crc32 = crc,
                                .size = many * 4,
                                .stored_size = packed.size()},
                               {.name = "w/version", .bytes = "3\n"}}));
}

std::uint32_t crc_of_zeros() {
  const std::string zeros(1'000'000, '\0');
  ::uLong crc = 0;
  for (std::uint64_t done = 0; done < many * 4; done += zeros.size())
    crc = ::crc32(crc, reinterpret_cast<const ::Bytef*>(zeros.data()), static_cast<::uInt>(zeros.size()));
  return static_cast<std::uint32_t>(crc);
}

/// With at most 64 MB of memory of its own: Linux counts in RLIMIT_DATA the heap and all private memory that can be
/// written, and not the pages of files. (AddressSanitizer needs far more.)
command_result run_limited(const std::string& words) {
#if defined(__SANITIZE_ADDRESS__)
  const std::string limit;
#else
  const std::string limit = "ulimit -d 65536 && ";
#endif
  return run_command({"/bin/sh", "-c", limit + "exec " NNSTRUCT_TEST_COMMAND " " + words});
}

/// What the command writes where its stdout and stderr are a terminal.
std::string on_terminal(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), NNSTRUCT_TEST_COMMAND);
  std::vector<char*> words;
  for (std::string& word : arguments) words.push_back(word.data());
  words.push_back(nullptr);
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  REQUIRE(child >= 0);
  if (child == 0) {
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  std::string out;
  char piece[4096];
  for (ssize_t count; (count = ::read(terminal, piece, sizeof piece)) > 0;)
    out.append(piece, static_cast<std::size_t>(count));
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  return out;
}

}  // namespace

TEST_CASE("streams: large tensors are read, compared and converted with 64 MB of memory", "[streams][slow]") {
  const temp_folder folder;
  make_safetensors(folder / "plain.safetensors");
  make_zip(folder / "deflated.pth", pickle_of("I" + std::to_string(many) + "\n", "I1\n"), crc_of_zeros());
  make_zip(folder / "damaged.pth", pickle_of("I" + std::to_string(many) + "\n", "I1\n"), crc_of_zeros() ^ 1);

  // tail cuts the header off, and sha256sum hashes what is left.
  const std::string path = folder / "plain.safetensors";
  const std::string expected =
      run_command({"/bin/sh", "-c", "tail -c " + std::to_string(many * 4) + " " + path + " | sha256sum | cut -c1-64"})
          .out.substr(0, 64);
  CHECK(expected.size() == 64);
  for (const std::string name : {"plain.safetensors", "deflated.pth"}) {
    INFO(name);
    const command_result hashed = run_limited("inspect --json --hash " + folder / name);
    INFO(hashed.error);
    CHECK(hashed.status == 0);
    CHECK(hashed.out.find(expected) != std::string::npos);
    CHECK(run_limited("verify " + folder / name).status == 0);
  }
  CHECK(run_limited("diff " + folder / "plain.safetensors" + " " + folder / "deflated.pth").status == 0);
  CHECK(run_limited("verify " + folder / "damaged.pth").status == 2);
  CHECK(run_limited("convert " + folder / "deflated.pth" + " " + folder / "out.safetensors").status == 0);
  CHECK(run_limited("convert " + folder / "plain.safetensors" + " " + folder / "out.pth").status == 0);
  CHECK(run_limited("diff " + folder / "out.safetensors" + " " + folder / "out.pth").status == 0);
  std::filesystem::remove(folder / "out.safetensors");
  CHECK(run_limited("convert --format legacy " + folder / "out.pth" + " " + folder / "legacy.pth").status == 0);
  CHECK(run_limited("inspect --json --hash " + folder / "legacy.pth").out.find(expected) != std::string::npos);
  CHECK(run_limited("show " + folder / "legacy.pth").out ==
        "OrderedDict([('w', tensor([0., 0., 0.,  ..., 0., 0., 0.]))])\n");
}

TEST_CASE("streams: a progress bar on a terminal, and nowhere else", "[streams]") {
  const temp_folder folder;
  make_safetensors(folder / "w.safetensors");
  CHECK(run_nnstruct({"verify", folder / "w.safetensors"}).error.empty());
  if (!has_terminals()) {
    WARN("this machine has no pseudo-terminals (is /dev/pts mounted?): the bar itself is not looked at");
    return;
  }
  const std::string seen = on_terminal({"verify", folder / "w.safetensors"});
  CHECK(seen.find("\rverifying [") != std::string::npos);
  CHECK(seen.find(NNSTRUCT_TEST_FULL ? "% of 286 MB" : "% of 95 MB") != std::string::npos);
  CHECK(seen.find("\r\x1b[K") != std::string::npos);
  CHECK(seen.find("\x1b[K" + (folder / "w.safetensors")) != std::string::npos);  // gone before anything is printed
  CHECK(on_terminal({"verify", data + "torch-2.14/mlp_state_dict.pt"}).find('\x1b') == std::string::npos);
}

TEST_CASE("streams: every subcommand has a help with an example", "[streams]") {
  for (const std::string name : {"inspect", "show", "diff", "verify", "convert", "schema", "struct"}) {
    INFO(name);
    const command_result help = run_nnstruct({name, "--help"});
    CHECK(help.status == 0);
    CHECK(help.error.empty());
    CHECK(help.out.find("Example:\n  nnstruct " + name + " ") != std::string::npos);
    CHECK(run_nnstruct({"--help"}).out.find("\n  " + name + " ") != std::string::npos);
  }
}

TEST_CASE("streams: what cannot be printed is an error", "[streams]") {
  const std::string file = data + "torch-2.14/mlp_state_dict.pt";
  for (const std::string& words : {std::string("inspect"), std::string("inspect --json"), std::string("show"),
                                   std::string("verify"), "diff " + file}) {
    INFO(words);
    const command_result full =
        run_command({"/bin/sh", "-c", "exec " NNSTRUCT_TEST_COMMAND " " + words + " " + file + " >/dev/full"});
    CHECK(full.status == 2);
    CHECK(full.error.find("cannot write to the standard output: No space left on device") != std::string::npos);
    const command_result closed =
        run_command({"/bin/sh", "-c", "exec " NNSTRUCT_TEST_COMMAND " " + words + " " + file + " >&-"});
    CHECK(closed.status == 2);
    CHECK(closed.error.find("cannot write to the standard output") != std::string::npos);
  }
  // A file that is written while stdout is closed has nothing but its own bytes in it.
  const temp_folder folder;
  run_command(
      {"/bin/sh", "-c", "exec " NNSTRUCT_TEST_COMMAND " convert " + file + " " + folder / "out.pt" + " >&- 2>&-"});
  CHECK(run_nnstruct({"diff", file, folder / "out.pt"}).status == 0);
  // Who has read enough ends the command without a word.
  const command_result head =
      run_command({"/bin/sh", "-c", NNSTRUCT_TEST_COMMAND " show " + data + "torch-2.14/many_keys.pt | head -c 10"});
  CHECK(head.status == 0);
  CHECK(head.error.empty());
  CHECK(head.out.size() == 10);
}

}  // namespace tools_streams_test
