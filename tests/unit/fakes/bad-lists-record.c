/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists in which one record is not what it should be. */
#include "bad-lists-private.h"

#include "app/trustlist/tags.h"

#include <string.h>

/* A good list with RECORD in the place of record INDEX. */
static GBytes *
with_record(guint index, CraftRecord record)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  CraftRecord records[] = {
      [BAD_TOKEN] = {.identity = sample_token(0)},
      [BAD_SIGNER] = {.identity = sample_token(1)},
      [BAD_CCM_RECORD] = {.function = FUNCTION_CCM_TFTP,
                          .identity = bad_server(BAD_CALLMANAGER),
                          .host = BAD_PUBLISHER},
      [BAD_CAPF_RECORD] = {.function = FUNCTION_CAPF,
                           .identity = bad_server(BAD_CAPF),
                           .host = BAD_PUBLISHER},
      [BAD_NODE_RECORD] = {.function = FUNCTION_CCM_TFTP,
                           .identity = bad_server(BAD_NODE),
                           .host = BAD_SUBSCRIBER},
  };
  records[index] = record;
  return bad_bytes(craft_list(&header, records, G_N_ELEMENTS(records)));
}

/* The node's record as it should be, to be changed. */
static CraftRecord
node_record(void)
{
  return (CraftRecord){
      .function = FUNCTION_CCM_TFTP, .identity = bad_server(BAD_NODE), .host = BAD_SUBSCRIBER};
}

/* The same with another certificate, which is freed. */
static GBytes *
with_node_identity(Identity *identity)
{
  CraftRecord record = node_record();
  record.identity = identity;
  GBytes *bytes = with_record(BAD_NODE_RECORD, record);
  identity_free(identity);
  return bytes;
}

/* --- names, serial numbers and keys against the certificate --- */

static GBytes *
make_other_subject(void)
{
  CraftRecord record = node_record();
  record.subject = "CN=cucm-1051-a-sub2;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL";
  return with_record(BAD_NODE_RECORD, record);
}

static GBytes *
make_other_issuer(void)
{
  CraftRecord record = node_record();
  record.issuer = "CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL";
  return with_record(BAD_NODE_RECORD, record);
}

static GBytes *
make_other_serial(void)
{
  CraftRecord record = node_record();
  record.serial = "6BEBFDCDCD8CA277CB2FD1D183A60E73";
  return with_record(BAD_NODE_RECORD, record);
}

static GBytes *
make_empty_serial(void)
{
  CraftRecord record = node_record();
  record.serial = "";
  return with_record(BAD_NODE_RECORD, record);
}

static GBytes *
make_sign_byte(void)
{
  return with_record(BAD_SIGNER,
                     (CraftRecord){.identity = sample_token(1), .serial = "0083E9080000005545AF31"});
}

static GBytes *
make_token_with_sign_byte(void)
{
  g_autoptr(Identity) token = identity_new_token("SAST-ADN00token000", "90A0", 1024);
  return with_record(BAD_TOKEN, (CraftRecord){.identity = token, .serial = "0090A0"});
}

static GBytes *
make_other_key(void)
{
  CraftRecord record = node_record();
  record.key_of = bad_server(BAD_CAPF);
  return with_record(BAD_NODE_RECORD, record);
}

static GBytes *
make_token_with_other_key(void)
{
  return with_record(BAD_TOKEN, (CraftRecord){.identity = sample_token(0), .key_of = sample_token(1)});
}

static GBytes *
make_other_signature(void)
{
  static const guint8 zeros[128] = {0};
  ListParts *parts = bad_parts_new();
  GPtrArray *record = list_parts_record(parts, BAD_NODE_RECORD);
  section_add(record, RECORD_SIGNATURE, zeros, sizeof zeros);
  section_move(record, RECORD_SIGNATURE, RECORD_CERTIFICATE);
  return bad_parts_finish(parts);
}

/* --- certificates --- */

