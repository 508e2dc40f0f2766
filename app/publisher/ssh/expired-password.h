/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* TRUE when TEXT, the words of a server (may be NULL), says that the password of the login has expired, or
 * asks for a new one in place of it. Sources: OpenSSH's session.c ("WARNING: Your password has expired.",
 * "Password change required but no TTY available."), Linux-PAM's pam_unix ("You are required to change your
 * password immediately", "Current password:"), shadow's passwd ("(current) UNIX password:", "Old password:").
 * What warns of a day to come does not count. */
gboolean expired_password_is_told(const char *text);

/* The same as a part of a message, with TEXT. The caller frees it. */
char *expired_password_describe(const char *text);
