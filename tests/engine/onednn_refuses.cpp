// SPDX-License-Identifier: Apache-2.0
// What happens where oneDNN refuses or fails. It does so seldom, so this stands before one of its functions.
#ifdef NNSTRUCT_ENGINE_ONEDNN
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>

#include <cstdint>
#include <string>
#include <vector>

#include <nnstruct/engine/onednn.hpp>
#include <nnstruct/engine/onednn_backward.hpp>
#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_backward.hpp>
#include <nnstruct/error.hpp>

#include "engine/numbers.hpp"
#include "support/catch.hpp"

namespace onednn = nnstruct::engine::onednn;
namespace reference = nnstruct::engine::reference;
using namespace nnstruct_test;
using nnstruct::engine::window2d;

namespace {
dnnl_status_t status_of_creation = dnnl_success;

/// While it lives, no primitive can be made.
struct no_primitives {
  explicit no_primitives(dnnl_status_t status) { status_of_creation = status; }
  ~no_primitives() { status_of_creation = dnnl_success; }
  no_primitives(const no_primitives&) = delete;
  no_primitives& operator=(const no_primitives&) = delete;
};
}  // namespace

extern "C" dnnl_status_t dnnl_primitive_create(dnnl_primitive_t* primitive, const_dnnl_primitive_desc_t description) {
  static const auto original =
      reinterpret_cast<decltype(&dnnl_primitive_create)>(::dlsym(RTLD_NEXT, "dnnl_primitive_create"));
  return status_of_creation == dnnl_success ? original(primitive, description) : status_of_creation;
}

// Each thread keeps what it has been refused: the shapes here are met in no other test.
TEST_CASE("what oneDNN refuses is done by the reference engine and counted", "[engine]") {
  const no_primitives none(dnnl_unimplemented);
  const auto x = random_numbers(31 * 37, 1), weight = random_numbers(31 * 37, 2), bias = random_numbers(31, 3);
  const auto variance = std::vector<float>(31, 0.5f);
  const window2d whole{37, 31, 2, 3, 1, 1, 0, 0, 1, 1, 36, 29};
  const window2d transposed{36, 29, 2, 3, 1, 1, 0, 0, 1, 1, 37, 31};
  std::vector<float> y(31 * 37), expected(31 * 37), mean(31);
  std::uint64_t calls = onednn::fallbacks();
  const auto check = [&](bool counted) {
    CHECK(onednn::fallbacks() == (counted ? ++calls : calls));
    CHECK(y == expected);
    y.assign(y.size(), 99.0f), expected.assign(y.size(), 99.0f);
  };

  onednn::linear(31, 37, 31, x.data(), weight.data(), bias.data(), y.data());
  reference::linear(31, 37, 31, x.data(), weight.data(), bias.data(), expected.data());
  check(true);
  onednn::linear(31, 37, 31, x.data(), weight.data(), bias.data(), y.data());  // every call counts
  reference::linear(31, 37, 31, x.data(), weight.data(), bias.data(), expected.data());
  check(true);
  onednn::conv2d(whole, 1, 1, 1, 1, x.data(), weight.data(), nullptr, y.data());
  reference::conv2d(whole, 1, 1, 1, 1, x.data(), weight.data(), nullptr, expected.data());
  check(true);
  onednn::conv_transpose2d(transposed, 1, 1, 1, 1, x.data(), weight.data(), nullptr, y.data());
  reference::conv_transpose2d(transposed, 1, 1, 1, 1, x.data(), weight.data(), nullptr, expected.data());
  check(true);
  onednn::max_pool2d(whole, 1, x.data(), y.data());
  reference::max_pool2d(whole, 1, x.data(), expected.data());
  check(true);
  onednn::avg_pool2d(whole, 1, true, 5, x.data(), y.data());
  reference::avg_pool2d(whole, 1, true, 5, x.data(), expected.data());
  check(true);
  onednn::adaptive_avg_pool2d(1, 37, 31, 5, 4, x.data(), y.data());
  reference::adaptive_avg_pool2d(1, 37, 31, 5, 4, x.data(), expected.data());
  check(true);
  onednn::adaptive_avg_pool2d(1, 37, 31, 1, 31, x.data(), y.data());
  reference::adaptive_avg_pool2d(1, 37, 31, 1, 31, x.data(), expected.data());
  check(true);
  onednn::batch_norm(1, 31, 37, 1e-5, x.data(), bias.data(), variance.data(), bias.data(), bias.data(), y.data());
  reference::batch_norm(1, 31, 37, 1e-5, x.data(), bias.data(), variance.data(), bias.data(), bias.data(),
                        expected.data());
  check(true);
  std::vector<float> squares(31), expected_mean(31), expected_squares(31);
  onednn::batch_norm_training(1, 31, 37, 1e-5, x.data(), nullptr, nullptr, y.data(), mean.data(), squares.data());
  reference::batch_norm_training(1, 31, 37, 1e-5, x.data(), nullptr, nullptr, expected.data(), expected_mean.data(),
                                 expected_squares.data());
  CHECK(mean == expected_mean);
  CHECK(squares == expected_squares);
  check(true);

  onednn::layer_norm(31, 37, 1e-5, x.data(), nullptr, nullptr, y.data());
  reference::layer_norm(31, 37, 1e-5, x.data(), nullptr, nullptr, expected.data());
  check(true);
  onednn::softmax(31, 37, 1, x.data(), y.data());
  reference::softmax(31, 37, 1, x.data(), expected.data());
  check(true);
  onednn::log_softmax(31, 37, 1, x.data(), y.data());
  reference::log_softmax(31, 37, 1, x.data(), expected.data());
  check(true);
  onednn::gelu(31 * 37, true, x.data(), y.data());
  reference::gelu(31 * 37, true, x.data(), expected.data());
  check(true);
}

