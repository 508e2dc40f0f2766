/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* A chooser that opens a trust list: *.tlv, or all files. The caller connects to "response", shows it and
 * frees it. */
GtkFileChooserNative *trust_list_chooser_new(GtkWindow *parent, const char *title);
