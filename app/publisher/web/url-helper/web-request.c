/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/url-helper/web-request.h"

#include <errno.h>
#include <unistd.h>

#define MAX_DIGITS 8

static gboolean
read_exactly(int fd, char *into, gsize len)
{
  for (gsize done = 0; done < len;) {
    ssize_t n = read(fd, into + done, len - done);
    if (n == 0 || (n < 0 && errno != EINTR))
      return FALSE;
    done += n > 0 ? (gsize)n : 0;
  }
  return TRUE;
}

static gboolean
read_length(int fd, gsize *len)
{
  char c = '\0';
  *len = 0;
  for (int i = 0; i <= MAX_DIGITS && read_exactly(fd, &c, 1); i++) {
    if (c == '\n')
      return *len <= WEB_REQUEST_MAX_LEN;
    if (!g_ascii_isdigit(c))
      return FALSE;
    *len = *len * 10 + (gsize)(c - '0');
  }
  return FALSE;
}

static GBytes *
read_bytes(int fd)
{
  gsize len = 0;
  if (!read_length(fd, &len))
    return NULL;
  g_autofree char *bytes = g_malloc(len + 1);
  if (!read_exactly(fd, bytes, len))
    return NULL;
  return g_bytes_new_take(g_steal_pointer(&bytes), len);
}

static char *
read_text(int fd)
{
  g_autoptr(GBytes) bytes = read_bytes(fd);
  gsize len = 0;
  const char *text = bytes != NULL ? g_bytes_get_data(bytes, &len) : NULL;
  return text != NULL ? g_strndup(text, len) : NULL;
}

static Secret *
read_secret(int fd)
{
  gsize len = 0;
  return read_length(fd, &len) ? secret_read_exact(fd, len, "", NULL, NULL) : NULL;
}

WebRequest *
web_request_read(int fd)
{
  g_autoptr(WebRequest) request = g_new0(WebRequest, 1);
  char **const texts[] = {&request->server, &request->pin, &request->tls, &request->user};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    if ((*texts[i] = read_text(fd)) == NULL)
      return NULL;
  if ((request->password = read_secret(fd)) == NULL || (request->directory = read_text(fd)) == NULL ||
      (request->name = read_text(fd)) == NULL || (request->contents = read_bytes(fd)) == NULL)
    return NULL;
  return g_steal_pointer(&request);
}

void
web_request_free(WebRequest *request)
{
  if (request == NULL)
    return;
  g_free(request->server);
  g_free(request->pin);
  g_free(request->tls);
  g_free(request->user);
  g_clear_pointer(&request->password, secret_unref);
  g_free(request->directory);
  g_free(request->name);
  g_clear_pointer(&request->contents, g_bytes_unref);
  g_free(request);
}
