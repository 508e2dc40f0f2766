/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "faulty-rules.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static gboolean all_removed;
static guint n_calls;

char *
faulty_rule(const char *group, const char *key)
{
  const char *path = g_getenv("FAULTS_FILE");
  g_autoptr(GKeyFile) rules = g_key_file_new();
  if (path == NULL || !g_key_file_load_from_file(rules, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string(rules, group, key, NULL);
}

gboolean
faulty_all_removed(void)
{
  return all_removed;
}

static void
log_call(const char *call)
{
  const char *path = g_getenv("FAULTS_LOG");
  FILE *log = path != NULL ? fopen(path, "ae") : NULL;
  if (log == NULL)
    return;
  fprintf(log, "%s %d\n", call, getpid());
  fclose(log);
}

static void
delay(const char *call)
{
  g_autofree char *own = faulty_rule("delays", call);
  g_autofree char *all = faulty_rule("delays", "all");
  const char *rule = own != NULL ? own : all;
  if (rule != NULL)
    g_usleep(g_ascii_strtoull(rule, NULL, 0) * 1000);
}

/* The rule for this call, by its name or its number. */
static char *
find_rule(const char *call)
{
  g_autofree char *nth = faulty_rule("nth", "n");
  if (nth != NULL && g_ascii_strtoull(nth, NULL, 10) == n_calls)
    return faulty_rule("nth", "do");
  return faulty_rule("calls", call);
}

static void
close_all(CK_FUNCTION_LIST *real)
{
  CK_SLOT_ID slots[16];
  CK_ULONG n_slots = G_N_ELEMENTS(slots);
  if (real == NULL || real->C_GetSlotList(CK_TRUE, slots, &n_slots) != CKR_OK)
    return;
  for (CK_ULONG i = 0; i < n_slots; i++)
    real->C_CloseAllSessions(slots[i]);
}

CK_RV
faulty_enter(CK_FUNCTION_LIST *real, const char *call)
{
  log_call(call);
  delay(call);
  n_calls++;
  g_autofree char *rule = find_rule(call);
  if (rule == NULL)
    return CKR_OK;
  if (g_str_equal(rule, "crash")) {
    signal(SIGSEGV, SIG_DFL); /* a sanitizer would turn it into an exit */
    raise(SIGSEGV);
  }
  while (g_str_equal(rule, "hang"))
    pause();
  if (g_str_equal(rule, "close")) {
    close_all(real);
    return CKR_OK;
  }
  if (g_str_equal(rule, "remove")) {
    all_removed = TRUE;
    return CKR_DEVICE_REMOVED;
  }
  if (g_str_equal(rule, "lose")) {
    all_removed = TRUE;
    return CKR_GENERAL_ERROR;
  }
  return (CK_RV)g_ascii_strtoull(rule, NULL, 0);
}

CK_ULONG
faulty_length(const char *rule, CK_ULONG len)
{
  if (g_str_equal(rule, "zero"))
    return 0;
  if (g_str_equal(rule, "longer"))
    return len + 4096;
  if (g_str_equal(rule, "shorter"))
    return len / 2;
  return g_str_equal(rule, "huge") ? (CK_ULONG)1 << 40 : CK_UNAVAILABLE_INFORMATION;
}
