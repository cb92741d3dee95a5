// SPDX-License-Identifier: Apache-2.0
// A program's locale changes neither what is printed nor what is read and written: printf and streams would write 0.5
// as 0,5 and 1000 as 1.000 in many of them.
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/comma_locale.hpp"
#include "support/contents.hpp"
#include "support/refused.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_locale_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

struct Wide {
  nn::Linear<1000, 2000> fc;
  nn::Dropout<nn::dropout_options{.p = 0.2}> drop;
  nn::LayerNorm<1024> norm;

  auto forward(const auto& x) const { return x | fc | drop | norm; }
};

struct Narrow {
  nn::Linear<1000, 1999> fc;
  nn::LayerNorm<1024> norm;

  auto forward(const auto& x) const { return x | fc | norm; }
};

struct Record {
  int epoch;
  double loss;
  std::vector<std::int64_t> steps;
};

template <class Function> std::string message_of(Function&& function) {
  return thrown_by<nn::Error>(std::forward<Function>(function)).what();
}

/// Everything that a program may show of these, by operator<< of a stream that is made now.
std::string printed(const std::string& folder) {
  std::ostringstream out;
  Wide net;
  out << nn::repr(net) << "\n";
  nn::init(net, 1);
  out << net.fc.bias << "\n" << nn::state_dict(net) << "\n";
  nn::Tensor<std::int64_t, 3> counts;
  counts(1) = 1234567;
  out << counts << "\n" << nn::Tensor<float, 2>() << "\n";
  nn::save(net, folder + "/wide.pth");
  out << nn::check<Wide>(folder + "/wide.pth") << "\n" << nn::check<Narrow>(folder + "/wide.pth") << "\n";
  const Record record{1000, 1234.5, {2000, 30000}};
  nn::save(record, folder + "/record.pth");
  out << nn::read(folder + "/record.pth") << "\n" << nn::repr(nn::load<Record>(folder + "/record.pth").loss) << "\n";
  const nn::Tensor<float, nn::dyn, 1000> x(1001);
  const nn::Tensor<float, nn::dyn, 1000> y(1002);
  out << message_of([&] { x + y; }) << "\n";
  out << message_of([&] { nn::load<Narrow>(folder + "/wide.pth"); }) << "\n";
  out << message_of([&] { nn::bernoulli_(net.fc.bias, 1.5); }) << "\n";
  const nn::Tensor<float, nn::dyn, 3> scores(2);
  const nn::Tensor<std::int64_t, nn::dyn> labels(2);
  out << message_of([&] { nn::cross_entropy(scores, labels, {.label_smoothing = 1.5}); }) << "\n";
  out << message_of([&] { nn::smooth_l1_loss(scores, scores, {.beta = -0.5}); }) << "\n";
  return out.str();
}

}  // namespace

TEST_CASE("a locale with decimal commas and grouped thousands changes nothing that is printed or saved", "[locale]") {
  const temp_folder folder;
  const std::string expected = printed(folder.path());
  const std::string model = content_of(folder / "wide.pth"), record = content_of(folder / "record.pth");
  std::string found;
  {
    const comma_locale scope;
    std::ostringstream with_commas;
    with_commas << 1234.5;
    REQUIRE(with_commas.str() == "1.234,5");
    found = printed(folder.path());
  }
  CHECK(found == expected);
  for (const char* const text :
       {"in_features=1000, out_features=2000", "p=0.2", "(1024,)", "1234567", "[0., 0.]", "1234.5", "2000, 30000",
        "1001", "torch.Size([1999, 1000])", "p=1.5", "found 1.5", "found -0.5"}) {
    INFO(text);
    CHECK(found.find(text) != found.npos);
  }
  CHECK(content_of(folder / "wide.pth") == model);
  CHECK(content_of(folder / "record.pth") == record);
}

TEST_CASE("files of both PyTorch's are read in a locale with decimal commas", "[locale]") {
  const std::string data = NNSTRUCT_TEST_DATA "/";
  const comma_locale scope;
  std::size_t files = 0;
  for (const std::string version : {"torch-1.13", "torch-2.14"})
    for (const auto& [name, rows] : read_contents(data + version + "/contents.txt")) {
      if (!rows.front().starts_with("dict\t") || name.ends_with(".safetensors") || name.starts_with("handmade/") ||
          refusals().contains(version + "/" + name))
        continue;
      INFO(version + "/" + name);
      ++files;
      CHECK(rows_of(nn::read(data + version + "/" + name)) == rows);
    }
  CHECK(files > 40);
}

}  // namespace checkpoint_locale_test
