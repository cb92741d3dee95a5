// SPDX-License-Identifier: Apache-2.0
// How objects of files print is in tests/checkpoint/read.cpp; here is what no Python writes.
#include <nnstruct/state_dict/object_repr.hpp>

#include <string>

#include "support/catch.hpp"

namespace state_dict_object_repr_test {

using namespace nnstruct;

namespace {
Value call(std::string module, std::string name, std::vector<Value> arguments, Value state = {}) {
  object_parts parts;
  parts.made = object_parts::form::call;
  parts.module = std::move(module);
  parts.name = std::move(name);
  parts.arguments = Value::tuple(std::move(arguments));
  parts.has_state = !state.is(Value::kind::none);
  parts.state = std::move(state);
  return value_access::object(std::move(parts));
}
}  // namespace

TEST_CASE("what is not made as Python makes it prints its name and arguments", "[state_dict]") {
  CHECK(repr(call("datetime", "datetime", {Value::bytes("short")})) == "datetime.datetime(b'short')");
  CHECK(repr(call("datetime", "date", {})) == "datetime.date()");
  CHECK(repr(call("datetime", "timedelta", {1, "x", 0})) == "datetime.timedelta(1, 'x', 0)");
  CHECK(repr(call("datetime", "timezone", {})) == "datetime.timezone()");
  CHECK(repr(call("pathlib", "PosixPath", {1})) == "pathlib.PosixPath(1)");
  CHECK(repr(call("functools", "partial", {1})) == "functools.partial(1)");
  CHECK(repr(call("functools", "partial", {}, Value::tuple({1, 2, 3, 4}))) == "functools.partial()");
  CHECK(repr(call("functools", "reduce", {1, 2})) == "functools.reduce(1, 2)");
  CHECK(repr(call("collections", "deque", {Value::list({1})})) == "collections.deque([1])");
  CHECK(repr(call("collections", "defaultdict", {1, 2})) == "collections.defaultdict(1, 2)");
  CHECK(repr(call("re", "_compile", {"a"})) == "re._compile('a')");
  CHECK(repr(call("_operator", "getitem", {1, 2})) == "_operator.getitem(1, 2)");
  CHECK(repr(call("builtins", "getattr", {1})) == "getattr(1)");
  CHECK(repr(call("builtins", "getattr", {})) == "getattr()");
  CHECK(repr(call("builtins", "type", {})) == "type()");
  CHECK(repr(call("types", "SimpleNamespace", {1})) == "types.SimpleNamespace(1)");
  CHECK(repr(call("m", "f", {Value::list({1}), call("m", "g", {})})) == "m.f([1], m.g())");
}

TEST_CASE("a number of more than 128 bits is no UUID", "[state_dict]") {
  const auto uuid = [](Value number) { return repr(call("uuid", "UUID", {}, Value{{"int", std::move(number)}})); };
  const auto big = [](const char* digits) { return value_access::text(Value::kind::big_integer, digits); };
  CHECK(uuid(0) == "UUID('00000000-0000-0000-0000-000000000000')");
  CHECK(uuid(big("340282366920938463463374607431768211455")) == "UUID('ffffffff-ffff-ffff-ffff-ffffffffffff')");
  CHECK(uuid(big("340282366920938463463374607431768211456")) == "uuid.UUID()");
  CHECK(uuid(-1) == "uuid.UUID()");
  CHECK(uuid("1") == "uuid.UUID()");
}

TEST_CASE("objects in objects print without recursion", "[state_dict]") {
  Value deep = 1;
  for (int i = 0; i < 100'000; ++i) deep = call("m", "f", {std::move(deep)});
  const std::string text = repr(deep);
  CHECK(text.size() == 100'000 * 5 + 1);
  CHECK(text.starts_with("m.f(m.f("));
}

}  // namespace state_dict_object_repr_test
