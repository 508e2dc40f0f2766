/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/secret.h"

#include "app/base/error.h"
#include "app/base/locked-memory.h"
#include "app/base/wait-readable.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _Secret {
  gatomicrefcount references;
  gsize len;
  char bytes[SECRET_MAX + 1];
};
G_STATIC_ASSERT(sizeof(Secret) <= LOCKED_PIECE_LEN);

Secret *
secret_new_empty(GError **error)
{
  Secret *secret = locked_memory_take(error);
  if (secret != NULL)
    g_atomic_ref_count_init(&secret->references);
  return secret;
}

Secret *
secret_new(const char *bytes, gsize len, GError **error)
{
  if (len > SECRET_MAX) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("A password cannot be longer than %d bytes"),
                SECRET_MAX);
    return NULL;
  }
  Secret *secret = secret_new_empty(error);
  if (secret != NULL) {
    memcpy(secret->bytes, bytes, len);
    secret->len = len;
  }
  return secret;
}

Secret *
secret_ref(Secret *secret)
{
  g_atomic_ref_count_inc(&secret->references);
  return secret;
}

gboolean
secret_insert(Secret *secret, gsize at, const char *bytes, gsize len)
{
  g_return_val_if_fail(at <= secret->len, FALSE);
  if (len > SECRET_MAX - secret->len)
    return FALSE;
  memmove(secret->bytes + at + len, secret->bytes + at, secret->len - at);
  memcpy(secret->bytes + at, bytes, len);
  secret->len += len;
  secret->bytes[secret->len] = '\0';
  return TRUE;
}

void
secret_remove(Secret *secret, gsize at, gsize len)
{
  g_return_if_fail(at <= secret->len && len <= secret->len - at);
  memmove(secret->bytes + at, secret->bytes + at + len, secret->len - at - len);
  OPENSSL_cleanse(secret->bytes + secret->len - len, len);
  secret->len -= len;
  secret->bytes[secret->len] = '\0';
}

void
secret_unref(Secret *secret)
{
  if (secret != NULL && g_atomic_ref_count_dec(&secret->references))
    locked_memory_give_back(secret);
}

const char *
secret_peek(const Secret *secret, gsize *len)
{
  if (len != NULL)
    *len = secret->len;
  return secret->bytes;
}

gboolean
secret_equal(const Secret *a, const Secret *b)
{
  return a->len == b->len && CRYPTO_memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* One byte at a time, so that nothing after the line end is swallowed and no other buffer holds the password.
 */
Secret *
secret_read_line(int fd, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr(Secret) secret = secret_new_empty(error);
  while (secret != NULL) {
    char *end = secret->bytes + secret->len;
    if (!wait_readable(fd, name, cancellable, error))
      return NULL;
    ssize_t n = read(fd, end, 1);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (n < 0) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be read: %s"), name, g_strerror(errno));
      return NULL;
    }
    if (n == 0 || *end == '\n')
      break;
    if (secret->len == SECRET_MAX) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                  _("%s holds no password: the first line is longer than %d bytes"), name, SECRET_MAX);
      return NULL;
    }
    secret->len++;
  }
  if (secret == NULL)
    return NULL;
  if (secret->len > 0 && secret->bytes[secret->len - 1] == '\r')
    secret->len--;
  secret->bytes[secret->len] = '\0';
  if (secret->len == 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s holds no password: the first line is empty"), name);
    return NULL;
  }
  return g_steal_pointer(&secret);
}

Secret *
secret_read_file(const char *path, GCancellable *cancellable, GError **error)
{
  /* Without O_NONBLOCK, opening a pipe that nobody writes to yet could not be cancelled. */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Password file %s cannot be read: %s"), path,
                g_strerror(errno));
    if (fd >= 0)
      close(fd);
    return NULL;
  }
  Secret *secret = NULL;
  if (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode))
    secret = secret_read_line(fd, path, cancellable, error);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Password file %s is no file"), path);
  close(fd);
  return secret;
}

Secret *
secret_read_exact(int fd, gsize len, const char *name, GCancellable *cancellable, GError **error)
{
  if (len == 0 || len > SECRET_MAX) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s holds no password of 1 to %d bytes"), name,
                SECRET_MAX);
    return NULL;
  }
  g_autoptr(Secret) secret = secret_new_empty(error);
  if (secret == NULL)
    return NULL;
  while (secret->len < len) {
    if (!wait_readable(fd, name, cancellable, error))
      return NULL;
    ssize_t n = read(fd, secret->bytes + secret->len, len - secret->len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("%s cannot be read: %s"), name,
                  n < 0 ? g_strerror(errno) : _("it ended too early"));
      return NULL;
    }
    secret->len += (gsize)n;
  }
  return g_steal_pointer(&secret);
}
