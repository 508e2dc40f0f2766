/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/token-watch.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/token-json.h"
#include "pkcs11/token-monitor.h"
#include "pkcs11/usb/usb-trouble.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct {
  GMainLoop *loop;
  gboolean json;
  guint n_tokens;
  gboolean ready; /* what comes now has just been plugged in */
} Watch;

/* TRANSLATORS: a token is there, was plugged in, was pulled out, has another password state or certificate.
 * JSON has these words as they stand here. */
static const char *const events[] = {N_("present"), N_("plugged"), N_("unplugged"), N_("changed")};

/* Readers of a pipe get each line at once. */
static void
flush_line(const Watch *watch)
{
  if (!command_print_flush())
    g_main_loop_quit(watch->loop);
}

static void
add_token(JsonBuilder *builder, const Token *token)
{
  json_builder_set_member_name(builder, "token");
  json_builder_begin_object(builder);
  json_add_token_identity(builder, token);
  json_add_boolean(builder, "sast", token_get_certificate(token) != NULL);
  json_add_boolean(builder, "password_locked",
                   (token_get_password_state(token) & TOKEN_PASSWORD_LOCKED) != 0);
  json_builder_end_object(builder);
}

static void
print_json(const Watch *watch, const char *event, const Token *token, const char *message)
{
  g_autoptr(GDateTime) utc = clock_dup_utc();
  g_autoptr(GDateTime) now = g_date_time_to_local(utc);
  g_autofree char *time = g_date_time_format_iso8601(now);
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_string(builder, "time", time);
  json_add_string(builder, "event", event);
  if (token != NULL)
    add_token(builder, token);
  if (message != NULL)
    json_add_string(builder, "message", message);
  json_builder_end_object(builder);
  json_output_print_line(builder);
  flush_line(watch);
}

static void
print_text(const Watch *watch, const char *event, const Token *token)
{
  guint width = MAX(9, columns_of_widest(events, G_N_ELEMENTS(events)));
  g_autofree char *padded = columns_pad(_(event), width);
  g_autofree char *hardware = command_describe_hardware(token);
  g_autoptr(GDateTime) utc = clock_dup_utc();
  g_autoptr(GDateTime) now = g_date_time_to_local(utc);
  g_autofree char *time = g_date_time_format(now, "%F %T");
  const char *state = token_describe_password_state(token);
  command_print_line("%s  %s  %s  (%s)%s%s", time, padded, token_get_name(token), hardware,
                     state != NULL ? "  " : "", state != NULL ? state : "");
  flush_line(watch);
}

static void
tell(const Watch *watch, const char *event, const Token *token)
{
  if (watch->json)
    print_json(watch, event, token, NULL);
  else
    print_text(watch, event, token);
}

static void
on_added(CtlTokenMonitor *monitor, const Token *token, Watch *watch)
{
  watch->n_tokens++;
  tell(watch, watch->ready ? "plugged" : "present", token);
}

static void
on_removed(CtlTokenMonitor *monitor, const Token *token, Watch *watch)
{
  watch->n_tokens--;
  tell(watch, "unplugged", token);
}

static void
on_changed(CtlTokenMonitor *monitor, const Token *token, const Watch *watch)
{
  tell(watch, "changed", token);
}

static void
tell_failure(const Watch *watch, const char *message)
{
  if (watch->json)
    print_json(watch, "failed", NULL, message);
  command_note("etoken-ctl: %s.", message);
}

static void
on_failed(CtlTokenMonitor *monitor, const GError *failure, const Watch *watch)
{
  tell_failure(watch, failure->message);
}

static void
on_ready(CtlTokenMonitor *monitor, Watch *watch)
{
  g_autofree char *denied = watch->n_tokens == 0 ? usb_trouble_find_denied(NULL) : NULL;
  if (denied != NULL)
    tell_failure(watch, denied);
  watch->ready = TRUE;
  if (watch->json)
    print_json(watch, "ready", NULL, NULL);
  guint n = token_monitor_get_n_modules(monitor);
  command_note(
      ngettext("Watching %u PKCS#11 module; Ctrl-C ends.", "Watching %u PKCS#11 modules; Ctrl-C ends.", n),
      n);
}

static gboolean
on_cancelled(GCancellable *cancellable, gpointer user_data)
{
  g_main_loop_quit(user_data);
  return G_SOURCE_REMOVE;
}

static void
run_until_cancelled(GMainLoop *loop, GCancellable *cancellable)
{
  g_autoptr(GSource) source = g_cancellable_source_new(cancellable);
  g_source_set_callback(source, G_SOURCE_FUNC(on_cancelled), loop, NULL);
  g_source_attach(source, NULL);
  g_main_loop_run(loop);
  g_source_destroy(source);
}

gboolean
token_watch_run(CommandContext *context, GError **error)
{
  g_autoptr(CtlTokenMonitor) monitor = token_monitor_new((const char *const *)context->options.modules, 0);
  if (token_monitor_get_n_modules(monitor) == 0)
    return command_fail_without_tokens(&(const TokenList){0}, error);
  g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
  Watch watch = {.loop = loop, .json = context->options.json};
  g_signal_connect(monitor, "token-added", G_CALLBACK(on_added), &watch);
  g_signal_connect(monitor, "token-removed", G_CALLBACK(on_removed), &watch);
  g_signal_connect(monitor, "token-changed", G_CALLBACK(on_changed), &watch);
  g_signal_connect(monitor, "failed", G_CALLBACK(on_failed), &watch);
  g_signal_connect(monitor, "ready", G_CALLBACK(on_ready), &watch);
  run_until_cancelled(loop, context->cancellable);
  return !ctl_cancelled(context->cancellable, error); /* else the output failed, which is told by itself */
}
