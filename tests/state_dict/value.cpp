// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>

#include <nnstruct/nnstruct.hpp>
#include <nnstruct/state_dict/value.hpp>

#include <array>
#include <complex>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace state_dict_value_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::Value;
using kind = nn::Value::kind;

namespace {
nn::AnyTensor floats(std::vector<float> values) {
  nn::AnyTensor tensor(nn::dtype::float32, {static_cast<std::int64_t>(values.size())});
  std::copy(values.begin(), values.end(), tensor.values<float>());
  return nn::AnyTensor(tensor);
}
template <class F> std::string error_of(F f) { return thrown_by<nn::Error>(f).what(); }
}  // namespace

TEST_CASE("a Value is what it is made of", "[state_dict][value]") {
  CHECK(Value().is(kind::none));
  CHECK(Value(nullptr).is(kind::none));
  CHECK(Value(true).boolean());
  CHECK(Value(5).integer() == 5);
  CHECK(Value(-5L).integer() == -5);
  CHECK(Value(std::uint8_t{200}).integer() == 200);
  CHECK(Value(~std::uint64_t{0}).is(kind::big_integer));
  CHECK(Value(~std::uint64_t{0}).text() == "18446744073709551615");
  CHECK(Value(0.5f).real() == 0.5);
  CHECK(Value("text").text() == "text");
  CHECK(Value(std::string("a\0b", 3)).text().size() == 3);
  CHECK(Value(floats({1, 2})).tensor()->numel() == 2);
  CHECK(Value(nn::Tensor<double, 3>()).tensor()->dtype == nn::dtype::float64);
  CHECK(Value::bytes("ab").is(kind::bytes));
  CHECK(Value::list({1, "a", nullptr}).size() == 3);
  CHECK(Value::tuple({0.9, 0.999}).is(kind::tuple));
  CHECK(Value(std::vector<int>{1, 2}).items()[1].integer() == 2);
  // Asked for what it is not, it answers with nothing.
  CHECK(Value("5").integer() == 0);
  CHECK_FALSE(Value(1).boolean());
  CHECK(Value(7).text().empty());
  CHECK(Value(7).tensor() == nullptr);
  CHECK(Value(7).empty());
}

TEST_CASE("a dictionary is written down as it looks", "[state_dict][value]") {
  nn::StateDict state;
  state["weight"] = floats({1});
  state.metadata() = {{"", 1}};
  const Value v{{"epoch", 5}, {"model_state_dict", state}, {"nested", {{"lr", 0.1}, {3, "three"}}}};
  CHECK(v.size() == 3);
  CHECK(v["epoch"].as<int>() == 5);
  CHECK(v["nested"]["lr"].as<double>() == 0.1);
  CHECK(v["nested"][3].text() == "three");
  CHECK(v["model_state_dict"].is_ordered());
  CHECK(v["model_state_dict"].as<nn::StateDict>().metadata() == state.metadata());
  CHECK(v.pairs()[0].first.text() == "epoch");
  CHECK(v.contains("nested"));
  CHECK_FALSE(v.contains("nest"));
  CHECK(Value{{"a", "b"}}.is(kind::dict));
  CHECK(error_of([] { Value{{"a", 1}, {"b", 2}, {"a", 3}}; }) == "the key 'a' comes twice in a dict");
}

TEST_CASE("a Value grows like Python's", "[state_dict][value]") {
  Value v;
  v["a"] = 1;
  v["list"].push_back("x");
  v["list"].push_back(2.5);
  v["a"] = 2;
  v["list"][0] = "y";
  CHECK(nn::repr(v) == "{'a': 2, 'list': ['y', 2.5]}");
  for (int i = 0; i < 500; ++i) v["key" + std::to_string(i * 7919 % 500)] = i;
  for (int i = 0; i < 500; ++i) CHECK(std::as_const(v)["key" + std::to_string(i * 7919 % 500)].integer() == i);
  CHECK(error_of([&] { v["a"]["b"] = 1; }) == "only a dict has keys; this is an int");
  CHECK(error_of([&] { v["a"].push_back(1); }) == "only a list is appended to; this is an int");
}

TEST_CASE("a copy is another value", "[state_dict][value]") {
  Value v{{"list", Value::list({1, 2})}, {"t", floats({1, 2})}};
  const Value copy = v;
  v["list"].push_back(3);
  v["new"] = true;
  CHECK(nn::repr(copy) == "{'list': [1, 2], 't': tensor([1., 2.])}");
  CHECK(nn::repr(v["list"]) == "[1, 2, 3]");
  CHECK(copy["t"].tensor()->data.get() == std::as_const(v)["t"].tensor()->data.get());
  auto tensor = copy["t"].as<nn::AnyTensor>();
  tensor.values<float>()[0] = 9;
  CHECK(nn::repr(copy["t"]) == "tensor([1., 2.])");

  Value moved = std::move(v);
  CHECK(v.is(kind::none));
  CHECK(moved.size() == 3);
  moved["self"] = moved;  // a copy of what it was, as values are
  CHECK(moved["self"].size() == 3);
  Value& same = moved;
  moved = same;
  CHECK(moved.size() == 4);
}

