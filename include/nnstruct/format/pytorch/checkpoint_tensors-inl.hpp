// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a checkpoint_file understands tensors, and the storages that they view.
#pragma once

#include <limits>
#include <optional>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

NNSTRUCT_DEFINE io::checked checkpoint_file::number(pickle::value at, std::string_view key, pickle::value v,
                                                    const char* what) const {
  const io::checked result = io::from_signed(v.integer());
  if (!v.is(pickle::kind::integer) || !result.valid())
    refuse_tensor(at, key, format_problem::tensor,
                  concat({"its ", what, " is no number, negative, or too large; the file is damaged"}));
  return result;
}

NNSTRUCT_DEFINE pickle::item_range checkpoint_file::sizes(pickle::value at, std::string_view key,
                                                          pickle::value v) const {
  if (function_of(v) == known_function::size) {
    const pickle::item_range args = document_.items(document_.call(v).args);
    if (args.size() == 1) v = args[0];
  }
  if (!v.is(pickle::kind::tuple) && !v.is(pickle::kind::list))
    refuse_tensor(at, key, format_problem::tensor,
                  concat({"expected a tuple of extents or strides, found ", described(v)}));
  return document_.items(v);
}

/// What is limited of every tensor.
NNSTRUCT_DEFINE void checkpoint_file::start_tensor(std::string_view key, pickle::value at) {
  if (key.size() > allowed_.name_length)
    refuse_tensor(
        at, concat({key.substr(0, 60), "..."}), format_problem::limit,
        nnstruct::detail::over_limit(concat({"a key of ", key.size(), " bytes"}), "name_length", allowed_.name_length));
  if (++tensor_count_ > allowed_.tensors)
    refuse_tensor(at, key, format_problem::limit,
                  nnstruct::detail::over_limit(concat({"it is number ", tensor_count_}), "tensors", allowed_.tensors));
}
NNSTRUCT_DEFINE void checkpoint_file::require_rank(std::string_view key, pickle::value at, std::size_t rank) const {
  if (rank > allowed_.rank)
    refuse_tensor(at, key, format_problem::limit,
                  nnstruct::detail::over_limit(concat({rank, " extents"}), "rank", allowed_.rank));
}

NNSTRUCT_DEFINE tensor_record checkpoint_file::tensor(std::string_view key, pickle::value at, const kept_tensor& kept,
                                                      tensor_record out) {
  out.key = key;
  out.dtype = kept.dtype;
  std::optional<storage_place> place = container_->find(kept.storage);
  if (!place) refuse_tensor(at, key, format_problem::storage, concat({"the file has no storage ", kept.storage}));
  out.storage = add_storage(at, key, *std::move(place), kept.dtype, false, kept.storage_numel);
  out.rank = kept.sizes.size();
  out.extents = numbers_.size();
  numbers_.insert(numbers_.end(), kept.sizes.begin(), kept.sizes.end());
  numbers_.insert(numbers_.end(), kept.strides.begin(), kept.strides.end());
  check_view(out, at, io::from_signed(kept.offset), 0, kept.storage_numel);
  return out;
}

