// SPDX-License-Identifier: Apache-2.0
/// \file
/// Value: any value of a Python file. None, numbers, texts, lists, tuples, sets, dictionaries, tensors, inert objects.
#pragma once

#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

class Value;
struct object_parts;

namespace detail {
struct value_node;
struct dict_node;
struct tensor_node;

/// What a C++ type says of being an integer of Python; char is a letter, not a number.
template <class T>
concept python_integer =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
    !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;
}  // namespace detail

/// A value as Python has it: what nn::read finds in a file, and what nn::save writes to one.
///
/// It is a value: a copy is independent, and cheap, since both share their content until one is written. Nothing here
/// goes deeper into the stack for values that are nested deeper.
/// \code
///   nn::Value checkpoint{{"epoch", 5}, {"model_state_dict", nn::state_dict(net)}, {"lr", nn::Value::list({0.1,
///   0.01})}}; int epoch = checkpoint["epoch"].as<int>(); double lr = checkpoint.get<double>("lr.1");
/// \endcode
class Value {
 public:
  enum class kind : std::uint8_t {
    none,
    boolean,
    integer,      ///< fits 64 bits
    real,         ///< Python's float
    big_integer,  ///< does not fit: text() is its decimal digits
    string,       ///< text() is UTF-8; a lone surrogate is three bytes
    bytes,
    bytearray,
    complex,
    list,
    tuple,  ///< a torch.Size too: is_size()
    set,    ///< its items in the file's order, which is arbitrary
    frozenset,
    dict,    ///< an OrderedDict or collections.Counter too: is_ordered(), is_counter()
    tensor,  ///< a sparse one is a dict of its parts: `indices`, `values`
    object,  ///< something else, inert: a dtype, a device, an instance of a class; saved as it was read
  };
  using pair = std::pair<Value, Value>;

