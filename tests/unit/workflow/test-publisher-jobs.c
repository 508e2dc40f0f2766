/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A saved publisher: what is said when it is tried out, and what becomes of its password in the keyring. */
#include "app/workflow/publish/publisher-check.h"
#include "app/workflow/settings/publisher-password.h"
#include "sample-cluster.h"
#include "sample-home.h"

typedef struct {
  AddressBookEntry *entry;
  CtlFakePrompt *prompt;
  char *path; /* of the address book, in which the entry is */
  GPtrArray *warnings;
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->entry = sample_entry();
  fixture->prompt = fake_prompt_new();
  fixture->path = g_build_filename(g_get_user_config_dir(), "publishers.conf", NULL);
  fixture->warnings = g_ptr_array_new_with_free_func(g_free);
  g_assert_true(address_book_save(fixture->path, NULL, fixture->entry, NULL));
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  address_book_entry_free(fixture->entry);
  g_object_unref(fixture->prompt);
  g_ptr_array_unref(fixture->warnings);
  g_free(fixture->path);
}

/* --- trying out --- */

static void
expect_check(Fixture *fixture, gboolean wanted, const char *words)
{
  gboolean good = !wanted;
  const PublishRequest request = {.address = fixture->entry->address};
  g_autofree char *text =
      publisher_check(&request, &good, CTL_PROMPT(fixture->prompt), NULL, NULL, &fixture->error);
  g_assert_no_error(fixture->error);
  g_assert_true(good == wanted);
  g_assert_true(sample_says(text, words));
}

static void
test_check(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) list = sample_token_list(1);
  g_autoptr(TrustList) broken = sample_break(list);
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes(trust_list_get_bytes(list), 0, 200);
  g_autofree char *wanted = g_strdup_printf("The connection works. The list there has %u bytes. It was "
                                            "signed by SAST-ADN008580ef, and it verifies.",
                                            (guint)g_bytes_get_size(trust_list_get_bytes(list)));
  expect_check(fixture, TRUE, "The connection works. There is no list yet: /CTLFile.tlv does not exist.");
  sample_hold("pub", list);
  expect_check(fixture, TRUE, wanted);
  sample_hold("pub", broken);
  expect_check(fixture, FALSE, "It does not verify: ");
  fake_put("pub", "/CTLFile.tlv", cut);
  expect_check(fixture, FALSE, "The connection works. The list there has 200 bytes. The list is damaged: ");
  g_assert_cmpuint(fake_count("* write *") + fake_count("* repair *"), ==, 0);
}

/* The signer's record may be without a certificate. */
static void
test_check_signer_without_certificate(Fixture *fixture, gconstpointer unused)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) list = craft(&header, {.identity = sample_token(1), .hash = TRUE});
  sample_hold("pub", list);
  expect_check(fixture, TRUE, "It was signed by cn=\"SAST-ADN008580ef");
}

static void
test_check_fails(Fixture *fixture, gconstpointer unused)
{
  static const char *const questions[] = {"publisher@pub open", "publisher@pub read /CTLFile.tlv"};
  for (gsize i = 0; i < G_N_ELEMENTS(questions); i++) {
    gboolean good = TRUE;
    const PublishRequest request = {.address = fixture->entry->address};
    fake_fail(questions[i], CTL_ERROR_REMOTE, "No");
    g_assert_null(publisher_check(&request, &good, CTL_PROMPT(fixture->prompt), NULL, NULL, &fixture->error));
    g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
    g_assert_false(good);
    g_clear_error(&fixture->error);
    fake_heal(questions[i]);
  }
}

/* --- passwords --- */

static gboolean
is_kept(const Fixture *fixture)
{
  g_autoptr(AddressBookEntry) entry = address_book_find(fixture->path, "hq", NULL, NULL);
  return entry->cluster->keep_password;
}

static void
expect_password(const char *user, const char *wanted)
{
  g_autofree char *password = fake_keyring_get(user, "pub");
  g_assert_cmpstr(password, ==, wanted);
}

static gboolean
keep(Fixture *fixture, const char *user)
{
  g_clear_error(&fixture->error);
  return publisher_password_keep(fixture->path, fixture->entry, user, CTL_PROMPT(fixture->prompt), NULL,
                                 &fixture->error);
}

static void
test_keep(Fixture *fixture, gconstpointer unused)
{
  g_assert_false(keep(fixture, NULL)); /* nobody answers */
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_false(is_kept(fixture));
  fake_prompt_set_secret(fixture->prompt, PROMPT_LOGIN_PASSWORD, "Publ1sher!");
  fake_fail("keyring keep publisher@pub:22", CTL_ERROR_FAILED, "The keyring is locked");
  g_assert_false(keep(fixture, NULL));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_FAILED);
  g_assert_false(is_kept(fixture));
  fake_heal("keyring keep publisher@pub:22");
  g_assert_true(keep(fixture, NULL));
  expect_password("publisher", "Publ1sher!");
  g_assert_true(is_kept(fixture));
  g_assert_cmpstr(fake_prompt_get_last(fixture->prompt, PROMPT_LOGIN_PASSWORD), ==,
                  "publisher@pub: Password of publisher@pub ()");
  g_assert_true(keep(fixture, "admin"));
  expect_password("admin", "Publ1sher!");
  g_assert_cmpuint(fake_count("* open") + fake_count("* password"), ==, 0); /* it is not tried */
}

