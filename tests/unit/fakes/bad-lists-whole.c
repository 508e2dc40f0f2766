/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists whose header, signature, signers or size are not what they should be. */
#include "bad-lists-private.h"

#include "app/trustlist/tags.h"

#include <string.h>

static CraftHeader
good_header(void)
{
  return (CraftHeader){.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
}

#define CCM_RECORD                                                                                           \
  {                                                                                                          \
    .function = FUNCTION_CCM_TFTP, .identity = bad_server(BAD_CALLMANAGER), .host = BAD_PUBLISHER            \
  }
#define CAPF_RECORD                                                                                          \
  {                                                                                                          \
    .function = FUNCTION_CAPF, .identity = bad_server(BAD_CAPF), .host = BAD_PUBLISHER                       \
  }

/* --- the signature --- */

static GBytes *
make_changed(void)
{
  g_autoptr(TrustList) good = bad_lists_good();
  gsize len = g_bytes_get_size(trust_list_get_bytes(good));
  ListParts *parts = list_parts_new(good);
  const guint8 address[4] = {10, 48, 47, 155};
  TlvReader signature = trust_list_get_header(good)->signature;
  section_set(list_parts_record(parts, BAD_NODE_RECORD), RECORD_IP_ADDRESS, address, sizeof address);
  section_set(list_parts_record(parts, BAD_NODE_RECORD), RECORD_DNS_NAME, "10.48.47.155", 13);
  g_autoptr(GBytes) signed_again = bad_parts_finish(parts);
  guint8 *data = g_memdup2(g_bytes_get_data(signed_again, NULL), len);
  memcpy(data + trust_list_get_header(good)->signed_before.len + 3, signature.data, signature.len);
  return g_bytes_new_take(data, len);
}

/* With the key of the other token. */
static GBytes *
make_signed_by_other(void)
{
  g_autoptr(ListParts) parts = bad_parts_new();
  return list_parts_sign(parts, sample_token(0));
}

static GBytes *
with_header_byte(guint8 tag, guint8 value)
{
  ListParts *parts = bad_parts_new();
  section_set(parts->header, tag, &value, 1);
  return bad_parts_finish(parts);
}

static GBytes *
make_unknown_digest(void)
{
  return with_header_byte(HEADER_DIGEST_ALGORITHM, 4);
}

static GBytes *
make_unknown_algorithm(void)
{
  return with_header_byte(HEADER_SIGNATURE_ALGORITHM, 1);
}

static GBytes *
make_other_modulus(void)
{
  return with_header_byte(HEADER_SIGNATURE_MODULUS, 2);
}

static GBytes *
move_signature(guint8 before)
{
  ListParts *parts = bad_parts_new();
  section_move(parts->header, HEADER_SIGNATURE, before);
  return bad_parts_finish(parts);
}

static GBytes *
make_signature_last(void)
{
  return move_signature(0);
}

static GBytes *
make_signature_first(void)
{
  return move_signature(HEADER_VERSION);
}

/* --- names in the header --- */

static GBytes *
with_header_text(guint8 tag, const char *value, gsize len)
{
  ListParts *parts = bad_parts_new();
  section_set(parts->header, tag, value, len);
  return bad_parts_finish(parts);
}

static GBytes *
make_filename_with_more(void)
{
  static const char name[] = "CTLFile.tlv\0ITLFile.tlv";
  return with_header_text(HEADER_FILENAME, name, sizeof name);
}

static GBytes *
make_filename_without_end(void)
{
  return with_header_text(HEADER_FILENAME, "CTLFile.tlv", 11);
}

static GBytes *
make_issuer_with_more(void)
{
  static const char name[] = "cn=Cisco Manufacturing CA;o=Cisco Systems\0;o=Other";
  return with_header_text(HEADER_CA_NAME, name, sizeof name);
}

/* --- the file's role --- */

static GBytes *
make_other_filename(void)
{
  return with_header_text(HEADER_FILENAME, "list.bin", 9);
}

/* A CTL that calls itself an ITL. */
static GBytes *
make_ctl_as_itl(void)
{
  return with_header_text(HEADER_FILENAME, "ITLFile.tlv", 12);
}

static GBytes *
make_itl(void)
{
  return bad_bytes(bad_lists_good_itl());
}

static GBytes *
make_ctl(void)
{
  return bad_bytes(bad_lists_good());
}

/* --- signers --- */

static GBytes *
make_stranger(void)
{
  g_autoptr(Identity) stranger = identity_new_token("SAST-ADN00stranger", "0103", 1024);
  CraftHeader header = good_header();
  header.signer = stranger;
  return bad_bytes(
      craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)}, CCM_RECORD, CAPF_RECORD));
}

/* The serial number with a sign byte as in DER: phones compare bytes. */
static GBytes *
make_signer_with_sign_byte(void)
{
  static const guint8 serial[] = {0x00, 0x83, 0xE9, 0x08, 0x00, 0x00, 0x00, 0x55, 0x45, 0xAF, 0x31};
  ListParts *parts = bad_parts_new();
  section_set(parts->header, HEADER_SERIAL_NUMBER, serial, sizeof serial);
  return bad_parts_finish(parts);
}

static GBytes *
make_no_sast(void)
{
  CraftHeader header = good_header();
  return bad_bytes(craft(&header, CCM_RECORD, CAPF_RECORD));
}

static GBytes *
make_one_token(void)
{
  CraftHeader header = good_header();
  return bad_bytes(craft(&header, {.identity = sample_token(1)}, CCM_RECORD, CAPF_RECORD));
}

