// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of object_repr.hpp.
#pragma once

#include <span>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/object_repr.hpp>
#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/tensor/python_string.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// What Python prints of the objects of a class otherwise than by its name and the arguments of its call.
enum class object_form : unsigned char {
  short_name,  ///< without the module: `Decimal('1.5')`
  attributes,  ///< `namespace(a=1)`
  partial,
  path,
  date,
  timedelta,
  timezone,
  fraction,
  range,
  deque,
  defaultdict,
  pattern,
  uuid,
  subscript,  ///< `typing.List[int]`
  either,     ///< `int | str`
  attribute,  ///< getattr: `module.Class.name`
  type,       ///< `type(None)`
};
struct object_row {
  std::string_view module, name;  ///< no name: all of the module
  object_form form;
  std::string_view shown;  ///< what Python calls it; empty: the name
};
inline constexpr object_row object_rows[] = {
    {"argparse", "Namespace", object_form::attributes, {}},
    {"types", "SimpleNamespace", object_form::attributes, "namespace"},
    {"functools", "partial", object_form::partial, {}},
    {"pathlib", {}, object_form::path, {}},
    {"pathlib._local", {}, object_form::path, {}},
    {"datetime", "date", object_form::date, {}},
    {"datetime", "datetime", object_form::date, {}},
    {"datetime", "time", object_form::date, {}},
    {"datetime", "timedelta", object_form::timedelta, {}},
    {"datetime", "timezone", object_form::timezone, {}},
    {"fractions", "Fraction", object_form::fraction, {}},
    {"builtins", "range", object_form::range, {}},
    {"collections", "deque", object_form::deque, {}},
    {"collections", "defaultdict", object_form::defaultdict, {}},
    {"re", "_compile", object_form::pattern, {}},
    {"uuid", "UUID", object_form::uuid, {}},
    {"_operator", "getitem", object_form::subscript, {}},
    {"operator", "getitem", object_form::subscript, {}},
    {"types", "GenericAlias", object_form::subscript, {}},
    {"_operator", "or_", object_form::either, {}},
    {"builtins", "reduce", object_form::either, {}},
    {"functools", "reduce", object_form::either, {}},
    {"builtins", "getattr", object_form::attribute, {}},
    {"builtins", "type", object_form::type, {}},
    {"decimal", "Decimal", object_form::short_name, {}},
    {"array", "array", object_form::short_name, {}},
    {"itertools", "count", object_form::short_name, {}},
    {"itertools", "repeat", object_form::short_name, {}},
    {"exceptions", {}, object_form::short_name, {}},
};

/// `module.name`, as it is written in Python: without builtins.
NNSTRUCT_DECLARE std::string python_name(const object_parts& parts) {
  return parts.module.empty() || parts.module == "builtins" ? parts.name : concat({parts.module, ".", parts.name});
}
NNSTRUCT_DECLARE bool is_global(const Value& v) {
  return v.is(Value::kind::object) && value_access::parts(v).made == object_parts::form::global;
}