TEST_CASE("gradients that oneDNN refuses are the reference engine's and counted", "[engine]") {
  const no_primitives none(dnnl_unimplemented);
  const auto x = random_numbers(31 * 37, 1), weight = random_numbers(31 * 37, 2), dy = random_numbers(37 * 37, 3),
             mean = random_numbers(31, 4);
  const auto variance = std::vector<float>(31, 0.5f);
  const window2d whole{37, 31, 2, 3, 1, 1, 0, 0, 1, 1, 36, 29};
  const window2d transposed{36, 29, 2, 3, 1, 1, 0, 0, 1, 1, 37, 31};
  const auto data = [](const std::vector<float>& numbers) { return numbers.data(); };
  std::uint64_t calls = onednn::fallbacks();
  // Both are called with places for the gradients; `count` calls are refused.
  const auto check = [&](std::uint64_t count, auto with_onednn, auto with_reference) {
    std::vector<float> found(3 * 37 * 37, 99.0f), expected = found;
    with_onednn(found.data(), found.data() + 37 * 37, found.data() + 2 * 37 * 37);
    with_reference(expected.data(), expected.data() + 37 * 37, expected.data() + 2 * 37 * 37);
    calls += count;
    CHECK(onednn::fallbacks() == calls);
    CHECK(found == expected);
  };
#define NNSTRUCT_TEST_REFUSED(count, call)                                                                     \
  check(                                                                                                       \
      count, [&](float* dx, [[maybe_unused]] float* dweight, [[maybe_unused]] float* dbias) { onednn::call; }, \
      [&](float* dx, [[maybe_unused]] float* dweight, [[maybe_unused]] float* dbias) { reference::call; })

  NNSTRUCT_TEST_REFUSED(1, linear_backward(31, 37, 31, data(x), data(weight), data(dy), dx, dweight, dbias));
  NNSTRUCT_TEST_REFUSED(1, linear_backward(31, 37, 31, data(x), data(weight), data(dy), dx, dweight, dbias));
  NNSTRUCT_TEST_REFUSED(1, matmul(1, 31, 37, 31, false, data(x), data(weight), dx));
  NNSTRUCT_TEST_REFUSED(2, matmul_backward(1, 31, 37, 31, false, data(x), data(weight), data(dy), dx, dweight));
  NNSTRUCT_TEST_REFUSED(1, conv2d_backward(whole, 1, 1, 1, 1, data(x), data(weight), data(dy), dx, dweight, dbias));
  NNSTRUCT_TEST_REFUSED(
      1, conv_transpose2d_backward(transposed, 1, 1, 1, 1, data(x), data(weight), data(dy), dx, dweight, dbias));
  NNSTRUCT_TEST_REFUSED(1, max_pool2d_backward(whole, 1, data(x), data(dy), dx));
  NNSTRUCT_TEST_REFUSED(1, avg_pool2d_backward(whole, 1, true, 5, data(dy), dx));
  NNSTRUCT_TEST_REFUSED(1, adaptive_avg_pool2d_backward(1, 37, 31, 1, 31, data(dy), dx));
  NNSTRUCT_TEST_REFUSED(0, adaptive_avg_pool2d_backward(1, 37, 31, 5, 4, data(dy), dx));  // is not asked
  NNSTRUCT_TEST_REFUSED(1, batch_norm_backward(1, 31, 37, 1e-5, data(x), data(mean), data(variance), data(weight),
                                               data(dy), dx, dweight, dbias));
  NNSTRUCT_TEST_REFUSED(1, batch_norm_training_backward(1, 31, 37, 1e-5, data(x), data(mean), data(variance),
                                                        data(weight), data(dy), dx, dweight, dbias));
  NNSTRUCT_TEST_REFUSED(1, layer_norm_backward(31, 37, 1e-5, data(x), data(weight), data(dy), dx, dweight, dbias));
  NNSTRUCT_TEST_REFUSED(1, softmax_backward(31, 37, 1, data(x), data(dy), dx));
  NNSTRUCT_TEST_REFUSED(1, log_softmax_backward(31, 37, 1, data(x), data(dy), dx));
  NNSTRUCT_TEST_REFUSED(1, sigmoid_backward(31 * 37, data(x), data(dy), dx));
  NNSTRUCT_TEST_REFUSED(1, tanh_backward(31 * 37, data(x), data(dy), dx));
  NNSTRUCT_TEST_REFUSED(1, gelu_backward(31 * 37, true, data(x), data(dy), dx));
#undef NNSTRUCT_TEST_REFUSED
}

TEST_CASE("a failure of oneDNN is an Error with the status and the primitive", "[engine]") {
  const no_primitives none(dnnl_out_of_memory);
  const auto x = random_numbers(41 * 43, 1);
  std::vector<float> y(41 * 43);
  const std::uint64_t before = onednn::fallbacks();
  const window2d each_pixel{41, 43, 1, 1, 1, 1, 0, 0, 1, 1, 41, 43};
  const auto error = thrown_by<nnstruct::Error>(
      [&] { onednn::conv2d(each_pixel, 1, 1, 1, 1, x.data(), x.data(), nullptr, y.data()); });
  CHECK(std::string(error.what()) == "oneDNN: convolution: status out_of_memory (1)");
  CHECK(contains(thrown_by<nnstruct::Error>([&] { onednn::tanh(41, x.data(), y.data()); }).what(), "oneDNN: eltwise"));
  CHECK(onednn::fallbacks() == before);

  status_of_creation = dnnl_success;  // nothing is left of the failure
  onednn::conv2d(each_pixel, 1, 1, 1, 1, x.data(), x.data(), nullptr, y.data());
  CHECK(y[42] == Approx(x[0] * x[42]));
}
#endif
