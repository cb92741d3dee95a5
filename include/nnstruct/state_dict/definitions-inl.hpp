// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/state_dict/advice-inl.hpp>
#include <nnstruct/state_dict/common_prefixes-inl.hpp>
#include <nnstruct/state_dict/computed_dict-inl.hpp>
#include <nnstruct/state_dict/dtype_rules-inl.hpp>
#include <nnstruct/state_dict/fold-inl.hpp>
#include <nnstruct/state_dict/hints-inl.hpp>
#include <nnstruct/state_dict/match-inl.hpp>
#include <nnstruct/state_dict/numbers-inl.hpp>
#include <nnstruct/state_dict/object_repr-inl.hpp>
#include <nnstruct/state_dict/option_search-inl.hpp>
#include <nnstruct/state_dict/options_literal-inl.hpp>
#include <nnstruct/state_dict/pattern-inl.hpp>
#include <nnstruct/state_dict/problems-inl.hpp>
#include <nnstruct/state_dict/renames-inl.hpp>
#include <nnstruct/state_dict/renaming_choice-inl.hpp>
#include <nnstruct/state_dict/renaming_rules-inl.hpp>
#include <nnstruct/state_dict/reparametrized-inl.hpp>
#include <nnstruct/state_dict/report-inl.hpp>
#include <nnstruct/state_dict/repr-inl.hpp>
#include <nnstruct/state_dict/slips-inl.hpp>
#include <nnstruct/state_dict/state_dict-inl.hpp>
#include <nnstruct/state_dict/text-inl.hpp>
#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value_cast-inl.hpp>
#include <nnstruct/state_dict/value_equal-inl.hpp>
#include <nnstruct/state_dict/value_make-inl.hpp>
#include <nnstruct/state_dict/value_path-inl.hpp>
#include <nnstruct/state_dict/value_writing-inl.hpp>
