/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates of tokens are exported to files: their names, and what is never overwritten. */
#include "fake-tokens.h"
#include "sample-cluster.h"
#include "scratch-folder.h"

#include "app/trustlist/certificate.h"
#include "app/workflow/tokens/export.h"

#include <string.h>

#define FIRST "SAST-ADN0054f509"

/* The tokens of a test, as the fake ones show them. */
static TokenList *
load(FakeToken *tokens, gsize n_tokens)
{
  fake_tokens_reset();
  fake_tokens_set(tokens, n_tokens);
  TokenList *list = token_list_load(NULL, 0, NULL, NULL);
  g_assert_nonnull(list);
  return list;
}

static void
test_formats(void)
{
  ExportFormat format = EXPORT_PEM;
  g_assert_true(export_format_from_name("DER", &format));
  g_assert_cmpint(format, ==, EXPORT_DER);
  g_assert_true(export_format_from_name("pem", &format));
  g_assert_cmpint(format, ==, EXPORT_PEM);
  g_assert_false(export_format_from_name("cer", &format));
}

/* Names come from outside and must not lead out of the folder. */
static void
test_names(void)
{
  static const struct {
    const char *label; /* of the certificate */
    const char *name;
  } cases[] = {
      {"own", "own.cer"},         {"a b/c", "a_b_c.cer"}, {"../../etc/passwd", "_._.._etc_passwd.cer"},
      {".hidden", "_hidden.cer"}, {"..", "_..cer"},       {"ü-1_2.3", "__-1_2.3.cer"},
      {"", "label.cer"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    FakeToken token = {.label = "label",
                       .serial = "1",
                       .identity = sample_server(SERVER_CAPF),
                       .certificate_label = cases[i].label};
    g_autoptr(TokenList) list = load(&token, 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(Token) chosen = token_list_find(list, "pkcs11:id=%01", &error);
    g_assert_no_error(error);
    g_autofree char *name = export_file_name(chosen, EXPORT_DER);
    g_assert_cmpstr(name, ==, cases[i].name);
  }
}

static void
test_sast_name(void)
{
  FakeToken token = {.label = "eToken", .serial = "1", .identity = sample_token(0)};
  g_autoptr(TokenList) list = load(&token, 1);
  g_autofree char *der = export_file_name(g_ptr_array_index(list->tokens, 0), EXPORT_DER);
  g_autofree char *pem = export_file_name(g_ptr_array_index(list->tokens, 0), EXPORT_PEM);
  g_assert_cmpstr(der, ==, FIRST ".cer");
  g_assert_cmpstr(pem, ==, FIRST ".pem");
}

/* --- writing --- */

typedef struct {
  FakeToken tokens[3]; /* the last one without certificate */
  TokenList *list;
  ScratchFolder *folder;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  const FakeToken tokens[] = {{.label = "a", .serial = "1", .identity = sample_token(0)},
                              {.label = "b", .serial = "2", .identity = sample_token(1)},
                              {.label = "z-empty", .serial = "3"}};
  for (gsize i = 0; i < G_N_ELEMENTS(tokens); i++)
    fixture->tokens[i] = tokens[i];
  fixture->list = load(fixture->tokens, G_N_ELEMENTS(fixture->tokens));
  fixture->folder = scratch_folder_new();
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  token_list_free(fixture->list);
  scratch_folder_free(fixture->folder);
}

typedef struct {
  gboolean force;
  gboolean dry_run;
} Options;

/* Exports token INDEX; *WRITTEN as export_certificate() tells. */
static char *export(Fixture *fixture, guint index, const char *folder, Options options, gboolean *written,
                    GError **error)
{
  char *path = NULL;
  gboolean done = export_certificate(g_ptr_array_index(fixture->list->tokens, index), EXPORT_DER, folder,
                                     options.force, options.dry_run, &path, written, error);
  g_assert_true(done == (path != NULL));
  return path;
}

static void
expect_certificate(const char *path, const Identity *identity)
{
  g_autoptr(GBytes) der = certificate_to_der(identity->certificate);
  char *data = NULL;
  gsize len = 0;
  g_assert_true(g_file_get_contents(path, &data, &len, NULL));
  g_autoptr(GBytes) found = g_bytes_new_take(data, len);
  g_assert_true(g_bytes_equal(found, der));
}

/* The folder is made; the same file again is left as it is. */
static void
test_written(Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename(fixture->folder, "new", "folder", NULL);
  g_autofree char *wanted = g_build_filename(folder, FIRST ".cer", NULL);
  g_autoptr(GError) error = NULL;
  gboolean written = FALSE;
  g_autofree char *path = export(fixture, 0, folder, (Options){0}, &written, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(path, ==, wanted);
  g_assert_true(written);
  expect_certificate(path, sample_token(0));
  g_autofree char *again = export(fixture, 0, folder, (Options){0}, &written, &error);
  g_assert_no_error(error);
  g_assert_false(written);
}

/* The same certificate in either format. */
static void
test_pem(Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  gboolean written = FALSE;
  g_assert_true(export_certificate(g_ptr_array_index(fixture->list->tokens, 0), EXPORT_PEM, fixture->folder,
                                   FALSE, FALSE, &path, &written, &error));
  g_assert_true(g_str_has_suffix(path, "/" FIRST ".pem"));
  g_autofree char *text = scratch_read(path);
  g_assert_true(g_str_has_prefix(text, "-----BEGIN CERTIFICATE-----\n"));
  g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
  g_autoptr(X509) certificate = certificate_from_file_contents(bytes, path, &error);
  g_assert_no_error(error);
  g_assert_cmpint(X509_cmp(certificate, sample_token(0)->certificate), ==, 0);
}

static void
test_other_file(Fixture *fixture, gconstpointer data)
{
  g_autofree char *mine = scratch_file(fixture->folder, FIRST ".cer", "mine");
  g_autoptr(GError) error = NULL;
  gboolean written = FALSE;
  g_assert_null(export(fixture, 0, fixture->folder, (Options){0}, &written, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_EXISTS);
  g_autofree char *kept = scratch_read(mine);
  g_assert_cmpstr(kept, ==, "mine");
  g_clear_error(&error);
  g_autofree char *path = export(fixture, 0, fixture->folder, (Options){.force = TRUE}, &written, &error);
  g_assert_no_error(error);
  g_assert_true(written);
  expect_certificate(path, sample_token(0));
}

/* All is checked, and nothing written. */
static void
test_dry_run(Fixture *fixture, gconstpointer data)
{
  const Options dry = {.dry_run = TRUE};
  g_autofree char *folder = g_build_filename(fixture->folder, "new", NULL);
  g_autofree char *mine = scratch_file(fixture->folder, FIRST ".cer", "mine");
  g_autoptr(GError) error = NULL;
  gboolean written = FALSE;
  g_autofree char *path = export(fixture, 0, folder, dry, &written, &error);
  g_assert_no_error(error);
  g_assert_true(written); /* it would be */
  g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
  g_assert_null(export(fixture, 0, fixture->folder, dry, &written, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_EXISTS);
}

static void
test_cannot_be_written(Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = scratch_file(fixture->folder, "file", "");
  g_autofree char *below = g_build_filename(file, "below", NULL);
  g_autoptr(GError) error = NULL;
  gboolean written = FALSE;
  g_assert_null(export(fixture, 0, below, (Options){0}, &written, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
  g_assert_true(sample_says(error->message, "cannot be made"));
  g_clear_error(&error);
  g_assert_null(export(fixture, 2, fixture->folder, (Options){0}, &written, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
}

/* What would have to be replaced, for a question. */
static void
test_conflicts(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) none = export_find_conflicts(fixture->list->tokens, EXPORT_DER, fixture->folder);
  g_assert_cmpuint(none->len, ==, 0);
  g_autofree char *mine = scratch_file(fixture->folder, FIRST ".cer", "mine");
  gboolean written = FALSE;
  g_autofree char *same = export(fixture, 1, fixture->folder, (Options){0}, &written, NULL);
  g_autoptr(GPtrArray) one = export_find_conflicts(fixture->list->tokens, EXPORT_DER, fixture->folder);
  g_assert_cmpuint(one->len, ==, 1);
  g_assert_cmpstr(g_ptr_array_index(one, 0), ==, mine);
  g_autoptr(GPtrArray) pem = export_find_conflicts(fixture->list->tokens, EXPORT_PEM, fixture->folder);
  g_assert_cmpuint(pem->len, ==, 0);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test)(Fixture *fixture, gconstpointer data);
  } tests[] = {
      {"/export/written", test_written},
      {"/export/pem", test_pem},
      {"/export/other-file", test_other_file},
      {"/export/dry-run", test_dry_run},
      {"/export/cannot-be-written", test_cannot_be_written},
      {"/export/conflicts", test_conflicts},
  };
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/export/formats", test_formats);
  g_test_add_func("/export/names", test_names);
  g_test_add_func("/export/sast-name", test_sast_name);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run();
}
