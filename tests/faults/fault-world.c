/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fault-world.h"

#include "soft-tokens.h"

#include <glib/gstdio.h>

#define REPORT_PREFIX "sanitizer"

static char *rules_path;
static char *log_path;

void
fault_set_rules(const char *rules)
{
  g_assert_true(g_file_set_contents(rules_path, rules, -1, NULL));
  g_unlink(log_path);
}

/* How often the module was asked for CALL since the rules were set; *PID (may be NULL) is who asked last. */
guint
fault_find_calls(const char *call, int *pid)
{
  g_autofree char *log = NULL;
  guint n = 0;
  if (!g_file_get_contents(log_path, &log, NULL, NULL))
    return 0;
  g_auto(GStrv) lines = g_strsplit(log, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
    if (g_strcmp0(words[0], call) != 0)
      continue;
    n++;
    if (pid != NULL)
      *pid = (int)g_ascii_strtoll(words[1], NULL, 10);
  }
  return n;
}

guint
fault_count_calls(const char *call)
{
  return fault_find_calls(call, NULL);
}

guint
fault_count_all_calls(void)
{
  g_autofree char *log = NULL;
  guint n = 0;
  if (!g_file_get_contents(log_path, &log, NULL, NULL))
    return 0;
  for (const char *c = log; *c != '\0'; c++)
    n += *c == '\n';
  return n;
}

void
fault_check_reports(const char *point)
{
  g_autoptr(GDir) folder = g_dir_open(soft_tokens_folder(), 0, NULL);
  const char *name = NULL;
  while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
    g_autofree char *path = g_build_filename(soft_tokens_folder(), name, NULL);
    g_autofree char *report = NULL;
    if (g_str_has_prefix(name, REPORT_PREFIX) && g_file_get_contents(path, &report, NULL, NULL))
      g_error("%s: the sanitizers say of the token helper: %s", point, report);
  }
}

/* Nobody else would see them: the helper's standard error is silent. */
static void
collect_reports(void)
{
  const char *options = g_getenv("ASAN_OPTIONS");
  g_autofree char *collecting =
      g_strdup_printf("%s:log_path=%s/" REPORT_PREFIX, options != NULL ? options : "", soft_tokens_folder());
  g_setenv("ASAN_OPTIONS", collecting, TRUE);
}

const char *
fault_rules_path(void)
{
  return rules_path;
}

void
fault_world_create(void)
{
  rules_path = g_build_filename(soft_tokens_folder(), "faults", NULL);
  log_path = g_build_filename(soft_tokens_folder(), "calls", NULL);
  g_setenv("FAULTS_FILE", rules_path, TRUE);
  g_setenv("FAULTS_LOG", log_path, TRUE);
  collect_reports();
  soft_tokens_create();
}

void
fault_world_delete(void)
{
  fault_check_reports("the last test");
  soft_tokens_delete();
  g_free(rules_path);
  g_free(log_path);
}
