/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which old algorithms a server needs, by what libssh tells of it; and who is asked for them, how often. */
#include "app/base/error.h"
#include "app/publisher/settings/algorithm-consent.h"
#include "app/publisher/ssh/algorithms.h"
#include "fake-prompt.h"

#define MISMATCH(method, names) "kex error : no match for method " method ": server [" names "], client [x]"
#define GROUPS "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1"
#define REST(cipher, mac) "encryption client->server: " cipher "\nmac algo client->server: " mac "\n"

static void
test_missing(void)
{
  static const struct {
    const char *mismatch, *offer;
    guint missing;
  } rows[] = {
      {NULL, NULL, 0},
      {"the connection broke", "kex algos: " GROUPS "\n", 0},
      {MISMATCH("kex algos", "unheard-of"), "kex algos: unheard-of\n", 0},
      {MISMATCH("kex algos", GROUPS), NULL, OLD_GROUP14_SHA1 | OLD_GROUP1_SHA1},
      {MISMATCH("mac algo client->server", "hmac-md5,hmac-sha1"), "", OLD_HMAC_SHA1},
      /* all at once */
      {MISMATCH("kex algos", "diffie-hellman-group1-sha1"),
       "kex algos: diffie-hellman-group1-sha1\nserver host key algo: ssh-rsa,ssh-dss\n" REST(
           "aes128-cbc,3des-cbc", "hmac-sha1"),
       OLD_GROUP1_SHA1 | OLD_SSH_RSA | OLD_AES_CBC | OLD_HMAC_SHA1},
      /* what has something better is not needed */
      {MISMATCH("server host key algo", "ssh-rsa"),
       "kex algos: diffie-hellman-group14-sha256\nserver host key algo: ssh-rsa\n" REST(
           "aes128-ctr,aes128-cbc", "hmac-sha1"),
       OLD_SSH_RSA | OLD_HMAC_SHA1},
      /* names that only look like one that is known */
      {MISMATCH("encryption client->server", "3des-cbc"), NULL, 0},
      {MISMATCH("mac algo client->server", "hmac-sha1-96,hmac-md5"), NULL, 0},
      {MISMATCH("server host key algo", "ssh-rsa-cert-v01@openssh.com,ssh-dss"), NULL, 0},
      /* nothing that could be allowed would help: with the exchange of keys, the cipher, the host key */
      {MISMATCH("kex algos", "unheard-of"), "kex algos: unheard-of\nserver host key algo: ssh-rsa\n", 0},
      {MISMATCH("kex algos", "diffie-hellman-group1-sha1"),
       "kex algos: diffie-hellman-group1-sha1\n" REST("3des-cbc", "hmac-sha1"), 0},
      {MISMATCH("kex algos", "diffie-hellman-group1-sha1"),
       "kex algos: diffie-hellman-group1-sha1\nserver host key algo: ssh-dss\n", 0},
      /* a MAC, which a cipher may not need, is no such thing */
      {MISMATCH("kex algos", "diffie-hellman-group1-sha1"),
       "kex algos: diffie-hellman-group1-sha1\n" REST("aes256-gcm@openssh.com", "hmac-md5"), OLD_GROUP1_SHA1},
      /* the offer is another's: the client's own, or an earlier one */
      {MISMATCH("kex algos", "diffie-hellman-group1-sha1"),
       "kex algos: curve25519-sha256\nserver host key algo: ssh-rsa\n", OLD_GROUP1_SHA1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("line %zu", i);
    g_assert_cmphex(algorithms_missing(rows[i].mismatch, rows[i].offer), ==, rows[i].missing);
  }
}

/* What a connection has negotiated, in place of libssh's calls. */
static const struct Negotiated {
  const char *kex, *cipher_out, *mac_out, *cipher_in, *mac_in;
  guint old;
  const char *described;
} *negotiated = NULL;

const char *
ssh_get_kex_algo(ssh_session session)
{
  return negotiated->kex;
}

const char *
ssh_get_cipher_out(ssh_session session)
{
  return negotiated->cipher_out;
}

const char *
ssh_get_hmac_out(ssh_session session)
{
  return negotiated->mac_out;
}

const char *
ssh_get_cipher_in(ssh_session session)
{
  return negotiated->cipher_in;
}

const char *
ssh_get_hmac_in(ssh_session session)
{
  return negotiated->mac_in;
}

/* Each old algorithm that is in use, once, in whichever direction. */
static void
test_described(void)
{
  static const struct Negotiated rows[] = {
      {"curve25519-sha256", "aes256-ctr", "hmac-sha2-256", "aes256-ctr", "hmac-sha2-256", 0, NULL},
      {NULL, NULL, NULL, NULL, NULL, 0, NULL},
      {"curve25519-sha256", "aes256-ctr", "hmac-sha2-256", "aes256-ctr", "hmac-sha2-256", OLD_SSH_RSA,
       "ssh-rsa"},
      {"diffie-hellman-group1-sha1", "aes128-cbc", "hmac-sha1", "aes128-cbc", "hmac-sha1", OLD_SSH_RSA,
       "diffie-hellman-group1-sha1, ssh-rsa, aes128-cbc, hmac-sha1"},
      {"curve25519-sha256", "aes256-ctr", "hmac-sha2-256", "aes256-cbc", "hmac-sha1", 0,
       "aes256-cbc, hmac-sha1"},
      {"curve25519-sha256", "aes256-ctr", "hmac-sha1", "aes128-cbc", "hmac-sha2-256", 0,
       "hmac-sha1, aes128-cbc"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    negotiated = &rows[i];
    g_autofree char *described = algorithms_describe_old(NULL, rows[i].old);
    g_assert_cmpstr(described, ==, rows[i].described);
  }
}

/* Once for all that is needed, and for what is needed besides later; what was refused is not asked for again.
 */
static void
test_consent(void)
{
  g_autoptr(CtlFakePrompt) prompt = fake_prompt_new();
  g_autoptr(AlgorithmConsent) consent = algorithm_consent_new("hq");
  const guint four = OLD_GROUP1_SHA1 | OLD_SSH_RSA | OLD_AES_CBC | OLD_HMAC_SHA1;
  fake_prompt_set_yes(prompt, PROMPT_OLD_ALGORITHMS, TRUE);
  g_assert_false(algorithm_consent_ask(consent, four, NULL, NULL));
  g_assert_true(algorithm_consent_ask(consent, four, CTL_PROMPT(prompt), NULL));
  g_assert_true(algorithm_consent_ask(consent, OLD_SSH_RSA | OLD_HMAC_SHA1, CTL_PROMPT(prompt), NULL));
  g_assert_cmpuint(fake_prompt_count(prompt, PROMPT_OLD_ALGORITHMS), ==, 1);
  g_assert_cmphex(algorithm_consent_get(consent), ==, four);
  fake_prompt_set_yes(prompt, PROMPT_OLD_ALGORITHMS, FALSE);
  for (guint i = 0; i < 2; i++)
    g_assert_false(algorithm_consent_ask(consent, four | OLD_GROUP14_SHA1, CTL_PROMPT(prompt), NULL));
  g_assert_cmpuint(fake_prompt_count(prompt, PROMPT_OLD_ALGORITHMS), ==, 2);
  g_assert_cmphex(algorithm_consent_get(consent), ==, four);
  algorithm_consent_forget_refused(consent);
  g_assert_false(algorithm_consent_ask(consent, four | OLD_GROUP14_SHA1, CTL_PROMPT(prompt), NULL));
  g_assert_cmpuint(fake_prompt_count(prompt, PROMPT_OLD_ALGORITHMS), ==, 3);
  g_assert_cmphex(algorithm_consent_get(consent), ==, four);
}

/* --- a person who thinks --- */

#define SLOW_PROMPT_TYPE (slow_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlSlowPrompt, slow_prompt, SLOW, PROMPT, GObject)

/* Answers yes, when it is told to. */
struct _CtlSlowPrompt {
  GObject parent;
  GAsyncQueue *asked, *answer; /* of anything */
};

static void slow_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlSlowPrompt, slow_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, slow_prompt_iface_init))

