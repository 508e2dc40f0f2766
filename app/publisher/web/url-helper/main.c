/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/process.h"
#include "app/publisher/web/url-helper/status.h"
#include "app/publisher/web/url-helper/upload.h"

#include <curl/curl.h>
#include <glib.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#define CONNECT_TIMEOUT_S 10
#define HTTP_OK 200
#define HTTP_ELSEWHERE 300
#define HTTP_REFUSED 400
#define HTTP_NOT_FOUND 404

typedef struct {
  GByteArray *bytes;
  gsize max_len;
  gboolean too_large;
} Contents;

static size_t
take_bytes(char *bytes, size_t size, size_t n, void *data)
{
  Contents *contents = data;
  gsize len = size * n;
  contents->too_large = len > contents->max_len - contents->bytes->len;
  if (contents->too_large)
    return 0;
  g_byte_array_append(contents->bytes, (const guint8 *)bytes, (guint)len);
  return len;
}

/* libcurl does not connect its socket for TFTP, so that a closed port (ICMP) would be told to nobody and
 * waited for until the time is over; see ip(7), IP_RECVERR. A socket of the other family refuses the option.
 */
static int
hear_of_closed_port(void *unused, curl_socket_t socket, curlsocktype purpose)
{
  const int on = 1;
  setsockopt(socket, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
  setsockopt(socket, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
  return CURL_SOCKOPT_OK;
}

/* Neither proxies nor redirections: the node itself is asked. TFTP without options, as a phone asks, since
 * old servers stumble over them. */
static gboolean
set_options(CURL *curl, const char *url, long timeout_s, Contents *contents)
{
  return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "tftp,http") == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_FILETIME, 1L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_TFTP_NO_OPTIONS, 1L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, hear_of_closed_port) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout_s) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes) == CURLE_OK &&
         curl_easy_setopt(curl, CURLOPT_WRITEDATA, contents) == CURLE_OK;
}

/* HTTP's answer other than 200. */
static UrlHelperStatus
judge_answer(long answer)
{
  if (answer == HTTP_NOT_FOUND)
    return URL_HELPER_NOT_FOUND;
  fprintf(stderr, "%ld", answer);
  return answer >= HTTP_ELSEWHERE && answer < HTTP_REFUSED ? URL_HELPER_ELSEWHERE : URL_HELPER_REFUSED;
}

/* Trust lists begin with the tag 1, web pages and what servers say instead of an error with text. */
static gboolean
is_web_page(CURL *curl, const Contents *contents)
{
  const char *type = NULL;
  gsize at = 0;
  const guint8 *bytes = contents->bytes->data;
  while (at < contents->bytes->len && g_ascii_isspace((char)bytes[at]))
    at++;
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  if (at == contents->bytes->len)
    return FALSE;
  return bytes[at] == '<' || (type != NULL && g_ascii_strncasecmp(type, "text/", 5) == 0 && bytes[at] >= ' ');
}

/* What was received whole; ANSWER is 0 for TFTP. */
static UrlHelperStatus
judge_contents(CURL *curl, const Contents *contents, long answer)
{
  if (answer != 0 && answer != HTTP_OK)
    return judge_answer(answer);
  return answer == HTTP_OK && is_web_page(curl, contents) ? URL_HELPER_WEB_PAGE : URL_HELPER_DONE;
}

static UrlHelperStatus
judge(CURL *curl, CURLcode code, const Contents *contents)
{
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  if (contents->too_large && (answer == 0 || answer == HTTP_OK))
    return URL_HELPER_TOO_LARGE;
  if (contents->too_large)
    return judge_answer(answer);
  switch (code) {
  case CURLE_OK:
    return judge_contents(curl, contents, answer);
  case CURLE_TFTP_NOTFOUND:
    return URL_HELPER_NOT_FOUND;
  case CURLE_HTTP_RETURNED_ERROR:
    return judge_answer(answer);
  case CURLE_COULDNT_RESOLVE_HOST:
    return URL_HELPER_UNKNOWN_HOST;
  case CURLE_COULDNT_CONNECT:
  case CURLE_RECV_ERROR:
    return URL_HELPER_NO_SERVICE;
  case CURLE_OPERATION_TIMEDOUT:
    return URL_HELPER_TIMED_OUT;
  case CURLE_TFTP_PERM:
    return URL_HELPER_DENIED;
  case CURLE_ABORTED_BY_CALLBACK: /* of TFTP, any error but 0 to 7 (lib/tftp.c): there is no callback here */
    return URL_HELPER_TFTP;
  case CURLE_PARTIAL_FILE:
    return URL_HELPER_CUT_OFF;
  default:
    fputs(curl_easy_strerror(code), stderr);
    return URL_HELPER_FAILED;
  }
}

static UrlHelperStatus
fetch(CURL *curl, const char *url, long timeout_s, Contents *contents)
{
  if (curl == NULL || !set_options(curl, url, timeout_s, contents)) {
    fputs("libcurl refuses a setting", stderr);
    return URL_HELPER_FAILED;
  }
  UrlHelperStatus status = judge(curl, curl_easy_perform(curl), contents);
  if (status != URL_HELPER_DONE)
    return status;
  curl_off_t changed = -1;
  curl_easy_getinfo(curl, CURLINFO_FILETIME_T, &changed);
  printf("%" CURL_FORMAT_CURL_OFF_T "\n", changed);
  size_t n = contents->bytes->len > 0 ? fwrite(contents->bytes->data, 1, contents->bytes->len, stdout) : 0;
  return n == contents->bytes->len && fflush(stdout) == 0 ? URL_HELPER_DONE : URL_HELPER_FAILED;
}

static int
run_fetch(char **argv)
{
  Contents contents = {.bytes = g_byte_array_new(), .max_len = strtoul(argv[2], NULL, 10)};
  CURL *curl = curl_easy_init();
  UrlHelperStatus status = fetch(curl, argv[1], strtol(argv[3], NULL, 10), &contents);
  curl_easy_cleanup(curl);
  g_byte_array_unref(contents.bytes);
  return (int)status;
}

/* At once, so that it is known also of a program that is killed. */
static void
tell_step(const char *step)
{
  printf("%s\n", step);
  fflush(stdout);
}

/* A password comes by the pipe. */
static int
run_upload(const UploadForm *form)
{
  process_protect_secrets();
  g_autofree char *words = NULL;
  g_autoptr(WebRequest) request = web_request_read(WEB_REQUEST_FD);
  if (request == NULL)
    return URL_HELPER_USAGE;
  UploadStatus status = upload_run(request, form, tell_step, &words);
  fputs(words != NULL ? words : "", stderr);
  return (int)status;
}

/* Which upload the arguments mean; NULL: none, they are those of a fetch. */
static const UploadForm *
find_upload(int argc, char **argv)
{
  if (argc != 2)
    return NULL;
  if (g_str_equal(argv[1], UPLOAD_OPERATION_CERTIFICATE))
    return &upload_form_of_certificates;
  return g_str_equal(argv[1], UPLOAD_OPERATION_FILE) ? &upload_form_of_files : NULL;
}

int
main(int argc, char **argv)
{
  process_prepare_descriptors();
  const UploadForm *upload = find_upload(argc, argv);
  if (argc != 4 && upload == NULL)
    return URL_HELPER_USAGE;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  int status = upload != NULL ? run_upload(upload) : run_fetch(argv);
  curl_global_cleanup();
  return status;
}
