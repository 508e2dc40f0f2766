/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/job.h"

#include <string.h>

/* After how many scans what cannot be read is tried again: doubled as long as that fails. At a scan every 0.4
 * seconds these are 2 seconds and a minute. */
#define RETRY_FIRST_SCANS 5
#define RETRY_MAX_SCANS 160

/* A token and its MESSAGE_TOKEN, which is kept: certificates are read only when the token is new, or when
 * some could not be read. */
typedef struct {
  TokenInfo *info;
  GVariant *body;
  GPtrArray *failures; /* of GError: certificates that cannot be read */
} KnownToken;

/* What the program was told last. */
typedef struct {
  GPtrArray *tokens;   /* of KnownToken */
  GPtrArray *failures; /* of GError */
  CK_SLOT_ID slots[MESSAGE_TOKENS_MAX];
  CK_ULONG n_slots;
} Inventory;

/* What the scans have come to. */
typedef struct {
  Inventory inventory;
  gboolean told;
  guint retry_scans; /* the pause before what cannot be read is tried again; 0: all can be read */
  guint retry_in;    /* what is left of it */
} Watch;

static void
known_token_free(KnownToken *token)
{
  token_info_free(token->info);
  g_variant_unref(token->body);
  g_ptr_array_unref(token->failures);
  g_free(token);
}

static void
inventory_clear(Inventory *inventory)
{
  g_clear_pointer(&inventory->tokens, g_ptr_array_unref);
  g_clear_pointer(&inventory->failures, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inventory, inventory_clear)

static void
inventory_init(Inventory *inventory)
{
  inventory->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)known_token_free);
  inventory->failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
}

static gboolean
is_same_info(const TokenInfo *a, const TokenInfo *b)
{
  return a->slot == b->slot && a->password_state == b->password_state && a->needs_login == b->needs_login &&
         g_str_equal(a->serial, b->serial) && g_str_equal(a->label, b->label) &&
         g_str_equal(a->manufacturer, b->manufacturer) && g_str_equal(a->model, b->model);
}

/* The token of INFO as it was read last; NULL when it has to be read: it is new, or it is time to RETRY what
 * could not be read. */
static const KnownToken *
find_known(const Inventory *inventory, const TokenInfo *info, gboolean retry)
{
  for (guint i = 0; i < inventory->tokens->len; i++) {
    const KnownToken *token = g_ptr_array_index(inventory->tokens, i);
    if (is_same_info(token->info, info))
      return retry && token->failures->len > 0 ? NULL : token;
  }
  return NULL;
}

/* Takes INFO. KNOWN may be NULL. A token that was pulled while it was read is not there, which is no failure.
 */
static void
add_token(Inventory *inventory, const KnownToken *known, const Job *job, TokenInfo *info)
{
  g_autoptr(TokenInfo) own = info;
  g_autoptr(GError) failure = NULL;
  g_autoptr(GPtrArray) failures = known != NULL
                                      ? g_ptr_array_ref(known->failures)
                                      : g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  GVariant *body = known != NULL ? g_variant_ref(known->body) : job_token_body(job, info, failures, &failure);
  if (body != NULL) {
    g_variant_take_ref(body);
    KnownToken *token = g_new(KnownToken, 1);
    *token =
        (KnownToken){.info = g_steal_pointer(&own), .body = body, .failures = g_steal_pointer(&failures)};
    g_ptr_array_add(inventory->tokens, token);
  } else if (!g_error_matches(failure, CTL_ERROR, CTL_ERROR_TOKEN_REMOVED)) {
    g_ptr_array_add(inventory->failures, g_steal_pointer(&failure));
  }
}

/* OpenSC 0.23 asks the card for its tries in C_GetTokenInfo, and waits for itself for ever when the card is
 * pulled just then: about one time in six when tokens are read as often as here. It tells of pulled cards in
 * C_GetSlotList, so that its tokens are read again only when the slots have changed, or for a retry. */
static gboolean
is_opensc(const Module *module)
{
  CK_INFO info = {0};
  return module->functions->C_GetInfo(&info) == CKR_OK &&
         memcmp(info.manufacturerID, "OpenSC", strlen("OpenSC")) == 0;
}

/* The slots with a token. An error leaves none: what is wrong shows when the tokens are listed. */
static void
list_slots(Inventory *inventory, const Module *module)
{
  inventory->n_slots = MESSAGE_TOKENS_MAX;
  if (!token_info_slots(module, inventory->slots, &inventory->n_slots, NULL))
    inventory->n_slots = 0;
}

static gboolean
has_same_slots(const Inventory *a, const Inventory *b)
{
  return a->n_slots == b->n_slots && memcmp(a->slots, b->slots, a->n_slots * sizeof a->slots[0]) == 0;
}