/// Writes the texts of objects part by part.
NNSTRUCT_DECLARE class object_writer {
 public:
  explicit object_writer(const Value& v) : parts_(value_access::parts(v)), state_(v.state()) {}

  /// \returns false if the object is not made as Python makes such ones
  bool write(object_form form, std::string_view name) {
    const std::span<const Value> args = parts_.arguments.items();
    const auto is = [&](std::size_t i, Value::kind kind) { return i < args.size() && args[i].is(kind); };
    switch (form) {
      case object_form::short_name: text(name), call(args); return true;
      case object_form::attributes:
        if (!args.empty()) return false;
        text(name), text("("), attributes(state_, ""), text(")");
        return true;
      case object_form::partial: {
        const std::span<const Value> made = state_.items();  // function, arguments, keywords, attributes
        if (made.size() != 4 || !made[1].is(Value::kind::tuple)) return false;
        text("functools.partial("), part(made[0]);
        for (const Value& argument : made[1].items()) text(", "), part(argument);
        attributes(made[2], ", ");
        text(")");
        return true;
      }
      case object_form::path: return path(name, args);
      case object_form::date: return date(name, args);
      case object_form::timedelta: {
        if (args.size() != 3) return false;
        const char* units[] = {"days=", "seconds=", "microseconds="};
        text("datetime.timedelta(");
        bool none = true;
        for (std::size_t i = 0; i < 3; ++i) {
          if (!args[i].is(Value::kind::integer)) return false;
          if (args[i].integer() == 0) continue;
          text(none ? "" : ", "), text(units[i]), part(args[i]);
          none = false;
        }
        text(none ? "0)" : ")");
        return true;
      }
      case object_form::timezone: {
        if (args.empty()) return false;
        bool utc = args.size() == 1 && args[0].is(Value::kind::object);
        for (const Value& n : value_access::parts(args[0]).arguments.items()) utc = utc && n == Value(0);
        if (utc) text("datetime.timezone.utc");
        else text("datetime.timezone"), call(args);
        return true;
      }
      case object_form::fraction: {
        if (!is(0, Value::kind::string)) return text("Fraction"), call(args), true;
        const std::string_view both = args[0].text();
        const std::size_t bar = std::min(both.find('/'), both.size());
        text(concat({"Fraction(", both.substr(0, bar), ", ", bar == both.size() ? "1" : both.substr(bar + 1), ")"}));
        return true;
      }
      case object_form::range: {
        const bool by_one = args.size() == 3 && args[2] == Value(1);
        text("range"), call(by_one ? args.first(2) : args);
        return true;
      }
      case object_form::deque:
        if (!args.empty() && !args[0].empty()) return false;
        text("deque(["), listed(parts_.items.items()), text("]");
        if (args.size() == 2) text(", maxlen="), part(args[1]);
        text(")");
        return true;
      case object_form::defaultdict:
        if (args.size() > 1) return false;
        text("defaultdict(");
        if (args.empty()) text("None");
        else part(args[0]);
        text(", ");
        if (parts_.pairs.is(Value::kind::dict)) part(parts_.pairs);
        else text("{}");
        text(")");
        return true;
      case object_form::pattern: return args.size() == 2 && is(1, Value::kind::integer) && pattern(args);
      case object_form::uuid: return uuid();
      case object_form::subscript: return args.size() == 2 && subscript(args);
      case object_form::either: {
        const bool reduced = parts_.name == "reduce";
        const auto both = !reduced ? args : args.size() == 2 ? args[1].items() : std::span<const Value>();
        if (both.size() < 2 || (reduced && value_access::parts(args[0]).name != "or_")) return false;
        for (std::size_t i = 0; i < both.size(); ++i) text(i == 0 ? "" : " | "), named(both[i]);
        return true;
      }
      case object_form::attribute:
        if (!is(1, Value::kind::string)) return false;
        if (!args[0].class_name().empty()) {  // of its class, or one that this derives from
          const std::string_view type = args[0].type_name();
          text(concat({"<bound method ", type, ".", args[1].text(), " of "})), part(args[0]), text(">");
        } else if (args[0].is(Value::kind::object)) {
          named(args[0]), text("."), text(args[1].text());
        } else {
          text(concat({"<built-in method ", args[1].text(), " of ", args[0].type_name(), " object>"}));
        }
        return true;
      case object_form::type: {
        if (args.size() != 1) return false;
        const std::string_view of = value_access::parts(args[0]).name;
        const char* const known = is(0, Value::kind::none) ? "NoneType"
                                  : of == "Ellipsis"       ? "ellipsis"
                                  : of == "NotImplemented" ? "NotImplementedType"
                                                           : nullptr;
        if (known == nullptr) return false;
        text(concat({"<class '", known, "'>"}));
        return true;
      }
    }
    return false;
  }

  /// The name and the arguments.
  void call_of_name() {
    if (!parts_.callable.is(Value::kind::none)) named(parts_.callable);
    else text(python_name(parts_));
    call(parts_.arguments.items());
  }

  /// What a call without arguments makes, and is given items then: a class that derives from OrderedDict or deque.
  bool filled_call() {
    const std::span<const Value> items = parts_.items.items();
    const std::span<const Value::pair> pairs = parts_.pairs.pairs();
    if (parts_.made != object_parts::form::call || !parts_.arguments.empty() || items.empty() == pairs.empty() ||
        !parts_.callable.is(Value::kind::none))
      return false;
    text(std::string_view(parts_.name).substr(parts_.name.rfind('.') + 1)), text("(["), listed(items);
    for (const auto& [key, mapped] : pairs)
      text(&key == &pairs[0].first ? "(" : ", ("), part(key), text(", "), part(mapped), text(")");
    text("])");
    return true;
  }

  void text(std::string_view characters) { out_.after += characters; }
  object_text take() && { return std::move(out_); }

 private:
  void part(const Value& v) {
    out_.parts.push_back({std::move(out_.after), &v});
    out_.after.clear();
  }
  /// A class or a function by its name alone, and what is no such thing as it is.
  void named(const Value& v) {
    if (is_global(v)) text(python_name(value_access::parts(v)));
    else part(v);
  }
  void listed(std::span<const Value> values) {
    for (std::size_t i = 0; i < values.size(); ++i) text(i == 0 ? "" : ", "), part(values[i]);
  }
  void call(std::span<const Value> args) { text("("), listed(args), text(")"); }
  void attributes(const Value& dict, std::string_view before_first) {
    std::string_view before = before_first;
    for (const auto& [key, mapped] : dict.pairs()) {
      text(before);
      if (key.is(Value::kind::string)) text(key.text());
      else part(key);
      text("="), part(mapped);
      before = ", ";
    }
  }

  bool path(std::string_view name, std::span<const Value> args) {
    std::string joined;
    for (const Value& a : args) {
      if (!a.is(Value::kind::string)) return false;
      std::string one(a.text());
      if (name.find("Windows") != name.npos)
        for (char& c : one) c = c == '\\' ? '/' : c;
      joined += concat({joined.empty() || joined.ends_with('/') ? "" : "/", one});
    }
    text(concat({name, "(", python_repr(joined.empty() ? "." : joined), ")"}));
    return true;
  }

  /// Bytes: a date four, a time six, both ten. The highest bit of the month, or of the hour of a time alone, is the
  /// fold.
  bool date(std::string_view name, std::span<const Value> args) {
    if (args.empty() || !args[0].is(Value::kind::bytes)) return false;
    const std::string_view bytes = args[0].text();
    const std::size_t size = name == "date" ? 4 : name == "time" ? 6 : 10;
    if (bytes.size() != size) return false;
    const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
    std::string out = concat({"datetime.", name, "("});
    const auto add = [&](unsigned n) { out += concat({out.ends_with('(') ? "" : ", ", n}); };
    unsigned fold = 0;
    if (size != 6) add(at(0) * 256 + at(1)), add(at(2) & 0x7fu), add(at(3)), fold = at(2) >> 7;
    if (size != 4) {
      const std::size_t i = size - 6;
      if (size == 6) fold = at(0) >> 7;
      add(size == 6 ? at(i) & 0x7fu : at(i)), add(at(i + 1));
      const unsigned fraction = at(i + 3) << 16 | at(i + 4) << 8 | at(i + 5);
      if (at(i + 2) != 0 || fraction != 0) add(at(i + 2));
      if (fraction != 0) add(fraction);
    }
    text(out);
    if (fold != 0) text(", fold=1");
    if (args.size() == 2) text(", tzinfo="), part(args[1]);
    text(")");
    return true;
  }

  bool pattern(std::span<const Value> args) {
    constexpr std::string_view names[] = {"TEMPLATE", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL",
                                          "UNICODE",  "VERBOSE",    "DEBUG",  "ASCII"};
    std::int64_t flags = args[1].integer();
    if (args[0].is(Value::kind::string) && (flags & (4 | 32 | 256)) == 32) flags &= ~std::int64_t{32};
    text("re.compile("), part(args[0]);
    bool first = true;
    for (std::size_t i = 0; i < 9; ++i)
      if ((flags >> i & 1) != 0) text(first ? ", re." : "|re."), text(names[i]), first = false;
    text(")");
    return true;
  }

  /// The number, of at most 128 bits, in hexadecimal.
  bool uuid() {
    const Value* const number = state_.is(Value::kind::dict) ? state_.find("int") : nullptr;
    if (number == nullptr || !(number->is(Value::kind::integer) || number->is(Value::kind::big_integer))) return false;
    unsigned char bytes[16] = {};
    for (const char digit :
         number->is(Value::kind::integer) ? std::to_string(number->integer()) : std::string(number->text())) {
      unsigned carry = static_cast<unsigned>(digit - '0');
      for (std::size_t i = 16; i-- > 0; carry >>= 8) bytes[i] = static_cast<unsigned char>(carry += bytes[i] * 10u);
      if (digit == '-' || carry != 0) return false;
    }
    std::string hex;
    for (std::size_t i = 0; i < 16; ++i) {
      if (i == 4 || i == 6 || i == 8 || i == 10) hex += '-';
      hex += "0123456789abcdef"[bytes[i] >> 4];
      hex += "0123456789abcdef"[bytes[i] & 15];
    }
    text(concat({"UUID('", hex, "')"}));
    return true;
  }

  static bool is_type_of_none(const Value& v) {
    const object_parts& parts = value_access::parts(v);
    return parts.made == object_parts::form::call && parts.module == "builtins" && parts.name == "type" &&
           parts.arguments.size() == 1 && parts.arguments.items()[0].is(Value::kind::none);
  }
  bool subscript(std::span<const Value> args) {
    if (!is_global(args[0])) return false;
    auto of = args[1].is(Value::kind::tuple) ? args[1].items() : args.subspan(1);
    const bool optional = value_access::parts(args[0]).name == "Union" && of.size() == 2 && is_type_of_none(of[1]);
    if (optional) of = of.first(1);
    text(optional ? std::string("typing.Optional") : python_name(value_access::parts(args[0])));
    text("[");
    for (std::size_t i = 0; i < of.size(); ++i) {
      text(i == 0 ? "" : ", ");
      if (is_type_of_none(of[i])) text("NoneType");
      else named(of[i]);
    }
    text("]");
    return true;
  }

  const object_parts& parts_;
  const Value& state_;
  object_text out_;
};

