// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/data/idx.hpp>

#include <cerrno>
#include <cstdint>
#include <string>

#include <nnstruct/data/data_loader.hpp>
#include <nnstruct/data/normalize.hpp>

#include "data_sets/files.hpp"

namespace data_sets_idx_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace std::string_literals;
using images = nn::Tensor<std::uint8_t, nn::dyn, 28, 28>;
using numbers = nn::Tensor<std::uint8_t, nn::dyn>;
template <class T> using matrix = nn::Tensor<T, nn::dyn, 3>;

TEST_CASE("MNIST is read as torchvision reads it, packed and not", "[data]") {
  for (const std::string ending : {"", ".gz"}) {
    INFO(ending);
    const auto read =
        nn::data::read_mnist(data_set("images-idx3-ubyte" + ending), data_set("labels-idx1-ubyte" + ending));
    CHECK(is_equal(read.images, read_by_python("mnist.images")));
    CHECK(is_equal(read.labels, read_by_python("mnist.labels")));
  }
  const auto any =
      nn::data::read_idx<nn::Tensor<std::uint8_t, nn::dyn, nn::dyn, nn::dyn>>(data_set("images-idx3-ubyte"));
  CHECK(any.extent(2) == 28);
}

TEST_CASE("MNIST in batches is a network's input", "[data]") {
  const auto train = nn::data::read_mnist(data_set("images-idx3-ubyte"), data_set("labels-idx1-ubyte"));
  nn::Generator order(42);
  nn::DataLoader loader(train, {.batch_size = 2, .shuffle = true, .generator = &order});
  std::int64_t count = 0;
  for (auto& [images, labels] : loader) {
    const nn::Batch<1, 28, 28> x = nn::data::normalize(nn::data::to_float(images), {0.1307}, {0.3081});
    CHECK(x.extent(0) == labels.numel());
    CHECK(x(0, 0, 14, 14) == (static_cast<float>(images(0, 0, 14, 14)) / 255 - 0.1307f) / 0.3081f);
    count += labels.numel();
  }
  CHECK(count == 5);
}

TEST_CASE("elements of every type that IDX has", "[data]") {
  CHECK(is_equal(nn::data::read_idx<matrix<std::int8_t>>(data_set("int8.idx")), read_by_python("idx.int8")));
  CHECK(is_equal(nn::data::read_idx<matrix<std::int16_t>>(data_set("int16.idx")), read_by_python("idx.int16")));
  CHECK(is_equal(nn::data::read_idx<matrix<std::int32_t>>(data_set("int32.idx")), read_by_python("idx.int32")));
  CHECK(is_equal(nn::data::read_idx<matrix<float>>(data_set("float32.idx")), read_by_python("idx.float32")));
  CHECK(is_equal(nn::data::read_idx<matrix<double>>(data_set("float64.idx")), read_by_python("idx.float64")));
  CHECK(contains(thrown_by<nn::Error>([] { nn::data::read_idx<matrix<std::int64_t>>(data_set("int32.idx")); }).what(),
                 "into a tensor of int64: IDX files hold uint8, int8, int16, int32, float32 or float64"));
}

