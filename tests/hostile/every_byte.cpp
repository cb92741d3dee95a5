// SPDX-License-Identifier: Apache-2.0
// A file of a few KB of each kind: cut after every byte, and with every bit flipped. Nothing is sampled.
#include <optional>
#include <string>
#include <vector>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/text_of.hpp"

namespace hostile_every_byte_test {

namespace nn = nnstruct;
using nnstruct_test::content_of;
using nnstruct_test::text_of;

namespace {

nn::io::input_file file_of(const std::string& bytes) {
  const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
  return nn::io::input_file(nn::EmbeddedFile(first, first + bytes.size(), "file"));
}

/// Everything in a file, tensors' elements with their checksums; nothing if it is refused. What is no nn::Error, as
/// AddressSanitizer's, ends the test.
std::optional<std::string> read(const std::string& bytes) {
  try {
    return text_of(nn::detail::open_source(file_of(bytes), {}));
  } catch (const nn::Error& error) {
    if (*error.what() == '\0') throw std::logic_error("a refusal without a word");
    return std::nullopt;
  }
}

/// What came of a file when each of its bits was flipped in turn.
struct flips {
  std::size_t refused = 0, same = 0, other = 0;
  std::vector<std::size_t> places_of_others;  ///< bytes
};
flips flip_all(std::string bytes) {
  const std::optional<std::string> right = read(bytes);
  REQUIRE(right.has_value());
  flips out;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    char& byte = bytes[bit / 8];
    const char before = byte;
    byte = static_cast<char>(byte ^ 1 << bit % 8);
    const std::optional<std::string> found = read(bytes);
    byte = before;
    if (!found) ++out.refused;
    else if (*found == *right) ++out.same;
    else if (++out.other, out.places_of_others.empty() || out.places_of_others.back() != bit / 8)
      out.places_of_others.push_back(bit / 8);
  }
  CHECK(read(bytes) == right);
  return out;
}

/// \param checksums  the format has some: then no flip may change what is read
void check_every_byte(const std::string& path, bool checksums) {
  const std::string bytes = content_of(NNSTRUCT_TEST_DATA + std::string("/torch-2.14/") + path);
  std::vector<std::size_t> accepted;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (read(bytes.substr(0, size))) accepted.push_back(size);
  CHECK(accepted == std::vector<std::size_t>());

  const flips found = flip_all(bytes);
  WARN(path << ": all " << bytes.size() << " truncations are refused; of " << 8 * bytes.size() << " flips "
            << found.refused << " are refused, " << found.same << " change nothing, " << found.other
            << " change what is read");
  CHECK(found.refused > bytes.size());
  if (checksums) CHECK(found.places_of_others == std::vector<std::size_t>());
  else CHECK(found.other > 0);
}

}  // namespace

TEST_CASE("every byte of a zip file", "[hostile][slow]") { check_every_byte("mlp_state_dict.pt", true); }
TEST_CASE("every byte of a whole model", "[hostile][slow]") { check_every_byte("one_bn2d_model.pth", true); }
TEST_CASE("every byte of a TorchScript archive", "[hostile][slow]") { check_every_byte("ckpt_torchscript.pth", true); }
TEST_CASE("every byte of a file before PyTorch 1.6", "[hostile][slow]") {
  check_every_byte("mlp_state_dict.legacy.pt", false);
}
TEST_CASE("every byte of a file before PyTorch 0.1.11", "[hostile][slow]") {
  check_every_byte("handmade/tar_view.pt", false);
}
TEST_CASE("every byte of a safetensors file", "[hostile][slow]") { check_every_byte("mlp.safetensors", false); }

}  // namespace hostile_every_byte_test
