/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/algorithms.h"

#include <string.h>

/* libssh 0.10.6 knows "+name" for no option, so the old ones are added to full lists. The new names are its
 * own defaults. */
#define NEW_KEX                                                                                              \
  "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521," \
  "diffie-hellman-group18-sha512,diffie-hellman-group16-sha512,diffie-hellman-group-exchange-sha256,"        \
  "diffie-hellman-group14-sha256"
#define KEX_GROUP14 "diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1"
#define KEX_GROUP1 "diffie-hellman-group1-sha1"
#define NEW_CIPHERS                                                                                          \
  "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,"       \
  "aes128-ctr"
#define OLD_CIPHERS "aes256-cbc,aes192-cbc,aes128-cbc"
#define NEW_MACS "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512"
#define OLD_MACS "hmac-sha1"
#define NEW_KEY_TYPES                                                                                        \
  "ssh-ed25519,ecdsa-sha2-nistp521,ecdsa-sha2-nistp384,ecdsa-sha2-nistp256,sk-ssh-ed25519@openssh.com,"      \
  "sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256"
#define OLD_KEY_TYPE "ssh-rsa"

typedef struct {
  enum ssh_keytypes_e type;
  const char *names;
  gboolean old;
} HostKeyType;

/* In order of preference. */
static const HostKeyType HOST_KEY_TYPES[] = {
    {SSH_KEYTYPE_ED25519, "ssh-ed25519", FALSE},
    {SSH_KEYTYPE_ECDSA_P521, "ecdsa-sha2-nistp521", FALSE},
    {SSH_KEYTYPE_ECDSA_P384, "ecdsa-sha2-nistp384", FALSE},
    {SSH_KEYTYPE_ECDSA_P256, "ecdsa-sha2-nistp256", FALSE},
    {SSH_KEYTYPE_RSA, "rsa-sha2-512,rsa-sha2-256", FALSE},
    {SSH_KEYTYPE_RSA, OLD_KEY_TYPE, TRUE},
};

static gboolean
is_known(GArray *known_types, enum ssh_keytypes_e type)
{
  for (guint i = 0; i < known_types->len; i++) {
    if (g_array_index(known_types, enum ssh_keytypes_e, i) == type)
      return TRUE;
  }
  return FALSE;
}

static void
append_types(GString *list, GArray *known_types, gboolean known, gboolean old)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOST_KEY_TYPES); i++) {
    const HostKeyType *type = &HOST_KEY_TYPES[i];
    if (is_known(known_types, type->type) != known || (type->old && !old))
      continue;
    g_string_append_printf(list, "%s%s", list->len > 0 ? "," : "", type->names);
  }
}

/* NAMES with those of the old algorithm that OLD holds. */
static gboolean
set_list(ssh_session ssh, enum ssh_options_e option, const char *names, const char *old_names, gboolean old)
{
  g_autofree char *list = g_strconcat(names, old ? old_names : "", NULL);
  return ssh_options_set(ssh, option, list) == SSH_OK;
}

static gboolean
allow_old(ssh_session ssh, guint old)
{
  g_autofree char *kex = g_strconcat((old & OLD_GROUP14_SHA1) != 0 ? "," KEX_GROUP14 : "",
                                     (old & OLD_GROUP1_SHA1) != 0 ? "," KEX_GROUP1 : "", NULL);
  gboolean cbc = (old & OLD_AES_CBC) != 0;
  gboolean sha1 = (old & OLD_HMAC_SHA1) != 0;
  return set_list(ssh, SSH_OPTIONS_KEY_EXCHANGE, NEW_KEX, kex, TRUE) &&
         set_list(ssh, SSH_OPTIONS_CIPHERS_C_S, NEW_CIPHERS, "," OLD_CIPHERS, cbc) &&
         set_list(ssh, SSH_OPTIONS_CIPHERS_S_C, NEW_CIPHERS, "," OLD_CIPHERS, cbc) &&
         set_list(ssh, SSH_OPTIONS_HMAC_C_S, NEW_MACS, "," OLD_MACS, sha1) &&
         set_list(ssh, SSH_OPTIONS_HMAC_S_C, NEW_MACS, "," OLD_MACS, sha1) &&
         set_list(ssh, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, NEW_KEY_TYPES, "," OLD_KEY_TYPE,
                  (old & OLD_SSH_RSA) != 0);
}

gboolean
algorithms_set(ssh_session ssh, GArray *known_types, guint old)
{
  gboolean ssh_rsa = (old & OLD_SSH_RSA) != 0;
  g_autoptr(GString) host_keys = g_string_new(NULL);
  append_types(host_keys, known_types, TRUE, ssh_rsa);
  append_types(host_keys, known_types, FALSE, ssh_rsa);
  return ssh_options_set(ssh, SSH_OPTIONS_HOSTKEYS, host_keys->str) == SSH_OK &&
         (old == OLD_ALGORITHMS_NONE || allow_old(ssh, old));
}

gboolean
algorithms_set_sha1_login(ssh_session ssh, gboolean only)
{
  return ssh_options_set(ssh, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES,
                         only ? OLD_KEY_TYPE : NEW_KEY_TYPES "," OLD_KEY_TYPE) == SSH_OK;
}

