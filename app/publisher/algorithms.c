/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/algorithms.h"

/* libssh 0.10.6 knows "+name" for no option, so the old ones are added to full lists. The new names are its
 * own defaults. */
#define NEW_KEX                                                                                              \
  "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521," \
  "diffie-hellman-group18-sha512,diffie-hellman-group16-sha512,diffie-hellman-group-exchange-sha256,"        \
  "diffie-hellman-group14-sha256"
#define OLD_KEX "diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1"
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

static gboolean
allow_old(ssh_session ssh)
{
  return ssh_options_set(ssh, SSH_OPTIONS_KEY_EXCHANGE, NEW_KEX "," OLD_KEX) == SSH_OK &&
         ssh_options_set(ssh, SSH_OPTIONS_HMAC_C_S, NEW_MACS "," OLD_MACS) == SSH_OK &&
         ssh_options_set(ssh, SSH_OPTIONS_HMAC_S_C, NEW_MACS "," OLD_MACS) == SSH_OK &&
         ssh_options_set(ssh, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, NEW_KEY_TYPES "," OLD_KEY_TYPE) == SSH_OK;
}

gboolean
algorithms_set(ssh_session ssh, GArray *known_types, gboolean old)
{
  g_autoptr(GString) host_keys = g_string_new(NULL);
  append_types(host_keys, known_types, TRUE, old);
  append_types(host_keys, known_types, FALSE, old);
  return ssh_options_set(ssh, SSH_OPTIONS_HOSTKEYS, host_keys->str) == SSH_OK && (!old || allow_old(ssh));
}
