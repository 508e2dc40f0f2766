/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who is believed to be TVS: each source that may say so, and all that may not. */
#include "app/base/certificate-der.h"
#include "app/publisher/tls/tls-certificate.h"
#include "app/workflow/publish/tvs-identity.h"
#include "sample-cluster.h"
#include "sample-home.h"

/* IDENTITY, which the test unrefs, is that of the server WHICH and of no other. */
static void
expect(TvsIdentity *identity, SampleServer which, const char *source)
{
  g_assert_nonnull(identity);
  const TvsCertificates *certificates = tvs_identity_get_certificates(identity);
  for (SampleServer other = SERVER_CALLMANAGER; other <= SERVER_STRANGER; other++)
    g_assert_cmpint(tvs_certificates_contain(certificates, sample_server(other)->certificate), ==,
                    other == which);
  g_assert_cmpstr(tvs_identity_describe(identity), ==, source);
  tvs_identity_unref(identity);
}

static void
expect_none(TvsIdentity *identity, GError **error, CtlError code, const char *words)
{
  g_assert_null(identity);
  g_assert_error(*error, CTL_ERROR, (int)code);
  g_assert_true(sample_says((*error)->message, words));
  g_clear_error(error);
}

static void
test_certificate(void)
{
  expect(tvs_identity_new_from_certificate(sample_server(SERVER_TVS)->certificate), SERVER_TVS,
         "the certificate that was given");
}

/* SHA-1 or SHA-256, in any case. */
static void
test_fingerprints(void)
{
  static const GChecksumType types[] = {G_CHECKSUM_SHA1, G_CHECKSUM_SHA256};
  g_autoptr(GError) error = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
    g_autofree char *upper = tls_certificate_fingerprint(sample_server(SERVER_TVS)->certificate, types[i]);
    g_autofree char *lower = g_ascii_strdown(upper, -1);
    const char *const texts[] = {upper, lower};
    for (gsize j = 0; j < 2; j++) {
      const char *const given[] = {texts[j], NULL};
      expect(tvs_identity_new_from_fingerprints(given, &error), SERVER_TVS,
             "the fingerprint that is saved with the publisher");
    }
    const char *const cut[] = {upper + 3, NULL};
    expect_none(tvs_identity_new_from_fingerprints(cut, &error), &error, CTL_ERROR_USAGE,
                "is not the whole fingerprint of a certificate");
  }
  const char *const none[] = {NULL};
  const char *const empty[] = {"", NULL};
  expect_none(tvs_identity_new_from_fingerprints(none, &error), &error, CTL_ERROR_USAGE, "not known which");
  expect_none(tvs_identity_new_from_fingerprints(NULL, &error), &error, CTL_ERROR_USAGE, "not known which");
  expect_none(tvs_identity_new_from_fingerprints(empty, &error), &error, CTL_ERROR_USAGE, "is not the whole");
}

/* What is named and what came over SSH has to verify by itself, and to have a TVS record. */
static void
test_itls(void)
{
  static const struct {
    TvsIdentity *(*make)(const TrustList *itl, GError **error);
    const char *source;
  } ways[] = {{tvs_identity_new_from_named_itl, "the ITL that was given"},
              {tvs_identity_new_from_ssh_itl, "the ITL on the publisher, read over SSH"}};
  g_autoptr(TrustList) by_hash = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) whole = sample_itl(SERVER_STRANGER, sample_server(SERVER_TVS), FALSE);
  g_autoptr(TrustList) without = sample_itl(SERVER_CALLMANAGER, NULL, FALSE);
  g_autoptr(TrustList) broken = sample_break(whole);
  g_autoptr(TrustList) ctl = sample_token_list(0);
  g_autoptr(GError) error = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
    expect(ways[i].make(by_hash, &error), SERVER_TVS, ways[i].source);
    expect(ways[i].make(whole, &error), SERVER_TVS, ways[i].source);
    expect_none(ways[i].make(without, &error), &error, CTL_ERROR_USAGE, "The ITL has no TVS record");
    expect_none(ways[i].make(ctl, &error), &error, CTL_ERROR_USAGE, "The ITL has no TVS record");
    expect_none(ways[i].make(broken, &error), &error, CTL_ERROR_SIGNATURE, "The ITL cannot say who TVS is: ");
  }
}