static GBytes *
make_no_x509(void)
{
  CraftRecord record = node_record();
  record.certificate = "-----BEGIN CERTIFICATE-----";
  return with_record(BAD_NODE_RECORD, record);
}

static GBytes *
make_longer_certificate(void)
{
  ListParts *parts = bad_parts_new();
  GPtrArray *record = list_parts_record(parts, BAD_NODE_RECORD);
  TlvReader der = section_get(record, RECORD_CERTIFICATE);
  g_autofree guint8 *longer = g_malloc0(der.len + 1);
  memcpy(longer, der.data, der.len);
  section_set(record, RECORD_CERTIFICATE, longer, der.len + 1);
  return bad_parts_finish(parts);
}

static GBytes *
make_emptied_capf(void)
{
  return with_record(BAD_CAPF_RECORD, (CraftRecord){.function = FUNCTION_CAPF, .host = BAD_PUBLISHER});
}

static GBytes *
make_emptied_token(void)
{
  return with_record(BAD_TOKEN, (CraftRecord){.function = FUNCTION_SAST});
}

static Identity *
make_expire(Identity *identity)
{
  X509_gmtime_adj(X509_getm_notBefore(identity->certificate), -48L * 3600);
  X509_gmtime_adj(X509_getm_notAfter(identity->certificate), -24L * 3600);
  g_assert_cmpint(X509_sign(identity->certificate, identity->key, EVP_sha1()), >, 0);
  return identity;
}

static GBytes *
make_expired(void)
{
  return with_node_identity(make_expire(identity_new_server("cucm-1051-a-sub1", "0A0B0C")));
}

static GBytes *
make_expired_token(void)
{
  g_autoptr(Identity) token = make_expire(identity_new_token("SAST-ADN00token000", "0A0B0C", 1024));
  return with_record(BAD_TOKEN, (CraftRecord){.identity = token});
}

/* The certificate ends on no day of any calendar. */
static GBytes *
make_no_end(void)
{
  Identity *node = identity_new_server("cucm-1051-a-sub1", "0A0B0C");
  ASN1_STRING_set(X509_getm_notAfter(node->certificate), "269945000000Z", -1);
  g_assert_cmpint(X509_sign(node->certificate, node->key, EVP_sha256()), >, 0);
  return with_node_identity(node);
}

/* --- keys --- */

static GBytes *
make_small_key(void)
{
  const char *name[] = {"CN=cucm-1051-a-sub1", NULL};
  return with_node_identity(identity_new(512, name, name, "0A0B0C"));
}

static GBytes *
make_small_token(void)
{
  g_autoptr(Identity) token = identity_new_token("SAST-ADN00token000", "0A0B0C", 512);
  return with_record(BAD_TOKEN, (CraftRecord){.identity = token});
}

static GBytes *
with_exponent(const char *exponent)
{
  Identity *identity = identity_new_server("cucm-1051-a-sub1", "0A0B0C");
  g_autoptr(EVP_PKEY) key = identity_dup_key_with_exponent(identity, exponent);
  X509_set_pubkey(identity->certificate, key);
  g_assert_cmpint(X509_sign(identity->certificate, identity->key, EVP_sha1()), >, 0);
  return with_node_identity(identity);
}

static GBytes *
make_exponent_one(void)
{
  return with_exponent("01");
}

static GBytes *
make_even_exponent(void)
{
  return with_exponent("010000");
}

static GBytes *
make_huge_exponent(void)
{
  return with_exponent("80000000000000000000000000000000000000000000000000000000000000000000000000000001");
}

static GBytes *
make_no_key(void)
{
  ListParts *parts = bad_parts_new();
  GPtrArray *record = list_parts_record(parts, BAD_NODE_RECORD);
  section_remove(record, RECORD_CERTIFICATE);
  section_set(record, RECORD_PUBLIC_KEY, "no key", 6);
  return bad_parts_finish(parts);
}

/* --- CERTHASH --- */

