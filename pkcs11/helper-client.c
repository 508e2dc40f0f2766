/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper-client.h"

#include "app/base/child.h"
#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/base/process.h"
#include "app/base/text.h"
#include "pkcs11/modules/module-kind.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long a helper that gave its answer may take to tidy up. */
#define EXIT_MS 2000

struct _HelperClient {
  Child *child;
  Channel channel;
  guint timeout_ms;
  char *module;
  gboolean answered; /* no answer is outstanding, so the helper ends by itself */
};

/* Helpers that could not be ended, each with its module: no other one is started for that, which would wait
 * for the same device. */
static GMutex lock;
static GHashTable *left_behind; /* of their numbers, by the modules' names */

static void
note_left(const char *module, int pid)
{
  g_mutex_lock(&lock);
  if (left_behind == NULL)
    left_behind = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_replace(left_behind, g_strdup(module), GINT_TO_POINTER(pid));
  g_mutex_unlock(&lock);
}

/* FALSE with an error when the last helper of MODULE is still there. */
static gboolean
check_none_left(const char *module, GError **error)
{
  g_mutex_lock(&lock);
  int pid = left_behind != NULL ? GPOINTER_TO_INT(g_hash_table_lookup(left_behind, module)) : 0;
  if (pid != 0 && !child_is_left(pid)) {
    g_hash_table_remove(left_behind, module);
    pid = 0;
  }
  g_mutex_unlock(&lock);
  if (pid != 0)
    g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_SILENT,
                _("PKCS#11 module %s still waits for a device, in process %d, which cannot be ended"), module,
                pid);
  return pid == 0;
}

/* Takes HELPER_FD. */
static Child *
start(int helper_fd, GError **error)
{
  g_autofree char *program = process_libexec_path("etoken-ctl-token-helper");
  const char *const argv[] = {program, NULL};
  /* What modules print would get between our own output; it is let through for who looks for a fault. */
  GSpawnFlags flags = G_SPAWN_STDOUT_TO_DEV_NULL;
  if (g_getenv("G_MESSAGES_DEBUG") == NULL)
    flags |= G_SPAWN_STDERR_TO_DEV_NULL;
  g_autoptr(GError) cause = NULL;
  Child *child = child_start(argv, helper_fd, flags, NULL, NULL, &cause);
  if (child == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The token helper cannot be started: %s"),
                cause->message);
  return child;
}

HelperClient *
helper_client_start(const char *module, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  int fds[2] = {-1, -1};
  if (!check_none_left(module, error))
    return NULL;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The token helper cannot be started: %s"),
                g_strerror(errno));
    return NULL;
  }
  Child *child = start(fds[1], error);
  if (child == NULL) {
    close(fds[0]);
    return NULL;
  }
  HelperClient *client = g_new0(HelperClient, 1);
  client->child = child;
  client->channel.fd = fds[0];
  client->channel.cancellable = cancellable;
  client->module = g_strdup(module);
  helper_client_set_timeout(client, timeout_ms);
  return client;
}

void
helper_client_set_timeout(HelperClient *client, guint timeout_ms)
{
  client->timeout_ms = timeout_ms;
  client->channel.deadline_us = clock_in_ms(timeout_ms);
}

void
helper_client_set_cancellable(HelperClient *client, GCancellable *cancellable)
{
  client->channel.cancellable = cancellable;
}

/* FALSE when the helper cannot be ended: it waits for a reader in the kernel, and is left behind. */
static gboolean
end_helper(HelperClient *client)
{
  if (child_end(client->child))
    return TRUE;
  note_left(client->module, child_get_pid(client->child));
  return FALSE;
}

/* Waits for the end of the helper, whose end of the channel is closed. A module might have closed descriptors
 * that are not its own, so the wait has an end. */
static void
wait_exit(HelperClient *client)
{
  if (!child_wait(client->child, EXIT_MS))
    end_helper(client);
}

void
helper_client_free(HelperClient *client)
{
  const Channel rest = {.fd = client->channel.fd,
                        .deadline_us = clock_in_ms(EXIT_MS),
                        .cancellable = client->channel.cancellable};
  shutdown(rest.fd, SHUT_WR);
  if (client->answered && channel_drain(&rest, NULL))
    child_wait(client->child, EXIT_MS);
  end_helper(client);
  child_free(client->child);
  close(rest.fd);
  g_free(client->module);
  g_free(client);
}

