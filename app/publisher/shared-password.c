/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/shared-password.h"

#include "app/base/error.h"

/* How often a waiting login looks whether it was cancelled. */
#define POLL_US (100 * G_TIME_SPAN_MILLISECOND)

struct _SharedPassword {
  GMutex lock; /* guards what follows */
  GCond changed;
  Secret *password; /* NULL before it was asked for and after a refusal */
  gboolean accepted;
  gboolean busy; /* a login asks for it or tries it */
};

SharedPassword *
shared_password_new(void)
{
  SharedPassword *shared = g_new0(SharedPassword, 1);
  g_mutex_init(&shared->lock);
  g_cond_init(&shared->changed);
  return shared;
}

void
shared_password_free(SharedPassword *shared)
{
  if (shared == NULL)
    return;
  g_clear_pointer(&shared->password, secret_free);
  g_mutex_clear(&shared->lock);
  g_cond_clear(&shared->changed);
  g_free(shared);
}

static Secret *
copy(const Secret *secret)
{
  gsize len = 0;
  const char *bytes = secret_peek(secret, &len);
  return secret_new(bytes, len);
}

/* Waits until the password is known to be right or this login is the one to try one. *PASSWORD stays NULL
 * when it has to be asked for. */
static gboolean
wait_for_turn(SharedPassword *shared, Secret **password, GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
  while (shared->busy) {
    if (ctl_cancelled(cancellable, error))
      return FALSE;
    g_cond_wait_until(&shared->changed, &shared->lock, g_get_monotonic_time() + POLL_US);
  }
  shared->busy = !shared->accepted;
  if (shared->password != NULL)
    *password = copy(shared->password);
  return TRUE;
}

static void
end_turn(SharedPassword *shared)
{
  shared->busy = FALSE;
  g_cond_broadcast(&shared->changed);
}

Secret *
shared_password_get(SharedPassword *shared, Prompt *prompt, const PromptQuestion *question,
                    GCancellable *cancellable, GError **error)
{
  Secret *password = NULL;
  if (!wait_for_turn(shared, &password, cancellable, error))
    return NULL;
  if (password != NULL)
    return password;
  password = prompt_ask_secret(prompt, question, cancellable, error);
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
  if (password == NULL)
    end_turn(shared);
  else
    shared->password = copy(password);
  return password;
}

void
shared_password_judge(SharedPassword *shared, const Secret *password, PasswordVerdict verdict)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shared->lock);
  gboolean current = shared->password != NULL && secret_equal(shared->password, password);
  if (current && verdict == PASSWORD_ACCEPTED)
    shared->accepted = TRUE;
  if (current && verdict == PASSWORD_REFUSED) {
    g_clear_pointer(&shared->password, secret_free);
    shared->accepted = FALSE;
  }
  if (current)
    end_turn(shared);
}
