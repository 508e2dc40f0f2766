/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/url-helper/web-session.h"

#include "app/base/clock.h"

#include <string.h>

#define CONNECT_TIMEOUT_S 10
#define REQUEST_TIMEOUT_S 30       /* of one request, redirections apart */
#define LAST_TIMEOUT_S 5           /* of one after the end of who asked */
#define MAX_PAGE_LEN (1024 * 1024) /* of one page */
#define MAX_REDIRECTIONS 5
#define HTTP_ELSEWHERE 300
#define HTTP_REFUSED 400

struct _WebSession {
  CURL *curl;
  char *server;
  GByteArray *body; /* of the last answer */
  gboolean too_large;
  gboolean ignore_stop;
  char *url; /* of the last answer */
  char *words;
};

static size_t
take_bytes(char *bytes, size_t size, size_t n, void *data)
{
  WebSession *session = data;
  gsize len = size * n;
  session->too_large = len > MAX_PAGE_LEN - session->body->len;
  if (session->too_large)
    return 0;
  g_byte_array_append(session->body, (const guint8 *)bytes, (guint)len);
  return len;
}

/* Who asked is there as long as it keeps its end of the pipe. */
static int
look_for_stop(void *data, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
  const WebSession *session = data;
  GPollFD end = {.fd = WEB_REQUEST_FD, .events = G_IO_IN};
  return !session->ignore_stop && clock_poll(&end, 1, clock_now_us()) > 0;
}

/* The certificate is nobody's but the node's: its key is compared instead. */
static gboolean
set_tls(CURL *curl, const WebRequest *request)
{
  gboolean old = g_str_equal(request->tls, "old");
  return curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_PINNEDPUBLICKEY, request->pin) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_SSLVERSION,
                          (long)(old ? CURL_SSLVERSION_TLSv1_0 : CURL_SSLVERSION_TLSv1_2)) == CURLE_OK &&
         (!old || curl_easy_setopt(curl, CURLOPT_SSL_CIPHER_LIST, "DEFAULT:@SECLEVEL=0") == CURLE_OK);
}

static gboolean
set_options(WebSession *session, const WebRequest *request)
{
  CURL *curl = session->curl;
  return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_COOKIEFILE, "") == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)REQUEST_TIMEOUT_S) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_for_stop) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_XFERINFODATA, session) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_WRITEDATA, session) == CURLE_OK && set_tls(curl, request);
}

WebSession *
web_session_new(const WebRequest *request)
{
  g_autoptr(WebSession) session = g_new0(WebSession, 1);
  session->curl = curl_easy_init();
  session->server = g_strdup(request->server);
  session->body = g_byte_array_new();
  return session->curl != NULL && set_options(session, request) ? g_steal_pointer(&session) : NULL;
}

void
web_session_free(WebSession *session)
{
  if (session == NULL)
    return;
  if (session->curl != NULL)
    curl_easy_cleanup(session->curl);
  g_byte_array_unref(session->body);
  g_free(session->server);
  g_free(session->url);
  g_free(session->words);
  g_free(session);
}

const char *
web_session_get_words(const WebSession *session)
{
  return session->words != NULL ? session->words : "";
}

void
web_session_ignore_stop(WebSession *session)
{
  session->ignore_stop = TRUE;
  curl_easy_setopt(session->curl, CURLOPT_TIMEOUT, (long)LAST_TIMEOUT_S);
}

curl_mime *
web_session_new_form(WebSession *session)
{
  return curl_mime_init(session->curl);
}

static void
set_words(WebSession *session, const char *words)
{
  g_free(session->words);
  session->words = g_strdup(words);
}

static UploadStatus
judge_code(WebSession *session, CURLcode code)
{
  set_words(session, code != CURLE_OK ? curl_easy_strerror(code) : "");
  switch (code) {
  case CURLE_OK:
    return UPLOAD_DONE;
  case CURLE_COULDNT_RESOLVE_HOST:
    return UPLOAD_UNKNOWN_HOST;
  case CURLE_COULDNT_CONNECT:
    return UPLOAD_NO_SERVICE;
  case CURLE_OPERATION_TIMEDOUT:
    return UPLOAD_TIMED_OUT;
  case CURLE_PARTIAL_FILE:
  case CURLE_GOT_NOTHING:
  case CURLE_RECV_ERROR:
  case CURLE_SEND_ERROR:
    return UPLOAD_CUT_OFF;
  case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    return UPLOAD_OTHER_KEY;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_SSL_CIPHER:
    return UPLOAD_TLS;
  case CURLE_ABORTED_BY_CALLBACK:
    return UPLOAD_STOPPED;
  default:
    return session->too_large ? UPLOAD_TOO_LARGE : UPLOAD_FAILED;
  }
}

