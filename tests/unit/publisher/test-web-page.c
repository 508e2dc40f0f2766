/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is read of pages of OS Administration, however they look. */
#include "app/publisher/web/url-helper/web-page.h"

#include <string.h>

static WebPage *
read_text(const char *html)
{
  return web_page_read(html, strlen(html));
}

static void
test_login(void)
{
  static const struct {
    const char *html;
    gboolean is_login;
    const char *action;
  } CASES[] = {
      {"<form action='j_security_check'><input name='j_username'><input name=j_password "
       "type=password></form>",
       TRUE, "j_security_check"},
      {"<FORM METHOD=POST ACTION='/a'><TABLE><TR><TD><INPUT NAME='j_password'></TABLE></FORM>", TRUE, "/a"},
      {"<form action='/other'></form><form action='/right'><div><input name='j_password'>", TRUE, "/right"},
      {"<input name='j_password'>", TRUE, NULL},
      {"<form action='/a'><input name='j_passwords'></form>", FALSE, NULL},
      {"<script>'<input name=j_password>'</script><p>j_password", FALSE, NULL},
      {"", FALSE, NULL},
      {"<<<>>>&&&\"", FALSE, NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(WebPage) page = read_text(CASES[i].html);
    g_assert_cmpint(page->is_login, ==, CASES[i].is_login);
    g_assert_cmpstr(page->login_action, ==, CASES[i].action);
  }
}

static void
test_upload(void)
{
  static const struct {
    const char *html;
    gboolean has_upload;
    const char *token_name, *token;
  } CASES[] = {
      {"<form><input type=hidden name='struts.token.name' value='token'>"
       "<input type=hidden name=token value=ABC><input type='FILE' name='file'></form>",
       TRUE, "token", "ABC"},
      {"<form><input type=file name=file><input name=directory></form>", TRUE, NULL, NULL},
      {"<form><input type=hidden name='struts.token.name' value='token'><input type=file name=file></form>",
       TRUE, "token", NULL},
      {"<form><input type=text name=file></form>", FALSE, NULL, NULL},
      {"<form><inp", FALSE, NULL, NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(WebPage) page = read_text(CASES[i].html);
    g_assert_cmpint(page->has_upload, ==, CASES[i].has_upload);
    g_assert_cmpstr(page->token_name, ==, CASES[i].token_name);
    g_assert_cmpstr(page->token, ==, CASES[i].token);
  }
}

/* "a=1;file=<file>;purpose=tomcat{tomcat,other}", or "none". The caller frees it. */
static char *
describe_form(const WebForm *form)
{
  g_autoptr(GString) text = g_string_new(form == NULL ? "none" : NULL);
  for (guint i = 0; form != NULL && i < form->fields->len; i++) {
    const WebField *field = g_ptr_array_index(form->fields, i);
    g_autofree char *choices = field->choices != NULL ? g_strjoinv(",", field->choices) : NULL;
    g_string_append_printf(text, "%s%s=%s", i > 0 ? ";" : "", field->name,
                           field->is_file ? "<file>" : field->value);
    if (choices != NULL)
      g_string_append_printf(text, "{%s}", choices);
  }
  return g_strdup(text->str);
}

#define FILE_FIELD "<input type=file name=f>"

/* A form that takes a file, as a browser sends it. */
static void
test_form(void)
{
  static const struct {
    const char *html, *fields;
  } CASES[] = {
      {"<form><select id=NAME name=name><option value=tomcat>x<option selected value='Phone-SAST-trust'>y"
       "</select><input name=description>" FILE_FIELD "<input type=submit name=go value=Upload></form>",
       "name=Phone-SAST-trust{tomcat,Phone-SAST-trust};description=;f=<file>;go=Upload"},
      {"<form><select name=s><option> tomcat </option><option disabled>CAPF</option></select>" FILE_FIELD,
       "s=tomcat{tomcat};f=<file>"},
      {"<form><select name=s><optgroup><option value=a><option value=b "
       "selected></optgroup></select>" FILE_FIELD,
       "s=b{a,b};f=<file>"},
      {"<form>" FILE_FIELD
       "<select disabled name=s><option value=a></select><select><option value=a></select>",
       "f=<file>"},
      {"<form>" FILE_FIELD "<select name=s></select>", "f=<file>;s={}"},
      {"<form><input type=checkbox name=a><input type=checkbox name=b checked><input type=radio name=c "
       "value=1>"
       "<input type=RADIO name=c value=2 checked>" FILE_FIELD,
       "b=on;c=2;f=<file>"},
      {"<form><button type=button name=no></button><input type=reset name=no><button name=first value=1>x"
       "</button><input type=submit name=second>" FILE_FIELD,
       "first=1;f=<file>"},
      {"<form><textarea name=t>two\nlines</textarea>" FILE_FIELD "<input type=file name=g>",
       "t=two\nlines;f=<file>"},
      {"<form><input name=a></form><form><input name=b>" FILE_FIELD "</form><form>" FILE_FIELD "</form>",
       "b=;f=<file>"},
      {"<form></form>" FILE_FIELD, "none"},
      {"<form><input type=file></form>", "none"},
      {"<form><input type=file name=f disabled></form>", "none"},
      {"<form><select name=s><option value=a></sel", "none"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(WebPage) page = read_text(CASES[i].html);
    g_autofree char *fields = describe_form(page->upload);
    g_assert_cmpstr(fields, ==, CASES[i].fields);
  }
}

/* Nothing but this very purpose, in the form that takes the file. */
static void
test_purpose(void)
{
  static const struct {
    const char *html, *name;
  } CASES[] = {
      {"<form><select name=p><option>tomcat<option>Phone-SAST-trust</select>" FILE_FIELD, "p"},
      {"<form><select name=p><option value='Phone-SAST-trust'>Phone SAST</select>" FILE_FIELD, "p"},
      {"<form><select name=o><option>tomcat</select><select "
       "name=p><option>Phone-SAST-trust</select>" FILE_FIELD,
       "p"},
      {"<form><select name=p><option>Phone-SAST</select>" FILE_FIELD, NULL},
      {"<form><select name=p><option>phone-sast-trust</select>" FILE_FIELD, NULL},
      {"<form><select name=p><option>Phone-SAST-trust-old</select>" FILE_FIELD, NULL},
      {"<form><select name=p><option value=tomcat>Phone-SAST-trust</select>" FILE_FIELD, NULL},
      {"<form><input name=p value='Phone-SAST-trust'>" FILE_FIELD, NULL},
      {"<form><select name=p><option>Phone-SAST-trust</select></form><form>" FILE_FIELD "</form>", NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(WebPage) page = read_text(CASES[i].html);
    g_assert_nonnull(page->upload);
    const WebField *field = web_form_find_choice(page->upload, "Phone-SAST-trust");
    g_assert_cmpstr(field != NULL ? field->name : NULL, ==, CASES[i].name);
  }
}

static void
test_logout(void)
{
  g_autoptr(WebPage) page = read_text("<a href='/help'>Log out</a><a href='javascript:logout()'>x</a>"
                                      "<a href='/cmplatform/logout.do'>x</a><a href='/logout2'>x</a>");
  g_assert_cmpstr(page->logout, ==, "/cmplatform/logout.do");
}

static void
test_words(void)
{
  static const struct {
    const char *html;
    const char *words;
    gboolean is_failure;
  } CASES[] = {
      {"<div id=statusArea>Status:\n  <b>Success</b>. No  errors.</div><p>more",
       "Status: Success . No errors.", FALSE},
      {"<p class='cuesErrorMessage'>The file exists already</p>", "The file exists already", TRUE},
      {"<div id=statusArea>Upload failed<script>success</script></div>", "Upload failed", TRUE},
      {"<div id=statusArea>Ready</div><p>An error is explained in the help</p>", "Ready", FALSE},
      {"<p>An error is explained in the help</p>", NULL, FALSE},
      {"<div id=statusArea>  </div>", NULL, FALSE},
      {"<div id=status>The upload was unsuccessful</div>", "The upload was unsuccessful", TRUE},
      {"<div id=status>Status: not successfully uploaded.</div>", "Status: not successfully uploaded.", TRUE},
      {"<div id=status>The file was not uploaded successfully.</div>",
       "The file was not uploaded successfully.", TRUE},
      {"<div id=status>It has not been a Success</div>", "It has not been a Success", TRUE},
      {"<div id=status>Tried without success</div>", "Tried without success", TRUE},
      {"<div id=status>Success. Do not forget to restart.</div>", "Success. Do not forget to restart.",
       FALSE},
      {"<div id=status>Do not close this page. Successful.</div>", "Do not close this page. Successful.",
       FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(WebPage) page = read_text(CASES[i].html);
    g_assert_cmpstr(page->words, ==, CASES[i].words);
    g_assert_cmpint(web_page_tells_failure(page), ==, CASES[i].is_failure);
  }
}

static void
test_sessions(void)
{
  static const struct {
    const char *html;
    gboolean is_full;
  } CASES[] = {
      {"<p>The maximum number of web sessions is reached.</p>", TRUE},
      {"<p>Too many sessions</p>", TRUE},
      {"<p>The session limit is exceeded.", TRUE},
      {"<p>Your session has ended.</p>", FALSE},
      {"<p>All sessions are monitored; use is limited to staff.</p>", FALSE},
      {"<p>All sessions are monitored and use is limited to staff.</p>", FALSE},
      {"<p>Sessions are recorded. The maximum penalty is high.</p>", FALSE},
      {"", FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(WebPage) page = read_text(CASES[i].html);
    g_assert_cmpint(web_page_tells_too_many_sessions(page), ==, CASES[i].is_full);
  }
}

/* What a page says is shown to people. */
static void
test_nasty_words(void)
{
  g_autoptr(WebPage) page = read_text("<div id=status>a&#27;[2Jb&#8238;c</div>");
  g_assert_null(strchr(page->words, '\033'));
  g_assert_null(strstr(page->words, "\u202e"));
}

/* As deep and as long as a server likes. */
static void
test_large(void)
{
  g_autoptr(GString) html = g_string_new("<div id=status>");
  for (int i = 0; i < 20000; i++)
    g_string_append(html, "<div><p>word ");
  g_autoptr(WebPage) page = web_page_read(html->str, html->len);
  g_assert_cmpuint(strlen(page->words), <=, 400);
  g_assert_cmpuint(strlen(page->text), <=, 20000);
}

/* Nothing that a page names is fetched. */
static void
test_entities(void)
{
  g_autoptr(WebPage) page = read_text("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
                                      "<div id=status>&e;</div>");
  g_assert_true(page->words == NULL || strstr(page->words, "root:") == NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/web-page/login", test_login);
  g_test_add_func("/web-page/upload", test_upload);
  g_test_add_func("/web-page/form", test_form);
  g_test_add_func("/web-page/purpose", test_purpose);
  g_test_add_func("/web-page/logout", test_logout);
  g_test_add_func("/web-page/words", test_words);
  g_test_add_func("/web-page/sessions", test_sessions);
  g_test_add_func("/web-page/nasty-words", test_nasty_words);
  g_test_add_func("/web-page/large", test_large);
  g_test_add_func("/web-page/entities", test_entities);
  return g_test_run();
}