TEST_CASE("values are equal by kind and content", "[state_dict][value]") {
  CHECK(Value{{"a", Value::list({1, 2.0, "x", nullptr})}} == Value{{"a", Value::list({1, 2.0, "x", nullptr})}});
  CHECK_FALSE(Value(1) == Value(1.0));
  CHECK_FALSE(Value(1) == Value(true));
  CHECK_FALSE(Value::list({1}) == Value::tuple({1}));
  CHECK_FALSE(Value{{"a", 1}, {"b", 2}} == Value{{"b", 2}, {"a", 1}});
  CHECK(Value(std::numeric_limits<double>::quiet_NaN()) == Value(std::numeric_limits<double>::quiet_NaN()));
  CHECK(Value(floats({1, 2})) == Value(floats({1, 2})));
  CHECK_FALSE(Value(floats({1, 2})) == Value(floats({1, 3})));
}

TEST_CASE("what is asked for must be there, or the error says what is", "[state_dict][value]") {
  const Value v{{"epoch", 5}, {"model", {{"fc.weight", floats({1})}, {"layers", Value::list({{{"lr", 0.5}}})}}}};
  CHECK(error_of([&] { (void)v["epochs"]; }) == "there is no key 'epochs' in the dict; its keys are 'epoch', 'model'");
  CHECK(error_of([&] { (void)v["epoch"]["x"]; }) == "there is no key 'x' in an int");
  CHECK(error_of([&] { (void)v["model"]["layers"][1]; }) == "there is no item 1 in a list of 1 items");
  CHECK(error_of([&] { (void)v["model"].as<std::string>(); }) == "expected a str, found a dict of 2 items");
}

TEST_CASE("a state_dict that has more than tensors is an error that says how to get at them", "[state_dict][value]") {
  // Of a file: tests/checkpoint/read.cpp.
  const std::string cure =
      "; to leave out what is no tensor, load it from its file with nn::load<nn::StateDict>, .unexpected = nn::allow "
      "and, if it is in a dictionary there, .at";
  const Value state{{"fc.weight", floats({1})}}, extra{{"fc.weight", floats({1})}, {"fc._extra_state", "x"}};
  const Value run{{"epoch", 5}, {"model.state", state}, {"ema", state}};
  const struct {
    Value value;
    std::string error;
  } rows[] = {
      {extra, "fc._extra_state: expected a Tensor, found a str ('x')" + cure},
      {{{"n", 1}, {"w", floats({1})}}, "n: expected a Tensor, found an int (1)" + cure},
      {{{"w", floats({1})}, {"ema", state}},
       "ema: expected a Tensor, found a dict of 1 item; there is a state_dict in it, which at(\"ema\") gives"},
      {run,
       "epoch: expected a Tensor, found an int (5); model.state: expected a Tensor, found a dict of 1 item; ema: "
       "expected a Tensor, found a dict of 1 item; there is a state_dict in it, which at(\"model.state\") gives"},
      // No tensors, no cure; nor of what cannot be loaded so.
      {{{"epoch", 5}}, "epoch: expected a Tensor, found an int (5)"},
      {{{"a", Value::dict()}}, "a: expected a Tensor, found a dict of 0 items"},
      {{{"w", floats({1})}, {"l", Value::list({floats({1})})}}, "l: expected a Tensor, found a list of 1 item"},
      {{{"a", extra}}, "a: expected a Tensor, found a dict of 2 items"},
      {Value::dict({{1, floats({1})}, {"a", floats({1})}}), "1: expected a str as key, found an int (1)"},
  };
  for (const auto& [value, error] : rows) CHECK(error_of([&, &v = value] { (void)v.as<nn::StateDict>(); }) == error);
  CHECK(run.at("model.state").as<nn::StateDict>().size() == 1);
  const Value deeper{{"runs", Value::list({run})}};
  CHECK(contains(error_of([&] { (void)deeper.get<nn::StateDict>("runs.0"); }),
                 "; there is a state_dict in it, which "
                 "at(\"runs.0.model.state\") gives"));
  CHECK(contains(error_of([&] { (void)deeper["runs"].as<std::vector<nn::StateDict>>(); }), "at(\"0.model.state\")"));
  CHECK(deeper.get<nn::StateDict>("runs.0.model.state").size() == 1);
  CHECK(deeper["runs"].at("0.model.state").as<nn::StateDict>().size() == 1);
}