static GBytes *
with_hash(const char *bytes, gsize len, gboolean certificate)
{
  static const guint8 sha1[] = {1};
  ListParts *parts = bad_parts_new();
  GPtrArray *record = list_parts_record(parts, BAD_NODE_RECORD);
  if (!certificate)
    section_remove(record, RECORD_CERTIFICATE);
  section_add(record, RECORD_CERT_HASH, bytes, len);
  section_add(record, RECORD_HASH_ALGORITHM, sha1, sizeof sha1);
  return bad_parts_finish(parts);
}

static GBytes *
make_other_hash(void)
{
  return with_hash("01234567890123456789", 20, TRUE);
}

static GBytes *
make_short_hash(void)
{
  return with_hash("0123456789012345678", 19, FALSE);
}

static GBytes *
make_long_hash(void)
{
  return with_hash("01234567890123456789012345678901", 32, FALSE);
}

/* --- two records with one identity --- */

static GBytes *
make_two_keys_of_token(void)
{
  g_autoptr(Identity) other = identity_new_token("SAST-ADN008580ef",
                                                 "83E90800000055"
                                                 "45AF31",
                                                 1024);
  return with_record(BAD_TOKEN, (CraftRecord){.identity = other});
}

/* Another function, the same name and number. */
static GBytes *
make_two_keys_of_server(void)
{
  g_autoptr(Identity) other = identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  return with_record(BAD_CAPF_RECORD,
                     (CraftRecord){.function = FUNCTION_CAPF, .identity = other, .host = BAD_PUBLISHER});
}

static GBytes *
make_two_keys_of_node(void)
{
  g_autoptr(Identity) other = identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  CraftRecord record = node_record();
  record.identity = other;
  return with_record(BAD_NODE_RECORD, record);
}

/* The hash of another certificate. */
static GBytes *
make_two_hashes(void)
{
  g_autoptr(Identity) other = identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  CraftRecord record = node_record();
  record.identity = other;
  record.hash = TRUE;
  record.no_public_key = TRUE;
  return with_record(BAD_NODE_RECORD, record);
}

/* --- tokens written as servers --- */

static GBytes *
make_token_as_server(void)
{
  X509 *certificate = sample_token(0)->certificate;
  g_autofree char *subject = name_text_from_subject(certificate, NAME_STYLE_SERVER);
  g_autofree char *issuer = name_text_from_issuer(certificate, NAME_STYLE_SERVER);
  return with_record(BAD_TOKEN, (CraftRecord){.identity = sample_token(0),
                                              .subject = subject,
                                              .issuer = issuer,
                                              .host = BAD_PUBLISHER});
}

static GBytes *
make_token_issuer(void)
{
  return with_record(BAD_TOKEN, (CraftRecord){.identity = sample_token(0),
                                              .issuer = "o=Cisco Systems;cn=Cisco Manufacturing CA"});
}

static GBytes *
make_token_with_host(void)
{
  return with_record(BAD_TOKEN, (CraftRecord){.identity = sample_token(0), .host = BAD_PUBLISHER});
}

static GBytes *
make_token_with_address(void)
{
  return with_record(BAD_TOKEN, (CraftRecord){.identity = sample_token(0), .address = BAD_PUBLISHER});
}

/* --- what is in the wrong place, or read differently --- */

static GBytes *
make_tvs(void)
{
  CraftRecord record = node_record();
  record.function = FUNCTION_TVS;
  return with_record(BAD_NODE_RECORD, record);
}

static GBytes *
with_text(guint8 tag, const char *text, gsize len)
{
  ListParts *parts = bad_parts_new();
  section_set(list_parts_record(parts, BAD_NODE_RECORD), tag, text, len);
  return bad_parts_finish(parts);
}

static GBytes *
make_host_with_more(void)
{
  static const char host[] = BAD_SUBSCRIBER "\0other.example.com";
  return with_text(RECORD_DNS_NAME, host, sizeof host);
}

