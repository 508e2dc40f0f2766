/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* A token helper and its module in the test's own process: helper_client_*() of these are linked instead of
 * those of pkcs11/helper-client.c. What is set here counts from the next scan on. */
typedef enum {
  FAKE_HELPER_WORKS,
  FAKE_HELPER_IS_MISSING, /* it cannot be started */
  FAKE_HELPER_CRASHES,    /* at the next scan */
  FAKE_HELPER_RAVES,      /* its answer makes no sense */
  FAKE_HELPER_HANGS,      /* until it is cancelled */
} FakeHelperState;

void fake_helper_reset(void);
void fake_helper_set(FakeHelperState state);

/* The labels of the tokens that the module shows, with blanks between them. */
void fake_helper_show(const char *labels);
/* A sentence about a token that cannot be read, or NULL. */
void fake_helper_show_unreadable(const char *sentence);
/* Whether the module shows no readers either. */
void fake_helper_set_no_slots(gboolean none);

/* How often a helper was started, and how often all helpers were asked for the tokens. */
guint fake_helper_count_starts(void);
guint fake_helper_count_scans(void);
/* How many are there now. */
guint fake_helper_count_living(void);

/* Returns when the module has been asked so often. */
void fake_helper_await_scans(guint n);
