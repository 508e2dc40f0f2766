/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/publisher/tls/tvs-message.h"

#include <string.h>

/* The messages of TVS, byte for byte, and damaged ones. */

static void
test_request(void)
{
  static const guint8 wanted[] = {
      0x57, 1, 1, 0, 0x12, 0x34, 0x56, 0x78, 0, 0x0c, /* header, 12 bytes follow */
      1,    0, 4, 1, 'S',  'E',  'P',  2,    0, 2,    0x30, 0x00};
  g_autoptr(GBytes) certificate = g_bytes_new("\x30\x00", 2);
  g_autoptr(GBytes) request = tvs_request_build(0x12345678, "SEP", certificate, NULL);
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data(request, &len);
  g_assert_cmpuint(len, ==, sizeof wanted);
  g_assert_true(memcmp(bytes, wanted, sizeof wanted) == 0);
}

static void
test_long_certificate(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) fits = g_bytes_new_take(g_malloc0(65535 - 10), 65535 - 10);
  g_autoptr(GBytes) too_long = g_bytes_new_take(g_malloc0(65536 - 10), 65536 - 10);
  g_autoptr(GBytes) request = tvs_request_build(1, "SEP", fits, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(g_bytes_get_size(request), ==, 10 + 65535);
  g_assert_null(tvs_request_build(1, "SEP", too_long, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
}

static void
test_header(void)
{
  static const guint8 good[] = {0x57, 1, 2, 0, 0, 0, 0, 7, 0x01, 0x02};
  gsize len = 0;
  g_assert_true(tvs_header_parse(good, 7, &len, NULL));
  g_assert_cmpuint(len, ==, 0x102);
  g_assert_false(tvs_header_parse(good, 8, &len, NULL));
  for (gsize i = 0; i < 3; i++) {
    guint8 bad[sizeof good];
    memcpy(bad, good, sizeof good);
    bad[i] ^= 1;
    g_assert_false(tvs_header_parse(bad, 7, &len, NULL));
  }
}

/* An answer about the certificate 30 00. */
static gboolean
parse(const guint8 *body, gsize len, TvsAnswer *answer, GError **error)
{
  g_autoptr(GBytes) certificate = g_bytes_new("\x30\x00", 2);
  return tvs_body_parse(body, len, certificate, answer, error);
}

static const guint8 TRUSTED[] = {7, 0, 1, 0, 8, 0, 2, 0, 3, 99, 0, 1, 5, 9, 0, 4, 0, 1, 0x51, 0x80};

static void
test_body(void)
{
  TvsAnswer answer = {0};
  g_assert_true(parse(TRUSTED, sizeof TRUSTED, &answer, NULL));
  g_assert_true(answer.trusted);
  g_assert_cmpuint(answer.n_roles, ==, 2);
  g_assert_true(tvs_answer_has_role(&answer, 0));
  g_assert_true(tvs_answer_has_role(&answer, 3));
  g_assert_false(tvs_answer_has_role(&answer, 1));
  g_assert_cmpuint(answer.ttl_s, ==, 86400);
  g_assert_true(parse((const guint8 *)"\7\0\1\1", 4, &answer, NULL));
  g_assert_false(answer.trusted);
  g_assert_false(tvs_answer_has_role(&answer, 0));
}

/* Cut anywhere: an error or the entries that are whole, and no byte is read beyond (address sanitizer). */
static void
test_cut_body(void)
{
  for (gsize len = 0; len <= sizeof TRUSTED; len++) {
    g_autofree guint8 *copy = g_memdup2(TRUSTED, len);
    TvsAnswer answer = {0};
    gboolean whole = len == 4 || len == 9 || len == 13 || len == sizeof TRUSTED;
    g_assert_cmpint(parse(copy, len, &answer, NULL), ==, whole);
  }
}

static void
test_bad_values(void)
{
  TvsAnswer answer = {0};
  guint8 roles[4 + 3 + TVS_MAX_ROLES + 1] = {7, 0, 1, 0, 8, 0, TVS_MAX_ROLES + 1};
  g_assert_false(parse((const guint8 *)"\7\0\2\0\0", 5, &answer, NULL));
  g_assert_false(parse((const guint8 *)"\7\0\1\2", 4, &answer, NULL));
  g_assert_false(parse((const guint8 *)"\11\0\1\0\7\0\1\0", 8, &answer, NULL));
  g_assert_false(parse(roles, sizeof roles, &answer, NULL));
}

/* The first of two values says no, the last one yes. */
static void
test_said_twice(void)
{
  static const guint8 bodies[][14] = {
      {7, 0, 1, 1, 7, 0, 1, 0, 8, 0, 1, 0, 99, 0},
      {7, 0, 1, 0, 8, 0, 1, 3, 8, 0, 1, 0, 99, 0},
      {7, 0, 1, 0, 7, 0, 1, 0, 8, 0, 1, 0, 99, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
    g_autoptr(GError) error = NULL;
    TvsAnswer answer = {0};
    g_assert_false(parse(bodies[i], 12, &answer, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_REMOTE);
  }
}

static void
test_another_certificate(void)
{
  static const guint8 same[] = {2, 0, 2, 0x30, 0x00, 7, 0, 1, 0, 8, 0, 1, 0};
  static const guint8 other[] = {2, 0, 2, 0x30, 0x01, 7, 0, 1, 0, 8, 0, 1, 0};
  static const guint8 longer[] = {2, 0, 3, 0x30, 0x00, 0x00, 7, 0, 1, 0, 8, 0, 1, 0};
  static const guint8 none[] = {2, 0, 0, 7, 0, 1, 0, 8, 0, 1, 0};
  g_autoptr(GError) error = NULL;
  TvsAnswer answer = {0};
  g_assert_true(parse(same, sizeof same, &answer, NULL));
  g_assert_false(parse(other, sizeof other, &answer, &error));
  g_assert_nonnull(strstr(error->message, "about another certificate"));
  g_assert_false(parse(longer, sizeof longer, &answer, NULL));
  g_assert_false(parse(none, sizeof none, &answer, NULL));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tvs/request", test_request);
  g_test_add_func("/tvs/long-certificate", test_long_certificate);
  g_test_add_func("/tvs/header", test_header);
  g_test_add_func("/tvs/body", test_body);
  g_test_add_func("/tvs/cut-body", test_cut_body);
  g_test_add_func("/tvs/bad-values", test_bad_values);
  g_test_add_func("/tvs/said-twice", test_said_twice);
  g_test_add_func("/tvs/another-certificate", test_another_certificate);
  return g_test_run();
}
