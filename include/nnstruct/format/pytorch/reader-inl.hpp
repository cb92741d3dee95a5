// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <limits>
#include <optional>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/parser.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/io/checked.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// The most extents of a tensor that are read; PyTorch's own limit for most operations.
inline constexpr std::size_t max_rank = 64;

NNSTRUCT_INLINE pickle::document read_pickle(const zip::archive& archive) {
  const zip::entry* entry = find_record(archive, "data.pkl");
  if (!entry)
    throw FormatError(format_problem::format, {archive.file().path(), {}, {}},
                      "this zip file is not a PyTorch checkpoint: it has no record data.pkl");
  return pickle::parse(archive.read(*entry), {archive.file().path(), entry->name, {}});
}

}  // namespace detail

/// Understands the pickle of a state_dict.
class state_dict_parser {
 public:
  explicit state_dict_parser(state_dict_file& to)
      : out_(to), doc_(to.document_), storage_of_entry_(to.archive_.entries().size(), no_storage) {
    record_ = find_record(to.archive_, "data.pkl")->name;
  }

  void parse() {
    check_calls();
    const pickle::value root = doc_.root();
    if (!is_dict(root)) refuse(root, format_problem::unsupported, "expected a state_dict, found " + described(root));
    const pickle::pair_range items = doc_.pairs(root);
    out_.tensors_.reserve(items.size());
    for (const auto& [key, mapped] : items) {
      if (!key.is(pickle::kind::string))
        refuse(root, format_problem::unsupported, "expected strings as keys, found " + described(key));
      if (!is_tensor(mapped)) refuse_value(key, mapped);
      out_.tensors_.push_back(tensor(key.text(), mapped));
    }
    refuse_duplicates(root);
    if (const pickle::value* state = doc_.state(root)) read_metadata(*state);
  }

 private:
  static constexpr std::size_t no_storage = static_cast<std::size_t>(-1);

  [[noreturn]] void refuse(pickle::value at, format_problem problem, const std::string& what) const {
    std::optional<std::uint64_t> offset;
    if (at.is_object() || at.is(pickle::kind::global)) offset = at.offset();
    throw FormatError(problem, {out_.path(), record_, offset}, what);
  }
  [[noreturn]] void refuse_tensor(pickle::value at, std::string_view key, format_problem problem,
                                  const std::string& what) const {
    refuse(at, problem, "tensor \"" + std::string(key) + "\": " + what);
  }

  std::string name_of_global(pickle::value global) const {
    const pickle::global_name name = doc_.global(global);
    return std::string(name.module).append(".").append(name.name);
  }
  /// `an integer`, `an instance of torch.nn.modules.container.Sequential`.
  std::string described(pickle::value v) const {
    if (is_tensor(v)) return "a tensor";
    if (is_dict(v)) return "a dict";
    std::string out(pickle::with_article(v.what()));
    if (v.is(pickle::kind::instance) && doc_.call(v).callable.is(pickle::kind::global))
      out += " of " + name_of_global(doc_.call(v).callable) +
             " (a whole model? save its state_dict: torch.save(model.state_dict(), path))";
    return out;
  }

  known_function function_of(pickle::value v) const {
    if (!v.is(pickle::kind::call)) return known_function::none;
    const pickle::global_name name = doc_.global(doc_.call(v).callable);
    return function_named(name.module, name.name);
  }
  bool is_dict(pickle::value v) const {
    return v.is(pickle::kind::dict) || function_of(v) == known_function::ordered_dict;
  }
  bool is_tensor(pickle::value v) const {
    const known_function function = function_of(v);
    return function == known_function::rebuild_tensor || function == known_function::rebuild_tensor_v2 ||
           function == known_function::rebuild_parameter;
  }

  /// Nothing is called here; but a file that asks for an unknown call is not understood, so it is refused whole.
  void check_calls() const {
    for (const pickle::call_record& call : doc_.calls()) {
      if (call.self.is(pickle::kind::instance)) continue;
      if (function_of(call.self) != known_function::none) {
        check_changes(call);
        continue;
      }
      const std::string name =
          call.callable.is(pickle::kind::global) ? name_of_global(call.callable) : described(call.callable);
      throw FormatError(
          format_problem::unsafe_global, {out_.path(), record_, call.self.offset()},
          "the pickle calls " + name +
              ", which is not on the list of what a state_dict may call; nothing was executed. Use the file "
              "only if you trust its source: load it in Python and save the plain state_dict");
    }
  }

