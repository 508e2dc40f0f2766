/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "piv-card.h"

#include "card-tlv.h"

#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TRIES 3
#define PASSWORD_LEN 8
#define ANSWER_MAX 256
#define CHAIN_MAX 4096
#define HEADER_LEN 5 /* CLA INS P1 P2 Lc */

#define CLA_CHAIN 0x10
#define INS_VERIFY 0x20
#define INS_CHANGE 0x24
#define INS_AUTHENTICATE 0x87
#define INS_SELECT 0xA4
#define INS_GET_RESPONSE 0xC0
#define INS_GET_DATA 0xCB
#define PIV_PASSWORD 0x80
#define KEY_9A 0x9A

#define OK 0x9000
#define MORE 0x6100
#define WRONG_LENGTH 0x6700
#define NOT_VERIFIED 0x6982
#define LOCKED 0x6983
#define WRONG_DATA 0x6A80
#define NOT_FOUND 0x6A82
#define UNKNOWN 0x6D00
#define TRIES_LEFT 0x63C0

typedef struct {
  guint8 ins;
  guint8 p1;
  guint8 p2;
  const guint8 *data;
  gsize len;
} Command;

static const guint8 application[] = {0xA0, 0, 0, 3, 8, 0, 0, 0x10, 0, 1, 0};

static void
fail(const char *what, const char *path)
{
  g_printerr("virtual-card: %s cannot be read as %s\n", path, what);
  exit(EXIT_FAILURE);
}

static char *
path_of(const PivCard *card, const char *name)
{
  return g_build_filename(card->folder, name, NULL);
}

static char *
read_text(const PivCard *card, const char *name)
{
  g_autofree char *path = path_of(card, name);
  char *text = NULL;
  return g_file_get_contents(path, &text, NULL, NULL) ? g_strchomp(text) : NULL;
}

static void
write_text(const PivCard *card, const char *name, const char *text)
{
  g_autofree char *path = path_of(card, name);
  if (!g_file_set_contents(path, text, -1, NULL))
    fail("a file to write", path);
}

PivCard *
piv_card_new(const char *folder)
{
  PivCard *card = g_new0(PivCard, 1);
  card->folder = g_strdup(folder);
  card->chain = g_byte_array_new();
  card->pending = g_byte_array_new();
  g_autofree char *key_path = path_of(card, "key.pem");
  g_autofree char *certificate_path = path_of(card, "certificate.der");
  g_autofree char *der = NULL;
  gsize len = 0;
  FILE *file = g_fopen(key_path, "re");
  card->key = file != NULL ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
  if (card->key == NULL)
    fail("a private key", key_path);
  fclose(file);
  if (!g_file_get_contents(certificate_path, &der, &len, NULL) || len < 32)
    fail("a certificate", certificate_path);
  card->certificate = g_byte_array_new_take(g_memdup2(der, len), len);
  return card;
}

void
piv_card_forget(PivCard *card)
{
  card->selected = FALSE;
  card->verified = FALSE;
  g_byte_array_set_size(card->chain, 0);
  g_byte_array_set_size(card->pending, 0);
}

/* With the historical bytes by which OpenSC knows a PIV card that tells the tries left without losing one. */
GByteArray *
piv_card_reset(PivCard *card)
{
  static const guint8 atr[] = {0x3B, 0x8B, 0x80, 0x01, 0x80, 0xF9, 0xA0, 0, 0, 3, 8, 0, 0, 0x10, 0};
  GByteArray *answer = g_byte_array_new();
  guint8 check = 0;
  g_byte_array_append(answer, atr, sizeof atr);
  for (gsize i = 1; i < sizeof atr; i++)
    check ^= atr[i];
  g_byte_array_append(answer, &check, 1);
  return answer;
}

gboolean
piv_card_is_pulled(PivCard *card, guint8 instruction)
{
  g_autofree char *path = path_of(card, "unplug-at");
  g_autofree char *text = read_text(card, "unplug-at");
  if (text == NULL || g_ascii_strtoull(text, NULL, 16) != instruction)
    return FALSE;
  g_unlink(path);
  return TRUE;
}

gboolean
piv_card_is_secret(const guint8 *command, gsize len)
{
  return len > HEADER_LEN && (command[1] == INS_VERIFY || command[1] == INS_CHANGE);
}

