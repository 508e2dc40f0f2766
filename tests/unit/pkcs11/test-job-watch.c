/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When the helper reads a watched token again. The module, the token's certificates and the program are the
 * test's own. */
#include "pkcs11/helper/job.h"

#include <string.h>

#define RETRY_FIRST_SCANS 5
#define RETRY_MAX_SCANS 160

static struct {
  const char *manufacturer; /* of the module */
  gboolean has_token;
  gboolean has_reader;
  const char *fault;      /* of its certificate, or NULL */
  guint n_read;           /* how often the certificates were read */
  guint n_listed;         /* and the tokens */
  guint repaired_at_scan; /* 0: never */
  guint n_scans;
  guint until_scan;
  guint n_no_slots; /* how often the program was told that there are no readers */
  GString *told;    /* a line for each scan that was no repetition: "SCAN: TOKEN (FAILURE)" */
  GString *line;
} world;

/* --- in place of the module --- */

static CK_RV
get_info(CK_INFO *info)
{
  memset(info->manufacturerID, ' ', sizeof info->manufacturerID);
  memcpy(info->manufacturerID, world.manufacturer, strlen(world.manufacturer));
  return CKR_OK;
}

static CK_RV
get_slot_list(CK_BBOOL with_token, CK_SLOT_ID *slots, CK_ULONG *n_slots)
{
  *n_slots = world.has_token || (!with_token && world.has_reader) ? 1 : 0;
  if (slots != NULL && world.has_token)
    slots[0] = 7;
  return CKR_OK;
}

gboolean
token_info_slots(const Module *module, CK_SLOT_ID *slots, CK_ULONG *n_slots, GError **error)
{
  return module->functions->C_GetSlotList(CK_TRUE, slots, n_slots) == CKR_OK;
}

GPtrArray *
token_info_list(const Module *module, GPtrArray *failures, GError **error)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func((GDestroyNotify)token_info_free);
  world.n_listed++;
  if (!world.has_token)
    return infos;
  TokenInfo *info = g_new0(TokenInfo, 1);
  info->slot = 7;
  info->label = g_strdup("A");
  info->serial = g_strdup("");
  info->manufacturer = g_strdup("");
  info->model = g_strdup("");
  g_ptr_array_add(infos, info);
  return infos;
}

void
token_info_free(TokenInfo *info)
{
  g_free(info->label);
  g_free(info->serial);
  g_free(info->manufacturer);
  g_free(info->model);
  g_free(info);
}

GVariant *
job_token_body(const Job *job, const TokenInfo *info, GPtrArray *failures, GError **error)
{
  world.n_read++;
  if (world.fault != NULL)
    g_ptr_array_add(failures, g_error_new_literal(CTL_ERROR, CTL_ERROR_TOKEN, world.fault));
  return g_variant_new("(s)", world.fault != NULL ? "without certificate" : "with certificate");
}

/* --- in place of the program --- */

gboolean
job_send_failures(const Channel *channel, const GPtrArray *failures, GError **error)
{
  for (guint i = 0; i < failures->len; i++)
    g_string_append_printf(world.line, " (%s)", ((const GError *)g_ptr_array_index(failures, i))->message);
  return TRUE;
}

gboolean
message_send(const Channel *channel, MessageKind kind, GVariant *body, GError **error)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  const char *token = "";
  if (kind == MESSAGE_TOKEN) {
    g_variant_get(owned, "(&s)", &token);
    g_string_append_printf(world.line, " %s", token);
  }
  if (kind == MESSAGE_NO_SLOTS)
    world.n_no_slots++;
  if (kind == MESSAGE_DONE)
    g_string_append_printf(world.told, "%u:%s\n", world.n_scans, world.line->str);
  return TRUE;
}

