/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: services only where they are activated, one node after the other: TN214231; what the platform CLI
 * answers: public logs, and the texts that the command itself prints. */
#include "app/workflow/nodes/service-restart.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/publisher/cli/platform-cli-answers.h"
#include "app/publisher/cli/platform-cli-text.h"
#include "app/publisher/cli/platform-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#define ASK_SERVICES "utils service list"

/* What becomes of the services of a node. The names are the request's. */
typedef struct {
  const char *host;
  PlatformCli *cli;
  const Progress *progress;
  GCancellable *cancellable;
  char *list;           /* the answer to ASK_SERVICES; NULL where the node refuses that command */
  GPtrArray *wanted;    /* all that may run there */
  GPtrArray *restarted; /* those that the node called started */
  GPtrArray *not_activated;
  GPtrArray *absent; /* the node knows no such service */
} Work;

static void
work_clear(Work *work)
{
  platform_cli_close(work->cli);
  g_free(work->list);
  g_ptr_array_unref(work->wanted);
  g_ptr_array_unref(work->restarted);
  g_ptr_array_unref(work->not_activated);
  g_ptr_array_unref(work->absent);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* FALSE when the session broke; a node may refuse the command without harm. */
static gboolean
ask_list(Work *work, GError **error)
{
  g_clear_pointer(&work->list, g_free);
  return platform_cli_ask(work->cli, ASK_SERVICES, &work->list, work->cancellable, error);
}

static PlatformService
look_up(const Work *work, const char *service)
{
  return work->list != NULL ? platform_cli_parse_service(work->list, service) : PLATFORM_SERVICE_UNKNOWN;
}

/* TEXT without blanks and line ends: a name may be wrapped anywhere. */
static char *
squeeze(const char *text)
{
  g_autoptr(GString) squeezed = g_string_new(NULL);
  for (; *text != '\0'; text++)
    if (!g_ascii_isspace(*text))
      g_string_append_c(squeezed, *text);
  return g_strdup(squeezed->str);
}

/* TRUE when the node has told its services, and SERVICE is none of them. One in a state that nobody here
 * knows is one of them. */
static gboolean
is_unlisted(const Work *work, const char *service)
{
  if (work->list == NULL || !platform_cli_tells_services(work->list))
    return FALSE;
  g_autofree char *list = squeeze(work->list);
  g_autofree char *name = squeeze(service);
  return strstr(list, name) == NULL;
}

static void
choose(Work *work, char **services)
{
  for (; *services != NULL; services++) {
    gboolean is_off = look_up(work, *services) == PLATFORM_SERVICE_NOT_ACTIVATED;
    g_ptr_array_add(is_off ? work->not_activated : work->wanted, *services);
  }
}

static char *
join(const GPtrArray *names, const char *between)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? between : "", (const char *)g_ptr_array_index(names, i));
  return g_strdup(text->str);
}

/* --- the question --- */

/* Phones are registered with Cisco CallManager, and with no other of the services. */
static gboolean
ends_registrations(const Work *work)
{
  for (guint i = 0; i < work->wanted->len; i++)
    if (g_str_equal(g_ptr_array_index(work->wanted, i), "Cisco CallManager"))
      return TRUE;
  return FALSE;
}

static char *
describe_effect(const Work *work)
{
  g_autoptr(GString) text =
      g_string_new(work->wanted->len == 1
                       ? _("This runs \"utils service restart\" there.")
                       : _("This runs \"utils service restart\" there for each of them that is activated."));
  if (ends_registrations(work))
    g_string_append_printf(text, " %s",
                           _("Phones that are registered there lose their registration for a while."));
  if (work->not_activated->len == 0)
    return g_strdup(text->str);
  g_autofree char *names = join(work->not_activated, ", ");
  g_autofree char *rest = g_strdup_printf(_("Not activated there, and left alone: %s."), names);
  return g_strdup_printf("%s %s", text->str, rest);
}