/* Two records without a word about a certificate. */
static void
test_emptied_itl(void)
{
  CraftHeader header = {
      .signer = sample_server(SERVER_CALLMANAGER), .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
  g_autofree char *name = name_text_from_subject(header.signer->certificate, NAME_STYLE_SERVER);
  g_autoptr(GError) error = NULL;
  g_autoptr(TrustList) itl =
      craft(&header, {.identity = header.signer, .subject = name, .issuer = name, .no_address = TRUE},
            {.function = FUNCTION_TVS, .no_address = TRUE});
  expect_none(tvs_identity_new_from_ssh_itl(itl, &error), &error, CTL_ERROR_USAGE, "has no TVS record");
}

/* The list that phones hold vouches for the ITL: by the node's record, or, as from 12.0 on, by that of
 * ITLRecovery, which is SAST alone. */
static void
test_served(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autofree char *name =
      name_text_from_subject(sample_server(SERVER_CALLMANAGER)->certificate, NAME_STYLE_SERVER);
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) by_node = sample_token_list(0);
  g_autoptr(TrustList) by_recovery =
      craft(&header, {.identity = sample_token(0)},
            {.identity = sample_server(SERVER_CALLMANAGER), .subject = name, .issuer = name});
  g_autoptr(GError) error = NULL;
  const TrustList *held[] = {by_node, by_recovery};
  for (gsize i = 0; i < G_N_ELEMENTS(held); i++)
    expect(tvs_identity_new_from_served_itl(itl, held[i], &error), SERVER_TVS,
           "the ITL that is served, which the list that phones hold vouches for");
}

/* What comes from anybody, and what cannot speak for phones. */
static void
test_not_proven(void)
{
  static const char *const stranger = "was signed with no key of the list that phones hold";
  static const char *const no_list = "the list that phones hold does not verify";
  CraftHeader by_token = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autofree char *name =
      name_text_from_subject(sample_server(SERVER_CALLMANAGER)->certificate, NAME_STYLE_SERVER);
  g_autofree char *other =
      name_text_from_subject(sample_server(SERVER_STRANGER)->certificate, NAME_STYLE_SERVER);
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) strange = sample_itl(SERVER_STRANGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) by_capf = sample_itl(SERVER_CAPF, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) broken_itl = sample_break(itl);
  g_autoptr(TrustList) held = sample_token_list(0);
  g_autoptr(TrustList) broken = sample_break(held);
  g_autoptr(TrustList) without_nodes = craft(&by_token, {.identity = sample_token(0)});
  /* the signer's name and number, with another key */
  g_autoptr(TrustList) other_key = craft(&by_token, {.identity = sample_token(0)},
                                         {.function = FUNCTION_CCM_TFTP,
                                          .identity = sample_server(SERVER_SUBSCRIBER),
                                          .host = "10.48.47.153",
                                          .subject = name,
                                          .issuer = name,
                                          .serial = "70CAF64E090751B9DF22F49F754FC5BB"});
  /* the signer's key under another name */
  g_autoptr(TrustList) other_name = craft(&by_token, {.identity = sample_token(0)},
                                          {.function = FUNCTION_CCM_TFTP,
                                           .identity = sample_server(SERVER_CALLMANAGER),
                                           .host = "10.48.47.153",
                                           .subject = other,
                                           .issuer = other});
  const struct {
    const TrustList *itl, *held;
    CtlError code;
    const char *words;
  } rows[] = {
      {strange, held, CTL_ERROR_SIGNATURE, stranger},
      {by_capf, held, CTL_ERROR_SIGNATURE,
       stranger}, /* a record of the list, but none that may sign an ITL */
      {itl, without_nodes, CTL_ERROR_SIGNATURE, stranger},
      {itl, other_key, CTL_ERROR_SIGNATURE, stranger},
      {itl, other_name, CTL_ERROR_SIGNATURE, stranger},
      {broken_itl, held, CTL_ERROR_SIGNATURE, "The ITL cannot say who TVS is: "},
      {itl, broken, CTL_ERROR_SIGNATURE, no_list},
      {itl, itl, CTL_ERROR_SIGNATURE, no_list}, /* it speaks for itself */
      {held, held, CTL_ERROR_USAGE, "The ITL has no TVS record"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_test_message("row %zu", i);
    expect_none(tvs_identity_new_from_served_itl(rows[i].itl, rows[i].held, &error), &error, rows[i].code,
                rows[i].words);
    g_assert_false(tvs_identity_check_served_itl(rows[i].itl, rows[i].held, NULL));
  }
}