/* What libssh calls the methods that are negotiated, and the names that are allowed for each without asking.
 */
static const struct {
  const char *method, *names;
} NEW_NAMES[] = {{"kex algos", NEW_KEX},
                 {"server host key algo", NEW_KEY_TYPES},
                 {"encryption ", NEW_CIPHERS},
                 {"mac algo ", NEW_MACS}};

static gboolean
have_common(const char *names, const char *others)
{
  g_auto(GStrv) offered = g_strsplit(names, ",", -1);
  g_auto(GStrv) allowed = g_strsplit(others, ",", -1);
  for (char **name = offered; *name != NULL; name++)
    if (g_strv_contains((const char *const *)allowed, *name))
      return TRUE;
  return FALSE;
}

/* The old algorithms in LINE, "METHOD: NAMES". */
static guint
find_old(const char *line)
{
  static const struct {
    const char *method, *names;
    guint set;
  } CASES[] = {
      {"kex algos", KEX_GROUP14, OLD_GROUP14_SHA1},
      {"kex algos", KEX_GROUP1, OLD_GROUP1_SHA1},
      {"server host key algo", OLD_KEY_TYPE, OLD_SSH_RSA},
      {"encryption ", OLD_CIPHERS, OLD_AES_CBC},
      {"mac algo ", OLD_MACS, OLD_HMAC_SHA1},
  };
  const char *names = strstr(line, ": ");
  guint found = OLD_ALGORITHMS_NONE;
  for (gsize i = 0; names != NULL && i < G_N_ELEMENTS(CASES); i++)
    if (g_str_has_prefix(line, CASES[i].method) && have_common(names + 2, CASES[i].names))
      found |= CASES[i].set;
  return found;
}

/* Adds to *MISSING the old algorithms without which the method of LINE of an offer has nothing in common.
 * FALSE when it has nothing with them either. Ciphers that authenticate need no MAC, so that one that is
 * unknown may do no harm. */
static gboolean
add_missing(const char *line, guint *missing)
{
  const char *names = strstr(line, ": ");
  for (gsize i = 0; names != NULL && i < G_N_ELEMENTS(NEW_NAMES); i++) {
    if (!g_str_has_prefix(line, NEW_NAMES[i].method) || have_common(names + 2, NEW_NAMES[i].names))
      continue;
    guint old = find_old(line);
    *missing |= old;
    return old != OLD_ALGORITHMS_NONE || g_str_has_prefix(line, "mac algo ");
  }
  return TRUE;
}

/* "METHOD: NAMES" as the server offers it, of "kex error : no match for method METHOD: server [NAMES], client
 * [NAMES]"; NULL for another text. The caller frees it. */
static char *
dup_mismatch_line(const char *mismatch)
{
  static const char before[] = "no match for method ";
  static const char server[] = ": server [";
  const char *method = mismatch != NULL ? strstr(mismatch, before) : NULL;
  const char *names = method != NULL ? strstr(method, server) : NULL;
  const char *end = names != NULL ? strstr(names, "], client [") : NULL;
  if (end == NULL)
    return NULL;
  method += strlen(before);
  g_autofree char *name = g_strndup(method, (gsize)(names - method));
  names += strlen(server);
  return g_strdup_printf("%s: %.*s", name, (int)(end - names), names);
}

guint
algorithms_missing(const char *mismatch, const char *offer)
{
  g_autofree char *line = dup_mismatch_line(mismatch);
  guint missing = line != NULL ? find_old(line) : OLD_ALGORITHMS_NONE;
  g_auto(GStrv) lines = g_strsplit(offer != NULL ? offer : "", "\n", -1);
  if (missing == OLD_ALGORITHMS_NONE || !g_strv_contains((const char *const *)lines, line))
    return missing;
  for (char **one = lines; *one != NULL; one++)
    if (!add_missing(*one, &missing))
      return OLD_ALGORITHMS_NONE;
  return missing;
}

static void
append_name(GString *names, const char *name, gboolean old)
{
  if (old && name != NULL && strstr(names->str, name) == NULL)
    g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

/* The two directions may differ. */
static void
append_old_cipher(GString *names, const char *cipher, const char *mac)
{
  append_name(names, cipher, cipher != NULL && strstr(cipher, "-cbc") != NULL);
  append_name(names, mac, g_strcmp0(mac, OLD_MACS) == 0);
}

char *
algorithms_describe_old(ssh_session ssh, guint needed)
{
  GString *names = g_string_new(NULL);
  const char *kex = ssh_get_kex_algo(ssh);
  append_name(names, kex, kex != NULL && g_str_has_suffix(kex, "-sha1"));
  append_name(names, OLD_KEY_TYPE, (needed & OLD_SSH_RSA) != 0);
  append_old_cipher(names, ssh_get_cipher_out(ssh), ssh_get_hmac_out(ssh));
  append_old_cipher(names, ssh_get_cipher_in(ssh), ssh_get_hmac_in(ssh));
  if (names->len > 0)
    return g_string_free(names, FALSE);
  g_string_free(names, TRUE);
  return NULL;
}
