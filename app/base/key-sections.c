/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/key-sections.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/base/key-file.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_LEN (1024 * 1024)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct {
  char *name; /* or NULL */
  GString *text;
  guint line;
} Section;

struct _KeySections {
  GString *preamble;   /* what stands above the first head */
  GPtrArray *sections; /* of Section */
  guint stray_line;
};

static void
section_free(gpointer data)
{
  Section *section = data;
  g_free(section->name);
  g_string_free(section->text, TRUE);
  g_free(section);
}

static KeySections *
sections_new(void)
{
  KeySections *sections = g_new0(KeySections, 1);
  sections->preamble = g_string_new(NULL);
  sections->sections = g_ptr_array_new_with_free_func(section_free);
  return sections;
}

void
key_sections_free(KeySections *sections)
{
  if (sections == NULL)
    return;
  g_string_free(sections->preamble, TRUE);
  g_ptr_array_unref(sections->sections);
  g_free(sections);
}

/* --- reading --- */

/* The name in "[NAME]", with blanks behind it; NULL when LINE is no such head. */
static char *
read_name(const char *line, gsize len)
{
  while (len > 0 && g_ascii_isspace(line[len - 1]))
    len--;
  if (len < 3 || line[len - 1] != ']' || memchr(line, '\0', len) != NULL)
    return NULL;
  g_autofree char *name = g_strndup(line + 1, len - 2);
  return strpbrk(name, "[]") == NULL && g_utf8_validate(name, -1, NULL) ? g_steal_pointer(&name) : NULL;
}

/* Takes the comment that stands at the end of TEXT right above a head: it belongs to what comes. */
static void
take_comment(GString *text, GString *comment)
{
  gsize start = text->len;
  while (start > 0) {
    gsize line = start - 1;
    while (line > 0 && text->str[line - 1] != '\n')
      line--;
    if (text->str[line] != '#')
      break;
    start = line;
  }
  g_string_append_len(comment, text->str + start, (gssize)(text->len - start));
  g_string_truncate(text, start);
}

static GString *
last_text(KeySections *sections)
{
  guint n = sections->sections->len;
  return n > 0 ? ((Section *)g_ptr_array_index(sections->sections, n - 1))->text : sections->preamble;
}

static void
begin_section(KeySections *sections, const char *line, gsize len, guint number)
{
  Section *section = g_new0(Section, 1);
  section->name = read_name(line, len);
  section->line = number;
  section->text = g_string_new(NULL);
  take_comment(last_text(sections), section->text);
  g_ptr_array_add(sections->sections, section);
}

static gboolean
is_stray(const char *line, gsize len)
{
  while (len > 0 && g_ascii_isspace(*line)) {
    line++;
    len--;
  }
  return len > 0 && *line != '#';
}

static void
add_line(KeySections *sections, const char *line, gsize len, guint number)
{
  if (len > 0 && *line == '[')
    begin_section(sections, line, len, number);
  else if (sections->sections->len == 0 && sections->stray_line == 0 && is_stray(line, len))
    sections->stray_line = number;
  g_string_append_len(last_text(sections), line, (gssize)len);
}

KeySections *
key_sections_load(const char *path, GError **error)
{
  g_autoptr(KeySections) sections = sections_new();
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return g_steal_pointer(&sections);
  g_autoptr(GBytes) bytes = file_read(path, MAX_LEN, NULL, NULL, error);
  if (bytes == NULL)
    return NULL;
  gsize left = 0;
  const char *line = g_bytes_get_data(bytes, &left);
  if (left >= strlen(BYTE_ORDER_MARK) && memcmp(line, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
    line += strlen(BYTE_ORDER_MARK);
    left -= strlen(BYTE_ORDER_MARK);
  }
  for (guint number = 1; left > 0; number++) {
    const char *end = memchr(line, '\n', left);
    gsize len = end != NULL ? (gsize)(end - line) + 1 : left;
    add_line(sections, line, len, number);
    line += len;
    left -= len;
  }
  return g_steal_pointer(&sections);
}

/* --- sections --- */

static Section *
section_at(const KeySections *sections, guint index)
{
  return g_ptr_array_index(sections->sections, index);
}

guint
key_sections_get_n(const KeySections *sections)
{
  return sections->sections->len;
}

const char *
key_sections_get_name(const KeySections *sections, guint index)
{
  return section_at(sections, index)->name;
}

guint
key_sections_get_line(const KeySections *sections, guint index)
{
  return section_at(sections, index)->line;
}

guint
key_sections_get_stray_line(const KeySections *sections)
{
  return sections->stray_line;
}

int
key_sections_find(const KeySections *sections, const char *name)
{
  for (guint i = 0; i < sections->sections->len; i++)
    if (g_strcmp0(section_at(sections, i)->name, name) == 0)
      return (int)i;
  return -1;
}

GKeyFile *
key_sections_parse(const KeySections *sections, guint index, GError **error)
{
  const GString *text = section_at(sections, index)->text;
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(GError) why = NULL;
  if (memchr(text->str, '\0', text->len) != NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("it holds a NUL byte"));
    return NULL;
  }
  if (g_key_file_load_from_data(file, text->str, text->len,
                                G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, &why))
    return g_steal_pointer(&file);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_DAMAGED, why->message);
  return NULL;
}

/* --- writing --- */

static void
end_with_newline(GString *text)
{
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c(text, '\n');
}

static Section *
append_section(KeySections *sections)
{
  GString *before = last_text(sections);
  end_with_newline(before);
  if (before->len > 0)
    g_string_append_c(before, '\n');
  Section *section = g_new0(Section, 1);
  section->text = g_string_new(NULL);
  g_ptr_array_add(sections->sections, section);
  return section;
}

/* The blank lines at the end of TEXT stand before what follows, and stay. */
static gsize
count_blank_lines(const GString *text)
{
  gsize n = 0;
  while (n < text->len && text->str[text->len - 1 - n] == '\n')
    n++;
  return n > 0 ? n - 1 : 0;
}

void
key_sections_set(KeySections *sections, int index, const char *name, GKeyFile *file)
{
  Section *section = index >= 0 ? section_at(sections, (guint)index) : append_section(sections);
  gsize n_blank = count_blank_lines(section->text);
  gsize len = 0;
  g_autofree char *data = g_key_file_to_data(file, &len, NULL);
  while (len > 0 && data[len - 1] == '\n')
    len--;
  g_string_truncate(section->text, 0);
  g_string_append_len(section->text, data, (gssize)len);
  for (gsize i = 0; i <= n_blank; i++)
    g_string_append_c(section->text, '\n');
  g_free(section->name);
  section->name = g_strdup(name);
}

gboolean
key_sections_remove(KeySections *sections, const char *name)
{
  gboolean found = FALSE;
  for (int index = key_sections_find(sections, name); index >= 0; index = key_sections_find(sections, name)) {
    g_ptr_array_remove_index(sections->sections, (guint)index);
    found = TRUE;
  }
  return found;
}

gboolean
key_sections_store(const char *path, const KeySections *sections, GError **error)
{
  GString *text = g_string_new_len(sections->preamble->str, (gssize)sections->preamble->len);
  for (guint i = 0; i < sections->sections->len; i++) {
    const GString *part = section_at(sections, i)->text;
    end_with_newline(text);
    g_string_append_len(text, part->str, (gssize)part->len);
  }
  g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
  return key_file_store_bytes(path, bytes, error);
}
