// SPDX-License-Identifier: Apache-2.0
// Saves that fail at every place where the system can fail, and programs that are killed while they save.
//
// This program defines the system calls that saving and loading make. They do what they always do, unless a test
// says that the n-th of them fails.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_save_faults_test {

using namespace nnstruct_test;
using nn::IoError;

namespace {

/// What one of the calls does instead of its work.
enum class effect { none, error, half, nothing };

struct call_faults {
  bool counting = false;
  std::vector<std::string> made = {};  ///< names of the calls, in order
  std::string created = {};            ///< path of the last file opened for writing
  std::size_t at = 0;                  ///< the number of the call that fails
  bool lasting = false;                ///< and all after it
  effect what = effect::none;
  int error = 0;
} faults;

effect next_call(const char* name) {
  if (!faults.counting) return effect::none;
  const std::size_t number = faults.made.size();
  faults.counting = false;  // growing the list may make calls of its own
  faults.made.emplace_back(name);
  faults.counting = true;
  if (number != faults.at && !(faults.lasting && number > faults.at)) return effect::none;
  if (faults.what == effect::error) errno = faults.error;
  return faults.what;
}

template <class... Arguments> long system_call(long number, Arguments... arguments) {
  return ::syscall(number, arguments...);
}

}  // namespace

extern "C" {
int open(const char* path, int flags, ...) {
  ::mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    std::va_list list;
    va_start(list, flags);
    mode = va_arg(list, ::mode_t);
    va_end(list);
  }
  if (next_call("open") == effect::error) return -1;
  if (faults.counting && (flags & O_CREAT) != 0) faults.created = path;
  return static_cast<int>(system_call(SYS_openat, AT_FDCWD, path, flags, mode));
}
int fchmod(int descriptor, ::mode_t mode) noexcept {
  if (next_call("fchmod") == effect::error) return -1;
  return static_cast<int>(system_call(SYS_fchmod, descriptor, mode));
}
::ssize_t write(int descriptor, const void* from, std::size_t bytes) {
  const effect what = next_call("write");
  if (what == effect::error) return -1;
  if (what == effect::nothing) return 0;
  if (what == effect::half) bytes = (bytes + 1) / 2;
  return system_call(SYS_write, descriptor, from, bytes);
}
::ssize_t pread(int descriptor, void* to, std::size_t bytes, ::off_t offset) {
  const effect what = next_call("pread");
  if (what == effect::error) return -1;
  if (what == effect::nothing) return 0;
  if (what == effect::half) bytes = (bytes + 1) / 2;
  return system_call(SYS_pread64, descriptor, to, bytes, offset);
}
int fsync(int descriptor) {
  if (next_call("fsync") == effect::error) return -1;
  return static_cast<int>(system_call(SYS_fsync, descriptor));
}
int close(int descriptor) {
  const effect what = next_call("close");
  const int result = static_cast<int>(system_call(SYS_close, descriptor));  // Linux closes it even when that fails
  if (what != effect::error) return result;
  errno = faults.error;
  return -1;
}
int rename(const char* from, const char* to) noexcept {
  if (next_call("rename") == effect::error) return -1;
  return static_cast<int>(system_call(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
}

namespace {

using names = std::vector<std::string>;

/// Large enough to be written by several calls, the buffered ones among them.
struct Large {
  nn::Linear<3, 5> first;
  nn::Linear<150, 200> fc;
  nn::Linear<5, 3> last;
};

Large a_large(float value) {
  Large model;
  nn::for_each<nn::Linear<3, 5>>(model, [&](auto& layer) { layer.weight.fill_(value), layer.bias.fill_(value + 1); });
  model.fc.weight.fill_(value + 2);
  model.fc.bias.fill_(value + 3);
  nn::for_each<nn::Linear<5, 3>>(model,
                                 [&](auto& layer) { layer.weight.fill_(value + 4), layer.bias.fill_(value + 5); });
  return model;
}

struct version {
  Large model;
  std::string bytes;

  explicit version(float value) : model(a_large(value)) {
    const temp_folder folder;
    nn::save(model, folder / "model.pth", {.durable = false});
    bytes = content_of(folder / "model.pth");
  }
};

/// The calls that a function makes, one of them failing if so set before.
template <class Function> names calls_of(Function&& function) {
  struct guard {
    guard() {
      faults.made.clear();
      faults.counting = true;
    }
    ~guard() { faults.counting = false; }
  };
  {
    const guard on;
    function();
  }
  return faults.made;
}

struct outcome {
  bool saved = false;
  std::string message, path;
  int error = 0;
};

template <class Function>
outcome with_fault(std::size_t at, effect what, int error, bool lasting, Function&& function) {
  faults.at = at;
  faults.what = what;
  faults.error = error;
  faults.lasting = lasting;
  outcome result;
  try {
    calls_of(function);
    result.saved = true;
  } catch (const IoError& thrown) {
    result.message = thrown.what();
    result.path = thrown.path();
    result.error = thrown.error_number();
  }
  faults = {};
  return result;
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for (int descriptor = 0; descriptor < 1024; ++descriptor) count += ::fcntl(descriptor, F_GETFD) != -1;
  return count;
}

std::string words_of(int error) { return std::system_category().message(error); }

}  // namespace

TEST_CASE("whatever call of a save fails, the old file is as it was", "[checkpoint][save_faults][slow]") {
  const version before(1), after(100);
  for (const bool durable : {true, false})
    for (const bool replaces : {true, false}) {
      const temp_folder folder;
      const std::string path = folder / "model.pth";
      const names old_names = replaces ? names{"model.pth"} : names{};
      const auto reset = [&] {
        if (replaces) put_content(path, before.bytes);
        else ::unlink(path.c_str());
      };
      const auto save = [&] { nn::save(after.model, path, {.durable = durable}); };

      reset();
      const names calls = calls_of(save);
      CHECK((content_of(path) == after.bytes));
      // Nothing escapes this test: these are all the calls that saving can make, but for those that only look.
      names kinds = calls;
      kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
      names expected = {"open", "write", "close", "rename"};
      if (replaces) expected.insert(expected.begin() + 1, "fchmod");
      if (durable) {
        expected.insert(expected.end() - 2, "fsync");
        expected.insert(expected.end() - 1, "open");
        expected.insert(expected.end(), {"fsync", "close"});
      }
      CHECK(kinds == expected);
      CHECK(std::count(calls.begin(), calls.end(), "write") >= 3);
      const auto renamed = static_cast<std::size_t>(std::find(calls.begin(), calls.end(), "rename") - calls.begin());
      const std::size_t descriptors = open_descriptors();

      for (std::size_t i = 0; i < calls.size(); ++i)
        for (const int error : {ENOSPC, EIO, EDQUOT, EROFS, EINTR})
          for (const bool lasting : {false, true}) {
            if (lasting && error == EINTR) continue;  // would be interrupted for ever
            INFO((durable ? "durable, " : "") << (replaces ? "replacing, " : "") << (lasting ? "from " : "") << "call "
                                              << i << ", " << calls[i] << ": " << words_of(error));
            reset();
            const outcome result = with_fault(i, effect::error, error, lasting, save);
            CHECK(open_descriptors() == descriptors);

            const bool harmless = (error == EINTR && calls[i] != "rename") || (i > renamed && calls[i] == "close");
            if (harmless) {
              INFO(result.message);
              CHECK(result.saved);
              CHECK((content_of(path) == after.bytes));
              CHECK(folder.names() == names{"model.pth"});
              continue;
            }
            REQUIRE_FALSE(result.saved);
            CHECK(result.path == path);
            CHECK(result.error == error);
            CHECK(contains(result.message, path));
            CHECK(contains(result.message, words_of(error)));
            if (i > renamed) {  // the folder's fsync
              CHECK(contains(result.message, "the new file is in its place, but the folder could not be synced"));
              CHECK((content_of(path) == after.bytes));
              CHECK(folder.names() == names{"model.pth"});
              continue;
            }
            CHECK(folder.names() == old_names);
            CHECK(contains(result.message, "cannot save " + path + ": "));
            if (!replaces) continue;
            CHECK(contains(result.message, "the old file is as it was"));
            CHECK((content_of(path) == before.bytes));
          }
    }
}

TEST_CASE("a short write goes on, one of nothing is an error", "[checkpoint][save_faults]") {
  const version before(1), after(100);
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  const auto save = [&] { nn::save(after.model, path); };
  save();  // from now on there is an old file
  const names calls = calls_of(save);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (calls[i] != "write") continue;
    for (const bool lasting : {false, true}) {
      put_content(path, before.bytes);
      CHECK(with_fault(i, effect::half, 0, lasting, save).saved);
      CHECK((content_of(path) == after.bytes));
      put_content(path, before.bytes);
      const outcome result = with_fault(i, effect::nothing, 0, lasting, save);
      CHECK_FALSE(result.saved);
      CHECK(result.error == EIO);
      CHECK((content_of(path) == before.bytes));
      CHECK(folder.names() == names{"model.pth"});
    }
  }
}

TEST_CASE("a folder that cannot be synced is no error", "[checkpoint][save_faults]") {
  const version after(100);
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  const auto save = [&] { nn::save(after.model, path); };
  save();  // from now on there is an old file
  const names calls = calls_of(save);
  REQUIRE(calls[calls.size() - 2] == "fsync");
  for (const int error : {EINVAL, ENOTSUP})
    CHECK(with_fault(calls.size() - 2, effect::error, error, false, save).saved);
}

TEST_CASE("whatever call of a load fails, the model is as it was", "[checkpoint][save_faults]") {
  const version other(100);
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  put_content(path, other.bytes);
  Large model = a_large(1);
  const std::uint64_t before = hash_of(model), after = hash_of(other.model);
  const auto load = [&] { nn::load(model, path); };
  const names calls = calls_of(load);
  CHECK(hash_of(model) == after);
  CHECK(std::count(calls.begin(), calls.end(), "pread") >= 5);
  const std::size_t descriptors = open_descriptors();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    INFO("call " << i << ", " << calls[i]);
    for (const int error : {EIO, ENOMEM, EINTR}) {
      model = a_large(1);
      const outcome result = with_fault(i, effect::error, error, false, load);
      const bool harmless = error == EINTR || calls[i] == "close";
      CHECK(result.saved == harmless);
      CHECK(hash_of(model) == (harmless ? after : before));
      CHECK(open_descriptors() == descriptors);
      if (harmless) continue;
      CHECK(result.path == path);
      CHECK(result.error == error);
      CHECK(contains(result.message, path));
      CHECK(contains(result.message, words_of(error)));
    }
    if (calls[i] != "pread") continue;
    model = a_large(1);
    CHECK(with_fault(i, effect::half, 0, true, load).saved);
    CHECK(hash_of(model) == after);
    model = a_large(1);
    const outcome result = with_fault(i, effect::nothing, 0, false, load);  // the file has become shorter
    CHECK_FALSE(result.saved);
    CHECK(contains(result.message, "the file may be being written"));
    CHECK(hash_of(model) == before);
  }
}

