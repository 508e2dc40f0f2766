/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list that a window shows: what it is called, what may be done with it, and what would be lost. */
#include "draft-steps.h"
#include "scratch-folder.h"

#include "app/trustlist/show.h"
#include "app/workflow/list/list-document.h"

#include <string.h>

#define ORIGIN "kept on 21 Nov 2026, 10:30"
#define MODIFIED 1400000000 /* not the time of signing */

/* All that is said of a document; NULL for what is not said. */
typedef struct {
  const char *name;
  const char *origin;
  const char *state;
  gboolean bad;
  gboolean read_only;
  gboolean keeps_signature;
  const char *why_not_sign;
  const char *loss;
} Wanted;

static void
expect_words(const char *text, const char *words)
{
  if (words == NULL)
    g_assert_null(text);
  else
    g_assert_true(sample_says(text, words));
}

static void
expect(const ListDocument *document, const Wanted *wanted)
{
  gboolean good = FALSE;
  g_autofree char *state = list_document_describe_state(document, &good);
  g_autofree char *loss = list_document_describe_loss(document);
  g_assert_cmpstr(list_document_get_name(document), ==, wanted->name);
  g_assert_cmpstr(list_document_get_origin(document), ==, wanted->origin);
  expect_words(state, wanted->state);
  g_assert_true(good == !wanted->bad);
  g_assert_true(list_document_can_edit(document) == !wanted->read_only);
  g_assert_true(list_document_can_keep_signature(document) == wanted->keeps_signature);
  expect_words(list_document_why_not_sign(document), wanted->why_not_sign);
  expect_words(loss, wanted->loss);
}

static ListDocument *
keep(const TrustList *list)
{
  return list_document_new_kept(ORIGIN, trust_list_get_bytes(list), MODIFIED);
}

static ListDocument *
keep_good(void)
{
  g_autoptr(TrustList) list = sample_token_list(1);
  return keep(list);
}

/* What it shows is TEXT (taken), of the list as it stands or of the old one. */
static void
expect_shown(const ListDocument *document, char *text, gboolean outdated)
{
  g_autofree char *wanted = text;
  gboolean is_outdated = !outdated;
  g_autofree char *shown = list_document_show(document, &is_outdated);
  g_assert_cmpstr(shown, ==, wanted);
  g_assert_true(is_outdated == outdated);
}

static void
remove_last(ListDocument *document)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(list_document_remove(document, 4, &error));
  g_assert_no_error(error);
}

/* --- where it comes from --- */

static void
test_new(void)
{
  g_autoptr(ListDocument) document = list_document_new();
  const Wanted empty = {
      .name = "New trust list", .state = "not saved, not signed", .why_not_sign = "The list is empty."};
  const Wanted started = {.name = "New trust list",
                          .state = "not saved, not signed",
                          .loss = "The new list was not signed; it would be lost."};
  const Wanted complete = {.name = "New trust list", .state = "not saved, not signed", .loss = started.loss};
  expect(document, &empty);
  expect_shown(document, NULL, FALSE);
  g_assert_null(list_document_get_bytes(document));
  g_assert_cmpint(list_document_get_modified(document), ==, -1);
  g_assert_true(list_document_add_token(document, sample_token(0)->certificate, NULL));
  expect(document, &started);
  g_assert_true(list_document_add_token(document, sample_token(1)->certificate, NULL));
  expect(document, &complete);
}

static void
test_kept(void)
{
  g_autoptr(TrustList) list = sample_token_list(1);
  g_autoptr(ListDocument) document = keep(list);
  const Wanted wanted = {.name = "CTLFile.tlv",
                         .origin = ORIGIN,
                         .state = "signed by SAST-ADN008580ef, verified",
                         .keeps_signature = TRUE};
  expect(document, &wanted);
  expect_shown(document, trust_list_show(list, MODIFIED), FALSE);
  g_assert_true(g_bytes_equal(list_document_get_bytes(document), trust_list_get_bytes(list)));
  g_assert_cmpint(list_document_get_modified(document), ==, MODIFIED);
  g_assert_null(list_document_get_damage(document));
  g_autofree char *state = list_document_describe_state(document, NULL);
  g_assert_cmpstr(state, ==, wanted.state);
}

static void
test_fetched(void)
{
  g_autoptr(TrustList) list = sample_tokenless_list(SERVER_CALLMANAGER);
  g_autoptr(ListDocument) document = list_document_new_fetched("hq", trust_list_get_bytes(list), MODIFIED);
  const Wanted wanted = {.name = "CTLFile.tlv",
                         .origin = "from hq",
                         .state = "signed by cucm-1051-a-pub, verified",
                         .keeps_signature = TRUE};
  expect(document, &wanted);
}

