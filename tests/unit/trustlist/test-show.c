/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `show` speaks as CUCM does. */
#include "app/trustlist/show.h"
#include "craft.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *
show_sample(void)
{
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  return trust_list_show(list, 1425678813);
}

static void
assert_has(const char *text, const char *expected)
{
  if (strstr(text, expected) == NULL)
    g_error("the text lacks:\n%s\nand is:\n%s", expected, text);
}

static void
test_header(void)
{
  g_autofree char *text = show_sample();
  g_assert_true(g_str_has_prefix(text, "The checksum value of the CTL file:\n"));
  assert_has(text, "(SHA1)\n\nLength of CTL file: ");
  assert_has(text, "\nThe CTL File was last modified on Fri Mar 06 22:53:33 CET 2015\n");
  assert_has(text, "\nParse CTL File\n----------------\n\nVersion:\t1.2\nHeaderLength:\t304 (BYTES)\n\n"
                   "BYTEPOS\tTAG\t\tLENGTH\tVALUE\n-------\t---\t\t------\t-----\n"
                   "3\tSIGNERID\t2\t117\n"
                   "4\tSIGNERNAME\t56\tcn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Cisco Systems\n"
                   "5\tSERIALNUMBER\t10\t83:E9:08:00:00:00:55:45:AF:31\n"
                   "6\tCANAME\t\t42\tcn=Cisco Manufacturing CA;o=Cisco Systems\n"
                   "7\tSIGNATUREINFO\t2\t15\n"
                   "8\tDIGESTALGORTITHM\t1\n"
                   "9\tSIGNATUREALGOINFO\t2\t8\n"
                   "10\tSIGNATUREALGORTITHM\t1\n"
                   "11\tSIGNATUREMODULUS\t1\n"
                   "12\tSIGNATURE\t128\n");
  assert_has(text, "\n14\tFILENAME\t12\n15\tTIMESTAMP\t4\n\nCTL Record #:1\n----\n");
}

static void
test_signature_rows(void)
{
  g_autofree char *text = show_sample();
  const char *start = strstr(text, "12\tSIGNATURE\t128\n") + strlen("12\tSIGNATURE\t128\n");
  const char *end = strstr(text, "14\tFILENAME");
  g_autofree char *block = g_strndup(start, (gsize)(end - start));
  g_auto(GStrv) rows = g_strsplit(block, "\n", -1);
  g_assert_cmpuint(g_strv_length(rows), ==, 17); /* 16 rows and the empty text after the last line end */
  for (guint i = 0; i < 16; i++) {
    g_auto(GStrv) bytes = g_strsplit(rows[i], "  ", -1);
    g_assert_cmpuint(g_strv_length(bytes), ==, 8);
  }
}

static void
test_records(void)
{
  g_autofree char *text = show_sample();
  assert_has(text, "\nCTL Record #:2\n----\nBYTEPOS\tTAG\t\tLENGTH\tVALUE\n-------\t---\t\t------\t-----\n"
                   "1\tRECORDLENGTH\t2\t");
  assert_has(text,
             "\n2\tDNSNAME\t\t1\n3\tSUBJECTNAME\t56\tcn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Cisco "
             "Systems\n4\tFUNCTION\t2\tSystem Administrator Security Token\n"
             "5\tISSUERNAME\t42\tcn=Cisco Manufacturing CA;o=Cisco Systems\n"
             "6\tSERIALNUMBER\t10\t83:E9:08:00:00:00:55:45:AF:31\n7\tPUBLICKEY\t140\n9\tCERTIFICATE\t");
  assert_has(text, " (SHA1 Hash HEX)\n10\tIPADDRESS\t4\nThis etoken was not used to sign the CTL file.\n");
  assert_has(text, "10\tIPADDRESS\t4\nThis etoken was used to sign the CTL file.\n");
  assert_has(text, "2\tDNSNAME\t\t13\t10.48.47.153\n");
  assert_has(text, "4\tFUNCTION\t2\tCCM+TFTP\n");
  assert_has(text, "4\tFUNCTION\t2\tCAPF\n");
}

