// SPDX-License-Identifier: Apache-2.0
/// \file
/// Records: structs that stand for a dictionary, field by field. A checkpoint of numbers, models and anything else.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/module/walk.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/reflect/fields.hpp>
#include <nnstruct/reflect/names.hpp>
#include <nnstruct/schema/role.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/report.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// A model in a record, the keys, dtypes and shapes that it was matched with, and what that gave.
struct matched_model {
  const schema_view* schema;
  std::string path;
  StateDict dict;  // without elements
  LoadReport report;
};

/// Reads records: everything that is found out goes into one report, and models are matched as in nn::load.
struct record_cast : value_cast {
  LoadOptions options;  // of the models
  LoadReport report;
  bool complete = false;    // no parameter may stay without values
  bool with_values = true;  // else only the report is wanted
  std::vector<matched_model> models;

  /// A field that the dictionary does not have.
  NNSTRUCT_DECLARE void missing_key(std::string_view name);
  /// What was read of a record when its first field was still to come.
  struct mark {
    std::size_t loaded, missing, nothing;
  };
  mark begin_fields() const noexcept {
    return {report.loaded.size(), report.missing.size(), report.nothing_loaded.size()};
  }
  /// Since then a record was read: takes down if there was nothing of it in the dictionary.
  NNSTRUCT_DECLARE void end_fields(const mark& begin);
  /// The dictionary's keys that no field has.
  NNSTRUCT_DECLARE void unexpected_keys(const Value& dict, const std::string_view* names, std::size_t count);
};

/// Matches a model with a state_dict in the record, and gives it the values.
NNSTRUCT_DECLARE void model_into(const schema_view& schema, held_values* const* values, const Value& v,
                                 record_cast& where);
/// A generator's state.
NNSTRUCT_DECLARE void generator_into(const Value& v, Generator& out, value_cast& where);
/// A model's state_dict as a Value without a share in its memory: for a save, which is over before anybody writes.
NNSTRUCT_DECLARE Value lent_state_dict(const schema_view& schema, held_values* const* values);
NNSTRUCT_DECLARE record_cast begin_record(std::string_view class_name, const LoadOptions& options);
/// The whole report, with what was of another kind.
NNSTRUCT_DECLARE LoadReport report_of(record_cast&& where);

template <class T> inline constexpr bool is_std_array = false;
template <class T, std::size_t N> inline constexpr bool is_std_array<std::array<T, N>> = true;

/// Reads a new record or model for Value::as. Throws StateDictError.
template <class T> void read_alone(const Value& v, T& out);

/// A struct that is read and written as a dictionary.
template <class T>
concept record_struct = is_record<T> && !is_std_array<T> && !tensor_element<T> && is_reflectable<T>();

template <record_struct T> struct value_form<T> {
  static constexpr std::size_t count = reflect::field_count<T>;

  static Value write(const T& from) { return write(from, std::make_index_sequence<count>{}); }
  static void read(const Value& v, T& out, value_cast& where) {
    if (!v.is(Value::kind::dict)) return where.wrong(v, "a dict");
    if (where.record == nullptr) return read_alone(v, out);
    read(v, out, *where.record, std::make_index_sequence<count>{});
  }

 private:
  template <std::size_t... I> static Value write(const T& from, std::index_sequence<I...>) {
    std::vector<Value::pair> items;
    items.reserve(count);
    (items.emplace_back(reflect::field_name<T, I>, value_from<reflect::field_type<T, I>>(reflect::get<I>(from))), ...);
    return Value::dict(std::move(items));
  }
  template <std::size_t... I> static void read(const Value& v, T& out, record_cast& where, std::index_sequence<I...>) {
    static constexpr std::string_view names[] = {reflect::field_name<T, I>...};
    const record_cast::mark begin = where.begin_fields();
    const auto one = [&](std::string_view name, auto& field) {
      const Value* const found = v.find(name);
      using Field = std::remove_reference_t<decltype(field)>;
      if (found == nullptr) {
        if constexpr (is_optional<Field>) return field.reset();
        else return where.missing_key(name);
      }
      value_cast::inside scope(where, name);
      const std::size_t problems = where.problems.size();
      value_into(*found, field, where);
      if (!record_struct<Field> && !is_module<Field> && where.problems.size() == problems)
        where.report.loaded.push_back(where.path);
    };
    (one(names[I], reflect::get<I>(out)), ...);
    where.unexpected_keys(v, names, count);
    where.end_fields(begin);
  }
};

template <class T>
  requires is_module<T>
struct value_form<T> {
  static Value write(const T& from) { return lent_state_dict(schema_view_of<T>, values_of_model(from).data()); }
  static void read(const Value& v, T& out, value_cast& where) {
    if (where.record == nullptr) return read_alone(v, out);
    model_into(schema_view_of<T>, values_of_model(out).data(), v, *where.record);
  }
};

/// The tensor that PyTorch keeps of a generator.
template <> struct value_form<Generator> {
  template <class = void> static Value write(const Generator& from) { return Value(AnyTensor(from.get_state())); }
  template <class = void> static void read(const Value& v, Generator& out, value_cast& where) {
    generator_into(v, out, where);
  }
};

template <class T> void read_alone(const Value& v, T& out) {
  record_cast where = begin_record(reflect::class_name<T>, strict);
  where.record = &where;
  where.complete = true;
  value_form<T>::read(v, out, where);
  LoadReport report = report_of(std::move(where));
  if (!report.ok()) throw StateDictError(std::move(report));
}

/// How messages call a T.
template <class T> constexpr std::string_view value_name() {
  if constexpr (requires { value_form<T>::name; }) return value_form<T>::name;
  else if constexpr (is_plain_value<T>) return "a C++ value";
  else return reflect::class_name<T>;
}

/// Reads a record, or a container of records, models and others, out of a Value: all of it, or it is as it was.
template <class T> LoadReport record_from(const Value& v, T& out, const LoadOptions& options, bool complete) {
  record_cast where = begin_record(value_name<T>(), options);
  where.record = &where;
  where.complete = complete;
  T fresh = out;
  value_into(v, fresh, where);
  LoadReport report = report_of(std::move(where));
  if (!report.ok()) throw StateDictError(std::move(report));
  out = std::move(fresh);
  return report;
}

/// The report alone, from a Value without tensors' elements.
template <class T> LoadReport check_record(const Value& v, const LoadOptions& options) {
  record_cast where = begin_record(value_name<T>(), options);
  where.record = &where;
  where.with_values = false;
  T nothing{};
  value_into(v, nothing, where);
  return report_of(std::move(where));
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
