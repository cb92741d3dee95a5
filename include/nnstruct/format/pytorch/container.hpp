// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the objects and storages of a checkpoint are kept in: the formats of torch.save, as one interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/io/byte_stream.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/read_ahead.hpp>
#include <nnstruct/limits.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// A tensor that a container describes itself, where the objects only name it.
struct kept_tensor {
  std::string key;
  std::string storage;  ///< its key
  nnstruct::dtype dtype;
  std::uint64_t storage_numel;
  std::int64_t offset;  ///< in elements
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> strides;  ///< as many
};

/// An open checkpoint, without what its objects mean. Reading is const and serves many threads at once.
class container {
 public:
  container() = default;
  container(const container&) = delete;
  container& operator=(const container&) = delete;
  virtual ~container() = default;

  virtual const io::input_file& file() const noexcept = 0;
  /// How `nnstruct inspect` calls the format: `zip`.
  virtual std::string_view format() const noexcept = 0;
  /// Of PyTorch 1.5 or older: a storage's id has six items, the last for a part of another one, and classes of modules
  /// are persistent ids too.
  virtual bool is_older() const noexcept { return false; }
  /// Elements of more than a byte begin with their highest one.
  virtual bool big_endian() const noexcept { return false; }
  /// Numbers of places are less than this.
  virtual std::size_t storage_count() const noexcept = 0;
  /// How a storage of that key is called in messages, whether it is there or not: `record data/0`.
  virtual std::string name_of(std::string_view key) const { return concat({"storage ", key}); }
  /// The storage that the objects call by this key; none if there is no such one.
  virtual std::optional<storage_place> find(std::string_view key) const = 0;
  /// What else is in the file under a name, whole; none if there is no such part.
  virtual std::optional<std::string> record(std::string_view) const { return std::nullopt; }
  /// The tensor that a persistent id names; null if there is no such one, or the objects describe tensors themselves.
  virtual const kept_tensor* tensor(std::string_view) const { return nullptr; }
  /// Reads a storage whole, to memory of place.bytes bytes, as it is in the file.
  /// \param window  onto file(), which saves system calls where storages are read in the order of their offsets
  /// \returns whether there was a checksum to compare with
  /// \throws FormatError  checksum: the bytes are not those that were saved
  virtual bool read(std::size_t number, void* to, io::read_ahead& window) const = 0;
  /// A storage in pieces, as it is in the file. This container outlives the stream.
  virtual std::unique_ptr<io::byte_stream> stream(std::size_t number) const = 0;
};

/// A container and the objects in it.
struct opened_file {
  std::unique_ptr<const container> storages;
  pickle::document objects;
  std::string record;             ///< the part of the file that the objects are in, for messages
  bool objects_verified = false;  ///< they had a checksum, and it was right
};

/// Opens a file of torch.save, whatever its name: the format is recognised by its first bytes.
/// \throws IoError      it cannot be read
/// \throws FormatError  it is empty, another format (named as far as its content tells), or damaged
NNSTRUCT_DECLARE opened_file open_container(io::input_file file, const limits& allowed);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
