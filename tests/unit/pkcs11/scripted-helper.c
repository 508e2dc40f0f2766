/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scripted-helper.h"

#include "app/base/child.h"
#include "app/base/clock.h"
#include "app/base/error.h"
#include "test-certificate.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEY_ID "\x01"

/* One that was started; kept after its end. */
struct _Child {
  int fd;
  int signal; /* 0: none */
  int exit_status;
  gboolean stays; /* until it is killed */
  gboolean immortal;
  gboolean silent; /* and does not even close the channel */
  gboolean gone;   /* before it could be asked */
  GString *told;
  GHashTable *bodies; /* MessageKind to GVariant */
};

static GMutex lock;                    /* guards what follows: helpers are started and end in any thread */
static GQueue expected = G_QUEUE_INIT; /* of char * */
static GPtrArray *started;             /* of Child */
static guint n_running;
static gboolean left; /* an IMMORTAL one is still there */
static char *last_program;
static GSpawnFlags last_flags;

static const struct {
  const char *name;
  MessageKind kind;
  const char *type; /* of what a helper says */
} kinds[] = {
    {"TOKEN", MESSAGE_TOKEN, MESSAGE_TOKEN_TYPE},
    {"UNREADABLE", MESSAGE_UNREADABLE, "(s)"},
    {"LOGIN", MESSAGE_LOGIN, "(uuu)"},
    {"SIGNATURE", MESSAGE_SIGNATURE, "(ay)"},
    {"ERROR", MESSAGE_ERROR, "(us)"},
    {"DONE", MESSAGE_DONE, "()"},
    {"UNCHANGED", MESSAGE_UNCHANGED, "()"},
    {"LIST", MESSAGE_LIST, NULL},
    {"LIST_BRIEF", MESSAGE_LIST_BRIEF, NULL},
    {"SIGN", MESSAGE_SIGN, NULL},
    {"REVEAL", MESSAGE_REVEAL, NULL},
    {"CHANGE", MESSAGE_CHANGE, NULL},
    {"WATCH", MESSAGE_WATCH, NULL},
    {"RESCAN", MESSAGE_RESCAN, NULL},
    {"PASSWORD", MESSAGE_PASSWORD, NULL},
    {"ON_READER", MESSAGE_ON_READER, NULL},
};

/* --- tokens --- */

/* The same for the same CN. */
static GVariant *
get_certificate(const char *cn)
{
  static GHashTable *made;
  if (made == NULL)
    made = g_hash_table_new(g_str_hash, g_str_equal);
  if (g_hash_table_contains(made, cn))
    return g_hash_table_lookup(made, cn);
  g_autoptr(X509) certificate = test_certificate_new(NULL, "Cisco Systems", "Cisco Manufacturing CA", cn);
  guchar *der = NULL;
  int len = i2d_X509(certificate, &der);
  g_assert_cmpint(len, >, 0);
  GVariant *entry =
      g_variant_new("(@ay@ays)", g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, der, (gsize)len, 1),
                    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, KEY_ID, strlen(KEY_ID), 1), "");
  OPENSSL_free(der);
  g_hash_table_insert(made, g_strdup(cn), g_variant_ref_sink(entry));
  return entry;
}

GVariant *
scripted_helper_token(const char *description)
{
  g_auto(GStrv) parts = g_strsplit(description, ",", -1);
  g_assert_cmpuint(g_strv_length(parts), ==, 5);
  g_auto(GVariantBuilder) certificates = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE(MESSAGE_CERTIFICATES_TYPE));
  if (*parts[4] != '\0')
    g_variant_builder_add_value(&certificates, get_certificate(parts[4]));
  return g_variant_ref_sink(g_variant_new("((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", parts[0], parts[1],
                                          "SafeNet", "eToken", (guint)g_ascii_strtoull(parts[2], NULL, 10),
                                          *parts[3] == '1', g_variant_builder_end(&certificates)));
}

/* --- what it says --- */

static void
add_bytes(GByteArray *said, const char *hex)
{
  for (; *hex != '\0'; hex += 2) {
    const guint8 byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
    g_byte_array_append(said, &byte, 1);
  }
}