static gboolean
confirm(const Work *work, CtlPrompt *prompt, GError **error)
{
  gboolean yes = FALSE;
  g_autofree char *services = join(work->wanted, _(", then "));
  /* TRANSLATORS: a question; the question mark is added. */
  g_autofree char *message = g_strdup_printf(_("Restart %s on %s now"), services, work->host);
  g_autofree char *detail = describe_effect(work);
  PromptQuestion question = {
      .kind = PROMPT_RESTART, .subject = work->host, .message = message, .detail = detail};
  if (!prompt_confirm(prompt, &question, &yes, work->cancellable, error))
    return FALSE;
  if (!yes)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_CANCELLED,
                        _("Stopped; the same command goes on from here"));
  return yes;
}

/* --- the restart --- */

static gboolean
fail(const Work *work, const char *service, const char *answer, GError **error)
{
  g_autofree char *line = platform_cli_last_line(answer);
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_REMOTE,
      _("Node %s does not say that %s was started again; its last words are \"%s\". Look at the service "
        "there, then give the same command again"),
      work->host, service, line);
  return FALSE;
}

/* The first of SERVICES that the node does not call started; NULL when there is none. */
static const char *
find_missing(const Work *work, const GPtrArray *services)
{
  for (guint i = 0; i < services->len; i++)
    if (look_up(work, g_ptr_array_index(services, i)) != PLATFORM_SERVICE_STARTED)
      return g_ptr_array_index(services, i);
  return NULL;
}

static gboolean
fail_to_come_back(const Work *work, const char *service, GError **error)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
              _("Node %s: %s has not come back for %u minutes. Look at it there before any other node is "
                "restarted, then give the same command again"),
              work->host, service, SERVICE_RESTART_LIMIT_S / 60u);
  return FALSE;
}

/* Until the node calls all SERVICES started. FALSE without an error where it refuses to list its services. */
static gboolean
wait_until_started(Work *work, const GPtrArray *services, GError **error)
{
  gint64 limit = clock_in_ms(SERVICE_RESTART_LIMIT_S * 1000);
  while (ask_list(work, error) && work->list != NULL) {
    const char *missing = find_missing(work, services);
    if (missing == NULL)
      return TRUE;
    if (clock_now_us() >= limit)
      return fail_to_come_back(work, missing, error);
    progress_step(work->progress, _("Waiting until %s runs on %s again"), missing, work->host);
    if (!clock_sleep(clock_in_ms(SERVICE_RESTART_POLL_S * 1000), work->cancellable))
      return !ctl_cancelled(work->cancellable, error);
  }
  return FALSE;
}

