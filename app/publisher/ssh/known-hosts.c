/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/known-hosts.h"

#include "app/base/error.h"
#include "app/base/file-lock.h"
#include "app/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_FILE_LEN (16 * 1024 * 1024)
#define DEFAULT_PORT 22
#define REVOKED "@revoked "

void
known_host_free(KnownHost *known)
{
  if (known == NULL)
    return;
  g_free(known->file);
  ssh_key_free(known->key);
  g_free(known);
}

char **
known_hosts_files(const char *own)
{
  char **files = g_new0(char *, 4);
  files[0] = own != NULL ? g_strdup(own)
                         : g_build_filename(g_get_user_config_dir(), "etoken-ctl", "known_hosts", NULL);
  files[1] = g_build_filename(g_get_home_dir(), ".ssh", "known_hosts", NULL);
  files[2] = g_strdup("/etc/ssh/ssh_known_hosts");
  return files;
}

/* The host as such files write it (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
static char *
host_field(const PublisherAddress *address)
{
  if (address->port == DEFAULT_PORT)
    return g_strdup(address->host);
  return g_strdup_printf("[%s]:%u", address->host, address->port);
}

/* NULL when LINE is for another host, a comment, or of a kind libssh does not know; *DAMAGED is set where it
 * is for HOST, or may be, and cannot be read. */
static KnownHost *
parse_line(const char *line, const char *host, gboolean *damaged)
{
  gboolean revoked = g_str_has_prefix(line, REVOKED);
  const char *text = revoked ? line + strlen(REVOKED) : line;
  text += strspn(text, " ");
  if (*text == '\0' || *text == '#' || *text == '@')
    return NULL;
  g_autoptr(SshKnownHost) entry = NULL;
  int rc = ssh_known_hosts_parse_line(host, text, &entry);
  *damaged = rc != SSH_OK && rc != SSH_AGAIN; /* SSH_AGAIN: of another host */
  if (rc != SSH_OK)
    return NULL;
  KnownHost *known = g_new0(KnownHost, 1);
  known->revoked = revoked;
  known->key = g_steal_pointer(&entry->publickey);
  return known;
}

static GBytes *
read_file(const char *file, GCancellable *cancellable, GError **error)
{
  if (g_access(file, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
    return g_bytes_new_static("", 0);
  return file_read(file, MAX_FILE_LEN, NULL, cancellable, error);
}

/* The file as text. A NUL byte ends no line and no file: it is damage like any other. */
static char *
to_text(GBytes *contents)
{
  gsize len = 0;
  const char *data = g_bytes_get_data(contents, &len);
  char *text = g_malloc(len + 1);
  for (gsize i = 0; i < len; i++)
    text[i] = data[i] != '\0' ? data[i] : '?';
  text[len] = '\0';
  return text;
}

static gboolean
find_in_file(GPtrArray *found, const char *file, const char *host, GPtrArray *damage,
             GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) contents = read_file(file, cancellable, error);
  if (contents == NULL)
    return FALSE;
  g_autofree char *text = to_text(contents);
  g_strdelimit(text, "\r\t", ' ');
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    gboolean damaged = FALSE;
    KnownHost *known = parse_line(g_strstrip(lines[i]), host, &damaged);
    if (damaged && damage != NULL)
      g_ptr_array_add(damage,
                      g_strdup_printf(_("Line %u of %s, which is for %s, cannot be read and counts for "
                                        "nothing"),
                                      i + 1, file, host));
    if (known == NULL)
      continue;
    known->file = g_strdup(file);
    known->line = i + 1;
    g_ptr_array_add(found, known);
  }
  return TRUE;
}

GPtrArray *
known_hosts_find(char **files, const PublisherAddress *address, GPtrArray *damage, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)known_host_free);
  g_autofree char *host = host_field(address);
  for (guint i = 0; files[i] != NULL; i++) {
    if (!find_in_file(found, files[i], host, damage, cancellable, error))
      return NULL;
  }
  return g_steal_pointer(&found);
}

char *
known_hosts_fingerprint(ssh_key key)
{
  unsigned char *hash = NULL;
  size_t len = 0;
  if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) != SSH_OK)
    return g_strdup(_("of an unreadable key"));
  g_autoptr(SshString) text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
  ssh_clean_pubkey_hash(&hash);
  return g_strdup(text);
}

/* An empty file of the user alone; file_replace() then keeps its mode. */
static gboolean
make_file(const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(file);
  int fd = -1;
  if (g_mkdir_with_parents(folder, 0700) == 0)
    fd = g_open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("The host key cannot be kept in %s: %s"), file,
                g_strerror(errno));
    return FALSE;
  }
  close(fd);
  return TRUE;
}

char *
known_hosts_export(ssh_key key)
{
  g_autoptr(SshString) base64 = NULL;
  if (ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK)
    return NULL;
  return g_strdup_printf("%s %s", ssh_key_type_to_char(ssh_key_type(key)), base64);
}

gboolean
known_hosts_add_text(const char *file, const PublisherAddress *address, const char *key,
                     GCancellable *cancellable, GError **error)
{
  /* Nodes are connected to at the same time, and each key is added to what the file holds. */
  g_autoptr(FileLock) lock = file_lock_new(file, cancellable, error);
  g_autoptr(GBytes) old = NULL;
  if (lock == NULL || !make_file(file, error) || (old = read_file(file, cancellable, error)) == NULL)
    return FALSE;
  gsize len = 0;
  const char *data = g_bytes_get_data(old, &len);
  GString *text = g_string_new_len(data, (gssize)len);
  if (len > 0 && data[len - 1] != '\n')
    g_string_append_c(text, '\n');
  g_autofree char *host = host_field(address);
  g_string_append_printf(text, "%s %s\n", host, key);
  g_autoptr(GBytes) contents = g_string_free_to_bytes(text);
  return file_replace(file, contents, error);
}

gboolean
known_hosts_add(const char *file, const PublisherAddress *address, ssh_key key, GCancellable *cancellable,
                GError **error)
{
  g_autofree char *text = known_hosts_export(key);
  if (text == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The host key of %s cannot be written as text"),
                address->host);
    return FALSE;
  }
  return known_hosts_add_text(file, address, text, cancellable, error);
}
