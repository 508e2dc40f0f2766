/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whatever the names in a list are: all that is said of the list does nothing to who reads it. */
#include "app/trustlist/acceptance.h"
#include "app/trustlist/compare.h"
#include "app/trustlist/function.h"
#include "app/trustlist/lint/lint.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/show-entry.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "craft.h"
#include "tests/unit/base/nasty-texts.h"

#define NOW 1425678813

/* With TEXT as every name that a record and the header have. */
static TrustList *
nasty_list(const char *text)
{
  const Identity *token = sample_token(0);
  const CraftHeader header = {.signer = token, .style = NAME_STYLE_TOKEN, .name = text, .filename = text};
  g_autofree char *subject = g_strconcat("CN=", text, NULL);
  const CraftRecord records[] = {
      {.identity = token},
      {.function = FUNCTION_CCM_TFTP,
       .identity = sample_token(1),
       .host = text,
       .subject = text,
       .issuer = text},
      {.function = FUNCTION_SAST, .identity = sample_token(1), .subject = subject},
  };
  return craft_list(&header, records, G_N_ELEMENTS(records));
}

static TrustList *
plain_list(void)
{
  const CraftHeader header = {
      .signer = sample_token(0), .style = NAME_STYLE_TOKEN, .filename = "CTLFile.tlv"};
  return craft(&header, {.identity = sample_token(0)},
               {.function = FUNCTION_CCM_TFTP, .identity = sample_token(1), .host = "cucm-pub"});
}

static void
check_line(char *text)
{
  g_autofree char *own = text;
  if (own != NULL)
    nasty_texts_assert_harmless(own, FALSE);
}

static void
check_difference(TrustList *old_list, TrustList *new_list)
{
  g_autoptr(ListComparison) comparison = trust_list_compare(old_list, new_list);
  g_assert_cmpuint(comparison->changes->len, >, 0);
  for (guint i = 0; i < comparison->changes->len; i++) {
    const ListChange *change = g_ptr_array_index(comparison->changes, i);
    check_line(list_change_to_text(comparison, change));
    check_line(list_change_dup_record(comparison, change));
    check_line(list_change_dup_what(comparison, change));
  }
}

static void
check_judgement(const TrustList *file, const TrustList *held)
{
  const Phone phone = {held, NULL, TRUE};
  Acceptance acceptance = acceptance_judge(file, &phone);
  check_line(acceptance_to_text(&acceptance, file, &phone));
}

static void
check_list(TrustList *list)
{
  g_autofree char *shown = trust_list_show(list, -1);
  nasty_texts_assert_harmless(shown, TRUE);
  for (guint i = 0; i < trust_list_get_n_records(list); i++) {
    check_line(record_dup_label(trust_list_get_record(list, i)));
    check_line(record_dup_host(trust_list_get_record(list, i)));
  }
  g_autoptr(GPtrArray) findings = trust_list_lint(list, "CTLFile.tlv", NOW);
  g_assert_cmpuint(findings->len, >, 0);
  for (guint i = 0; i < findings->len; i++)
    check_line(g_strdup(((const LintFinding *)g_ptr_array_index(findings, i))->text));
}

static void
test_lists(void)
{
  g_autoptr(TrustList) plain = plain_list();
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    if (!NASTY_TEXTS[i].in_a_name)
      continue;
    g_test_message("%s", NASTY_TEXTS[i].what);
    g_autoptr(TrustList) nasty = nasty_list(NASTY_TEXTS[i].bytes);
    check_list(nasty);
    check_difference(plain, nasty);
    check_difference(nasty, plain);
    check_judgement(nasty, plain);
    check_judgement(plain, nasty);
  }
}

/* One entry by itself, with NULs too, is a row of the table that `show` prints. */
static void
test_entries(void)
{
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    const TlvReader value = {(const guint8 *)NASTY_TEXTS[i].bytes, NASTY_TEXTS[i].len};
    const Tlv header = {.tag = HEADER_SIGNER_NAME, .value = value};
    const Tlv record = {.tag = RECORD_DNS_NAME, .value = value};
    g_autoptr(GString) out = g_string_new(NULL);
    show_header_entry(out, &header, (guint16)value.len);
    show_record_entry(out, &record);
    nasty_texts_assert_harmless(out->str, TRUE);
    check_line(trust_list_safe_text(value));
    check_line(name_dup_common_name(value));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/nasty-names/lists", test_lists);
  g_test_add_func("/nasty-names/entries", test_entries);
  return g_test_run();
}
