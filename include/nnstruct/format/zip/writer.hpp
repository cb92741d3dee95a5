// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes a zip file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/io/atomic_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

/// Writes entries, stored, each payload at a multiple of 64 bytes: byte for byte as torch.save does.
/// The same entries in the same order give the same file. finish() completes it, the atomic_file's commit
/// gives it its name: \code
///   io::atomic_file file("model.pth");
///   zip::writer out(file);
///   out.add("model/data.pkl", pickle.data(), pickle.size());
///   out.finish();
///   file.commit(true);
/// \endcode
/// Misuse (as a name twice) throws nnstruct::Error, the system's failures IoError. After either, write no
/// more.
class writer {
 public:
  /// \param to  outlives the writer; nothing has been written to it
  NNSTRUCT_DECLARE explicit writer(io::atomic_file& to);

  NNSTRUCT_DECLARE void add(std::string_view name, const void* from, std::uint64_t size);

  /// \name An entry in pieces
  /// begin, append as often as needed, end. The pieces' sizes must sum up to `size`.
  /// \{
  NNSTRUCT_DECLARE void begin(std::string_view name, std::uint64_t size);
  NNSTRUCT_DECLARE void append(const void* from, std::uint64_t size);
  NNSTRUCT_DECLARE void end();
  /// \}

  /// Writes the central directory. Nothing can be added afterwards.
  NNSTRUCT_DECLARE void finish();

 private:
  NNSTRUCT_DECLARE void put(const std::string& bytes);
  /// Appends while another thread computes the checksum. \returns false where there is none: nothing is appended
  NNSTRUCT_DECLARE bool append_beside(const void* from, std::size_t size);
  NNSTRUCT_DECLARE [[noreturn]] void misused(const std::string& what) const;

  io::atomic_file& to_;
  std::set<std::string, std::less<>> names_;
  std::string directory_;
  std::string name_;  ///< of the open entry; empty when none is
  std::uint64_t header_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t missing_ = 0;  ///< bytes that must still be appended
  std::uint32_t crc32_ = 0;
  bool finished_ = false;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
