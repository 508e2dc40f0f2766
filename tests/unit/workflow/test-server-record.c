/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server as a person names it; names are looked up in a resolver of the test's own. */
#include "sample-cluster.h"
#include "scratch-folder.h"

#include "app/trustlist/digest.h"
#include "app/workflow/list/non-secure.h"
#include "app/workflow/list/server-record.h"
#include "app/workflow/list/token-certificate.h"

#include <string.h>

/* --- a resolver that knows pub.example (IPv4) and six.example (IPv6 only) --- */

typedef GResolver FakeResolver;
typedef GResolverClass FakeResolverClass;
GType fake_resolver_get_type(void);
G_DEFINE_TYPE(FakeResolver, fake_resolver, G_TYPE_RESOLVER)

static GList *
look_up(GResolver *resolver, const char *host, GResolverNameLookupFlags flags, GCancellable *cancellable,
        GError **error)
{
  g_assert_cmpint(flags, ==, G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY);
  if (g_cancellable_set_error_if_cancelled(cancellable, error))
    return NULL;
  if (g_str_equal(host, "pub.example"))
    return g_list_append(NULL, g_inet_address_new_from_string("10.1.2.3"));
  if (g_str_equal(host, "six.example"))
    return g_list_append(NULL, g_inet_address_new_from_string("fe80::1"));
  if (!g_str_equal(host, "mute.example"))
    g_set_error_literal(error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "nobody knows it");
  return NULL;
}

static void
fake_resolver_class_init(FakeResolverClass *klass)
{
  klass->lookup_by_name_with_flags = look_up;
}

static void
fake_resolver_init(FakeResolver *self)
{
}

/* --- what is understood --- */

/* In the texts %s is the file of a certificate. */
static const struct {
  const char *text;
  ListFunction function;
  const char *host;
  guint8 address[4];
} good[] = {
    {"CAPF,10.48.47.153,%s", FUNCTION_CAPF, "10.48.47.153", {10, 48, 47, 153}},
    {"ccm+tftp,pub.example,%s", FUNCTION_CCM_TFTP, "pub.example", {10, 1, 2, 3}},
    {"SAST,10.0.0.1,%s", FUNCTION_SAST, "10.0.0.1", {10, 0, 0, 1}},
};

static const struct {
  const char *text;
  CtlError code;
  const char *words;
} bad[] = {
    {"CAPF,%s", CTL_ERROR_USAGE, "is not FUNCTION,HOST,CERTFILE"},
    {"CAPF", CTL_ERROR_USAGE, "is not FUNCTION,HOST,CERTFILE"},
    {"CAPF,,%s", CTL_ERROR_USAGE, "is not FUNCTION,HOST,CERTFILE"},
    {"CAPF,10.0.0.1,", CTL_ERROR_USAGE, "is not FUNCTION,HOST,CERTFILE"},
    {"ROUTER,10.0.0.1,%s", CTL_ERROR_USAGE, "the function is none of CCM+TFTP, CCM, TFTP, CAPF, SAST, APP"},
    {"TVS,10.0.0.1,%s", CTL_ERROR_USAGE, "the function is none of"},
    {"CAPF,::1,%s", CTL_ERROR_USAGE, "has room for an IPv4 address only"},
    {"CAPF,[::1],%s", CTL_ERROR_USAGE, "Server ::1: a trust list has room for an IPv4 address only"},
    {"CAPF,10.0.0.1,/nowhere", CTL_ERROR_FILE, "No such file"},
    {"CAPF,10.0.0.1,/dev/zero", CTL_ERROR_FILE, "device or pipe"},
};

static char *
write_certificate(const ScratchFolder *folder)
{
  g_autoptr(GBytes) pem = certificate_to_pem(sample_server(SERVER_CAPF)->certificate);
  g_autofree char *text = g_strndup(g_bytes_get_data(pem, NULL), g_bytes_get_size(pem));
  return scratch_file(folder, "capf.pem", text);
}

static ServerRecord *
read_text(const char *pattern, const char *file, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(pattern, "%s", -1);
  g_autofree char *text = g_strjoinv(file, parts);
  return server_record_from_text(text, NULL, error);
}

static void
test_good(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *file = write_certificate(folder);
  for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(ServerRecord) record = read_text(good[i].text, file, &error);
    g_assert_no_error(error);
    g_assert_cmpint(record->function, ==, good[i].function);
    g_assert_cmpstr(record->host, ==, good[i].host);
    g_assert_cmpint(memcmp(record->address, good[i].address, sizeof record->address), ==, 0);
    g_assert_cmpint(X509_cmp(record->certificate, sample_server(SERVER_CAPF)->certificate), ==, 0);
  }
}

static void
test_bad(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *file = write_certificate(folder);
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(read_text(bad[i].text, file, &error));
    g_assert_error(error, CTL_ERROR, (int)bad[i].code);
    g_assert_true(sample_says(error->message, bad[i].words));
  }
}