NNSTRUCT_DEFINE tensor_record checkpoint_file::tensor(std::string_view key, pickle::value v) {
  start_tensor(key, v);
  if (const kept_tensor* tensor_of_container = kept(v)) return tensor(key, v, *tensor_of_container, {});
  tensor_record out{};
  out.key = key;
  if (is_storage(v)) {
    const pickle::item_range id = document_.items(document_.persistent(v));
    const pickle::global_name type = id.empty() ? pickle::global_name{{}, {}, 0} : document_.global(id[1]);
    const storage_part memory = storage(v, key, v, id.empty() || is_untyped_storage(type.module, type.name));
    out.storage = memory.storage;
    out.dtype = memory.dtype;
    out.rank = 1;
    out.extents = numbers_.size();
    numbers_.insert(numbers_.end(), {static_cast<std::int64_t>(memory.numel), 1});
    check_view(out, v, 0, memory.offset, memory.numel);
    return out;
  }
  rebuild made = rebuild_of(v);
  if (detail::rebuilds_parameter(made.function)) {  // (tensor, requires_grad, hooks) and perhaps Python's attributes
    out.parameter = true;
    out.requires_grad = made.args.size() > 1 && made.args[1].boolean();
    if (const kept_tensor* tensor_of_container = made.args.empty() ? nullptr : kept(made.args[0]))
      return tensor(key, v, *tensor_of_container, out);
    if (made.args.empty() || !is_tensor(made.args[0]) || detail::rebuilds_parameter(function_of(made.args[0])))
      refuse_tensor(v, key, format_problem::tensor, "expected a tensor in its Parameter");
    v = made.args[0];
    made = rebuild_of(v);
  } else {
    const bool of_device =
        made.function == known_function::rebuild_from_numpy || made.function == known_function::rebuild_from_cpu_tensor;
    const std::size_t place = of_device ? 3 : 4;
    out.requires_grad = made.args.size() > place && made.args[place].boolean();
  }
  if (const auto array = numpy_array_of(document_, v)) {
    out.requires_grad = out.parameter && out.requires_grad;
    read_array(out, v, *array, array->elements.dtype);
    return out;
  }
  std::optional<nnstruct::dtype> of_device;
  if (made.function == known_function::rebuild_from_numpy || made.function == known_function::rebuild_from_cpu_tensor) {
    const pickle::global_name name = document_.global(made.args[1]);
    of_device = dtype_named(name.module, name.name);
    if (!of_device)
      refuse_tensor(v, key, format_problem::unsupported,
                    concat({"its elements are of ", name_of_global(made.args[1]), ", which is not read"}));
    if (const auto array = numpy_array_of(document_, made.args[0])) {
      read_array(out, v, *array, *of_device);
      return out;
    }
    v = made.args[0];
    made = rebuild_of(v);
  }
  if (made.function == known_function::rebuild_quantized)
    refuse_tensor(v, key, format_problem::unsupported,
                  "it is quantized, which is not read; dequantize() it in Python, or save the model as it was before");
  if (made.function == known_function::rebuild_meta)
    refuse_tensor(v, key, format_problem::unsupported,
                  "it is on the meta device and has no elements; save the model after it was given its values");
  // (storage, offset, size, stride, requires_grad, hooks[, flags]); of the older _rebuild_tensor the first four
  const bool untyped = made.function == known_function::rebuild_tensor_v3;  // (..., hooks, dtype[, flags])
  const std::size_t most = untyped ? 8 : 7, least = untyped ? 7 : 4;
  if (made.args.size() < least || made.args.size() > most)
    refuse_tensor(
        v, key, format_problem::tensor,
        concat({"expected ", least, " to ", most, " arguments of its rebuild function, found ", made.args.size()}));
  if (made.args.size() == most) read_flags(out, v, made.args[most - 1]);
  const storage_part memory = storage(v, key, made.args[0], untyped);
  out.storage = memory.storage;
  out.dtype = memory.dtype;
  if (untyped) {
    const pickle::global_name name = document_.global(made.args[6]);
    const std::optional<nnstruct::dtype> dtype = dtype_named(name.module, name.name);
    if (!dtype || *dtype == dtype::boolean)
      refuse_tensor(v, key, format_problem::unsupported,
                    concat({"its elements are of ", name_of_global(made.args[6]), ", which is not read"}));
    out.dtype = *dtype;
  }
  if (out.conj && !is_complex(out.dtype))
    refuse_tensor(v, key, format_problem::tensor, "it is a view of conjugates, and its elements are not complex");
  if (out.neg && !is_floating(out.dtype) && !is_complex(out.dtype))
    refuse_tensor(v, key, format_problem::tensor, "it is a view of negatives, and its elements are no floating ones");
  read_view(out, v, made, memory);
  if (of_device && *of_device != out.dtype)
    refuse_tensor(
        v, key, format_problem::unsupported,
        concat({"it is of another device, where its elements are ", name_of(*of_device), ", and here they are ",
                name_of(out.dtype), "; load the file in Python and torch.save it again"}));
  return out;
}

