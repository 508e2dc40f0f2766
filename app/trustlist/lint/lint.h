/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/record-match.h"
#include "app/trustlist/tags.h"

typedef enum { LINT_INFO, LINT_WARNING, LINT_ERROR } LintSeverity;

/* What can be wrong with a list; lint_rule_get() explains each. */
typedef enum {
  LINT_SIGNER_NOT_IN_LIST,
  LINT_SIGNATURE_WRONG,
  LINT_SIGNATURE_NOT_CHECKED,
  LINT_SIGNER_NAME_MISMATCH,
  LINT_TOO_FEW_TOKENS,
  LINT_DUPLICATE_RECORD,
  LINT_ISSUER_MISMATCH,
  LINT_SUBJECT_MISMATCH,
  LINT_SERIAL_MISMATCH,
  LINT_PUBLIC_KEY_MISMATCH,
  LINT_UNREADABLE_CERTIFICATE,
  LINT_NO_CERTIFICATE,
  LINT_CERTIFICATE_EXPIRED,
  LINT_CERTIFICATE_EXPIRES_SOON,
  LINT_CERTIFICATE_NOT_YET_VALID,
  LINT_KEY_TOO_SMALL,
  LINT_SERVER_WITHOUT_TFTP,
  LINT_NO_CAPF,
  LINT_TVS_IN_CTL,
  LINT_ADDRESS_IN_ITL,
  LINT_TOO_LARGE,
  LINT_LARGE,
  LINT_TIMESTAMP_IN_FUTURE,
  LINT_FILENAME_ROLE,
  LINT_NON_SECURE_LIST,
  LINT_PARTLY_NON_SECURE,
  LINT_NO_TOKEN,
  LINT_TOKENLESS_ONE_SIGNER,
  LINT_IDENTITY_WITH_TWO_KEYS,
  LINT_TOKEN_STYLE,
  LINT_TOKEN_WITH_HOST,
  LINT_RECORD_SIGNATURE_MISMATCH,
  LINT_HASH_MISMATCH,
  LINT_HASH_UNKNOWN,
  LINT_UNREADABLE_KEY,
  LINT_KEY_EXPONENT,
  LINT_KEY_TOO_LARGE,
  LINT_KEY_CANNOT_SIGN,
  LINT_SERIAL_UNUSUAL,
  LINT_NAME_TERMINATOR,
  LINT_CONTROL_CHARACTERS,
  LINT_HOST_SHAPE,
  LINT_ADDRESS_MISMATCH,
  LINT_SIGNATURE_MOVED,
  LINT_HEADER_ORDER,
  LINT_HEADER_PADDING,
  LINT_RECORD_ORDER,
  LINT_UNKNOWN_ENTRY,
  LINT_UNKNOWN_FUNCTION,
  LINT_VERSION,
  LINT_DIGEST,
  LINT_N_RULES,
} LintRule;

/* A row of the table of rules. */
typedef struct {
  const char *id; /* for scripts: never renamed */
  LintSeverity severity;
  gboolean overrulable;    /* FALSE for what nobody may sign or publish, whoever says so */
  const char *explanation; /* one line, without a final full stop */
} LintRuleInfo;

typedef struct {
  LintRule rule;
  guint record; /* from 0, or RECORD_NONE when it concerns the list as a whole */
  char *text;   /* a sentence without a final full stop, safe for a terminal */
} LintFinding;

/* A certificate that ends within this time is reported. */
#define LINT_EXPIRES_SOON_S (60 * 24 * 3600)

/* What a clock may be wrong before a TIMESTAMP counts as in the future. */
#define LINT_CLOCK_SLACK_S 300

/* Keys below this are too weak for anyone, and no CUCM release makes them. */
#define LINT_MIN_RSA_BITS 1024

/* A CTL of more than this is unusual: the largest cluster (21 nodes, a CCM+TFTP and a CAPF record of 1.5 KB
 * each) stays below it, so no phone has seen a longer one. Not known: whether phones take it. An ITL of more
 * does not load (tags.h). The 550001 of a phone's log ("Security By Default", Phone Downloads ITL and
 * Configuration File) is its limit for configuration files. */
#define LINT_LARGE_LEN PHONE_ITL_MAX_LEN

const LintRuleInfo *lint_rule_get(LintRule rule);

/* What to do about a finding of RULE, a part of a sentence after "; ", to be translated; NULL where there is
 * nothing to be done. Static. */
const char *lint_rule_get_advice(LintRule rule);

/* "error", "warning" or "info". */
const char *lint_severity_get_word(LintSeverity severity);

/* Looks for all that is wrong with LIST at the time NOW (seconds since 1970). FILE_NAME is the name of the
 * file on disk (no folder), or NULL where there is none. Findings about the list as a whole, and about
 * records together, come first, then those of each record in their order. ITL files have rules of their own:
 * one SAST record is enough, CAPF may be missing, TVS records belong there, addresses do not. Returns
 * LintFindings; the caller frees them. */
GPtrArray *trust_list_lint(const TrustList *list, const char *file_name, gint64 now);

/* How many of the findings are of this severity. */
guint lint_count(const GPtrArray *findings, LintSeverity severity);
