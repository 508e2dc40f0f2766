/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sample-migration.h"

#include "sample-home.h"

static const char *const HOSTS[] = {"pub", "sub1", "tftp1"};

/* HOST says what it holds now. */
static void
follow(gpointer host)
{
  g_autoptr(GBytes) bytes = fake_get(host, "/CTLFile.tlv");
  g_autoptr(TrustList) list = bytes != NULL ? trust_list_parse(bytes, NULL) : NULL;
  sample_hold(host, list);
}

static void
set_up_cluster(SampleMigration *sample)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  sample_cluster_reset();
  sample_hold_everywhere(sample->old);
  fake_put("pub", "/ITLFile.tlv", trust_list_get_bytes(itl));
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++) {
    g_autofree char *show = g_strdup_printf("admin@%s show ctl", HOSTS[i]);
    g_autofree char *url = g_strdup_printf("http://%s:6970/CTLFile.tlv", HOSTS[i]);
    fake_when(show, follow, (gpointer)HOSTS[i]);
    fake_when(url, follow, (gpointer)HOSTS[i]);
    fake_answer(HOSTS[i], "utils service restart Cisco Tftp", "Cisco Tftp[STARTED]");
    fake_answer(HOSTS[i], "utils service restart Cisco CallManager", "Cisco CallManager[STARTED]");
    fake_answer(HOSTS[i], "utils service restart Cisco CTIManager", "Cisco CTIManager[STARTED]");
    sample_tvs(HOSTS[i], SERVER_CALLMANAGER);
  }
}

static void
set_up_tokens(SampleMigration *sample)
{
  for (guint i = 0; i < 2; i++)
    sample->tokens[i] = (FakeToken){.label = i == 0 ? "first" : "second",
                                    .serial = i == 0 ? "0054f509" : "008580ef",
                                    .identity = sample_token(i),
                                    .password = SAMPLE_PASSWORD};
  fake_tokens_reset();
  fake_tokens_set(sample->tokens, 2);
}

void
sample_migration_set_up(SampleMigration *sample, gconstpointer unused)
{
  sample_home_empty();
  sample->old = sample_tokenless_list(SERVER_CALLMANAGER);
  set_up_cluster(sample);
  set_up_tokens(sample);
  sample->entry = sample_entry();
  sample->nodes = address_book_entry_list_nodes(sample->entry);
  sample->cli_nodes = address_book_entry_list_cli_nodes(sample->entry, NULL);
  sample->warnings = g_ptr_array_new_with_free_func(g_free);
  sample->prompt = fake_prompt_new();
  sample->cancellable = g_cancellable_new();
  sample->folder = update_find_folder(sample->entry);
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  fake_prompt_set_yes(sample->prompt, PROMPT_RESTART, TRUE);
  fake_prompt_set_secret(sample->prompt, PROMPT_TOKEN_PASSWORD, SAMPLE_PASSWORD);
  sample->setup = (UpdateSetup){.kind = UPDATE_MIGRATE,
                                .entry = sample->entry,
                                .nodes = sample->nodes,
                                .cli_nodes = sample->cli_nodes,
                                .login = &sample->login,
                                .tvs_port = 2445,
                                .signer = SAMPLE_SECOND,
                                .restart = TRUE,
                                .warnings = sample->warnings};
  sample_migration_reopen(sample);
}

void
sample_migration_tear_down(SampleMigration *sample, gconstpointer unused)
{
  g_clear_error(&sample->error);
  update_free(sample->migration);
  g_ptr_array_unref(sample->nodes);
  g_ptr_array_unref(sample->cli_nodes);
  g_ptr_array_unref(sample->warnings);
  address_book_entry_free(sample->entry);
  g_object_unref(sample->prompt);
  g_object_unref(sample->cancellable);
  trust_list_unref(sample->old);
  g_free(sample->folder);
  fake_tokens_reset();
}

void
sample_migration_upload(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    for (guint token = 0; token < 2; token++)
      sample_upload(HOSTS[i], token);
}

void
sample_migration_reopen(SampleMigration *sample)
{
  g_clear_error(&sample->error);
  g_clear_pointer(&sample->migration, update_free);
  sample->migration = update_open(sample->folder, &sample->setup, &sample->error);
  g_assert_no_error(sample->error);
}

gboolean
sample_migration_run(SampleMigration *sample)
{
  g_clear_error(&sample->error);
  return update_run_next(sample->migration, CTL_PROMPT(sample->prompt), NULL, sample->cancellable,
                         &sample->error);
}

UpdateStepId
sample_migration_go(SampleMigration *sample)
{
  for (;;) {
    UpdateStepId step = update_get_next(sample->migration);
    if (step == UPDATE_N_STEPS || !sample_migration_run(sample) ||
        update_get_step(sample->migration, step)->state == UPDATE_WAITING)
      return step;
  }
}

void
sample_migration_go_to(SampleMigration *sample, UpdateStepId step)
{
  sample_migration_upload();
  while (update_get_next(sample->migration) != step) {
    UpdateStepId next = update_get_next(sample->migration);
    g_assert_cmpint(next, <, step);
    g_assert_true(sample_migration_run(sample));
    g_assert_no_error(sample->error);
    g_assert_cmpint(update_get_step(sample->migration, next)->state, ==, UPDATE_DONE);
  }
  fake_forget();
}

void
sample_migration_expect_failure(SampleMigration *sample, UpdateStepId step, CtlError code, const char *words)
{
  g_assert_error(sample->error, CTL_ERROR, (int)code);
  g_assert_true(sample_says(sample->error->message, words));
  g_assert_cmpint(update_get_next(sample->migration), ==, step);
  g_assert_cmpint(update_get_step(sample->migration, step)->state, ==, UPDATE_TO_DO);
}

TrustList *
sample_migration_load_new(const SampleMigration *sample)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(sample->folder, "new.tlv", NULL);
  g_autofree char *data = NULL;
  gsize len = 0;
  g_assert_true(g_file_get_contents(path, &data, &len, &error));
  g_autoptr(GBytes) bytes = g_bytes_new(data, len);
  return trust_list_parse(bytes, &error);
}
