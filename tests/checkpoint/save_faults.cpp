// SPDX-License-Identifier: Apache-2.0
// Saves that fail at every place where the system can fail, and programs that are killed while they save.
//
// This program defines the system calls that saving and loading make. They do what they always do, unless a test
// says that the n-th of them fails.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
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
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/processors.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_save_faults_test {

using namespace nnstruct_test;
using nn::IoError;

namespace {

/// What one of the calls does instead of its work.
enum class effect { none, error, half, nothing };

struct call_faults {
  bool counting = false;
  std::vector<const char*> made = {};  ///< names of the calls, in order
  std::string created = {};            ///< path of the last file opened for writing
  std::size_t at = 0;                  ///< the number of the call that fails
  bool lasting = false;                ///< and all after it
  effect what = effect::none;
  int error = 0;
} faults;

/// As a file system that knows no files without a name.
bool unnamed_files = true;
/// What another process does just before a rename.
void (*before_rename)() = nullptr;

effect next_call(const char* name) {
  static std::mutex one_at_a_time;  // a large tensor is read by two threads
  if (!faults.counting) return effect::none;
  const std::lock_guard lock(one_at_a_time);
  const std::size_t number = faults.made.size();
  faults.made.push_back(name);
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
  const bool unnamed = (flags & O_TMPFILE) == O_TMPFILE;
  if ((flags & O_CREAT) != 0 || unnamed) {
    std::va_list list;
    va_start(list, flags);
    mode = va_arg(list, ::mode_t);
    va_end(list);
  }
  if (next_call("open") == effect::error) return -1;
  if (unnamed && !unnamed_files) {
    errno = EOPNOTSUPP;
    return -1;
  }
  if (faults.counting && (flags & O_CREAT) != 0) faults.created = path;
  return static_cast<int>(system_call(SYS_openat, AT_FDCWD, path, flags, mode));
}
int fcntl(int descriptor, int command, ...) {
  std::va_list list;
  va_start(list, command);
  const long argument = va_arg(list, long);
  va_end(list);
  if (command == F_DUPFD_CLOEXEC && next_call("fcntl") == effect::error) return -1;
  return static_cast<int>(system_call(SYS_fcntl, descriptor, command, argument));
}
int flock(int descriptor, int operation) noexcept {
  if (next_call("flock") == effect::error) return -1;
  return static_cast<int>(system_call(SYS_flock, descriptor, operation));
}
int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  if (next_call("linkat") == effect::error) return -1;
  return static_cast<int>(system_call(SYS_linkat, from_folder, from, to_folder, to, flags));
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
void* mmap(void* at, std::size_t bytes, int protection, int flags, int descriptor, ::off_t offset) noexcept {
  if (descriptor >= 0 && next_call("mmap") == effect::error) return MAP_FAILED;
  return reinterpret_cast<void*>(system_call(SYS_mmap, at, bytes, protection, flags, descriptor, offset));
}
int madvise(void* at, std::size_t bytes, int advice) noexcept {
  if (next_call("madvise") == effect::error) return -1;
  return static_cast<int>(system_call(SYS_madvise, at, bytes, advice));
}
int pthread_create(::pthread_t* thread, const ::pthread_attr_t* attributes, void* (*work)(void*), void* of) noexcept {
  if (next_call("pthread_create") == effect::error) return faults.error;
  static const auto real = reinterpret_cast<decltype(&pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
  return real(thread, attributes, work, of);
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
  if (const auto then = std::exchange(before_rename, nullptr)) then();
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
      faults.made.reserve(10'000);  // growing it may make calls of its own
      faults.counting = true;
    }
    ~guard() { faults.counting = false; }
  };
  {
    const guard on;
    function();
  }
  return names(faults.made.begin(), faults.made.end());
}

struct outcome {
  bool saved = false;
  std::string message, path;
  int error = 0;
};

/// \param made  where the names of the calls go
template <class Function>
outcome with_fault(std::size_t at, effect what, int error, bool lasting, Function&& function, names* made = nullptr) {
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
  if (made != nullptr) made->assign(faults.made.begin(), faults.made.end());
  faults = {};
  return result;
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for (int descriptor = 0; descriptor < 1024; ++descriptor) count += ::fcntl(descriptor, F_GETFD) != -1;
  return count;
}

/// Where this system knows files without a name, tests try both.
std::vector<bool> ways_to_save(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (descriptor < 0) return {false};
  ::close(descriptor);
  return {true, false};
}
/// For one test.
struct with_unnamed_files {
  explicit with_unnamed_files(bool known) { unnamed_files = known; }
  ~with_unnamed_files() { unnamed_files = true; }
};

std::string words_of(int error) { return std::system_category().message(error); }

/// It says which file, and what the system said.
void check_error(const outcome& result, const std::string& path, int error) {
  CHECK(result.path == path);
  CHECK(result.error == error);
  CHECK(contains(result.message, path));
  CHECK(contains(result.message, words_of(error)));
}

}  // namespace

TEST_CASE("whatever call of a save fails, the old file is as it was", "[checkpoint][save_faults][slow]") {
  const version before(1), after(100);
  for (const bool durable : {true, false})
    for (const int way : {0, 1, 2, 3}) {
      const bool replaces = way % 2 == 0, unnamed = way < 2;
      const temp_folder folder;
      if (unnamed && !ways_to_save(folder.path()).front()) continue;
      const with_unnamed_files set(unnamed);
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
      names expected = {"open", "flock"};
      const auto then = [&](bool on_condition, const char* name) {
        if (on_condition) expected.emplace_back(name);
      };
      then(replaces, "fchmod");
      then(true, "fcntl");
      then(true, "write");
      then(durable, "fsync");
      then(true, "close");
      then(durable, "open");
      then(unnamed, "linkat");
      then(true, "rename");
      then(durable, "fsync");
      then(true, "close");
      CHECK(kinds == expected);
      CHECK(std::count(calls.begin(), calls.end(), "write") >= 3);
      const auto renamed = static_cast<std::size_t>(std::find(calls.begin(), calls.end(), "rename") - calls.begin());
      const std::size_t descriptors = open_descriptors();

      for (std::size_t i = 0; i < calls.size(); ++i)
        for (const int error : {ENOSPC, EIO, EDQUOT, EROFS, EINTR})
          for (const bool lasting : {false, true}) {
            if (lasting && error == EINTR) continue;                        // would be interrupted for ever
            if (!unnamed && (error == EDQUOT || error == EROFS)) continue;  // words, as before
            INFO((unnamed ? "unnamed, " : "")
                 << (durable ? "durable, " : "") << (replaces ? "replacing, " : "") << (lasting ? "from " : "")
                 << "call " << i << ", " << calls[i] << ": " << words_of(error));
            reset();
            const outcome result = with_fault(i, effect::error, error, lasting, save);
            CHECK(open_descriptors() == descriptors);

            // Without a lock, or a file without a name, there is another way; and what was done is not undone.
            const bool another_way = calls[i] == "flock" || calls[i] == "linkat" || (i == 0 && calls[1] != "fchmod");
            const bool harmless = (another_way && !lasting) || (error == EINTR && calls[i] != "rename") ||
                                  (i > renamed && calls[i] == "close");
            if (harmless) {
              INFO(result.message);
              CHECK(result.saved);
              CHECK((content_of(path) == after.bytes));
              CHECK(folder.names() == names{"model.pth"});
              continue;
            }
            REQUIRE_FALSE(result.saved);
            check_error(result, path, error);
            if (i > renamed) {  // the folder's fsync
              CHECK(contains(result.message, "the new file is in its place, but the folder could not be synced"));
              CHECK((content_of(path) == after.bytes));
              CHECK(folder.names() == names{"model.pth"});
              continue;
            }
            CHECK(folder.names() == old_names);
            CHECK(contains(result.message, "cannot save \"" + path + "\": "));
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
  const auto last =
      calls.size() - 1 - static_cast<std::size_t>(std::find(calls.rbegin(), calls.rend(), "fsync") - calls.rbegin());
  REQUIRE(last > static_cast<std::size_t>(std::find(calls.begin(), calls.end(), "rename") - calls.begin()));
  for (const int error : {EINVAL, ENOTSUP}) CHECK(with_fault(last, effect::error, error, false, save).saved);
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
      check_error(result, path, error);
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

namespace {

/// Its weight is read by two threads, into huge pages.
struct Huge {
  nn::Linear<1200, 1000> fc;
  nn::Linear<3, 5> last;
};
Huge a_huge(float value) {
  Huge model;
  model.fc.weight.fill_(value);
  model.fc.bias.fill_(value + 1);
  model.last.weight.fill_(value + 2);
  model.last.bias.fill_(value + 3);
  return model;
}

/// Of the weight one value of each page.
bool is_huge(const Huge& model, float value) {
  const float* const weight = std::as_const(model.fc.weight).data();
  for (std::size_t i = 0; i < 1'200'000; i += 1024)
    if (weight[i] != value) return false;
  return weight[1'199'999] == value && std::as_const(model.fc.bias).data()[999] == value + 1 &&
         std::as_const(model.last.weight).data()[14] == value + 2 &&
         std::as_const(model.last.bias).data()[4] == value + 3;
}

}  // namespace

TEST_CASE("whatever call of a large load fails, the model is as it was", "[checkpoint][save_faults]") {
  const temp_folder folder;
  const Huge saved = a_huge(100);
  nn::save(saved, folder / "zip.pth", {.durable = false});
  nn::save(saved, folder / "legacy.pth", {.durable = false, .format = nn::file_format::legacy});
  nn::save(saved, folder / "model.safetensors", {.durable = false});
  const std::size_t descriptors = open_descriptors();
  for (const std::string name : {"zip.pth", "legacy.pth", "model.safetensors"})
    for (const bool map : {false, true}) {
      const std::string path = folder / name;
      Huge model = a_huge(1);
      const auto load = [&] { nn::load(model, path, {.map = map}); };
      const names calls = calls_of(load);
      CHECK(is_huge(model, 100));
      for (const char* call : {"mmap", "madvise", "pthread_create", "pread"}) {
        INFO(name << " " << call);
        const bool made = std::find(calls.begin(), calls.end(), call) != calls.end();
        if (call == std::string("mmap")) CHECK(made == map);
        else if (call == std::string("pread")) CHECK(made);
        else if (!map) CHECK(made == (call == std::string("madvise") || processors() > 1));
      }
      for (std::size_t i = 0; i < calls.size(); ++i)
        for (const int error : {EIO, EAGAIN, ENOMEM}) {
          if (error != EIO && calls[i] == std::string("pread")) continue;
          INFO(name << (map ? ", mapped" : "") << ", call " << i << " of " << calls.size() << ", " << calls[i] << ": "
                    << words_of(error));
          model = a_huge(1);
          names made;
          const outcome result = with_fault(i, effect::error, error, false, load, &made);
          const bool harmless = made[i] == "madvise" || made[i] == "pthread_create" || made[i] == "close";
          CHECK(result.saved == harmless);
          CHECK(is_huge(model, harmless ? 100 : 1));
          CHECK(open_descriptors() == descriptors);
          if (harmless) continue;
          check_error(result, path, error);
        }
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

TEST_CASE("a system that gives no name to a file without one gets a copy", "[checkpoint][save_faults]") {
  const version before(1), after(100);
  const temp_folder folder;
  if (!ways_to_save(folder.path()).front()) return;
  const std::string path = folder / "model.pth";
  put_content(path, before.bytes);
  ::chmod(path.c_str(), 0640);
  const auto save = [&] { nn::save(after.model, path); };
  const names calls = calls_of(save);
  const auto link = static_cast<std::size_t>(std::find(calls.begin(), calls.end(), "linkat") - calls.begin());
  put_content(path, before.bytes);
  names made;
  CHECK(with_fault(link, effect::error, EPERM, false, save, &made).saved);
  CHECK((content_of(path) == after.bytes));
  CHECK(folder.names() == names{"model.pth"});
  struct ::stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  made.erase(made.begin(), made.begin() + static_cast<std::ptrdiff_t>(link) + 1);
  made.erase(std::unique(made.begin(), made.end()), made.end());
  CHECK(made == names{"open", "flock", "fchmod", "pread", "write", "pread", "write", "pread", "close", "fcntl", "fsync",
                      "close", "rename", "fsync", "close"});
}

TEST_CASE("what killed programs left is removed by the next save of the same file", "[checkpoint][save_faults]") {
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  for (const bool unnamed : ways_to_save(folder.path())) {
    const with_unnamed_files set(unnamed);
    for (const std::string name : {".model.pth.1-1.tmp", ".model.pth.77-12.tmp", ".other.pth.77-12.tmp"})
      put_content(folder / name, "what a killed program wrote");
    nn::save(a_net(2), path);
    CHECK(hash_of(nn::load<Net>(path)) == hash_of(a_net(2)));
    CHECK(folder.names() == names{".other.pth.77-12.tmp", "model.pth"});
  }
}

TEST_CASE("a save removes no temporary file of another one that is at its end", "[checkpoint][save_faults]") {
  static std::string path;
  static names there;
  const temp_folder folder;
  path = folder / "model.pth";
  for (const bool durable : {true, false})
    for (const bool unnamed : ways_to_save(folder.path())) {
      const with_unnamed_files set(unnamed);
      before_rename = [] {
        nn::save(a_net(1), path);
        there.clear();
        const std::string in = path.substr(0, path.rfind('/'));
        for (const auto& found : std::filesystem::directory_iterator(in)) there.push_back(found.path().filename());
        CHECK(hash_of(nn::load<Net>(path)) == hash_of(a_net(1)));
      };
      nn::save(a_net(2), path, {.durable = durable});
      CHECK(there.size() == 2);
      CHECK(hash_of(nn::load<Net>(path)) == hash_of(a_net(2)));
      CHECK(folder.names() == names{"model.pth"});
    }
}

TEST_CASE("a program killed while it saves leaves the old file or the new one", "[checkpoint][save_faults][slow]") {
  const version first(1), a(100), b(200);
  std::mt19937 random(20240607);
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  for (const bool unnamed : ways_to_save(folder.path())) {
    const with_unnamed_files set(unnamed);
    int killed_amid = 0;
    for (const bool durable : {false, true}) {
      // The moments are drawn from the time that three saves take here.
      const auto begin = std::chrono::steady_clock::now();
      nn::save(a.model, path, {.durable = durable});
      nn::save(first.model, path, {.durable = durable});
      const auto two = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
      std::uniform_int_distribution<unsigned> moment(
          0, static_cast<unsigned>(std::clamp<std::int64_t>(two.count() * 3 / 2, 500, 20'000)));
      int changed = 0;
      constexpr int kills = NNSTRUCT_TEST_FULL ? 150 : 15;  // 300 of each way
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

        INFO((unnamed ? "unnamed, " : "") << (durable ? "durable, kill " : "kill ") << kill);
        const std::string bytes = content_of(path);
        const bool whole = bytes == a.bytes || bytes == b.bytes || (changed == 0 && bytes == first.bytes);
        CHECK(whole);
        changed += bytes != first.bytes;
        const names all = folder.names();
        CHECK(all.size() <= 2);  // what the one before left, this one removed
        killed_amid += all.size() > 1;
        for (const std::string& name : all) {
          if (name == "model.pth") continue;
          CHECK(name.starts_with(".model.pth."));
          CHECK(name.ends_with(".tmp"));
        }
      }
      CHECK(changed > 0);
      nn::save(first.model, path, {.durable = durable});
      CHECK((content_of(path) == first.bytes));
      CHECK(folder.names() == names{"model.pth"});
    }
    if (!unnamed) CHECK(killed_amid > 0);  // else none was killed in the middle, and this has tested nothing
  }
}

}  // namespace checkpoint_save_faults_test
