/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what phones need: those of the rules, in lint-rules.c and the files that find them. */
#include "app/trustlist/lint/lint.h"

#include <glib/gi18n.h>

/* What an administrator can do. Several faults have one remedy. Where no document is named the advice is
 * deduced from what the finding is: what is wrong with a file is mended where the file was made. The short
 * names: SG12, SG14 Security Guides 12.5 and 14; REGEN "CUCM Certificate Regeneration/Renewal Process"; SBD
 * "Communications Manager Security By Default and ITL Operation and Troubleshooting". */
static const char *const FETCH_AGAIN =
    N_("fetch the list from the publisher again and begin with that one; a list that does not verify is "
       "nobody's");
static const char *const ADD_AGAIN =
    N_("remove the record and add it again from the certificate, which the server or the token has");
/* REGEN, when to regenerate certificates, and: the list has to be updated after each change of a certificate.
 */
static const char *const RENEW =
    N_("renew the certificate on the cluster, then replace the record by one with the new certificate");
static const char *const ASK_WHO = N_("find out which program has written the list before it is used");
static const char *const SIGN_AGAIN = N_("build and sign the list again, which writes these parts anew");
static const char *const SET_CLOCK = N_("compare the clocks of this machine and of the cluster");
/* Not known: what phones do with it. */
static const char *const TRY_ONE = N_("try it on one phone of each model before all get it");

const char *
lint_rule_get_advice(LintRule rule)
{
  switch (rule) {
  case LINT_SIGNER_NOT_IN_LIST:
  case LINT_SIGNATURE_WRONG:
    return FETCH_AGAIN;
  case LINT_SIGNATURE_NOT_CHECKED: /* nothing of phones: of this machine */
    return N_("check it on a machine whose OpenSSL is not in FIPS mode and allows SHA-1 digests");
  case LINT_TOO_FEW_TOKENS: /* SG12, CTL Client Setup: two tokens are the least */
  case LINT_NO_TOKEN:
    return N_("add the certificates of two tokens or more");
  case LINT_ISSUER_MISMATCH:
  case LINT_SUBJECT_MISMATCH:
  case LINT_SERIAL_MISMATCH:
  case LINT_PUBLIC_KEY_MISMATCH:
  case LINT_UNREADABLE_CERTIFICATE:
  case LINT_NO_CERTIFICATE:
  case LINT_RECORD_SIGNATURE_MISMATCH:
  case LINT_HASH_MISMATCH:
  case LINT_UNREADABLE_KEY:
  case LINT_TOKEN_STYLE:
  case LINT_TOKEN_WITH_HOST:
  case LINT_NAME_TERMINATOR:
  case LINT_CONTROL_CHARACTERS:
  case LINT_HOST_SHAPE:
  case LINT_ADDRESS_MISMATCH:
  case LINT_DUPLICATE_RECORD:
    return ADD_AGAIN;
  case LINT_CERTIFICATE_EXPIRED:
  case LINT_CERTIFICATE_EXPIRES_SOON:
  case LINT_KEY_TOO_SMALL:
  case LINT_KEY_EXPONENT:
  case LINT_KEY_TOO_LARGE:
    return RENEW;
  case LINT_CERTIFICATE_NOT_YET_VALID:
  case LINT_TIMESTAMP_IN_FUTURE:
    return SET_CLOCK;
  case LINT_SERVER_WITHOUT_TFTP:
  case LINT_NO_CAPF:
  case LINT_PARTLY_NON_SECURE: /* SG12, CTL Client Setup: what a list has of each server */
    return N_("add the server with its certificate, when the cluster has one");
  case LINT_TVS_IN_CTL: /* SBD, TVS: its record stands in the ITL */
    return N_("remove the record; phones know TVS from the ITL");
  case LINT_TOO_LARGE: /* SG14, Default Security: over 64 KB, which are more than 39 certificates */
    return N_("take certificates that are not needed out of the cluster, so that its ITL gets shorter");
  case LINT_LARGE:
  case LINT_DIGEST:
  case LINT_KEY_CANNOT_SIGN:
  case LINT_VERSION:
    return TRY_ONE;
  case LINT_IDENTITY_WITH_TWO_KEYS:
    return N_("find out which of both is the real one, and remove the other: it can be a forgery");
  case LINT_SIGNATURE_MOVED:
  case LINT_SIGNER_NAME_MISMATCH:
  case LINT_HEADER_ORDER:
  case LINT_HEADER_PADDING:
    return SIGN_AGAIN;
  case LINT_RECORD_ORDER:
  case LINT_UNKNOWN_ENTRY:
  case LINT_UNKNOWN_FUNCTION:
  case LINT_HASH_UNKNOWN:
  case LINT_SERIAL_UNUSUAL:
  case LINT_FILENAME_ROLE:
  case LINT_ADDRESS_IN_ITL:
    return ASK_WHO;
  case LINT_NON_SECURE_LIST:
  case LINT_TOKENLESS_ONE_SIGNER:
  case LINT_N_RULES:
    return NULL;
  }
  return NULL;
}