static void
test_last_line(void)
{
  g_autofree char *text = show_sample();
  g_assert_true(g_str_has_suffix(text, "\n\nThe CTL file was verified successfully.\n"));

  g_autoptr(Identity) stranger = identity_new_token("SAST-ADN00stranger", "0103", 1024);
  CraftHeader header = {.signer = stranger, .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) list = craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)});
  g_autofree char *refused = trust_list_show(list, 0);
  g_assert_true(
      g_str_has_suffix(refused, "\n\nVerification of the CTL file failed.\nError parsing the CTL File.\n"));
  g_assert_null(strstr(refused, "This etoken was used to sign"));
}

static void
test_damaged(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3);
  g_autofree char *text = trust_list_show_damaged(bytes, NULL, -1);
  g_assert_cmpstr(text, ==,
                  "The checksum value of the CTL file:\n900150983cd24fb0d6963f7d28e17f72(MD5)\n"
                  "a9993e364706816aba3e25717850c26c9cd0d89d(SHA1)\n\nLength of CTL file: 3\n\n"
                  "Verification of the CTL file failed.\nError parsing the CTL File.\n");
}

/* What is left of an ITL says so in its own words, as far as it can be told. */
static void
test_damaged_itl(void)
{
  static const char name[] = "\016\000\014ITLFile.tlv";
  g_autoptr(GBytes) bytes = g_bytes_new_static(name, sizeof name);
  g_autofree char *text = trust_list_show_damaged(bytes, NULL, -1);
  g_assert_true(g_str_has_prefix(text, "The checksum value of the ITL file:\n"));
  g_assert_true(
      g_str_has_suffix(text, "\n\nVerification of the ITL file failed.\nError parsing the ITL file!!\n"));
}

/* Nothing is left of it but its name. */
static void
test_empty(void)
{
  static const struct {
    const char *name;
    const char *words;
  } files[] = {{"ITLFile.tlv", "The checksum value of the ITL file:\n"},
               {"itlfile.tlv", "The checksum value of the ITL file:\n"},
               {"CTLFile.tlv", "The checksum value of the CTL file:\n"},
               {"IT", "The checksum value of the CTL file:\n"},
               {NULL, "The checksum value of the CTL file:\n"}};
  g_autoptr(GBytes) bytes = g_bytes_new(NULL, 0);
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *text = trust_list_show_damaged(bytes, files[i].name, -1);
    g_assert_true(g_str_has_prefix(text, files[i].words));
  }
}

/* The file's modification time in the local zone; the days between which clocks change are CUCM's to know. */
static void
test_time_zones(void)
{
  static const struct {
    const char *zone;
    gint64 time;
    const char *text;
  } cases[] = {
      {"Europe/Warsaw", 1425678528, "Fri Mar 06 22:48:48 CET 2015"},
      {"Europe/Warsaw", 1436000000, "Sat Jul 04 10:53:20 CEST 2015"},
      {"America/New_York", 1311776184, "Wed Jul 27 10:16:24 EDT 2011"},
      {"America/New_York", 1325376000, "Sat Dec 31 19:00:00 EST 2011"},
      {"EST5EDT,M3.2.0,M11.1.0", 1311776184, "Wed Jul 27 10:16:24 EDT 2011"}, /* without tzdata */
      {"UTC", 0, "Thu Jan 01 00:00:00 UTC 1970"},
      {"UTC", G_MAXINT64, "an unknown date"},
  };
  g_autofree char *before = g_strdup(g_getenv("TZ"));
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_setenv("TZ", cases[i].zone, TRUE);
    tzset();
    g_autofree char *text = trust_list_date_text(cases[i].time);
    g_assert_cmpstr(text, ==, cases[i].text);
  }
  g_setenv("TZ", before, TRUE);
  tzset();
}

int
main(int argc, char **argv)
{
  g_setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE); /* the zone of the published dumps */
  tzset();
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/show/header", test_header);
  g_test_add_func("/show/signature-rows", test_signature_rows);
  g_test_add_func("/show/records", test_records);
  g_test_add_func("/show/last-line", test_last_line);
  g_test_add_func("/show/damaged", test_damaged);
  g_test_add_func("/show/damaged-itl", test_damaged_itl);
  g_test_add_func("/show/empty", test_empty);
  g_test_add_func("/show/time-zones", test_time_zones);
  return g_test_run();
}
