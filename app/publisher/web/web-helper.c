/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/web-helper.h"

#include "app/base/child.h"
#include "app/base/error.h"
#include "app/base/process.h"
#include "app/base/text.h"
#include "app/publisher/web/url-helper/web-request.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#define HELPER "etoken-ctl-url-helper"
#define MAX_WORDS 300
#define EXIT_MS 8000 /* for the end of the session on the node, when nobody waits for the upload any more */

void
web_helper_answer_clear(WebHelperAnswer *answer)
{
  g_clear_pointer(&answer->step, g_free);
  g_clear_pointer(&answer->words, g_free);
}

/* --- the request --- */

static gboolean
write_all(int fd, const char *bytes, gsize len)
{
  for (gsize done = 0; done < len;) {
    ssize_t n = write(fd, bytes + done, len - done);
    if (n < 0 && errno != EINTR)
      return FALSE;
    done += n > 0 ? (gsize)n : 0;
  }
  return TRUE;
}

static gboolean
write_field(int fd, const char *bytes, gsize len)
{
  g_autofree char *head = g_strdup_printf("%" G_GSIZE_FORMAT "\n", len);
  return write_all(fd, head, strlen(head)) && write_all(fd, bytes, len);
}

static gboolean
write_text(int fd, const char *text)
{
  return write_field(fd, text, strlen(text));
}

/* "/CTLFile.tlv" lies in ".", "/sub/CTLFile.tlv" in "sub"; a certificate in none. */
static char *
dup_directory(const PublisherAddress *address, gboolean is_certificate)
{
  if (is_certificate)
    return g_strdup("");
  g_autofree char *folder = g_path_get_dirname(address->path);
  const char *relative = folder + strspn(folder, "/");
  return g_strdup(*relative != '\0' ? relative : ".");
}

static gboolean
write_request(int fd, const WebHelperRequest *request)
{
  const PublisherAddress *address = request->address;
  gboolean brackets = strchr(address->host, ':') != NULL;
  g_autofree char *server =
      g_strdup_printf(brackets ? "https://[%s]:%u" : "https://%s:%u", address->host, address->port);
  gboolean sends = request->contents != NULL;
  g_autofree char *directory = dup_directory(address, request->certificate != NULL);
  const char *path = request->certificate != NULL ? request->certificate : address->path;
  g_autofree char *name = sends ? g_path_get_basename(path) : g_strdup("");
  gsize secret_len = 0;
  const char *secret = secret_peek(request->password, &secret_len);
  gsize len = 0;
  const char *bytes = sends ? g_bytes_get_data(request->contents, &len) : "";
  return write_text(fd, server) && write_text(fd, request->pin) &&
         write_text(fd, request->old_tls ? "old" : "new") && write_text(fd, address->user) &&
         write_field(fd, secret, secret_len) && write_text(fd, directory) && write_text(fd, name) &&
         write_field(fd, bytes, len);
}

/* --- the program --- */

/* *TO gets the end of the pipe that the program reads from. */
static Child *
start(const char *operation, int *to, int *out, int *err, GError **error)
{
  int ends[2] = {-1, -1};
  g_autofree char *helper = process_libexec_path(HELPER);
  const char *const argv[] = {helper, operation, NULL};
  g_autoptr(GError) why = NULL;
  Child *child = NULL;
  if (g_unix_open_pipe(ends, FD_CLOEXEC, &why))
    child = child_start(argv, ends[0], G_SPAWN_DEFAULT, out, err, &why);
  if (child == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The program %s cannot be started: %s"), helper,
                why->message);
  if (child == NULL && ends[1] >= 0)
    close(ends[1]);
  *to = ends[1];
  return child;
}

/* What a program wrote: up to a cancellation, and after it. */
typedef struct {
  GBytes *until, *since;
} Written;

static void
written_clear(Written *written)
{
  g_clear_pointer(&written->until, g_bytes_unref);
  g_clear_pointer(&written->since, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Written, written_clear)

static char *
dup_written(const Written *written)
{
  GBytes *const parts[] = {written->until, written->since};
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
    gsize len = 0;
    const char *bytes = parts[i] != NULL ? g_bytes_get_data(parts[i], &len) : NULL;
    g_string_append_len(text, bytes, (gssize)len);
  }
  return g_string_free(text, FALSE);
}

/* The last line. */
static char *
dup_step(const Written *written)
{
  g_autofree char *lines = dup_written(written);
  g_strchomp(lines);
  const char *end = strrchr(lines, '\n');
  return g_strdup(end != NULL ? end + 1 : lines);
}

static char *
dup_words(const Written *written)
{
  g_autofree char *text = dup_written(written);
  g_autofree char *harmless = text_for_people_from(text, strlen(text));
  return text_for_people_within(harmless, MAX_WORDS);
}

/* A program that ends for any other reason says nothing of what became of the file. */
static UploadStatus
judge_end(const Child *child, gboolean ended, const char *step)
{
  int status = ended ? child_get_exit_status(child) : -1;
  if (status == UPLOAD_DONE || (status >= UPLOAD_REFUSED && status <= UPLOAD_FAILED))
    return (UploadStatus)status;
  return g_str_equal(step, UPLOAD_STEP_SEND) ? UPLOAD_UNSURE : UPLOAD_FAILED;
}

/* Closes the pipe TO, which a program that was cancelled waits for; it says what it has left to say by OUT
 * and ERR. Closes them, too. */
static void
end_program(Child *child, int to, int out, int err, WebHelperAnswer *answer, Written *steps, Written *words)
{
  close(to);
  gboolean ended = child_wait(child, EXIT_MS);
  if (child_end(child)) {
    child_read(out, err, &steps->since, &words->since, NULL, NULL);
  } else {
    close(out);
    close(err);
  }
  answer->step = dup_step(steps);
  answer->words = dup_words(words);
  answer->status = judge_end(child, ended, answer->step);
}

gboolean
web_helper_run(const WebHelperRequest *request, WebHelperAnswer *answer, GCancellable *cancellable,
               GError **error)
{
  int to = -1;
  int out = -1;
  int err = -1;
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  const char *operation = request->certificate != NULL ? UPLOAD_OPERATION_CERTIFICATE : UPLOAD_OPERATION_FILE;
  g_autoptr(Child) child = start(operation, &to, &out, &err, error);
  if (child == NULL)
    return FALSE;
  g_auto(Written) steps = {0};
  g_auto(Written) words = {0};
  int rest_out = fcntl(out, F_DUPFD_CLOEXEC, 0);
  int rest_err = fcntl(err, F_DUPFD_CLOEXEC, 0);
  write_request(to, request); /* a program that is gone is seen by its end */
  gboolean done = child_read(out, err, &steps.until, &words.until, cancellable, error);
  end_program(child, to, rest_out, rest_err, answer, &steps, &words);
  return done;
}
