/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/shared-password.h"

#include "app/base/clock.h"
#include "app/base/error.h"

#include <glib/gi18n.h>

/* How often a waiting login looks whether it was cancelled. */
#define POLL_MS 100

/* One user's. Where nothing else is said, it is guarded by the lock. */
typedef struct {
  Secret *password; /* NULL before it was asked for and after a refusal */
  gboolean accepted;
  GPtrArray *refused; /* of Secret: never sent again */
  gboolean busy;      /* a login asks for it or tries it: that login has the turn */

  /* only touched by the login that has the turn, or under the lock with a password that was judged */
  gboolean looked_up; /* the keyring was asked, and is not asked again */
  gboolean failed;    /* the keyring does not work */
  gboolean kept;      /* the password is the keyring's */
  gboolean mistaken;  /* one that somebody gave was refused, or not proved */
  gboolean remember;  /* it goes into the keyring once it is accepted */
  char *trouble;      /* why the keyring did not help, as a sentence; or NULL */
  Secret *useless; /* the keyring's, that was refused or not proved; or NULL: only a person sends it again */
} UserPassword;

struct _SharedPassword {
  GMutex lock; /* guards what follows */
  GCond changed;
  GHashTable *users; /* of UserPassword, by their names */
};

static void
user_password_free(gpointer data)
{
  UserPassword *user = data;
  g_clear_pointer(&user->password, secret_unref);
  g_clear_pointer(&user->useless, secret_unref);
  g_ptr_array_unref(user->refused);
  g_free(user->trouble);
  g_free(user);
}

SharedPassword *
shared_password_new(void)
{
  SharedPassword *shared = g_new0(SharedPassword, 1);
  g_mutex_init(&shared->lock);
  g_cond_init(&shared->changed);
  shared->users = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, user_password_free);
  return shared;
}

void
shared_password_free(SharedPassword *shared)
{
  if (shared == NULL)
    return;
  g_hash_table_unref(shared->users);
  g_mutex_clear(&shared->lock);
  g_cond_clear(&shared->changed);
  g_free(shared);
}

/* What is wrong with the keyring's own password stays known, until it has another one. */
static void
forget_refused(UserPassword *user)
{
  g_ptr_array_set_size(user->refused, 0);
  user->mistaken = FALSE;
  user->looked_up = FALSE;
  user->failed = FALSE;
  if (user->useless == NULL)
    g_clear_pointer(&user->trouble, g_free);
}

void
shared_password_forget_refused(SharedPassword *shared)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
  GHashTableIter iter;
  gpointer user = NULL;
  g_hash_table_iter_init(&iter, shared->users);
  while (g_hash_table_iter_next(&iter, NULL, &user))
    forget_refused(user);
}

gboolean
shared_password_was_refused(SharedPassword *shared)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init(&iter, shared->users);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const UserPassword *user = value;
    if (!user->accepted && (user->mistaken || user->refused->len > 0))
      return TRUE;
  }
  return FALSE;
}

/* Under the lock. It lives as long as SHARED. */
static UserPassword *
find_user(SharedPassword *shared, const char *name)
{
  UserPassword *user = g_hash_table_lookup(shared->users, name);
  if (user == NULL) {
    user = g_new0(UserPassword, 1);
    user->refused = g_ptr_array_new_with_free_func((GDestroyNotify)secret_unref);
    g_hash_table_insert(shared->users, g_strdup(name), user);
  }
  return user;
}

/* Waits until the password is known to be right or this login is the one to try one. *PASSWORD stays NULL
 * when it has to be got from somewhere. NULL when it was cancelled. */
static UserPassword *
wait_for_turn(SharedPassword *shared, const char *name, Secret **password, gboolean *kept,
              GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
  UserPassword *user = find_user(shared, name);
  while (user->busy) {
    if (ctl_cancelled(cancellable, error))
      return NULL;
    clock_wait(&shared->changed, &shared->lock, clock_in_ms(POLL_MS));
  }
  user->busy = !user->accepted;
  *kept = user->kept;
  if (user->password != NULL)
    *password = secret_ref(user->password);
  return user;
}

static void
end_turn(SharedPassword *shared, UserPassword *user)
{
  user->busy = FALSE;
  g_cond_broadcast(&shared->changed);
}

/* --- the keyring, by the login that has the turn --- */

/* FALSE for the one that was of no use before. Another one is the news that a person has put there. */
static gboolean
is_useful(UserPassword *user, const Secret *password)
{
  if (user->useless == NULL)
    return TRUE;
  if (secret_equal(user->useless, password))
    return FALSE;
  g_clear_pointer(&user->useless, secret_unref);
  g_clear_pointer(&user->trouble, g_free);
  return TRUE;
}

static void
set_trouble(UserPassword *user, char *trouble)
{
  g_free(user->trouble);
  user->trouble = trouble;
}

/* NULL without an error when the user has to be asked. */
static Secret *
look_up(UserPassword *user, const PasswordOwner *owner, GCancellable *cancellable, GError **error)
{
  g_autoptr(Secret) password = NULL;
  g_autoptr(GError) why = NULL;
  if (owner->item == NULL || !owner->keep || user->looked_up)
    return NULL;
  user->looked_up = TRUE;
  user->failed = !keyring_lookup(owner->item, &password, cancellable, &why);
  if (user->failed && !ctl_cancelled(cancellable, error))
    set_trouble(user, g_strdup(why->message));
  user->kept = password != NULL && is_useful(user, password);
  return user->kept ? g_steal_pointer(&password) : NULL;
}

