/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The texts of this process follow the session's language (LANGUAGE, LC_MESSAGES, LANG). LOCALE_PATH is where
 * the translations are, from the folder that holds this program, in the build tree as in an installation.
 * Called at the beginning of main(), before any text is made. */
void language_start(const char *locale_path);
