/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli-answers.h"

#include <stdlib.h>
#include <string.h>

/* The first group of PATTERN in TEXT, or NULL. */
static char *
find(const char *pattern, const char *text)
{
  g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  return g_regex_match(regex, text, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

gboolean
platform_list_facts_match(const PlatformListFacts *facts, const char *md5, const char *sha1)
{
  if (!facts->found || (facts->md5 == NULL && facts->sha1 == NULL))
    return FALSE;
  return (facts->md5 == NULL || g_strcmp0(facts->md5, md5) == 0) &&
         (facts->sha1 == NULL || g_strcmp0(facts->sha1, sha1) == 0);
}

void
platform_list_facts_clear(PlatformListFacts *facts)
{
  g_clear_pointer(&facts->md5, g_free);
  g_clear_pointer(&facts->sha1, g_free);
  g_clear_pointer(&facts->modified, g_free);
  g_clear_pointer(&facts->signer, g_free);
  g_clear_pointer(&facts->signer_serial, g_free);
}

/* One row of the dump: "3 SUBJECTNAME 62 CN=...", whose value may go on in the next lines. */
typedef struct {
  GString *subject;
  GString *serial;
  GString *current; /* the one that a continued line belongs to, or NULL */
} DumpRow;

static void
begin_row(DumpRow *row, const char *name, const char *value)
{
  row->current = NULL;
  if (g_str_equal(name, "SUBJECTNAME") || g_str_equal(name, "SIGNERNAME"))
    row->current = row->subject;
  else if (g_str_equal(name, "SERIALNUMBER"))
    row->current = row->serial;
  if (row->current != NULL)
    g_string_assign(row->current, value);
}

/* TRUE when LINE is a row; then ROW has begun it. */
static gboolean
read_row(DumpRow *row, const char *line)
{
  static GRegex *regex = NULL;
  if (g_once_init_enter(&regex))
    g_once_init_leave(&regex,
                      g_regex_new("^\\s*\\d+\\s+([A-Z][A-Z ]*[A-Z])\\s+\\d+(?:\\s+(.*))?$", 0, 0, NULL));
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(regex, line, 0, &match))
    return FALSE;
  g_autofree char *name = g_match_info_fetch(match, 1);
  g_autofree char *value = g_match_info_fetch(match, 2);
  begin_row(row, name, value != NULL ? value : "");
  return TRUE;
}

static void
keep_signer(const DumpRow *row, PlatformListFacts *facts)
{
  g_free(facts->signer);
  g_free(facts->signer_serial);
  facts->signer = row->subject->len > 0 ? g_strdup(row->subject->str) : NULL;
  facts->signer_serial = row->serial->len > 0 ? g_strdup(row->serial->str) : NULL;
}

/* The signer as the header names it, then as the record that signed does, which elided dumps still have. */
static void
parse_signer(const char *text, PlatformListFacts *facts)
{
  DumpRow row = {g_string_new(NULL), g_string_new(NULL), NULL};
  gboolean in_header = TRUE;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    gboolean used = strstr(*line, "etoken was used to sign") != NULL;
    if (used || strstr(*line, " Record #") != NULL) {
      if (used || in_header)
        keep_signer(&row, facts);
      in_header = FALSE;
      row.current = NULL;
    } else if (!read_row(&row, *line) && row.current != NULL) {
      g_string_append(row.current, g_strstrip(*line));
    }
    if (used)
      break;
  }
  g_string_free(row.subject, TRUE);
  g_string_free(row.serial, TRUE);
}

/* A row of the dump in PART, with VALUE behind its length. */
static gboolean
has_row(const char *part, const char *name, const char *value)
{
  g_autofree char *pattern = g_strdup_printf("^\\s*\\d+\\s+%s\\s+\\d+%s", name, value);
  return g_regex_match_simple(pattern, part, G_REGEX_MULTILINE, 0);
}

