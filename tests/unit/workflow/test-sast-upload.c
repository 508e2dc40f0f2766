/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens' certificates uploaded as Phone-SAST-trust: what TVS on every node says decides, not what the page
 * says. */
#include "app/publisher/web/known-web.h"
#include "app/workflow/publish/sast-upload.h"
#include "sample-cluster.h"
#include "sample-home.h"
#include "tests/unit/base/fake-clock.h"

#include <gio/gio.h>

#define FIRST "admin@pub:443 certificate FIRST.cer"
#define SECOND "admin@pub:443 certificate SECOND.cer"
#define POLL_MS (SAST_POLL_S * 1000)

typedef struct {
  AddressBookEntry *entry;
  TvsIdentity *identity;
  PublisherLogin login;
  SastUpload upload;
  GPtrArray *certificates, *warnings;
  CtlFakePrompt *prompt;
  GCancellable *cancellable;
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  static const char *const known[] = {"SHA256:known", NULL}; /* so that the platform CLIs say what is held */
  g_autoptr(TrustList) old = sample_tokenless_list(SERVER_CALLMANAGER);
  sample_home_empty();
  sample_cluster_reset();
  sample_hold_everywhere(old);
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
    sample_tvs(hosts[i], SERVER_CALLMANAGER);
  fixture->entry = sample_entry();
  fixture->identity = tvs_identity_new_from_certificate(sample_server(SERVER_TVS)->certificate);
  fixture->certificates = sast_certificates_new();
  g_ptr_array_add(fixture->certificates, sast_certificate_new(sample_token(0)->certificate, "FIRST"));
  g_ptr_array_add(fixture->certificates, sast_certificate_new(sample_token(1)->certificate, "SECOND"));
  fixture->warnings = g_ptr_array_new_with_free_func(g_free);
  fixture->login.host_keys = known;
  fixture->prompt = fake_prompt_new();
  fake_prompt_set_yes(fixture->prompt, PROMPT_STEP, TRUE);
  fixture->cancellable = g_cancellable_new();
  fixture->upload = (SastUpload){.entry = fixture->entry,
                                 .login = &fixture->login,
                                 .identity = fixture->identity,
                                 .warnings = fixture->warnings};
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  g_ptr_array_unref(fixture->certificates);
  g_ptr_array_unref(fixture->warnings);
  g_object_unref(fixture->prompt);
  g_object_unref(fixture->cancellable);
  tvs_identity_unref(fixture->identity);
  address_book_entry_free(fixture->entry);
}

static gboolean
run(Fixture *fixture)
{
  fake_clock_jump(1);
  gboolean done = sast_upload_run(&fixture->upload, fixture->certificates, CTL_PROMPT(fixture->prompt), NULL,
                                  fixture->cancellable, &fixture->error);
  fake_clock_jump(0);
  return done;
}

/* Of certificate INDEX. */
static void
expect(const Fixture *fixture, guint index, const char *state, const char *words)
{
  const SastCertificate *certificate = g_ptr_array_index(fixture->certificates, index);
  g_autofree char *text = sast_certificate_describe(certificate);
  g_assert_cmpstr(sast_state_get_word(certificate->state), ==, state);
  g_assert_true(sample_says(text, words));
}

/* --- what TVS comes to know --- */

static void
teach(const char *host)
{
  sample_upload(host, 0);
  sample_upload(host, 1);
}

static void
teach_all(gpointer unused)
{
  teach("pub");
  teach("sub1");
  teach("tftp1");
}

static void
teach_publisher(gpointer unused)
{
  teach("pub");
}

static void
teach_none(gpointer unused)
{
}

