/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/tag-name.h"

#include "app/trustlist/tags.h"

static const char *const header_names[] = {
    [HEADER_VERSION] = "VERSION",
    [HEADER_LENGTH] = "HEADERLENGTH",
    [HEADER_SIGNER_ID] = "SIGNERID",
    [HEADER_SIGNER_NAME] = "SIGNERNAME",
    [HEADER_SERIAL_NUMBER] = "SERIALNUMBER",
    [HEADER_CA_NAME] = "CANAME",
    [HEADER_SIGNATURE_INFO] = "SIGNATUREINFO",
    [HEADER_DIGEST_ALGORITHM] = "DIGESTALGORTITHM",
    [HEADER_SIGNATURE_ALGO_INFO] = "SIGNATUREALGOINFO",
    [HEADER_SIGNATURE_ALGORITHM] = "SIGNATUREALGORTITHM",
    [HEADER_SIGNATURE_MODULUS] = "SIGNATUREMODULUS",
    [HEADER_SIGNATURE] = "SIGNATURE",
    [HEADER_PADDING] = "PADDING",
    [HEADER_FILENAME] = "FILENAME",
    [HEADER_TIMESTAMP] = "TIMESTAMP",
    [HEADER_SIGNER_VERSION] = "SIGNERVERSION",
};

static const char *const record_names[] = {
    [RECORD_LENGTH] = "RECORDLENGTH",      [RECORD_DNS_NAME] = "DNSNAME",
    [RECORD_SUBJECT_NAME] = "SUBJECTNAME", [RECORD_FUNCTION] = "FUNCTION",
    [RECORD_ISSUER_NAME] = "ISSUERNAME",   [RECORD_SERIAL_NUMBER] = "SERIALNUMBER",
    [RECORD_PUBLIC_KEY] = "PUBLICKEY",     [RECORD_SIGNATURE] = "SIGNATURE",
    [RECORD_CERTIFICATE] = "CERTIFICATE",  [RECORD_IP_ADDRESS] = "IPADDRESS",
    [RECORD_CERT_HASH] = "CERTHASH",       [RECORD_HASH_ALGORITHM] = "HASH ALGORITHM",
};

const char *
header_tag_get_name(guint8 tag)
{
  return tag < G_N_ELEMENTS(header_names) ? header_names[tag] : NULL;
}

const char *
record_tag_get_name(guint8 tag)
{
  return tag < G_N_ELEMENTS(record_names) ? record_names[tag] : NULL;
}
