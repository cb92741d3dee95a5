// SPDX-License-Identifier: Apache-2.0
#include "hashes.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <tuple>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/sha256.hpp>

#include "elements.hpp"

namespace nnstruct_command {

using nnstruct::io::checked;
using nnstruct::io::sha256;

tensor_identity identity_of(const listing& file, const listed_tensor& tensor) {
  const auto& r = tensor.record;
  const auto shape = file.file_of(tensor).shape(r), strides = file.file_of(tensor).strides(r);
  return {tensor.file,
          r.storage,
          r.offset,
          r.dtype,
          r.conj,
          r.neg,
          {shape.begin(), shape.end()},
          {strides.begin(), strides.end()}};
}

std::vector<std::size_t> file_order(const listing& file) {
  std::vector<std::size_t> order(file.tensors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto place = [&](std::size_t i) {
    const listed_tensor& tensor = file.tensors[i];
    return std::tuple(tensor.file, file.storage_of(tensor).place.offset, tensor.record.storage, tensor.record.offset);
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  return order;
}

void verify_storages(const listing& file, const char* what) {
  std::uint64_t total = 0;
  for (const auto& one : file.files)
    for (const auto& storage : one->storages()) total += storage.place.bytes;
  progress shown(what, total);
  for (const auto& one : file.files)
    for (const auto& storage : one->storages())
      each_piece(*one->stream(storage), storage.place.bytes, shown, [](const std::byte*, std::size_t) {});
}

void require_bounded_views(const listing& file) {
  checked stored = 0, viewed = 0;
  for (const auto& one : file.files)
    for (const auto& storage : one->storages()) stored = stored + storage.place.bytes;
  std::set<tensor_identity> known;
  for (const listed_tensor& tensor : file.tensors)
    if (known.insert(identity_of(file, tensor)).second)
      viewed = viewed + checked(tensor.record.numel) * size_of(tensor.record.dtype);
  const checked most = stored * 4 + (std::uint64_t{64} << 20);
  if (!most.valid() || !viewed.at_most(most.value()))
    throw nnstruct::FormatError(
        nnstruct::format_problem::limit, {file.path, {}, {}},
        "its tensors are views of the same memory that, written out one by one, would be more than four times what is "
        "in the file; nothing was read. Without reading elements, nnstruct inspect lists them");
}

std::vector<std::string> hashes_of(const listing& file) {
  require_bounded_views(file);
  std::vector<std::string> out(file.tensors.size());
  std::map<tensor_identity, std::size_t> known;
  std::vector<std::unique_ptr<element_reader>> readers;
  for (const auto& one : file.files) readers.push_back(std::make_unique<element_reader>(*one));
  std::uint64_t total = 0;
  for (const listed_tensor& tensor : file.tensors) total += listing::bytes_of(tensor);
  progress shown("hashing", total);
  for (const std::size_t i : file_order(file)) {
    const listed_tensor& tensor = file.tensors[i];
    const auto [first, is_new] = known.try_emplace(identity_of(file, tensor), i);
    if (!is_new) {
      out[i] = out[first->second];
      continue;
    }
    sha256 hash;
    each_piece(*readers[tensor.file]->open(tensor.record), listing::bytes_of(tensor), shown,
               [&](const std::byte* from, std::size_t bytes) { hash.add(from, bytes); });
    out[i] = hash.digest();
  }
  return out;
}

}  // namespace nnstruct_command
