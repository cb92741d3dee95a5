// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of temporary_files.hpp, over Linux.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/io/system_call.hpp>
#include <nnstruct/io/temporary_files.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io::detail {

/// What the names of a file's temporary files begin with: `.NAME.`
NNSTRUCT_DECLARE std::string temporary_prefix(const std::string& target) {
  std::string name = target.substr(target.rfind('/') + 1);
  if (name.size() > 200) name = "nnstruct";  // 255 bytes is the longest that Linux takes
  return concat({".", name, "."});
}

NNSTRUCT_DEFINE std::string temporary_name(const std::string& target) {
  static std::atomic<unsigned> counter{0};
  return concat(
      {target.substr(0, target.rfind('/') + 1), temporary_prefix(target), ::getpid(), "-", ++counter, ".tmp"});
}

/// Two numbers, as temporary_name puts them behind the prefix.
NNSTRUCT_DECLARE bool is_temporary_name(std::string_view name, std::string_view prefix) {
  constexpr std::string_view digits = "0123456789", suffix = ".tmp";
  if (!name.starts_with(prefix) || !name.ends_with(suffix) || name.size() < prefix.size() + suffix.size()) return false;
  name = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
  const auto dash = name.find('-');
  if (dash == name.npos || dash == 0 || dash + 1 == name.size()) return false;
  return name.substr(0, dash).find_first_not_of(digits) == name.npos &&
         name.substr(dash + 1).find_first_not_of(digits) == name.npos;
}

NNSTRUCT_DEFINE bool lock_temporary(int descriptor, bool named) {
  if (uninterrupted([=] { return ::flock(descriptor, LOCK_EX | LOCK_NB); }) != 0) return errno != EWOULDBLOCK;
  struct ::stat status {};
  return !named || (::fstat(descriptor, &status) == 0 && status.st_nlink > 0);
}

/// A file on a disk of this machine, or in its memory: who else writes there sees the same locks. Of what is mounted
/// from elsewhere (NFS, SMB, 9p, FUSE) that depends on how, and a file that another machine is writing must stay.
NNSTRUCT_DECLARE bool locks_hold_for_all(int descriptor) {
  struct ::statfs status {};
  if (::fstatfs(descriptor, &status) != 0) return false;
  switch (static_cast<unsigned>(status.f_type)) {
    case 0xEF53:      // ext2, ext3, ext4
    case 0x58465342:  // XFS
    case 0x9123683E:  // Btrfs
    case 0xF2F52010:  // F2FS
    case 0x2FC12FC1:  // ZFS
    case 0xCA451A4E:  // bcachefs
    case 0x01021994:  // tmpfs
    case 0x858458F6:  // ramfs
    case 0x794C7630:  // overlayfs, of containers
    case 0x4D44:      // FAT
    case 0x2011BAB0:  // exFAT
    case 0x7366746E:  // NTFS
      return true;
    default: return false;
  }
}

NNSTRUCT_DECLARE void remove_if_left(int folder, const char* name) {
  // A link is none of ours, and a pipe would wait for a writer.
  const int descriptor =
      uninterrupted([=] { return ::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC); });
  if (descriptor < 0) return;
  const auto locked = [=] { return uninterrupted([=] { return ::flock(descriptor, LOCK_EX | LOCK_NB); }) == 0; };
  // Who has the lock may take it that the name stays with this file: it changes hands under the lock alone.
  struct ::stat mine {
  }, there{};
  if (locks_hold_for_all(descriptor) && locked() && ::fstat(descriptor, &mine) == 0 && S_ISREG(mine.st_mode) &&
      ::fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 && mine.st_ino == there.st_ino &&
      mine.st_dev == there.st_dev)
    ::unlinkat(folder, name, 0);
  ::close(descriptor);
}

NNSTRUCT_DEFINE void remove_leftovers(const std::string& target) {
  const std::string prefix = temporary_prefix(target), folder = target.substr(0, target.rfind('/') + 1);
  ::DIR* const names = ::opendir(folder.empty() ? "." : folder.c_str());
  if (names == nullptr) return;
  while (const ::dirent* entry = ::readdir(names))
    if (is_temporary_name(entry->d_name, prefix)) remove_if_left(::dirfd(names), entry->d_name);
  ::closedir(names);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io::detail
