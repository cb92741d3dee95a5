// SPDX-License-Identifier: Apache-2.0
// Nothing goes deeper into the stack for what is nested deeper: a million levels on a stack of 256 KB.
#include <pthread.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/safetensors/index.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"

namespace checkpoint_deep_test {

using namespace nnstruct_test;
using namespace std::string_literals;
using nn::limits;
using nn::Value;

namespace {

#if NNSTRUCT_TEST_FULL && defined(NDEBUG)
constexpr std::size_t million = 1'000'000;
#else
constexpr std::size_t million = 100'000;  // without the compiler's optimisation a million would take minutes
#endif
constexpr std::size_t many = million / 2;
constexpr limits deep{.elements = 1 << 26, .nesting = 4 * million};

/// Runs f on a thread with a stack of 256 KB; what it throws comes out.
template <class F> void on_small_stack(F f) {
  struct task {
    F& run;
    std::exception_ptr thrown;
  } task{f, {}};
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, 256 * 1024) == 0);
  pthread_t thread;
  const auto run = [](void* to) -> void* {
    auto& it = *static_cast<struct task*>(to);
    try {
      it.run();
    } catch (...) { it.thrown = std::current_exception(); }
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, run, &task) == 0);
  REQUIRE(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
  if (task.thrown) std::rethrow_exception(task.thrown);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}
std::string checkpoint_of(const std::string& pickle) {
  return zip_bytes({{.name = "m/data.pkl", .bytes = pickle}, {.name = "m/version", .bytes = "3\n"}});
}
std::string text_code(std::string_view characters) { return "X" + le32(characters.size()) + std::string(characters); }

struct nested {
  const char* name;
  std::size_t depth;
  std::string pickle;
  std::string part;  ///< of a path
};
std::vector<nested> nested_values() {
  return {
      {"lists", million, "\x80\2" + repeated("]", million) + repeated("a", million - 1) + ".", "0"},
      {"tuples", million, "\x80\2)" + repeated("\x85", million - 1) + ".", "0"},
      {"dicts", many, "\x80\2" + repeated("}" + text_code("k"), many - 1) + "}" + repeated("s", many - 1) + ".", "k"},
      {"OrderedDicts", many,
       "\x80\2" + repeated("ccollections\nOrderedDict\n)R" + text_code("k"), many - 1) + "}" + repeated("s", many - 1) +
           ".",
       "k"},
      {"objects", many,
       "\x80\2" + repeated("cm\nC\n)\x81}" + text_code("k"), many - 1) + "}" + repeated("sb", many - 1) + ".", "k"},
      {"frozensets", many, "\x80\4" + repeated("(", many) + repeated("\x91", many) + ".", ""},
  };
}

}  // namespace

TEST_CASE("very many levels are read, copied, printed, compared, converted and saved", "[checkpoint][deep][slow]") {
  const temp_folder folder;
  for (const nested& form : nested_values()) {
    INFO(form.name);
    const std::string path = folder / "deep.pth", again = folder / "again.pth";
    put_content(path, checkpoint_of(form.pickle));
    std::size_t printed = 0;
    bool equal = false, differs = false, saved = false, found = false;
    std::string wrong, refused;
    on_small_stack([&] {
      Value value = nn::read(path, deep);
      const Value other = nn::read(path, deep);
      Value copy = value;
      equal = value == other && copy == value;
      printed = nn::repr(value).size();
      if (!form.part.empty()) {
        std::string at;
        for (std::size_t i = 1; i < form.depth; ++i) at.append(i == 1 ? "" : ".").append(form.part);
        found = value.at(at).size() == 0;
      }
      try {
        (void)value.as<std::vector<std::vector<std::vector<int>>>>();
      } catch (const nn::Error& error) { wrong = error.what(); }
      nn::save(value, again, {.durable = false});
      saved = nn::read(again, deep) == value;
      copy = Value::list({std::move(copy), 1});
      differs = !(copy == Value::list({value, 2}));
      try {
        (void)nn::read(path);
      } catch (const nn::FormatError& error) { refused = error.what(); }
    });
    CHECK(equal);
    CHECK(differs);
    CHECK(saved);
    CHECK(printed >= (form.name == "objects"s ? 10 : 2 * form.depth));
    CHECK((form.part.empty() || found));
    CHECK(contains(wrong, form.part.empty() ? "" : "expected"));
    CHECK(contains(refused, "(nn::limits::nesting)"));
  }
}

TEST_CASE("what looks for a model in so many levels finds none, and says so", "[checkpoint][deep][slow]") {
  const temp_folder folder;
  for (const nested& form : nested_values()) {
    INFO(form.name);
    const std::string path = folder / "deep.pth";
    put_content(path, checkpoint_of(form.pickle));
    std::optional<nn::FormatError> dict, model;
    std::size_t paths = 1;
    on_small_stack([&] {
      try {
        (void)nn::load<nn::StateDict>(path, {.limits = &deep});
      } catch (const nn::FormatError& error) { dict = error; }
      const nn::format::pytorch::checkpoint_file file(path, deep);
      paths = file.state_dict_paths().size() + nn::format::pytorch::module_paths(file).size();
      try {
        nn::format::pytorch::module_tree tree(nn::format::pytorch::checkpoint_file(path, deep));
      } catch (const nn::FormatError& error) { model = error; }
    });
    CHECK(paths == 0);
    CHECK(dict);
    REQUIRE(model);
    CHECK(model->problem() == nn::format_problem::unsupported);
  }
}

