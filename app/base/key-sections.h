/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* A key file (key-file.h) as text, in sections: a head in brackets, the lines up to the next one, and the
 * comment right above it. What one of them says does not depend on the others: one that is damaged hides
 * nothing else, and stays as it is, to the byte, when another one is changed. */
typedef struct _KeySections KeySections;

/* Reads PATH, at most 1 MiB. A file that is not there is an empty one. Errors: those of file_read(). */
KeySections *key_sections_load(const char *path, GError **error);
void key_sections_free(KeySections *sections);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeySections, key_sections_free)

guint key_sections_get_n(const KeySections *sections);

/* What stands in the brackets of section INDEX; NULL when its head cannot be read. What stands above the
 * first head is no section. Borrowed. */
const char *key_sections_get_name(const KeySections *sections, guint index);

/* The line of its head, counted from 1. */
guint key_sections_get_line(const KeySections *sections, guint index);

/* The first line above the first head that is neither blank nor a comment; 0 when there is none. */
guint key_sections_get_stray_line(const KeySections *sections);

/* The first section of this name, or -1. */
int key_sections_find(const KeySections *sections, const char *name);

/* Reads one section. Errors: CTL_ERROR_DAMAGED, with what is wrong as a sentence without the file's name. */
GKeyFile *key_sections_parse(const KeySections *sections, guint index, GError **error);

/* Puts what FILE holds, a group of that name, in place of section INDEX, or at the end when INDEX is -1. */
void key_sections_set(KeySections *sections, int index, const char *name, GKeyFile *file);

/* Removes all sections of this name; FALSE when there is none. */
gboolean key_sections_remove(KeySections *sections, const char *name);

/* As key_file_store(). */
gboolean key_sections_store(const char *path, const KeySections *sections, GError **error);