static void
add_message(GByteArray *said, MessageKind kind, GVariant *body)
{
  const guint32 len = GUINT32_TO_BE((guint32)g_variant_get_size(body));
  const guint8 kind_byte = (guint8)kind;
  g_byte_array_append(said, (const guint8 *)&len, sizeof len);
  g_byte_array_append(said, &kind_byte, 1);
  g_byte_array_append(said, g_variant_get_data(body), (guint)g_variant_get_size(body));
}

/* FALSE when WORD is no kind of message. */
static gboolean
add_text(GByteArray *said, const char *word, const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (kinds[i].type == NULL || !g_str_equal(kinds[i].name, word))
      continue;
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) body =
        g_variant_parse(G_VARIANT_TYPE(kinds[i].type), *text != '\0' ? text : "()", NULL, NULL, &error);
    g_assert_no_error(error);
    add_message(said, kinds[i].kind, body);
    return TRUE;
  }
  return FALSE;
}

static void
set_end(Child *child, const char *word, const char *number)
{
  int n = (int)g_ascii_strtoll(number, NULL, 10);
  child->immortal = g_str_equal(word, "IMMORTAL");
  child->stays = child->immortal || g_str_equal(word, "LINGER") || g_str_equal(word, "SILENCE");
  if (g_str_equal(word, "CRASH") || g_str_equal(word, "GONE"))
    child->signal = n;
  else if (g_str_equal(word, "EXIT"))
    child->exit_status = n;
  else
    g_assert_true(child->stays);
  child->silent = child->immortal || g_str_equal(word, "SILENCE");
  child->gone = g_str_equal(word, "GONE");
}

static guint
find_code(const char *word)
{
  for (int code = 0; code <= CTL_ERROR_REMOTE; code++) {
    g_autoptr(GError) error = g_error_new_literal(CTL_ERROR, code, "");
    if (g_str_equal(ctl_error_get_word(error), word))
      return (guint)code;
  }
  g_assert_not_reached();
}

/* TEXT is a word for the code, and the sentence. */
static void
add_failure(GByteArray *said, const char *text)
{
  g_auto(GStrv) parts = g_strsplit(text, " ", 2);
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new("(us)", find_code(parts[0]), parts[1]));
  add_message(said, MESSAGE_ERROR, body);
}

static void
add_line(Child *child, GByteArray *said, const char *line)
{
  g_auto(GStrv) words = g_strsplit(line, " ", 2);
  const char *rest = words[1] != NULL ? words[1] : "";
  if (g_str_equal(words[0], "BYTES")) {
    add_bytes(said, rest);
  } else if (g_str_equal(words[0], "SHOW")) {
    g_autoptr(GVariant) token = scripted_helper_token(rest);
    add_message(said, MESSAGE_TOKEN, token);
  } else if (g_str_equal(words[0], "FAIL")) {
    add_failure(said, rest);
  } else if (!add_text(said, words[0], rest)) {
    set_end(child, words[0], rest);
  }
}

/* All at once: many small pieces would not fit into a socket. */
static void
say(Child *child, const char *says)
{
  g_autoptr(GByteArray) said = g_byte_array_new();
  g_auto(GStrv) lines = g_strsplit(says, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0')
      add_line(child, said, lines[i]);
  }
  if (said->len > 0)
    g_assert_cmpint(send(child->fd, said->data, said->len, MSG_DONTWAIT), ==, said->len);
  if (!child->silent)
    shutdown(child->fd, child->gone ? SHUT_RDWR : SHUT_WR);
}

/* --- what it is told --- */

static const char *
get_name(MessageKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (kinds[i].kind == kind)
      return kinds[i].name;
  }
  g_assert_not_reached();
}

static void
note(Child *child, MessageKind kind, GVariant *body, const Secret *password)
{
  g_string_append(child->told, child->told->len > 0 ? ", " : "");
  g_string_append(child->told, get_name(kind));
  if (password != NULL)
    g_string_append_printf(child->told, " %s", secret_peek(password, NULL));
  if (body != NULL && !g_hash_table_contains(child->bodies, GINT_TO_POINTER(kind)))
    g_hash_table_insert(child->bodies, GINT_TO_POINTER(kind), g_variant_ref(body));
}