static gboolean
slow_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                    GCancellable *cancellable, GError **error)
{
  CtlSlowPrompt *self = SLOW_PROMPT(prompt);
  g_async_queue_push(self->asked, self);
  g_async_queue_pop(self->answer);
  *yes = TRUE;
  return TRUE;
}

static void
slow_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->confirm = slow_prompt_confirm;
}

static void
slow_prompt_finalize(GObject *object)
{
  g_async_queue_unref(SLOW_PROMPT(object)->asked);
  g_async_queue_unref(SLOW_PROMPT(object)->answer);
  G_OBJECT_CLASS(slow_prompt_parent_class)->finalize(object);
}

static void
slow_prompt_class_init(CtlSlowPromptClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = slow_prompt_finalize;
}

static void
slow_prompt_init(CtlSlowPrompt *self)
{
  self->asked = g_async_queue_new();
  self->answer = g_async_queue_new();
}

typedef struct {
  AlgorithmConsent *consent;
  CtlSlowPrompt *prompt;
  GCancellable *cancellable;
} Asking;

static gpointer
ask_in_thread(gpointer data)
{
  const Asking *asking = data;
  gboolean is_allowed =
      algorithm_consent_ask(asking->consent, OLD_SSH_RSA, CTL_PROMPT(asking->prompt), asking->cancellable);
  return GINT_TO_POINTER(is_allowed);
}

/* Meanwhile nobody who only looks is kept waiting, nor one that was cancelled. */
static void
test_slow_person(void)
{
  g_autoptr(AlgorithmConsent) consent = algorithm_consent_new("hq");
  g_autoptr(CtlSlowPrompt) prompt = g_object_new(SLOW_PROMPT_TYPE, NULL);
  g_autoptr(GCancellable) cancelled = g_cancellable_new();
  Asking asking = {consent, prompt, NULL};
  Asking given_up = {consent, prompt, cancelled};
  GThread *first = g_thread_new("first", ask_in_thread, &asking);
  g_async_queue_pop(prompt->asked);
  g_assert_cmphex(algorithm_consent_get(consent), ==, OLD_ALGORITHMS_NONE);
  algorithm_consent_forget_refused(consent);
  GThread *second = g_thread_new("second", ask_in_thread, &asking);
  GThread *third = g_thread_new("third", ask_in_thread, &given_up);
  g_cancellable_cancel(cancelled);
  g_assert_false(GPOINTER_TO_INT(g_thread_join(third)));
  g_async_queue_push(prompt->answer, prompt);
  g_assert_true(GPOINTER_TO_INT(g_thread_join(first)));
  g_assert_true(GPOINTER_TO_INT(g_thread_join(second)));
  g_assert_cmpint(g_async_queue_length(prompt->asked), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/algorithms/missing", test_missing);
  g_test_add_func("/algorithms/described", test_described);
  g_test_add_func("/algorithms/consent", test_consent);
  g_test_add_func("/algorithms/slow-person", test_slow_person);
  return g_test_run();
}
