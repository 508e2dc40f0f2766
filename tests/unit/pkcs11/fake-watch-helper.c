/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-watch-helper.h"

#include "app/base/error.h"
#include "pkcs11/helper-client.h"

#define PATIENCE_US (30 * G_USEC_PER_SEC) /* of the real clock */

struct _HelperClient {
  GCancellable *cancellable;
  GQueue *answers; /* of Answer, to the last scan */
  char *shown;     /* then */
};

typedef struct {
  MessageKind kind;
  GVariant *body;
} Answer;

static GMutex lock; /* guards what follows */
static GCond changed;
static FakeHelperState state;
static char *shown;
static char *unreadable;
static gboolean no_slots;
static guint n_starts, n_scans, n_living;

/* --- in place of helper-client.c --- */

HelperClient *
helper_client_start(const char *module, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  n_starts++;
  if (state == FAKE_HELPER_IS_MISSING) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, "no helper");
    return NULL;
  }
  n_living++;
  HelperClient *client = g_new0(HelperClient, 1);
  client->cancellable = cancellable;
  client->answers = g_queue_new();
  return client;
}

static void
answer_free(gpointer data)
{
  Answer *answer = data;
  g_variant_unref(answer->body);
  g_free(answer);
}

void
helper_client_free(HelperClient *client)
{
  g_mutex_lock(&lock);
  n_living--;
  g_mutex_unlock(&lock);
  g_queue_free_full(client->answers, answer_free);
  g_free(client->shown);
  g_free(client);
}

void
helper_client_set_timeout(HelperClient *client, guint timeout_ms)
{
}

void
helper_client_set_cancellable(HelperClient *client, GCancellable *cancellable)
{
  client->cancellable = cancellable;
}

static void
push(HelperClient *client, MessageKind kind, GVariant *body)
{
  Answer *answer = g_new(Answer, 1);
  *answer = (Answer){.kind = kind, .body = g_variant_ref_sink(body)};
  g_queue_push_tail(client->answers, answer);
}

static GVariant *
describe_token(const char *label)
{
  GVariant *certificates = g_variant_new_array(G_VARIANT_TYPE("(ayays)"), NULL, 0);
  return g_variant_new("((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", label, "", "", "", 0u, FALSE,
                       certificates);
}

static void
list_tokens(HelperClient *client)
{
  g_auto(GStrv) labels = g_strsplit(shown, " ", -1);
  for (char **label = labels; *label != NULL; label++)
    push(client, MESSAGE_TOKEN, describe_token(*label));
  if (unreadable != NULL)
    push(client, MESSAGE_UNREADABLE, g_variant_new("(s)", unreadable));
  push(client, MESSAGE_DONE, g_variant_new("()"));
}

gboolean
helper_client_send(HelperClient *client, MessageKind kind, GVariant *body, GError **error)
{
  g_autoptr(GVariant) owned G_GNUC_UNUSED = g_variant_ref_sink(body);
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  g_assert_cmpint(kind, ==, client->shown == NULL ? MESSAGE_WATCH : MESSAGE_RESCAN);
  g_autofree char *now = g_strconcat(shown, "/", unreadable, NULL);
  n_scans++;
  g_cond_broadcast(&changed);
  if (no_slots)
    push(client, MESSAGE_NO_SLOTS, g_variant_new("()"));
  if (state == FAKE_HELPER_RAVES)
    push(client, MESSAGE_SIGNATURE, g_variant_new("()"));
  else if (g_strcmp0(client->shown, now) == 0)
    push(client, MESSAGE_UNCHANGED, g_variant_new("()"));
  else
    list_tokens(client);
  g_free(client->shown);
  client->shown = g_steal_pointer(&now);
  return TRUE;
}

gboolean
helper_client_send_password(HelperClient *client, const Secret *password, GError **error)
{
  g_assert_not_reached(); /* watching needs none */
}

GVariant *
helper_client_receive(HelperClient *client, MessageKind *kind, GError **error)
{
  g_mutex_lock(&lock);
  FakeHelperState now = state;
  g_mutex_unlock(&lock);
  if (now == FAKE_HELPER_HANGS) {
    GPollFD fd = {.fd = -1};
    g_assert_true(g_cancellable_make_pollfd(client->cancellable, &fd));
    g_poll(&fd, 1, -1);
    g_cancellable_release_fd(client->cancellable);
    ctl_cancelled(client->cancellable, error);
    return NULL;
  }
  if (now == FAKE_HELPER_CRASHES) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED, "crashed");
    return NULL;
  }
  g_autofree Answer *answer = g_queue_pop_head(client->answers);
  g_assert_nonnull(answer);
  *kind = answer->kind;
  return answer->body;
}

void
helper_client_set_wrong_answer(const HelperClient *client, GError **error)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED, "raved");
}

/* --- for the test --- */

void
fake_helper_set(FakeHelperState to)
{
  g_mutex_lock(&lock);
  state = to;
  g_mutex_unlock(&lock);
}

void
fake_helper_show(const char *labels)
{
  g_mutex_lock(&lock);
  g_free(shown);
  shown = g_strdup(labels);
  g_mutex_unlock(&lock);
}

void
fake_helper_show_unreadable(const char *sentence)
{
  g_mutex_lock(&lock);
  g_free(unreadable);
  unreadable = g_strdup(sentence);
  g_mutex_unlock(&lock);
}

void
fake_helper_set_no_slots(gboolean none)
{
  g_mutex_lock(&lock);
  no_slots = none;
  g_mutex_unlock(&lock);
}

void
fake_helper_reset(void)
{
  fake_helper_set_no_slots(FALSE);
  fake_helper_set(FAKE_HELPER_WORKS);
  fake_helper_show("");
  fake_helper_show_unreadable(NULL);
  g_mutex_lock(&lock);
  n_starts = n_scans = 0;
  g_mutex_unlock(&lock);
}

static guint
read_count(const guint *count)
{
  g_mutex_lock(&lock);
  guint n = *count;
  g_mutex_unlock(&lock);
  return n;
}

guint
fake_helper_count_starts(void)
{
  return read_count(&n_starts);
}

guint
fake_helper_count_scans(void)
{
  return read_count(&n_scans);
}

guint
fake_helper_count_living(void)
{
  return read_count(&n_living);
}

void
fake_helper_await_scans(guint n)
{
  gint64 patience_us = g_get_monotonic_time() + PATIENCE_US;
  g_mutex_lock(&lock);
  while (n_scans < n)
    if (!g_cond_wait_until(&changed, &lock, patience_us))
      g_error("the module was asked %u times only, not %u", n_scans, n);
  g_mutex_unlock(&lock);
}
