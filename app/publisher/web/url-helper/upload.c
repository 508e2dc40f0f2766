/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: three public upload scripts, which agree on paths and fields. How a session is ended no source
 * tells: a link that says so is followed, or else the path that is usual. */
#include "app/publisher/web/url-helper/upload.h"

#include "app/base/locked-memory.h"
#include "app/publisher/web/url-helper/web-session.h"

#include <string.h>

#define HOME_PATH "/cmplatform"
#define LOGIN_PATH "/cmplatform/j_security_check"
#define LOGOUT_PATH "/cmplatform/logout.do"

typedef struct {
  const WebRequest *request;
  const UploadForm *form;
  WebSession *session;
  WebPage *page; /* the last one */
  char *logout;  /* where a page has said that the session ends */
  gboolean may_have_session;
  UploadStepFunc tell_step;
  char *words;
} Upload;

static void
upload_clear(Upload *upload)
{
  g_clear_pointer(&upload->session, web_session_free);
  g_clear_pointer(&upload->page, web_page_free);
  g_free(upload->logout);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Upload, upload_clear)

static void
note_logout(Upload *upload)
{
  if (upload->page == NULL || upload->page->logout == NULL)
    return;
  g_free(upload->logout);
  upload->logout = web_session_resolve(upload->session, upload->page->logout);
}

/* --- the login --- */

/* Adds what stands for TEXT in a urlencoded body; FALSE when it does not fit. */
static gboolean
add_encoded(char *body, gsize *len, const char *text)
{
  static const char digits[] = "0123456789ABCDEF";
  for (; *text != '\0'; text++) {
    guchar c = (guchar)*text;
    gboolean plain = g_ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
    if (*len + 3 >= LOCKED_PIECE_LEN)
      return FALSE;
    if (!plain)
      body[(*len)++] = '%';
    if (!plain)
      body[(*len)++] = digits[c >> 4];
    body[(*len)++] = plain ? (char)c : digits[c & 0xf];
  }
  return TRUE;
}

static gboolean
add_plain(char *body, gsize *len, const char *text)
{
  gsize n = strlen(text);
  if (*len + n >= LOCKED_PIECE_LEN)
    return FALSE;
  memcpy(body + *len, text, n);
  *len += n;
  return TRUE;
}

static UploadStatus
send_login(Upload *upload, const char *path)
{
  gsize len = 0;
  char *body = locked_memory_take(NULL);
  UploadStatus result = UPLOAD_FAILED;
  if (body != NULL && add_plain(body, &len, "appNav=cmplatform&j_username=") &&
      add_encoded(body, &len, upload->request->user) && add_plain(body, &len, "&j_password=") &&
      add_encoded(body, &len, secret_peek(upload->request->password, NULL)))
    result = web_session_post(upload->session, path, body, len, &upload->page);
  locked_memory_give_back(body);
  return result;
}

/* Too many sessions are believed on a page that lets nobody in, and where a banner (HAD_BANNER) did not say
 * so before. */
static UploadStatus
judge_login(Upload *upload, UploadStatus result, gboolean had_banner)
{
  const WebPage *page = result == UPLOAD_DONE || result == UPLOAD_HTTP_STATUS ? upload->page : NULL;
  gboolean is_login = page != NULL && page->is_login;
  gboolean lets_in = result == UPLOAD_DONE && !is_login;
  const char *status = web_session_get_words(upload->session);
  if (result == UPLOAD_HTTP_STATUS && (g_str_equal(status, "401") || g_str_equal(status, "403")))
    result = UPLOAD_LOGIN_REFUSED;
  upload->may_have_session = !is_login;
  if (page != NULL && !lets_in && !had_banner && web_page_tells_too_many_sessions(page))
    return UPLOAD_TOO_MANY_SESSIONS;
  return result == UPLOAD_DONE && is_login ? UPLOAD_LOGIN_REFUSED : result;
}

