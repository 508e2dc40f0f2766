/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/old-algorithms.h"

#include "app/base/error.h"

#include <glib/gi18n.h>

static const struct {
  const char *name;
  guint set;
} NAMES[] = {
    {"diffie-hellman-group14-sha1", OLD_GROUP14_SHA1},
    {"diffie-hellman-group1-sha1", OLD_GROUP1_SHA1},
    {"ssh-rsa", OLD_SSH_RSA},
    {"aes-cbc", OLD_AES_CBC},
    {"hmac-sha1", OLD_HMAC_SHA1},
    {"tls-1.0", OLD_TLS},
    {"all", OLD_ALGORITHMS_ALL},
    {"none", OLD_ALGORITHMS_NONE},
};

static gboolean
add_name(const char *name, guint *set, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
    if (g_ascii_strcasecmp(NAMES[i].name, name) != 0)
      continue;
    *set |= NAMES[i].set;
    return TRUE;
  }
  g_autofree char *known = old_algorithms_to_text(OLD_ALGORITHMS_ALL, ", ");
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("There is no old algorithm named \"%s\"; there are %s, and \"all\" and \"none\""), name,
              known);
  return FALSE;
}

gboolean
old_algorithms_parse(const char *text, guint *set, GError **error)
{
  g_auto(GStrv) names = g_strsplit(text, ",", -1);
  *set = OLD_ALGORITHMS_NONE;
  for (char **name = names; *name != NULL; name++)
    if (*g_strstrip(*name) != '\0' && !add_name(*name, set, error))
      return FALSE;
  return TRUE;
}

char *
old_algorithms_to_text(guint set, const char *separator)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++)
    if (NAMES[i].set != OLD_ALGORITHMS_ALL && (set & NAMES[i].set) != 0)
      g_ptr_array_add(names, (gpointer)NAMES[i].name);
  g_ptr_array_add(names, NULL);
  return names->len > 1 ? g_strjoinv(separator, (char **)names->pdata) : g_strdup("none");
}

const char *
old_algorithm_get_use(OldAlgorithm algorithm)
{
  switch (algorithm) {
  case OLD_GROUP14_SHA1:
    return _("key exchange of SSH");
  case OLD_GROUP1_SHA1:
    return _("key exchange of SSH, broken");
  case OLD_SSH_RSA:
    return _("host and user keys that sign with SHA-1");
  case OLD_AES_CBC:
    return _("cipher of SSH");
  case OLD_HMAC_SHA1:
    return _("checksums of SSH");
  case OLD_TLS:
    return _("with RSA-1024 and SHA-1 certificates, for TVS and the services’ ports");
  }
  return "";
}

char **
old_algorithms_describe(guint set)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
  for (guint bit = 1; bit <= OLD_ALGORITHMS_ALL; bit <<= 1) {
    if ((set & bit) == 0)
      continue;
    g_autofree char *name = old_algorithms_to_text(bit, ", ");
    g_autofree char *line = g_strdup_printf(_("%s: %s"), name, old_algorithm_get_use((OldAlgorithm)bit));
    g_strv_builder_add(lines, line);
  }
  return g_strv_builder_end(lines);
}
