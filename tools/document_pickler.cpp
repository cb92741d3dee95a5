// SPDX-License-Identifier: Apache-2.0
#include "document_pickler.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/parts.hpp>

namespace nnstruct_command {

using namespace nnstruct::format::pytorch;
using nnstruct::format_problem;
using nnstruct::detail::concat;
using nnstruct::format::storage_record;
using nnstruct::format::tensor_record;
namespace pickle = nnstruct::format::pickle;

namespace {

/// Bytes as the text whose characters have these numbers: what _codecs.encode(text, 'latin1') takes.
std::string as_characters(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const unsigned code = static_cast<unsigned char>(c);
    if (code < 0x80) out += c;
    else (out += static_cast<char>(0xc0 | code >> 6)) += static_cast<char>(0x80 | (code & 0x3f));
  }
  return out;
}

/// Walks objects with a stack of its own: what is still to be written, the next on top.
class document_pickler {
 public:
  document_pickler(checkpoint_file& file, container_kind container)
      : file_(file), doc_(file.document()), container_(container) {}

  written_objects run(pickle::value root) {
    to_.proto();
    todo_.push_back({step::value, root, 0});
    while (!todo_.empty()) {
      const task next = todo_.back();
      todo_.pop_back();
      take(next);
    }
    to_.stop();
    out_.pickle = to_.take();
    return std::move(out_);
  }

 private:
  enum class step : unsigned char {
    value,
    bytes,
    mark,
    tuple,
    reduce,
    newobj,
    setitems,
    appends,
    build,
    memoize,
    contents
  };
  struct task {
    step what;
    pickle::value v;
    std::uint64_t count;
  };
  static constexpr std::uint64_t batch = 1000;  // as Python does, so that a reader's stack stays small

  void push(step what, pickle::value v = {}, std::uint64_t count = 0) { todo_.push_back({what, v, count}); }

  void take(const task& next) {
    switch (next.what) {
      case step::value: return write(next.v);
      case step::bytes: return bytes(next.v.text());
      case step::mark: return to_.mark();
      case step::tuple: return to_.tuple(next.count);
      case step::reduce: return to_.reduce();
      case step::newobj: return to_.newobj();
      case step::setitems: return to_.setitems();
      case step::appends: return to_.appends();
      case step::build: return to_.build();
      case step::memoize: memo_[next.v.index()] = to_.memoize(); return;
      case step::contents: return push_contents(next.v);
    }
  }

  /// What a container or object holds, in the order in which it is put into it; pushed from the end.
  void push_contents(pickle::value v) {
    std::vector<task> order;
    const auto add = [&](step what, pickle::value part = {}) { order.push_back({what, part, 0}); };
    const auto in_batches = [&](const auto& range, step end, auto put) {
      std::uint64_t done = 0;
      for (const auto& item : range) {
        if (done++ % batch == 0) add(step::mark);
        put(item);
        if (done % batch == 0) add(end);
      }
      if (done % batch != 0) add(end);
    };
    if (!v.is(pickle::kind::tuple))
      in_batches(doc_.items(v), step::appends, [&](pickle::value item) { add(step::value, item); });
    in_batches(doc_.pairs(v), step::setitems, [&](const auto& item) {
      add(step::value, item.key);
      add(step::value, item.mapped);
    });
    if (const pickle::value* state = doc_.state(v)) {
      add(step::value, *state);
      add(step::build);
    }
    todo_.insert(todo_.end(), order.rbegin(), order.rend());
  }

  void write(pickle::value v) {
    using pickle::kind;
    if (v.is_object())
      if (const auto known = memo_.find(v.index()); known != memo_.end()) return to_.get(known->second);
    switch (v.what()) {
      case kind::none: return to_.none();
      case kind::boolean: return to_.boolean(v.boolean());
      case kind::integer: return to_.integer(v.integer());
      case kind::big_integer: return to_.big_integer(v.text());
      case kind::real: return to_.real(v.real());
      case kind::string: return string(v.text());
      case kind::bytes: return bytes(v.text());
      case kind::bytearray:
        global("__builtin__", "bytearray");
        bytes(v.text());
        to_.tuple(1);
        return to_.reduce();
      case kind::tuple:
        if (doc_.items(v).empty()) return to_.empty_tuple();
        return tuple(v);
      case kind::list: to_.empty_list(); break;
      case kind::dict: to_.empty_dict(); break;
      case kind::set:
      case kind::frozenset:
        file_.refuse(v, format_problem::unsupported,
                     "a set of pickle protocol 4 or newer cannot be written in protocol 2; load the file in Python and "
                     "torch.save it again");
      case kind::global: {
        const pickle::global_name name = doc_.global(v);
        return global(name.module, name.name);
      }
      case kind::persistent_id: return persistent(v);
      case kind::back_reference: return back_reference(v);
      case kind::call:
      case kind::instance: return call(v);
    }
    memo_[v.index()] = to_.memoize();
    push(step::contents, v);
  }