static guint
tries_left(const PivCard *card)
{
  g_autofree char *text = read_text(card, "tries");
  return text != NULL ? (guint)g_ascii_strtoull(text, NULL, 10) : MAX_TRIES;
}

static void
set_tries(const PivCard *card, guint tries)
{
  g_autofree char *text = g_strdup_printf("%u\n", tries);
  write_text(card, "tries", text);
}

/* As the card stores and compares it: filled up with FF. */
static gboolean
password_is(const PivCard *card, const guint8 *given)
{
  guint8 padded[PASSWORD_LEN];
  g_autofree char *password = read_text(card, "password");
  memset(padded, 0xFF, sizeof padded);
  memcpy(padded, password, MIN(strlen(password), sizeof padded));
  return memcmp(padded, given, sizeof padded) == 0;
}

/* One try. */
static guint16
try_password(PivCard *card, const guint8 *given)
{
  guint tries = tries_left(card);
  card->verified = FALSE;
  if (tries == 0)
    return LOCKED;
  card->verified = password_is(card, given);
  set_tries(card, card->verified ? MAX_TRIES : tries - 1);
  if (card->verified)
    return OK;
  return tries == 1 ? LOCKED : (guint16)(TRIES_LEFT | (tries - 1));
}

/* Without data it tells the tries left and loses none. */
static guint16
verify(PivCard *card, const Command *command)
{
  guint tries = tries_left(card);
  if (command->p2 != PIV_PASSWORD)
    return NOT_FOUND;
  if (command->len == PASSWORD_LEN)
    return try_password(card, command->data);
  if (command->len != 0)
    return WRONG_LENGTH;
  if (command->p1 == 0xFF)
    card->verified = FALSE;
  if (card->verified || command->p1 == 0xFF)
    return OK;
  return tries == 0 ? LOCKED : (guint16)(TRIES_LEFT | tries);
}

static guint16
change_password(PivCard *card, const Command *command)
{
  if (command->p2 != PIV_PASSWORD || command->len != 2 * PASSWORD_LEN)
    return WRONG_LENGTH;
  guint16 status = try_password(card, command->data);
  if (status != OK)
    return status;
  const char *new = (const char *)command->data + PASSWORD_LEN;
  g_autofree char *text = g_strndup(new, PASSWORD_LEN);
  text[strcspn(text, "\xFF")] = '\0';
  write_text(card, "password", text);
  return OK;
}

/* Card holder unique identifier; its GUID becomes the token's serial number and differs from card to card. */
static void
add_chuid(PivCard *card, GByteArray *content)
{
  static const guint8 agency[25] = {0xD4, 0xE7, 0x39, 0xDA};
  guint8 guid[16] = {0xAD};
  memcpy(guid + 1, card->certificate->data + card->certificate->len - 15, 15);
  card_tlv_add(content, 0x30, agency, sizeof agency);
  card_tlv_add(content, 0x34, guid, sizeof guid);
  card_tlv_add(content, 0x35, (const guint8 *)"20991231", 8);
  card_tlv_add(content, 0xFE, NULL, 0);
}

static void
add_certificate(PivCard *card, GByteArray *content)
{
  const guint8 uncompressed = 0;
  card_tlv_add(content, 0x70, card->certificate->data, card->certificate->len);
  card_tlv_add(content, 0x71, &uncompressed, 1);
  card_tlv_add(content, 0xFE, NULL, 0);
}

static guint16
get_data(PivCard *card, const Command *command)
{
  static const guint8 discovery_tag[] = {0x5C, 1, 0x7E};
  static const guint8 discovery[] = {0x7E, 0x12, 0x4F, 0x0B, 0xA0, 0,    0,    3, 8,    0,
                                     0,    0x10, 0,    1,    0,    0x5F, 0x2F, 2, 0x40, 0};
  static const guint8 chuid_tag[] = {0x5C, 3, 0x5F, 0xC1, 0x02};
  static const guint8 certificate_tag[] = {0x5C, 3, 0x5F, 0xC1, 0x05};
  g_autoptr(GByteArray) content = g_byte_array_new();
  if (command->len == sizeof discovery_tag && memcmp(command->data, discovery_tag, command->len) == 0) {
    g_byte_array_append(card->pending, discovery, sizeof discovery);
    return OK;
  }
  if (command->len == sizeof chuid_tag && memcmp(command->data, chuid_tag, command->len) == 0)
    add_chuid(card, content);
  else if (command->len == sizeof certificate_tag &&
           memcmp(command->data, certificate_tag, command->len) == 0)
    add_certificate(card, content);
  else
    return NOT_FOUND;
  card_tlv_add(card->pending, 0x53, content->data, content->len);
  return OK;
}

