// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a checkpoint_file understands tensors whose elements stand in the pickle: arrays of NumPy, and the storages of
/// plain pickles, each of which is a small file of torch.save.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/checkpoint_tensors-inl.hpp>
#include <nnstruct/format/pytorch/legacy_container.hpp>
#include <nnstruct/io/embedded_file.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/extents_text.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// \param wanted  the tensor's dtype: the array's own but of tensors of another device, which PyTorch converts
NNSTRUCT_DEFINE void checkpoint_file::read_array(tensor_record& out, pickle::value at, const numpy_array& array,
                                                 nnstruct::dtype wanted) {
  const pickle::item_range size = sizes(at, out.key, array.shape);
  require_rank(out.key, at, size.size());
  std::vector<std::int64_t> shape, strides;
  io::checked numel = 1, volume = 1;  // volume: strides are products of extents other than 0
  for (const pickle::value extent : size) {
    numel = numel * number(at, out.key, extent, "extent");
    if (extent.integer() != 0) volume = volume * io::from_signed(extent.integer());
    shape.push_back(extent.integer());
  }
  const nnstruct::dtype stored = array.elements.dtype;
  const std::string_view bytes = array.data.text();
  if (!(numel * size_of(stored)).equals(bytes.size()))
    refuse_tensor(
        at, out.key, format_problem::tensor,
        concat({"it is an array of shape ", nnstruct::detail::text_of({shape.data(), shape.size()}), " and dtype ",
                name_of(stored), ", and ", bytes.size(), " bytes are not what that takes; the file is damaged"}));
  if (!volume.at_most(std::numeric_limits<std::int64_t>::max()))
    refuse_tensor(at, out.key, format_problem::tensor,
                  "the product of its extents does not fit 64 bits; the file is damaged");
  if (stored != wanted && !nnstruct::detail::converts_if_allowed(stored, wanted))
    refuse_tensor(
        at, out.key, format_problem::unsupported,
        concat({"it is made of ", name_of(wanted), " of an array of ", name_of(stored), ", which is not read"}));
  if (array.fortran) {
    strides = nnstruct::detail::row_major({shape.rbegin(), shape.rend()});
    strides = {strides.rbegin(), strides.rend()};
  } else {
    strides = nnstruct::detail::row_major(shape);
  }
  if (!array.axes.is(pickle::kind::none)) {
    const pickle::item_range axes = document_.items(array.axes);
    std::vector<std::int64_t> moved_shape, moved_strides;
    std::vector<bool> taken(shape.size());
    for (const pickle::value axis : axes) {
      const io::checked place = number(at, out.key, axis, "axis");
      if (axes.size() != shape.size() || !(place + 1).at_most(shape.size()) || taken[place.value()])
        refuse_tensor(at, out.key, format_problem::tensor, "the order of its axes is none; the file is damaged");
      taken[place.value()] = true;
      moved_shape.push_back(shape[place.value()]);
      moved_strides.push_back(strides[place.value()]);
    }
    if (axes.size() != shape.size())
      refuse_tensor(at, out.key, format_problem::tensor, "the order of its axes is none; the file is damaged");
    shape = std::move(moved_shape), strides = std::move(moved_strides);
  }
  out.dtype = wanted;
  out.storage = add_pickled(at, out.key, at, {bytes, array.elements}, numel.value(), wanted, false);
  out.rank = shape.size();
  out.extents = numbers_.size();
  numbers_.insert(numbers_.end(), shape.begin(), shape.end());
  numbers_.insert(numbers_.end(), strides.begin(), strides.end());
  check_view(out, at, 0, 0, numel.value());
}

