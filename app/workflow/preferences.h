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
 * nothing. Errors: CTL_ERROR_FILE, CTL_ERROR_DAMAGED with a value that makes no sense. */
Preferences *preferences_load(const char *path, GError **error);

/* Those of the default path; the usual ones, and *ERROR set (ERROR may be NULL), when it cannot be read. */
Preferences *preferences_get(GError **error);

/* Puts them into the key file PATH; what else stands there is kept. Errors: CTL_ERROR_FILE,
 * CTL_ERROR_DAMAGED when the file is damaged already, which it then stays. */
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