TEST_CASE("numbers are converted where nothing is lost, and checked", "[state_dict][value]") {
  CHECK(Value(5).as<double>() == 5);
  CHECK(Value(floats({0.25f})).as<float>() == 0.25f);
  CHECK(Value(-128).as<std::int8_t>() == -128);
  CHECK(Value(~std::uint64_t{0}).as<std::uint64_t>() == ~std::uint64_t{0});
  CHECK(error_of([] { Value(128).as<std::int8_t>(); }) == "expected an int from -128 to 127, found an int (128)");
  CHECK(error_of([] { Value(-1).as<unsigned>(); }) == "expected an int from 0 to 4294967295, found an int (-1)");
  CHECK(error_of([] { Value(-1).as<std::size_t>(); }) ==
        "expected an int from 0 to 18446744073709551615, found an int (-1)");
  CHECK(contains(error_of([] { Value(~std::uint64_t{0}).as<std::int64_t>(); }), "found an int (18446744073709551615)"));
  CHECK(error_of([] { Value(true).as<int>(); }) == "expected an int, found a bool (True)");
  CHECK(error_of([] { Value(1).as<bool>(); }) == "expected a bool, found an int (1)");
  CHECK(error_of([] { Value(1.0).as<int>(); }) == "expected an int, found a float (1.0)");
  CHECK(error_of([] {
          Value(floats({1, 2})).as<float>();
        }) == "expected a float, found a Tensor of torch.float32 and shape [2]");
  CHECK(error_of([] { Value("1").as<double>(); }) == "expected a float, found a str ('1')");
  CHECK(error_of([] { Value(nullptr).as<double>(); }) == "expected a float, found None");
}

TEST_CASE("containers are converted item by item, and every item that is wrong is told", "[state_dict][value]") {
  CHECK(Value::list({1, 2.5}).as<std::vector<double>>() == std::vector<double>{1, 2.5});
  CHECK(Value::tuple({0.9, 0.999}).as<std::array<double, 2>>() == std::array<double, 2>{0.9, 0.999});
  CHECK(Value::tuple({1, "a"}).as<std::pair<int, std::string>>() == std::pair<int, std::string>{1, "a"});
  CHECK(Value::tuple({1, "a", true}).as<std::tuple<int, std::string, bool>>() == std::tuple{1, std::string("a"), true});
  CHECK(Value(nullptr).as<std::optional<int>>() == std::nullopt);
  CHECK(Value(3).as<std::optional<int>>() == 3);
  CHECK(Value{{"a", 1}, {"b", 2}}.as<std::map<std::string, int>>() == std::map<std::string, int>{{"a", 1}, {"b", 2}});
  CHECK(error_of([] {
          Value::list({1, "x", nullptr}).as<std::vector<int>>();
        }) == "1: expected an int, found a str ('x'); 2: expected an int, found None");
  CHECK(error_of([] { Value::tuple({1}).as<std::pair<int, int>>(); }) ==
        "expected a tuple of 2, found a tuple of 1 item");
  const std::map<std::string, std::vector<std::optional<int>>> nested{{"a", {1, std::nullopt}}};
  CHECK(nn::detail::value_from(nested).as<std::map<std::string, std::vector<std::optional<int>>>>() == nested);
}

/// What takes everything and writes it to a stream of its own, as Catch2's messages, loggers and fmt::streamed do.
struct any_log {
  std::ostringstream out;
  template <class T> any_log& operator<<(const T& what) {
    out << what;
    return *this;
  }
};

template <class T> void check_printed(const T& what) {
  CAPTURE(what);
  INFO("in a message: " << what);
  const std::string text = nn::repr(what);
  CHECK(Catch::Detail::stringify(what) == text);
  any_log log;
  log << what << ";";
  CHECK(log.out.str() == text + ";");
  const std::string of_temporary = (std::ostringstream() << what).str();
  CHECK(of_temporary == text);
}

TEST_CASE("all that is printed goes to standard streams, and to what writes to one", "[state_dict][value]") {
  nn::Tensor<float, nn::dyn, 2> tensor(1);
  check_printed(tensor);
  check_printed(nn::Tensor<bool>());
  check_printed(nn::AnyTensor(nn::dtype::int64, {2}));
  nn::Parameter<float, 2> parameter;
  check_printed(parameter);
  check_printed(nn::Buffer<std::int64_t>());
  nn::StateDict state;
  state["a"] = floats({1});
  check_printed(state);
  check_printed(Value{{"state", state}});
  check_printed(nn::LoadReport());
}