/// torch.storage._load_from_bytes(bytes), where the bytes are what torch.save has written of a storage.
NNSTRUCT_DEFINE checkpoint_file::storage_part checkpoint_file::pickled_storage(pickle::value at, std::string_view key,
                                                                               pickle::value v, bool untyped) {
  const auto refuse_storage = [&](format_problem problem, const std::string& what) {
    refuse_tensor(at, key, problem, concat({"its storage should be a file of torch.save in the pickle, and ", what}));
  };
  if (!is_storage(v)) refuse_storage(format_problem::storage, "there are no bytes");
  const std::string_view bytes = document_.items(document_.call(v).args)[0].text();
  const auto* const first = reinterpret_cast<const std::byte*>(bytes.data());
  const auto open = [&] { return io::input_file(EmbeddedFile(first, first + bytes.size(), path())); };
  std::optional<opened_file> file;
  if (looks_like_legacy(open())) try {
      file.emplace(open_legacy(open(), allowed_));
    } catch (const FormatError& error) { refuse_storage(error.problem(), error.what()); }
  if (!file) refuse_storage(format_problem::storage, "it is none");
  const pickle::document& objects = file->objects;
  if (!objects.calls().empty())
    refuse_storage(format_problem::unsafe_global, "that calls something, which no storage does; nothing was executed");
  const pickle::item_range id = objects.items(objects.persistent(objects.root()));
  if (id.size() != 6 || !id[5].is(pickle::kind::none))
    refuse_storage(format_problem::storage, "what that holds is something else");
  const pickle::global_name type = objects.global(id[1]);  // a storage class: the container knows how long it is
  const bool is_untyped = is_untyped_storage(type.module, type.name);
  const std::optional<nnstruct::dtype> dtype =
      is_untyped ? std::optional(nnstruct::dtype::uint8) : dtype_of_storage(type.module, type.name);
  if (!dtype || is_untyped != (untyped && (is_untyped || at.index() != v.index())))
    refuse_storage(format_problem::unsupported,
                   concat({"that is one of ", type.module, ".", type.name, ", which is not read here"}));
  const storage_place place = *file->storages->find(detail::path_part(id[2]));
  const std::uint64_t numel = place.bytes / size_of(*dtype);
  const std::string_view elements =
      bytes.substr(static_cast<std::size_t>(place.offset), static_cast<std::size_t>(place.bytes));
  return {add_pickled(at, key, v, {elements, {*dtype}}, numel, *dtype, is_untyped), *dtype, 0, numel};
}

/// \param object  in the pickle: who asks for it again gets the same storage. So do others that refer to the same
/// bytes,
///                or a small file could ask for any amount of memory; but bytes of one are one object in Python,
///                whoever has them.
NNSTRUCT_DEFINE std::size_t checkpoint_file::add_pickled(pickle::value at, std::string_view key, pickle::value object,
                                                         const pickled_elements& elements, std::uint64_t numel,
                                                         nnstruct::dtype dtype, bool untyped) {
  const std::uint64_t identity = elements.bytes.size() > 1 ? reinterpret_cast<std::uintptr_t>(elements.bytes.data())
                                                           : ~std::uint64_t{object.index()};
  const auto [known, is_new] = storage_of_pickled_.try_emplace(identity, storages_.size());
  if (is_new) {
    storages_.push_back({{concat({record_, record_.empty() ? "byte " : " at byte ", object.offset()}), object.offset(),
                          numel * size_of(dtype), false, container_->storage_count() + pickled_.size()},
                         dtype,
                         untyped,
                         numel});
    pickled_.push_back(elements);
    return known->second;
  }
  const storage_record& storage = storages_[known->second];
  const pickled_elements& first = *pickled(storage);
  if (storage.dtype != dtype || first.type.dtype != elements.type.dtype ||
      first.type.swapped != elements.type.swapped || first.bytes.size() != elements.bytes.size())
    refuse_tensor(at, key, format_problem::storage,
                  "its bytes are those of another array, which is of another type; load the file in Python and "
                  "torch.save copies of both");
  return known->second;
}

NNSTRUCT_DEFINE const pickled_elements* checkpoint_file::pickled(const storage_record& storage) const noexcept {
  const std::size_t first = container_->storage_count();
  return storage.place.number < first ? nullptr : &pickled_[storage.place.number - first];
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
