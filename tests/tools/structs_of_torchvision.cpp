// SPDX-License-Identifier: Apache-2.0
// What `nnstruct struct` writes of models that were saved whole is the model.
#include <alexnet.schema.hpp>
#include <alexnet.struct.hpp>
#include <alexnet.whole.hpp>
#include <resnet18.schema.hpp>
#include <resnet18.struct.hpp>
#include <resnet18.whole.hpp>
#include <resnet50.schema.hpp>
#include <resnet50.struct.hpp>
#include <resnet50.whole.hpp>
#include <vgg11_bn.schema.hpp>
#include <vgg11_bn.struct.hpp>
#include <vgg11_bn.whole.hpp>
#include <vgg16.schema.hpp>
#include <vgg16.struct.hpp>
#include <vgg16.whole.hpp>

#include "tools/struct_checks.hpp"

namespace tools_structs_of_torchvision_test {

using nnstruct_test::is_model;

TEST_CASE("struct: torchvision") {
  is_model<whole_vgg16::vgg16, schema_of::vgg16>("vgg16");
  is_model<whole_vgg11_bn::vgg11_bn, schema_of::vgg11_bn>("vgg11_bn");
  is_model<whole_resnet18::resnet18, schema_of::resnet18>("resnet18");
  is_model<whole_resnet50::resnet50, schema_of::resnet50>("resnet50");
  is_model<whole_alexnet::alexnet, schema_of::alexnet>("alexnet");
}

// What `nnstruct schema` writes of the file of the whole model: the struct fits the very file that it came from.
static_assert(nnstruct::require_fits<whole_vgg16::vgg16, schema_of_whole::vgg16>());
static_assert(nnstruct::require_fits<whole_vgg11_bn::vgg11_bn, schema_of_whole::vgg11_bn>());
static_assert(nnstruct::require_fits<whole_resnet18::resnet18, schema_of_whole::resnet18>());
static_assert(nnstruct::require_fits<whole_resnet50::resnet50, schema_of_whole::resnet50>());
static_assert(nnstruct::require_fits<whole_alexnet::alexnet, schema_of_whole::alexnet>());

}  // namespace tools_structs_of_torchvision_test