static gboolean
read_inventory(Inventory *inventory, const Inventory *last, const Job *job, gboolean retry, GError **error)
{
  g_autoptr(GPtrArray) infos = token_info_list(job->module, inventory->failures, error);
  if (infos == NULL)
    return FALSE;
  while (infos->len > 0) {
    TokenInfo *info = g_ptr_array_steal_index(infos, 0);
    add_token(inventory, find_known(last, info, retry), job, info);
  }
  return TRUE;
}

/* --- what has changed --- */

static gboolean
are_same_failures(const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    const GError *first = g_ptr_array_index(a, i);
    const GError *second = g_ptr_array_index(b, i);
    if (!g_str_equal(first->message, second->message))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_same_inventory(const Inventory *a, const Inventory *b)
{
  if (a->tokens->len != b->tokens->len || !are_same_failures(a->failures, b->failures))
    return FALSE;
  for (guint i = 0; i < a->tokens->len; i++) {
    const KnownToken *first = g_ptr_array_index(a->tokens, i);
    const KnownToken *second = g_ptr_array_index(b->tokens, i);
    if (!g_variant_equal(first->body, second->body) || !are_same_failures(first->failures, second->failures))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_failures(const Inventory *inventory)
{
  for (guint i = 0; i < inventory->tokens->len; i++) {
    const KnownToken *token = g_ptr_array_index(inventory->tokens, i);
    if (token->failures->len > 0)
      return TRUE;
  }
  return inventory->failures->len > 0;
}

static gboolean
send_inventory(const Channel *channel, const Inventory *inventory, GError **error)
{
  for (guint i = 0; i < inventory->tokens->len; i++) {
    const KnownToken *token = g_ptr_array_index(inventory->tokens, i);
    if (!message_send(channel, MESSAGE_TOKEN, token->body, error) ||
        !job_send_failures(channel, token->failures, error))
      return FALSE;
  }
  return job_send_failures(channel, inventory->failures, error) &&
         message_send(channel, MESSAGE_DONE, g_variant_new("()"), error);
}

static gboolean
send_unchanged(const Channel *channel, GError **error)
{
  return message_send(channel, MESSAGE_UNCHANGED, g_variant_new("()"), error);
}

/* --- scans --- */

/* At each scan. TRUE when it is time to read again what could not be read. */
static gboolean
is_retry_due(Watch *watch)
{
  if (watch->retry_in > 0)
    watch->retry_in--;
  return watch->retry_scans > 0 && watch->retry_in == 0;
}

/* After a RETRY that changed nothing the next one is later; whatever is new is tried again soon. */
static void
plan_retry(Watch *watch, gboolean retry, gboolean changed)
{
  if (!has_failures(&watch->inventory))
    watch->retry_scans = 0;
  else if (changed || watch->retry_scans == 0)
    watch->retry_scans = RETRY_FIRST_SCANS;
  else if (retry)
    watch->retry_scans = MIN(2 * watch->retry_scans, RETRY_MAX_SCANS);
  else
    return;
  watch->retry_in = watch->retry_scans;
}

/* TRUE when the module has no readers, or cannot say. */
static gboolean
has_no_slots(const Module *module, const Inventory *inventory)
{
  CK_ULONG n = 0;
  return inventory->tokens->len == 0 && inventory->failures->len == 0 &&
         (module->functions->C_GetSlotList(CK_FALSE, NULL, &n) != CKR_OK || n == 0);
}

/* Tells what has changed since the last scan. */
static gboolean
scan(const Job *job, Watch *watch, GError **error)
{
  g_auto(Inventory) now = {0};
  inventory_init(&now);
  gboolean retry = is_retry_due(watch);
  gboolean opensc = is_opensc(job->module);
  if (opensc)
    list_slots(&now, job->module);
  if (opensc && !retry && watch->told && now.n_slots > 0 && has_same_slots(&watch->inventory, &now))
    return send_unchanged(&job->channel, error);
  if (!read_inventory(&now, &watch->inventory, job, retry, error))
    return FALSE;
  gboolean changed = !watch->told || !is_same_inventory(&watch->inventory, &now);
  Inventory old = watch->inventory;
  watch->inventory = now;
  now = old;
  watch->told = TRUE;
  plan_retry(watch, retry, changed);
  if (has_no_slots(job->module, &watch->inventory) &&
      !message_send(&job->channel, MESSAGE_NO_SLOTS, g_variant_new("()"), error))
    return FALSE;
  return changed ? send_inventory(&job->channel, &watch->inventory, error)
                 : send_unchanged(&job->channel, error);
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
  Watch watch = {0};
  gboolean told = FALSE;
  inventory_init(&watch.inventory);
  do {
    told = scan(job, &watch, error);
  } while (told && is_asked_again(job));
  inventory_clear(&watch.inventory);
  return told;
}
