/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/job.h"

#include <string.h>

/* A token and its MESSAGE_TOKEN, which is kept: certificates are read only when the token is new. */
typedef struct {
  TokenInfo *info;
  GVariant *body;
  GPtrArray *failures; /* of GError: certificates that cannot be read */
} Shown;

/* What the program was told last. */
typedef struct {
  GPtrArray *tokens;   /* of Shown */
  GPtrArray *failures; /* of GError */
  CK_SLOT_ID slots[MESSAGE_TOKENS_MAX];
  CK_ULONG n_slots;
  gboolean told;
} Picture;

static void
shown_free(Shown *shown)
{
  token_info_free(shown->info);
  g_variant_unref(shown->body);
  g_ptr_array_unref(shown->failures);
  g_free(shown);
}

static void
picture_clear(Picture *picture)
{
  g_clear_pointer(&picture->tokens, g_ptr_array_unref);
  g_clear_pointer(&picture->failures, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Picture, picture_clear)

static void
picture_init(Picture *picture)
{
  picture->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)shown_free);
  picture->failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
}

static gboolean
is_same_info(const TokenInfo *a, const TokenInfo *b)
{
  return a->slot == b->slot && a->password_state == b->password_state && a->needs_login == b->needs_login &&
         g_str_equal(a->serial, b->serial) && g_str_equal(a->label, b->label) &&
         g_str_equal(a->manufacturer, b->manufacturer) && g_str_equal(a->model, b->model);
}

static const Shown *
find_shown(const Picture *picture, const TokenInfo *info)
{
  for (guint i = 0; i < picture->tokens->len; i++) {
    const Shown *shown = g_ptr_array_index(picture->tokens, i);
    if (is_same_info(shown->info, info))
      return shown;
  }
  return NULL;
}

/* Takes INFO. A token that was pulled while it was read is not there, which is no failure. */
static void
add_token(Picture *picture, const Picture *last, const Job *job, TokenInfo *info)
{
  g_autoptr(TokenInfo) own = info;
  g_autoptr(GError) failure = NULL;
  const Shown *known = find_shown(last, info);
  g_autoptr(GPtrArray) failures = known != NULL
                                      ? g_ptr_array_ref(known->failures)
                                      : g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  GVariant *body = known != NULL ? g_variant_ref(known->body) : job_token_body(job, info, failures, &failure);
  if (body != NULL) {
    g_variant_take_ref(body);
    Shown *shown = g_new(Shown, 1);
    *shown = (Shown){.info = g_steal_pointer(&own), .body = body, .failures = g_steal_pointer(&failures)};
    g_ptr_array_add(picture->tokens, shown);
  } else if (!g_error_matches(failure, CTL_ERROR, CTL_ERROR_TOKEN_REMOVED)) {
    g_ptr_array_add(picture->failures, g_steal_pointer(&failure));
  }
}

/* OpenSC 0.23 asks the card for its tries in C_GetTokenInfo, and waits for itself for ever when the card is
 * pulled just then: about one time in six when tokens are read as often as here. It tells of pulled cards in
 * C_GetSlotList, so that its tokens are read again only when the slots have changed. */
static gboolean
is_shy(const Module *module)
{
  CK_INFO info = {0};
  return module->functions->C_GetInfo(&info) == CKR_OK &&
         memcmp(info.manufacturerID, "OpenSC", strlen("OpenSC")) == 0;
}

/* The slots with a token. An error leaves none: what is wrong shows when the tokens are listed. */
static void
list_slots(Picture *picture, const Module *module)
{
  CK_ULONG n = 0;
  picture->n_slots = MESSAGE_TOKENS_MAX;
  if (module->functions->C_GetSlotList(CK_TRUE, NULL, &n) != CKR_OK ||
      module->functions->C_GetSlotList(CK_TRUE, picture->slots, &picture->n_slots) != CKR_OK ||
      picture->n_slots > MESSAGE_TOKENS_MAX)
    picture->n_slots = 0;
}

static gboolean
has_same_slots(const Picture *a, const Picture *b)
{
  return a->n_slots == b->n_slots && a->failures->len == 0 &&
         memcmp(a->slots, b->slots, a->n_slots * sizeof a->slots[0]) == 0;
}

static gboolean
take_picture(Picture *picture, const Picture *last, const Job *job, GError **error)
{
  g_autoptr(GPtrArray) infos = token_info_list(job->module, picture->failures, error);
  if (infos == NULL)
    return FALSE;
  while (infos->len > 0)
    add_token(picture, last, job, g_ptr_array_steal_index(infos, 0));
  return TRUE;
}

static gboolean
is_same_picture(const Picture *a, const Picture *b)
{
  if (a->tokens->len != b->tokens->len || a->failures->len != b->failures->len)
    return FALSE;
  for (guint i = 0; i < a->tokens->len; i++) {
    const Shown *first = g_ptr_array_index(a->tokens, i);
    const Shown *second = g_ptr_array_index(b->tokens, i);
    if (first->body != second->body)
      return FALSE;
  }
  for (guint i = 0; i < a->failures->len; i++) {
    const GError *first = g_ptr_array_index(a->failures, i);
    const GError *second = g_ptr_array_index(b->failures, i);
    if (!g_str_equal(first->message, second->message))
      return FALSE;
  }
  return TRUE;
}

static gboolean
send_picture(const Channel *channel, const Picture *picture, GError **error)
{
  for (guint i = 0; i < picture->tokens->len; i++) {
    const Shown *shown = g_ptr_array_index(picture->tokens, i);
    if (!message_send(channel, MESSAGE_TOKEN, shown->body, error) ||
        !job_send_failures(channel, shown->failures, error))
      return FALSE;
  }
  return job_send_failures(channel, picture->failures, error) &&
         message_send(channel, MESSAGE_DONE, g_variant_new("()"), error);
}

/* Tells what has changed since *LAST, which becomes what is there now. */
static gboolean
scan(const Job *job, Picture *last, GError **error)
{
  g_auto(Picture) now = {0};
  picture_init(&now);
  gboolean shy = is_shy(job->module);
  if (shy)
    list_slots(&now, job->module);
  if (shy && last->told && now.n_slots > 0 && has_same_slots(last, &now))
    return message_send(&job->channel, MESSAGE_UNCHANGED, g_variant_new("()"), error);
  if (!take_picture(&now, last, job, error))
    return FALSE;
  if (last->told && is_same_picture(last, &now))
    return message_send(&job->channel, MESSAGE_UNCHANGED, g_variant_new("()"), error);
  Picture old = *last;
  *last = now;
  last->told = TRUE;
  now = old;
  return send_picture(&job->channel, last, error);
}

/* FALSE when the program has closed the channel, or says what it should not. */
static gboolean
is_asked_again(const Job *job)
{
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  return message_receive(&job->channel, &kind, &body, NULL, NULL) && kind == MESSAGE_RESCAN;
}

gboolean
job_watch(Job *job, GError **error)
{
  g_auto(Picture) last = {0};
  picture_init(&last);
  do {
    if (!scan(job, &last, error))
      return FALSE;
  } while (is_asked_again(job));
  return TRUE;
}
