/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list that is put together: what may be added, replaced and removed, and which rules hold. */
#include "draft-steps.h"

#include <string.h>

#define PUB "10.48.47.153"
#define SUB "10.48.47.154"
#define OLD_RECORDS "SAST=1 SAST=2 CCM+TFTP=3 CAPF=4 CCM+TFTP=5"

/* --- what becomes of the records --- */

typedef struct {
  const char *name;
  gboolean is_new; /* made from no list */
  DraftStep steps[8];
  const char *records;
  guint n_removed;
  gboolean unchanged;
} Change;

static const Change changes[] = {
    {"taken-over", .records = OLD_RECORDS, .unchanged = TRUE},
    {"empty", .is_new = TRUE, .records = ""},
    {"new", .is_new = TRUE,
     .steps = {ADD_TOKEN(0), ADD_SERVER(FUNCTION_TFTP, PUB, SERVER_CALLMANAGER), ADD_TOKEN(1)},
     .records = "SAST+ TFTP+ SAST+"},
    {"server-added", .steps = {ADD_SERVER(FUNCTION_TFTP, "10.48.47.155", SERVER_SUBSCRIBER)},
     .records = OLD_RECORDS " TFTP+"},
    {"other-function-of-a-host", .steps = {ADD_SERVER(FUNCTION_CCM, PUB, SERVER_CALLMANAGER)},
     .records = OLD_RECORDS " CCM+"},
    {"server-replaced", .steps = {ADD_SERVER(FUNCTION_CAPF, PUB, SERVER_SUBSCRIBER)},
     .records = "SAST=1 SAST=2 CCM+TFTP=3 CAPF~4 CCM+TFTP=5"},
    {"server-named-twice",
     .steps = {ADD_SERVER(FUNCTION_CAPF, PUB, SERVER_SUBSCRIBER),
               ADD_SERVER_REFUSED(FUNCTION_CAPF, PUB, SERVER_SUBSCRIBER)},
     .records = "SAST=1 SAST=2 CCM+TFTP=3 CAPF~4 CCM+TFTP=5"},
    {"two-certificates-of-a-server",
     .steps = {ADD_SERVER(FUNCTION_CAPF, PUB, SERVER_SUBSCRIBER),
               ADD_SERVER(FUNCTION_CAPF, PUB, SERVER_CAPF)},
     .records = "SAST=1 SAST=2 CCM+TFTP=3 CAPF~4 CCM+TFTP=5 CAPF+"},
    {"certificate-of-several-nodes",
     .steps = {ADD_SERVER(FUNCTION_CCM_TFTP, PUB, SERVER_STRANGER),
               ADD_SERVER(FUNCTION_CCM_TFTP, SUB, SERVER_STRANGER),
               ADD_SERVER(FUNCTION_CCM_TFTP, "10.48.47.155", SERVER_STRANGER)},
     .records = "SAST=1 SAST=2 CCM+TFTP~3 CAPF=4 CCM+TFTP~5 CCM+TFTP+"},
    {"secure-again", .steps = {NON_SECURE, ADD_SERVER(FUNCTION_CCM_TFTP, SUB, SERVER_SUBSCRIBER)},
     .records = "SAST=1 SAST=2 CCM+TFTP~3 CAPF=4 CCM+TFTP~5"},
    {"new-server-named-twice", .is_new = TRUE,
     .steps = {ADD_SERVER(FUNCTION_CAPF, "Pub.example", SERVER_CAPF),
               ADD_SERVER_REFUSED(FUNCTION_CAPF, "pub.EXAMPLE", SERVER_CAPF)},
     .records = "CAPF+"},
    {"server-as-signer", .steps = {ADD_SERVER(FUNCTION_SAST, PUB, SERVER_CALLMANAGER)},
     .records = OLD_RECORDS " SAST+"},
    {"token-again", .steps = {ADD_TOKEN_REFUSED(1)}, .records = OLD_RECORDS, .unchanged = TRUE},
    {"removed", .steps = {REMOVE(4)}, .records = "SAST=1 SAST=2 CCM+TFTP=3 CAPF=4", .n_removed = 1},
    {"two-removed", .steps = {REMOVE(2), REMOVE(3)}, .records = "SAST=1 SAST=2 CAPF=4", .n_removed = 2},
    {"lost-token", .steps = {REMOVE(0)}, .records = "SAST=2 CCM+TFTP=3 CAPF=4 CCM+TFTP=5", .n_removed = 1},
    {"last-token-stays", .steps = {REMOVE(0), REMOVE_REFUSED(0)},
     .records = "SAST=2 CCM+TFTP=3 CAPF=4 CCM+TFTP=5", .n_removed = 1},
    {"removed-and-added-again", .steps = {REMOVE(1), ADD_TOKEN(1)},
     .records = "SAST=1 CCM+TFTP=3 CAPF=4 CCM+TFTP=5 SAST+", .n_removed = 1},
    {"added-and-removed", .steps = {ADD_SERVER(FUNCTION_TFTP, PUB, SERVER_SUBSCRIBER), REMOVE(5)},
     .records = OLD_RECORDS, .unchanged = TRUE},
    {"non-secure", .steps = {NON_SECURE}, .records = "SAST=1 SAST=2 CCM+TFTP~3 CAPF=4 CCM+TFTP~5"},
    {"non-secure-added",
     .steps = {ADD_SERVER(FUNCTION_CCM_TFTP, "10.48.47.155", SERVER_STRANGER), NON_SECURE},
     .records = "SAST=1 SAST=2 CCM+TFTP~3 CAPF=4 CCM+TFTP~5 CCM+TFTP+"},
};