  /// What changes an object after its call, or fills a dictionary in the call, is not what torch.save writes; and who
  /// did not look at it would read other values than Python does.
  void check_changes(const pickle::call_record& call) const {
    const bool dict = is_dict(call.self);
    if (dict && !doc_.items(call.args).empty())
      refuse(call.self, format_problem::unsupported,
             "an OrderedDict is given its items as arguments, which is not read; load the file in Python and "
             "torch.save it "
             "again");
    if (!doc_.items(call.self).empty() || (!dict && (!doc_.pairs(call.self).empty() || doc_.state(call.self))))
      refuse(call.self, format_problem::unsupported,
             std::string(is_tensor(call.self) ? "a tensor" : "an object") +
                 " is changed after it was made, which is not read; load the file in Python and torch.save it again");
  }

  /// A value that is no tensor: a general checkpoint, as a rule. Says where its state_dict is.
  [[noreturn]] void refuse_value(pickle::value key, pickle::value mapped) const {
    std::string what = "expected a tensor under \"" + std::string(key.text()) + "\", found " + described(mapped);
    for (const auto& [other_key, other] : doc_.pairs(doc_.root()))
      if (is_dict(other) && !doc_.pairs(other).empty() && is_tensor((*doc_.pairs(other).begin()).mapped))
        what += "; the state_dict is under \"" + std::string(other_key.text()) + "\": save that alone";
    refuse(doc_.root(), format_problem::unsupported, what);
  }