/* ANSWER has left the service on its way. The node has to say that it arrived. */
static gboolean
wait_for_one(Work *work, char *service, const char *answer, GError **error)
{
  g_autoptr(GPtrArray) one = g_ptr_array_new();
  g_ptr_array_add(one, service);
  g_autoptr(GError) why = NULL;
  if (wait_until_started(work, one, &why)) {
    g_ptr_array_add(work->restarted, service);
    return TRUE;
  }
  if (why == NULL)
    return fail(work, service, answer, error);
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

/* Only a service that is called started after it was asked was restarted. */
static gboolean
judge_answer(Work *work, char *service, const char *answer, GError **error)
{
  switch (platform_cli_parse_restart(answer, service)) {
  case PLATFORM_SERVICE_STARTED:
    g_ptr_array_add(work->restarted, service);
    return TRUE;
  case PLATFORM_SERVICE_NOT_ACTIVATED:
    g_ptr_array_add(work->not_activated, service);
    return TRUE;
  case PLATFORM_SERVICE_STARTING:
  case PLATFORM_SERVICE_STOPPING:
    return wait_for_one(work, service, answer, error);
  case PLATFORM_SERVICE_STOPPED:
  case PLATFORM_SERVICE_COMMANDED_OUT:
    return fail(work, service, answer, error);
  case PLATFORM_SERVICE_UNKNOWN:
    break;
  }
  if (!is_unlisted(work, service))
    return fail(work, service, answer, error);
  g_ptr_array_add(work->absent, service);
  return TRUE;
}

static gboolean
restart_service(Work *work, char *service, GError **error)
{
  g_autoptr(GError) why = NULL;
  g_autofree char *command = g_strconcat("utils service restart ", service, NULL);
  progress_step(work->progress, _("Restarting %s on %s"), service, work->host);
  g_autofree char *answer = platform_cli_run(work->cli, command, PLATFORM_CLI_NO, work->cancellable, &why);
  if (answer != NULL)
    return judge_answer(work, service, answer, error);
  if (is_unlisted(work, service) && g_error_matches(why, CTL_ERROR, CTL_ERROR_REMOTE)) {
    g_ptr_array_add(work->absent, service);
    return TRUE;
  }
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

/* A node that refuses to list its services has called each of them started before; so it has one that its
 * list does not name, which would be waited for in vain. */
static gboolean
wait_for_all(Work *work, GError **error)
{
  g_autoptr(GError) why = NULL;
  g_autoptr(GPtrArray) listed = g_ptr_array_new();
  for (guint i = 0; i < work->restarted->len; i++)
    if (!is_unlisted(work, g_ptr_array_index(work->restarted, i)))
      g_ptr_array_add(listed, g_ptr_array_index(work->restarted, i));
  if (wait_until_started(work, listed, &why) || why == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

static gboolean
restart_wanted(Work *work, CtlPrompt *prompt, GError **error)
{
  if (work->wanted->len == 0)
    return TRUE;
  if (!confirm(work, prompt, error))
    return FALSE;
  for (guint i = 0; i < work->wanted->len; i++)
    if (!restart_service(work, g_ptr_array_index(work->wanted, i), error))
      return FALSE;
  return work->restarted->len == 0 || wait_for_all(work, error);
}

/* --- what was done --- */

/* "pub: restarted Cisco Tftp, Cisco CallManager; not activated there, which is no failure: Cisco CTIManager."
 */
static char *
describe_activated(const Work *work)
{
  g_autofree char *restarted = join(work->restarted, ", ");
  g_autofree char *not_activated = join(work->not_activated, ", ");
  if (work->restarted->len == 0 && work->not_activated->len == 0)
    return g_strdup_printf(_("%s: nothing had to be restarted."), work->host);
  if (work->not_activated->len == 0)
    return g_strdup_printf(_("%s: restarted %s."), work->host, restarted);
  if (work->restarted->len == 0)
    return g_strdup_printf(_("%s: nothing had to be restarted, since these are not activated there: %s."),
                           work->host, not_activated);
  return g_strdup_printf(_("%s: restarted %s; not activated there, which is no failure: %s."), work->host,
                         restarted, not_activated);
}

static char *
describe(const Work *work)
{
  g_autofree char *activated = describe_activated(work);
  if (work->absent->len == 0)
    return g_steal_pointer(&activated);
  g_autofree char *names = join(work->absent, ", ");
  /* TRANSLATORS: the names of services follow */
  g_autofree char *absent = g_strdup_printf(_("Unknown there, which is no failure: %s."), names);
  return g_strdup_printf("%s %s", activated, absent);
}

char *
service_restart_run(const ServiceRestart *restart, CtlPrompt *prompt, const Progress *progress,
                    GCancellable *cancellable, GError **error)
{
  g_auto(Work) work = {.host = restart->node->host,
                       .progress = progress,
                       .cancellable = cancellable,
                       .wanted = g_ptr_array_new(),
                       .restarted = g_ptr_array_new(),
                       .not_activated = g_ptr_array_new(),
                       .absent = g_ptr_array_new()};
  work.cli = platform_cli_open(restart->node, restart->login, prompt, progress, cancellable, error);
  if (work.cli == NULL || !ask_list(&work, error))
    return NULL;
  choose(&work, restart->services);
  if (!restart_wanted(&work, prompt, error))
    return NULL;
  if (restart->restarted != NULL)
    *restart->restarted = work.restarted->len > 0;
  return describe(&work);
}
