// SPDX-License-Identifier: Apache-2.0
// The models with the light header: a schema of 932 keys is built within the compilers' default limits of constant
// evaluation, and every forward has the type that it should. Whether the schemas are PyTorch's is for tests/models.
#include <nnstruct/declare.hpp>
#include <nnstruct/models/alexnet.hpp>
#include <nnstruct/models/lenet.hpp>
#include <nnstruct/models/resnet.hpp>
#include <nnstruct/models/vgg.hpp>

#include <type_traits>

namespace nn = nnstruct;
using namespace nn::models;

namespace {
using Net = resnet152<>;

static_assert(nn::is_module<Net>);
static_assert(nn::schema<Net>.size() == 932);
static_assert(nn::schema<Net>[0].key == "conv1.weight");
static_assert(nn::schema<Net>[5].key == "bn1.num_batches_tracked");
static_assert(nn::schema<Net>[5].shape.size() == 0);
static_assert(nn::schema<Net>[5].dtype == nn::dtype::int64);
static_assert(nn::schema<Net>[24].key == "layer1.0.downsample.0.weight");
static_assert(nn::schema<Net>[24].shape == nn::extent_list(256, 64, 1, 1));
static_assert(nn::schema<Net>[931].key == "fc.bias");
static_assert(nn::schema<Net>[931].shape == nn::extent_list(1000));
static_assert(nn::parameter_count<Net> == 60192808);
static_assert(nn::byte_count<Net> == 241378168);
static_assert(nn::schema_fingerprint<Net> != nn::schema_fingerprint<decltype(Net::layer3)>);

template <class Model, class Images> using scores = decltype(std::declval<Model>().forward(std::declval<Images>()));
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
using nn::dyn;
static_assert(std::is_same_v<scores<const Net, nn::Batch<3, 224, 224>>, tensor<dyn, 1000>>);
static_assert(std::is_same_v<scores<const alexnet<5>, nn::Batch<3, 64, 80>>, tensor<dyn, 5>>);
static_assert(std::is_same_v<scores<vgg11_bn<2>, tensor<4, 3, dyn, dyn>>, tensor<4, 2>>);
static_assert(std::is_same_v<scores<lenet, nn::Batch<3, 32, 32>>, tensor<dyn, 10>>);
}  // namespace