/// {'conj': True}, {'neg': True}: what is stored are the elements before that.
NNSTRUCT_DEFINE void checkpoint_file::read_flags(tensor_record& out, pickle::value at, pickle::value flags) const {
  if (!flags.is(pickle::kind::dict) && !flags.is(pickle::kind::none))
    refuse_tensor(at, out.key, format_problem::tensor, "expected a dict of what kind of view it is");
  for (const auto& [name, value] : document_.pairs(flags)) {
    const bool known = (name.text() == "conj" || name.text() == "neg") && value.is(pickle::kind::boolean);
    if (!known)
      refuse_tensor(at, out.key, format_problem::unsupported,
                    concat({"it is a view of a kind that is not read: ", detail::path_part(name)}));
    (name.text() == "conj" ? out.conj : out.neg) = value.boolean();
  }
}

/// Offset, extents and strides.
NNSTRUCT_DEFINE void checkpoint_file::read_view(tensor_record& out, pickle::value at, const rebuild& made,
                                                const storage_part& memory) {
  const io::checked offset = number(at, out.key, made.args[1], "storage offset");
  const pickle::item_range size = sizes(at, out.key, made.args[2]), stride = sizes(at, out.key, made.args[3]);
  if (size.size() != stride.size())
    refuse_tensor(at, out.key, format_problem::tensor,
                  concat({size.size(), " extents and ", stride.size(), " strides; expected as many of both"}));
  require_rank(out.key, at, size.size());
  out.rank = size.size();
  out.extents = numbers_.size();
  for (pickle::value extent : size) {
    number(at, out.key, extent, "extent");
    numbers_.push_back(extent.integer());
  }
  for (pickle::value step : stride) {
    number(at, out.key, step, "stride");
    numbers_.push_back(step.integer());
  }
  check_view(out, at, offset, memory.offset, memory.numel * size_of(memory.dtype) / size_of(out.dtype));
}

/// That a view stays within its memory, which begins at element `base` of the storage.
NNSTRUCT_DEFINE void checkpoint_file::check_view(tensor_record& out, pickle::value at, io::checked offset,
                                                 std::uint64_t base, std::uint64_t available) {
  const auto size = shape(out), stride = strides(out);
  io::checked numel = 1, volume = 1;  // volume: an empty tensor's strides are products of its other extents
  for (const std::int64_t extent : size) {
    if (extent < 0) refuse_tensor(at, out.key, format_problem::tensor, "it has a negative extent; the file is damaged");
    numel = numel * io::from_signed(extent);
    if (extent != 0) volume = volume * io::from_signed(extent);
  }
  if (!volume.at_most(std::numeric_limits<std::int64_t>::max()))
    refuse_tensor(at, out.key, format_problem::tensor,
                  "the product of its extents does not fit 64 bits; the file is damaged");
  io::checked last = 0;  // the farthest element
  for (std::size_t i = 0; i < size.size(); ++i) {
    const io::checked distance = io::from_signed(stride[i]);
    if (!distance.valid())
      refuse_tensor(at, out.key, format_problem::tensor, "it has a negative stride; the file is damaged");
    if (size[i] > 0) last = last + distance * static_cast<std::uint64_t>(size[i] - 1);
  }
  if (numel.equals(0) && !last.at_most(std::numeric_limits<std::int64_t>::max() - 1))
    refuse_tensor(at, out.key, format_problem::tensor, "its strides do not fit 64 bits; the file is damaged");
  const io::checked span = numel.equals(0) ? io::checked(0) : last + 1;
  if (!(offset + span).at_most(available))
    refuse_tensor(at, out.key, format_problem::storage,
                  concat({"it reaches beyond its storage of ", available, " elements (",
                          storages_[out.storage].place.name, "); the file is damaged"}));
  out.offset = base + offset.value();
  out.numel = numel.value();
  out.span = span.value();
}

