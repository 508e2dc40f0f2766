/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sample-update.h"

#include "app/trustlist/function.h"
#include "app/trustlist/name-text.h"
#include "app/trustlist/verify.h"

static const char *const HOSTS[] = {"pub", "sub1", "tftp1"};

static CraftRecord
record(guint function, SampleServer which, const char *host)
{
  return (CraftRecord){.function = function, .identity = sample_server(which), .host = host};
}

TrustList *
sample_update_list(guint signer)
{
  CraftHeader header = {.signer = sample_token(signer), .style = NAME_STYLE_TOKEN};
  return craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
               record(FUNCTION_CCM_TFTP, SERVER_CALLMANAGER, "10.48.47.153"),
               record(FUNCTION_CAPF, SERVER_CAPF, "10.48.47.153"),
               record(FUNCTION_CCM_TFTP, SERVER_SUBSCRIBER, "10.48.47.154"),
               record(FUNCTION_CCM_TFTP, SERVER_TFTP, "10.48.47.155"));
}

TrustList *
sample_update_tokenless_list(void)
{
  const Identity *callmanager = sample_server(SERVER_CALLMANAGER);
  g_autofree char *name = name_text_from_subject(callmanager->certificate, NAME_STYLE_SERVER);
  CraftHeader header = {.signer = callmanager, .style = NAME_STYLE_SERVER};
  CraftRecord sast = record(FUNCTION_SAST, SERVER_CALLMANAGER, "10.48.47.153");
  sast.subject = sast.issuer = name;
  return craft(&header, sast, record(FUNCTION_CCM_TFTP, SERVER_CALLMANAGER, "10.48.47.153"),
               record(FUNCTION_CAPF, SERVER_CAPF, "10.48.47.153"),
               record(FUNCTION_CCM_TFTP, SERVER_SUBSCRIBER, "10.48.47.154"),
               record(FUNCTION_CCM_TFTP, SERVER_TFTP, "10.48.47.155"));
}

const Identity *
sample_update_third_token(void)
{
  static Identity *token = NULL;
  if (token == NULL)
    token = identity_new_token("SAST-ADN00aaaaaa        ", "7A", 1024);
  return token;
}

static void
answer_restarts(const char *host)
{
  static const char *const services[] = {"Cisco Certificate Authority Proxy Function",
                                         "Cisco Trust Verification Service", "Cisco HAProxy"};
  for (gsize i = 0; i < G_N_ELEMENTS(services); i++) {
    g_autofree char *command = g_strconcat("utils service restart ", services[i], NULL);
    g_autofree char *answer = g_strconcat(services[i], "[STARTED]", NULL);
    fake_answer(host, command, answer);
  }
}

void
sample_update_set_up(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_set_up(sample, unused);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    answer_restarts(HOSTS[i]);
  trust_list_unref(sample->old);
  sample->old = sample_update_list(1);
  sample_hold_everywhere(sample->old);
  sample->tokens[2] = (FakeToken){.label = "third",
                                  .serial = "00aaaaaa",
                                  .identity = sample_update_third_token(),
                                  .password = SAMPLE_PASSWORD};
  fake_tokens_set(sample->tokens, G_N_ELEMENTS(sample->tokens));
  sample->setup.kind = UPDATE_TO_PLAN;
  sample_migration_reopen(sample);
}

void
sample_update_renew(const char *host)
{
  static const char *const names[] = {"cucm-1051-a-pub", "cucm-1051-a-sub1", "tftp1"};
  static Identity *made[G_N_ELEMENTS(names)];
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    if (!g_str_equal(host, HOSTS[i]))
      continue;
    if (made[i] == NULL)
      made[i] = identity_new_server(names[i], "60");
    sample_own(host, "CallManager", made[i]);
  }
}

void
sample_update_leave_out(SampleMigration *sample, const char *const *hosts)
{
  g_assert_true(address_book_entry_leave_out(sample->entry, hosts, NULL));
  g_ptr_array_unref(sample->nodes);
  g_ptr_array_unref(sample->cli_nodes);
  sample->setup.nodes = sample->nodes = address_book_entry_list_nodes(sample->entry);
  sample->setup.cli_nodes = sample->cli_nodes = address_book_entry_list_cli_nodes(sample->entry, NULL);
  sample->setup.without = hosts;
}

UpdateStepId
sample_update_go(SampleMigration *sample)
{
  sample_migration_reopen(sample);
  fake_forget();
  return sample_migration_go(sample);
}

void
sample_update_go_through(SampleMigration *sample)
{
  UpdateStepId end = sample_update_go(sample);
  g_assert_no_error(sample->error);
  g_assert_cmpint(end, ==, UPDATE_N_STEPS);
}

void
sample_update_expect_all_hold(const TrustList *list)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    g_assert_true(sample_holds(HOSTS[i], list));
}

TrustList *
sample_update_expect_new_list(const SampleMigration *sample)
{
  TrustList *list = sample_migration_load_new(sample);
  sample_update_expect_all_hold(list);
  return list;
}

void
sample_update_expect_signed_by(const TrustList *list, guint token)
{
  guint signer = 0;
  g_assert_true(trust_list_verify(list, &signer, NULL));
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(trust_list_get_record(list, signer));
  g_assert_cmpint(X509_cmp(certificate, sample_token(token)->certificate), ==, 0);
}

const char *
sample_update_found(const SampleMigration *sample, UpdateStepId id)
{
  return update_get_step(sample->migration, id)->found;
}

const char *
sample_update_to_do(const SampleMigration *sample, UpdateStepId id)
{
  return update_get_step(sample->migration, id)->to_do;
}

guint
sample_update_count_signatures(const SampleMigration *sample)
{
  guint n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(sample->tokens); i++)
    n += sample->tokens[i].n_signatures;
  return n;
}

guint
sample_update_count_written(void)
{
  return fake_count("* write *");
}
