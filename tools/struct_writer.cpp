// SPDX-License-Identifier: Apache-2.0
#include "struct_writer.hpp"

#include <algorithm>
#include <span>

#include <nnstruct/reflect/field_count.hpp>

#include "cpp_text.hpp"
#include "output.hpp"

namespace nnstruct_command {

const std::size_t max_fields = nnstruct::reflect::max_fields;

namespace {

constexpr std::size_t line_width = 100;
constexpr std::string_view step = "    ";

/// The text with spaces in front of all lines but the first.
std::string indented(std::string_view text, std::string_view indent) {
  std::string out;
  for (char c : text) {
    out += c;
    if (c == '\n') out += indent;
  }
  return out;
}

std::string_view element_type(nnstruct::dtype dtype) {
  using enum nnstruct::dtype;
  switch (dtype) {
    case float32: return "float";
    case float64: return "double";
    case int64: return "std::int64_t";
    case int32: return "std::int32_t";
    case int16: return "std::int16_t";
    case int8: return "std::int8_t";
    case uint8: return "std::uint8_t";
    case boolean: return "bool";
    case uint16: return "std::uint16_t";
    case uint32: return "std::uint32_t";
    case uint64: return "std::uint64_t";
    default: return {};  // a type of the library's, under PyTorch's name
  }
}

}  // namespace

std::string comment_line(std::string_view text, std::string_view indent) {
  std::string out = std::string(indent) + "// " + printable(text);
  while (out.ends_with('\\') || out.ends_with(' ')) out.pop_back();  // the next line would be one too
  return out += '\n';
}

bool is_field_name(std::string_view name) {
  // Members that a module's struct may have for other reasons, namespaces, and what headers of C define as macros.
  constexpr std::string_view taken[] = {"forward",  "pytorch", "nnstruct",         "std",    "linux", "unix", "i386",
                                        "errno",    "stdin",   "stdout",           "stderr", "EOF",   "NULL", "NAN",
                                        "INFINITY", "assert",  "reset_parameters", "python"};
  return is_identifier(name) && std::find(std::begin(taken), std::end(taken), name) == std::end(taken) &&
         name.find("__") == name.npos && !(name.size() > 1 && name[0] == '_' && name[1] >= 'A' && name[1] <= 'Z');
}

std::string tensor_type(std::string_view holder, nnstruct::dtype dtype, std::span<const std::int64_t> shape) {
  std::string out = "nnstruct::" + std::string(holder) + "<";
  const std::string_view element = element_type(dtype);
  out += element.empty() ? "nnstruct::" + std::string(name_of(dtype)) : std::string(element);
  for (std::int64_t extent : shape) out += ", " + integer_literal(extent);
  return out + ">";
}

type_text named_type(std::string_view key, type_text type) {
  const std::string begin = "nnstruct::named<" + string_literal(key) + ", ";
  type.type = begin + type.type + ">";
  return type;
}

std::string sequential_type(const std::vector<type_text>& elements) {
  std::string line;
  bool fits = true;
  for (const type_text& element : elements) {
    line.append(line.empty() ? "" : ", ").append(element.type);
    fits = fits && element.notes.empty() && element.type.find('\n') == std::string::npos && line.size() < line_width;
    if (!fits) break;
  }
  if (fits) return "nnstruct::Sequential<" + line + ">";
  std::string out = "nnstruct::Sequential<\n";
  for (std::size_t i = 0; i < elements.size(); ++i) {
    for (const std::string& note : elements[i].notes) out += comment_line(note, step);
    out.append(step).append(indented(elements[i].type, step)).append(i + 1 == elements.size() ? ">" : ",\n");
  }
  return out;
}

struct_fields::struct_fields(std::span<const std::string_view> keys) {
  for (std::string_view key : keys)
    if (is_field_name(key)) used_.emplace(key);
}

std::string struct_fields::unused_name(std::string_view key) {
  std::string name(key);
  if (!key.empty() && key[0] >= '0' && key[0] <= '9') name.insert(0, 1, 'm');
  name = identifier_from(name);
  for (std::size_t at; (at = name.find("__")) != name.npos;) name.erase(at, 1);
  if (name[0] == '_') name.insert(0, 1, 'm');  // what begins so may be reserved
  while (!is_field_name(name) || used_.find(name) != used_.end()) name += name.ends_with('_') ? "1" : "_";
  used_.insert(name);
  return name;
}

void struct_fields::write(const type_text& type, const std::string& name) {
  for (const std::string& note : type.notes) text_ += comment_line(note, "  ");
  text_ += "  " + indented(type.type, "  ") + " " + name + ";\n";
  ++count_;
}

std::string struct_fields::add(std::string_view key, type_text type) {
  if (is_field_name(key)) {
    write(type, std::string(key));
    return std::string(key);
  }
  const std::string name = unused_name(key);
  write(named_type(key, std::move(type)), name);
  return name;
}

bool struct_fields::add_none(std::string_view name, std::vector<std::string> notes) {
  if (is_field_name(name)) {
    write({"nnstruct::none", std::move(notes)}, std::string(name));
    return true;
  }
  for (const std::string& note : notes) text_ += comment_line(note, "  ");
  return false;
}

std::string struct_writer::declare(std::string_view name, const struct_body& body) {
  std::string all =
      body.printed_name + '\0' + body.fields + '\0' + body.behind + '\0' + body.python_module + '\0' + body.python_name;
  for (const std::string& line : body.comments) all.append(1, '\0').append(line);
  for (const std::string& line : body.pytorch) all.append(1, '\0').append(line);
  const auto [at, is_new] = declared_.try_emplace(std::move(all));
  if (!is_new) return at->second;
  const std::string base = is_field_name(identifier_from(name)) ? identifier_from(name) : "Module";
  std::string unique = base;
  for (int i = 2; taken_.find(unique) != taken_.end(); ++i) unique = base + "_" + std::to_string(i);
  declare_as(unique, body);
  return at->second = unique;
}

void struct_writer::declare_as(const std::string& name, const struct_body& body) {
  taken_.insert(name);
  for (const std::string& line : body.comments) text_ += comment_line(line);
  text_ += "struct " + name + " {\n";
  if (!body.python_module.empty() && (body.python_module != "__main__" || body.python_name != name))
    text_ += "  static constexpr nnstruct::python_class python{" + string_literal(body.python_module) + ", " +
             string_literal(body.python_name) + "};\n" + (body.fields.empty() ? "" : "\n");
  text_ += body.fields;
  const bool other_name = !body.printed_name.empty() && body.printed_name != name;
  if (other_name || !body.pytorch.empty() || body.needs_pytorch) {
    const bool empty = !other_name && body.pytorch.empty();
    text_ += body.fields.empty() ? "" : "\n";
    text_ += empty ? "  struct pytorch {};\n" : "  struct pytorch {\n";
    if (other_name)
      text_ += "    static constexpr std::string_view class_name = " + string_literal(body.printed_name) + ";\n";
    for (const std::string& line : body.pytorch) text_ += "    " + line + "\n";
    if (!empty) text_ += "  };\n";
  }
  if (!body.behind.empty()) text_ += (text_.ends_with("{\n") ? "" : "\n") + body.behind;
  text_ += "};\n\n";
}

}  // namespace nnstruct_command
