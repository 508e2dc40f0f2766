/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib/gi18n.h>

/* How the failure of a PKCS#11 module is worded. Failures reach the programs as sentences, and what helps
 * against each is found by its format (app/workflow/doctor.c). */
#define MODULE_FOREIGN N_("%s cannot be loaded: it is a library for %s, which this program is not")
#define MODULE_NO_MODULE N_("%s cannot be loaded: the file is a library, but no PKCS#11 module")
#define MODULE_NOT_LOADED N_("%s cannot be loaded: %s")
#define MODULE_TOKEN_UNREADABLE N_("%s cannot read one of its tokens")
#define MODULE_CRASHED N_("PKCS#11 module %s crashed (signal %d)")
#define MODULE_ENDED N_("PKCS#11 module %s ended the token helper (status %d)")
#define MODULE_SILENT_S N_("PKCS#11 module %s did not answer within %u s")
#define MODULE_SILENT_MS N_("PKCS#11 module %s did not answer within %u ms")