TEST_CASE("what is no IDX file, or another one, is refused", "[data]") {
  const auto read_images = [](const std::string& path) { nn::data::read_idx<images>(path); };
  const auto read_labels = [](const std::string& path) { nn::data::read_idx<numbers>(path); };
  const std::string good = content_of(data_set("images-idx3-ubyte")),
                    labels = content_of(data_set("labels-idx1-ubyte"));

  CHECK(says(refused("", read_images),
             "byte 0: expected an IDX file, which begins with 4 bytes of magic number, found 0"));
  CHECK(says(refused("\0\0\x08"s, read_images), "byte 0: expected an IDX file"));
  CHECK(says(refused("PK\3\4" + good, read_images),
             "byte 0: expected the magic number 0x00000803 (uint8 with 3 extents), found 0x504b0304 (no IDX file)"));
  CHECK(says(refused(labels, read_images),
             "byte 0: expected the magic number 0x00000803 (uint8 with 3 extents), found "
             "0x00000801 (uint8 with 1 extent); files of images have three extents"));
  CHECK(says(refused(good, read_labels),
             "byte 0: expected the magic number 0x00000801 (uint8 with 1 extent), found 0x00"));
  CHECK(says(refused("\0\0\x0a\x01"s + labels.substr(4), read_labels),
             "byte 0: expected the magic number 0x00000801 (uint8 with 1 extent), found 0x00000a01 (elements of a type "
             "that IDX does not have with 1 extent)"));
  CHECK(says(refused(good.substr(0, 15), read_images),
             "byte 4: expected 3 extents of 4 bytes each, found 11 bytes; the "));
  CHECK(says(refused(good.substr(0, good.size() - 1), read_images),
             "byte 16: expected 5x28x28 elements of 1 byte, 3920 bytes in all, found 3919; the file is cut short"));
  CHECK(says(refused(good + "##", read_images),
             "byte 16: expected 5x28x28 elements of 1 byte, 3920 bytes in all, found 3922; something stands behind"));
  std::string other = good;
  other[15] = 29;
  CHECK(says(refused(other, read_images), "byte 12: expected the extent 28, found 29"));
  CHECK(thrown_by<nn::IoError>([&] { read_images(data_set("none")); }).error_number() == ENOENT);
}

TEST_CASE("what a file says that it holds is not believed", "[data]") {
  const auto read = [](const std::string& path) {
    nn::data::read_idx<nn::Tensor<double, nn::dyn, nn::dyn, nn::dyn>>(path);
  };
  const std::string many = "\xff\xff\xff\xff";
  CHECK(
      says(refused("\0\0\x0e\3"s + many + many + many + "12345678", read),
           "byte 16: expected 4294967295x4294967295x4294967295 elements of 8 bytes, more than 2^63 bytes in all, found "
           "8; the file is cut short"));
  CHECK(
      says(refused("\0\0\x0e\3"s + many + "\0\0\0\1\0\0\0\1"s, read),
           "byte 16: expected 4294967295x1x1 elements of 8 bytes, 34359738360 bytes in all, found 0; the file is cut"));
  CHECK(says(refused("\0\0\x0e\3"s + many + many + "\0\0\0\0"s, read), "byte 16: expected 4294967295x4294967295x0 "));
  // none of 2^32 - 1 times nothing
  const temp_folder folder;
  put_content(folder / "file", "\0\0\x0e\3"s + many + "\0\0\0\0"s + many);
  CHECK(nn::data::read_idx<nn::Tensor<double, nn::dyn, nn::dyn, nn::dyn>>(folder / "file").numel() == 0);
}

TEST_CASE("images and labels belong together", "[data]") {
  const temp_folder folder;
  const std::string all = data_set("images-idx3-ubyte"), labels = content_of(data_set("labels-idx1-ubyte"));
  put_content(folder / "four", "\0\0\x08\1\0\0\0\4"s + labels.substr(8, 4));
  const auto fewer = thrown_by<nn::FormatError>([&] { nn::data::read_mnist(all, folder / "four"); });
  CHECK(
      says(fewer, "byte 4: expected a label for each of the 5 images of " + all + ", found 4; the files are of two "));
  std::string wrong = labels;
  wrong[10] = 77;
  put_content(folder / "wrong", wrong);
  const auto error = thrown_by<nn::FormatError>([&] { nn::data::read_mnist(all, folder / "wrong"); });
  CHECK(says(error, "byte 10: expected a label from 0 to 9, found 77"));
  CHECK(error.offset() == 10);
  CHECK(nn::data::read_mnist(all, folder / "wrong", 78).labels(2) == 77);
  CHECK(says(thrown_by<nn::FormatError>([&] { nn::data::read_mnist(all, folder / "wrong", 77); }),
             "byte 10: expected a label from 0 to 76, found 77"));
  CHECK(says(thrown_by<nn::FormatError>([&] { nn::data::read_mnist(data_set("labels-idx1-ubyte"), all); }),
             "byte 0: expected the magic number 0x00000803"));
}

}  // namespace data_sets_idx_test
