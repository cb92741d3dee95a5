// SPDX-License-Identifier: Apache-2.0
// What the build proves about networks and a checkpoint. Make the change in the marked line, build, and read what the
// compiler says.
//   compile_time_check digits.pth
#include <cstdio>
#include <exception>
#include <nnstruct/nnstruct.hpp>

#include <digits_checkpoint.hpp>  // struct digits_checkpoint: made in the build, by `nnstruct schema` from digits.pth

namespace nn = nnstruct;

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 10> fc3;  // <-- change 10 to 100: the build stops

  auto forward(const nn::Batch<3, 32, 32>& x) const {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3;
  }
};

/// Every key of digits.pth is in Net, and no other, each with its shape and dtype.
static_assert(nn::require_fits<Net, digits_checkpoint>());

/// One number for all keys, dtypes, shapes and their order: what `nnstruct schema --fingerprint digits.pth` prints.
static_assert(nn::schema_fingerprint<digits_checkpoint> == 0x3b486ef716a9654d);

/// The same network with another last layer, for the letters of the alphabet: it takes over what is before that.
struct Letters {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 26> head;
};
static_assert(!nn::fits<Letters, digits_checkpoint>);
static_assert(nn::require_fits<Letters, digits_checkpoint, nn::except<"fc3.*", "head.*">>());
static_assert(nn::require_same_schema<Letters, Net, nn::except<"fc3.*", "head.*">>());

/// The same network with another name for its last layer. The constant that the build checks with is the one that the
/// program loads with.
struct Renamed {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 10> head;
};
constexpr nn::LoadOptions from_digits{.rename = {{"fc3.*", "head.*"}}};
static_assert(nn::require_fits<Renamed, digits_checkpoint, from_digits>());

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fputs("usage: compile_time_check digits.pth\n", stderr);
    return 2;
  }
  std::printf("The build has compared the %zu tensors of digits.pth with each network.\n",
              digits_checkpoint::rows.size());
  // That the file is still the one that was built with, only run time can tell: the same checks again.
  std::printf("Net: %s\n", nn::repr(nn::check<Net>(argv[1])).c_str());
  std::printf("Renamed: %s\n", nn::repr(nn::check<Renamed>(argv[1], from_digits)).c_str());
  std::printf("Letters: %s\n", nn::repr(nn::check<Letters>(argv[1], nn::relaxed)).c_str());
} catch (const std::exception& error) {
  std::fprintf(stderr, "compile_time_check: %s\n", error.what());
  return 2;
}
