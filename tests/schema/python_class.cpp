// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/schema/python_class.hpp>

#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/module_list.hpp>
#include <nnstruct/layers/relu.hpp>
#include <nnstruct/layers/sequential.hpp>

#include "support/catch.hpp"

namespace schema_python_class_test {

namespace nn = nnstruct;
using nn::detail::is_python_name;

// What `import` takes in Python, as far as it is ASCII.
static_assert(is_python_name("torch", true) && is_python_name("torch.nn.modules.conv", true));
static_assert(is_python_name("__main__", true) && is_python_name("_a1.b2", true));
static_assert(!is_python_name("", true) && !is_python_name(".", true) && !is_python_name(".a", true));
static_assert(!is_python_name("a.", true) && !is_python_name("a..b", true) && !is_python_name("1a", true));
static_assert(!is_python_name("a.1b", true) && !is_python_name("a b", true) && !is_python_name("a\n", true));
static_assert(is_python_name("Conv2d", false) && !is_python_name("Outer.Inner", false) &&
              !is_python_name("a-b", false));

namespace {
struct Named {
  static constexpr nn::python_class python{"project.models", "Classifier"};
  nn::Linear<1, 1> fc;
};
struct Plain {
  nn::Linear<1, 1> fc;
};
struct Field {
  nn::Linear<1, 1> python;
};
struct Function {
  nn::Linear<1, 1> fc;
  static int python();
};
template <class T> constexpr const auto& node = nn::detail::described<T>::value;
}  // namespace

static_assert(nn::detail::names_python<Named> && !nn::detail::names_python<Plain>);
static_assert(!nn::detail::names_python<Field> && !nn::detail::names_python<Function>);

TEST_CASE("a node has the class that its struct names") {
  CHECK(node<Named>.class_module == "project.models");
  CHECK(node<Named>.class_name == "Classifier");
  CHECK(node<Plain>.class_module == "__main__");
  CHECK(node<Plain>.class_name == "Plain");
  CHECK(node<Field>.class_module == "__main__");
  CHECK(node<nn::inplace<nn::ReLU>>.class_module == "torch.nn.modules.activation");
  CHECK(node<nn::inplace<nn::ReLU>>.class_name == "ReLU");
  CHECK(node<nn::Sequential<>>.class_module == "torch.nn.modules.container");
  CHECK(node<nn::ModuleList<Plain, 2>>.class_module == "torch.nn.modules.container");
}

}  // namespace schema_python_class_test