  void refuse_duplicates(pickle::value root) const {
    std::vector<std::string_view> keys;
    for (const tensor_record& tensor : out_.tensors_) keys.push_back(tensor.key);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice != keys.end())
      refuse(root, format_problem::pickle,
             "the key \"" + std::string(*twice) + "\" comes twice; the file has two meanings");
  }

  tensor_record tensor(std::string_view key, pickle::value v) {
    pickle::item_range args = doc_.items(doc_.call(v).args);
    if (function_of(v) == known_function::rebuild_parameter) {  // (tensor, requires_grad, hooks)
      if (args.empty() || !is_tensor(args[0]) || function_of(args[0]) == known_function::rebuild_parameter)
        refuse_tensor(v, key, format_problem::tensor, "expected a tensor in its Parameter");
      v = args[0];
      args = doc_.items(doc_.call(v).args);
    }
    // (storage, offset, size, stride, requires_grad, hooks); of the older _rebuild_tensor the first four
    if (args.size() < 4 || args.size() > 6)
      refuse_tensor(v, key, format_problem::unsupported,
                    "expected 4 to 6 arguments of its rebuild function, found " + std::to_string(args.size()) +
                        " (conjugate and negative views are not read)");
    tensor_record out;
    out.key = key;
    out.storage = storage(v, key, args[0]);
    const storage_record& memory = out_.storages_[out.storage];
    out.dtype = memory.dtype;
    const io::checked offset = number(v, key, args[1], "storage offset");
    out.offset = offset.value();

    const pickle::item_range size = sizes(v, key, args[2]), stride = sizes(v, key, args[3]);
    if (size.size() != stride.size() || size.size() > detail::max_rank)
      refuse_tensor(v, key, format_problem::tensor,
                    std::to_string(size.size()) + " extents and " + std::to_string(stride.size()) +
                        " strides; expected as many of both, and at most 64");
    out.rank = size.size();
    out.extents = out_.numbers_.size();
    io::checked numel = 1, volume = 1;  // volume: an empty tensor's strides are products of its other extents
    for (pickle::value extent : size) {
      numel = numel * number(v, key, extent, "extent");
      if (extent.integer() != 0) volume = volume * static_cast<std::uint64_t>(extent.integer());
      out_.numbers_.push_back(extent.integer());
    }
    if (!volume.at_most(std::numeric_limits<std::int64_t>::max()))
      refuse_tensor(v, key, format_problem::tensor,
                    "the product of its extents does not fit 64 bits; the file is damaged");
    io::checked last = offset;  // the farthest element
    auto step = stride.begin();
    for (pickle::value extent : size) {
      const io::checked distance = number(v, key, *step, "stride");
      out_.numbers_.push_back((*step++).integer());
      if (extent.integer() > 0) last = last + distance * static_cast<std::uint64_t>(extent.integer() - 1);
    }
    const bool empty = numel.equals(0);
    if ((!empty && !(last + 1).at_most(memory.numel)) || (empty && !offset.at_most(memory.numel)))
      refuse_tensor(v, key, format_problem::storage,
                    "it reaches beyond its storage of " + std::to_string(memory.numel) + " elements (" +
                        memory.entry->name + "); the file is damaged");
    out.numel = numel.value();
    return out;
  }

  io::checked number(pickle::value at, std::string_view key, pickle::value v, const char* what) const {
    const io::checked result = io::from_signed(v.integer());
    if (!v.is(pickle::kind::integer) || !result.valid())
      refuse_tensor(at, key, format_problem::tensor,
                    std::string("its ") + what + " is no number, negative, or too large; the file is damaged");
    return result;
  }
  pickle::item_range sizes(pickle::value at, std::string_view key, pickle::value v) const {
    if (!v.is(pickle::kind::tuple) && !v.is(pickle::kind::list))
      refuse_tensor(at, key, format_problem::tensor, "expected a tuple of extents or strides, found " + described(v));
    return doc_.items(v);
  }

  /// ('storage', class, key, location, numel), saved as a persistent id.
  std::size_t storage(pickle::value at, std::string_view key, pickle::value v) {
    const pickle::item_range id = doc_.items(doc_.persistent(v));
    if (id.size() != 5 || id[0].text() != "storage" || !id[1].is(pickle::kind::global) ||
        !(id[2].is(pickle::kind::string) || id[2].is(pickle::kind::integer)))
      refuse_tensor(at, key, format_problem::storage,
                    "expected a storage ('storage', class, key, location, numel), found something else");
    const pickle::global_name type = doc_.global(id[1]);
    const std::optional<nnstruct::dtype> dtype = dtype_of_storage(type.module, type.name);
    if (!dtype)
      refuse_tensor(at, key, format_problem::unsupported,
                    "its elements are of " + name_of_global(id[1]) + ", which is not read");
    const io::checked numel = number(at, key, id[4], "storage's number of elements");
    const std::string record =
        "data/" + (id[2].is(pickle::kind::integer) ? std::to_string(id[2].integer()) : std::string(id[2].text()));
    const zip::entry* entry = find_record(out_.archive_, record);
    if (!entry)
      refuse_tensor(at, key, format_problem::storage,
                    "the file has no record " + record + "; it is damaged or incomplete");
    if (!(numel * size_of(*dtype)).equals(entry->size))
      refuse_tensor(at, key, format_problem::storage,
                    "its storage " + entry->name + " has " + std::to_string(entry->size) + " bytes, expected " +
                        std::to_string(id[4].integer()) + " elements of " + std::to_string(size_of(*dtype)) +
                        " bytes; the file is damaged or incomplete");

    std::size_t& index = storage_of_entry_[static_cast<std::size_t>(entry - out_.archive_.entries().data())];
    if (index == no_storage) {
      out_.archive_.require_stored(*entry);
      index = out_.storages_.size();
      out_.storages_.push_back({entry, *dtype, numel.value()});
    } else if (out_.storages_[index].dtype != *dtype) {
      refuse_tensor(at, key, format_problem::storage, "its storage " + entry->name + " is used with two dtypes");
    }
    return index;
  }

  /// {'_metadata': {path: {'version': n}}}; other state of the dictionary is Python's own affair.
  void read_metadata(pickle::value state) {
    for (const auto& [name, modules] : doc_.pairs(state)) {
      if (name.text() != "_metadata" || !is_dict(modules)) continue;
      for (const auto& [path, facts] : doc_.pairs(modules))
        for (const auto& [fact, version] : doc_.pairs(facts))
          if (fact.text() == "version" && path.is(pickle::kind::string) && version.is(pickle::kind::integer))
            out_.metadata_.emplace_back(path.text(), version.integer());
    }
  }

  state_dict_file& out_;
  const pickle::document& doc_;
  std::string_view record_;
  std::vector<std::size_t> storage_of_entry_;
};

NNSTRUCT_INLINE state_dict_file::state_dict_file(const std::string& path)
    : archive_(open_archive(path)), document_(detail::read_pickle(archive_)) {
  check_small_records(archive_);
  state_dict_parser(*this).parse();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