TEST_CASE("no permission to write", "[checkpoint][save_faults]") {
  const temp_folder folder;
  ::chmod(folder.path().c_str(), 0755);
  const std::string closed = folder / "closed", open = folder / "open";
  for (const std::string& path : {closed, open}) ::mkdir(path.c_str(), 0777);
  const std::string bytes = "the old file";
  put_content(closed + "/model.pth", bytes);
  put_content(open + "/model.pth", bytes);
  ::chmod(closed.c_str(), 0555);
  ::chmod((closed + "/model.pth").c_str(), 0666);
  ::chmod(open.c_str(), 0777);
  ::chmod((open + "/model.pth").c_str(), 0444);
  {
    const without_root user;
    auto error = thrown_by<IoError>([&] { nn::save(a_net(1), closed + "/model.pth"); });
    CHECK(error.error_number() == EACCES);
    CHECK(error.path() == closed + "/model.pth");
    CHECK(contains(error.what(), "saving needs write permission on the folder " + closed));
    CHECK(contains(error.what(), "the old file is as it was"));
    CHECK(thrown_by<IoError>([&] { nn::save(a_net(1), closed + "/new.pth"); }).error_number() == EACCES);
    error = thrown_by<IoError>([&] { nn::save(a_net(1), open + "/model.pth"); });
    CHECK(error.error_number() == EACCES);
    CHECK(contains(error.what(), "the file there is write-protected"));
    nn::save(a_net(1), open + "/new.pth");
    CHECK(thrown_by<IoError>([&] { nn::save(a_net(1), folder / "none/model.pth"); }).error_number() == ENOENT);
  }
  CHECK(content_of(closed + "/model.pth") == bytes);
  CHECK(content_of(open + "/model.pth") == bytes);
  CHECK(hash_of(nn::load<Net>(open + "/new.pth")) == hash_of(a_net(1)));
  ::chmod(closed.c_str(), 0755);  // to be removed by who is not root
}