/* That a name has no address is told when no record of the list knows it: test-draft-add.c. */
static void
test_no_address(void)
{
  static const struct {
    const char *text, *words;
  } rows[] = {
      {"CAPF,six.example,%s", "Server six.example: the name has no IPv4 address here (none found)"},
      {"CAPF,mute.example,%s", "(none found); give the dotted address instead"},
      {"CAPF,no.example,%s", "(nobody knows it); give the dotted address instead"},
  };
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *file = write_certificate(folder);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(ServerRecord) record = read_text(rows[i].text, file, &error);
    g_assert_no_error(error);
    g_assert_error(record->no_address, CTL_ERROR, CTL_ERROR_UNREACHABLE);
    g_assert_true(sample_says(record->no_address->message, rows[i].words));
  }
}

/* Whatever its function is to be. */
static void
test_token(void)
{
  static const ListFunction functions[] = {FUNCTION_SAST, FUNCTION_CCM_TFTP};
  for (gsize i = 0; i < G_N_ELEMENTS(functions); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(server_record_new_with_certificate(functions[i], "10.0.0.1", sample_token(0)->certificate,
                                                     NULL, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_true(sample_says(error->message, "is that of an eToken, cn=\"SAST-ADN0054f509"));
  }
}

static void
test_host(void)
{
  static const struct {
    gsize len;
    const char *words; /* NULL: it is looked up */
  } cases[] = {{0, "The server's host is missing"}, {255, NULL}, {256, "longer than 255 bytes"}};
  X509 *certificate = sample_server(SERVER_CAPF)->certificate;
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *host = g_strnfill(cases[i].len, 'x');
    g_autoptr(GError) error = NULL;
    g_autoptr(ServerRecord) record =
        server_record_new_with_certificate(FUNCTION_CAPF, host, certificate, NULL, &error);
    g_assert_true((record != NULL) == (cases[i].words == NULL));
    if (record != NULL)
      continue;
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_true(sample_says(error->message, cases[i].words));
  }
}

/* Before the file is read, whose trouble would say less. */
static void
test_host_first(void)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(server_record_new(FUNCTION_CAPF, "", "/nowhere", NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
}

static void
test_no_certificate(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *path =
      scratch_file(folder, "junk.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  g_autoptr(GError) error = NULL;
  g_assert_null(server_record_new(FUNCTION_CAPF, "10.0.0.1", path, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(sample_says(error->message, "holds no certificate"));
}

static void
test_cancelled(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  X509 *certificate = sample_server(SERVER_CAPF)->certificate;
  g_cancellable_cancel(cancellable);
  g_assert_null(
      server_record_new_with_certificate(FUNCTION_CAPF, "pub.example", certificate, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
}

/* The file of a token's certificate: one that signed itself is a server's. */
static void
test_token_certificate(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *server = write_certificate(folder);
  g_autoptr(GBytes) pem = certificate_to_pem(sample_token(0)->certificate);
  g_autofree char *text = g_strndup(g_bytes_get_data(pem, NULL), g_bytes_get_size(pem));
  g_autofree char *token = scratch_file(folder, "token.pem", text);
  g_autoptr(GError) error = NULL;
  g_autoptr(X509) certificate = token_certificate_read(token, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpint(X509_cmp(certificate, sample_token(0)->certificate), ==, 0);
  g_assert_null(token_certificate_read(server, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_true(sample_says(error->message, "a server's, CN=CAPF-e41e7d87;OU=TAC"));
}

/* --- words beside the list --- */

static void
test_non_secure(void)
{
  static const struct {
    guint n_removed; /* of the CCM+TFTP records */
    const char *words;
  } lists[] = {{0, "All CCM+TFTP records lose their certificate"},
               {1, "1 CCM+TFTP record loses its certificate"}};
  g_autoptr(TrustList) old = sample_token_list(0);
  for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
    g_autoptr(ListDraft) draft = list_draft_new(old);
    g_autoptr(GError) error = NULL;
    for (guint n = 0; n < lists[i].n_removed; n++)
      g_assert_true(list_draft_remove(draft, 4, NULL));
    g_assert_true(non_secure_check(draft, &error));
    g_autofree char *text = non_secure_describe(draft);
    g_assert_true(g_str_has_prefix(text, lists[i].words));
    g_assert_true(sample_says(text, "Cluster Security Mode"));
    list_draft_make_non_secure(draft);
    g_assert_false(non_secure_check(draft, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  }
}

static void
test_digests(void)
{
  g_assert_true(sample_says(digest_describe_phones(DIGEST_SHA1), "Phones of any age"));
  g_assert_true(sample_says(digest_describe_phones(DIGEST_SHA256), "no phone is known to read it"));
  g_assert_true(
      sample_says(digest_describe_phones(DIGEST_SHA512), "Which phones know this one is not known"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GResolver) resolver = g_object_new(fake_resolver_get_type(), NULL);
  g_resolver_set_default(resolver);
  g_test_add_func("/server-record/good", test_good);
  g_test_add_func("/server-record/bad", test_bad);
  g_test_add_func("/server-record/no-address", test_no_address);
  g_test_add_func("/server-record/token", test_token);
  g_test_add_func("/server-record/host", test_host);
  g_test_add_func("/server-record/host-first", test_host_first);
  g_test_add_func("/server-record/no-certificate", test_no_certificate);
  g_test_add_func("/server-record/cancelled", test_cancelled);
  g_test_add_func("/server-record/token-certificate", test_token_certificate);
  g_test_add_func("/server-record/non-secure", test_non_secure);
  g_test_add_func("/server-record/digests", test_digests);
  return g_test_run();
}
