/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update.h"

/* What an update is to make, as who sits at a window says it; the command line has options for it. */
typedef struct {
  PlanGoal goal;
  char **tokens;           /* names of tokens that are plugged in and go into the list; NULL: none is named */
  GPtrArray *certificates; /* of X509, the same by certificate; never NULL. Where there is none either, the
                            * list keeps the tokens that it has */
  char **without;          /* hosts of nodes that are left out; NULL: none */
} UpdateWish;

/* As it is when nobody says anything. */
UpdateWish *update_wish_new(void);
void update_wish_free(UpdateWish *wish);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UpdateWish, update_wish_free)

UpdateWish *update_wish_copy(const UpdateWish *wish);

/* That of the update of the cluster of ENTRY which has not ended; a new one where there is none. */
UpdateWish *update_wish_load(const AddressBookEntry *entry);

/* SETUP is to make it, and borrows from it. */
void update_wish_apply(const UpdateWish *wish, UpdateSetup *setup);

/* Writes what SETUP is to make into the group GROUP of FILE, the job's state, and reads it from there. */
void update_wish_write(const UpdateSetup *setup, GKeyFile *file, const char *group);
UpdateWish *update_wish_read(GKeyFile *file, const char *group);