TEST_CASE("a file that may not become as large", "[checkpoint][save_faults][slow]") {
  const version before(1), after(100);
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  put_content(path, before.bytes);
  struct ::rlimit old {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const auto signal_before = ::signal(SIGXFSZ, SIG_IGN);
  for (const std::size_t limit :
       {std::size_t{0}, std::size_t{1}, std::size_t{5000}, after.bytes.size() / 2, after.bytes.size() - 1}) {
    const struct ::rlimit less { limit, old.rlim_max };
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &less) == 0);
    int error = 0;
    std::string message;
    try {
      nn::save(after.model, path);
    } catch (const IoError& thrown) {
      error = thrown.error_number();
      message = thrown.what();
    }
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);  // Catch may want to write too
    CHECK(error == EFBIG);
    CHECK(contains(message, "the file system or `ulimit -f` allows no file of this size; the old file is as it was"));
    CHECK((content_of(path) == before.bytes));
    CHECK(folder.names() == names{"model.pth"});
  }
  ::signal(SIGXFSZ, signal_before);
  nn::save(after.model, path);
  CHECK((content_of(path) == after.bytes));
}

TEST_CASE("temporary files that others left are no obstacle", "[checkpoint][save_faults]") {
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  calls_of([&] { nn::save(a_net(1), path); });
  const std::string last = faults.created;  // FOLDER/.model.pth.PID-COUNT.tmp
  const auto dash = last.rfind('-');
  REQUIRE(dash != std::string::npos);
  CHECK(last.starts_with(folder / ".model.pth."));
  const int count = std::stoi(last.substr(dash + 1));
  names left;
  for (int i = 1; i <= 5; ++i) {
    left.push_back(".model.pth." + std::to_string(::getpid()) + "-" + std::to_string(count + i) + ".tmp");
    put_content(folder / left.back(), "what a killed program wrote");
  }
  nn::save(a_net(2), path);
  CHECK(hash_of(nn::load<Net>(path)) == hash_of(a_net(2)));
  for (const std::string& name : left) CHECK(content_of(folder / name) == "what a killed program wrote");
  CHECK(folder.names().size() == 6);
}

