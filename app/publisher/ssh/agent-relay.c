/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/agent-relay.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

/* Longest message of an agent, as OpenSSH's ssh-agent has it. */
#define MAX_MESSAGE_LEN (256 * 1024)

/* An agent that takes longer is given up. Its user may have to look for a device to touch. */
#define AGENT_TIMEOUT_SECONDS 120

struct _AgentRelay {
  Watchdog *watchdog;
  GCancellable *job;  /* the user's */
  GCancellable *stop; /* ends the thread; cancelled with the job too */
  gulong handler;
  char *folder;
  char *path;
  GSocket *listener;
  GSocketConnection *agent;
  GThread *thread;
};

/* draft-miller-ssh-agent, section 3: four bytes of length and so many more. */
static GBytes *
read_message(GSocketConnection *from, GCancellable *cancellable)
{
  GInputStream *stream = g_io_stream_get_input_stream(G_IO_STREAM(from));
  guint32 head = 0;
  gsize n = 0;
  if (!g_input_stream_read_all(stream, &head, sizeof head, &n, cancellable, NULL) || n != sizeof head)
    return NULL;
  gsize len = GUINT32_FROM_BE(head);
  if (len > MAX_MESSAGE_LEN)
    return NULL;
  g_autofree guint8 *message = g_malloc(sizeof head + len);
  memcpy(message, &head, sizeof head);
  if (!g_input_stream_read_all(stream, message + sizeof head, len, &n, cancellable, NULL) || n != len)
    return NULL;
  return g_bytes_new_take(g_steal_pointer(&message), sizeof head + len);
}

static gboolean
write_message(GSocketConnection *to, GBytes *message, GCancellable *cancellable)
{
  GOutputStream *stream = g_io_stream_get_output_stream(G_IO_STREAM(to));
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data(message, &len);
  return g_output_stream_write_all(stream, bytes, len, NULL, cancellable, NULL);
}

/* The session's thread is inside a call of libssh all the while; its clock runs again before it gets the
 * answer. */
static GBytes *
ask_agent(AgentRelay *relay, GBytes *request)
{
  watchdog_call_ended(relay->watchdog);
  GBytes *answer = NULL;
  if (write_message(relay->agent, request, relay->stop))
    answer = read_message(relay->agent, relay->stop);
  watchdog_call_begins(relay->watchdog);
  return answer;
}

static gboolean
relay_one(AgentRelay *relay, GSocketConnection *client)
{
  g_autoptr(GBytes) request = read_message(client, relay->stop);
  g_autoptr(GBytes) answer = request != NULL ? ask_agent(relay, request) : NULL;
  return answer != NULL && write_message(client, answer, relay->stop);
}

/* The one client that libssh is, until one of the three has enough of it. */
static void
serve(AgentRelay *relay)
{
  g_autoptr(GSocket) socket = g_socket_accept(relay->listener, relay->stop, NULL);
  if (socket == NULL)
    return;
  g_autoptr(GSocketConnection) client = g_socket_connection_factory_create_connection(socket);
  while (relay_one(relay, client))
    ;
  g_io_stream_close(G_IO_STREAM(client), NULL, NULL);
}

/* When it is over nobody may be let in any more: libssh would wait for ever for an answer, also when it had
 * connected a moment before the job was cancelled. */
static gpointer
run(gpointer data)
{
  AgentRelay *relay = data;
  serve(relay);
  g_socket_close(relay->listener, NULL);
  return NULL;
}

static GSocketConnection *
connect_agent(GCancellable *cancellable)
{
  const char *path = g_getenv("SSH_AUTH_SOCK");
  if (path == NULL || *path == '\0')
    return NULL;
  g_autoptr(GSocketClient) client = g_socket_client_new();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new(path);
  g_socket_client_set_enable_proxy(client, FALSE);
  g_socket_client_set_timeout(client, AGENT_TIMEOUT_SECONDS);
  return g_socket_client_connect(client, G_SOCKET_CONNECTABLE(address), cancellable, NULL);
}

static gboolean
listen_in_folder(AgentRelay *relay)
{
  relay->folder = g_dir_make_tmp("etoken-ctl-XXXXXX", NULL);
  if (relay->folder == NULL)
    return FALSE;
  relay->path = g_build_filename(relay->folder, "agent", NULL);
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new(relay->path);
  relay->listener = g_socket_new(G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  return relay->listener != NULL && g_socket_bind(relay->listener, address, FALSE, NULL) &&
         g_socket_listen(relay->listener, NULL);
}

static void
on_cancelled(GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel(stop);
}

AgentRelay *
agent_relay_start(Watchdog *watchdog, GCancellable *cancellable)
{
  g_autoptr(GSocketConnection) agent = connect_agent(cancellable);
  if (agent == NULL)
    return NULL;
  g_autoptr(AgentRelay) relay = g_new0(AgentRelay, 1);
  relay->watchdog = watchdog;
  relay->agent = g_steal_pointer(&agent);
  relay->stop = g_cancellable_new();
  if (!listen_in_folder(relay))
    return NULL;
  if (cancellable != NULL) {
    relay->job = g_object_ref(cancellable);
    relay->handler = g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), g_object_ref(relay->stop),
                                           g_object_unref);
  }
  relay->thread = g_thread_new("ssh-agent-relay", run, relay);
  return g_steal_pointer(&relay);
}

void
agent_relay_stop(AgentRelay *relay)
{
  if (relay == NULL)
    return;
  g_cancellable_cancel(relay->stop);
  if (relay->thread != NULL)
    g_thread_join(relay->thread);
  g_cancellable_disconnect(relay->job, relay->handler);
  g_clear_object(&relay->job);
  g_clear_object(&relay->stop);
  g_clear_object(&relay->listener);
  g_clear_object(&relay->agent);
  if (relay->path != NULL)
    g_unlink(relay->path);
  if (relay->folder != NULL)
    g_rmdir(relay->folder);
  g_free(relay->path);
  g_free(relay->folder);
  g_free(relay);
}

const char *
agent_relay_path(const AgentRelay *relay)
{
  return relay->path;
}