static const struct {
  const char *path;
  FakeFunc learn; /* at the upload */
  WebUploadOutcome outcome;
  int wait_s;
  const char *state, *words; /* of the second */
  guint n_asked;             /* times that TVS on the publisher is asked about it */
} CASES[] = {
    {"known", teach_all, WEB_UPLOAD_TAKEN, 0, "known", "SECOND was uploaded, and TVS on every node knows it",
     2},
    {"known-waits-no-longer", teach_all, WEB_UPLOAD_TAKEN, 60, "known", "TVS on every node knows", 2},
    {"never", teach_none, WEB_UPLOAD_TAKEN, 0, "uploaded",
     "SECOND was uploaded; not yet known to TVS on pub, sub1, tftp1", 2},
    {"never-waits", teach_none, WEB_UPLOAD_TAKEN, 25, "uploaded", "not yet known to TVS on pub", 5},
    {"publisher-only", teach_publisher, WEB_UPLOAD_TAKEN, 0, "uploaded",
     "not yet known to TVS on sub1, tftp1", 2},
    {"refused", teach_none, WEB_UPLOAD_REFUSED, 60, "refused", "it says: no room", 2},
    {"refused-and-known", teach_all, WEB_UPLOAD_REFUSED, 60, "known",
     "TVS on every node knows SECOND as a System Administrator Security Token already. OS Administration did "
     "not take it now (it says: no room)",
     2},
    {"refused-and-not-everywhere", teach_publisher, WEB_UPLOAD_REFUSED, 60, "refused", "it says: no room", 2},
    {"unsure", teach_none, WEB_UPLOAD_UNSURE, 0, "uploaded", "was sent, no whole answer came; not yet known",
     2},
    {"unsure-and-known", teach_all, WEB_UPLOAD_UNSURE, 0, "known", "TVS on every node knows", 2},
};

static void
check_case(gsize i)
{
  Fixture own = {0};
  Fixture *fixture = &own;
  set_up(fixture, NULL);
  g_test_message("%s", CASES[i].path);
  fixture->upload.wait_s = CASES[i].wait_s;
  fake_web_answer(CASES[i].outcome, "no room");
  fake_when(SECOND, CASES[i].learn, NULL);
  g_assert_true(run(fixture));
  g_assert_no_error(fixture->error);
  expect(fixture, 1, CASES[i].state, CASES[i].words);
  g_assert_cmpuint(fake_count("tvs pub:2445"), ==, 2 * CASES[i].n_asked);
  g_assert_cmpuint(fake_count(FIRST), ==, 1);
  g_assert_cmpuint(fake_count(SECOND), ==, 1);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_STEP), ==, 1);
  tear_down(fixture, NULL);
}

static void
test_cases(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++)
    check_case(i);
}

/* The other nodes get it while TVS is asked again and again. */
static void
teach_others_late(gpointer data)
{
  guint *n_asked = data;
  if (++*n_asked == 6) {
    teach("sub1");
    teach("tftp1");
  }
}

static void
test_later(Fixture *fixture, gconstpointer unused)
{
  guint n_asked = 0;
  fixture->upload.wait_s = 1800;
  fake_when(SECOND, teach_publisher, NULL);
  fake_when("tvs pub:2445", teach_others_late, &n_asked);
  g_assert_true(run(fixture));
  expect(fixture, 0, "known", "TVS on every node knows it");
  g_assert_cmpuint(fake_count("tvs pub:2445"), <=, 8);
  g_assert_cmpuint(fake_count("*certificate*"), ==, 2);
}

static gpointer
cancel_waiting(gpointer cancellable)
{
  fake_clock_await(clock_in_ms(POLL_MS));
  g_cancellable_cancel(cancellable);
  return NULL;
}

static void
test_cancelled_waiting(Fixture *fixture, gconstpointer unused)
{
  fixture->upload.wait_s = 1800;
  fake_when(SECOND, teach_publisher, NULL);
  GThread *thread = g_thread_new("cancel", cancel_waiting, fixture->cancellable);
  g_assert_false(sast_upload_run(&fixture->upload, fixture->certificates, CTL_PROMPT(fixture->prompt), NULL,
                                 fixture->cancellable, &fixture->error));
  g_thread_join(thread);
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  expect(fixture, 1, "uploaded", "not yet known to TVS on sub1, tftp1");
}

/* --- what is sent --- */

static void
test_known_already(Fixture *fixture, gconstpointer unused)
{
  teach_all(NULL);
  g_assert_true(run(fixture));
  expect(fixture, 0, "known",
         "TVS on every node knows FIRST as a System Administrator Security Token already");
  g_assert_cmpuint(fake_count("*certificate*"), ==, 0);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_STEP), ==, 0);
}