/* All of it is there: the other side has closed its end. */
static void
listen_to_all(Child *child)
{
  const Channel channel = {.fd = child->fd, .deadline_us = CLOCK_NEVER};
  for (;;) {
    MessageKind kind = 0;
    g_autoptr(GVariant) body = NULL;
    g_autoptr(Secret) password = NULL;
    if (!message_receive(&channel, &kind, &body, &password, NULL))
      return;
    note(child, kind, body, password);
  }
}

/* --- in place of app/base/child.c --- */

static Child *
child_new(int fd, const char *says)
{
  Child *child = g_new(Child, 1);
  *child = (Child){.fd = fd, .told = g_string_new(NULL)};
  child->bodies = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_variant_unref);
  say(child, says);
  if (started == NULL)
    started = g_ptr_array_new();
  g_ptr_array_add(started, child);
  n_running++;
  return child;
}

Child *
child_start(const char *const *argv, int fd, GSpawnFlags flags, int *out, int *err, GError **error)
{
  Child *child = NULL;
  g_mutex_lock(&lock);
  g_autofree char *says = g_queue_pop_head(&expected);
  g_assert_nonnull(says);
  g_free(last_program);
  last_program = g_strjoinv(" ", (char **)argv);
  last_flags = flags;
  if (!g_str_equal(says, "MISSING")) {
    child = child_new(fd, says);
  } else {
    close(fd);
    g_set_error_literal(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT, "No such file");
  }
  g_mutex_unlock(&lock);
  return child;
}

void
child_free(Child *child)
{
  g_mutex_lock(&lock);
  listen_to_all(child);
  close(child->fd);
  n_running--;
  g_mutex_unlock(&lock);
}

gboolean
child_end(Child *child)
{
  if (child->stays && !child->immortal)
    child->signal = SIGKILL;
  child->stays = child->immortal;
  return !child->stays;
}

int
child_get_pid(const Child *child)
{
  return 4711;
}

gboolean
child_is_left(int pid)
{
  return left;
}

gboolean
child_wait(Child *child, guint timeout_ms)
{
  return !child->stays;
}

int
child_get_signal(const Child *child)
{
  return child->signal;
}

int
child_get_exit_status(const Child *child)
{
  return child->signal == 0 ? child->exit_status : -1;
}

/* --- for the test --- */

void
scripted_helper_set_left(gboolean still_there)
{
  left = still_there;
}

void
scripted_helper_expect(const char *says)
{
  g_mutex_lock(&lock);
  g_queue_push_tail(&expected, g_strdup(says));
  g_mutex_unlock(&lock);
}

guint
scripted_helper_get_n_started(void)
{
  g_mutex_lock(&lock);
  guint n = started != NULL ? started->len : 0;
  g_mutex_unlock(&lock);
  return n;
}

guint
scripted_helper_get_n_running(void)
{
  g_mutex_lock(&lock);
  guint n = n_running;
  g_mutex_unlock(&lock);
  return n;
}

static const Child *
get_child(guint index)
{
  g_assert_cmpuint(index, <, scripted_helper_get_n_started());
  return g_ptr_array_index(started, index);
}

char *
scripted_helper_dup_told(guint index)
{
  return g_strdup(get_child(index)->told->str);
}

char *
scripted_helper_dup_body(guint index, MessageKind kind)
{
  GVariant *body = g_hash_table_lookup(get_child(index)->bodies, GINT_TO_POINTER(kind));
  g_assert_nonnull(body);
  return g_variant_print(body, FALSE);
}

const char *
scripted_helper_get_program(void)
{
  return last_program;
}

guint
scripted_helper_get_flags(void)
{
  return last_flags;
}

void
scripted_helper_finish(void)
{
  g_assert_cmpuint(g_queue_get_length(&expected), ==, 0);
  g_assert_cmpuint(n_running, ==, 0);
  for (guint i = 0; started != NULL && i < started->len; i++) {
    Child *child = g_ptr_array_index(started, i);
    g_string_free(child->told, TRUE);
    g_hash_table_unref(child->bodies);
    g_free(child);
  }
  g_clear_pointer(&started, g_ptr_array_unref);
}
