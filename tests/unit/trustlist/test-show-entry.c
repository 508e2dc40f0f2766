/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lines of entries that no list of ours has, but lists of others: as CUCM prints them. */
#include "app/trustlist/show-entry.h"
#include "app/trustlist/tags.h"

#include <glib.h>

typedef struct {
  guint8 tag;
  const char *value;
  gsize len;
  const char *line;
} Case;

#define VALUE(text) text, sizeof(text) - 1

static const Case header_cases[] = {
    {HEADER_SIGNER_VERSION, VALUE("\1\2"), "28\tSIGNERVERSION\t2\t1.2\n"},
    {HEADER_SIGNER_VERSION, VALUE("\1"), "28\tSIGNERVERSION\t1\n"},
    {HEADER_SIGNER_NAME, VALUE(""), "4\tSIGNERNAME\t0\n"},
    {HEADER_SIGNER_NAME, VALUE("CN=a\0b"), "4\tSIGNERNAME\t6\tCN=a\n"},
    {HEADER_SIGNER_NAME, VALUE("CN=\033[2J\n"), "4\tSIGNERNAME\t8\tCN=\\x1b[2J\\x0a\n"},
    {HEADER_SERIAL_NUMBER, VALUE("\x0a\xb0"), "5\tSERIALNUMBER\t2\t0A:B0\n"},
    {HEADER_SERIAL_NUMBER, VALUE(""), "5\tSERIALNUMBER\t0\n"},
    {HEADER_SIGNATURE, VALUE("\x0a\xb0"), "12\tSIGNATURE\t2\na  b0\n"},
    {HEADER_SIGNATURE, VALUE("123456789"), "12\tSIGNATURE\t9\n31  32  33  34  35  36  37  38\n39\n"},
    {HEADER_DIGEST_ALGORITHM, VALUE("\1"), "8\tDIGESTALGORTITHM\t1\n"},
    {77, VALUE("\x0a\xb0"), "77\tUNKNOWN\t\t2\t0A B0\n"},
};

static const Case record_cases[] = {
    {RECORD_CERT_HASH, VALUE("\x0a\xb0"), "11\tCERTHASH\t2\t0A B0\n"},
    {RECORD_HASH_ALGORITHM, VALUE("\1"), "12\tHASH ALGORITHM\t1\tSHA-1\n"},
    {RECORD_HASH_ALGORITHM, VALUE("\2"), "12\tHASH ALGORITHM\t1\t2\n"},
    {RECORD_FUNCTION, VALUE("\0\x15"), "4\tFUNCTION\t2\tTVS\n"},
    {RECORD_FUNCTION, VALUE("\0\x2a"), "4\tFUNCTION\t2\t42\n"},
    {RECORD_DNS_NAME, VALUE("cucm\0"), "2\tDNSNAME\t\t5\tcucm\n"},
    {RECORD_SIGNATURE, VALUE("\x0a\xb0"), "8\tSIGNATURE\t2\n"},
    {RECORD_IP_ADDRESS, VALUE("\x0a\0\0\1"), "10\tIPADDRESS\t4\n"},
    {RECORD_CERTIFICATE, VALUE("abc"),
     "9\tCERTIFICATE\t3\tA9 99 3E 36 47 06 81 6A BA 3E 25 71 78 50 C2 6C 9C D0 D8 9D (SHA1 Hash HEX)\n"},
    {77, VALUE("\x0a\xb0"), "77\tUNKNOWN\t\t2\t0A B0\n"},
};

static Tlv
make_tlv(const Case *test)
{
  return (Tlv){.tag = test->tag, .value = {(const guint8 *)test->value, test->len}};
}

static void
test_header(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(header_cases); i++) {
    g_autoptr(GString) out = g_string_new(NULL);
    Tlv tlv = make_tlv(&header_cases[i]);
    show_header_entry(out, &tlv, (guint16)tlv.value.len);
    g_assert_cmpstr(out->str, ==, header_cases[i].line);
  }
}

/* A container has no value of its own; its length field counts what follows. */
static void
test_container(void)
{
  g_autoptr(GString) out = g_string_new(NULL);
  const Tlv tlv = {.tag = HEADER_SIGNATURE_INFO};
  show_header_entry(out, &tlv, 15);
  g_assert_cmpstr(out->str, ==, "7\tSIGNATUREINFO\t2\t15\n");
}

static void
test_record(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(record_cases); i++) {
    g_autoptr(GString) out = g_string_new(NULL);
    Tlv tlv = make_tlv(&record_cases[i]);
    show_record_entry(out, &tlv);
    g_assert_cmpstr(out->str, ==, record_cases[i].line);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/show-entry/header", test_header);
  g_test_add_func("/show-entry/container", test_container);
  g_test_add_func("/show-entry/record", test_record);
  return g_test_run();
}
