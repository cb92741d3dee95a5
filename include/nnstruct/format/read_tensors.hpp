// SPDX-License-Identifier: Apache-2.0
/// \file
/// The elements of a file's tensors: into memory of their own, or as views of storages that they share.
#pragma once

#include <cstddef>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

/// A tensor to read, and the type its elements shall have.
struct wanted_tensor {
  std::size_t tensor;  ///< an index into the tensors
  nnstruct::dtype dtype;
};

namespace detail {
/// The tensor's elements stand one after the other, the last extent's first.
NNSTRUCT_DECLARE bool is_row_major(const tensor_file& file, const tensor_record& tensor);
/// The tensor is its whole storage as it stands in the file, and of the right type. (A bool's byte may be anything
/// there, so bools are always converted.)
NNSTRUCT_DECLARE bool is_whole_storage(const tensor_file& file, const tensor_record& tensor, nnstruct::dtype wanted);
/// Turns stored elements, tensor.numel of them, into those of a view of conjugates or negatives.
NNSTRUCT_DECLARE void resolve(const tensor_record& tensor, std::byte* elements);
}  // namespace detail

/// What becomes of tensors' elements where a file is read whole.
enum class elements {
  left_out,  ///< tensors have shapes and no data
  read,      ///< with their checksums
  mapped,    ///< as map_storages does
};

/// What was read: row-major elements in the order asked for.
struct tensors_read {
  std::vector<nnstruct::detail::storage_handle> values;
  bool verified = true;  ///< every storage had a checksum, and it was right
};

/// Reads some of a file's tensors in the order of the file, each storage once, with its checksum.
/// \throws FormatError checksum: the bytes are not those that were saved
NNSTRUCT_DECLARE tensors_read read_tensors(const tensor_file& file, span<const tensor_record> tensors,
                                           span<const wanted_tensor> wanted);

/// Reads all storages of the tensors understood so far, whole, in the order of the file; at index i that of
/// file.storages()[i]. They take as much memory as they take in the file.
/// \param known  at index i, if it is there, that storage already; it is not read again
/// \throws FormatError checksum, as above
NNSTRUCT_DECLARE tensors_read read_storages(const tensor_file& file,
                                            std::vector<nnstruct::detail::storage_handle> known = {});

/// A tensor of the file without elements: its type, shape and strides.
NNSTRUCT_DECLARE AnyTensor shape_of(const tensor_file& file, const tensor_record& tensor);
/// A tensor of the file as a view of one of these storages.
NNSTRUCT_DECLARE AnyTensor view_of(const tensor_file& file, const tensor_record& tensor,
                                   span<const nnstruct::detail::storage_handle> storages);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
