/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: Security Guide 12.5(1)SU1, its table of SAST records by release; TN118893, its logs of TVS, for
 * the issuer of tokens. */
/* What a list says about System Administrator Security Tokens. */
#include "app/trustlist/lint/lint-private.h"

#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/token-issuer.h"

#include <glib/gi18n.h>

static gboolean
is_sast(const Linter *linter, guint index)
{
  return trust_list_record_get_function(trust_list_get_record(linter->list, index)) == FUNCTION_SAST;
}

/* A SAST record of a token, not of a server (ITLRecovery, CallManager). */
static gboolean
is_token(const Linter *linter, guint index)
{
  X509 *certificate = linter_get_certificate(linter, index);
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  if (!is_sast(linter, index))
    return FALSE;
  return certificate != NULL ? token_issuer_issued(certificate)
                             : token_issuer_matches(trust_list_record_get_text(record, RECORD_ISSUER_NAME));
}

/* How many certificates there are among the records for which IS_ONE says yes: one that stands in the list
 * twice is one. */
static guint
count_certificates(const Linter *linter, gboolean (*is_one)(const Linter *linter, guint index))
{
  g_autoptr(GHashTable) certificates =
      g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  for (guint i = 0; i < trust_list_get_n_records(linter->list); i++) {
    GBytes *key =
        is_one(linter, i) ? record_dup_certificate_key(trust_list_get_record(linter->list, i)) : NULL;
    if (key != NULL)
      g_hash_table_add(certificates, key);
  }
  return g_hash_table_size(certificates);
}

static gboolean
has_sast(const Linter *linter)
{
  for (guint i = 0; i < trust_list_get_n_records(linter->list); i++)
    if (is_sast(linter, i))
      return TRUE;
  return FALSE;
}

/* In a list of tokens two of them are the least (Security Guide 12.5, CTL Client Setup): when all are lost
 * the list has to be deleted on each phone (Troubleshooting Guide, lost tokens). What else stands there as
 * SAST, from 11.5 on, is no token. A list without tokens has CallManager alone up to 10.5(1), from 10.5(2) on
 * ITLRecovery too. */
void
linter_check_tokens(Linter *linter)
{
  guint n = count_certificates(linter, is_token);
  if (!has_sast(linter))
    linter_add(linter, LINT_NO_TOKEN, RECORD_NONE,
               _("The list has no SAST record: nobody can verify it, and nobody could change it later"));
  else if (linter->itl || n >= TRUST_LIST_MIN_TOKENS)
    return;
  else if (n > 0)
    linter_add(linter, LINT_TOO_FEW_TOKENS, RECORD_NONE,
               ngettext("The list has %u System Administrator Security Token; with fewer than two, none "
                        "is left when one is lost",
                        "The list has %u System Administrator Security Tokens; with fewer than two, none "
                        "is left when one is lost",
                        n),
               n);
  else if (count_certificates(linter, is_sast) < TRUST_LIST_MIN_TOKENS)
    linter_add(linter, LINT_TOKENLESS_ONE_SIGNER, RECORD_NONE,
               _("The list has no token and one SAST certificate, as clusters up to 10.5(1) write it; later "
                 "ones have "
                 "ITLRecovery too"));
}

/* A token's record written as that of a server: phones find the signer by the issuer's text, and TVS knows
 * tokens by it. */
void
linter_check_token(Linter *linter, guint index)
{
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  TlvReader issuer = trust_list_record_get_text(record, RECORD_ISSUER_NAME);
  if (!is_token(linter, index))
    return;
  if (!token_issuer_matches(issuer)) {
    g_autofree char *safe = name_dup_short(issuer);
    linter_add(linter, LINT_TOKEN_STYLE, index,
               _("The certificate is a token's, but the record spells its issuer \"%s\", not as TVS "
                 "does"),
               safe);
  }
  g_autofree char *host = record_dup_host(record);
  if (host != NULL)
    linter_add(linter, LINT_TOKEN_WITH_HOST, index, _("The record is a token's, but it names a host: %s"),
               host);
}
