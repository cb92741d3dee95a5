// SPDX-License-Identifier: Apache-2.0
// Groups of parameters, told by patterns of keys.
#include <string>
#include <string_view>
#include <vector>

#include "optim/cases.hpp"

namespace optim_groups_test {

using namespace nnstruct_test;
using nn::Value;
using keys = std::vector<std::string_view>;

TEST_CASE("groups hold what their patterns say, in their order", "[optim][groups]") {
  const nn::SGD<Net> opt{{.lr = 0.1, .momentum = 0.9},
                         nn::group("fc2.*", [](auto& o) { o.lr = 1e-4; }),
                         nn::rest,
                         nn::group({"fc1.bias", "other.*"}, [](nn::sgd_options& o) { o.weight_decay = 0.5; })};
  CHECK(opt.groups().size() == 3);
  CHECK(opt.keys(0) == keys{"fc2.weight", "fc2.bias"});
  CHECK(opt.keys(1) == keys{"fc1.weight"});
  CHECK(opt.keys(2) == keys{"fc1.bias"});
  CHECK(opt.groups()[0].lr == 1e-4);
  CHECK(opt.groups()[0].momentum == 0.9);
  CHECK(opt.groups()[1].lr == 0.1);
  CHECK(opt.groups()[1].weight_decay == 0);
  CHECK(opt.groups()[2].weight_decay == 0.5);
  const Value state = opt.state_dict();
  CHECK(state.at("param_groups.0.params") == Value::list({0, 1}));
  CHECK(state.at("param_groups.1.params") == Value::list({2}));
  CHECK(state.at("param_groups.2.params") == Value::list({3}));
  CHECK(contains(thrown_by<nn::Error>([&] { (void)opt.options(); }).what(), "this optimizer has 3 groups"));
}

TEST_CASE("a group has the common options, and none of them need be the rest", "[optim][groups]") {
  const nn::Adam<Net> opt{{.lr = 0.1}, nn::group("fc1.*"), nn::group("fc2.*")};
  CHECK(opt.groups()[1].lr == 0.1);
  CHECK(opt.keys(1) == keys{"fc2.weight", "fc2.bias"});
}

TEST_CASE("each parameter is in one group", "[optim][groups]") {
  const auto refused = [](const auto&... groups) {
    return std::string(thrown_by<nn::Error>([&] { nn::SGD<Net> opt({.lr = 0.1}, groups...); }).what());
  };
  CHECK(refused(nn::group("fc1.*"), nn::group({"*.weight", "*.bias"})) ==
        "some parameters appear in more than one parameter group: \"fc1.weight\" of Net fits \"fc1.*\" and "
        "\"*.weight\", \"*.bias\"");
  CHECK(refused(nn::group("fc1.*")) ==
        "\"fc2.weight\" of Net is in no group of SGD: nn::rest, as another group, holds all that is left; what is not "
        "to be trained is frozen (nn::requires_grad)");
  CHECK(refused(nn::rest, nn::group("*.bias"), nn::rest) == "the groups of SGD have nn::rest twice");
  CHECK(refused(nn::group("fc3.*"), nn::rest) ==
        "no parameter of Net fits \"fc3.*\": this group of SGD would be empty");
  CHECK(refused(nn::group("*.bias", [](auto& o) { o.lr = -1; }), nn::rest) == "Invalid learning rate: -1.0 (group 0)");
}

}  // namespace optim_groups_test