NNSTRUCT_DEFINE object_text text_of_object(const Value& v) {
  const object_parts& parts = value_access::parts(v);
  if (!parts.text.empty()) return {{}, parts.text};
  if (parts.made == object_parts::form::storage) {  // the last line of what Python prints
    const AnyTensor& elements = *parts.state.tensor();
    const bool untyped = parts.name == "UntypedStorage";
    return {{},
            concat({"[torch.storage.", untyped ? "UntypedStorage(" : "TypedStorage(dtype=torch.",
                    untyped ? std::string_view() : name_of(elements.dtype), untyped ? "" : ", ", "device=cpu) of size ",
                    elements.numel(), "]"})};
  }
  if (parts.made == object_parts::form::global) return {{}, concat({parts.module, ".", parts.name})};
  if (parts.module == "torch" && parts.name == "device" && !parts.arguments.empty()) {
    const Value& arguments = parts.arguments;
    const std::string type = concat({"device(type=", python_repr(arguments.items()[0].text())});
    return {{}, arguments.size() < 2 ? type + ")" : concat({type, ", index=", arguments.items()[1].integer(), ")"})};
  }
  if (parts.module == "torch.serialization" && parts.arguments.size() == 1)  // _get_layout('torch.sparse_coo')
    return {{}, std::string(parts.arguments.items()[0].text())};
  for (const object_row& row : object_rows)
    if (parts.module == row.module && (row.name.empty() || parts.name == row.name))
      if (object_writer out(v); out.write(row.form, row.shown.empty() ? std::string_view(parts.name) : row.shown))
        return std::move(out).take();
  if (value_access::is_rebuilt(v)) return {{}, concat({"<", v.class_name(), " object>"})};
  if (parts.made == object_parts::form::instance) return {{}, concat({"<", parts.module, ".", parts.name, " object>"})};
  object_writer out(v);
  if (!out.filled_call()) out.call_of_name();
  return std::move(out).take();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