/* Whose answer was refused, and who cannot be asked again, has called the command rightly. */
static void
blame_answer(const UserPassword *user, GError **why)
{
  if (!user->mistaken || !g_error_matches(*why, CTL_ERROR, CTL_ERROR_USAGE))
    return;
  GError *refused = g_error_new_literal(CTL_ERROR, CTL_ERROR_LOGIN_REFUSED, (*why)->message);
  g_clear_error(why);
  *why = refused;
}

static Secret *
ask(UserPassword *user, const PasswordOwner *owner, CtlPrompt *prompt, const PromptQuestion *question,
    GCancellable *cancellable, GError **error)
{
  PromptQuestion own = *question;
  g_autofree char *detail = user->trouble != NULL ? g_strconcat(user->trouble, ".", NULL) : NULL;
  gboolean remember = owner->keep;
  if (detail != NULL)
    own.detail = detail;
  own.remember = owner->item != NULL ? &remember : NULL;
  g_autoptr(GError) why = NULL;
  Secret *password = prompt_ask_secret(prompt, &own, cancellable, &why);
  user->remember = owner->item != NULL && remember && !user->failed;
  if (why != NULL && user->trouble != NULL && g_error_matches(why, CTL_ERROR, CTL_ERROR_USAGE))
    g_prefix_error(&why, "%s; ", user->trouble);
  blame_answer(user, &why);
  if (why != NULL)
    g_propagate_error(error, g_steal_pointer(&why));
  return password;
}

static gboolean
was_refused(const UserPassword *user, const Secret *password)
{
  for (guint i = 0; i < user->refused->len; i++)
    if (secret_equal(g_ptr_array_index(user->refused, i), password))
      return TRUE;
  return FALSE;
}

/* Three wrong logins lock an account: somebody who gives the same answer again is told so. */
static Secret *
ask_for_another(UserPassword *user, const PasswordOwner *owner, CtlPrompt *prompt,
                const PromptQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autoptr(Secret) password = ask(user, owner, prompt, question, cancellable, error);
  if (password == NULL || !was_refused(user, password))
    return g_steal_pointer(&password);
  g_set_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED,
              _("%s: this password was refused before, and was not sent again"), question->subject);
  return NULL;
}

Secret *
shared_password_get(SharedPassword *shared, const PasswordOwner *owner, gboolean *kept, CtlPrompt *prompt,
                    const PromptQuestion *question, GCancellable *cancellable, GError **error)
{
  Secret *password = NULL;
  gboolean is_kept = FALSE;
  UserPassword *user = wait_for_turn(shared, owner->user, &password, &is_kept, cancellable, error);
  if (user == NULL)
    return NULL;
  if (password == NULL) {
    password = look_up(user, owner, cancellable, error);
    is_kept = password != NULL;
    if (password == NULL && !g_cancellable_is_cancelled(cancellable))
      password = ask_for_another(user, owner, prompt, question, cancellable, error);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
    if (password == NULL)
      end_turn(shared, user);
    else
      user->password = secret_ref(password);
  }
  if (kept != NULL)
    *kept = is_kept;
  return password;
}

/* --- the verdict --- */

static void
note_useless(UserPassword *user)
{
  g_clear_pointer(&user->useless, secret_unref);
  user->useless = secret_ref(user->password);
}

static void
wipe_refused(UserPassword *user, const PasswordOwner *owner)
{
  if (user->kept)
    note_useless(user);
  g_ptr_array_add(user->refused, g_steal_pointer(&user->password));
  user->accepted = FALSE;
  user->mistaken = user->mistaken || !user->kept;
  if (user->kept)
    set_trouble(user, g_strdup_printf(_("The password that the keyring has for %s@%s was refused"),
                                      owner->user, owner->item->host));
  user->kept = FALSE;
}

/* Another node may count it as one more wrong login, so whoever gave it decides. */
static void
drop_unproved(UserPassword *user)
{
  if (user->kept)
    note_useless(user);
  g_clear_pointer(&user->password, secret_unref);
  user->mistaken = user->mistaken || !user->kept;
  user->kept = FALSE;
  set_trouble(user,
              g_strdup(_("A node did not say whether the password is right, and a wrong one may lock the "
                         "account")));
}

/* TRUE when PASSWORD has to go into the keyring. */
static gboolean
settle(SharedPassword *shared, const PasswordOwner *owner, const Secret *password, PasswordVerdict verdict)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
  UserPassword *user = find_user(shared, owner->user);
  if (user->password == NULL || !secret_equal(user->password, password))
    return FALSE;
  gboolean store = verdict == PASSWORD_ACCEPTED && user->remember;
  if (verdict == PASSWORD_ACCEPTED)
    user->accepted = TRUE;
  if (verdict == PASSWORD_REFUSED)
    wipe_refused(user, owner);
  if (verdict == PASSWORD_UNPROVED && !user->accepted)
    drop_unproved(user);
  if (store)
    user->remember = FALSE;
  end_turn(shared, user);
  return store;
}

void
shared_password_judge(SharedPassword *shared, const PasswordOwner *owner, const Secret *password,
                      PasswordVerdict verdict, char **trouble, GCancellable *cancellable)
{
  g_autoptr(GError) why = NULL;
  if (settle(shared, owner, password, verdict) && owner->item != NULL &&
      !keyring_store(owner->item, password, cancellable, &why) && trouble != NULL &&
      !g_error_matches(why, CTL_ERROR, CTL_ERROR_CANCELLED))
    *trouble = g_strdup(why->message);
}