/* The publisher has them, and the others have not got them yet: they are not sent twice. */
static void
test_sent_before(Fixture *fixture, gconstpointer unused)
{
  teach_publisher(NULL);
  g_assert_true(run(fixture));
  expect(fixture, 0, "uploaded", "FIRST was uploaded before; not yet known to TVS on sub1, tftp1");
  g_assert_cmpuint(fake_count("*certificate*"), ==, 0);
}

static void
test_one_is_missing(Fixture *fixture, gconstpointer unused)
{
  sample_upload("pub", 0);
  fake_when(SECOND, teach_all, NULL);
  g_assert_true(run(fixture));
  g_assert_cmpuint(fake_count(FIRST), ==, 0);
  g_assert_cmpuint(fake_count(SECOND), ==, 1);
  g_assert_true(
      sample_says(fake_prompt_get_last(fixture->prompt, PROMPT_STEP), "the certificates of: SECOND"));
}

/* TVS may know the tokens from the list of its own node. */
static void
test_list_is_there(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  sample_hold("sub1", list);
  teach_all(NULL);
  g_assert_true(run(fixture));
  expect(fixture, 0, "uploaded", "which proves nothing: a list with this token lies, or may lie, on sub1");
  g_assert_cmpuint(fake_count("*certificate*"), ==, 0);
  sample_hold("pub", list);
  g_assert_true(run(fixture));
  expect(fixture, 0, "uploaded", "on pub, sub1");
  g_assert_cmpuint(fake_count("*certificate *.cer"), ==, 2);
}

static void
test_list_is_not_readable(Fixture *fixture, gconstpointer unused)
{
  fake_fail("http://tftp1:6970/CTLFile.tlv", CTL_ERROR_UNREACHABLE, "nobody answers");
  teach_all(NULL);
  g_assert_true(run(fixture));
  expect(fixture, 0, "uploaded", "may lie, on tftp1");
}

static void
test_no_list_is_there(Fixture *fixture, gconstpointer unused)
{
  sample_hold("tftp1", NULL);
  teach_all(NULL);
  g_assert_true(run(fixture));
  expect(fixture, 0, "known", "");
}

/* --- what a node holds, and does not serve --- */

#define PUB_LIST "http://pub:6970/CTLFile.tlv"

/* Cisco Tftp was not restarted: the list with the tokens lies there, and SERVED (NULL: none) is served. */
static void
hold_unserved(const TrustList *served)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  sample_hold("pub", list);
  fake_serve(PUB_LIST, served != NULL ? trust_list_get_bytes(served) : NULL);
}

static void
expect_no_proof(Fixture *fixture, const char *warning)
{
  teach_all(NULL);
  g_assert_true(run(fixture));
  g_assert_no_error(fixture->error);
  expect(fixture, 0, "uploaded", "which proves nothing: a list with this token lies, or may lie, on pub");
  g_assert_cmpuint(fake_count("*certificate *.cer"), ==, 2);
  g_autofree char *warnings = sample_join(fixture->warnings);
  g_assert_true(sample_says(warnings, warning));
}

static void
test_held_other(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) old = sample_tokenless_list(SERVER_CALLMANAGER);
  hold_unserved(old);
  expect_no_proof(fixture, "Node pub serves another list to phones than it holds");
}

static void
test_held_none_served(Fixture *fixture, gconstpointer unused)
{
  hold_unserved(NULL);
  expect_no_proof(fixture, "Node pub serves another list to phones than it holds");
}

/* Neither a host key that nobody has confirmed, nor an answer that says nothing, tells what a node holds. */
static void
test_held_not_known(Fixture *fixture, gconstpointer unused)
{
  fake_answer("pub", "show ctl", "The database is not reachable");
  expect_no_proof(fixture, "Which list pub holds is not known, so TVS there proves nothing");
  fixture->login.host_keys = NULL;
  g_assert_true(run(fixture));
  expect(fixture, 1, "uploaded", "lies, or may lie, on pub, sub1, tftp1");
}

