/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli-answers.h"

/* The states of services, as the answers tell them: "Cisco Tftp[STARTED]", "System SSH [STARTED]", "Password
 * Reset [STOPPED]  Service Not Activated". Sources: public logs. What belongs to a state may stand in the
 * next line, blanks may stand anywhere, and a state may be told several times. */

#define NOT_ACTIVATED "Service\\s+Not\\s+Activated"
#define COMMANDED_OUT "Commanded\\s+Out\\s+of\\s+Service"

static gboolean
says(const char *text, const char *pattern)
{
  return g_regex_match_simple(pattern, text, G_REGEX_CASELESS, 0);
}

/* MORE is what stands between a state that is none of the running ones, and the next. */
static PlatformService
read_stopped(const char *more)
{
  if (says(more, NOT_ACTIVATED))
    return PLATFORM_SERVICE_NOT_ACTIVATED;
  return says(more, COMMANDED_OUT) ? PLATFORM_SERVICE_COMMANDED_OUT : PLATFORM_SERVICE_STOPPED;
}

static PlatformService
read_state(const char *state, const char *more)
{
  static const struct {
    const char *word;
    PlatformService service;
  } running[] = {{"STARTED", PLATFORM_SERVICE_STARTED},
                 {"STARTING", PLATFORM_SERVICE_STARTING},
                 {"STOPPING", PLATFORM_SERVICE_STOPPING}};
  for (gsize i = 0; i < G_N_ELEMENTS(running); i++)
    if (g_ascii_strcasecmp(state, running[i].word) == 0)
      return running[i].service;
  return says(state, "^(STOPPED|NOT ?RUNNING)$") ? read_stopped(more) : PLATFORM_SERVICE_UNKNOWN;
}

/* Finds "NAME[STATE] MORE" at the begin of lines; NAME is a pattern. */
static GRegex *
make_pattern(const char *name)
{
  g_autofree char *pattern =
      g_strdup_printf("^[ \\t]*%s[ \\t]*\\[[ \\t]*([A-Z ]+?)[ \\t]*\\](?=([^\\[]*))", name);
  return g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_CASELESS, 0, NULL);
}

PlatformService
platform_cli_parse_service(const char *text, const char *service)
{
  PlatformService found = PLATFORM_SERVICE_UNKNOWN;
  g_autofree char *escaped = g_regex_escape_string(service, -1);
  g_auto(GStrv) words = g_strsplit(escaped, " ", -1);
  g_autofree char *name = g_strjoinv("\\s+", words);
  g_autoptr(GRegex) regex = make_pattern(name);
  g_autoptr(GMatchInfo) match = NULL;
  g_regex_match(regex, text, 0, &match);
  for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
    g_autofree char *state = g_match_info_fetch(match, 1);
    g_autofree char *more = g_match_info_fetch(match, 2);
    found = read_state(state, more);
  }
  return found;
}

PlatformService
platform_cli_parse_restart(const char *text, const char *service)
{
  PlatformService found = platform_cli_parse_service(text, service);
  if (found != PLATFORM_SERVICE_UNKNOWN || platform_cli_tells_services(text))
    return found;
  return says(text, NOT_ACTIVATED) ? PLATFORM_SERVICE_NOT_ACTIVATED : PLATFORM_SERVICE_UNKNOWN;
}

gboolean
platform_cli_tells_services(const char *text)
{
  g_autoptr(GRegex) regex = make_pattern("\\S[^\\[\\n]*");
  return g_regex_match(regex, text, 0, NULL);
}