static void
test_itl(void)
{
  g_autoptr(TrustList) list = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(ListDocument) document = keep(list);
  const Wanted wanted = {.name = "ITLFile.tlv",
                         .origin = ORIGIN,
                         .state = "signed by cucm-1051-a-pub, verified",
                         .read_only = TRUE,
                         .keeps_signature = TRUE,
                         .why_not_sign = "An ITL is made and signed by the cluster itself."};
  expect(document, &wanted);
}

static void
test_damaged(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("no list", 7);
  g_autoptr(ListDocument) document = list_document_new_kept(ORIGIN, bytes, MODIFIED);
  const Wanted wanted = {.name = "CTLFile.tlv",
                         .origin = ORIGIN,
                         .state = "damaged",
                         .bad = TRUE,
                         .read_only = TRUE,
                         .why_not_sign = "A damaged file cannot be signed or published."};
  expect(document, &wanted);
  g_assert_null(list_document_get_draft(document));
  g_assert_error(list_document_get_damage(document), CTL_ERROR, CTL_ERROR_DAMAGED);
  expect_shown(document, trust_list_show_damaged(bytes, NULL, MODIFIED), FALSE);
  g_assert_true(list_document_get_bytes(document) == bytes); /* to be saved as they are */
}

static void
test_wrong_signature(void)
{
  g_autoptr(TrustList) good = sample_token_list(1);
  g_autoptr(TrustList) list = sample_break(good);
  g_autoptr(ListDocument) document = keep(list);
  const Wanted wanted = {
      .name = "CTLFile.tlv", .origin = ORIGIN, .state = "signature wrong: The signature", .bad = TRUE};
  expect(document, &wanted);
}

