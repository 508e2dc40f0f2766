/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/publisher/cli/platform-cli-answers.h"
#include "app/publisher/cli/platform-cli-text.h"

#include <string.h>

/* What the platform CLI says, as in Cisco's documents, and what terminals make of it. */

static void
expect_clean(const char *raw, const char *wanted)
{
  g_autofree char *text = platform_cli_clean(raw, strlen(raw));
  g_assert_cmpstr(text, ==, wanted);
}

static void
test_clean(void)
{
  expect_clean("show ctl\r\nLength\r\n", "show ctl\nLength\n");
  expect_clean("\033[1;31mred\033[0m\033[K \033]0;title\a-", "red -");
  expect_clean("more?\r     \rone\033[K\r\ntwo long\r2\033[K", "one\n2");
  expect_clean("shoe\bw\a", "show");
  expect_clean("\n\b\bx", "\nx");
  expect_clean("off  \t\r\nx", "off\nx");
  expect_clean("\033[", "");
  expect_clean("\033", "");
  expect_clean("a\xff", "a\xef\xbf\xbd");
  expect_clean("\033(B\033[m\017admin:\033)0", "admin:");
  expect_clean("\033>\033=x", "x");
  expect_clean("\033[24;1Hadmin:", "admin:");
  expect_clean("one\r\n\033[24;1H\033[Kadmin:", "one\nadmin:");
  expect_clean("one\033[24;1Hadmin:", "one\nadmin:");
  expect_clean("one\033[5ftwo", "one\ntwo");
  expect_clean("admin:\r\033[2Kadmin:", "admin:");
  expect_clean("abc\033[2Kd", "   d");
  expect_clean("\033(", "");
}

