/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/digest.h"

/* What the user has chosen for good, for the window and in part for the command line. */
typedef struct {
  char **modules;           /* PKCS#11 modules besides those that are found: file names, NULL-terminated */
  char *certificate_folder; /* where certificates are exported to at first; NULL: the documents folder */
  char *list_folder;        /* where trust lists are saved at first; NULL: the same */
  DigestAlgorithm digest;   /* the one that the window proposes for signing */
} Preferences;

void preferences_free(Preferences *preferences);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Preferences, preferences_free)

/* "~/.config/etoken-ctl/preferences.conf", beside the address book. The caller frees it. */
char *preferences_default_path(void);

/* Those of the key file PATH, with the usual ones for what it does not name; a file that is not there names
 * nothing. A value that makes no sense is as good as none: DAMAGE (may be NULL) gets a sentence (char *)
 * without a full stop for each, and the user has to hear of them. Errors: CTL_ERROR_FILE. */
Preferences *preferences_load(const char *path, GPtrArray *damage, GError **error);

/* Those of the default path; the usual ones when it cannot be read, which DAMAGE (may be NULL) tells too. */
Preferences *preferences_get(GPtrArray *damage);

/* Puts what is another than the key file PATH says into it; all else stays as it is there. Errors:
 * CTL_ERROR_FILE, CTL_ERROR_DAMAGED when a group is damaged in which something would have to be changed. */
gboolean preferences_save(const char *path, const Preferences *preferences, GError **error);

/* Adds the module file PATH. Errors: CTL_ERROR_USAGE when it is no whole path or one of those
 * that module_list_find() gives already,
 * CTL_ERROR_FILE when there is no such file. */
gboolean preferences_add_module(Preferences *preferences, const char *path, GError **error);
void preferences_remove_module(Preferences *preferences, const char *path);

/* The folders, with the documents folder, or the home folder where there is none, for NULL. Borrowed. */
const char *preferences_get_certificate_folder(const Preferences *preferences);
const char *preferences_get_list_folder(const Preferences *preferences);

/* From now on the jobs of this program use the chosen modules. */
void preferences_apply(const Preferences *preferences);
