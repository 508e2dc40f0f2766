/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/update/update-session.h"

#include "app/base/error.h"
#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/update/update-private.h"

struct _UpdateSession {
  AddressBookEntry *entry;
  AddressBookEntry *wanted; /* the same without the nodes that are left out */
  UpdateWish *wish;
  GPtrArray *nodes;
  GPtrArray *cli_nodes;
  GPtrArray *warnings;
  PublisherLogin login;
  char *signer;
  UpdateSetup setup;
  Update *update;
  UpdateQuestion question; /* message NULL: none */
  gboolean agreed;
  Consent *consent;   /* to what was found */
  gboolean backwards; /* that was on the way back */
};

/* --- questions that can wait --- */

/* Answers a question about a step with yes when it is the one that was agreed to, else with no and keeps it.
 */
#define WAITING_PROMPT_TYPE (waiting_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlWaitingPrompt, waiting_prompt, CTL, WAITING_PROMPT, GObject)

struct _CtlWaitingPrompt {
  GObject parent;
  CtlPrompt *next;        /* for all other questions; borrowed */
  UpdateSession *session; /* borrowed */
  gboolean is_asked;      /* the window has asked the person itself: the answer to a step is yes */
};

static void waiting_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlWaitingPrompt, waiting_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, waiting_prompt_iface_init))

static void
clear_question(UpdateSession *session)
{
  g_clear_pointer(&session->question.message, g_free);
  g_clear_pointer(&session->question.detail, g_free);
}

static Secret *
waiting_prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                          GError **error)
{
  return prompt_ask_secret(CTL_WAITING_PROMPT(prompt)->next, question, cancellable, error);
}

static gboolean
waiting_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                       GCancellable *cancellable, GError **error)
{
  CtlWaitingPrompt *self = CTL_WAITING_PROMPT(prompt);
  UpdateSession *session = self->session;
  if (question->kind != PROMPT_STEP && question->kind != PROMPT_RESTART)
    return prompt_confirm(self->next, question, yes, cancellable, error);
  if (question->kind == PROMPT_STEP && self->is_asked) {
    *yes = TRUE;
    return TRUE;
  }
  *yes = session->agreed && g_strcmp0(question->message, session->question.message) == 0 &&
         g_strcmp0(question->detail, session->question.detail) == 0;
  session->agreed = FALSE; /* once only */
  clear_question(session);
  if (!*yes)
    session->question = (UpdateQuestion){g_strdup(question->message), g_strdup(question->detail)};
  return TRUE;
}

static void
waiting_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->ask_secret = waiting_prompt_ask_secret;
  iface->confirm = waiting_prompt_confirm;
}

static void
waiting_prompt_class_init(G_GNUC_UNUSED CtlWaitingPromptClass *klass)
{
}

static void
waiting_prompt_init(G_GNUC_UNUSED CtlWaitingPrompt *self)
{
}

/* --- the session --- */

static void
session_clear(gpointer data)
{
  UpdateSession *session = data;
  clear_question(session);
  g_clear_pointer(&session->update, update_free);
  g_clear_pointer(&session->nodes, g_ptr_array_unref);
  g_clear_pointer(&session->cli_nodes, g_ptr_array_unref);
  g_clear_pointer(&session->warnings, g_ptr_array_unref);
  g_clear_pointer(&session->entry, address_book_entry_free);
  g_clear_pointer(&session->wanted, address_book_entry_free);
  g_clear_pointer(&session->wish, update_wish_free);
  g_clear_pointer(&session->consent, consent_free);
  g_free(session->signer);
}

/* What was overruled was so for one list on its way to the nodes. */
static void
forget_consent(UpdateSession *session)
{
  g_clear_pointer(&session->consent, consent_free);
  session->consent = consent_new();
  session->setup.consent = session->consent;
}

static void
turn(UpdateSession *session, gboolean backwards)
{
  if (session->backwards != backwards)
    forget_consent(session);
  session->backwards = backwards;
}

/* A node that is none any more is left out already. */
static void
leave_out_nodes(UpdateSession *session)
{
  session->wanted = address_book_entry_copy(session->entry);
  for (char **host = session->wish->without; host != NULL && *host != NULL; host++) {
    const char *const one[] = {*host, NULL};
    address_book_entry_leave_out(session->wanted, one, NULL);
  }
}

static void
set_up(UpdateSession *session, UpdateKind kind)
{
  const ClusterSettings *cluster = session->entry->cluster;
  leave_out_nodes(session);
  session->nodes = address_book_entry_list_nodes(session->wanted);
  session->cli_nodes = address_book_entry_list_cli_nodes(session->wanted, NULL);
  session->warnings = g_ptr_array_new_with_free_func(g_free);
  session->consent = consent_new();
  session->setup = (UpdateSetup){
      .kind = kind,
      .entry = session->wanted,
      .nodes = session->nodes,
      .cli_nodes = session->cli_nodes,
      .login = &session->login,
      .tvs_port = cluster->tvs_port,
      .old_tls = (cluster->old_algorithms & OLD_TLS) != 0,
      .restart = TRUE,
      .consent = session->consent,
      .warnings = session->warnings,
  };
  update_wish_apply(session->wish, &session->setup);
}

UpdateSession *
update_session_open(const AddressBookEntry *entry, UpdateKind kind, const UpdateWish *wish, GError **error)
{
  UpdateSession *session = g_atomic_rc_box_new0(UpdateSession);
  g_autofree char *folder = update_find_folder(entry);
  session->entry = address_book_entry_copy(entry);
  session->wish = wish != NULL ? update_wish_copy(wish) : update_wish_load(entry);
  set_up(session, kind);
  session->update = update_open(folder, &session->setup, error);
  if (session->update == NULL)
    g_clear_pointer(&session, update_session_unref);
  return session;
}

