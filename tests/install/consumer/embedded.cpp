// SPDX-License-Identifier: Apache-2.0
// Loads the network that is part of this program. `embedded FILE` compares it with what is in the file; `embedded save
// FILE` saves it with other values.
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include <embedded/model.hpp>
#include <in_library/files/model.hpp>
#include <nnstruct/nnstruct.hpp>
#ifdef WITH_SCHEMA
#include <model.hpp>
#endif
namespace nn = nnstruct;

const nn::EmbeddedFile& weights_in_library();

namespace {

struct Net {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 2> fc2;
};

#ifdef WITH_SCHEMA
static_assert(nn::schema_fingerprint<Net> == nn::schema_fingerprint<model>);
#endif

// Constants, so that they can be used before main, whichever unit comes first.
const std::size_t size_before_main = embedded::model.size();

bool expect(bool fact, std::string_view what) {
  if (!fact) std::cerr << "not so: " << what << "\n";
  return fact;
}

std::string_view bytes_of(const nn::EmbeddedFile& file) {
  return {reinterpret_cast<const char*>(file.data()), file.size()};
}

bool equal(const Net& a, const Net& b) { return nn::Value(nn::state_dict(a)) == nn::Value(nn::state_dict(b)); }

}  // namespace

int main(int count, char** arguments) {
  auto net = nn::load<Net>(embedded::model);
  if (count == 3) {
    net.fc1.weight.fill_(42);
    nn::save(net, arguments[2]);
    return 0;
  }
  const auto* const weight = reinterpret_cast<const std::byte*>(std::as_const(net).fc1.weight.data());
  const nn::EmbeddedFile& file = embedded::model;
  bool good = expect(nn::check<Net>(file).ok(), "check says that it fits");
  good &= expect(size_before_main == file.size() && file.size() > 1000, "the size is known before main");
  good &= expect(reinterpret_cast<std::uintptr_t>(file.data()) % 64 == 0, "the bytes are aligned");
  good &= expect(weight >= file.data() && weight < file.data() + file.size(), "the weights are not copied");
  good &= expect(file.name() == "embedded::model (net #1 100% $x.pth)", "the name says where the bytes are from");
  good &= expect(&weights_in_library() == &in_library::files::model, "a library's constant is one object");
  good &= expect(bytes_of(weights_in_library()) == bytes_of(file), "the library has the same bytes");
  good &= expect(equal(nn::load<Net>(weights_in_library()), net), "the library has the same values");
  if (count == 2) good &= expect(equal(nn::load<Net>(std::string(arguments[1])), net), "the file has the same values");
  net.fc1.weight.fill_(1);  // a copy: the program's own memory cannot be written
  good &= expect(!equal(nn::load<Net>(file), net), "who writes has his own");
  return good ? 0 : 1;
}