  Value() noexcept = default;  ///< None
  Value(std::nullptr_t) noexcept {}
  template <std::same_as<bool> B> Value(B b) noexcept : kind_(kind::boolean), bits_(b) {}
  template <detail::python_integer I> Value(I i) {
    if constexpr (std::is_unsigned_v<I> && sizeof(I) >= sizeof(std::int64_t)) *this = from_unsigned(i);
    else kind_ = kind::integer, bits_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(i));
  }
  template <std::floating_point F> Value(F f) noexcept : kind_(kind::real) { set_real(static_cast<double>(f)); }
  template <std::floating_point F> Value(std::complex<F> c) : Value(from_complex(std::complex<double>(c))) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  NNSTRUCT_DECLARE Value(std::string_view text);
  Value(const std::string& text) : Value(std::string_view(text)) {}
  NNSTRUCT_DECLARE Value(AnyTensor tensor);
  template <tensor_element T, std::int64_t... E> Value(const Tensor<T, E...>& tensor) : Value(AnyTensor(tensor)) {}
  NNSTRUCT_DECLARE Value(const StateDict& dict);  ///< an OrderedDict with its `_metadata`
  /// A dictionary: `nn::Value{{"epoch", 5}, {"loss", 0.4}}`. Throws Error if a key comes twice.
  NNSTRUCT_DECLARE Value(std::initializer_list<pair> items);
  /// A list.
  template <class T>
    requires(!std::same_as<T, bool> && std::convertible_to<const T&, Value>)
  Value(const std::vector<T>& items) : Value(list(std::vector<Value>(items.begin(), items.end()))) {}

  NNSTRUCT_DECLARE static Value list(std::vector<Value> items = {});
  NNSTRUCT_DECLARE static Value tuple(std::vector<Value> items = {});
  NNSTRUCT_DECLARE static Value dict(std::vector<pair> items = {});
  NNSTRUCT_DECLARE static Value set(std::vector<Value> items = {});
  NNSTRUCT_DECLARE static Value frozenset(std::vector<Value> items = {});
  NNSTRUCT_DECLARE static Value bytes(std::string_view content);
  NNSTRUCT_DECLARE static Value bytearray(std::string_view content);
  /// torch.Size, as `tensor.shape` is in Python.
  NNSTRUCT_DECLARE static Value size(const std::vector<std::int64_t>& extents);
  /// torch.float32 and the like.
  NNSTRUCT_DECLARE static Value dtype(nnstruct::dtype type);
  /// torch.device: `device("cpu")`, `device("cuda", 0)`.
  NNSTRUCT_DECLARE static Value device(std::string_view type, std::int64_t index = -1);

  Value(const Value& other) noexcept : kind_(other.kind_), bits_(other.bits_) { share(); }
  Value(Value&& other) noexcept : kind_(other.kind_), bits_(other.bits_) { other.kind_ = kind::none, other.bits_ = 0; }
  Value& operator=(Value other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(bits_, other.bits_);
    return *this;
  }
  ~Value() { release(); }

  kind what() const noexcept { return kind_; }
  bool is(kind k) const noexcept { return kind_ == k; }
  /// Python's name of the type: `int`, `str`, `OrderedDict`, `Tensor`, `NoneType`; of an object, and of a tensor of a
  /// class that derives from torch.Tensor, the name of its class.
  NNSTRUCT_DECLARE std::string_view type_name() const noexcept;

  // Asked for what it is not, a value answers with nothing: false, 0, an empty text, no items. as() throws.
  bool boolean() const noexcept { return is(kind::boolean) && bits_ != 0; }
  std::int64_t integer() const noexcept { return is(kind::integer) ? static_cast<std::int64_t>(bits_) : 0; }
  NNSTRUCT_DECLARE double real() const noexcept;
  NNSTRUCT_DECLARE std::string_view text() const noexcept;
  NNSTRUCT_DECLARE std::complex<double> complex() const noexcept;
  // An object of a class that derives from list (a deque) has items, one that derives from dict (a defaultdict) has
  // pairs, as far as the file shows it; its attributes are in state(). The items of an instance without such are the
  // arguments of its class: of a namedtuple its fields, of another class that derives from tuple one tuple as a rule,
  // for a file does not tell the one from the other.
  NNSTRUCT_DECLARE std::span<const Value> items() const noexcept;  ///< of a list, tuple, set or frozenset
  NNSTRUCT_DECLARE std::span<const pair> pairs() const noexcept;   ///< of a dictionary, in its order
  /// The tensor; null if it is none.
  NNSTRUCT_DECLARE const AnyTensor* tensor() const noexcept;
  /// A tensor is a torch.nn.Parameter.
  NNSTRUCT_DECLARE bool is_parameter() const noexcept;
  /// Of a tensor.
  NNSTRUCT_DECLARE bool requires_grad() const noexcept;
  /// A dictionary is an OrderedDict.
  NNSTRUCT_DECLARE bool is_ordered() const noexcept;
  /// A dictionary is a collections.Counter.
  NNSTRUCT_DECLARE bool is_counter() const noexcept;
  /// A tuple is a torch.Size.
  NNSTRUCT_DECLARE bool is_size() const noexcept;
  /// An inert object stands for one that it is in: Python's object contains itself. Prints as Python shows recursion,
  /// `[...]`, has no parts, and is not saved. Who holds it is in that object where a walk from the root first comes to
  /// it; reached by another path it is the same.
  NNSTRUCT_DECLARE bool is_back_reference() const noexcept;
  /// The class of an object with its module: `argparse.Namespace`, `torch.nn.modules.linear.Linear`; of a tensor of a
  /// class that derives from torch.Tensor that class. Of what is no object of a class (torch.float32, a class itself, a
  /// plain tensor) empty.
  NNSTRUCT_DECLARE std::string_view class_name() const noexcept;
  /// What an object keeps: its attributes as a dict, as a rule; find(), operator[] and at() of the object look there.
  /// Of a storage that was saved by itself, its elements as a tensor. Of a tensor and of a dictionary, the attributes
  /// that Python code has given it. None if there is nothing of that.
  NNSTRUCT_DECLARE const Value& state() const noexcept;
  /// `_metadata` of an OrderedDict, as far as it is versions of modules. One that has more in it is an attribute too.
  NNSTRUCT_DECLARE const StateDict::metadata_type& metadata() const noexcept;

  /// The number of items of a list, tuple, set or dictionary.
  std::size_t size() const noexcept { return is(kind::dict) || !pairs().empty() ? pairs().size() : items().size(); }
  bool empty() const noexcept { return size() == 0; }

  /// The value under a key of a dictionary, or of an object the attribute (args.lr, a key of OmegaConf's trees, whose
  /// nodes are the values in them); null if there is none.
  NNSTRUCT_DECLARE const Value* find(std::string_view key) const noexcept;
  NNSTRUCT_DECLARE const Value* find(std::int64_t key) const noexcept;
  bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }
  /// The value under a key. Throws Error, naming the keys that are there, if there is none.
  NNSTRUCT_DECLARE const Value& operator[](std::string_view key) const;
  /// The value under a key; one that is not there yet is appended, as None, to a dictionary and to an object that has
  /// items under keys. None becomes a dictionary. An attribute of an object or a tensor must be there already.
  NNSTRUCT_DECLARE Value& operator[](std::string_view key);
  /// An item of a list or tuple, or the value under an integer key of a dictionary, and of an object of a class that
  /// derives from one of these. Throws Error if there is none.
  NNSTRUCT_DECLARE const Value& operator[](std::int64_t index) const;
  NNSTRUCT_DECLARE Value& operator[](std::int64_t index);
  /// Appends to a list; None becomes one. Throws Error for anything else.
  NNSTRUCT_DECLARE void push_back(Value item);

  /// What is at a path of keys, indices and attributes joined by dots: `optimizer_state_dict.param_groups.0.lr`. Keys
  /// may have dots themselves, and be no texts: None is `None`, (1, 2) is `(1, 2)`. Where that has two meanings, keys
  /// are written as in Python: of {"a.b": 1, "a": {"b": 2}} `['a.b']` and `['a']['b']`, of {1: 1, "1": 2} `[1]` and
  /// `['1']`; `__dict__` leads to attributes. A namedtuple has indices; `state` leads to an object's state that is no
  /// dictionary. Throws Error saying how far the path goes, or what the two meanings are.
  NNSTRUCT_DECLARE const Value& at(std::string_view path) const;

  /// This value as a C++ type: bool, integers (range-checked), floating types (from an int or a tensor of one element
  /// too), std::string, AnyTensor, StateDict, Value, and std::vector, optional, map, array, pair, tuple of these.
  /// Throws Error: expected an int, found a str.
  template <class T> T as() const;
  /// What is at a path, as a C++ type. The error names the path.
  template <class T> T get(std::string_view path) const;

  /// Equal kinds and contents, tensors by dtype, shape and bits. Unlike in Python 1, 1.0 and True are three values;
  /// the order of a dictionary counts, and NaN equals itself.
  template <class = void> friend bool operator==(const Value& a, const Value& b) { return equal(a, b); }

 private:
  friend struct detail::value_node;
  friend class value_access;

  explicit Value(kind k, detail::value_node* node) noexcept
      : kind_(k), bits_(static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(node))) {}
  NNSTRUCT_DECLARE static Value from_complex(std::complex<double> c);
  NNSTRUCT_DECLARE static Value from_unsigned(std::uint64_t i);
  NNSTRUCT_DECLARE static bool equal(const Value& a, const Value& b);
  void set_real(double d) noexcept { __builtin_memcpy(&bits_, &d, sizeof d); }
  bool has_node() const noexcept { return kind_ >= kind::big_integer; }
  detail::value_node* node() const noexcept {
    return reinterpret_cast<detail::value_node*>(static_cast<std::uintptr_t>(bits_));
  }
  NNSTRUCT_DECLARE void share() const noexcept;
  NNSTRUCT_DECLARE void release() noexcept;
  NNSTRUCT_DECLARE detail::dict_node* dict_for_writing();
  NNSTRUCT_DECLARE std::vector<Value>* items_for_writing();
  NNSTRUCT_DECLARE object_parts* parts_for_writing();
  NNSTRUCT_DECLARE Value& attribute_for_writing(std::string_view key);
  NNSTRUCT_DECLARE Value& without_node_for_writing();

  kind kind_ = kind::none;
  std::uint64_t bits_ = 0;  // the number, or the address of a node
};

