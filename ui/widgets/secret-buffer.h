/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"

#include <gtk/gtk.h>

/* The text of an entry for passwords, kept in a Secret: locked memory that is wiped. At most SECRET_MAX bytes
 * can be typed. */
#define SECRET_BUFFER_TYPE (secret_buffer_get_type())
G_DECLARE_FINAL_TYPE(CtlSecretBuffer, secret_buffer, CTL, SECRET_BUFFER, GtkEntryBuffer)

/* SECRET is what will be typed into, an empty one; the buffer takes a reference. */
GtkEntryBuffer *secret_buffer_new(Secret *secret);

/* The text, which is the caller's now; the buffer is empty afterwards and takes no more. */
Secret *secret_buffer_steal(CtlSecretBuffer *buffer);