static void
test_change(gconstpointer data)
{
  const Change *change = data;
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = draft_from_steps(change->is_new ? NULL : old, change->steps);
  g_autofree char *records = draft_describe(draft);
  g_assert_cmpstr(records, ==, change->records);
  g_assert_cmpuint(list_draft_get_n_removed(draft), ==, change->n_removed);
  g_assert_true(list_draft_is_changed(draft) == !change->unchanged);
  g_assert_true(list_draft_get_old(draft) == (change->is_new ? NULL : old));
  g_autoptr(TrustList) preview = list_draft_preview(draft, NULL);
  g_assert_cmpuint(trust_list_get_n_records(preview), ==, list_draft_get_n_records(draft));
}

static gboolean
has_bytes(const TrustListRecord *a, const TrustListRecord *b)
{
  return tlv_reader_equal(a->bytes, b->bytes);
}

/* Byte for byte, and a new certificate in the place of the old one. */
static void
test_bytes_of_records(void)
{
  const DraftStep steps[] = {ADD_SERVER(FUNCTION_CAPF, PUB, SERVER_STRANGER), STEPS_END};
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = draft_from_steps(old, steps);
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    g_assert_true(has_bytes(&record, trust_list_get_record(old, i)) == (i != 3));
  }
  TrustListRecord replaced = list_draft_get_record(draft, 3);
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(&replaced);
  g_assert_cmpint(X509_cmp(certificate, sample_server(SERVER_STRANGER)->certificate), ==, 0);
}

/* The address and the host stay; certificate, names and key go. */
static void
test_emptied_records(void)
{
  const DraftStep steps[] = {NON_SECURE, STEPS_END};
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = draft_from_steps(old, steps);
  static const gsize lengths[] = {0, 0, 33, 0, 33};
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    if (lengths[i] == 0)
      g_assert_true(has_bytes(&record, trust_list_get_record(old, i)));
    else
      g_assert_cmpuint(record.bytes.len, ==, lengths[i]);
  }
}