/* One request, as the handle is set. *STATUS gets HTTP's. */
static UploadStatus
perform(WebSession *session, const char *url, long *status)
{
  g_byte_array_set_size(session->body, 0);
  session->too_large = FALSE;
  g_free(session->url);
  session->url = g_strdup(url);
  curl_easy_setopt(session->curl, CURLOPT_URL, url);
  UploadStatus result = judge_code(session, curl_easy_perform(session->curl));
  curl_easy_getinfo(session->curl, CURLINFO_RESPONSE_CODE, status);
  return result;
}

static gboolean
is_here(const WebSession *session, const char *url)
{
  gsize len = strlen(session->server);
  return g_ascii_strncasecmp(url, session->server, len) == 0 && (url[len] == '/' || url[len] == '\0');
}

/* The server may leave out the port that is usual. */
static char *
without_usual_port(const char *server)
{
  return g_str_has_suffix(server, ":443") ? g_strndup(server, strlen(server) - strlen(":443")) : NULL;
}

char *
web_session_resolve(const WebSession *session, const char *target)
{
  g_autofree char *url = g_uri_resolve_relative(session->url, target, G_URI_FLAGS_NONE, NULL);
  g_autofree char *shorter = without_usual_port(session->server);
  if (url == NULL)
    return NULL;
  if (is_here(session, url))
    return g_strdup(url + strlen(session->server));
  gsize len = shorter != NULL ? strlen(shorter) : 0;
  gboolean here = shorter != NULL && g_ascii_strncasecmp(url, shorter, len) == 0 && url[len] == '/';
  return here ? g_strdup(url + len) : NULL;
}

/* Where the last answer leads to, as a URL of this server; NULL when it leads nowhere. */
static char *
find_redirection(const WebSession *session)
{
  const char *target = NULL;
  curl_easy_getinfo(session->curl, CURLINFO_REDIRECT_URL, &target);
  g_autofree char *path = target != NULL ? web_session_resolve(session, target) : NULL;
  return path != NULL ? g_strconcat(session->server, path, NULL) : NULL;
}

static void
set_get(WebSession *session)
{
  curl_easy_setopt(session->curl, CURLOPT_MIMEPOST, NULL);
  curl_easy_setopt(session->curl, CURLOPT_HTTPGET, 1L);
}

/* What was posted is never sent a second time. */
static UploadStatus
follow(WebSession *session, long *status)
{
  for (int i = 0; i < MAX_REDIRECTIONS && *status >= HTTP_ELSEWHERE && *status < HTTP_REFUSED; i++) {
    g_autofree char *url = find_redirection(session);
    if (url == NULL)
      break;
    set_get(session);
    UploadStatus result = perform(session, url, status);
    if (result != UPLOAD_DONE)
      return result;
  }
  return UPLOAD_DONE;
}

/* libcurl sends a request again when a connection that was used before has ended meanwhile. What is posted
 * has a connection of its own, since a password and a file are sent once. */
static UploadStatus
ask(WebSession *session, const char *path, gboolean is_post, WebPage **page)
{
  long status = 0;
  g_autofree char *url = g_strconcat(session->server, path, NULL);
  curl_easy_setopt(session->curl, CURLOPT_FRESH_CONNECT, (long)is_post);
  UploadStatus result = perform(session, url, &status);
  if (result == UPLOAD_DONE)
    result = follow(session, &status);
  if (result != UPLOAD_DONE)
    return result;
  g_clear_pointer(page, web_page_free);
  *page = web_page_read((const char *)session->body->data, session->body->len);
  if (status < HTTP_ELSEWHERE)
    return UPLOAD_DONE;
  g_autofree char *words = g_strdup_printf("%ld", status);
  set_words(session, words);
  return UPLOAD_HTTP_STATUS;
}

UploadStatus
web_session_get(WebSession *session, const char *path, WebPage **page)
{
  set_get(session);
  return ask(session, path, FALSE, page);
}

UploadStatus
web_session_post(WebSession *session, const char *path, const char *body, gsize body_len, WebPage **page)
{
  curl_easy_setopt(session->curl, CURLOPT_POST, 1L);
  curl_easy_setopt(session->curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(session->curl, CURLOPT_POSTFIELDSIZE, (long)body_len);
  UploadStatus result = ask(session, path, TRUE, page);
  set_get(session);
  curl_easy_setopt(session->curl, CURLOPT_POSTFIELDS, NULL);
  return result;
}

UploadStatus
web_session_post_form(WebSession *session, const char *path, curl_mime *form, WebPage **page)
{
  curl_easy_setopt(session->curl, CURLOPT_MIMEPOST, form);
  UploadStatus result = ask(session, path, TRUE, page);
  set_get(session);
  return result;
}
