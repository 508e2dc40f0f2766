/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server says, by each way in that needs no connection: all that is made of it does nothing to who
 * reads it. */
#include "app/base/error.h"
#include "app/base/text.h"
#include "app/publisher/cli/platform-cli-text.h"
#include "app/publisher/settings/address-book.h"
#include "app/publisher/ssh/remote-error.h"
#include "tests/unit/base/nasty-texts.h"

#include <string.h>

typedef void (*Way)(PublisherSession *session, const NastyText *nasty);

static void
check_error(GError *error)
{
  g_autoptr(GError) own = error;
  g_assert_nonnull(own);
  nasty_texts_assert_harmless(own->message, FALSE);
}

/* A path, or where a link leads to. */
static void
in_a_path(PublisherSession *session, const NastyText *nasty)
{
  GError *text = NULL;
  remote_error_set_text(session, &text, CTL_ERROR_REMOTE, "the link a leads to %s, which does not exist",
                        nasty->bytes);
  g_assert_nonnull(strstr(text->message, nasty->shown));
  check_error(text);
  GError *status = NULL;
  remote_error_set_status(session, &status, SSH_FX_PERMISSION_DENIED, "%s cannot be read", nasty->bytes);
  g_assert_nonnull(strstr(status->message, nasty->shown));
  check_error(status);
  GError *plain = NULL;
  remote_error_set(session, &plain, "%s cannot be read", nasty->bytes);
  check_error(plain);
}

static void
in_a_warning(PublisherSession *session, const NastyText *nasty)
{
  g_ptr_array_set_size(session->warnings, 0);
  publisher_session_warn(session, "the old %s could not be kept", nasty->bytes);
  g_assert_cmpuint(session->warnings->len, ==, 1);
  nasty_texts_assert_harmless(g_ptr_array_index(session->warnings, 0), FALSE);
}

/* As libssh hands on what a server says when it hangs up. */
static void
in_words(PublisherSession *session, const NastyText *nasty)
{
  g_autofree char *words = g_strconcat("Received SSH_MSG_DISCONNECT: 2:", nasty->bytes, NULL);
  g_autofree char *shown = remote_text(words);
  nasty_texts_assert_harmless(shown, FALSE);
}

/* The platform CLI's lines are looked at as a terminal would show them. */
static void
in_the_cli(PublisherSession *session, const NastyText *nasty)
{
  g_autofree char *raw = g_strconcat("Version: ", nasty->bytes, "\nExecuted command unsuccessfully ",
                                     nasty->bytes, "\nadmin:", NULL);
  g_autofree char *clean = platform_cli_clean(raw, strlen(raw));
  nasty_texts_assert_harmless(clean, TRUE);
  g_autofree char *last = platform_cli_last_line(clean);
  nasty_texts_assert_harmless(last, FALSE);
  g_autofree char *failed = g_strdup_printf("Executed command unsuccessfully %s", clean);
  GError *error = NULL;
  g_assert_false(platform_cli_check_output("cucm-pub", "show ctl", failed, &error));
  check_error(error);
}

/* No address has such a thing in it. */
static void
in_an_address(PublisherSession *session, const NastyText *nasty)
{
  static const char *const formats[] = {"sftp://%s@cucm-pub/CTLFile.tlv", "sftp://ctl@%s/CTLFile.tlv",
                                        "sftp://ctl@cucm-pub/%s/CTLFile.tlv"};
  g_autofree char *escaped = g_uri_escape_bytes((const guint8 *)nasty->bytes, nasty->len, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
    g_auto(GStrv) parts = g_strsplit(formats[i], "%s", 2);
    g_autofree char *url = g_strconcat(parts[0], escaped, parts[1], NULL);
    GError *error = NULL;
    g_autoptr(PublisherAddress) address = publisher_address_parse(url, &error);
    if (address == NULL)
      check_error(error);
    else /* what a host's name may not hold is left out of it (IDNA) */
      g_assert_true(i == 1 && text_is_plain(address->host));
  }
}

static const struct {
  const char *name;
  Way way;
} WAYS[] = {
    {"path", in_a_path}, {"warning", in_a_warning},  {"words", in_words},
    {"cli", in_the_cli}, {"address", in_an_address},
};

static void
test_way(gconstpointer data)
{
  const Way way = *(const Way *)data;
  PublisherSession session = {.name = (char *)"Publisher cucm-pub",
                              .host_key_change = (char *)"it shows another key"};
  session.warnings = g_ptr_array_new_with_free_func(g_free);
  session.ssh = ssh_new();
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    g_test_message("%s", NASTY_TEXTS[i].what);
    if (NASTY_TEXTS[i].in_a_name)
      way(&session, &NASTY_TEXTS[i]);
  }
  ssh_free(session.ssh);
  g_ptr_array_unref(session.warnings);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(WAYS); i++) {
    g_autofree char *path = g_strconcat("/nasty-texts/", WAYS[i].name, NULL);
    g_test_add_data_func(path, &WAYS[i].way, test_way);
  }
  return g_test_run();
}