static void
test_file(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autoptr(TrustList) list = sample_token_list(1);
  gsize len = 0;
  const char *data = g_bytes_get_data(trust_list_get_bytes(list), &len);
  g_autofree char *path = scratch_file(folder, "Mine.tlv", NULL);
  g_assert_true(g_file_set_contents(path, data, (gssize)len, NULL));
  g_autoptr(GError) error = NULL;
  g_autoptr(ListDocument) document = list_document_open(path, NULL, &error);
  g_autofree char *origin = g_strdup_printf("in %s", folder);
  const Wanted wanted = {.name = "Mine.tlv",
                         .origin = origin,
                         .state = "signed by SAST-ADN008580ef, verified",
                         .keeps_signature = TRUE};
  g_assert_no_error(error);
  expect(document, &wanted);
  g_assert_true(g_file_set_contents(path, data, 100, NULL));
  g_autoptr(ListDocument) damaged = list_document_open(path, NULL, &error);
  g_assert_no_error(error);
  g_assert_true(g_str_has_prefix(list_document_get_damage(damaged)->message, path));
  g_autofree char *missing = scratch_file(folder, "missing", NULL);
  g_assert_null(list_document_open(missing, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
}

/* --- what becomes of it --- */

/* A list with one token, the first, which signed it. */
static ListDocument *
keep_lonely(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  const Identity *server = sample_server(SERVER_CALLMANAGER);
  g_autoptr(TrustList) list =
      craft(&header, {.identity = sample_token(0)},
            {.function = FUNCTION_CCM_TFTP, .identity = server, .host = "10.48.47.153"});
  return keep(list);
}

static gboolean
change(ListDocument *document, guint way)
{
  const DraftStep step = ADD_SERVER(FUNCTION_TFTP, "10.1.2.3", SERVER_STRANGER);
  g_autoptr(ServerRecord) server = draft_step_server(&step);
  switch (way) {
  case 0:
    return list_document_add_token(document, sample_token(1)->certificate, NULL);
  case 1:
    return list_document_add_server(document, server, NULL);
  case 2:
    return list_document_remove(document, 1, NULL);
  default:
    return list_document_make_non_secure(document, NULL);
  }
}

/* Each change makes the signature void; what is refused does not. */
static void
test_changes(void)
{
  for (guint way = 0; way < 4; way++) {
    g_autoptr(ListDocument) document = keep_lonely();
    g_autoptr(GError) error = NULL;
    g_assert_false(list_document_add_token(document, sample_token(0)->certificate, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_true(list_document_can_keep_signature(document));
    g_assert_true(change(document, way));
    g_assert_null(list_document_get_signed(document));
    g_assert_false(list_document_can_keep_signature(document));
    g_assert_null(list_document_get_bytes(document));
    g_autofree char *state = list_document_describe_state(document, NULL);
    g_assert_cmpstr(state, ==, "changed, not signed");
    g_autofree char *loss = list_document_describe_loss(document);
    g_assert_cmpstr(loss, ==, "The changes to CTLFile.tlv were not signed; they would be lost.");
    const TrustList *old = list_draft_get_old(list_document_get_draft(document));
    expect_shown(document, trust_list_show(old, MODIFIED), TRUE);
  }
}

static void
test_refused_changes(void)
{
  const DraftStep step = ADD_SERVER(FUNCTION_TFTP, "10.1.2.3", SERVER_STRANGER);
  g_autoptr(ServerRecord) server = draft_step_server(&step);
  g_autoptr(ListDocument) document = list_document_new();
  g_autoptr(GError) error = NULL;
  g_assert_false(list_document_make_non_secure(document, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_clear_error(&error);
  g_assert_true(list_document_add_server(document, server, NULL));
  g_assert_false(list_document_add_server(document, server, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_clear_error(&error);
  g_assert_true(list_document_add_token(document, sample_token(0)->certificate, NULL));
  g_assert_false(list_document_remove(document, 1, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
}

/* Signed, saved, changed again. */
static void
test_signed_and_saved(void)
{
  g_autoptr(ListDocument) document = keep_good();
  g_autoptr(TrustList) list = sample_token_list(0);
  const Wanted not_saved = {.name = "CTLFile.tlv",
                            .origin = ORIGIN,
                            .state = "signed by SAST-ADN0054f509, verified, not saved",
                            .keeps_signature = TRUE,
                            .loss = "The signed list was neither saved nor published; it would be lost."};
  const Wanted saved = {.name = "other.tlv",
                        .origin = "in /somewhere",
                        .state = "signed by SAST-ADN0054f509, verified",
                        .keeps_signature = TRUE};
  const Wanted changed = {.name = "other.tlv",
                          .origin = "in /somewhere",
                          .state = "changed, not signed",
                          .loss = "The changes to other.tlv were not signed; they would be lost."};
  remove_last(document);
  list_document_set_signed(document, list);
  expect(document, &not_saved);
  g_assert_true(list_document_get_signed(document) == list);
  g_assert_true(list_document_get_bytes(document) == trust_list_get_bytes(list));
  g_assert_cmpint(list_document_get_modified(document), ==, -1);
  list_document_set_saved(document, "/somewhere/other.tlv", 12345);
  expect(document, &saved);
  g_assert_cmpint(list_document_get_modified(document), ==, 12345);
  expect_shown(document, trust_list_show(list, 12345), FALSE);
  g_assert_true(list_document_remove(document, 2, NULL));
  expect(document, &changed);
}

/* From now on it is the list that is to be replaced. */
static void
test_published(void)
{
  g_autoptr(ListDocument) document = keep_good();
  g_autoptr(TrustList) list = sample_token_list(0);
  const Wanted published = {.name = "CTLFile.tlv",
                            .origin = "published on hq, branch",
                            .state = "signed by SAST-ADN0054f509, verified",
                            .keeps_signature = TRUE};
  remove_last(document);
  list_document_set_signed(document, list);
  list_document_set_published(document, "hq, branch");
  expect(document, &published);
  g_autofree char *records = draft_describe(list_document_get_draft(document));
  g_assert_cmpstr(records, ==, "SAST=1 SAST=2 CCM+TFTP=3 CAPF=4 CCM+TFTP=5");
  g_assert_true(list_draft_get_old(list_document_get_draft(document)) == list);
  remove_last(document);
  expect_shown(document, trust_list_show(list, -1), TRUE);
}

static void
test_reference(void)
{
  ListDocument *document = keep_good();
  g_autoptr(ListDocument) other = list_document_ref(document);
  list_document_unref(document);
  g_assert_cmpstr(list_document_get_name(other), ==, "CTLFile.tlv");
}

int
main(int argc, char **argv)
{
  g_setenv("TZ", "UTC", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/list-document/new", test_new);
  g_test_add_func("/list-document/kept", test_kept);
  g_test_add_func("/list-document/fetched", test_fetched);
  g_test_add_func("/list-document/itl", test_itl);
  g_test_add_func("/list-document/damaged", test_damaged);
  g_test_add_func("/list-document/wrong-signature", test_wrong_signature);
  g_test_add_func("/list-document/file", test_file);
  g_test_add_func("/list-document/changes", test_changes);
  g_test_add_func("/list-document/changes/refused", test_refused_changes);
  g_test_add_func("/list-document/signed-and-saved", test_signed_and_saved);
  g_test_add_func("/list-document/published", test_published);
  g_test_add_func("/list-document/reference", test_reference);
  return g_test_run();
}
