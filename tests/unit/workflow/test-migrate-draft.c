/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which records a migration takes over, release by release (Security Guide 12.5, CTL Client Setup: the table
 * of signers and SAST records). */
#include "app/trustlist/record-identity.h"
#include "sample-home.h"
#include "sample-migration.h"

#define RECOVERY "ITLRECOVERY_cucm-1051-a-pub"
#define BOTH TRUE

/* What clusters write from 10.5(2) on: CallManager, and ITLRecovery where it is WITH_RECOVERY; from 12.0 on
 * the latter signs, which makes no difference here. */
static TrustList *
make_tokenless(gboolean with_recovery)
{
  const Identity *recovery = sample_server(SERVER_RECOVERY);
  const Identity *callmanager = sample_server(SERVER_CALLMANAGER);
  g_autofree char *name = name_text_from_subject(callmanager->certificate, NAME_STYLE_SERVER);
  g_autofree char *other = name_text_from_subject(recovery->certificate, NAME_STYLE_SERVER);
  CraftHeader header = {.signer = callmanager, .style = NAME_STYLE_SERVER};
  CraftRecord sast = {.identity = callmanager, .subject = name, .issuer = name, .host = "10.48.47.153"};
  CraftRecord second = {.identity = recovery, .subject = other, .issuer = other, .host = "10.48.47.153"};
  CraftRecord node = {.function = FUNCTION_CCM_TFTP, .identity = callmanager, .host = "10.48.47.153"};
  return with_recovery ? craft(&header, sast, second, node) : craft(&header, sast, node);
}

/* The SAST records of LIST: "SAST cucm-1051-a-pub, ...". */
static char *
name_sast(const TrustList *list)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < trust_list_get_n_records(list); i++) {
    const TrustListRecord *record = trust_list_get_record(list, i);
    g_autofree char *label = record_dup_label(record);
    if (trust_list_record_get_function(record) == FUNCTION_SAST)
      g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", label + strlen("SAST "));
  }
  return g_strdup(text->str);
}

/* Migrates a cluster of RELEASE (NULL: it does not say). Returns what was told of the new list, whose SAST
 * records have to be SAST. */
static const char *
migrate(SampleMigration *sample, const char *release, gboolean with_recovery, const char *sast)
{
  g_autoptr(TrustList) old = make_tokenless(with_recovery);
  g_autofree char *version = g_strdup_printf("Active Master Version: %s\n", release);
  sample_hold_everywhere(old);
  if (release != NULL)
    fake_answer("pub", "show version active", version);
  else
    fake_fail("admin@pub show version active", CTL_ERROR_REMOTE, "It does not know the command");
  sample_migration_upload();
  sample_migration_go_to(sample, UPDATE_SIGN);
  g_assert_true(sample_migration_run(sample));
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_autofree char *got = name_sast(list);
  g_assert_cmpstr(got, ==, sast);
  return update_get_step(sample->migration, UPDATE_SIGN)->found;
}

#define TOKENS SAMPLE_SECOND ", " SAMPLE_FIRST
#define ALL "cucm-1051-a-pub, " RECOVERY ", " TOKENS

static void
test_up_to_10_5(SampleMigration *sample, gconstpointer unused)
{
  const char *found = migrate(sample, "10.5.2.10000-5", BOTH, TOKENS);
  g_assert_true(
      sample_says(found, "SAST " RECOVERY " goes: lists of this release that tokens sign have no "));
  g_assert_true(sample_says(found, "SAST cucm-1051-a-pub goes: lists of this release that tokens sign have"));
}

static void
test_from_11_5_on(SampleMigration *sample, gconstpointer release)
{
  const char *found = migrate(sample, release, BOTH, ALL);
  g_assert_null(strstr(found, "goes"));
  g_assert_true(sample_says(found, "SAST " SAMPLE_FIRST " is added: the token is to be in the list"));
}

/* A list of before an upgrade. */
static void
test_recovery_is_missing(SampleMigration *sample, gconstpointer unused)
{
  const char *found = migrate(sample, "12.5.1.11900-146", FALSE, "cucm-1051-a-pub, " TOKENS ", " RECOVERY);
  g_assert_true(sample_says(found, "SAST " RECOVERY " is added: ITLRecovery of pub is not in the list as "));
}

static void
test_not_known(SampleMigration *sample, gconstpointer release)
{
  const char *found = migrate(sample, release, BOTH, ALL);
  g_assert_true(sample_says(found, "It is not known whether lists of the release "));
  g_assert_true(sample_says(found, "what there is stays."));
}

/* It is in the question as well, before anything is signed. */
static void
test_question(SampleMigration *sample, gconstpointer unused)
{
  migrate(sample, "10.5.2.10000-5", BOTH, TOKENS);
  const char *asked = fake_prompt_get_last(sample->prompt, PROMPT_STEP);
  g_assert_true(sample_says(asked, "SAST " RECOVERY " goes: "));
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    const char *release;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/migrate-draft/up-to-10.5", NULL, test_up_to_10_5},
      {"/migrate-draft/11.5", "11.5.1.12900-21", test_from_11_5_on},
      {"/migrate-draft/12.0", "12.0.1.10000-10", test_from_11_5_on},
      {"/migrate-draft/14", "14.0.1.11900-132", test_from_11_5_on},
      {"/migrate-draft/recovery-is-missing", NULL, test_recovery_is_missing},
      {"/migrate-draft/11.0", "11.0.1.20000-2", test_not_known},
      {"/migrate-draft/no-release", NULL, test_not_known},
      {"/migrate-draft/question", NULL, test_question},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, tests[i].release, sample_migration_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