static GBytes *
make_token_twice(void)
{
  CraftHeader header = good_header();
  return bad_bytes(
      craft(&header, {.identity = sample_token(1)}, {.identity = sample_token(1)}, CCM_RECORD, CAPF_RECORD));
}

/* From 11.5 on clusters' own certificates stand there as SAST; they are no tokens. */
static GBytes *
make_one_token_and_servers(void)
{
  CraftHeader header = good_header();
  const Identity *recovery = bad_server(BAD_RECOVERY);
  const Identity *callmanager = bad_server(BAD_CALLMANAGER);
  g_autofree char *recovery_name = name_text_from_subject(recovery->certificate, NAME_STYLE_SERVER);
  g_autofree char *name = name_text_from_subject(callmanager->certificate, NAME_STYLE_SERVER);
  return bad_bytes(
      craft(&header, {.identity = sample_token(1)},
            {.identity = recovery, .subject = recovery_name, .issuer = recovery_name, .host = BAD_PUBLISHER},
            {.identity = callmanager, .subject = name, .issuer = name, .host = BAD_PUBLISHER}, CCM_RECORD,
            CAPF_RECORD));
}

/* A stranger's key behind the signer's issuer, serial number and subject. */
static GBytes *
make_second_signer(void)
{
  g_autoptr(Identity) other = identity_new_token("SAST-ADN008580ef",
                                                 "83E90800000055"
                                                 "45AF31",
                                                 1024);
  CraftHeader header = good_header();
  return bad_bytes(craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
                         {.identity = other}, CCM_RECORD, CAPF_RECORD));
}

/* More of them than a signature is tried with. */
static GBytes *
make_many_signers(void)
{
  CraftHeader header = good_header();
  CraftRecord records[TRUST_LIST_MAX_SIGNERS + 3] = {
      {.identity = sample_token(0)}, {.identity = sample_token(1)}, CAPF_RECORD};
  Identity *others[TRUST_LIST_MAX_SIGNERS];
  for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
    others[i] = identity_new_token("SAST-ADN00other000", "0102", 1024);
    records[3 + i] = (CraftRecord){.identity = sample_token(1), .no_certificate = TRUE, .key_of = others[i]};
  }
  GBytes *bytes = bad_bytes(craft_list(&header, records, G_N_ELEMENTS(records)));
  for (guint i = 0; i < G_N_ELEMENTS(others); i++)
    identity_free(others[i]);
  return bytes;
}

static GBytes *
make_large_itl(void)
{
  g_autoptr(TrustList) good = bad_lists_good_itl();
  ListParts *parts = list_parts_new(good);
  while (parts->records->len < 100)
    g_ptr_array_add(parts->records, g_ptr_array_ref(list_parts_record(parts, 1)));
  GBytes *bytes = list_parts_sign(parts, bad_server(BAD_CALLMANAGER));
  list_parts_free(parts);
  return bytes;
}

const BadList bad_lists_whole[] = {
    {"changed-after-signing", make_changed, "signature-wrong@2", FALSE, NULL},
    {"signed-with-other-key", make_signed_by_other, "signature-wrong@2", FALSE, NULL},
    {"unknown-digest", make_unknown_digest, "signature-wrong@2", FALSE, NULL},
    {"unknown-signature-algorithm", make_unknown_algorithm, "signature-wrong@2", FALSE, NULL},
    {"other-modulus-code", make_other_modulus, "signature-wrong@2", FALSE, NULL},
    {"many-signers", make_many_signers,
     "signature-wrong@2 identity-with-two-keys@4 identity-with-two-keys@5 identity-with-two-keys@6 "
     "identity-with-two-keys@7 identity-with-two-keys@8 identity-with-two-keys@9 identity-with-two-keys@10 "
     "identity-with-two-keys@11",
     FALSE, NULL},
    {"signer-not-in-list", make_stranger, "signer-not-in-list", FALSE, NULL},
    {"signer-with-sign-byte", make_signer_with_sign_byte, "signer-not-in-list", FALSE, NULL},
    {"no-sast-record", make_no_sast, "signer-not-in-list no-token", FALSE, NULL},
    {"filename-of-no-list", make_other_filename, "filename-role", FALSE, NULL},
    {"ctl-that-says-itl", make_ctl_as_itl, "filename-role", FALSE, "ITLFile.tlv"},
    {"itl-as-ctl", make_itl, "filename-role", FALSE, NULL},
    {"ctl-as-itl", make_ctl, "filename-role", FALSE, "ITLFile.tlv"},
    {"signature-last", make_signature_last, "signature-moved", TRUE, NULL},
    {"signature-first", make_signature_first, "signature-moved", TRUE, NULL},
    {"filename-with-more", make_filename_with_more, "name-terminator", TRUE, NULL},
    {"filename-without-end", make_filename_without_end, "name-terminator", TRUE, NULL},
    {"header-issuer-with-more", make_issuer_with_more, "name-terminator", TRUE, NULL},
    {"one-token", make_one_token, "too-few-tokens", TRUE, NULL},
    {"token-twice", make_token_twice, "too-few-tokens", TRUE, NULL},
    {"one-token-and-servers", make_one_token_and_servers, "too-few-tokens", TRUE, NULL},
    {"second-signer", make_second_signer, "identity-with-two-keys@3", TRUE, NULL},
    {"itl-over-64-kib", make_large_itl, "too-large", TRUE, "ITLFile.tlv"},
    {0},
};
