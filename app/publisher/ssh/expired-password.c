/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/expired-password.h"

#include "app/base/text.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>

/* As OpenSSH, PAM and passwd say it; a greeting that tells how often passwords are to be changed says it
 * otherwise. */
static const char PATTERN[] = "password (has |is )?expired|password change required|"
                              "(required to|must) change your password[ \\t]*(now|immediately|before|[.!]|$)|"
                              "\\b(current|old|new)\\)?( unix)? password[ \\t]*:[ \\t]*$";

gboolean
expired_password_is_told(const char *text)
{
  g_autofree char *valid = text_valid(text);
  return g_regex_match_simple(PATTERN, g_strchomp(valid), G_REGEX_CASELESS, 0);
}

char *
expired_password_describe(const char *text)
{
  g_autofree char *words = remote_lines(text);
  return g_strdup_printf(
      _("the password has expired; change it by a login of your own (the server writes \"%s\")"), words);
}
