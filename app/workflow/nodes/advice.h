/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What the user can do next after an error, as one or two whole sentences, or NULL when the error says all
 * there is to say. Static text. */
const char *advice_for_error(const GError *error);
