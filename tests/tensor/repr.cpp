// SPDX-License-Identifier: Apache-2.0
// The expected texts were printed by PyTorch 2.14 (tests/data/make_prints.py).
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/tensor/repr.hpp>

#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/comma_locale.hpp"

namespace tensor_repr_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

nn::dtype dtype_named(std::string_view name) {
  for (std::size_t i = 0; i < std::size(nn::detail::dtype_rows); ++i)
    if (nn::name_of(static_cast<nn::dtype>(i)) == name) return static_cast<nn::dtype>(i);
  throw std::invalid_argument("no dtype " + std::string(name));
}
std::vector<std::int64_t> shape_of(const std::string& text) {
  std::vector<std::int64_t> out;
  std::istringstream extents(text == "-" ? "" : text);
  for (std::string extent; std::getline(extents, extent, 'x');) out.push_back(std::stoll(extent));
  return out;
}
void fill(nn::AnyTensor& tensor, const std::string& hex) {
  std::byte* const to = tensor.data.writable();
  for (std::size_t i = 0; i < tensor.data.size(); ++i)
    to[i] = static_cast<std::byte>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
}

}  // namespace

TEST_CASE("tensors are printed as PyTorch prints them, in a locale with decimal commas too", "[tensor]") {
  std::ifstream file(NNSTRUCT_TEST_DATA "/prints.txt");
  std::size_t count = 0;
  for (std::string line; std::getline(file, line); ++count) {
    std::istringstream words(line);
    std::string mark, name, dtype, shape, bytes, expected;
    bool parameter, requires_grad;
    int lines;
    words >> mark >> name >> dtype >> shape >> parameter >> requires_grad >> lines >> bytes;
    REQUIRE(mark == "case");
    for (int i = 0; i < lines; ++i) {
      std::getline(file, line);
      expected += (i == 0 ? "" : "\n") + line;
    }
    nn::AnyTensor tensor(dtype_named(dtype), shape_of(shape));
    if (bytes == "meta") tensor.data = {};
    else if (bytes != "-") fill(tensor, bytes);
    CAPTURE(name, dtype, shape);
    CHECK(nn::detail::tensor_repr(tensor, parameter, requires_grad) == expected);
    if (!parameter && !requires_grad) CHECK(nn::repr(tensor) == expected);
    const comma_locale scope;
    CHECK(nn::detail::tensor_repr(tensor, parameter, requires_grad) == expected);
  }
  CHECK(count == 367);
}

TEST_CASE("a view is printed as its elements are", "[tensor]") {
  nn::AnyTensor tensor(nn::dtype::float32, {2, 3});
  for (int i = 0; i < 6; ++i) tensor.values<float>()[i] = static_cast<float>(i);
  tensor.shape = {3, 2};
  tensor.strides = {1, 3};
  CHECK(nn::repr(tensor) == "tensor([[0., 3.],\n        [1., 4.],\n        [2., 5.]])");
  CHECK(nn::repr(tensor.contiguous()) == nn::repr(tensor));
}

TEST_CASE("tensors and parameters of any type are printed, by operator<< too", "[tensor]") {
  nn::Tensor<float, nn::dyn, 2> tensor(1);
  tensor(0, 1) = 2.5f;
  std::ostringstream out;
  out << tensor;
  CHECK(out.str() == "tensor([[0.0000, 2.5000]])");
  CHECK(nn::repr(nn::Tensor<std::int64_t>()) == "tensor(0)");

  nn::Parameter<float, 2> parameter;
  CHECK(nn::repr(parameter) == "Parameter containing:\ntensor(..., device='meta', size=(2,), requires_grad=True)");
  parameter.fill_(1);
  CHECK(nn::repr(parameter) == "Parameter containing:\ntensor([1., 1.], requires_grad=True)");
  parameter.requires_grad(false);
  CHECK(nn::repr(parameter) == "Parameter containing:\ntensor([1., 1.])");
  nn::Buffer<nn::bfloat16, 1> buffer;
  buffer.fill_(nn::bfloat16{0x3f80});
  CHECK(nn::repr(buffer) == "tensor([1.], dtype=torch.bfloat16)");
}

TEST_CASE("a tensor of which strides of 0 make more than can be shown is not walked through", "[tensor]") {
  nn::AnyTensor tensor(nn::dtype::float32, {1});
  tensor.shape.assign(62, 2);
  tensor.strides.assign(62, 0);
  CHECK(nn::repr(tensor).starts_with("tensor(...,\n       size=(2, 2, "));
  tensor.shape = {std::int64_t{1} << 62};
  tensor.strides = {0};
  CHECK(nn::repr(tensor) == "tensor([0., 0., 0.,  ..., 0., 0., 0.])");
  tensor.shape = {5};
  tensor.strides = {1};
  CHECK_THROWS_AS(nn::repr(tensor), nn::ShapeError);
}

TEST_CASE("bytes are quoted as in Python", "[tensor]") {
  CHECK(nn::detail::python_bytes_repr({"a'\0\xff", 4}) == "b\"a'\\x00\\xff\"");
  CHECK(nn::detail::python_bytes_repr("\n\t\r\\'\"") == "b'\\n\\t\\r\\\\\\'\"'");
}

}  // namespace tensor_repr_test