  /// Of what is made before its contents.
  void back_reference(pickle::value v) {
    const auto known = memo_.find(doc_.referred(v).index());
    if (known == memo_.end())
      file_.refuse(v, format_problem::unsupported,
                   concat({"\"", path_to(file_, doc_.referred(v)), "\" is a ", file_.python_type(v),
                           " that contains itself, which is not converted; load the file in Python and torch.save it "
                           "without what refers back"}));
    to_.get(known->second);
  }

  void tuple(pickle::value v) {
    const pickle::item_range items = doc_.items(v);
    push(step::memoize, v);
    push(step::tuple, {}, items.size());
    const std::size_t first = todo_.size();
    for (const pickle::value item : items) push(step::value, item);
    if (of_numpy_.contains(v.index()) && todo_.back().v.is(pickle::kind::string)) todo_.back().what = step::bytes;
    std::reverse(todo_.begin() + static_cast<std::ptrdiff_t>(first), todo_.end());
    if (items.size() > 3) push(step::mark);
  }

  void call(pickle::value v) {
    if (is_view_of_old_storage(v)) return tensor(v);
    if (file_.function_of(v) == known_function::load_storage && file_.is_storage(v)) return storage_of_pickle(v);
    if (!doc_.kwargs(v).is(pickle::kind::none))
      file_.refuse(v, format_problem::unsupported,
                   "an object is made with keyword arguments, which pickle protocol 2 cannot write; load the file in "
                   "Python and torch.save it again");
    // What Python 2 wrote of an array's bytes is a string, if they happen to be UTF-8.
    const known_function function = file_.function_of(v);
    if (const pickle::value* state = doc_.state(v); function == known_function::numpy_array && state != nullptr)
      of_numpy_.insert(state->index());
    if (function == known_function::numpy_number) of_numpy_.insert(doc_.call(v).args.index());
    push(step::contents, v);
    push(step::memoize, v);
    push(v.is(pickle::kind::call) ? step::reduce : step::newobj);
    push(step::value, doc_.call(v).args);
    push(step::value, file_.callable_of(v));
  }

  /// A tensor whose storage is a part of another one, as PyTorch before 0.4 had them.
  bool is_view_of_old_storage(pickle::value v) const {
    const known_function function = file_.function_of(v);
    const pickle::item_range args = doc_.items(doc_.call(v).args);
    if ((function != known_function::rebuild_tensor && function != known_function::rebuild_tensor_v2) || args.empty())
      return false;
    const pickle::item_range id = doc_.items(doc_.persistent(args[0]));
    return id.size() == 6 && !id[5].is(pickle::kind::none);
  }

  /// A tensor as it is understood, not as it is written.
  void tensor(pickle::value v) {
    const tensor_record t = file_.tensor({}, v);
    const storage_record& memory = file_.storages()[t.storage];
    const auto numbers = [&](auto values) {
      if (values.empty()) return to_.empty_tuple();
      if (values.size() > 3) to_.mark();
      for (const std::int64_t value : values) to_.integer(value);
      to_.tuple(values.size());
    };
    global("torch._utils", "_rebuild_tensor_v2");
    to_.mark();
    storage(
        memory.place.name, memory, [&] { global("torch", storage_class_of(memory.dtype)); }, [&] { string("cpu"); });
    to_.integer(static_cast<std::int64_t>(t.offset));
    numbers(file_.shape(t));
    numbers(file_.strides(t));
    to_.boolean(t.requires_grad);
    global("collections", "OrderedDict");
    to_.empty_tuple();
    to_.reduce();
    to_.tuple(6);
    to_.reduce();
    memo_[v.index()] = to_.memoize();
  }

  /// A storage that stands in a plain pickle becomes one of the file.
  void storage_of_pickle(pickle::value v) {
    const tensor_record t = file_.tensor({}, v);
    const storage_record& memory = file_.storages()[t.storage];
    if (memory.untyped && container_ == container_kind::legacy)
      file_.refuse(v, format_problem::unsupported,
                   "PyTorch's format before 1.6 has no storages of torch.storage.UntypedStorage; convert to zip");
    storage(
        memory.place.name, memory,
        [&] {
          memory.untyped ? global("torch.storage", "UntypedStorage") : global("torch", storage_class_of(memory.dtype));
        },
        [&] { string("cpu"); });
  }

