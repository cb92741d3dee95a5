// SPDX-License-Identifier: Apache-2.0
/// \file
/// Saves a model's state_dict, or any state_dict, as torch.save does.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include <nnstruct/checkpoint/record.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/module/walk.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/dtype_rules.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// What save writes.
enum class file_format : unsigned char {
  by_name,  ///< a name that ends in `.safetensors` asks for that, every other one, `.pkl` too, for zip
  zip,      ///< what torch.save writes since 1.6
  legacy,   ///< what it wrote before, and writes with _use_new_zipfile_serialization=False; every PyTorch reads it
  safetensors,
};

struct SaveOptions {
  /// The file is on the disk when save returns, and survives a power cut. Without, it survives a killed program.
  bool durable = true;
  /// Whatever the name says. A name that ends in `.safetensors` should be one: PyTorch goes by it.
  file_format format = file_format::by_name;
  /// What tensors are saved as, if not as what they are in memory. They are converted while they are written, as
  /// PyTorch's `.to(dtype)` does: rounded to the nearest, ties to even; the model stays as it is. In a record or a
  /// Value a key is the path: `model_state_dict.fc.weight`, `optimizer_state_dict.state.0.exp_avg`. What is tied is one
  /// tensor, of one dtype. A rule that is for no tensor is an Error, and so is one for a tensor that a Value has in an
  /// object or a set.
  dtype_rules dtypes{};
};

namespace detail {
NNSTRUCT_DECLARE void save(const schema_view& schema, held_values* const* values, const std::string& path,
                           const SaveOptions& options);
NNSTRUCT_DECLARE void save_model(const schema_view& schema, const node& root, void* model, const std::string& path,
                                 const SaveOptions& options);
}

/// Writes what torch.save(model.state_dict(), path) writes: torch.load(path, weights_only=True) reads it. The same
/// values and file name give the same bytes.
/// \code
///   nn::save(net, "model.pth");
///   nn::save(net, "model.safetensors");
///   nn::save(net, "old.pth", {.format = nn::file_format::legacy});
///   nn::save(net, "half.pth", {.dtypes = nn::dtype::float16});
/// \endcode
/// The file appears under its name only when it is complete: whatever fails, an old file is as it was.
/// \throws IoError  the file cannot be written
/// \throws Error    a parameter has no values, the message names its key; or a dtype that the format does not have; or
///                  a rule of `.dtypes` that is for no tensor, or for one that it cannot convert
template <class T>
  requires is_module<T>
void save(const T& model, const std::string& path, const SaveOptions& options = {}) {
  detail::save(detail::schema_view_of<T>, detail::values_of_model(model).data(), path, options);
}

/// Writes a dictionary with its metadata.
/// \throws IoError  as above
/// \throws Error    a tensor's shape, strides and data do not go together; the message names its key
NNSTRUCT_DECLARE void save(const StateDict& dict, const std::string& path, const SaveOptions& options = {});

/// Writes what torch.save writes of the same object. Tensors that share memory share a storage in the file.
/// \code
///   nn::save(nn::Value{{"epoch", 5}, {"model_state_dict", nn::state_dict(net)}}, "checkpoint.pth");
/// \endcode
/// \throws IoError  as above
/// \throws Error    an object that is not written, or a tensor that is not consistent; the message names its path
NNSTRUCT_DECLARE void save(const Value& value, const std::string& path, const SaveOptions& options = {});

/// Writes what torch.save(model, path) writes: the model itself, which Python then loads without being told what it is
/// like. Its class, and those of the modules in it, must be there: a struct names its own by a python_class.
/// \code
///   struct Net {
///     static constexpr nn::python_class python{"project.models", "Net"};   // without it, __main__.Net
///     nn::Conv2d<3, 8, 3> conv;
///     nn::none downsample;                                                 // self.downsample = None
///     struct pytorch {                                                     // self.stride = 2, self.act = "relu"
///       static constexpr auto attributes() {
///         return std::array{nn::integer_attribute("stride", 2, nn::shown::hidden),
///                           nn::text_attribute("act", "relu", nn::shown::hidden)};
///       }
///     };
///     auto forward(const auto& x) const { ... }
///   };
///   nn::save_model(net, "model.pth");     // model = torch.load("model.pth", weights_only=False)
/// \endcode
/// Attributes that print (the default of nn::shown) stand in nn::repr as in Python's extra_repr. What a module says of
/// a parameter that it holds, such as `bias=True`, is printed and not kept. PyTorch since 1.13 loads and runs the file.
/// In it are training or evaluation mode, as the nn::Mode fields say, and whether a parameter requires_grad; tied
/// parameters are one. The same model and file name give the same bytes.
/// \throws IoError  the file cannot be written
/// \throws Error    a parameter or buffer has no values, a transient one neither, the message names it; or .format asks
///                  for safetensors, or the name does, which holds tensors alone
template <class T>
  requires is_module<T>
void save_model(const T& model, const std::string& path, const SaveOptions& options = {}) {
  detail::save_model(detail::schema_view_of<T>, detail::described<T>::value, detail::address_of(model), path, options);
}

/// Writes a record as a dictionary: its fields in order, models as their state_dicts. Nothing is copied.
/// \code
///   nn::save(Checkpoint{5, net, 0.4f}, "checkpoint.pth");
/// \endcode
/// Throws as above.
template <detail::record_struct T>
void save(const T& record, const std::string& path, const SaveOptions& options = {}) {
  save(detail::value_form<T>::write(record), path, options);
}

/// Writes the state_dict of an optimizer or a scheduler, as torch.save(optimizer.state_dict(), path).
/// Throws as above.
template <class T>
  requires std::same_as<std::remove_cvref_t<decltype(std::declval<const T&>().state_dict())>, Value>
void save(const T& from, const std::string& path, const SaveOptions& options = {}) {
  save(from.state_dict(), path, options);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
