// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of machine.hpp: what a pickle must not name, call or give to something else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/dangerous_names-inl.hpp>
#include <nnstruct/format/pickle/machine.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

NNSTRUCT_DECLARE bool is_storage_load(const global_name& global) noexcept {
  return global.module == "torch.storage" && global.name == "_load_from_bytes";
}

/// See is_unknown_function().
inline constexpr std::string_view unknown_if_held =
    ", which models are not known to hold, and which may harm whoever opens the file in Python";
inline constexpr std::string_view unknown_if_called =
    ", which files of models are not known to call, and which may harm whoever opens this one in Python";

/// Every global of a stream passes here.
NNSTRUCT_DEFINE value machine::named(std::string_view module, std::string_view name) {
  const bool takes_attributes = is_getattr(module, name);  // looked at in the end
  has_getattr_ = has_getattr_ || takes_attributes;
  if (!taken_.dangerous && !takes_attributes) {
    const auto named = [&] { return concat({"names ", module.substr(0, 200), ".", name.substr(0, 200)}); };
    if (is_dangerous(module, name)) refuse_danger(in_.opcode_offset(), named());
    if (is_unknown_function(module, name, false)) refuse_danger(in_.opcode_offset(), named(), unknown_if_held);
  }
  has_load_ = has_load_ || is_storage_load({module, name, 0});
  return build_.global(module, name);
}

/// What torch.storage._load_from_bytes is given it loads, with whatever that calls: so that is read here as well,
/// though nothing may ask for the storage. In a file of torch.save before PyTorch 1.6 are five pickles.
NNSTRUCT_DEFINE void machine::check_load(value args) const {
  const item_range given = build_.made().items(args);
  const char* const wrong = "gives torch.storage._load_from_bytes something else than a storage";
  for (const value v : given)
    if (v.is(kind::call) || v.is(kind::instance) || v.is(kind::persistent_id))
      refuse_danger(in_.opcode_offset(), wrong);
  if (given.empty() || (!given[0].is(kind::bytes) && !given[0].is(kind::bytearray))) return;
  std::string_view rest = given[0].text();
  if (rest.empty()) return;  // Python raises EOFError
  try {
    for (int pickles = 0; pickles < 5; ++pickles) {
      const document doc =
          parse(std::string(rest.substr(0, std::size_t{1} << 16)), {}, allowed_, {.trailing = true, .calls = false});
      if (pickles == 0 && !doc.root().is(kind::big_integer)) refuse_danger(in_.opcode_offset(), wrong);
      rest.remove_prefix(doc.size());
    }
  } catch (const FormatError& error) {
    if (error.problem() == format_problem::limit) throw;
    refuse_danger(in_.opcode_offset(), wrong);
  }
}

NNSTRUCT_DEFINE void machine::check_loads_are_called() const {
  const document& doc = build_.made();
  const auto is_it = [&](value v) { return v.is(kind::global) && is_storage_load(doc.global(v)); };
  const char* const given = "gives the function torch.storage._load_from_bytes to something else";
  std::vector<bool> called(doc.globals().size());
  for (const call_record& call : doc.calls()) {
    if (is_it(call.callable)) called[call.callable.index()] = true;
    if (const value* state = doc.state(call.self); state != nullptr && is_it(*state))
      refuse_danger(call.self.offset(), given);
  }
  for (std::size_t i = 0; i < doc.item_count(); ++i)
    if (is_it(doc.item(i))) refuse_danger(doc.item(i).offset(), given);
  for (std::size_t i = 0; i < called.size(); ++i)
    if (is_storage_load(doc.globals()[i]) && !called[i])
      refuse_danger(doc.globals()[i].offset, "names torch.storage._load_from_bytes and does not call it");
}

NNSTRUCT_DEFINE void machine::refuse_danger(std::uint64_t at, std::string_view what, std::string_view why) const {
  std::string text = "the pickle ";
  for (const char c : what) {  // a name may have any characters, and ends at none of them
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x20 && code != 0x7f) text += c;
    else text.append("\\x").append(1, "01234567"[code >> 4]).append(1, "0123456789abcdef"[code & 15]);
  }
  text.append(why).append(
      "; nothing was executed. Do not torch.load it: get the model from somebody you trust, as safetensors or a plain "
      "state_dict");
  in_.fail(at, text, format_problem::unsafe_global);
}

NNSTRUCT_DEFINE void machine::need_known_function(value callable) const {
  if (taken_.dangerous || !callable.is(kind::global)) return;
  const global_name function = build_.made().global(callable);
  if (is_unknown_function(function.module, function.name, true))
    refuse_danger(in_.opcode_offset(),
                  concat({"calls ", function.module.substr(0, 200), ".", function.name.substr(0, 200)}),
                  unknown_if_called);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
