/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/sftp-session.h"
#include "tests/unit/publisher/remote-folder.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Servers that die, freeze or say nothing, and users who cancel. What ended a job is seen by its error: a
 * cancellation or a broken connection that is waited out would be told as a server that did not answer. When
 * exactly the watchdog ends a connection is in test-watchdog.c. */

#define LARGE (16 * 1024 * 1024)
#define PREFIX ".CTLFile.tlv.etoken-ctl-"

/* A limit that nothing here comes near. */
#define LONG_MS 60000

/* Something that happens at the middle of the upload. */
typedef struct {
  GCancellable *cancellable;
  int signal;
  guint timeout_ms;
  gboolean happened;
  double last; /* part of the upload that was done in the end */
} Event;

static void
on_progress(const char *step, double fraction, gpointer user_data)
{
  Event *event = user_data;
  if (!g_str_has_prefix(step, "Uploading"))
    return;
  event->last = fraction;
  if (event->happened || fraction < 0.5)
    return;
  event->happened = TRUE;
  if (event->signal != 0)
    sshd_signal_user("keys", event->signal);
  g_cancellable_cancel(event->cancellable);
}

static char *
new_folder(const char *name)
{
  char *folder = sshd_path("home/keys/%s", name);
  uid_t uid = getpwnam("keys")->pw_uid;
  g_autofree char *file = g_build_filename(folder, "CTLFile.tlv", NULL);
  g_assert_cmpint(g_mkdir(folder, 0755), ==, 0);
  g_assert_cmpint(chown(folder, uid, uid), ==, 0);
  sshd_write(file, "old");
  g_assert_cmpint(chown(file, uid, uid), ==, 0);
  return folder;
}

static PublisherSession *
open_with_timeout(const char *name, guint timeout_ms)
{
  PublisherLogin login = sshd_login("client");
  login.timeout_ms = timeout_ms;
  g_autofree char *path = g_strdup_printf("/~/%s/CTLFile.tlv", name);
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = NULL;
  PublisherSession *session = sshd_open("keys", path, &login, prompt, &error);
  g_assert_no_error(error);
  return session;
}

static gboolean
replace(PublisherSession *session, const char *folder, GBytes *contents, const Progress *progress,
        GCancellable *cancellable, GError **error)
{
  g_autofree char *file = g_build_filename(folder, "CTLFile.tlv", NULL);
  return sshd_replace(session, file, contents, 0, progress, cancellable, error);
}

static void
check_old_stays(const char *folder)
{
  g_autofree char *file = g_build_filename(folder, "CTLFile.tlv", NULL);
  g_autofree char *text = sshd_read(file);
  g_assert_cmpstr(text, ==, "old");
}

/* Pushes a large file into a folder NAME while EVENT happens. */
static void
push_with_event(const char *name, Event *event, int code, const char *says)
{
  g_autofree char *folder = new_folder(name);
  g_autoptr(PublisherSession) session = open_with_timeout(name, event->timeout_ms);
  g_autoptr(GBytes) contents = sshd_bytes(LARGE);
  g_autoptr(GError) error = NULL;
  const Progress progress = {.func = on_progress, .user_data = event};
  g_assert_false(replace(session, folder, contents, &progress, event->cancellable, &error));
  g_assert_error(error, CTL_ERROR, code);
  g_test_message("%s", error->message);
  g_assert_nonnull(strstr(error->message, says));
  g_assert_true(event->happened);
  g_assert_cmpfloat(event->last, <, 0.51);
  check_old_stays(folder);
  sshd_signal_user("keys", SIGCONT);
}

static void
test_cancel(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  Event event = {.cancellable = cancellable, .timeout_ms = LONG_MS};
  push_with_event("cancel", &event, CTL_ERROR_CANCELLED, "");
  g_autofree char *folder = sshd_path("home/keys/cancel");
  g_assert_cmpuint(sshd_count_files(folder, PREFIX), ==, 0);
}

