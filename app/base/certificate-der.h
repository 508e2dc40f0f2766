/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

/* The certificate as DER. The caller owns it. */
GBytes *certificate_to_der(X509 *certificate);
