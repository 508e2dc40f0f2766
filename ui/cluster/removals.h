/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"

#include <gtk/gtk.h>

/* What is taken out of the address book and the keyring: one after the other, in a thread, since the keyring
 * may take its time. What was asked for is done also when the window closes, as far as that takes seconds. */
typedef struct _Removals Removals;

typedef enum {
  REMOVAL_PUBLISHER,    /* the entry, and its password unless another entry needs it */
  REMOVAL_PASSWORD,     /* the password alone, and the wish to keep it */
  REMOVAL_OLD_PASSWORD, /* of an entry that has another address or keeps none now */
} RemovalKind;

/* What has become of one of them. Its texts are whole sentences. */
typedef struct {
  char *done;         /* what is worth telling; or NULL */
  char *trouble;      /* what went wrong; or NULL */
  const char *advice; /* what to do about that; static, or NULL */
} RemovalOutcome;

/* Called in the main thread after each of them, while OWNER is there; OUTCOME is borrowed. */
typedef void (*RemovalFunc)(GtkWidget *owner, const RemovalOutcome *outcome);

Removals *removals_new(GtkWidget *owner, RemovalFunc func);
void removals_free(Removals *removals);

/* Puts the removal KIND for ENTRY at the end; it starts at once when there is no other. A publisher that is
 * being removed is not removed twice. */
void removals_add(Removals *removals, RemovalKind kind, const AddressBookEntry *entry);

/* Some are not done yet. */
gboolean removals_are_open(const Removals *removals);