/// What a file says of an object: how it is made, and what it is given then. Nothing of it was executed.
struct object_parts {
  enum class form : std::uint8_t {
    global,          ///< the class or constant itself
    storage,         ///< a torch storage, by itself: its class, and its elements as the state
    call,            ///< REDUCE: function and arguments
    instance,        ///< NEWOBJ: class and arguments of its __new__
    back_reference,  ///< an object that this one is in, of the class `name`
  };
  form made = form::global;
  std::string module = {};  ///< Python 3's name
  std::string name = {};
  std::string text = {};  ///< how it prints; empty: as its class says
  Value callable = {};    ///< what is called, or whose instance it is, where that is an object; None: module.name
  Value arguments = {};   ///< a tuple
  Value keywords = {};    ///< a dict of those by name; None, as a rule
  Value items = {};       ///< a list of what is appended to it
  Value pairs = {};       ///< a dict of what is set in it
  Value state = {};
  bool has_state = false;
  std::string not_saved = {};  ///< why it cannot be saved; empty: it can
};

/// For those who read and write files: what a program has no business with.
class value_access {
 public:
  /// A string as a file has it: equal ones are the same object in Python if they are copies of one Value.
  NNSTRUCT_DECLARE static Value string(std::string_view text, bool identical);
  NNSTRUCT_DECLARE static Value text(Value::kind k, std::string_view text);  ///< big_integer, bytes, bytearray
  /// \param as_object  an object of the tensor's class with its attributes as the state; None: it is plain
  NNSTRUCT_DECLARE static Value tensor(AnyTensor tensor, bool parameter, bool requires_grad, Value as_object = {});
  /// The object as which a tensor was made; None of a plain one.
  NNSTRUCT_DECLARE static const Value& as_object(const Value& tensor) noexcept;
  /// \param attributes  a dict, or None
  NNSTRUCT_DECLARE static Value dict(std::vector<Value::pair> items, bool ordered, StateDict::metadata_type metadata,
                                     Value attributes = {});
  NNSTRUCT_DECLARE static Value counter(std::vector<Value::pair> items);
  NNSTRUCT_DECLARE static Value size(std::vector<Value> items);
  /// A sparse tensor: its parts, the object from which it is saved, which shares them, and its attributes.
  NNSTRUCT_DECLARE static Value sparse(std::vector<Value::pair> parts, Value saved_as, Value attributes);
  NNSTRUCT_DECLARE static Value object(object_parts parts);
  NNSTRUCT_DECLARE static const object_parts& parts(const Value& object) noexcept;
  /// A tensor that holds others, of a class that derives from torch.Tensor: an inert object of that class.
  NNSTRUCT_DECLARE static bool is_rebuilt(const Value& object) noexcept;
  /// Of a sparse tensor that nobody has changed; otherwise null.
  NNSTRUCT_DECLARE static const Value* saved_as(const Value& dict) noexcept;
  /// The first key that comes twice; null if there is none.
  NNSTRUCT_DECLARE static const Value* duplicate_key(const Value& dict);
  /// What tells one Python object from another; null for numbers and None.
  static const void* identity(const Value& v) noexcept { return v.has_node() ? v.node() : nullptr; }
  /// A string that stands in a file, whose identity counts.
  NNSTRUCT_DECLARE static bool is_identical(const Value& v) noexcept;
};

/// As Python's repr.
NNSTRUCT_DECLARE std::string repr(const Value& value);
/// For a Value alone, and not for what converts to one.
template <class Traits, std::same_as<Value> V>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const V& value) {
  return out << repr(value);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI

#include <nnstruct/state_dict/value_cast.hpp>
