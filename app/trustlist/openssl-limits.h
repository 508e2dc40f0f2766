/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What a trust list needs of OpenSSL, and a strict machine refuses. */
typedef struct {
  gboolean sha1; /* it makes SHA-1 digests, without which no list of older tokens is signed or checked */
  gboolean short_keys; /* it checks signatures with RSA keys of 1024 bits, as older tokens have; not in FIPS
                          mode */
} OpensslLimits;

/* Tries both. */
OpensslLimits openssl_limits_find(void);