NNSTRUCT_DEFINE std::size_t checkpoint_file::add_storage(pickle::value at, std::string_view key, storage_place place,
                                                         nnstruct::dtype dtype, bool untyped, std::uint64_t numel) {
  std::size_t& index = storage_of_place_[place.number];
  if (index == detail::no_storage) {
    index = storages_.size();
    storages_.push_back({std::move(place), dtype, untyped, numel});
  } else if (storages_[index].dtype != dtype && (!untyped || container_->big_endian())) {
    // PyTorch takes the dtype that it met first, unless the tensor has one of its own, as those of untyped storages do.
    refuse_tensor(at, key, format_problem::storage,
                  concat({"its storage ", place.name, " is used with two dtypes, ", name_of(storages_[index].dtype),
                          " and ", name_of(dtype),
                          ", and PyTorch gives both tensors the first; it does not save such files: "
                          "clone() one of them in Python before torch.save"}));
  }
  return index;
}

/// ('storage', class, key, location, numel), saved as a persistent id. In PyTorch 1.5 and older with a sixth item:
/// None, or (key, offset, numel) of a part of that storage, which is what is meant then.
NNSTRUCT_DEFINE checkpoint_file::storage_part checkpoint_file::storage(pickle::value at, std::string_view key,
                                                                       pickle::value v, bool untyped) {
  if (function_of(v) == known_function::load_storage) return pickled_storage(at, key, v, untyped);
  const pickle::item_range id = document_.items(document_.persistent(v));
  if (id.size() != (container_->is_older() ? 6u : 5u) || id[0].text() != "storage" || !id[1].is(pickle::kind::global) ||
      !(id[2].is(pickle::kind::string) || id[2].is(pickle::kind::integer)))
    refuse_tensor(at, key, format_problem::storage,
                  "expected a storage ('storage', class, key, location, numel), found something else");
  const pickle::global_name type = document_.global(id[1]);
  const std::optional<nnstruct::dtype> dtype = !untyped ? dtype_of_storage(type.module, type.name)
                                               : is_untyped_storage(type.module, type.name)
                                                   ? std::optional(nnstruct::dtype::uint8)
                                                   : std::nullopt;
  if (!dtype)
    refuse_tensor(at, key, format_problem::unsupported,
                  concat({"its elements are of ", name_of_global(id[1]), ", which is not read"}));
  const io::checked numel = number(at, key, id[4], "storage's number of elements");
  const std::string name = detail::path_part(id[2]);
  std::optional<storage_place> place = container_->find(name);
  if (!place)
    refuse_tensor(at, key, format_problem::storage,
                  concat({"the file has no ", container_->name_of(name), "; it is damaged or incomplete"}));
  if (!(numel * size_of(*dtype)).equals(place->bytes))
    refuse_tensor(at, key, format_problem::storage,
                  concat({"its storage ", place->name, " has ", place->bytes, " bytes, expected ", id[4].integer(),
                          " elements of ", size_of(*dtype), " bytes; the file is damaged or incomplete"}));
  if (untyped && container_->big_endian())
    refuse_tensor(at, key, format_problem::unsupported,
                  concat({"its storage ", place->name,
                          " has no type in a big-endian file, so nobody can tell how its bytes are to be swapped"}));

  const std::size_t index = add_storage(at, key, *std::move(place), *dtype, untyped, numel.value());
  if (id.size() < 6 || id[5].is(pickle::kind::none)) return {index, *dtype, 0, numel.value()};

  const pickle::item_range part = document_.items(id[5]);
  if (part.size() != 3)
    refuse_tensor(at, key, format_problem::storage, "expected a part of its storage as (key, offset, numel)");
  const io::checked offset = number(at, key, part[1], "storage's offset in another one");
  const io::checked count = number(at, key, part[2], "storage's number of elements in another one");
  if (!(offset + count).at_most(numel.value()))
    refuse_tensor(at, key, format_problem::storage, "its storage is no part of the one it should be of");
  return {index, *dtype, offset.value(), count.value()};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
