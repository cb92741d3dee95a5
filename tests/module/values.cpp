// SPDX-License-Identifier: Apache-2.0
// The table of docs/values.md: who sees what after a write. Each row is a section of the same name.
#include <nnstruct/nnstruct.hpp>

#include <string>
#include <utility>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace module_values_test {

namespace nn = nnstruct;

namespace {

struct Net {
  nn::Linear<2, 1> fc;
};
struct Run {
  int epoch;
  Net net;
};

Net a_net() {
  Net net;
  net.fc.weight.fill_(1);
  net.fc.bias.fill_(1);
  return net;
}
float first(const Net& net) { return net.fc.weight.data()[0]; }
float first(const nn::AnyTensor& tensor) { return tensor.values<float>()[0]; }
float first(const nn::StateDict& dict) { return first(dict["fc.weight"]); }
const void* memory(const Net& net) { return net.fc.weight.data(); }
const void* memory(const nn::StateDict& dict) { return dict["fc.weight"].data.get(); }
void write(nn::AnyTensor& tensor, float value) { tensor.values<float>()[0] = value; }
/// As a step of an optimizer: through the pointer.
void write(Net& net, float value) { net.fc.weight.data()[0] = value; }

}  // namespace

TEST_CASE("who sees what after a write", "[module][values]") {
  Net net = a_net();

  SECTION("copy of a model: shared, then written by fill_") {
    Net copy = net;
    CHECK(memory(copy) == memory(net));
    net.fc.weight.fill_(2);
    CHECK(first(net) == 2);
    CHECK(first(copy) == 1);
  }
  SECTION("copy of a model: shared, then written by copy_") {
    Net copy = net;
    nn::Tensor<float, 1, 2> values;
    copy.fc.weight.copy_(values);
    values(0, 0) = 9;  // copy_ took the values, not the tensor
    CHECK(first(net) == 1);
    CHECK(first(copy) == 0);
  }
  SECTION("copy of a model: shared, then written through data()") {
    Net copy = net;
    write(copy, 2);
    CHECK(first(net) == 1);
    CHECK(first(copy) == 2);
    CHECK(memory(copy) != memory(net));
    CHECK(copy.fc.bias.storage().identity() == net.fc.bias.storage().identity());  // what was not written stays shared
  }
  SECTION("data() before the copy: the pointer writes the original alone") {
    float* const kept = net.fc.weight.data();
    Net copy = net;
    kept[0] = 2;
    CHECK(first(net) == 2);
    CHECK(first(copy) == 1);
  }
  SECTION("reading through a const model shares on") {
    const Net copy = net;
    (void)std::as_const(net).fc.weight.data();
    (void)copy.fc.weight.data();
    CHECK(memory(copy) == memory(net));
  }
  SECTION("assignment: as a copy, the old values are gone") {
    Net other = a_net();
    write(other, 5);
    other = net;
    write(net, 2);
    CHECK(first(other) == 1);
  }
  SECTION("move: the new one has the memory, the old one is empty") {
    float* const kept = net.fc.weight.data();
    const Net moved = std::move(net);
    kept[0] = 2;
    CHECK(first(moved) == 2);
    CHECK_FALSE(net.fc.weight.has_values());
  }
  SECTION("state_dict: shared, then the model is written") {
    const nn::StateDict dict = nn::state_dict(net);
    CHECK(memory(dict) == memory(net));
    write(net, 2);
    CHECK(first(dict) == 1);
  }
  SECTION("state_dict: shared, then the dictionary is written") {
    nn::StateDict dict = nn::state_dict(net);
    write(dict["fc.weight"], 2);
    CHECK(first(net) == 1);
  }
  SECTION("load_state_dict: shared, then the dictionary is written") {
    nn::StateDict dict = nn::state_dict(a_net());
    nn::load_state_dict(net, dict);
    CHECK(memory(std::as_const(dict)) == memory(net));
    write(dict["fc.weight"], 2);
    CHECK(first(net) == 1);
  }
  SECTION("load_state_dict: shared, then the model is written") {
    const nn::StateDict dict = nn::state_dict(a_net());
    nn::load_state_dict(net, dict);
    write(net, 2);
    CHECK(first(dict) == 1);
  }
  SECTION("copy of a StateDict: shared, then one is written") {
    nn::StateDict dict = nn::state_dict(net);
    const nn::StateDict copy = dict;
    CHECK(memory(copy) == memory(std::as_const(dict)));
    write(dict["fc.weight"], 2);
    CHECK(first(copy) == 1);
  }
  SECTION("copy of an AnyTensor: shared, then one is written") {
    nn::AnyTensor tensor = nn::state_dict(net)["fc.weight"];
    const nn::AnyTensor copy = tensor;
    write(tensor, 2);
    CHECK(first(copy) == 1);
  }
  SECTION("record: shared, then the model is written") {
    const Run run{5, net};
    CHECK(memory(run.net) == memory(net));
    write(net, 2);
    CHECK(first(run.net) == 1);
  }
  SECTION("record: shared, then the record's model is written") {
    Run run{5, net};
    write(run.net, 2);
    CHECK(first(net) == 1);
  }
  SECTION("Value: shared, then the model is written") {
    const nn::Value value{{"model", nn::state_dict(net)}};
    write(net, 2);
    CHECK(first(value["model"].as<nn::StateDict>()) == 1);
  }
  SECTION("copy of a Value: shared, then one is changed") {
    nn::Value value{{"list", nn::Value::list({1})}};
    const nn::Value copy = value;
    value["list"].push_back(2);
    CHECK(copy["list"].size() == 1);
  }
  SECTION("tensors of one storage in a file: shared, then one is written") {
    const auto read = nn::load<nn::StateDict>(NNSTRUCT_TEST_DATA "/torch-2.14/tied_state_dict.pth");
    nn::StateDict dict = read;
    CHECK(read["0.weight"].data.get() == read["2.weight"].data.get());
    const float before = first(read["2.weight"]);
    write(dict["0.weight"], before + 1);
    CHECK(first(std::as_const(dict)["2.weight"]) == before);
    CHECK(first(read["0.weight"]) == before);
  }
  SECTION("the same file loaded twice: nothing is shared") {
    const nnstruct_test::temp_folder folder;
    nn::save(net, folder / "net.pth");
    const auto one = nn::load<Net>(folder / "net.pth"), two = nn::load<Net>(folder / "net.pth");
    CHECK(memory(one) != memory(two));
    CHECK(first(one) == first(two));
  }
  SECTION("load into a model: a copy taken before keeps its values") {
    const nnstruct_test::temp_folder folder;
    nn::save(net, folder / "net.pth");
    write(net, 3);
    const Net copy = net;
    nn::load(net, folder / "net.pth");
    CHECK(first(net) == 1);
    CHECK(first(copy) == 3);
  }
  SECTION("Tensor is a handle: a copy is the same elements") {
    nn::Tensor<float, 2> x;
    nn::Tensor<float, 2> same = x;
    same(0) = 2;
    CHECK(x(0) == 2);
  }
  SECTION("an AnyTensor made of a Tensor is a copy") {
    nn::Tensor<float, 2> x;
    const nn::AnyTensor tensor = x;
    x(0) = 2;
    CHECK(first(tensor) == 0);
  }
}

}  // namespace module_values_test