/* The private key's bare operation on INPUT, which is padded already. */
static guint16
apply_key(PivCard *card, const guint8 *input, gsize len)
{
  guint8 output[512] = {0};
  gsize output_len = sizeof output;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(card->key, NULL);
  gboolean done = EVP_PKEY_decrypt_init(context) == 1 &&
                  EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
                  EVP_PKEY_decrypt(context, output, &output_len, input, len) == 1;
  EVP_PKEY_CTX_free(context);
  if (!done)
    return WRONG_DATA;
  g_autoptr(GByteArray) content = g_byte_array_new();
  card_tlv_add(content, 0x82, output, output_len);
  card_tlv_add(card->pending, 0x7C, content->data, content->len);
  return OK;
}

static guint16
authenticate(PivCard *card, const Command *command)
{
  const guint8 *template = NULL;
  const guint8 *challenge = NULL;
  gsize template_len = 0;
  gsize challenge_len = 0;
  if (command->p2 != KEY_9A)
    return NOT_FOUND;
  if (!card->verified)
    return NOT_VERIFIED;
  if (!card_tlv_find(command->data, command->len, 0x7C, &template, &template_len) ||
      !card_tlv_find(template, template_len, 0x81, &challenge, &challenge_len) ||
      challenge_len != (gsize)EVP_PKEY_get_size(card->key))
    return WRONG_DATA;
  return apply_key(card, challenge, challenge_len);
}

static guint16
select_application(PivCard *card, const Command *command)
{
  static const guint8 properties[] = {0x61, 0x11, 0x4F, 6, 0,    0, 0x10, 0, 1, 0,
                                      0x79, 7,    0x4F, 5, 0xA0, 0, 0,    3, 8};
  if (command->p1 != 4 || command->len < 5 || command->len > sizeof application ||
      memcmp(command->data, application, command->len) != 0)
    return NOT_FOUND;
  card->selected = TRUE;
  g_byte_array_append(card->pending, properties, sizeof properties);
  return OK;
}

static guint16
run(PivCard *card, const Command *command)
{
  if (command->ins == INS_SELECT)
    return select_application(card, command);
  if (!card->selected)
    return UNKNOWN;
  switch (command->ins) {
  case INS_VERIFY:
    return verify(card, command);
  case INS_CHANGE:
    return change_password(card, command);
  case INS_GET_DATA:
    return get_data(card, command);
  case INS_AUTHENTICATE:
    return authenticate(card, command);
  default:
    return UNKNOWN;
  }
}

/* As much of what is pending as fits, then the status. */
static GByteArray *
flush(PivCard *card, guint16 status)
{
  GByteArray *answer = g_byte_array_new();
  guint n = MIN(card->pending->len, ANSWER_MAX);
  g_byte_array_append(answer, card->pending->data, n);
  g_byte_array_remove_range(card->pending, 0, n);
  guint left = card->pending->len;
  if (status == OK && left > 0)
    status = (guint16)(MORE | (left > 255 ? 0 : left));
  const guint8 words[2] = {(guint8)(status >> 8), (guint8)status};
  g_byte_array_append(answer, words, sizeof words);
  return answer;
}

GByteArray *
piv_card_answer(PivCard *card, const guint8 *command, gsize len)
{
  gsize data_len = len > HEADER_LEN ? command[4] : 0;
  if (len < 4 || (len > HEADER_LEN && data_len > len - HEADER_LEN))
    return flush(card, WRONG_LENGTH);
  if (command[1] == INS_GET_RESPONSE)
    return flush(card, OK);
  g_byte_array_set_size(card->pending, 0);
  if (card->chain->len + data_len > CHAIN_MAX)
    return flush(card, WRONG_LENGTH);
  if (data_len > 0)
    g_byte_array_append(card->chain, command + HEADER_LEN, (guint)data_len);
  if (command[0] & CLA_CHAIN)
    return flush(card, OK);
  const Command whole = {command[1], command[2], command[3], card->chain->data, card->chain->len};
  guint16 status = run(card, &whole);
  g_byte_array_set_size(card->chain, 0);
  return flush(card, status);
}
