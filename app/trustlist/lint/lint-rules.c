/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what phones do: Security Guide 12.5(1)SU1 and 14, TN118893, "Security By Default";
 * tests/sources.md has them by rule. */
#include "app/trustlist/lint/lint.h"

#include <glib/gi18n.h>

/* The one place where findings are named and explained; `check --help` prints it. What phones do has its
 * source where the finding is made (lint*.c). */
static const LintRuleInfo rules[LINT_N_RULES] = {
    [LINT_SIGNER_NOT_IN_LIST] = {"signer-not-in-list", LINT_ERROR, FALSE,
                                 N_("the signer is none of the list's SAST records")},
    [LINT_SIGNATURE_WRONG] = {"signature-wrong", LINT_ERROR, FALSE,
                              N_("the signature is not right with the signer's certificate")},
    [LINT_SIGNATURE_NOT_CHECKED] = {"signature-not-checked", LINT_ERROR, FALSE,
                                    N_("OpenSSL on this machine refuses to check the signature (FIPS mode)")},
    [LINT_SIGNER_NAME_MISMATCH] = {"signer-name-mismatch", LINT_WARNING, TRUE,
                                   N_("the header spells the signer's name otherwise than its record")},
    [LINT_TOO_FEW_TOKENS] = {"too-few-tokens", LINT_ERROR, TRUE,
                             N_("a CTL of tokens with fewer than two: none is left when one is lost")},
    [LINT_DUPLICATE_RECORD] =
        {"duplicate-record", LINT_WARNING, TRUE,
         N_("a record with function, host and kind of key, or certificate, of an earlier one")},
    [LINT_ISSUER_MISMATCH] = {"issuer-mismatch", LINT_ERROR, TRUE,
                              N_("the record names another issuer than its certificate")},
    [LINT_SUBJECT_MISMATCH] = {"subject-mismatch", LINT_ERROR, TRUE,
                               N_("the record names another subject than its certificate")},
    [LINT_SERIAL_MISMATCH] = {"serial-mismatch", LINT_ERROR, TRUE,
                              N_("the record has another serial number than its certificate")},
    [LINT_PUBLIC_KEY_MISMATCH] = {"public-key-mismatch", LINT_ERROR, TRUE,
                                  N_("the record has another public key than its certificate")},
    [LINT_UNREADABLE_CERTIFICATE] = {"unreadable-certificate", LINT_ERROR, TRUE,
                                     N_("the record's certificate is no X.509 certificate")},
    [LINT_NO_CERTIFICATE] =
        {"no-certificate", LINT_ERROR, TRUE,
         N_("a record without certificate, hash or key that is no emptied CCM+TFTP record")},
    [LINT_CERTIFICATE_EXPIRED] = {"certificate-expired", LINT_ERROR, TRUE, N_("the certificate has ended")},
    [LINT_CERTIFICATE_EXPIRES_SOON] = {"certificate-expires-soon", LINT_WARNING, TRUE,
                                       N_("the certificate ends within 60 days")},
    [LINT_CERTIFICATE_NOT_YET_VALID] = {"certificate-not-yet-valid", LINT_WARNING, TRUE,
                                        N_("the certificate has not begun yet")},
    [LINT_KEY_TOO_SMALL] = {"key-too-small", LINT_ERROR, TRUE, N_("an RSA key of fewer than 1024 bits")},
    [LINT_SERVER_WITHOUT_TFTP] =
        {"server-without-tftp", LINT_WARNING, TRUE,
         N_("a CTL without CCM+TFTP record, or a CAPF host without CCM or TFTP record")},
    [LINT_NO_CAPF] = {"no-capf", LINT_WARNING, TRUE,
                      N_("a CTL without CAPF record: phones may be unable to get certificates of their own")},
    [LINT_TVS_IN_CTL] = {"tvs-in-ctl", LINT_ERROR, TRUE,
                         N_("a TVS record in a CTL: TVS belongs in ITL files only")},
    [LINT_ADDRESS_IN_ITL] = {"address-in-itl", LINT_WARNING, TRUE,
                             N_("an IPADDRESS in an ITL file; no published one has any")},
    [LINT_TOO_LARGE] = {"too-large", LINT_ERROR, TRUE, N_("an ITL over 64 KiB, which phones do not load")},
    [LINT_LARGE] = {"large", LINT_WARNING, TRUE,
                    N_("a CTL over 64 KiB, more than the largest cluster needs")},
    [LINT_TIMESTAMP_IN_FUTURE] = {"timestamp-in-future", LINT_WARNING, TRUE,
                                  N_("the list says that it was signed in the future")},
    [LINT_FILENAME_ROLE] =
        {"filename-role", LINT_ERROR, FALSE,
         N_("FILENAME is not that of the file's role, CTL or ITL, or of its name on disk")},
    [LINT_NON_SECURE_LIST] = {"non-secure-list", LINT_INFO, TRUE,
                              N_("all CCM+TFTP records are emptied: the list of a non-secure cluster")},
    [LINT_PARTLY_NON_SECURE] = {"partly-non-secure", LINT_WARNING, TRUE,
                                N_("some CCM+TFTP records are emptied, others are not")},
    [LINT_NO_TOKEN] = {"no-token", LINT_ERROR, FALSE,
                       N_("a list without SAST record: nobody could verify it, or ever change it")},
    [LINT_TOKENLESS_ONE_SIGNER] =
        {"tokenless-one-signer", LINT_INFO, TRUE,
         N_("a CTL without tokens and with one SAST certificate, as up to 10.5(1)")},
    [LINT_IDENTITY_WITH_TWO_KEYS] =
        {"identity-with-two-keys", LINT_ERROR, TRUE,
         N_("a record with the issuer and serial number of an earlier one, but another key")},
    [LINT_TOKEN_STYLE] = {"token-style", LINT_ERROR, TRUE,
                          N_("a token's issuer is not spelt as TVS knows it")},
    [LINT_TOKEN_WITH_HOST] = {"token-with-host", LINT_ERROR, TRUE,
                              N_("a token's record names a host, as only those of servers do")},
    [LINT_RECORD_SIGNATURE_MISMATCH] = {"record-signature-mismatch", LINT_ERROR, TRUE,
                                        N_("the record has another SIGNATURE than its certificate")},
    [LINT_HASH_MISMATCH] = {"hash-mismatch", LINT_ERROR, TRUE,
                            N_("CERTHASH is not the SHA-1 of the record's certificate, or of none")},
    [LINT_HASH_UNKNOWN] = {"hash-unknown", LINT_WARNING, TRUE, N_("CERTHASH is of a kind that is not known")},
    [LINT_UNREADABLE_KEY] = {"unreadable-key", LINT_ERROR, TRUE,
                             N_("the record has no certificate, and its PUBLICKEY is no key")},
    [LINT_KEY_EXPONENT] = {"key-exponent", LINT_ERROR, TRUE,
                           N_("an RSA key whose exponent is even, 1 or longer than 64 bits")},
    [LINT_KEY_TOO_LARGE] = {"key-too-large", LINT_WARNING, TRUE, N_("an RSA key of more than 4096 bits")},
    [LINT_KEY_CANNOT_SIGN] = {"key-cannot-sign", LINT_WARNING, TRUE,
                              N_("a SAST key of a kind or size that the header has no code for")},
    [LINT_SERIAL_UNUSUAL] = {"serial-unusual", LINT_WARNING, TRUE,
                             N_("a serial number that is negative, begins with 0, or has over 20 bytes")},
    [LINT_NAME_TERMINATOR] = {"name-terminator", LINT_ERROR, TRUE,
                              N_("a name without its final NUL, or with more behind it")},
    [LINT_CONTROL_CHARACTERS] = {"control-characters", LINT_WARNING, TRUE,
                                 N_("a name holds characters that control a terminal or hide text")},
    [LINT_HOST_SHAPE] = {"host-shape", LINT_WARNING, TRUE,
                         N_("DNSNAME is neither a host name nor an address, or a server has none")},
    [LINT_ADDRESS_MISMATCH] = {"address-mismatch", LINT_WARNING, TRUE,
                               N_("DNSNAME is another address than IPADDRESS")},
    [LINT_SIGNATURE_MOVED] = {"signature-moved", LINT_ERROR, TRUE,
                              N_("SIGNATURE stands where nobody writes it; its place is not signed")},
    [LINT_HEADER_ORDER] = {"header-order", LINT_WARNING, TRUE,
                           N_("the header's entries stand in an order that nobody writes")},
    [LINT_HEADER_PADDING] = {"header-padding", LINT_WARNING, TRUE,
                             N_("the header's padding is not at its end, or not to a multiple of 4 bytes")},
    [LINT_RECORD_ORDER] = {"record-order", LINT_INFO, TRUE,
                           N_("a record's entries stand in an order that nobody writes")},
    [LINT_UNKNOWN_ENTRY] = {"unknown-entry", LINT_WARNING, TRUE,
                            N_("an entry in header or record that is not known")},
    [LINT_UNKNOWN_FUNCTION] = {"unknown-function", LINT_INFO, TRUE, N_("a function that is not known")},
    [LINT_VERSION] = {"unknown-version", LINT_WARNING, TRUE, N_("VERSION is none of 1.0 to 1.2")},
    [LINT_DIGEST] = {"unread-digest", LINT_WARNING, TRUE,
                     N_("the digest is SHA-256, which no phone is known to read")},
};

const LintRuleInfo *
lint_rule_get(LintRule rule)
{
  g_return_val_if_fail(rule < LINT_N_RULES, NULL);
  return &rules[rule];
}

const char *
lint_severity_get_word(LintSeverity severity)
{
  switch (severity) {
  case LINT_INFO:
    return "info";
  case LINT_WARNING:
    return "warning";
  case LINT_ERROR:
    return "error";
  }
  return NULL;
}

guint
lint_count(const GPtrArray *findings, LintSeverity severity)
{
  guint n = 0;
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    n += lint_rule_get(finding->rule)->severity == severity;
  }
  return n;
}