static void
test_states(void)
{
  static const struct {
    const char *text;
    PlatformCliState state;
  } cases[] = {
      {"", PLATFORM_CLI_RUNNING},
      {"admin:", PLATFORM_CLI_PROMPT},
      {"welcome\n\nadmin: ", PLATFORM_CLI_PROMPT},
      {"Error parsing the CTL File. admin:", PLATFORM_CLI_PROMPT_IN_LINE},
      {"admin:show ctl", PLATFORM_CLI_RUNNING},
      {"admin:\nThe checksum", PLATFORM_CLI_RUNNING},
      {"Do you want to continue? (y/n):", PLATFORM_CLI_QUESTION},
      {"Continue (yes/no)? ", PLATFORM_CLI_QUESTION},
      {"Delete the File CTLFile.tlv?\nEnter \"y\" followed by return to continue: ", PLATFORM_CLI_QUESTION},
      {"Do you want to continue? (y/n):y\nMoving", PLATFORM_CLI_RUNNING},
      {"Press <enter> for 1 line, <space> for one page, or <q> to quit", PLATFORM_CLI_MORE},
      {"Press <enter> for 1 line, <space> for one", PLATFORM_CLI_RUNNING}, /* the rest is on its way */
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    g_assert_cmpint(platform_cli_get_state(cases[i].text), ==, cases[i].state);
}

static void
expect_strip(const char *text, const char *wanted)
{
  g_autofree char *output = platform_cli_strip(text, "show network cluster");
  g_assert_cmpstr(output, ==, wanted);
}

static void
test_strip(void)
{
  expect_strip("show network cluster\none\ntwo\nadmin:", "one\ntwo");
  expect_strip("show netw\nork clu ster\none\nadmin: ", "one"); /* wrapped echo */
  expect_strip("one\nadmin:", "one");                           /* no echo */
  expect_strip("admin:show network cluster\none\nadmin:", "one");
  expect_strip("show network cluster\nadmin:", "");
  expect_strip("\nadmin:\nadmin:show network cluster\none\nadmin:", "one");
  expect_strip("admin:admin:show network cluster\none\nadmin:", "one");
  expect_strip("\nadmin:\none\nadmin:", "one");
  expect_strip("\nadmin:\nadmin:", "");
  expect_strip("  one\nadmin:", "  one");
  expect_strip("show network cluster is a command\nadmin:", "show network cluster is a command");
  expect_strip("show network cluster\none\nPress <enter> for 1 line, <space> for one page, or <q> to quit\n"
               "two\nnot found. admin:",
               "one\ntwo\nnot found.");
}

static void
test_refused_commands(void)
{
  static const char *const refused[] = {"utils ctl update CTLFile",
                                        "  UTILS   Ctl set-cluster mixed-mode",
                                        "utils ctl",
                                        "util ct update CTLFile",
                                        "u c",
                                        "utils ctlfile",
                                        "",
                                        "show ctl\nutils ctl update CTLFile",
                                        "utils\tctl update",
                                        "show ctl\r",
                                        "show \033[Actl"};
  static const char *const allowed[] = {"show ctl", "utils service restart Cisco Tftp",
                                        "utils core active list", "utils", "file delete tftp CTLFile.tlv"};
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(platform_cli_check_command(refused[i], &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++)
    g_assert_true(platform_cli_check_command(allowed[i], NULL));
}

static void
test_failed_commands(void)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(platform_cli_check_output("cucm", "show ctl", "Length of CTL file: 0", NULL));
  g_assert_false(platform_cli_check_output(
      "cucm", "show x", "Executed command unsuccessfully\nNo valid command entered", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_nonnull(strstr(error->message, "does not know the command \"show x\""));
  g_assert_false(platform_cli_check_output("cucm", "show y", "Executed command unsuccessfully", NULL));
}

/* TN118893, from eTokens to tokenless: an elided dump, wrapped as it was printed. */
static const char TOKEN_LIST[] =
    "The checksum value of the CTL file:\n"
    "256a661f4630cd86ef460db5aad4e91c(MD5)\n"
    "3d56cc01476000686f007aac6c278ed9059fc124(SHA1)\n\n"
    "Length of CTL file: 5728\n"
    "The CTL File was last modified on Fri Mar 06 21:48:48 CET 2015\n\n[...]\n"
    "CTL Record #:1\n----\nBYTEPOS TAG LENGTH VALUE\n------- --- ------ -----\n"
    "3 SUBJECTNAME 56 cn=\"SAST-ADN0054f509        \";ou=IPCBU;o=\"Cisco Systems\n"
    "6 SERIALNUMBER 10 3C:F9:27:00:00:00:AF:A2:DA:45\n10 IPADDRESS 4\n"
    "This etoken was not used to sign the CTL file.\n\n[...]\n"
    "CTL Record #:5\n----\nBYTEPOS TAG LENGTH VALUE\n------- --- ------ -----\n"
    "1 RECORDLENGTH 2 1186\n2 DNSNAME 1\n"
    "3 SUBJECTNAME 56 cn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Cisco Systems\n"
    "4 FUNCTION 2 System Administrator Security Token\n"
    "5 ISSUERNAME 42 cn=Cisco Manufacturing CA;o=Cisco Systems\n"
    "6 SERIALNUMBER 10 83:E9:08:00:00:00:55:45:AF:31\n7 PUBLICKEY 140\n"
    "9 CERTIFICATE 902 85 CD 5D AD EA FC 34 B8 3E 2F F2 CB 9C 76 B0 93\n"
    "3E 8B 3A 4F (SHA1 Hash HEX)\n10 IPADDRESS 4\n"
    "This etoken was used to sign the CTL file.\n\n"
    "The CTL file was verified successfully.\n";

static void
test_token_list(void)
{
  g_auto(PlatformListFacts) facts = {0};
  g_assert_true(platform_cli_parse_list(TOKEN_LIST, &facts));
  g_assert_true(facts.found);
  g_assert_true(facts.verified);
  g_assert_cmpint(facts.len, ==, 5728);
  g_assert_cmpstr(facts.md5, ==, "256a661f4630cd86ef460db5aad4e91c");
  g_assert_cmpstr(facts.sha1, ==, "3d56cc01476000686f007aac6c278ed9059fc124");
  g_assert_cmpstr(facts.modified, ==, "Fri Mar 06 21:48:48 CET 2015");
  g_assert_cmpstr(facts.signer, ==, "cn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Cisco Systems");
  g_assert_cmpstr(facts.signer_serial, ==, "83:E9:08:00:00:00:55:45:AF:31");
}

/* The same document, tokenless: the signer's name is wrapped, the last value stands on the sentence's line.
 */
static void
test_tokenless_list(void)
{
  g_auto(PlatformListFacts) facts = {0};
  g_assert_true(platform_cli_parse_list("The checksum value of the CTL file:\n"
                                        "1d97d9089dd558a062cccfcb1dc4c57f (MD5)\n"
                                        "3b452f9ec9d6543df80e50f8b850cddc92fcf847 (SHA1)\n\n"
                                        "Length of CTL file: 4947\n"
                                        "3 SIGNERID 2 149\n4 SIGNERNAME 62 CN=cucm-1051-a-pub;OU=TAC;O=Cisco;"
                                        "L=Krakow;\nST=Malopolska;C=PL\n"
                                        "5 SERIALNUMBER 16 70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB\n"
                                        "12 SIGNATURE 128\n65 ba 26 b4 ba de 2b 13\n",
                                        &facts));
  g_assert_false(facts.verified);
  g_assert_cmpstr(facts.md5, ==, "1d97d9089dd558a062cccfcb1dc4c57f");
  g_assert_null(facts.signer); /* no record follows: the answer was cut off */
  platform_list_facts_clear(&facts);
  g_assert_true(platform_cli_parse_list(
      "Length of CTL file: 4947\n3 SUBJECTNAME 62 CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;\n"
      "ST=Malopolska;C=PL\n4 FUNCTION 2 System Administrator Security Token\n"
      "10 IPADDRESS 4 This etoken was used to sign the CTL file.\nCTL Record #:2\n",
      &facts));
  g_assert_cmpstr(facts.signer, ==, "CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL");
}

/* No record of the list has signed it: the header's name stays. */
static void
test_signer_without_record(void)
{
  g_auto(PlatformListFacts) facts = {0};
  g_assert_true(platform_cli_parse_list("Length of ITL file: 5438\n4 SIGNERNAME 5 CN=a\nITL Record #:1\n"
                                        "3 SUBJECTNAME 5 CN=b\n"
                                        "This etoken was not used to sign the ITL file.\nITL Record #:2\n",
                                        &facts));
  g_assert_cmpstr(facts.signer, ==, "CN=a");
}

static void
test_no_list(void)
{
  g_auto(PlatformListFacts) facts = {0};
  g_assert_true(
      platform_cli_parse_list("Length of CTL file: 0 CTL File not found. Please run CTLClient plugin or "
                              "run the CLI - utils ctl.. to\ngenerate the CTL file. Error parsing the "
                              "CTL File.",
                              &facts));
  g_assert_false(facts.found);
  g_assert_null(facts.md5);
  g_assert_false(platform_cli_parse_list("No valid command entered", &facts));
  g_assert_false(platform_cli_parse_list("", &facts));
}

static void
test_mode(void)
{
  g_assert_cmpint(platform_cli_parse_mode("paramname paramvalue =================== ========== "
                                          "ClusterSecurityMode 0"),
                  ==, CLUSTER_MODE_NON_SECURE);
  g_assert_cmpint(platform_cli_parse_mode("paramname           paramvalue\n=================== ==========\n"
                                          "ClusterSecurityMode 1\n"),
                  ==, CLUSTER_MODE_MIXED);
  g_assert_cmpint(platform_cli_parse_mode("No records found"), ==, CLUSTER_MODE_UNKNOWN);
  g_assert_cmpint(platform_cli_parse_mode(PLATFORM_CLI_ASK_MODE), ==, CLUSTER_MODE_UNKNOWN);
}

/* What phones go by in `show ctl`: TFTP servers with and without certificates. */
static void
test_servers_of_a_list(void)
{
  g_auto(PlatformListFacts) facts = {0};
  g_assert_true(platform_cli_parse_list(
      "Length of CTL file: 5728\n\nCTL Record #:1\n1 RECORDLENGTH 2 1186\n4 FUNCTION 2 System Administrator "
      "Security Token\n9 CERTIFICATE 902 85 CD\n\nCTL Record #:2\n3\tSUBJECTNAME\t62\tCN=cucm\n"
      "4\tFUNCTION\t2\tCCM+TFTP\n9\tCERTIFICATE\t694\tE9 D4\n\nCTL Record #:3\n4 FUNCTION 2 CAPF\n"
      "9 CERTIFICATE 680 46 EE\n\nCTL Record #:4\n2\tDNSNAME\t13\t10.48.47.154\n4\tFUNCTION\t2\tTFTP\n",
      &facts));
  g_assert_cmpuint(facts.n_servers, ==, 2);
  g_assert_cmpuint(facts.n_certificates, ==, 1);
}

static void
test_version(void)
{
  g_autofree char *version =
      platform_cli_parse_version("Active Master Version: 10.5.2.10000-5\nActive Version "
                                 "Installed Software Options:\n");
  g_assert_cmpstr(version, ==, "10.5.2.10000-5");
  g_assert_null(platform_cli_parse_version("No valid command entered"));
  g_assert_true(platform_cli_version_supports_tokens("10.5.2.10000-5"));
  g_assert_true(platform_cli_version_supports_tokens("14.0.1.12900-161"));
  g_assert_true(platform_cli_version_supports_tokens("14.0"));
  g_assert_false(platform_cli_version_supports_tokens("14.0.1.13900-155"));
  g_assert_false(platform_cli_version_supports_tokens("14.0.1.14901-1"));
  g_assert_false(platform_cli_version_supports_tokens("15.0.1.10000-32"));
}

static void
test_trust(void)
{
  g_autoptr(GPtrArray) entries = platform_cli_parse_trust(
      "tomcat-trust/VeriSign_Class_3.pem: VeriSign\nPhone-SAST-trust/SAST-ADN008580ef.pem: \n\n"
      "CallManager-trust/CAP-RTP-001.pem: CAP-RTP-001: a root\nnothing here\n");
  g_assert_cmpuint(entries->len, ==, 3);
  const PlatformTrustEntry *entry = g_ptr_array_index(entries, 1);
  g_assert_cmpstr(entry->store, ==, "Phone-SAST-trust");
  g_assert_cmpstr(entry->file, ==, "SAST-ADN008580ef.pem");
  const PlatformTrustEntry *last = g_ptr_array_index(entries, 2);
  g_assert_cmpstr(last->description, ==, "CAP-RTP-001: a root");
}

static void
test_has_echo(void)
{
  g_assert_true(platform_cli_has_echo("show ctl\nLength", "show ctl"));
  g_assert_true(platform_cli_has_echo("admin:\nadmin:show c\ntl", "show ctl"));
  g_assert_false(platform_cli_has_echo("show ctl more\n", "show ctl"));
  g_assert_false(platform_cli_has_echo("Length\nshow ctl\n", "show ctl"));
  g_assert_false(platform_cli_has_echo("admin:", "show ctl"));
  g_assert_false(platform_cli_has_echo("", "show ctl"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/platform-cli/clean", test_clean);
  g_test_add_func("/platform-cli/states", test_states);
  g_test_add_func("/platform-cli/strip", test_strip);
  g_test_add_func("/platform-cli/refused-commands", test_refused_commands);
  g_test_add_func("/platform-cli/failed-commands", test_failed_commands);
  g_test_add_func("/platform-cli/token-list", test_token_list);
  g_test_add_func("/platform-cli/tokenless-list", test_tokenless_list);
  g_test_add_func("/platform-cli/signer-without-record", test_signer_without_record);
  g_test_add_func("/platform-cli/no-list", test_no_list);
  g_test_add_func("/platform-cli/mode", test_mode);
  g_test_add_func("/platform-cli/servers-of-a-list", test_servers_of_a_list);
  g_test_add_func("/platform-cli/version", test_version);
  g_test_add_func("/platform-cli/trust", test_trust);
  g_test_add_func("/platform-cli/has-echo", test_has_echo);
  return g_test_run();
}
