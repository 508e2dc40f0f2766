/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/algorithms.h"

#include <string.h>

/* libssh 0.10.6 knows "+name" for no option, so the old ones are added to full lists. The new names are its
 * own defaults. */
#define NEW_KEX                                                                                              \
  "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521," \
  "diffie-hellman-group18-sha512,diffie-hellman-group16-sha512,diffie-hellman-group-exchange-sha256,"        \
  "diffie-hellman-group14-sha256"
#define KEX_GROUP14 ",diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1"
#define KEX_GROUP1 ",diffie-hellman-group1-sha1"
#define NEW_CIPHERS                                                                                          \
  "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,"       \
  "aes128-ctr"
#define OLD_CIPHERS ",aes256-cbc,aes192-cbc,aes128-cbc"
#define NEW_MACS "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512"
#define OLD_MACS ",hmac-sha1"
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
  g_autofree char *kex = g_strconcat((old & OLD_GROUP14_SHA1) != 0 ? KEX_GROUP14 : "",
                                     (old & OLD_GROUP1_SHA1) != 0 ? KEX_GROUP1 : "", NULL);
  gboolean cbc = (old & OLD_AES_CBC) != 0;
  gboolean sha1 = (old & OLD_HMAC_SHA1) != 0;
  return set_list(ssh, SSH_OPTIONS_KEY_EXCHANGE, NEW_KEX, kex, TRUE) &&
         set_list(ssh, SSH_OPTIONS_CIPHERS_C_S, NEW_CIPHERS, OLD_CIPHERS, cbc) &&
         set_list(ssh, SSH_OPTIONS_CIPHERS_S_C, NEW_CIPHERS, OLD_CIPHERS, cbc) &&
         set_list(ssh, SSH_OPTIONS_HMAC_C_S, NEW_MACS, OLD_MACS, sha1) &&
         set_list(ssh, SSH_OPTIONS_HMAC_S_C, NEW_MACS, OLD_MACS, sha1) &&
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

/* libssh says "kex error : no match for method METHOD: server [NAMES], client [NAMES]". */
guint
algorithms_missing(const char *reason)
{
  static const struct {
    const char *method, *name;
    guint set;
  } CASES[] = {
      {"kex algos", "diffie-hellman-group14-sha1", OLD_GROUP14_SHA1},
      {"kex algos", "diffie-hellman-group-exchange-sha1", OLD_GROUP14_SHA1},
      {"kex algos", "diffie-hellman-group1-sha1", OLD_GROUP1_SHA1},
      {"server host key algo", "ssh-rsa", OLD_SSH_RSA},
      {"encryption ", "-cbc", OLD_AES_CBC},
      {"mac algo ", "hmac-sha1", OLD_HMAC_SHA1},
  };
  const char *method = strstr(reason, "no match for method ");
  const char *client = method != NULL ? strstr(method, ", client [") : NULL;
  guint missing = OLD_ALGORITHMS_NONE;
  for (gsize i = 0; client != NULL && i < G_N_ELEMENTS(CASES); i++) {
    const char *names = strstr(method, CASES[i].method);
    const char *name = names != NULL && names < client ? strstr(names, CASES[i].name) : NULL;
    if (name != NULL && name < client)
      missing |= CASES[i].set;
  }
  return missing;
}

static void
append_name(GString *names, const char *name, gboolean old)
{
  if (old && name != NULL && strstr(names->str, name) == NULL)
    g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

char *
algorithms_describe_old(ssh_session ssh, guint old)
{
  GString *names = g_string_new(NULL);
  const char *kex = ssh_get_kex_algo(ssh);
  const char *cipher = ssh_get_cipher_out(ssh);
  const char *mac = ssh_get_hmac_out(ssh);
  append_name(names, kex, kex != NULL && g_str_has_suffix(kex, "-sha1"));
  append_name(names, OLD_KEY_TYPE, (old & OLD_SSH_RSA) != 0);
  append_name(names, cipher, cipher != NULL && strstr(cipher, "-cbc") != NULL);
  append_name(names, mac, g_strcmp0(mac, "hmac-sha1") == 0);
  if (names->len > 0)
    return g_string_free(names, FALSE);
  g_string_free(names, TRUE);
  return NULL;
}
