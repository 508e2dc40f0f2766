/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/name-match.h"

#include "app/base/x509-name.h"
#include "app/trustlist/name-parse.h"

#include <string.h>

/* The attributes that a style has. */
static const int server_nids[] = {NID_commonName,   NID_organizationalUnitName, NID_organizationName,
                                  NID_localityName, NID_stateOrProvinceName,    NID_countryName};
static const int token_nids[] = {NID_commonName, NID_organizationalUnitName, NID_organizationName};

static void
append_entry(GString *text, const X509_NAME *name, int index)
{
  X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, index);
  const char *key = OBJ_nid2sn(OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)));
  g_autofree char *value = asn1_string_dup_text(X509_NAME_ENTRY_get_data(entry), NULL);
  if (value != NULL)
    g_string_append_printf(text, "%s=%s;", key, value);
}

/* The first value of each of the attributes, or of all attributes all values where NIDS is NULL. */
static char *
spell(const X509_NAME *name, const int *nids, gsize n_nids)
{
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < n_nids; i++) {
    int index = X509_NAME_get_index_by_NID(name, nids[i], -1);
    if (index >= 0)
      append_entry(text, name, index);
  }
  for (int i = 0; nids == NULL && i < X509_NAME_entry_count(name); i++)
    append_entry(text, name, i);
  return g_string_free(text, FALSE);
}

static int
compare_parts(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A part without quotes and blanks around it, its key in capitals. Changes PART. */
static char *
normalize_part(char *part)
{
  char *stripped = g_strstrip(g_strdelimit(part, "\"", ' '));
  char *equals = strchr(stripped, '=');
  for (char *p = stripped; equals != NULL && p < equals; p++)
    *p = g_ascii_toupper(*p);
  if (equals != NULL)
    memmove(equals + 1, g_strchug(equals + 1), strlen(equals + 1) + 1);
  return stripped;
}

/* What is left of a name when separators, order, quotes, blanks and the case of keys do not count. Values
 * that hold a separator, which CUCM and the Windows client do not mark, fall to pieces, but they do so in
 * both names that are compared. Changes TEXT. */
static char *
normalize(char *text)
{
  g_autoptr(GPtrArray) kept = g_ptr_array_new();
  char *rest = NULL;
  for (char *part = strtok_r(text, ";,", &rest); part != NULL; part = strtok_r(NULL, ";,", &rest)) {
    char *normalized = normalize_part(part);
    if (*normalized != '\0')
      g_ptr_array_add(kept, normalized);
  }
  g_ptr_array_sort(kept, compare_parts);
  g_ptr_array_add(kept, NULL);
  return g_strjoinv(";", (char **)kept->pdata);
}

/* How much of a name counts whatever its separators and blanks. */
static gsize
weigh(const char *text, gsize len)
{
  gsize weight = 0;
  for (gsize i = 0; i < len; i++)
    weight += !g_ascii_isspace(text[i]) && strchr("\";,", text[i]) == NULL;
  return weight;
}

/* SPELLING is the certificate's, TEXT the record's: 64 KiB of it may be nothing but separators. */
static gboolean
is_spelt_as(const char *text, gsize len, char *spelling)
{
  if (weigh(text, len) != weigh(spelling, strlen(spelling)))
    return FALSE;
  g_autofree char *copy = g_strndup(text, len);
  g_autofree char *wanted = normalize(copy);
  g_autofree char *normalized = normalize(spelling);
  return g_str_equal(normalized, wanted);
}

static gboolean
spells(TlvReader text, const X509_NAME *name, const int *nids, gsize n_nids)
{
  g_autofree char *spelling = spell(name, nids, n_nids);
  return is_spelt_as((const char *)text.data, text.len, spelling);
}

/* PARSED may be NULL. */
static gboolean
has_attributes(const GPtrArray *parsed, const X509_NAME *name, const int *nids, gsize n_nids)
{
  g_autoptr(GPtrArray) attributes = parsed != NULL ? name_get_attributes(name, nids, n_nids) : NULL;
  return attributes != NULL && name_attributes_equal(parsed, attributes);
}

gboolean
name_text_matches(TlvReader text, const X509_NAME *name)
{
  const struct {
    const int *nids;
    gsize n_nids;
  } styles[] = {{server_nids, G_N_ELEMENTS(server_nids)}, {token_nids, G_N_ELEMENTS(token_nids)}, {NULL, 0}};
  if (text.data == NULL) /* the record has no such entry */
    text = (TlvReader){(const guint8 *)"", 0};
  for (gsize i = 0; i < G_N_ELEMENTS(styles); i++)
    if (spells(text, name, styles[i].nids, styles[i].n_nids))
      return TRUE;
  g_autoptr(GPtrArray) parsed = name_parse(text, (guint)X509_NAME_entry_count(name));
  for (gsize i = 0; i < G_N_ELEMENTS(styles); i++)
    if (has_attributes(parsed, name, styles[i].nids, styles[i].n_nids))
      return TRUE;
  return FALSE;
}
