// SPDX-License-Identifier: Apache-2.0
/// \file
/// How the library is put into a program: header-only or compiled, and which engine it computes with.
#pragma once

#include <nnstruct/platform.hpp>
#include <nnstruct/version.hpp>

/// Every name of the library is in an inline namespace that says which version it is and how the program was built, so
/// that objects of different versions or with different engines can be linked together: each calls its own functions.
/// NNSTRUCT_ENGINE_ONEDNN, which CMake's targets define where they have found oneDNN, chooses the engine that computes
/// with it; the program links it (-ldnnl).
#define NNSTRUCT_ABI_PASTED(major, minor, patch, engine) v##major##_##minor##_##patch##_##engine
#define NNSTRUCT_ABI_OF(major, minor, patch, engine) NNSTRUCT_ABI_PASTED(major, minor, patch, engine)
#define NNSTRUCT_ABI_WITH(engine) \
  NNSTRUCT_ABI_OF(NNSTRUCT_VERSION_MAJOR, NNSTRUCT_VERSION_MINOR, NNSTRUCT_VERSION_PATCH, engine)
#ifdef NNSTRUCT_ENGINE_ONEDNN
#define NNSTRUCT_ABI NNSTRUCT_ABI_WITH(with_onednn_engine)
#else
#define NNSTRUCT_ABI NNSTRUCT_ABI_WITH(with_reference_engine)
#endif

/// The library's core knows no template parameter: it works on plain numbers, pointers and tables.
/// Header-only (the default), its definitions come from the `*-inl.hpp` files and are inline.
/// With NNSTRUCT_COMPILED (CMake target `nnstruct::compiled`) a program sees declarations alone and links
/// the one library that holds the definitions.
///
/// Header-only, most of these definitions are templates over nothing. The body of an inline function that nobody calls
/// still instantiates all of the standard library that it mentions, which made a unit with the one header cost 14 times
/// its standard headers; the body of a template that nobody calls is parsed, no more. And an inline function that is
/// used but not defined, as after `<nnstruct/declare.hpp>`, is an error under -Werror; a template is not.
/// Compiled, they are plain functions: that mode compiles every body.
///
/// NNSTRUCT_DECLARE stands before a function's first declaration, in a class or outside, also if that is its
/// definition; before a constructor too, and before a class that an `*-inl.hpp` file has for itself.
/// NNSTRUCT_DEFINE stands before a definition that follows a declaration. (It says inline for the compiler's
/// judgement of what to inline; [[noreturn]] and the like stand in the declaration alone.)
/// NNSTRUCT_INLINE stands before what cannot be a template: destructors, what copies and moves, virtual functions. It
/// is short, and calls templates. NNSTRUCT_DEFAULTED stands behind the declaration of such a member that is defaulted:
/// header-only it is so in the class, where the compiler makes it when it is used; compiled, the `*-inl.hpp` file
/// defaults it, so that units do not make it. What no library needs, because every unit makes its own, is `template
/// <class = void>` in both modes. NNSTRUCT_INSTANTIATE(f); stands after the definition of a function template over
/// float and double, which is declared like any other: the compiled library holds it for both.
#ifdef NNSTRUCT_COMPILED
#define NNSTRUCT_INLINE
#define NNSTRUCT_DECLARE
#define NNSTRUCT_DEFINE
#define NNSTRUCT_DEFAULTED
#define NNSTRUCT_INSTANTIATE(f)         \
  template decltype(f<float>) f<float>; \
  template decltype(f<double>) f<double>
#else
#define NNSTRUCT_INLINE inline
#define NNSTRUCT_DECLARE template <class = void>
#define NNSTRUCT_DEFINE template <class> inline
#define NNSTRUCT_DEFAULTED = default
#define NNSTRUCT_INSTANTIATE(f) static_assert(true)
#endif

/// NNSTRUCT_WITH_LIBDEFLATE, which CMake's targets define where they have found it, makes libdeflate compute checksums,
/// in place of zlib; the program links it (-ldeflate). Both give the same numbers.

/// NNSTRUCT_WITH_HUB, which CMake's targets define where they have found libcurl and OpenSSL's libcrypto, makes nn::hub
/// download; the program links them (-lcurl -lcrypto). Without it these functions say what is missing. Header-only, the
/// choice is in the names of that namespace's functions; compiled, it is the library's own.
#if defined(NNSTRUCT_COMPILED)
#define NNSTRUCT_HUB_ABI as_compiled
#elif defined(NNSTRUCT_WITH_HUB)
#define NNSTRUCT_HUB_ABI with_libcurl
#else
#define NNSTRUCT_HUB_ABI without_libcurl
#endif
