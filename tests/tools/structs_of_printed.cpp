// SPDX-License-Identifier: Apache-2.0
// What `nnstruct struct` writes of classes that nnstruct has no layer for has their attributes: nn::save_model of it is
// the model that PyTorch saved. tests/interop has Python run it.
#include <sstream>
#include <string>
#include <string_view>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/module/repr.hpp>
#include <nnstruct/state_dict/value.hpp>

#include <printed.struct.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/texts.hpp"

namespace tools_structs_of_printed_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

const std::string file = NNSTRUCT_TEST_DATA "/printed/torch-2.14.pth";

/// Layers of nnstruct's that were given integers where they have floats; the struct says so.
bool has_integers(std::string_view path) {
  for (const char* name : {"Dropout_2", "ELU_2", "LeakyReLU_2", "Hardtanh_2"})
    if (path.ends_with(name)) return true;
  return false;
}
/// Attributes that Python's class makes anew when it loads them, or that the struct says it has not.
bool may_differ(const std::string& path, std::string_view name) {
  if (name.find("_hooks") != name.npos) return true;  // which nobody has set; 1.13 has fewer kinds
  if (name == "_flat_weights" || name == "_flat_weights_names" || name == "_all_weights") return true;
  if (name == "cell_anchors" || name == "_wh_pairs") return true;  // lists of tensors
  return has_integers(path) && (name == "p" || name == "alpha" || name == "negative_slope" || name.ends_with("_val"));
}

/// Compares what two whole models keep beside their tensors, down to the last module.
void compare(const nn::Value& theirs, const nn::Value& ours, const std::string& path, int& count) {
  CAPTURE(path);
  CHECK(ours.class_name() == theirs.class_name());
  for (const auto& [key, value] : theirs.state().pairs()) {
    const std::string name(key.text());
    CAPTURE(name);
    const nn::Value* const found = ours.find(name);
    if (name == "_modules") {
      REQUIRE((found != nullptr && found->size() == value.size()));
      for (std::size_t i = 0; i < value.size(); ++i) {
        CHECK(found->pairs()[i].first == value.pairs()[i].first);
        compare(value.pairs()[i].second, found->pairs()[i].second,
                path + "." + std::string(value.pairs()[i].first.text()), count);
      }
    } else if (name == "_parameters" || name == "_buffers") {
      REQUIRE(found != nullptr);
      CHECK(found->size() == value.size());
      for (const auto& [held, tensor] : value.pairs()) {
        const nn::Value* const same = found->find(held.text());
        CAPTURE(held.text());
        CHECK((same != nullptr && same->is(tensor.what())));
      }
    } else if (!may_differ(path, name)) {
      CHECK(found != nullptr);
      if (found != nullptr) CHECK(nn::repr(*found) == nn::repr(value));
      ++count;
    }
  }
  for (const auto& [key, value] : ours.state().pairs()) {
    CAPTURE(key.text());
    CHECK((theirs.find(key.text()) != nullptr || may_differ(path, key.text())));
  }
}

/// Those of Dropout_2, ELU_2, LeakyReLU_2 and Hardtanh_2, if all is well.
std::size_t lines_that_differ(const std::string& text, const std::string& other) {
  std::istringstream a(text), b(other);
  std::size_t count = 0;
  for (std::string of_a, of_b; std::getline(a, of_a), std::getline(b, of_b), a || b;) {
    INFO(of_a << "\n" << of_b);
    if (of_a == of_b && static_cast<bool>(a) == static_cast<bool>(b)) continue;
    ++count;
    CHECK(has_integers(of_b.substr(0, of_b.find("): "))));
  }
  return count;
}

}  // namespace

TEST_CASE("struct: a class that nnstruct has no layer for keeps its attributes, and prints them") {
  const temp_folder folder;
  auto model = nn::load<whole_printed::printed>(file);
  const std::string saved = folder / "saved.pth";
  nn::save_model(model, saved);
  int count = 0;
  compare(nn::read(file), nn::read(saved), "", count);
  CHECK(count > 2000);

  const std::string text = text_of("printed/texts.txt", "torch-2.14");
  // Of a ParameterDict nn::repr shows nothing.
  const std::size_t dictionary = text.find("ParameterDict(") + 14, end = text.find(']', text.find("(q): ", dictionary));
  CHECK(lines_that_differ(nn::repr(model), text.substr(0, dictionary) + text.substr(text.find(')', end))) == 4);
}

}  // namespace tools_structs_of_printed_test
