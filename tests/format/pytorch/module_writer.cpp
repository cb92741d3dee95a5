// SPDX-License-Identifier: Apache-2.0
// Whole models are compared with PyTorch's in tests/checkpoint/save_model.cpp; here are the rules one by one.
#include <nnstruct/format/pytorch/module_writer.hpp>

#include <nnstruct/error.hpp>
#include <nnstruct/layers/dropout.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/sequential.hpp>
#include <nnstruct/module/init.hpp>
#include <nnstruct/module/walk.hpp>

#include "support/catch.hpp"

namespace format_pytorch_module_writer_test {

namespace nn = nnstruct;
namespace pytorch = nn::format::pytorch;
using nnstruct_test::contains;
using namespace std::string_literals;

namespace {
template <class Model>
std::string pickle_of(Model& model, pytorch::container_kind kind = pytorch::container_kind::zip) {
  pytorch::pickler out(kind);
  return pickle_of_module(out, nn::detail::described<Model>::value, &model, nn::detail::values_of_model(model));
}
std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}
/// Whether each module is in training, in the order of the file: the string is memoized as number 3.
std::string flags_of(const std::string& pickle) {
  std::string out;
  const std::size_t first = pickle.find("training");
  out += pickle[first + 10] == '\x88' ? 't' : 'e';
  for (std::size_t at = first; (at = pickle.find("(h\3"s, at)) != std::string::npos; ++at)
    out += pickle[at + 3] == '\x88' ? 't' : 'e';
  return out;
}

/// What a table of attributes says of what the module holds is printed, and not kept.
struct Saying {
  nn::Linear<1, 1> fc;
  nn::none bias, extra;
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::boolean_attribute("fc", true), nn::parameter_attribute("bias", false),
                        nn::class_attribute("layer", "no_module")};
    }
  };
};
struct Keeping {
  nn::Linear<1, 1> fc;
  nn::none bias, extra;
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::boolean_attribute("fc", true), nn::parameter_attribute("bias", false)};
    }
  };
};
struct Literal {
  nn::Linear<1, 1> fc;
  struct pytorch {
    static constexpr auto attributes() { return std::array{nn::literal_attribute("sizes", "[1, 2")}; }
  };
};
}  // namespace

TEST_CASE("a module without a flag is in training as what is in it, or around it") {
  nn::Sequential<nn::Linear<1, 1>, nn::Sequential<nn::Dropout<>>, nn::Sequential<nn::Linear<1, 1>>> model;
  nn::init(model, 1);
  CHECK(flags_of(pickle_of(model)) == "tttttt");
  nn::eval(model);
  CHECK(flags_of(pickle_of(model)) == "eeeeee");
  nn::Sequential<nn::Linear<1, 1>> without;
  nn::init(without, 1);
  nn::eval(without);
  CHECK(flags_of(pickle_of(without)) == "tt");
  nn::Sequential<nn::Sequential<nn::Dropout<>, nn::Linear<1, 1>>, nn::Dropout<>> mixed;
  nn::init(mixed, 1);
  nn::eval(nn::get<0>(mixed));
  CHECK(flags_of(pickle_of(mixed)) == "teeet");
}

TEST_CASE("what an attribute says of a parameter or a module is not kept, and None is") {
  Keeping model;
  nn::init(model, 1);
  const std::string pickle = pickle_of(model);
  CHECK(count(pickle, "fc") == 1);    // the module
  CHECK(count(pickle, "bias") == 1);  // None among the parameters; the Linear's own is fetched
  CHECK(contains(pickle, "extra"));   // None as an attribute
}

TEST_CASE("a class is named with its module, or refused") {
  Saying model;
  nn::init(model, 1);
  const auto error = nnstruct_test::thrown_by<nn::Error>([&] { pickle_of(model); });
  CHECK(error.what() ==
        "the class of the attribute \"layer\" is \"no_module\"; its module is to stand before it: "
        "package.module.Class"s);
}

TEST_CASE("in a legacy container a class stands where it is named first, without its source") {
  nn::Sequential<nn::Linear<1, 1>, nn::Linear<1, 1>> model;
  nn::init(model, 1);
  CHECK(count(pickle_of(model), "module"s + "q") == 0);
  const std::string pickle = pickle_of(model, pytorch::container_kind::legacy);
  CHECK(count(pickle, "X\6\0\0\0moduleq"s) == 1);
  CHECK(count(pickle, "NNt"s) == 2);  // Sequential and Linear
}

TEST_CASE("an attribute that is no value of Python's is an error with its name") {
  Literal model;
  nn::init(model, 1);
  CHECK_THROWS_WITH(pickle_of(model),
                    "the attribute \"sizes\" of a module: expected \",\" or \"]\" at character 5 of what "
                    "is to be a value as Python writes it: [1, 2");
}

}  // namespace format_pytorch_module_writer_test
