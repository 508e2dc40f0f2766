/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who gets which session, and which are ended. */
#include "app/publisher/settings/session-keeper.h"

static guint n_ended = 0;

static void
end(gpointer session)
{
  n_ended++;
}

static PublisherAddress *
parse(const char *url)
{
  PublisherAddress *address = publisher_address_parse(url, NULL);
  g_assert_nonnull(address);
  return address;
}

/* The path is not asked for, all else is. */
static void
test_whose(void)
{
  static const struct {
    const char *kind, *url;
    gboolean fits;
  } rows[] = {
      {"cli", "sftp://admin@hq/CTLFile.tlv", TRUE},       {"cli", "sftp://admin@hq/ITLFile.tlv", TRUE},
      {"cli", "sftp://other@hq/CTLFile.tlv", FALSE},      {"cli", "sftp://admin@sub/CTLFile.tlv", FALSE},
      {"cli", "sftp://admin@hq:2222/CTLFile.tlv", FALSE}, {"sftp", "sftp://admin@hq/CTLFile.tlv", FALSE},
  };
  int session = 0;
  g_autoptr(PublisherAddress) hq = parse("sftp://admin@hq/CTLFile.tlv");
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(SessionKeeper) keeper = session_keeper_new();
    g_autoptr(PublisherAddress) address = parse(rows[i].url);
    session_keeper_give(keeper, "cli", hq, &session, end);
    g_test_message("%s %s", rows[i].kind, rows[i].url);
    g_assert_true((session_keeper_take(keeper, rows[i].kind, address) == &session) == rows[i].fits);
  }
}

/* What is taken is nobody else's, and whoever took it ends it or gives it back. */
static void
test_one_at_a_time(void)
{
  int first = 1;
  int second = 2;
  g_autoptr(PublisherAddress) hq = parse("sftp://admin@hq/CTLFile.tlv");
  SessionKeeper *keeper = session_keeper_new();
  n_ended = 0;
  g_assert_null(session_keeper_take(NULL, "cli", hq));
  g_assert_null(session_keeper_take(keeper, "cli", hq));
  session_keeper_give(keeper, "cli", hq, &first, end);
  session_keeper_give(keeper, "cli", hq, &second, end);
  g_assert_true(session_keeper_take(keeper, "cli", hq) == &first);
  g_assert_true(session_keeper_take(keeper, "cli", hq) == &second);
  g_assert_null(session_keeper_take(keeper, "cli", hq));
  session_keeper_give(keeper, "cli", hq, &second, end);
  g_assert_cmpuint(n_ended, ==, 0);
  session_keeper_free(keeper);
  g_assert_cmpuint(n_ended, ==, 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/session-keeper/whose", test_whose);
  g_test_add_func("/session-keeper/one-at-a-time", test_one_at_a_time);
  return g_test_run();
}