/* The session is not used up by a cancellation. */
static void
test_cancelled_session_goes_on(void)
{
  g_autofree char *folder = new_folder("again");
  g_autoptr(PublisherSession) session = open_with_timeout("again", LONG_MS);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GBytes) contents = sshd_bytes(LARGE);
  g_autoptr(GBytes) small = sshd_bytes(1000);
  Event event = {.cancellable = cancellable};
  const Progress progress = {.func = on_progress, .user_data = &event};
  g_autoptr(GError) error = NULL;
  g_assert_false(replace(session, folder, contents, &progress, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_clear_error(&error);
  g_assert_true(replace(session, folder, small, NULL, NULL, &error));
  g_assert_no_error(error);
}

static void
test_cancel_frozen(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  Event event = {.cancellable = cancellable, .signal = SIGSTOP, .timeout_ms = LONG_MS};
  push_with_event("frozen-cancel", &event, CTL_ERROR_CANCELLED, "");
}

static void
test_frozen(void)
{
  Event event = {.signal = SIGSTOP, .timeout_ms = 2500};
  push_with_event("frozen", &event, CTL_ERROR_UNREACHABLE, "did not answer for 2.5 seconds");
}

static void
test_killed(void)
{
  Event event = {.signal = SIGKILL, .timeout_ms = LONG_MS};
  push_with_event("killed", &event, CTL_ERROR_UNREACHABLE, "the connection broke");
}

static void
test_cancelled_before(void)
{
  g_autofree char *folder = new_folder("before");
  g_autoptr(PublisherSession) session = open_with_timeout("before", LONG_MS);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GBytes) contents = sshd_bytes(10);
  g_autoptr(GBytes) fetched = NULL;
  g_autoptr(GError) push_error = NULL;
  g_autoptr(GError) fetch_error = NULL;
  g_cancellable_cancel(cancellable);
  g_assert_false(replace(session, folder, contents, NULL, cancellable, &push_error));
  g_assert_error(push_error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_false(publisher_fetch_file(session, 10, &fetched, NULL, NULL, cancellable, &fetch_error));
  g_assert_error(fetch_error, CTL_ERROR, CTL_ERROR_CANCELLED);
  check_old_stays(folder);
}

/* A listening socket that never says a word. */
static GSocket *
listen_silently(guint16 *port)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string("127.0.0.1", 0);
  GSocket *socket = g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error(error);
  g_assert_true(g_socket_bind(socket, any, TRUE, &error));
  g_assert_true(g_socket_listen(socket, &error));
  g_autoptr(GSocketAddress) address = g_socket_get_local_address(socket, &error);
  *port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(address));
  return socket;
}

static void
open_port(guint16 port, guint timeout_ms, GCancellable *cancellable, int code, const char *says)
{
  PublisherLogin login = sshd_login("client");
  login.timeout_ms = timeout_ms;
  g_autofree char *url = g_strdup_printf("sftp://keys@127.0.0.1:%u/~/a", port);
  g_autoptr(PublisherAddress) address = publisher_address_parse(url, NULL);
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherSession) session =
      publisher_session_open(address, &login, prompt, NULL, cancellable, &error);
  g_assert_null(session);
  g_assert_error(error, CTL_ERROR, code);
  g_test_message("%s", error->message);
  g_assert_nonnull(strstr(error->message, says));
}

typedef struct {
  GSocket *socket;
  GCancellable *cancellable;
} Canceller;

/* Cancels once somebody has connected. */
static gpointer
cancel_connected(gpointer data)
{
  const Canceller *canceller = data;
  g_assert_true(g_socket_condition_wait(canceller->socket, G_IO_IN, NULL, NULL));
  g_cancellable_cancel(canceller->cancellable);
  return NULL;
}

static void
test_silent(void)
{
  guint16 port = 0;
  g_autoptr(GSocket) socket G_GNUC_UNUSED = listen_silently(&port);
  open_port(port, 500, NULL, CTL_ERROR_UNREACHABLE, "did not answer for 0.5 seconds");
}

static void
test_silent_cancel(void)
{
  guint16 port = 0;
  g_autoptr(GSocket) socket = listen_silently(&port);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  Canceller canceller = {.socket = socket, .cancellable = cancellable};
  GThread *thread = g_thread_new("cancel", cancel_connected, &canceller);
  open_port(port, LONG_MS, cancellable, CTL_ERROR_CANCELLED, "");
  g_thread_join(thread);
}

static void
test_refused(void)
{
  open_port(1, LONG_MS, NULL, CTL_ERROR_UNREACHABLE, "connection refused");
}