UpdateSession *
update_session_ref(UpdateSession *session)
{
  return g_atomic_rc_box_acquire(session);
}

void
update_session_unref(UpdateSession *session)
{
  g_atomic_rc_box_release_full(session, session_clear);
}

const Update *
update_session_get_update(const UpdateSession *session)
{
  return session->update;
}

const AddressBookEntry *
update_session_get_entry(const UpdateSession *session)
{
  return session->entry;
}

UpdateKind
update_session_get_kind(const UpdateSession *session)
{
  return session->setup.kind;
}

const UpdateWish *
update_session_get_wish(const UpdateSession *session)
{
  return session->wish;
}

UpdateOutlook
update_session_get_outlook(const UpdateSession *session)
{
  UpdateStepId next = update_get_next(session->update);
  if (next == UPDATE_N_STEPS)
    return UPDATE_END;
  if (update_get_step(session->update, next)->state == UPDATE_WAITING)
    return next == UPDATE_TOKENS ? UPDATE_STOP : UPDATE_WAIT;
  return session->question.message != NULL ? UPDATE_ASK : UPDATE_GO_ON;
}

const UpdateQuestion *
update_session_get_question(const UpdateSession *session)
{
  return session->question.message != NULL ? &session->question : NULL;
}

void
update_session_agree(UpdateSession *session)
{
  session->agreed = session->question.message != NULL;
}

void
update_session_set_signer(UpdateSession *session, const char *token)
{
  g_free(session->signer);
  session->signer = g_strdup(token);
  session->setup.signer = session->signer;
  session->agreed = FALSE;
  if (session->setup.kind == UPDATE_TO_PLAN)
    update_forget(session->update, UPDATE_TOKENS); /* whether phones know it decides what follows */
}

void
update_session_set_take_over(UpdateSession *session, gboolean take_over)
{
  session->setup.take_over = take_over;
}

void
update_session_add_consent(UpdateSession *session, const Consent *consent)
{
  consent_extend(session->consent, consent);
}

const char *
update_session_get_signer(const UpdateSession *session)
{
  const GPtrArray *tokens = update_get_tokens(session->update);
  if (session->signer != NULL)
    return session->signer;
  return tokens->len > 0 ? g_ptr_array_index(tokens, 0) : NULL;
}

void
update_session_set_restarted(UpdateSession *session)
{
  session->setup.restart = FALSE;
  session->setup.restarted = TRUE;
  session->update->put_now = FALSE; /* he has seen that it was put there */
  clear_question(session);
}

/* What was logged in with is kept between the steps, but not by the session, which may stay open for days. */
static ClusterLogin *
log_in(UpdateSession *session)
{
  ClusterLogin *login = cluster_login_begin(session->entry);
  session->login = cluster_login_get(login, session->entry);
  return login;
}

/* Old algorithms that were allowed count for the steps to come. */
static void
log_out(UpdateSession *session, ClusterLogin *login)
{
  session->entry->cluster->old_algorithms |= cluster_login_get_allowed(login);
  session->login = (PublisherLogin){0};
  cluster_login_end(login);
}

gboolean
update_session_run_next(UpdateSession *session, CtlPrompt *prompt, const Progress *progress,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr(CtlWaitingPrompt) waiting = g_object_new(WAITING_PROMPT_TYPE, NULL);
  g_autoptr(GError) why = NULL;
  waiting->next = prompt;
  waiting->session = session;
  turn(session, FALSE);
  ClusterLogin *login = log_in(session);
  gboolean done = update_run_next(session->update, CTL_PROMPT(waiting), progress, cancellable, &why);
  update_look_again(session->update); /* what comes next is known before it is run */
  log_out(session, login);
  gboolean asked = g_error_matches(why, CTL_ERROR, CTL_ERROR_CANCELLED) &&
                   session->question.message != NULL && !g_cancellable_is_cancelled(cancellable);
  session->agreed = FALSE;
  if (!asked)
    clear_question(session);
  if (!done && !asked)
    g_propagate_error(error, g_steal_pointer(&why));
  return done || asked;
}

gboolean
update_session_go_back(UpdateSession *session, CtlPrompt *prompt, const Progress *progress,
                       GCancellable *cancellable, GError **error)
{
  clear_question(session);
  session->setup.restart = TRUE;
  session->setup.restarted = FALSE;
  turn(session, TRUE);
  g_autoptr(CtlWaitingPrompt) waiting = g_object_new(WAITING_PROMPT_TYPE, NULL);
  waiting->next = prompt;
  waiting->session = session;
  waiting->is_asked = TRUE;
  ClusterLogin *login = log_in(session);
  gboolean done = update_go_back(session->update, CTL_PROMPT(waiting), progress, cancellable, error);
  log_out(session, login);
  return done;
}

gboolean
update_session_start_anew(UpdateSession *session, GCancellable *cancellable, GError **error)
{
  if (!update_start_anew(session->update, cancellable, error))
    return FALSE;
  clear_question(session);
  session->setup.restart = TRUE;
  session->setup.restarted = FALSE;
  forget_consent(session);
  g_ptr_array_set_size(session->warnings, 0);
  return TRUE;
}

char *
update_session_describe_warnings(const UpdateSession *session)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < session->warnings->len; i++) {
    const char *warning = g_ptr_array_index(session->warnings, i);
    if (g_hash_table_add(told, (gpointer)warning))
      g_string_append_printf(text, "%s%s.", text->len > 0 ? "\n" : "", warning);
  }
  g_autofree char *findings = findings_describe(update_get_findings(session->update));
  if (findings != NULL)
    g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", findings);
  return text->len > 0 ? g_strdup(text->str) : NULL;
}