TEST_CASE("a program killed while it saves leaves the old file or the new one", "[checkpoint][save_faults][slow]") {
  const version first(1), a(100), b(200);
  std::mt19937 random(20240607);
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  for (const bool durable : {false, true}) {
    // The moments are drawn from the time that three saves take here.
    const auto begin = std::chrono::steady_clock::now();
    nn::save(a.model, path, {.durable = durable});
    nn::save(first.model, path, {.durable = durable});
    const auto two = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    std::uniform_int_distribution<unsigned> moment(
        0, static_cast<unsigned>(std::clamp<std::int64_t>(two.count() * 3 / 2, 500, 20'000)));
    int changed = 0, left = 0;
    constexpr int kills = NNSTRUCT_TEST_FULL ? 100 : 30;
    for (int kill = 0; kill < kills; ++kill) {
      int ready[2];
      REQUIRE(::pipe(ready) == 0);
      const ::pid_t child = ::fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        try {
          if (::write(ready[1], "", 1) != 1) ::_exit(2);
          for (;;)
            for (const version* next : {&a, &b}) nn::save(next->model, path, {.durable = durable});
        } catch (...) { ::_exit(1); }
      }
      ::close(ready[1]);
      char byte;
      CHECK(::read(ready[0], &byte, 1) == 1);
      ::close(ready[0]);
      ::usleep(moment(random));
      ::kill(child, SIGKILL);
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      CHECK(WIFSIGNALED(status));

      INFO((durable ? "durable, kill " : "kill ") << kill);
      const std::string bytes = content_of(path);
      const bool whole = bytes == a.bytes || bytes == b.bytes || (changed == 0 && bytes == first.bytes);
      CHECK(whole);
      changed += bytes != first.bytes;
      for (const std::string& name : folder.names()) {
        if (name == "model.pth") continue;
        ++left;
        CHECK(name.starts_with(".model.pth."));
        CHECK(name.ends_with(".tmp"));
        if (kill % 10 == 9) ::unlink((folder / name).c_str());  // some stay, and disturb nobody
      }
    }
    CHECK(changed > 0);
    CHECK(left > 0);  // else none was killed in the middle, and this has tested nothing
    nn::save(first.model, path, {.durable = durable});
    CHECK((content_of(path) == first.bytes));
  }
}

}  // namespace checkpoint_save_faults_test