/* Of all users; the address book is changed also where the keyring fails. */
static void
test_forget(Fixture *fixture, gconstpointer unused)
{
  fake_keyring_set("publisher", "pub", "one");
  fake_keyring_set("admin", "pub", "two");
  fake_keyring_set("admin", "elsewhere", "three");
  g_assert_true(publisher_password_set_kept(fixture->path, "hq", TRUE, NULL));
  fake_fail("keyring forget *@pub:22", CTL_ERROR_FAILED, "The keyring is locked");
  g_assert_false(publisher_password_forget(fixture->path, fixture->entry, NULL, &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_FAILED);
  g_assert_false(is_kept(fixture));
  fake_heal("keyring forget *@pub:22");
  g_assert_true(publisher_password_forget(fixture->path, fixture->entry, NULL, NULL));
  expect_password("publisher", NULL);
  expect_password("admin", NULL);
  g_autofree char *other = fake_keyring_get("admin", "elsewhere");
  g_assert_cmpstr(other, ==, "three");
}

static void
test_no_such_publisher(Fixture *fixture, gconstpointer unused)
{
  g_assert_false(publisher_password_set_kept(fixture->path, "nobody", TRUE, &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_clear_error(&fixture->error);
  g_assert_false(publisher_remove(fixture->path, "nobody", fixture->warnings, NULL, &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_USAGE);
}

static guint
count_entries(const Fixture *fixture)
{
  g_autoptr(GPtrArray) entries = address_book_load(fixture->path, NULL, NULL);
  return entries->len;
}

/* With its passwords, if it had any kept. */
static void
test_remove(Fixture *fixture, gconstpointer unused)
{
  fake_keyring_set("publisher", "pub", "one");
  g_assert_true(publisher_remove(fixture->path, "hq", fixture->warnings, NULL, NULL));
  g_assert_cmpuint(count_entries(fixture), ==, 0);
  expect_password("publisher", "one");
  g_assert_cmpuint(fake_count("keyring *"), ==, 0);
  fixture->entry->cluster->keep_password = TRUE;
  g_assert_true(address_book_save(fixture->path, NULL, fixture->entry, NULL));
  g_assert_true(publisher_remove(fixture->path, "hq", fixture->warnings, NULL, NULL));
  expect_password("publisher", NULL);
  g_assert_cmpuint(fixture->warnings->len, ==, 0);
}

static void
test_remove_with_a_locked_keyring(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(publisher_password_set_kept(fixture->path, "hq", TRUE, NULL));
  fake_fail("keyring forget *@pub:22", CTL_ERROR_FAILED, "The keyring is locked");
  g_assert_true(publisher_remove(fixture->path, "hq", fixture->warnings, NULL, NULL));
  g_assert_cmpuint(count_entries(fixture), ==, 0);
  g_assert_cmpstr(g_ptr_array_index(fixture->warnings, 0), ==, "The keyring is locked");
}

/* A password stays while another entry that keeps passwords has the same address. */
static void
test_shared_address(Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *url;
    gboolean keeps, stays;
  } cases[] = {
      {"sftp://other@pub/CTLFile.tlv", TRUE, TRUE},
      {"sftp://other@pub/CTLFile.tlv", FALSE, FALSE},
      {"sftp://other@pub:2222/CTLFile.tlv", TRUE, FALSE},
      {"sftp://other@elsewhere/CTLFile.tlv", TRUE, FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(AddressBookEntry) other = g_new0(AddressBookEntry, 1);
    other->name = g_strdup("other");
    other->address = publisher_address_parse(cases[i].url, NULL);
    other->cluster = cluster_settings_new();
    other->cluster->keep_password = cases[i].keeps;
    fake_keyring_set("publisher", "pub", "one");
    g_assert_true(address_book_save(fixture->path, NULL, other, NULL));
    g_assert_true(publisher_password_set_kept(fixture->path, "hq", TRUE, NULL));
    g_assert_true(publisher_remove(fixture->path, "hq", fixture->warnings, NULL, NULL));
    expect_password("publisher", cases[i].stays ? "one" : NULL);
    g_assert_true(address_book_remove(fixture->path, "other", NULL));
    g_assert_true(address_book_save(fixture->path, NULL, fixture->entry, NULL));
  }
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/publisher-jobs/check", test_check},
      {"/publisher-jobs/check-signer-without-certificate", test_check_signer_without_certificate},
      {"/publisher-jobs/check-fails", test_check_fails},
      {"/publisher-jobs/keep", test_keep},
      {"/publisher-jobs/forget", test_forget},
      {"/publisher-jobs/no-such-publisher", test_no_such_publisher},
      {"/publisher-jobs/remove", test_remove},
      {"/publisher-jobs/remove-with-a-locked-keyring", test_remove_with_a_locked_keyring},
      {"/publisher-jobs/shared-address", test_shared_address},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return sample_home_run();
}
