// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the objects of a checkpoint hold, and how paths name it: the one walk to every tensor of a file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Something that an object holds: under a name, under a key, or at an index.
struct object_part {
  pickle::value value;
  std::string_view name = {};  ///< what has no key and no index
  bool has_key = false;
  pickle::value key = {};  ///< of a dictionary
  std::size_t index = 0;
  bool is_attribute = false;  ///< the key is its name

  /// As a path has it (see state_dict/value_path.hpp).
  NNSTRUCT_DECLARE std::string text(const checkpoint_file& file) const;
  /// The same with one meaning; of a key that is an object no path names, the same.
  NNSTRUCT_DECLARE std::string exact_text(const checkpoint_file& file) const;
};

/// Everything that an object holds, in the file's order. Of lists, tuples and sets the items; of dictionaries what is
/// under their keys, then attributes; of a call `arguments`, of what is made by a call itself `callable`, then its
/// items, keys and attributes; of an instance its arguments (a namedtuple's items), the items and keys of a class that
/// derives from list or dict, and the attributes, those in slots too. A state that is something else than attributes is
/// called `state`. Of a tensor the attributes that Python code has given it. `_metadata` of a state_dict is a part if
/// it has more in it than versions.
NNSTRUCT_DECLARE std::vector<object_part> parts_of(const checkpoint_file& file, pickle::value v);

/// Which objects are tensors or storages, or hold some at whatever depth.
class tensor_holders {
 public:
  NNSTRUCT_DECLARE tensor_holders(const checkpoint_file& file, pickle::value root);
  bool operator()(pickle::value v) const noexcept { return v.is_object() && holds_[v.index()]; }

 private:
  std::vector<bool> holds_;
};

/// An object and the path to it.
struct object_path {
  std::string path;
  pickle::value value;
};
/// Every tensor, sparse tensor and storage below an object, and itself if it is one, with the path from there; one that
/// is shared under each of its paths.
/// \throws FormatError  limit: these are more than the file's objects by more than limits::shared_values
NNSTRUCT_DECLARE std::vector<object_path> tensor_paths(const checkpoint_file& file, pickle::value root);

/// All that a path may lead to from an object: the way that checkpoint_file::find() takes.
/// \throws FormatError  unsupported: nothing, naming what is there instead; or two things, naming both
NNSTRUCT_DECLARE pickle::value part_at(const checkpoint_file& file, pickle::value root, std::string_view path);
/// Whether it is more than one.
NNSTRUCT_DECLARE bool has_two_meanings(const checkpoint_file& file, pickle::value root, std::string_view path);

/// The paths to what is in dictionaries and for which `is` holds, as find() takes them: of those nearest to the root,
/// in the file's order.
template <class Is> std::vector<std::string> nearest_paths(const checkpoint_file& file, Is is);

/// The first path from the root of the file to an object: for messages. Empty if it is the root, or there is none.
NNSTRUCT_DECLARE std::string path_to(const checkpoint_file& file, pickle::value object);

/// Under which a module's own state stands in its state_dict: `_extra_state`, `fc._extra_state`.
constexpr bool is_extra_state(std::string_view key) noexcept {
  return key == "_extra_state" || key.ends_with("._extra_state");
}

/// A dictionary of tensors under strings. What else is in it holds no tensor, or is a module's own `_extra_state`: so
/// whoever takes its tensors misses none, but what is there.
NNSTRUCT_DECLARE bool is_state_dict(const checkpoint_file& file, pickle::value v, const tensor_holders& holders);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