static gpointer
say_hello(gpointer data)
{
  g_autoptr(GSocket) client = g_socket_accept(data, NULL, NULL);
  g_socket_send(client, "220 mail.example ESMTP\r\n", 24, NULL, NULL);
  char buffer[64] = "";
  while (g_socket_receive(client, buffer, sizeof buffer, NULL, NULL) > 0)
    ;
  return NULL;
}

static void
test_no_ssh_server(void)
{
  guint16 port = 0;
  g_autoptr(GSocket) socket = listen_silently(&port);
  GThread *thread = g_thread_new("mail", say_hello, socket);
  open_port(port, 1000, NULL, CTL_ERROR_UNREACHABLE, "the SSH connection cannot be set up");
  g_thread_join(thread);
}

static void
test_unknown_name(void)
{
  g_autoptr(PublisherAddress) address = publisher_address_parse("sftp://keys@no-such-host.invalid/a", NULL);
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherSession) session G_GNUC_UNUSED =
      publisher_session_open(address, NULL, prompt, NULL, NULL, &error);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  g_test_message("%s", error->message);
}

/* An agent that never answers: the user gives up waiting for it. */
static void
test_agent_silent_cancel(void)
{
  g_autofree char *path = sshd_path("silent_agent");
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new(path);
  g_autoptr(GSocket) socket =
      g_socket_new(G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_assert_true(g_socket_bind(socket, address, FALSE, NULL) && g_socket_listen(socket, NULL));
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_setenv("SSH_AUTH_SOCK", path, TRUE);
  Canceller canceller = {.socket = socket, .cancellable = cancellable};
  GThread *thread = g_thread_new("cancel", cancel_connected, &canceller);
  PublisherLogin login = sshd_login(NULL);
  login.timeout_ms = LONG_MS;
  g_autoptr(PublisherAddress) to = publisher_address_parse("sftp://keys@127.0.0.1/~/a", NULL);
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherSession) session G_GNUC_UNUSED =
      publisher_session_open(to, &login, prompt, NULL, cancellable, &error);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_thread_join(thread);
  g_unsetenv("SSH_AUTH_SOCK");
}

static guint
count_descriptors(void)
{
  return sshd_count_files("/proc/self/fd", "");
}

/* Neither good nor bad sessions keep a descriptor. */
static void
test_no_descriptor_left(void)
{
  guint16 port = 0;
  g_autoptr(GSocket) socket G_GNUC_UNUSED = listen_silently(&port);
  g_autofree char *agent = sshd_path("agent");
  g_setenv("SSH_AUTH_SOCK", agent, TRUE);
  open_port(port, 50, NULL, CTL_ERROR_UNREACHABLE, "");
  guint before = count_descriptors();
  for (int i = 0; i < 3; i++) {
    const PublisherLogin login = sshd_login(NULL);
    g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
    g_autoptr(PublisherSession) good = sshd_open("keys", "/~/a", &login, prompt, NULL);
    g_assert_nonnull(good);
    g_autoptr(PublisherSession) refused G_GNUC_UNUSED = sshd_open("plain", "/~/a", &login, prompt, NULL);
    open_port(port, 50, NULL, CTL_ERROR_UNREACHABLE, "");
    open_port(1, 50, NULL, CTL_ERROR_UNREACHABLE, "");
  }
  g_assert_cmpuint(count_descriptors(), ==, before);
  g_unsetenv("SSH_AUTH_SOCK");
}

/* Two sessions in two threads, each with its own job. */
static gpointer
push_ten(gpointer data)
{
  g_autofree char *folder = sshd_path("home/keys/%s", (const char *)data);
  g_autoptr(PublisherSession) session = open_with_timeout(data, 10000);
  g_autoptr(GBytes) contents = sshd_bytes(100000);
  for (int i = 0; i < 10; i++)
    g_assert_true(replace(session, folder, contents, NULL, NULL, NULL));
  return NULL;
}

static void
test_threads(void)
{
  g_autofree char *first G_GNUC_UNUSED = new_folder("thread1");
  g_autofree char *second G_GNUC_UNUSED = new_folder("thread2");
  GThread *threads[] = {g_thread_new("one", push_ten, "thread1"), g_thread_new("two", push_ten, "thread2")};
  g_thread_join(threads[0]);
  g_thread_join(threads[1]);
}