TEST_CASE("values are printed as Python prints them", "[state_dict][value]") {
  const double inf = std::numeric_limits<double>::infinity();
  std::ostringstream out;
  out << Value{{"a", Value::tuple({1})},
               {"b", Value::tuple({1, 2.0})},
               {"c", Value::list({true, nullptr, "it's", -inf, 1e-5})},
               {4, Value::dict()},
               {"e", Value::list()},
               {"f", Value::tuple()},
               {"g", Value::bytes("\x01x")}};
  CHECK(
      out.str() ==
      "{'a': (1,), 'b': (1, 2.0), 'c': [True, None, \"it's\", -inf, 1e-05], 4: {}, 'e': [], 'f': (), 'g': b'\\x01x'}");
  nn::StateDict state;
  CHECK(nn::repr(state) == "OrderedDict()");
  CHECK(nn::repr(Value(state)) == "OrderedDict()");
  state["a.b"] = floats({1, 2.5f});
  state["c"] = floats({});
  CHECK(nn::repr(state) == "OrderedDict([('a.b', tensor([1.0000, 2.5000])), ('c', tensor([]))])");
  CHECK(nn::repr(Value(state)) == nn::repr(state));
}

TEST_CASE("Python's other types have kinds of their own", "[state_dict][value]") {
  const Value set = Value::set({3, "a"}), frozen = Value::frozenset({1});
  CHECK(set.items().size() == 2);
  CHECK(nn::repr(set) == "{3, 'a'}");
  CHECK(nn::repr(frozen) == "frozenset({1})");
  CHECK(nn::repr(Value::list({Value::set(), Value::frozenset()})) == "[set(), frozenset()]");
  CHECK(set == Value::set({"a", 3}));  // a set has no order
  CHECK_FALSE(set == Value::set({"a", 4}));
  CHECK_FALSE(Value::set({1}) == frozen);
  CHECK(set.type_name() == "set");
  CHECK(Value::set({1, 2}).as<std::vector<int>>() == std::vector<int>{1, 2});

  const Value z = std::complex<float>(1.5f, -2);
  CHECK(z.is(kind::complex));
  CHECK(nn::repr(z) == "(1.5-2j)");
  CHECK(z.as<std::complex<double>>() == std::complex<double>(1.5, -2));
  CHECK(Value(2).as<std::complex<double>>() == std::complex<double>(2, 0));
  CHECK(error_of([] { Value("1j").as<std::complex<double>>(); }) == "expected a complex, found a str ('1j')");
  CHECK(error_of([&] { z.as<double>(); }) == "expected a float, found a complex ((1.5-2j))");

  const Value size = Value::size({2, 3});
  CHECK(size.is(kind::tuple));
  CHECK(size.is_size());
  CHECK(nn::repr(size) == "torch.Size([2, 3])");
  CHECK_FALSE(size == Value::tuple({2, 3}));
  CHECK(size.as<std::array<std::int64_t, 2>>() == std::array<std::int64_t, 2>{2, 3});
  Value longer = size;
  longer[0] = 4;
  CHECK(nn::repr(longer) == "torch.Size([4, 3])");
  CHECK(nn::repr(Value::dtype(nn::dtype::bfloat16)) == "torch.bfloat16");
  CHECK(Value::dtype(nn::dtype::bfloat16).type_name() == "dtype");
  CHECK(nn::repr(Value::device("cuda", 1)) == "device(type='cuda', index=1)");
  CHECK(nn::repr(Value::device("cpu")) == "device(type='cpu')");
  CHECK(Value::device("cpu") == Value::device("cpu"));
  CHECK_FALSE(Value::device("cpu") == Value::device("cuda"));
  CHECK(nn::repr(Value::bytearray("a")) == "bytearray(b'a')");
}

namespace {
/// Runs f on a thread with so small a stack that recursion over a deep value would not fit.
template <class F> void on_small_stack(F f) {
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, 256 * 1024) == 0);
  pthread_t thread;
  const auto run = [](void* g) -> void* {
    (*static_cast<F*>(g))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, run, &f) == 0);
  REQUIRE(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
}
}  // namespace

TEST_CASE("however deep a value is nested, the stack does not grow", "[state_dict][value]") {
  constexpr int depth = 100'000;
  const temp_folder folder;
  std::size_t printed = 0;
  bool equal = false, read_again = false;
  on_small_stack([&] {
    Value list = Value::list({1});
    Value dict = 1;
    for (int i = 1; i < depth; ++i) {
      list = Value::list({std::move(list)});
      Value outer;
      outer["k"] = std::move(dict);
      dict = std::move(outer);
    }
    Value both = Value::list({std::move(list), Value::tuple({std::move(dict)})});
    const Value copy = both;
    printed = nn::repr(copy).size();
    nn::save(both, folder / "deep.pth", {.durable = false});
    const Value again = nn::read(folder / "deep.pth", nn::limits{.nesting = 1'000'000});
    equal = copy == both;
    read_again = again == both;
    both.push_back(1);  // its own outermost part from now on
  });
  CHECK(printed == 2 * depth + 1 + 7 * (depth - 1) + 1 + std::string("[, (,)]").size());
  CHECK(equal);
  CHECK(read_again);
}

}  // namespace state_dict_value_test
