// SPDX-License-Identifier: Apache-2.0
#include "json_text.hpp"

#include <cmath>
#include <new>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/repr.hpp>

namespace nnstruct_command {

using nlohmann::ordered_json;
using nnstruct::Value;

namespace {

std::string text_of(const ordered_json& json) {
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

/// None, bools, numbers and strings as JSON has them; what it does not have as a string: integers of more than 64 bits
/// as their digits, nan, inf and -inf, and everything else as Python prints it.
ordered_json json_of(const Value& value) {
  switch (value.what()) {
    case Value::kind::none: return nullptr;
    case Value::kind::boolean: return value.boolean();
    case Value::kind::integer: return value.integer();
    case Value::kind::real:
      if (std::isnan(value.real())) return "nan";
      if (std::isinf(value.real())) return value.real() < 0 ? "-inf" : "inf";
      return value.real();
    case Value::kind::string: return std::string(value.text());
    case Value::kind::list:
    case Value::kind::tuple: return ordered_json::array();
    case Value::kind::dict: return ordered_json::object();
    default: return nnstruct::repr(value);
  }
}

std::string_view kind_of(const std::exception& error) {
  if (const auto* const refused = dynamic_cast<const nnstruct::FormatError*>(&error)) {
    using enum nnstruct::format_problem;
    switch (refused->problem()) {
      case format: return "format";
      case zip: return "zip";
      case checksum: return "checksum";
      case pickle: return "pickle";
      case unsafe_global: return "unsafe_global";
      case tensor: return "tensor";
      case storage: return "storage";
      case limit: return "limit";
      case safetensors: return "safetensors";
      case unsupported:
      case data_set: break;  // which the command does not read
    }
    return "unsupported";
  }
  if (dynamic_cast<const nnstruct::IoError*>(&error) != nullptr) return "io";
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ? "limit" : "unsupported";
}

}  // namespace

std::string json_of(const listing& file, const std::vector<std::string>& hashes) {
  // The outer object is put together here: that of nlohmann would hold all of it, and look through all keys for each.
  std::string out = "{\"file\":" + text_of(file.path) + ",\"format\":" + text_of(file.format) +
                    ",\"kind\":" + text_of(file.kind) + ",\"tensors\":[";
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    const listed_tensor& tensor = file.tensors[i];
    ordered_json row = {{"key", tensor.key}, {"dtype", name_of(tensor.record.dtype)}};
    row["shape"] = ordered_json::array();
    for (const std::int64_t extent : file.file_of(tensor).shape(tensor.record)) row["shape"].push_back(extent);
    row["stride"] = ordered_json::array();
    for (const std::int64_t step : file.file_of(tensor).strides(tensor.record)) row["stride"].push_back(step);
    if (!hashes.empty()) row["sha256"] = hashes[i];
    out += (i == 0 ? "\n" : ",\n") + text_of(row);
  }
  out += "],\"values\":{";
  std::unordered_set<std::string> keys;
  for (const listed_value& value : file.values) {
    std::string key = text_of(value.key);
    for (int again = 2; !keys.insert(key).second; ++again)  // as of {"a.b": 1, "a": {"b": 2}}
      key = text_of(value.key + "#" + std::to_string(again));
    out += (keys.size() == 1 ? "\n" : ",\n") + key + ":" + text_of(json_of(value.value));
  }
  return out += "}}\n";
}

std::string json_of(const std::exception& error) {
  ordered_json facts = {{"kind", kind_of(error)}, {"message", error.what()}, {"record", nullptr}, {"offset", nullptr}};
  if (const auto* const format = dynamic_cast<const nnstruct::FormatError*>(&error)) {
    if (!format->record().empty()) facts["record"] = format->record();
    if (format->offset()) facts["offset"] = *format->offset();
  }
  return text_of({{"error", facts}}) + "\n";
}

}  // namespace nnstruct_command