/* The page says where its form goes; releases differ there. */
static UploadStatus
log_in(Upload *upload)
{
  upload->tell_step(UPLOAD_STEP_OPEN);
  UploadStatus result = web_session_get(upload->session, HOME_PATH, &upload->page);
  if (result != UPLOAD_DONE)
    return result;
  const char *action = upload->page->login_action;
  g_autofree char *path =
      action != NULL && *action != '\0' ? web_session_resolve(upload->session, action) : NULL;
  gboolean had_banner = web_page_tells_too_many_sessions(upload->page);
  upload->tell_step(UPLOAD_STEP_LOGIN);
  result = judge_login(upload, send_login(upload, path != NULL ? path : LOGIN_PATH), had_banner);
  note_logout(upload);
  return result;
}

/* --- the upload --- */

static UploadStatus
get_form(Upload *upload)
{
  upload->tell_step(UPLOAD_STEP_FORM);
  UploadStatus result = web_session_get(upload->session, upload->form->path, &upload->page);
  if (result != UPLOAD_DONE)
    return result;
  note_logout(upload);
  if (upload->page->is_login)
    return UPLOAD_NO_SESSION;
  result = upload->form->check(upload->page);
  if (result != UPLOAD_DONE)
    return result;
  return upload->page->token_name != NULL && upload->page->token == NULL ? UPLOAD_NO_TOKEN : UPLOAD_DONE;
}

/* After the file was sent nobody knows what became of it, unless the node says so. */
static UploadStatus
judge_sent(const Upload *upload, UploadStatus result, gboolean had_token)
{
  if (result == UPLOAD_NO_SERVICE || result == UPLOAD_UNKNOWN_HOST || result == UPLOAD_OTHER_KEY)
    return result;
  if (result == UPLOAD_HTTP_STATUS)
    return UPLOAD_REFUSED;
  if (result != UPLOAD_DONE)
    return UPLOAD_UNSURE;
  gboolean lacks_token = upload->form->token_follows && had_token && upload->page->token == NULL;
  gboolean refused = upload->page->is_login || lacks_token || web_page_tells_failure(upload->page);
  return refused ? UPLOAD_REFUSED : UPLOAD_DONE;
}

static UploadStatus
post(Upload *upload, const char *path, curl_mime *parts)
{
  gboolean had_token = upload->page->token != NULL;
  upload->tell_step(UPLOAD_STEP_SEND);
  UploadStatus result = web_session_post_form(upload->session, path, parts, &upload->page);
  upload->words = result == UPLOAD_DONE ? g_strdup(upload->page->words) : NULL;
  return judge_sent(upload, result, had_token);
}

static UploadStatus
send_file(Upload *upload)
{
  g_autofree char *path = upload->form->find_target(upload->session, upload->page);
  if (path == NULL)
    return UPLOAD_FORM_ELSEWHERE;
  curl_mime *parts = web_session_new_form(upload->session);
  gboolean filled = parts != NULL && upload->form->fill(parts, upload->request, upload->page);
  UploadStatus result = filled ? post(upload, path, parts) : UPLOAD_FAILED;
  curl_mime_free(parts);
  return result;
}

/* So that this user has sessions left. Whether it succeeds changes nothing. */
static void
log_out(Upload *upload)
{
  web_session_ignore_stop(upload->session);
  web_session_get(upload->session, upload->logout != NULL ? upload->logout : LOGOUT_PATH, &upload->page);
}

UploadStatus
upload_run(const WebRequest *request, const UploadForm *form, UploadStepFunc tell_step, char **words)
{
  g_auto(Upload) upload = {.request = request, .form = form, .tell_step = tell_step};
  *words = NULL;
  upload.session = web_session_new(request);
  if (upload.session == NULL)
    return UPLOAD_FAILED;
  UploadStatus result = log_in(&upload);
  if (result == UPLOAD_DONE)
    result = get_form(&upload);
  if (result == UPLOAD_DONE && *request->name != '\0')
    result = send_file(&upload);
  *words = upload.words != NULL ? upload.words : g_strdup(web_session_get_words(upload.session));
  if (upload.may_have_session)
    log_out(&upload);
  return result;
}
