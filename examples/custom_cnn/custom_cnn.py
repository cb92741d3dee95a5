#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What custom_cnn.cpp does, in Python, on seeded weights: both print the same.

expected.txt is what this printed with PyTorch 2.14 and torchvision 0.29. In the tutorial that this follows forward
flattens before the transposed convolution, which then has no image to work on; here it flattens before fclass.
"""
import math

import torch
import torchvision
from torch import nn
from torchvision.models.resnet import Bottleneck, conv1x1


class CNN(nn.Module):
    def __init__(self, block, layers, num_classes=9):
        super().__init__()
        self.inplanes = 64
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = self._make_layer(block, 64, layers[0])
        self.layer2 = self._make_layer(block, 128, layers[1], stride=2)
        self.layer3 = self._make_layer(block, 256, layers[2], stride=2)
        self.layer4 = self._make_layer(block, 512, layers[3], stride=2)
        self.avgpool = nn.AvgPool2d(7, stride=1)
        self.convtranspose1 = nn.ConvTranspose2d(2048, 2048, kernel_size=3, stride=1, padding=1, bias=False)
        self.maxpool2 = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.fclass = nn.Linear(2048, num_classes)

        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                n = m.kernel_size[0] * m.kernel_size[1] * m.out_channels
                m.weight.data.normal_(0, math.sqrt(2.0 / n))
            elif isinstance(m, nn.BatchNorm2d):
                m.weight.data.fill_(1)
                m.bias.data.zero_()

    def _make_layer(self, block, planes, blocks, stride=1):
        downsample = None
        if stride != 1 or self.inplanes != planes * block.expansion:
            downsample = nn.Sequential(
                conv1x1(self.inplanes, planes * block.expansion, stride), nn.BatchNorm2d(planes * block.expansion)
            )
        layers = [block(self.inplanes, planes, stride, downsample)]
        self.inplanes = planes * block.expansion
        for _ in range(1, blocks):
            layers.append(block(self.inplanes, planes))
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        x = self.avgpool(x)
        x = self.maxpool2(self.convtranspose1(x))
        return self.fclass(x.view(x.size(0), -1))


torch.manual_seed(0)
resnet50 = torchvision.models.resnet50(weights=None)
cnn = CNN(Bottleneck, [3, 4, 6, 3])

pretrained_dict = resnet50.state_dict()
model_dict = cnn.state_dict()
pretrained_dict = {k: v for k, v in pretrained_dict.items() if k in model_dict}
model_dict.update(pretrained_dict)
print(cnn.load_state_dict(model_dict))
print(len(pretrained_dict), "of", len(model_dict), "taken over")
print(cnn)

cnn.eval()
image = torch.rand(1, 3, 224, 224)
with torch.no_grad():
    scores = cnn(image)
print("best class %d, score %.4f" % (scores.argmax(), scores.max()))