/* It is sent nowhere else. */
static void
test_held_login_refused(Fixture *fixture, gconstpointer unused)
{
  fake_fail("admin@pub cli", CTL_ERROR_LOGIN_REFUSED, "the password is wrong");
  g_assert_false(run(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_cmpuint(fake_count("*certificate*"), ==, 0);
}

/* It is there already, the page refuses it for that, and a list with it lies on the publisher. */
static void
test_sent_twice(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  sample_hold("pub", list);
  teach_all(NULL);
  fake_web_answer(WEB_UPLOAD_REFUSED, "it exists already");
  g_assert_true(run(fixture));
  expect(fixture, 0, "uploaded", "FIRST is known to TVS on every node, which proves nothing: ");
  expect(fixture, 0, "uploaded", "OS Administration did not take it now (it says: it exists already)");
  g_assert_cmpuint(fake_count("*certificate *.cer"), ==, 2);
}

/* --- what goes wrong --- */

static void
test_no(Fixture *fixture, gconstpointer unused)
{
  fake_prompt_set_yes(fixture->prompt, PROMPT_STEP, FALSE);
  g_assert_false(run(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  expect(fixture, 0, "not-uploaded", "FIRST was not uploaded");
  g_assert_cmpuint(fake_count("*certificate*"), ==, 0);
}

static void
test_confirmed(Fixture *fixture, gconstpointer unused)
{
  fixture->upload.confirmed = TRUE;
  fake_prompt_set_yes(fixture->prompt, PROMPT_STEP, FALSE);
  g_assert_true(run(fixture));
  expect(fixture, 0, "uploaded", "");
}

/* Whoever could not log in for the first does not try again for the second. */
static void
test_login_refused(Fixture *fixture, gconstpointer unused)
{
  fake_fail(FIRST, CTL_ERROR_LOGIN_REFUSED, "the password is wrong");
  g_assert_false(run(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  expect(fixture, 0, "not-uploaded", "");
  expect(fixture, 1, "not-uploaded", "");
  g_assert_cmpuint(fake_count(SECOND), ==, 0);
}

static void
test_second_fails(Fixture *fixture, gconstpointer unused)
{
  fake_fail(SECOND, CTL_ERROR_UNREACHABLE, "the connection broke");
  g_assert_false(run(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  expect(fixture, 0, "uploaded", "FIRST was uploaded");
  expect(fixture, 1, "not-uploaded", "");
}

/* One TVS that does not answer is told of once, and counts as one that does not know them. */
static void
test_tvs_fails(Fixture *fixture, gconstpointer unused)
{
  fixture->upload.wait_s = 25;
  fake_fail("tvs sub1:2445", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  fake_when(SECOND, teach_all, NULL);
  g_assert_true(run(fixture));
  expect(fixture, 0, "uploaded", "not yet known to TVS on sub1");
  g_autofree char *warnings = sample_join(fixture->warnings);
  g_assert_cmpuint(sample_count(warnings, "sub1 is silent"), ==, 1);
}

/* Nobody says who TVS is, so nothing is proven; it is uploaded all the same. */
static void
test_no_identity(Fixture *fixture, gconstpointer unused)
{
  fixture->upload.identity = NULL;
  fixture->upload.wait_s = 1800;
  fake_fail("publisher@pub open", CTL_ERROR_UNREACHABLE, "nobody answers");
  fake_when(SECOND, teach_all, NULL);
  g_assert_true(run(fixture));
  expect(fixture, 0, "uploaded", "not yet known to TVS on pub, sub1, tftp1");
  g_autofree char *warnings = sample_join(fixture->warnings);
  g_assert_true(sample_says(warnings, "nothing will prove the upload: nobody answers"));
  g_assert_cmpuint(fake_count("publisher@pub open"), ==, 1);
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
}

/* Whoever does not confirm a host key is not asked for it once more, and told that this was the cause. */
static void
test_no_to_host_key(Fixture *fixture, gconstpointer unused)
{
  fixture->upload.identity = NULL;
  fixture->login.host_keys = NULL;
  fake_node_set_host_key("pub", "SHA256:new");
  fake_prompt_set_yes(fixture->prompt, PROMPT_HOST_KEY, FALSE);
  sast_upload_find_identity(&fixture->upload, CTL_PROMPT(fixture->prompt), NULL, fixture->cancellable,
                            &fixture->error);
  g_assert_no_error(fixture->error);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_HOST_KEY), ==, 1);
  g_autofree char *warnings = sample_join(fixture->warnings);
  g_assert_true(sample_says(warnings, "will prove the upload: The host key of pub was not confirmed"));
}

/* Other logins of the run show the same key. */
static void
test_no_to_host_key_in_run(Fixture *fixture, gconstpointer unused)
{
  fake_node_set_host_key("pub", "SHA256:new");
  fake_prompt_set_yes(fixture->prompt, PROMPT_HOST_KEY, FALSE);
  fixture->upload.identity = NULL;
  g_assert_false(run(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_HOST_KEY), ==, 1);
}

/* A publisher without a list may have an ITL all the same: it is reached, so it is asked for that. */
static void
test_no_list_held(Fixture *fixture, gconstpointer unused)
{
  fixture->upload.identity = NULL;
  sample_hold("pub", NULL);
  g_assert_true(run(fixture));
  g_autofree char *warnings = sample_join(fixture->warnings);
  g_assert_true(
      sample_says(warnings, "nothing will prove the upload: Publisher pub has no file CTLFile.tlv"));
  g_assert_cmpuint(fake_count("publisher@pub read /ITLFile.tlv"), ==, 1);
}

/* By the ITL that is served, which a record of the publisher's list vouches for. */
static void
test_identity_is_found(Fixture *fixture, gconstpointer unused)
{
  fixture->upload.identity = NULL;
  fake_when(SECOND, teach_all, NULL);
  g_assert_true(run(fixture));
  expect(fixture, 0, "known", "");
}

/* A password that was refused is sent nowhere else. */
static void
test_final_error(Fixture *fixture, gconstpointer unused)
{
  fixture->upload.identity = NULL;
  fake_fail("publisher@pub open", CTL_ERROR_LOGIN_REFUSED, "the password is wrong");
  g_assert_false(run(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_cmpuint(fake_count("*certificate*"), ==, 0);
}

/* --- where it is offered --- */

static void
test_likely(Fixture *fixture, gconstpointer unused)
{
  g_assert_false(sast_upload_is_likely(fixture->entry, &fixture->login));
  g_autofree char *path = g_build_filename(g_get_user_config_dir(), "etoken-ctl", "known.conf", NULL);
  g_autoptr(PublisherAddress) page = publisher_address_parse("https://admin@pub/CTLFile.tlv", NULL);
  g_assert_true(known_web_add(path, page, "sha256//x", NULL, NULL));
  fixture->login.own_known_web = path;
  g_assert_true(sast_upload_is_likely(fixture->entry, &fixture->login));
  fixture->login.own_known_web = NULL;
  publisher_address_set_way(fixture->entry->address, DELIVER_BY_WEB);
  g_assert_true(sast_upload_is_likely(fixture->entry, &fixture->login));
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
  g_test_add_func("/sast-upload/cases", test_cases);
#define ADD(path, func) g_test_add("/sast-upload/" path, Fixture, NULL, set_up, func, tear_down)
  ADD("later", test_later);
  ADD("cancelled-waiting", test_cancelled_waiting);
  ADD("known-already", test_known_already);
  ADD("sent-before", test_sent_before);
  ADD("one-is-missing", test_one_is_missing);
  ADD("list-is-there", test_list_is_there);
  ADD("list-is-not-readable", test_list_is_not_readable);
  ADD("no-list-is-there", test_no_list_is_there);
  ADD("held-other", test_held_other);
  ADD("held-none-served", test_held_none_served);
  ADD("held-not-known", test_held_not_known);
  ADD("held-login-refused", test_held_login_refused);
  ADD("sent-twice", test_sent_twice);
  ADD("no", test_no);
  ADD("confirmed", test_confirmed);
  ADD("login-refused", test_login_refused);
  ADD("second-fails", test_second_fails);
  ADD("tvs-fails", test_tvs_fails);
  ADD("no-identity", test_no_identity);
  ADD("no-to-host-key", test_no_to_host_key);
  ADD("no-to-host-key-in-run", test_no_to_host_key_in_run);
  ADD("no-list-held", test_no_list_held);
  ADD("identity-is-found", test_identity_is_found);
  ADD("final-error", test_final_error);
  ADD("likely", test_likely);
  return sample_home_run();
}