/* What phones go by: the TFTP servers and their certificates. */
static void
count_servers(const char *text, PlatformListFacts *facts)
{
  g_auto(GStrv) parts = g_strsplit(text, " Record #", -1);
  for (guint i = 1; i < g_strv_length(parts); i++) {
    if (!has_row(parts[i], "FUNCTION", "\\s+(CCM\\+)?TFTP\\s*$"))
      continue;
    facts->n_servers++;
    if (has_row(parts[i], "CERTIFICATE", ""))
      facts->n_certificates++;
  }
}

gboolean
platform_cli_parse_list(const char *text, PlatformListFacts *facts)
{
  *facts = (PlatformListFacts){.len = -1};
  g_autofree char *len = find("Length of [CI]TL file:\\s*(\\d{1,9})\\b", text);
  gboolean missing = strstr(text, "TL File not found") != NULL;
  if (len == NULL && !missing)
    return FALSE;
  facts->len = len != NULL ? g_ascii_strtoll(len, NULL, 10) : -1;
  facts->found = !missing && facts->len != 0;
  if (!facts->found)
    return TRUE;
  facts->md5 = find("([0-9a-f]{32})\\s*\\(MD5\\)", text);
  facts->sha1 = find("([0-9a-f]{40})\\s*\\(SHA1\\)", text);
  facts->modified = find("File was last modified on (.*\\S)", text);
  facts->verified = strstr(text, "file was verified successfully") != NULL;
  parse_signer(text, facts);
  count_servers(text, facts);
  return TRUE;
}

ClusterMode
platform_cli_parse_mode(const char *text)
{
  g_autofree char *value = find("\\bClusterSecurityMode\\s+([01])\\b", text);
  return value == NULL ? CLUSTER_MODE_UNKNOWN : (ClusterMode)(*value - '0');
}

PlatformSwitch
platform_cli_parse_rollback(const char *text)
{
  g_autofree char *value = find("\\bRollBackToPreGrayback\\s+([TF])\\b", text);
  if (value == NULL)
    return PLATFORM_SWITCH_UNKNOWN;
  return *value == 'T' ? PLATFORM_SWITCH_ON : PLATFORM_SWITCH_OFF;
}

char *
platform_cli_parse_version(const char *text)
{
  return find("Active Master Version:\\s*(\\d{1,9}(?:\\.\\d{1,9}){1,7}(?:-\\d{1,9})?)\\b", text);
}

/* 14SU3 is 14.0.1.13900. */
gboolean
platform_cli_version_supports_tokens(const char *version)
{
  static const long first_without[] = {14, 0, 1, 13900};
  g_auto(GStrv) parts = g_strsplit_set(version, ".-", -1);
  for (guint i = 0; i < G_N_ELEMENTS(first_without); i++) {
    long part = i < g_strv_length(parts) ? strtol(parts[i], NULL, 10) : 0;
    if (part != first_without[i])
      return part < first_without[i];
  }
  return FALSE;
}

void
platform_trust_entry_free(PlatformTrustEntry *entry)
{
  g_free(entry->store);
  g_free(entry->file);
  g_free(entry->description);
  g_free(entry);
}

/* "<store>/<file>.pem: <description>" */
static PlatformTrustEntry *
parse_trust_entry(const char *line)
{
  static GRegex *regex = NULL;
  if (g_once_init_enter(&regex))
    g_once_init_leave(&regex, g_regex_new("^([A-Za-z-]+)/(.+\\.(?:pem|der)):\\s*(.*)$", 0, 0, NULL));
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(regex, line, 0, &match))
    return NULL;
  PlatformTrustEntry *entry = g_new0(PlatformTrustEntry, 1);
  entry->store = g_match_info_fetch(match, 1);
  entry->file = g_match_info_fetch(match, 2);
  entry->description = g_match_info_fetch(match, 3);
  return entry;
}

GPtrArray *
platform_cli_parse_trust(const char *text)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)platform_trust_entry_free);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    PlatformTrustEntry *entry = parse_trust_entry(g_strstrip(*line));
    if (entry != NULL)
      g_ptr_array_add(entries, entry);
  }
  return entries;
}
