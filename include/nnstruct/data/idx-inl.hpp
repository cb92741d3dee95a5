// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>

#include <nnstruct/concat.hpp>
#include <nnstruct/data/content.hpp>
#include <nnstruct/data/idx.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/checked.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data {

namespace detail {

/// What the third byte of the magic number says.
struct idx_type {
  unsigned char code;
  nnstruct::dtype dtype;
};
inline constexpr idx_type idx_types[] = {{0x08, dtype::uint8}, {0x09, dtype::int8},    {0x0b, dtype::int16},
                                         {0x0c, dtype::int32}, {0x0d, dtype::float32}, {0x0e, dtype::float64}};

NNSTRUCT_DECLARE std::string hexadecimal(unsigned value, int digits) {
  std::string text = "0x";
  while (digits-- > 0) text += "0123456789abcdef"[value >> 4 * digits & 15];
  return text;
}

/// `uint8 of 3 extents`.
NNSTRUCT_DECLARE std::string idx_kind(unsigned char code, std::size_t rank) {
  const auto type =
      std::find_if(std::begin(idx_types), std::end(idx_types), [&](const idx_type& row) { return row.code == code; });
  return concat({type == std::end(idx_types) ? "elements of a type that IDX does not have" : name_of(type->dtype),
                 " with ", rank, rank == 1 ? " extent" : " extents"});
}

NNSTRUCT_DEFINE nnstruct::detail::storage_handle read_idx(const std::string& path, nnstruct::dtype type,
                                                          const std::int64_t* expected, std::size_t rank,
                                                          std::int64_t* extents) {
  const auto wanted =
      std::find_if(std::begin(idx_types), std::end(idx_types), [&](const idx_type& row) { return row.dtype == type; });
  if (wanted == std::end(idx_types))
    throw Error(concat({"cannot read \"", path, "\" into a tensor of ", name_of(type),
                        ": IDX files hold uint8, int8, int16, int32, float32 or float64"}));
  content file(path);
  if (file.size() < 4)
    file.refuse(0, concat({"expected an IDX file, which begins with 4 bytes of magic number, found ", file.size(),
                           file.size() == 1 ? " byte" : " bytes"}));
  unsigned char head[4];
  file.read(head, 4);
  const unsigned magic = static_cast<unsigned>(head[0]) << 24 | static_cast<unsigned>(head[1]) << 16 |
                         static_cast<unsigned>(head[2]) << 8 | head[3];
  if (const unsigned right = static_cast<unsigned>(wanted->code) << 8 | static_cast<unsigned>(rank); magic != right)
    file.refuse(0, concat({"expected the magic number ", hexadecimal(right, 8), " (", idx_kind(wanted->code, rank),
                           "), found ", hexadecimal(magic, 8), " (",
                           magic >> 16 == 0 ? idx_kind(head[2], head[3]) : std::string("no IDX file"),
                           "); files of images have three extents, those of labels one"}));

  const std::uint64_t header = 4 + 4 * std::uint64_t{rank};
  if (file.size() < header)
    file.refuse(4, concat({"expected ", rank, " extents of 4 bytes each, found ", file.size() - 4,
                           " bytes; the file is cut short: get it anew"}));
  io::checked bytes(size_of(type));
  bool countable = true;  // even if one of the extents is 0
  std::string shape;
  for (std::size_t i = 0; i < rank; ++i) {
    unsigned char number[4];
    file.read(number, 4);
    extents[i] = static_cast<std::int64_t>(std::uint64_t{number[0]} << 24 | std::uint64_t{number[1]} << 16 |
                                           std::uint64_t{number[2]} << 8 | number[3]);
    if (expected[i] != dyn && expected[i] != extents[i])
      file.refuse(4 + 4 * i, concat({"expected the extent ", expected[i], ", found ", extents[i]}));
    bytes = bytes * io::from_signed(extents[i]);
    countable = countable && bytes.at_most(std::numeric_limits<std::int64_t>::max());
    shape += concat({i == 0 ? "" : "x", extents[i]});
  }
  if (!countable || !(bytes + header).equals(file.size())) {
    const bool cut = !countable || !(bytes + header).at_most(file.size());
    const std::string needed = countable ? std::to_string(bytes.value()) : std::string("more than 2^63");
    file.refuse(header,
                concat({"expected ", shape, " elements of ", size_of(type), size_of(type) == 1 ? " byte, " : " bytes, ",
                        needed, " bytes in all, found ", file.size() - header,
                        cut ? "; the file is cut short: get it anew" : "; something stands behind its end"}));
  }

  const auto size = static_cast<std::size_t>(bytes.value());
  nnstruct::detail::storage_handle elements(nnstruct::detail::allocate_storage(size, false));
  file.read(elements.data(), size);
  file.finish();
  for (std::byte *at = elements.data(), *const end = at + size; at != end && size_of(type) > 1; at += size_of(type))
    std::reverse(at, at + size_of(type));  // the file's numbers are big-endian
  return elements;
}

}  // namespace detail

NNSTRUCT_DEFINE labelled_images<1, 28, 28> read_mnist(const std::string& images, const std::string& labels,
                                                      std::int64_t classes) {
  const auto pixels = read_idx<Tensor<std::uint8_t, dyn, 28, 28>>(images);
  const auto found = read_idx<Tensor<std::uint8_t, dyn>>(labels);
  const std::int64_t count = pixels.extent(0);
  if (found.numel() != count)
    throw FormatError(format_problem::data_set, {labels, {}, 4},
                      concat({"expected a label for each of the ", count, " images of ", images, ", found ",
                              found.numel(), "; the files are of two data sets"}));
  labelled_images<1, 28, 28> out{{pixels.storage(), {count, 1, 28, 28}}, Tensor<std::int64_t, dyn>(count)};
  for (std::int64_t i = 0; i < count; ++i) {
    if (found(i) >= classes)
      throw FormatError(format_problem::data_set, {labels, {}, 8 + static_cast<std::uint64_t>(i)},
                        concat({"expected a label from 0 to ", classes - 1, ", found ", found(i)}));
    out.labels(i) = found(i);
  }
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::data