/* --- eight pushes at once, each of its own list --- */

#define N_PUSHERS 8

typedef struct {
  const char *user;
  const Folder *folder;
  guint number;
  GError *error;
} Pusher;

static gpointer
push_own(gpointer data)
{
  Pusher *pusher = data;
  g_autoptr(PublisherSession) session = sshd_must_open(pusher->user, pusher->folder->url_path);
  g_autoptr(GBytes) contents = sshd_bytes(1000 + pusher->number);
  g_autoptr(GBytes) judged = g_bytes_new_static("old", 3);
  const PublisherReplaceRequest request = {.contents = contents, .judged = judged, .keep_old = 1};
  publisher_replace_file(session, &request, NULL, NULL, &pusher->error);
  return NULL;
}

/* One list is in place, one push was done, and each of the others was told. */
static void
check_one_won(const char *user, const Folder *folder, const Pusher *pushers)
{
  guint n_won = 0;
  for (guint i = 0; i < N_PUSHERS; i++) {
    g_autoptr(GBytes) contents = sshd_bytes(1000 + i);
    n_won += pushers[i].error == NULL ? 1 : 0;
    if (pushers[i].error == NULL)
      folder_check_file(folder->file, contents, uid_of(user), uid_of(user), 0644);
    else if (!g_error_matches(pushers[i].error, CTL_ERROR, CTL_ERROR_IN_USE))
      g_assert_error(pushers[i].error, CTL_ERROR, CTL_ERROR_CHANGED);
  }
  g_assert_cmpuint(n_won, ==, 1);
}

static void
test_eight(gconstpointer data)
{
  const char *user = data;
  g_autoptr(Folder) folder = folder_new(user);
  g_autoptr(GBytes) old = g_bytes_new_static("old", 3);
  g_autofree char *kept = g_strconcat(folder->file, ".etoken-ctl-old", NULL);
  Pusher pushers[N_PUSHERS] = {0};
  GThread *threads[N_PUSHERS] = {NULL};
  folder_put_old(folder, uid_of(user), uid_of(user), 0644);
  for (guint i = 0; i < N_PUSHERS; i++) {
    pushers[i] = (Pusher){.user = user, .folder = folder, .number = i};
    threads[i] = g_thread_new("push", push_own, &pushers[i]);
  }
  for (guint i = 0; i < N_PUSHERS; i++)
    g_thread_join(threads[i]);
  check_one_won(user, folder, pushers);
  folder_check_file(kept, old, uid_of(user), uid_of(user), 0644);
  folder_check_nothing_left(folder);
  for (guint i = 0; i < N_PUSHERS; i++)
    g_clear_error(&pushers[i].error);
}

static void
add_tests(void)
{
  g_test_add_func("/publisher/trouble/cancel", test_cancel);
  g_test_add_func("/publisher/trouble/cancelled-session-goes-on", test_cancelled_session_goes_on);
  g_test_add_func("/publisher/trouble/cancel-frozen", test_cancel_frozen);
  g_test_add_func("/publisher/trouble/frozen", test_frozen);
  g_test_add_func("/publisher/trouble/killed", test_killed);
  g_test_add_func("/publisher/trouble/cancelled-before", test_cancelled_before);
  g_test_add_func("/publisher/trouble/silent", test_silent);
  g_test_add_func("/publisher/trouble/silent-cancel", test_silent_cancel);
  g_test_add_func("/publisher/trouble/refused", test_refused);
  g_test_add_func("/publisher/trouble/no-ssh-server", test_no_ssh_server);
  g_test_add_func("/publisher/trouble/unknown-name", test_unknown_name);
  g_test_add_func("/publisher/trouble/agent-silent-cancel", test_agent_silent_cancel);
  g_test_add_func("/publisher/trouble/no-descriptor-left", test_no_descriptor_left);
  g_test_add_func("/publisher/trouble/threads", test_threads);
  g_test_add_data_func("/publisher/trouble/eight-at-once", "keys", test_eight);
  g_test_add_data_func("/publisher/trouble/eight-at-once-without-posix-rename", "plain", test_eight);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