/* One that is proven and names nobody: it is the cluster's all the same. */
static void
test_proven_without_tvs(void)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, NULL, FALSE);
  g_autoptr(TrustList) held = sample_token_list(0);
  g_autoptr(GError) error = NULL;
  g_assert_true(tvs_identity_check_served_itl(itl, held, NULL));
  expect_none(tvs_identity_new_from_served_itl(itl, held, &error), &error, CTL_ERROR_USAGE,
              "The ITL has no TVS record");
}

/* --- from files --- */

/* The file NAME with BYTES. The caller frees its path. */
static char *
save(const char *name, GBytes *bytes)
{
  g_assert_cmpint(g_mkdir_with_parents(g_get_user_cache_dir(), 0700), ==, 0);
  char *path = g_build_filename(g_get_user_cache_dir(), name, NULL);
  g_assert_true(
      g_file_set_contents(path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), NULL));
  return path;
}

static void
test_files(void)
{
  g_autoptr(GBytes) der = certificate_to_der(sample_server(SERVER_TVS)->certificate);
  g_autoptr(GBytes) nonsense = g_bytes_new_static("nonsense", 8);
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) broken = sample_break(itl);
  g_autofree char *by_certificate = save("tvs.der", der);
  g_autofree char *by_itl = save("ITLFile.tlv", trust_list_get_bytes(itl));
  g_autofree char *by_broken = save("broken.tlv", trust_list_get_bytes(broken));
  g_autofree char *by_nonsense = save("nonsense", nonsense);
  g_autoptr(GError) error = NULL;
  expect(tvs_identity_new_from_file(by_certificate, NULL, &error), SERVER_TVS,
         "the certificate that was given");
  expect(tvs_identity_new_from_file(by_itl, NULL, &error), SERVER_TVS, "the ITL that was given");
  expect_none(tvs_identity_new_from_file(by_broken, NULL, &error), &error, CTL_ERROR_SIGNATURE,
              "cannot say who");
  expect_none(tvs_identity_new_from_file(by_nonsense, NULL, &error), &error, CTL_ERROR_DAMAGED, by_nonsense);
  expect_none(tvs_identity_new_from_file("/nowhere/tvs.der", NULL, &error), &error, CTL_ERROR_FILE,
              "/nowhere");
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
  g_test_add_func("/tvs-identity/certificate", test_certificate);
  g_test_add_func("/tvs-identity/fingerprints", test_fingerprints);
  g_test_add_func("/tvs-identity/itls", test_itls);
  g_test_add_func("/tvs-identity/emptied-itl", test_emptied_itl);
  g_test_add_func("/tvs-identity/served", test_served);
  g_test_add_func("/tvs-identity/not-proven", test_not_proven);
  g_test_add_func("/tvs-identity/proven-without-tvs", test_proven_without_tvs);
  g_test_add_func("/tvs-identity/files", test_files);
  return sample_home_run();
}
