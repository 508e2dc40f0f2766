/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/output.h"
#include "tests/unit/base/nasty-texts.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What WAY does with TEXT, on the stream of descriptor FD. The caller frees it. */
static char *
capture(int fd, void (*way)(const char *text), const char *text)
{
  g_autofree char *path = g_build_filename(g_get_tmp_dir(), "output-XXXXXX", NULL);
  fflush(stdout);
  int file = g_mkstemp(path);
  int before = dup(fd);
  g_assert_cmpint(dup2(file, fd), ==, fd);
  way(text);
  fflush(stdout);
  g_assert_cmpint(dup2(before, fd), ==, fd);
  close(before);
  close(file);
  char *said = NULL;
  gsize len = 0;
  g_assert_true(g_file_get_contents(path, &said, &len, NULL));
  g_assert_cmpuint(strlen(said), ==, len);
  g_assert_cmpint(g_unlink(path), ==, 0);
  return said;
}

static void
print_line(const char *text)
{
  command_print_line("%s: %u bytes\n", text, 7u);
}

static void
note(const char *text)
{
  command_note("etoken-ctl: %s.", text);
}

static void
print_column(const char *text)
{
  g_autoptr(NamedLines) lines = named_lines_new();
  named_lines_add(lines, text, text);
  g_autofree char *table = named_lines_to_text(lines, "", 1);
  command_print(table);
}

static void
print_padded(const char *text)
{
  g_autofree char *padded = columns_pad(text, 1);
  command_print(padded);
  command_print("\n");
}

/* Ways out for which a text of outside is a part of a line. */
static const struct {
  const char *name;
  int fd;
  void (*way)(const char *text);
  const char *format; /* what stands around the text, which comes twice or once */
} LINES[] = {
    {"line", STDOUT_FILENO, print_line, "%s: 7 bytes\n"},
    {"note", STDERR_FILENO, note, "etoken-ctl: %s.\n"},
    {"warning", STDERR_FILENO, command_note_warning, "etoken-ctl: warning: %s.\n"},
    {"column", STDOUT_FILENO, print_column, "%s %s\n"},
    {"padded", STDOUT_FILENO, print_padded, "%s\n"},
};

static void
test_lines(void)
{
  for (gsize i = 0; i < N_NASTY_TEXTS; i++)
    for (gsize way = 0; NASTY_TEXTS[i].in_a_name && way < G_N_ELEMENTS(LINES); way++) {
      g_test_message("%s: %s", LINES[way].name, NASTY_TEXTS[i].what);
      g_autofree char *said = capture(LINES[way].fd, LINES[way].way, NASTY_TEXTS[i].bytes);
      g_auto(GStrv) parts = g_strsplit(LINES[way].format, "%s", -1);
      g_autofree char *expected = g_strjoinv(NASTY_TEXTS[i].shown, parts);
      g_assert_cmpstr(said, ==, expected);
      nasty_texts_assert_harmless(said, TRUE);
    }
}

/* The last line of defence: what somebody forgot is harmless all the same, and our own lines are as they
 * were. */
static void
test_last_line_of_defence(void)
{
  static const char own[] = "Certificates\u00a0: «\u202fé\u202f»\n\tBYTEPOS\tTAG\n";
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    if (!NASTY_TEXTS[i].in_a_name)
      continue;
    g_autofree char *out = capture(STDOUT_FILENO, command_print, NASTY_TEXTS[i].bytes);
    g_autofree char *err = capture(STDERR_FILENO, command_note_lines, NASTY_TEXTS[i].bytes);
    nasty_texts_assert_harmless(out, TRUE);
    g_assert_cmpstr(out, ==, err);
  }
  g_autofree char *out = capture(STDOUT_FILENO, command_print, own);
  g_assert_cmpstr(out, ==, own);
}

static void
print_json(const char *text)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autoptr(GPtrArray) texts = g_ptr_array_new();
  g_ptr_array_add(texts, (char *)text);
  json_builder_begin_object(builder);
  json_add_string(builder, "text", text);
  json_add_strings(builder, "texts", texts);
  json_builder_end_object(builder);
  json_output_print(builder);
}

/* Valid UTF-8 that a terminal may see; read back it is the text, but for bytes that are none. */
static void
test_json(void)
{
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    const char *bytes = NASTY_TEXTS[i].bytes;
    if (!NASTY_TEXTS[i].in_a_name)
      continue;
    g_test_message("%s", NASTY_TEXTS[i].what);
    g_autofree char *said = capture(STDOUT_FILENO, print_json, bytes);
    nasty_texts_assert_harmless(said, TRUE);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_assert_true(json_parser_load_from_data(parser, said, -1, NULL));
    JsonObject *object = json_node_get_object(json_parser_get_root(parser));
    const char *read = json_object_get_string_member(object, "text");
    g_assert_cmpstr(read, ==,
                    json_array_get_string_element(json_object_get_array_member(object, "texts"), 0));
    if (g_utf8_validate(bytes, -1, NULL))
      g_assert_cmpstr(read, ==, bytes);
    else
      g_assert_nonnull(strstr(read, "\\x"));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/output/lines", test_lines);
  g_test_add_func("/output/last-line-of-defence", test_last_line_of_defence);
  g_test_add_func("/output/json", test_json);
  return g_test_run();
}