gboolean
message_receive(const Channel *channel, MessageKind *kind, GVariant **body, Secret **password, GError **error)
{
  world.n_scans++;
  g_string_truncate(world.line, 0);
  if (world.n_scans == world.repaired_at_scan)
    world.fault = NULL;
  *kind = MESSAGE_RESCAN;
  *body = g_variant_ref_sink(g_variant_new("()"));
  return world.n_scans <= world.until_scan;
}

/* --- tests --- */

/* The first scan is number 0. */
static void
watch_scans(guint n_scans)
{
  CK_FUNCTION_LIST functions = {.C_GetInfo = get_info, .C_GetSlotList = get_slot_list};
  Module module = {.functions = &functions};
  Job job = {.module = &module};
  g_autoptr(GError) error = NULL;
  world.until_scan = n_scans - 1;
  g_assert_true(job_watch(&job, &error));
  g_assert_no_error(error);
}

static void
set_up(gpointer *unused, gconstpointer manufacturer)
{
  memset(&world, 0, sizeof world);
  world.manufacturer = manufacturer;
  world.has_token = TRUE;
  world.told = g_string_new(NULL);
  world.line = g_string_new(NULL);
}

static void
tear_down(gpointer *unused, gconstpointer manufacturer)
{
  g_string_free(world.told, TRUE);
  g_string_free(world.line, TRUE);
}

/* What could be read is not read again, and a card of OpenSC is not even asked. */
static void
test_readable(gpointer *unused, gconstpointer manufacturer)
{
  watch_scans(500);
  g_assert_cmpstr(world.told->str, ==, "0: with certificate\n");
  g_assert_cmpuint(world.n_read, ==, 1);
  g_assert_cmpuint(world.n_listed, ==, g_str_has_prefix(manufacturer, "OpenSC") ? 1 : 500);
}

/* A fault that passes is over soon: at the first scan of a retry after it. */
static void
test_passing_fault(gpointer *unused, gconstpointer manufacturer)
{
  world.fault = "cannot be read";
  world.repaired_at_scan = 2;
  watch_scans(RETRY_FIRST_SCANS + 2);
  g_assert_cmpstr(world.told->str, ==, "0: without certificate (cannot be read)\n5: with certificate\n");
  g_assert_cmpuint(world.n_read, ==, 2);
}

/* One that lasts costs ever fewer tries. */
static void
test_lasting_fault(gpointer *unused, gconstpointer manufacturer)
{
  guint n_tries = 0;
  guint scan = 0;
  world.fault = "cannot be read";
  for (guint pause = RETRY_FIRST_SCANS; n_tries < 10; pause = MIN(2 * pause, RETRY_MAX_SCANS)) {
    scan += pause;
    n_tries++;
  }
  watch_scans(scan + 1);
  g_assert_cmpuint(world.n_read, ==, 1 + n_tries);
  g_assert_cmpstr(world.told->str, ==, "0: without certificate (cannot be read)\n");
}

/* Told at each scan, of readers and not of tokens. */
static void
test_no_slots(gpointer *unused, gconstpointer manufacturer)
{
  watch_scans(3);
  world.has_token = FALSE;
  world.has_reader = TRUE;
  watch_scans(3);
  g_assert_cmpuint(world.n_no_slots, ==, 0);
  world.has_reader = FALSE;
  world.n_scans = 0;
  watch_scans(3);
  g_assert_cmpuint(world.n_no_slots, ==, 3);
}

static void
add(const char *name, void (*func)(gpointer *, gconstpointer))
{
  static const char *const manufacturers[] = {"OpenSC Project", "SafeNet, Inc."};
  for (gsize i = 0; i < G_N_ELEMENTS(manufacturers); i++) {
    g_autofree char *path = g_strdup_printf("/job-watch/%s/%s", name, manufacturers[i]);
    g_test_add(path, gpointer, manufacturers[i], set_up, func, tear_down);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add("readable", test_readable);
  add("passing-fault", test_passing_fault);
  add("lasting-fault", test_lasting_fault);
  add("no-slots", test_no_slots);
  return g_test_run();
}
