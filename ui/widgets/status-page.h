/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <handy.h>

/* Sets title and description (may be NULL) of a status page, for eyes and for screen readers: libhandy 1.8
 * hides its labels from the latter. */
void status_page_set_text(HdyStatusPage *page, const char *title, const char *description);

/* The same for texts that a template has set. */
void status_page_make_readable(HdyStatusPage *page);
