// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/engine/reference-inl.hpp>
#include <nnstruct/engine/reference_backward-inl.hpp>
#include <nnstruct/engine/reference_elements-inl.hpp>
#include <nnstruct/engine/reference_elements_backward-inl.hpp>
#include <nnstruct/engine/reference_losses-inl.hpp>
#include <nnstruct/engine/reference_norm-inl.hpp>
#include <nnstruct/engine/reference_norm_backward-inl.hpp>
#include <nnstruct/engine/reference_pool-inl.hpp>
#include <nnstruct/engine/reference_pool_backward-inl.hpp>
#include <nnstruct/engine/reference_product-inl.hpp>
#ifdef NNSTRUCT_ENGINE_ONEDNN
#include <nnstruct/engine/onednn-inl.hpp>
#include <nnstruct/engine/onednn_backward-inl.hpp>
#include <nnstruct/engine/onednn_elements-inl.hpp>
#include <nnstruct/engine/onednn_elements_backward-inl.hpp>
#include <nnstruct/engine/onednn_norm-inl.hpp>
#include <nnstruct/engine/onednn_norm_backward-inl.hpp>
#include <nnstruct/engine/onednn_pool-inl.hpp>
#include <nnstruct/engine/onednn_pool_backward-inl.hpp>
#endif