TEST_CASE("very many modules in each other end at a limit", "[checkpoint][deep][slow]") {
  const temp_folder folder;
  std::string before, behind;
  const std::string module =
      "cm\nC\n)\x81}(" + text_code("_parameters") + "}" + text_code("_buffers") + "}" + text_code("_modules") + "}";
  for (std::size_t i = 1; i < many; ++i) before += module + text_code("a"), behind += "sub";
  put_content(folder / "deep.pth", checkpoint_of("\x80\2" + before + module + "ub" + behind + "."));
  limits allowed = deep;
  std::string by_default, raised, as_value;
  on_small_stack([&] {
    const auto message = [&](auto f) -> std::string {
      try {
        f();
      } catch (const nn::Error& error) { return error.what(); }
      return {};
    };
    by_default = message([&] { (void)nn::load<nn::StateDict>(folder / "deep.pth", {.limits = &allowed}); });
    allowed.module_nesting = million;
    raised = message([&] { (void)nn::load<nn::StateDict>(folder / "deep.pth", {.limits = &allowed}); });
    as_value = message([&] { (void)nn::read(folder / "deep.pth", deep).as<nn::StateDict>(); });
  });
  CHECK(contains(by_default, "501 modules in modules, more than the limit of 500 (nn::limits::module_nesting)"));
  CHECK(contains(raised, "(nn::limits::key_bytes)"));
  CHECK(contains(as_value, "longer than 256 MB"));
}

TEST_CASE("JSON of very many levels is passed over", "[checkpoint][deep]") {
  const temp_folder folder;
  nn::save(a_net(1), folder / "a.safetensors", {.durable = false});
  put_content(folder / "net.index.json",
              R"({"metadata": )" + repeated("[", million) + repeated("]", million) +
                  R"(, "weight_map": {"fc1.weight": "a.safetensors", "fc1.bias": "a.safetensors", )"
                  R"("fc2.weight": "a.safetensors", "fc2.bias": "a.safetensors"}})");
  std::size_t tensors = 0;
  on_small_stack([&] { tensors = nn::load<nn::StateDict>(folder / "net.index.json", {.limits = &deep}).size(); });
  CHECK(tensors == 4);
}

TEST_CASE("a cycle through very many levels is read and told with a small stack", "[checkpoint][deep]") {
  const temp_folder folder;
  const std::string in = repeated("]", 9'000), out = repeated("a", 9'000);
  put_content(folder / "cycle.pth", checkpoint_of("\x80\2]q\1" + in + "h\1a" + out + "."));
  on_small_stack([&] {
    const Value v = nn::read(folder / "cycle.pth");
    CHECK(nn::repr(v) == repeated("[", 9'001) + "[...]" + repeated("]", 9'001));
    CHECK(v == Value(v));
    const auto error = thrown_by<nn::Error>([&] { nn::save(v, folder / "again.pth"); });
    CHECK(contains(error.what(), "0.0.0.0"));
    CHECK(contains(error.what(), "this object is not saved, for it is an object that it is in: a cycle: [...]"));
  });
}

TEST_CASE("what shares everything twice at each of many levels is compared and saved at once", "[checkpoint][deep]") {
  const auto make = [] {
    Value v = Value::list({1});
    for (int i = 0; i < 200; ++i) v = Value::list({v, v});
    return v;
  };
  const Value a = make(), b = make();
  CHECK(a == b);
  const temp_folder folder;
  nn::save(a, folder / "shared.pth", {.durable = false});
  CHECK(contains(thrown_by<nn::FormatError>([&] { (void)nn::read(folder / "shared.pth"); }).what(),
                 "(nn::limits::shared_values)"));
  CHECK(nn::read(folder / "shared.pth", limits{.shared_values = ~std::uint64_t{0}}) == a);
}

TEST_CASE("many keys take no time by the square of their number", "[checkpoint][deep]") {
  const temp_folder folder;
  std::vector<Value::pair> items;
  for (int i = 0; i < 100'000; ++i) items.emplace_back("key" + std::to_string(i), i);
  for (int i = 0; i < 30'000; ++i) items.emplace_back(Value::tuple({i, "x"}), i + 0.5);
  const Value many = Value::dict(std::move(items));
  nn::save(many, folder / "many.pth", {.durable = false});
  const Value read = nn::read(folder / "many.pth");
  CHECK(read == many);
  CHECK(read["key99999"].integer() == 99'999);
}

}  // namespace checkpoint_deep_test
