/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* Destroys all children of CONTAINER. */
void container_clear(GtkContainer *container);
