// SPDX-License-Identifier: Apache-2.0
// One load or save, for counts.sh to count what it asks of the system and of the processor.
//   nnstruct_counts make FOLDER    the files
//   nnstruct_counts WHAT FOLDER    nothing, load, again, map, many, save, save_many
#include <cstdio>
#include <string>

#include <nnstruct/nnstruct.hpp>

namespace {

namespace nn = nnstruct;

/// 16 MB, by two threads, and a little.
struct Net {
  nn::Linear<2048, 2048> large;
  nn::Linear<64, 64> small;
};

constexpr int many = 2000;

nn::StateDict many_tensors() {
  nn::StateDict dict;
  for (int i = 0; i < many; ++i)
    dict["layers." + std::to_string(i) + ".weight"] = nn::AnyTensor(nn::dtype::float32, {64});
  return dict;
}

int run(const std::string& what, const std::string& folder) {
  const std::string model = folder + "/model.pth", dict = folder + "/many.pth";
  if (what == "make") {
    Net net;
    nn::init(net);
    nn::save(net, model, {.durable = false});
    nn::save(many_tensors(), dict, {.durable = false});
  } else if (what == "load") {
    nn::load<Net>(model);
  } else if (what == "again") {
    Net net;
    nn::init(net);
    nn::load(net, model, {.in_place = true});
  } else if (what == "init") {  // what `again` and `save` do beside what is counted
    Net net;
    nn::init(net);
  } else if (what == "map") {
    nn::load<Net>(model, {.map = true});
  } else if (what == "many") {
    return nn::load<nn::StateDict>(dict).size() != many;
  } else if (what == "save") {
    Net net;
    nn::init(net);
    nn::save(net, folder + "/saved.pth", {.durable = false});
  } else if (what == "make_many") {
    return many_tensors().size() != many;
  } else if (what == "save_many") {
    nn::save(many_tensors(), folder + "/saved.pth", {.durable = false});
  } else if (what != "nothing") {
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return run(argv[1], argv[2]);
  std::fputs("usage: nnstruct_counts WHAT FOLDER\n", stderr);
  return 2;
}