/* The helper closed the channel in the middle of the job: a module brought it down. */
static void
set_exit_error(HelperClient *client, GError **error)
{
  wait_exit(client);
  if (child_get_signal(client->child) != 0)
    g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED, _("PKCS#11 module %s crashed (signal %d)"),
                client->module, child_get_signal(client->child));
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED,
                _("PKCS#11 module %s ended the token helper (status %d)"), client->module,
                child_get_exit_status(client->child));
}

static char *
describe_silence(const HelperClient *client)
{
  if (client->timeout_ms % 1000 == 0)
    return g_strdup_printf(_("PKCS#11 module %s did not answer within %u s"), client->module,
                           client->timeout_ms / 1000);
  return g_strdup_printf(_("PKCS#11 module %s did not answer within %u ms"), client->module,
                         client->timeout_ms);
}

/* p11-kit's proxy answers only when all of its modules have. */
static void
set_timeout_error(HelperClient *client, GError **error)
{
  g_autofree char *silence = describe_silence(client);
  if (!end_helper(client)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_SILENT,
                _("%s; its process %d waits for a device, cannot be ended and is left behind"), silence,
                child_get_pid(client->child));
  } else if (module_is_proxy(client->module))
    g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_SILENT,
                _("%s; it asks other modules, and one of them does not answer"), silence);
  else
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_MODULE_SILENT, silence);
}

void
helper_client_set_wrong_answer(const HelperClient *client, GError **error)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED,
              _("PKCS#11 module %s damaged the token helper: its answer makes no sense"), client->module);
}

/* Turns what the channel reports into a sentence about the module. Always FALSE. */
static gboolean
translate_error(HelperClient *client, GError *cause, GError **error)
{
  client->answered = FALSE;
  if (g_error_matches(cause, CTL_ERROR, CTL_ERROR_CANCELLED))
    g_propagate_error(error, g_error_copy(cause));
  else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    set_timeout_error(client, error);
  else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    set_exit_error(client, error);
  else
    helper_client_set_wrong_answer(client, error);
  return FALSE;
}

/* The codes that a helper may report. */
static gboolean
is_helper_code(guint code)
{
  switch (code) {
  case CTL_ERROR_USAGE:
  case CTL_ERROR_CANCELLED:
  case CTL_ERROR_FAILED:
  case CTL_ERROR_NO_TOKEN:
  case CTL_ERROR_WRONG_PIN:
  case CTL_ERROR_PIN_LOCKED:
  case CTL_ERROR_TOKEN_REMOVED:
  case CTL_ERROR_MODULE_FOREIGN:
  case CTL_ERROR_MODULE_NOT_LOADED:
  case CTL_ERROR_MODULE_UNFIT:
  case CTL_ERROR_NO_MODULE:
  case CTL_ERROR_TOKEN:
    return TRUE;
  default:
    return FALSE;
  }
}

static void
set_reported_error(HelperClient *client, GVariant *body, GError **error)
{
  guint code = 0;
  const char *message = NULL;
  g_variant_get(body, "(u&s)", &code, &message);
  if (*message == '\0' || !text_is_plain(message))
    helper_client_set_wrong_answer(client, error);
  else
    g_set_error_literal(error, CTL_ERROR, is_helper_code(code) ? (int)code : CTL_ERROR_TOKEN, message);
}

gboolean
helper_client_send(HelperClient *client, MessageKind kind, GVariant *body, GError **error)
{
  g_autoptr(GError) cause = NULL;
  client->answered = FALSE;
  return message_send(&client->channel, kind, body, &cause) || translate_error(client, cause, error);
}

gboolean
helper_client_send_password(HelperClient *client, const Secret *password, GError **error)
{
  g_autoptr(GError) cause = NULL;
  client->answered = FALSE;
  return message_send_password(&client->channel, password, &cause) || translate_error(client, cause, error);
}

GVariant *
helper_client_receive(HelperClient *client, MessageKind *kind, GError **error)
{
  g_autoptr(GVariant) body = NULL;
  g_autoptr(GError) cause = NULL;
  if (!message_receive(&client->channel, kind, &body, NULL, &cause)) {
    translate_error(client, cause, error);
    return NULL;
  }
  client->answered = *kind == MESSAGE_DONE || *kind == MESSAGE_SIGNATURE || *kind == MESSAGE_UNCHANGED ||
                     *kind == MESSAGE_ERROR;
  if (*kind != MESSAGE_ERROR)
    return g_steal_pointer(&body);
  set_reported_error(client, body, error);
  return NULL;
}