/* A key of a kind that no record can hold. */
static void
test_key_of_no_use(void)
{
  g_autoptr(X509) certificate = X509_dup(sample_token(0)->certificate);
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  g_assert_cmpint(X509_set_pubkey(certificate, key), ==, 1);
  EVP_PKEY_free(key);
  const ServerRecord server = {
      .function = FUNCTION_CAPF, .host = (char *)"10.0.0.1", .certificate = certificate};
  g_autoptr(ListDraft) draft = list_draft_new(NULL);
  g_autoptr(GError) error = NULL;
  g_assert_false(list_draft_add_token(draft, certificate, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_clear_error(&error);
  g_assert_false(list_draft_add_server(draft, &server, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_cmpuint(list_draft_get_n_records(draft), ==, 0);
}

static void
test_has_token(void)
{
  const DraftStep steps[] = {ADD_TOKEN(0), STEPS_END};
  g_autoptr(ListDraft) draft = draft_from_steps(NULL, steps);
  g_assert_true(list_draft_has_token(draft, sample_token(0)->certificate));
  g_assert_false(list_draft_has_token(draft, sample_token(1)->certificate));
}

/* --- the rules --- */

#define NO_SIGNER G_MAXUINT
#define NO_REFUSAL (-1)

typedef struct {
  const char *name;
  gboolean is_new;
  gboolean was_non_secure; /* the old list */
  DraftStep steps[8];
  guint signer;
  int code;
  const char *words;
} Rule;

static const Rule rules[] = {
    {"kept", .signer = 1, .code = NO_REFUSAL},
    {"no-signer-yet", .signer = NO_SIGNER, .code = NO_REFUSAL},
    {"no-token", .is_new = TRUE, .steps = {ADD_SERVER(FUNCTION_CAPF, PUB, SERVER_CAPF)}, .signer = NO_SIGNER,
     .code = CTL_ERROR_UNACCEPTABLE, .words = "The list has no SAST record: nobody can verify it"},
    {"one-token", .is_new = TRUE, .steps = {ADD_TOKEN(0)}, .signer = 0, .code = CTL_ERROR_REJECTED,
     .words = "The list has 1 System Administrator Security Token"},
    {"two-tokens", .is_new = TRUE, .steps = {ADD_TOKEN(0), ADD_TOKEN(1)}, .signer = 0, .code = NO_REFUSAL},
    {"token-and-server-as-signer", .is_new = TRUE,
     .steps = {ADD_TOKEN(0), ADD_SERVER(FUNCTION_SAST, PUB, SERVER_CALLMANAGER)}, .signer = 0,
     .code = CTL_ERROR_REJECTED, .words = "The list has 1 System Administrator Security Token"},
    {"lost-token", .steps = {REMOVE(0)}, .signer = 1, .code = CTL_ERROR_REJECTED,
     .words = "The list has 1 System Administrator Security Token"},
    {"signer-not-in-the-new-list", .steps = {REMOVE(1), ADD_SERVER(FUNCTION_SAST, PUB, SERVER_CALLMANAGER)},
     .signer = 1, .code = CTL_ERROR_UNACCEPTABLE, .words = "does not exist in the new CTL File"},
    {"signer-not-in-the-old-list", .steps = {REMOVE(1), ADD_TOKEN(1)}, /* the old list still has it */
     .signer = 1, .code = NO_REFUSAL},
    {"non-secure", .steps = {NON_SECURE}, .signer = 1, .code = NO_REFUSAL},
    {"was-non-secure", .was_non_secure = TRUE, .signer = 1, .code = CTL_ERROR_REJECTED,
     .words = "The certificate of server " PUB " (CCM+TFTP) is missing"},
    {"half-secure-again", .was_non_secure = TRUE,
     .steps = {ADD_SERVER(FUNCTION_CCM_TFTP, PUB, SERVER_CALLMANAGER)}, .signer = 1,
     .code = CTL_ERROR_REJECTED, .words = SUB},
    {"secure-again", .was_non_secure = TRUE,
     .steps = {ADD_SERVER(FUNCTION_CCM_TFTP, PUB, SERVER_CALLMANAGER),
               ADD_SERVER(FUNCTION_CCM_TFTP, SUB, SERVER_SUBSCRIBER)},
     .signer = 1, .code = NO_REFUSAL},
    {"stays-non-secure", .was_non_secure = TRUE, .steps = {NON_SECURE}, .signer = 1, .code = NO_REFUSAL},
};

/* The sample list as a cluster in non-secure mode keeps it. */
static TrustList *
make_non_secure(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  return craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
               {.function = FUNCTION_CCM_TFTP, .host = PUB}, {.function = FUNCTION_CCM_TFTP, .host = SUB},
               {.function = FUNCTION_CAPF, .identity = sample_server(SERVER_CAPF), .host = PUB});
}

static void
expect_refusal(gboolean allowed, const GError *error, int code, const char *words)
{
  if (allowed != (code == NO_REFUSAL))
    g_test_message("%s", error != NULL ? error->message : "allowed");
  g_assert_true(allowed == (code == NO_REFUSAL));
  if (code == NO_REFUSAL) {
    g_assert_no_error(error);
    return;
  }
  g_assert_error(error, CTL_ERROR, code);
  g_assert_true(sample_says(error->message, words));
}

/* TRUE when nothing speaks against signing it that was not overruled; nothing was. */
static gboolean
is_allowed(const ListDraft *draft, X509 *signer, GError **error)
{
  g_autoptr(GPtrArray) findings =
      list_draft_judge(draft, signer, DIGEST_SHA1, g_get_real_time() / G_USEC_PER_SEC, error);
  g_assert_nonnull(findings);
  return consent_check(NULL, findings, error);
}

static void
test_rule(gconstpointer data)
{
  const Rule *rule = data;
  g_autoptr(TrustList) secure = sample_token_list(0);
  g_autoptr(TrustList) old = rule->was_non_secure ? make_non_secure() : trust_list_ref(secure);
  g_autoptr(ListDraft) draft = draft_from_steps(rule->is_new ? NULL : old, rule->steps);
  X509 *signer = rule->signer != NO_SIGNER ? sample_token(rule->signer)->certificate : NULL;
  g_autoptr(GError) error = NULL;
  gboolean allowed = is_allowed(draft, signer, &error);
  expect_refusal(allowed, error, rule->code, rule->words);
}

/* The old list knows the first token only: phones that hold it would not take what the second signs. */
static void
test_signer_not_in_the_old_list(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  const DraftStep steps[] = {ADD_TOKEN(1), STEPS_END};
  g_autoptr(TrustList) old = craft(&header, {.identity = sample_token(0)});
  g_autoptr(ListDraft) draft = draft_from_steps(old, steps);
  g_autoptr(GError) error = NULL;
  g_assert_true(is_allowed(draft, sample_token(0)->certificate, &error));
  g_assert_true(list_draft_can_be_signed_by(draft, sample_token(0)->certificate));
  g_assert_no_error(error);
  g_assert_false(is_allowed(draft, sample_token(1)->certificate, &error));
  expect_refusal(FALSE, error, CTL_ERROR_REJECTED, "you have inserted does not exist in the CTL File");
}

/* SIGNERVERSION of another's list goes into the one that is made from it, and a new list has none. */
static void
test_signer_version(void)
{
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(ListDraft) new_list = list_draft_new(NULL);
  g_autoptr(TrustList) none = list_draft_preview(new_list, NULL);
  trust_list_builder_set_signer_version(builder, (const guint8[]){1, 2});
  g_autoptr(TrustList) old = trust_list_builder_preview(builder, DIGEST_SHA1, NULL);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(TrustList) preview = list_draft_preview(draft, NULL);
  const guint8 *kept = trust_list_get_header(preview)->signer_version;
  g_assert_cmpuint(trust_list_get_header(none)->signer_version[0], ==, 0);
  g_assert_cmpuint(kept[0], ==, 1);
  g_assert_cmpuint(kept[1], ==, 2);
}

static gboolean
has_rule(const GPtrArray *findings, const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal(((const Finding *)g_ptr_array_index(findings, i))->rule->id, id))
      return TRUE;
  return FALSE;
}

/* A digest that no phone is known to read is told before anybody signs with it. */
static void
test_unread_digest(void)
{
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  for (DigestAlgorithm digest = DIGEST_SHA1; digest <= DIGEST_SHA512; digest++) {
    g_autoptr(GPtrArray) findings = list_draft_judge(draft, NULL, digest, time(NULL), NULL);
    g_assert_cmpint(has_rule(findings, "unread-digest"), ==, digest == DIGEST_SHA256);
  }
}

/* A window asks before it removes. */
static void
test_check_remove(void)
{
  const DraftStep steps[] = {REMOVE(0), STEPS_END};
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(GError) error = NULL;
  for (guint i = 0; i < list_draft_get_n_records(draft); i++)
    g_assert_true(list_draft_check_remove(draft, i, NULL));
  draft_take_steps(draft, steps);
  g_assert_true(list_draft_check_remove(draft, 1, NULL));
  g_assert_false(list_draft_check_remove(draft, 0, &error));
  expect_refusal(FALSE, error, CTL_ERROR_USAGE,
                 "The last System Administrator Security Token cannot be removed");
  g_assert_cmpuint(list_draft_get_n_records(draft), ==, 4);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
    g_autofree char *path = g_strconcat("/draft/change/", changes[i].name, NULL);
    g_test_add_data_func(path, &changes[i], test_change);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
    g_autofree char *path = g_strconcat("/draft/rule/", rules[i].name, NULL);
    g_test_add_data_func(path, &rules[i], test_rule);
  }
  g_test_add_func("/draft/bytes", test_bytes_of_records);
  g_test_add_func("/draft/emptied", test_emptied_records);
  g_test_add_func("/draft/has-token", test_has_token);
  g_test_add_func("/draft/key-of-no-use", test_key_of_no_use);
  g_test_add_func("/draft/rule/signer-is-new", test_signer_not_in_the_old_list);
  g_test_add_func("/draft/signer-version", test_signer_version);
  g_test_add_func("/draft/unread-digest", test_unread_digest);
  g_test_add_func("/draft/check-remove", test_check_remove);
  return g_test_run();
}
