// SPDX-License-Identifier: Apache-2.0
// What `nnstruct struct` writes of a state_dict has its schema.
#include <alexnet.plain.hpp>
#include <alexnet.schema.hpp>
#include <alexnet.state.hpp>
#include <resnet18.schema.hpp>
#include <resnet18.state.hpp>
#include <resnet50.schema.hpp>
#include <resnet50.state.hpp>
#include <tree_00.schema.hpp>
#include <tree_00.state.hpp>
#include <tree_01.schema.hpp>
#include <tree_01.state.hpp>
#include <tree_02.schema.hpp>
#include <tree_02.state.hpp>
#include <tree_03.schema.hpp>
#include <tree_03.state.hpp>
#include <tree_04.schema.hpp>
#include <tree_04.state.hpp>
#include <tree_05.schema.hpp>
#include <tree_05.state.hpp>
#include <tree_06.schema.hpp>
#include <tree_06.state.hpp>
#include <tree_07.schema.hpp>
#include <tree_07.state.hpp>
#include <tree_08.schema.hpp>
#include <tree_08.state.hpp>
#include <tree_09.schema.hpp>
#include <tree_09.state.hpp>
#include <tree_10.schema.hpp>
#include <tree_10.state.hpp>
#include <tree_11.schema.hpp>
#include <tree_11.state.hpp>
#include <tree_12.schema.hpp>
#include <tree_12.state.hpp>
#include <tree_13.schema.hpp>
#include <tree_13.state.hpp>
#include <tree_14.schema.hpp>
#include <tree_14.state.hpp>
#include <tree_15.schema.hpp>
#include <tree_15.state.hpp>
#include <tree_16.schema.hpp>
#include <tree_16.state.hpp>
#include <tree_17.schema.hpp>
#include <tree_17.state.hpp>
#include <tree_18.schema.hpp>
#include <tree_18.state.hpp>
#include <tree_19.schema.hpp>
#include <tree_19.state.hpp>
#include <vgg11_bn.schema.hpp>
#include <vgg11_bn.state.hpp>
#include <vgg16.plain.hpp>
#include <vgg16.schema.hpp>
#include <vgg16.state.hpp>

#include "tools/struct_checks.hpp"

namespace tools_structs_of_state_dicts_test {

using nnstruct_test::has_schema_of;

TEST_CASE("struct: state_dicts") {
  has_schema_of<state_alexnet::alexnet, schema_of::alexnet>();
  has_schema_of<state_resnet18::resnet18, schema_of::resnet18>();
  has_schema_of<state_resnet50::resnet50, schema_of::resnet50>();
  has_schema_of<state_vgg11_bn::vgg11_bn, schema_of::vgg11_bn>();
  has_schema_of<state_vgg16::vgg16, schema_of::vgg16>();
  has_schema_of<state_tree_00::tree_00, schema_of::tree_00>();
  has_schema_of<state_tree_01::tree_01, schema_of::tree_01>();
  has_schema_of<state_tree_02::tree_02, schema_of::tree_02>();
  has_schema_of<state_tree_03::tree_03, schema_of::tree_03>();
  has_schema_of<state_tree_04::tree_04, schema_of::tree_04>();
  has_schema_of<state_tree_05::tree_05, schema_of::tree_05>();
  has_schema_of<state_tree_06::tree_06, schema_of::tree_06>();
  has_schema_of<state_tree_07::tree_07, schema_of::tree_07>();
  has_schema_of<state_tree_08::tree_08, schema_of::tree_08>();
  has_schema_of<state_tree_09::tree_09, schema_of::tree_09>();
  has_schema_of<state_tree_10::tree_10, schema_of::tree_10>();
  has_schema_of<state_tree_11::tree_11, schema_of::tree_11>();
  has_schema_of<state_tree_12::tree_12, schema_of::tree_12>();
  has_schema_of<state_tree_13::tree_13, schema_of::tree_13>();
  has_schema_of<state_tree_14::tree_14, schema_of::tree_14>();
  has_schema_of<state_tree_15::tree_15, schema_of::tree_15>();
  has_schema_of<state_tree_16::tree_16, schema_of::tree_16>();
  has_schema_of<state_tree_17::tree_17, schema_of::tree_17>();
  has_schema_of<state_tree_18::tree_18, schema_of::tree_18>();
  has_schema_of<state_tree_19::tree_19, schema_of::tree_19>();
  has_schema_of<plain_alexnet::alexnet, schema_of::alexnet>();
  has_schema_of<plain_vgg16::vgg16, schema_of::vgg16>();
}

}  // namespace tools_structs_of_state_dicts_test
