// SPDX-License-Identifier: Apache-2.0
/// \file
/// Loads a model, or a state_dict, from a PyTorch checkpoint: a file, or one that is part of the program.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <nnstruct/checkpoint/record.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/format/open_file.hpp>
#include <nnstruct/io/embedded_file.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/module/walk.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/report.hpp>
#include <nnstruct/state_dict/state_dict.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// \param complete refuse to leave an entry without values
NNSTRUCT_DECLARE LoadReport load(const schema_view& schema, held_values* const* values, io::input_file from,
                                 const LoadOptions& options, bool complete);
NNSTRUCT_DECLARE LoadReport check(const schema_view& schema, io::input_file file, const LoadOptions& options);
/// \param verified  whether all that was read had a checksum
/// \param with_elements  without, tensors have no data
NNSTRUCT_DECLARE Value load_value(io::input_file file, const LoadOptions& options, bool with_elements, bool& verified);
NNSTRUCT_DECLARE StateDict load_state_dict_file(io::input_file from, const LoadOptions& options);

/// Read as a Value first.
template <class T> inline constexpr bool is_read_as_value = is_plain_value<T>;
template <record_struct T> inline constexpr bool is_read_as_value<T> = true;

template <class T> LoadReport load_into(T& model, io::input_file file, const LoadOptions& options) {
  if constexpr (is_read_as_value<T>) {
    bool verified;
    const Value value = load_value(std::move(file), options, true, verified);
    LoadReport report = record_from(value, model, options, false);
    report.verified = verified;
    return report;
  } else {
    return load(schema_view_of<T>, values_of_model(model).data(), std::move(file), options, false);
  }
}

/// What would be returned where the build stops; declared and nothing more.
template <class T> T never_made();

template <class T> T load_new(io::input_file file, const LoadOptions& options) {
  if constexpr (std::is_same_v<T, StateDict>) {
    return load_state_dict_file(std::move(file), options);
  } else if constexpr (std::is_same_v<T, Value>) {
    bool verified;
    return load_value(std::move(file), options, true, verified);
  } else if constexpr (is_read_as_value<T>) {
    bool verified;
    T record{};
    record_from(load_value(std::move(file), options, true, verified), record, options, true);
    return record;
  } else if constexpr (!std::is_default_constructible_v<T>) {
    static_assert(described<T>::value.field_count == 0,  // where the description has not said something worse
                  "nn: load<T> makes a T without arguments, which is not possible here: make one, and load into it");
    return never_made<T>();
  } else {
    T model{};
    load(schema_view_of<T>, values_of_model(model).data(), std::move(file), options, true);
    return model;
  }
}

template <class T> LoadReport check_file(io::input_file file, const LoadOptions& options) {
  if constexpr (is_read_as_value<T>) {
    bool verified;
    const Value value = load_value(std::move(file), options, false, verified);
    LoadReport report = check_record<T>(value, options);
    report.verified = false;
    return report;
  } else {
    return check(schema_view_of<T>, std::move(file), options);
  }
}
}  // namespace detail

/// Loads a file of torch.save(model.state_dict(), path) into a model.
///
/// Plan, then move: the file's directory and pickle are read and matched with the model, and the whole report is there
/// before a parameter changes; then all values are read and their checksums compared; then they are put into the model.
/// So whatever fails, the model is as it was. (`.in_place` trades the last step of that for memory, `.map` the
/// checksums for time: see LoadOptions.)
/// \throws StateDictError  the options refuse what the report says; the text begins with PyTorch's own. Also if not one
///                         key of the model is loaded, where PyTorch's strict=False says nothing; see
///                         LoadOptions::nothing
/// \throws FormatError     the file is damaged, or no such file
/// \throws IoError         the file cannot be opened or read
/// \throws Error           by the options, two keys of the file have one name; or two options exclude each other
///
/// A record (a struct of numbers, models and the like) is loaded from a dictionary, field by field, the options applied
/// to its models; `missing` and `unexpected` count for its own fields too. A field that is something else than the file
/// has is told in report.kind_mismatch.
template <class T>
  requires(!std::is_const_v<T>)
LoadReport load(T& model, const std::string& path, const LoadOptions& options = strict) {
  return detail::load_into(model, format::open_file(path), options);
}

/// The same from a file that is part of the program. The parameters point into it, as with `.map`: nothing is copied
/// but what does not stand there as in memory, and what somebody writes. No checksum is compared (`report.verified` is
/// false). `.in_place` copies the values to the model's own memory, with their checksums.
/// Throws as above, but for IoError; messages name EmbeddedFile::name().
template <class T>
  requires(!std::is_const_v<T>)
LoadReport load(T& model, const EmbeddedFile& file, const LoadOptions& options = strict) {
  return detail::load_into(model, io::input_file(file), options);
}

/// A new model, record, nn::StateDict or nn::Value with the values of a file, in training mode as in PyTorch; or what
/// Value::as gives: `nn::load<std::vector<nn::AnyTensor>>(path)` of torch.save(list(model.parameters()), path).
/// Throws as above, and StateDictError too if the options allow what would leave a parameter without values: then set
/// those first, and load into the model. A StateDict is loaded as it is in the file, but for the options `at`,
/// `filter`, `strip_prefix`, `rename` and `map`; what is no tensor in it, such as `_extra_state`, is refused unless the
/// filter or `.unexpected = nn::allow` leaves it out; one that a filter leaves empty is an error unless `.nothing`
/// allows it. A Value is loaded so too, but for `at` and `map`. \code
///   auto net = nn::load<Net>("model.pth");
///   auto dict = nn::load<nn::StateDict>("model.pth");
///   struct Checkpoint { int epoch; Net model_state_dict; float loss; nn::Value optimizer_state_dict; };
///   auto run = nn::load<Checkpoint>("checkpoint.pth");
/// \endcode
template <class T> T load(const std::string& path, const LoadOptions& options = strict) {
  return detail::load_new<T>(format::open_file(path), options);
}

/// The same from a file that is part of the program: its tensors point into it.
/// \code
///   #include <embedded/model.hpp>  // CMake: nnstruct_embed_checkpoint(program FILE weights/model.pth NAME model)
///   auto net = nn::load<Net>(embedded::model);
/// \endcode
template <class T> T load(const EmbeddedFile& file, const LoadOptions& options = strict) {
  return detail::load_new<T>(io::input_file(file), options);
}

/// What a load of this file into a T would say: makes no model and reads no tensor's elements.
/// \throws FormatError, IoError as load; a mismatch is in the report
template <class T> LoadReport check(const std::string& path, const LoadOptions& options = strict) {
  return detail::check_file<T>(format::open_file(path), options);
}
template <class T> LoadReport check(const EmbeddedFile& file, const LoadOptions& options = strict) {
  return detail::check_file<T>(io::input_file(file), options);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