  void persistent(pickle::value v) {
    if (file_.is_tensor(v)) return tensor(v);
    const pickle::item_range id = doc_.items(doc_.persistent(v));
    if (id.size() >= 3 && id.size() <= 4 && id[id.size() - 3].is(pickle::kind::global))
      return write(id[id.size() - 3]);  // a class, with its source code
    const pickle::global_name type = id.size() >= 5 ? doc_.global(id[1]) : pickle::global_name{{}, {}, 0};
    const std::size_t size = element_size_of_storage(type.module, type.name);
    const bool integer = id.size() >= 5 && id[2].is(pickle::kind::integer);
    const std::string key = integer ? std::to_string(id[2].integer()) : id.size() >= 5 ? std::string(id[2].text()) : "";
    std::optional<nnstruct::format::storage_place> place = file_.kept_in().find(key);
    const auto numel = id.size() >= 5 ? nnstruct::io::from_signed(id[4].integer()) : nnstruct::io::checked(0);
    if (size == 0 || !place || !(numel * size).equals(place->bytes) ||
        (id.size() == 6 && !id[5].is(pickle::kind::none)))
      file_.refuse(v, format_problem::storage,
                   concat({"expected a storage of the file, found something else", key.empty() ? "" : " under ", key}));
    const std::optional<nnstruct::dtype> dtype = dtype_of_storage(type.module, type.name);
    const bool untyped = is_untyped_storage(type.module, type.name);
    if ((untyped || !dtype) && container_ == container_kind::legacy)
      file_.refuse(
          v, format_problem::unsupported,
          concat({"PyTorch's format before 1.6 has no storages of ", type.module, ".", type.name, "; convert to zip"}));
    if (!dtype && size > 1 && file_.kept_in().big_endian())
      file_.refuse(v, format_problem::unsupported, "its storage is big-endian, and of a type that is not read");
    storage(
        key, {*place, dtype.value_or(nnstruct::dtype::uint8), untyped, numel.value()},
        [&] { global(type.module, type.name); }, [&] { string(id[3].text()); });
  }

  /// ('storage', class, key, location, numel), before PyTorch 1.6 with a sixth item.
  template <class Type, class Location>
  void storage(const std::string& key, const storage_record& from, Type write_type, Location write_location) {
    const auto [known, is_new] = numbers_.try_emplace(key, out_.storages.size());
    if (is_new) {
      out_.storages.push_back({nullptr, from.place.bytes, from.numel});
      out_.sources.push_back(from);
    }
    to_.mark();
    string("storage");
    write_type();
    to_.unicode(std::to_string(known->second));
    write_location();
    to_.integer(static_cast<std::int64_t>(from.numel));
    if (container_ == container_kind::legacy) to_.none();
    to_.tuple(container_ == container_kind::legacy ? 6 : 5);
    to_.binpersid();
  }

  void global(std::string_view module, std::string_view name) {
    const auto [known, is_new] = globals_.try_emplace({std::string(module), std::string(name)}, 0);
    if (!is_new) return to_.get(known->second);
    if (const std::size_t dot = name.rfind('.'); dot != name.npos) {  // a class in a class, before protocol 4
      global("__builtin__", "getattr");
      global(module, name.substr(0, dot));
      string(name.substr(dot + 1));
      to_.tuple(2);
      to_.reduce();
    } else {
      to_.global(module, name);
    }
    known->second = to_.memoize();
  }

  /// Equal strings are one object: what is the same name in Python is so too.
  void string(std::string_view text) {
    const auto [known, is_new] = strings_.try_emplace(std::string(text), 0);
    if (!is_new) return to_.get(known->second);
    to_.unicode(text);
    known->second = to_.memoize();
  }

  void bytes(std::string_view content) {
    if (content.empty()) {
      global("__builtin__", "bytes");
      to_.empty_tuple();
    } else {
      global("_codecs", "encode");
      to_.unicode(as_characters(content));
      string("latin1");
      to_.tuple(2);
    }
    to_.reduce();
  }

  checkpoint_file& file_;
  const pickle::document& doc_;
  container_kind container_;
  pickle::writer to_;
  written_objects out_;
  std::vector<task> todo_;
  std::unordered_map<std::uint32_t, std::uint32_t> memo_;  // by the object's index
  std::map<std::pair<std::string, std::string>, std::uint32_t> globals_;
  std::unordered_map<std::string, std::uint32_t> strings_;
  std::unordered_map<std::string, std::size_t> numbers_;  // of storages, by their keys in the file
  std::unordered_set<std::uint32_t> of_numpy_;            // tuples whose last item is bytes
};

}  // namespace

written_objects write_objects(checkpoint_file& file, pickle::value root, container_kind container) {
  return document_pickler(file, container).run(root);
}

}  // namespace nnstruct_command