static GBytes *
make_host_without_end(void)
{
  return with_text(RECORD_DNS_NAME, BAD_SUBSCRIBER, strlen(BAD_SUBSCRIBER));
}

static GBytes *
make_issuer_with_more(void)
{
  ListParts *parts = bad_parts_new();
  GPtrArray *record = list_parts_record(parts, BAD_TOKEN);
  static const char issuer[] = "cn=Cisco Manufacturing CA;o=Cisco Systems\0x";
  section_set(record, RECORD_ISSUER_NAME, issuer, sizeof issuer);
  return bad_parts_finish(parts);
}

#define ERROR(name, make, errors)                                                                            \
  {                                                                                                          \
    name, make, errors, TRUE, NULL                                                                           \
  }

const BadList bad_lists_record[] = {
    ERROR("other-subject", make_other_subject, "subject-mismatch@5"),
    ERROR("other-issuer", make_other_issuer, "issuer-mismatch@5"),
    ERROR("other-serial", make_other_serial, "serial-mismatch@5"),
    ERROR("empty-serial", make_empty_serial, "serial-mismatch@5"),
    {"signer-record-with-sign-byte", make_sign_byte, "signer-not-in-list serial-mismatch@2", FALSE, NULL},
    ERROR("token-with-sign-byte", make_token_with_sign_byte, "serial-mismatch@1"),
    ERROR("other-public-key", make_other_key, "public-key-mismatch@5"),
    ERROR("token-with-other-key", make_token_with_other_key, "public-key-mismatch@1"),
    ERROR("other-certificate-signature", make_other_signature, "record-signature-mismatch@5"),
    ERROR("no-x509", make_no_x509, "unreadable-certificate@5"),
    ERROR("longer-certificate", make_longer_certificate, "unreadable-certificate@5"),
    ERROR("emptied-capf", make_emptied_capf, "no-certificate@4"),
    ERROR("emptied-token", make_emptied_token, "too-few-tokens no-certificate@1"),
    ERROR("expired", make_expired, "certificate-expired@5"),
    ERROR("no-end", make_no_end, "unreadable-certificate@5"),
    ERROR("expired-token", make_expired_token, "certificate-expired@1"),
    ERROR("small-key", make_small_key, "key-too-small@5"),
    ERROR("small-token", make_small_token, "key-too-small@1"),
    ERROR("exponent-one", make_exponent_one, "key-exponent@5"),
    ERROR("even-exponent", make_even_exponent, "key-exponent@5"),
    ERROR("huge-exponent", make_huge_exponent, "key-exponent@5"),
    ERROR("no-key", make_no_key, "unreadable-key@5"),
    ERROR("other-hash", make_other_hash, "hash-mismatch@5"),
    ERROR("short-hash", make_short_hash, "hash-mismatch@5"),
    ERROR("long-hash", make_long_hash, "hash-mismatch@5"),
    ERROR("two-keys-of-token", make_two_keys_of_token, "identity-with-two-keys@2"),
    ERROR("two-keys-of-server", make_two_keys_of_server, "identity-with-two-keys@4"),
    ERROR("two-keys-of-node", make_two_keys_of_node, "identity-with-two-keys@5"),
    ERROR("two-hashes", make_two_hashes, "identity-with-two-keys@5"),
    ERROR("token-as-server", make_token_as_server, "token-style@1 token-with-host@1"),
    ERROR("token-issuer", make_token_issuer, "token-style@1"),
    ERROR("token-with-host", make_token_with_host, "token-with-host@1"),
    ERROR("token-with-address", make_token_with_address, "token-with-host@1"),
    ERROR("tvs-in-ctl", make_tvs, "tvs-in-ctl@5"),
    ERROR("host-with-more", make_host_with_more, "name-terminator@5"),
    ERROR("host-without-end", make_host_without_end, "name-terminator@5"),
    ERROR("token-issuer-with-more", make_issuer_with_more, "name-terminator@1"),
    {0},
};
