/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps that find the tokens and export their certificates. */
#include "app/base/error.h"
#include "app/trustlist/tags.h"
#include "app/workflow/tokens/export.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>

static void
add_all(GPtrArray *chosen, const TokenList *list)
{
  for (guint i = 0; i < list->tokens->len; i++) {
    Token *token = g_ptr_array_index(list->tokens, i);
    if (token_get_certificate(token) != NULL)
      g_ptr_array_add(chosen, token_ref(token));
  }
}

static gboolean
add_named(GPtrArray *chosen, const TokenList *list, const char *const *names, GError **error)
{
  for (; *names != NULL; names++) {
    Token *token = token_list_find(list, *names, error);
    if (token == NULL)
      return FALSE;
    g_ptr_array_add(chosen, token);
  }
  return TRUE;
}

/* Puts the token that signs first. */
static gboolean
put_signer_first(GPtrArray *chosen, const char *signer, GError **error)
{
  for (guint i = 0; signer != NULL && i < chosen->len; i++) {
    if (!token_matches(g_ptr_array_index(chosen, i), signer))
      continue;
    g_ptr_array_insert(chosen, 0, g_ptr_array_steal_index(chosen, i));
    return TRUE;
  }
  if (signer != NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN,
                _("Token %s, which is to sign, is not among those that go into the list"), signer);
  return signer == NULL;
}

static gboolean
check_enough(const UpdateSetup *setup, const GPtrArray *chosen, GError **error)
{
  guint n = chosen->len + (setup->certificates != NULL ? setup->certificates->len : 0);
  if (setup->kind == UPDATE_TO_PLAN || n >= TRUST_LIST_MIN_TOKENS)
    return TRUE;
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_NO_TOKEN,
      ngettext(
          "A list needs two tokens with their keys, and %u is plugged in; plug both in at the same time, or "
          "give the certificate of the other one, which export writes, with --token-certificate",
          "A list needs two tokens with their keys, and %u are plugged in; plug both in at the same time, or "
          "give the certificate of the other one, which export writes, with --token-certificate",
          chosen->len),
      chosen->len);
  return FALSE;
}

/* An update needs the one that signs, and those that are named. */
static gboolean
add_needed(GPtrArray *chosen, const TokenList *list, const UpdateSetup *setup, GError **error)
{
  const char *const signer[] = {setup->signer, NULL};
  if (setup->tokens != NULL)
    return add_named(chosen, list, setup->tokens, error);
  if (setup->kind == UPDATE_TO_PLAN)
    return add_named(chosen, list, signer, error);
  add_all(chosen, list);
  return TRUE;
}

/* The one that signs may be in the list already, and not among those that are named. */
static gboolean
add_signer(GPtrArray *chosen, const TokenList *list, const UpdateSetup *setup, GError **error)
{
  const char *const signer[] = {setup->signer, NULL};
  for (guint i = 0; setup->signer != NULL && i < chosen->len; i++)
    if (token_matches(g_ptr_array_index(chosen, i), setup->signer))
      return TRUE;
  return setup->kind == UPDATE_MIGRATE || add_named(chosen, list, signer, error);
}

/* Where nobody says who signs, one that phones know from today's list is better than another. */
static gboolean
add_first(GPtrArray *chosen, const TokenList *list, const Update *update, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  g_autoptr(ListDraft) today = update->today != NULL ? list_draft_new(update->today) : NULL;
  if (chosen->len > 0)
    return TRUE;
  add_all(all, list);
  for (guint i = 0; today != NULL && i < all->len; i++) {
    Token *token = g_ptr_array_index(all, i);
    if (chosen->len == 0 && list_draft_has_token(today, token_get_certificate(token)))
      g_ptr_array_add(chosen, token_ref(token));
  }
  if (chosen->len == 0 && all->len > 0)
    g_ptr_array_add(chosen, token_ref(g_ptr_array_index(all, 0)));
  if (chosen->len == 0)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN,
                        _("No token that could sign is plugged in; plug in the one that is to sign"));
  return chosen->len > 0;
}

static void
add_names(GPtrArray *names, const TokenList *list)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  add_all(all, list);
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add(names, g_strdup(token_get_name(g_ptr_array_index(all, i))));
}

GPtrArray *
update_find_tokens(const Update *update, GPtrArray *signers, GCancellable *cancellable, GError **error)
{
  const UpdateSetup *setup = update->setup;
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  g_autoptr(TokenList) list = token_list_load(setup->modules, 0, cancellable, error);
  if (list == NULL || !add_needed(chosen, list, setup, error) || !check_enough(setup, chosen, error) ||
      !add_signer(chosen, list, setup, error) || !add_first(chosen, list, update, error))
    return NULL;
  if (signers != NULL)
    add_names(signers, list);
  return put_signer_first(chosen, setup->signer, error) ? g_steal_pointer(&chosen) : NULL;
}

static void
add_certificate(GPtrArray *certificates, X509 *certificate)
{
  X509_up_ref(certificate);
  g_ptr_array_add(certificates, certificate);
}

/* Of the tokens that are named, in the order in which they were; of all where none is. */
static void
add_certificates(GPtrArray *certificates, const UpdateSetup *setup, const GPtrArray *tokens)
{
  for (guint i = 0; setup->tokens == NULL && tokens != NULL && i < tokens->len; i++)
    add_certificate(certificates, token_get_certificate(g_ptr_array_index(tokens, i)));
  for (const char *const *name = setup->tokens; name != NULL && *name != NULL; name++)
    for (guint i = 0; i < tokens->len; i++)
      if (token_matches(g_ptr_array_index(tokens, i), *name))
        add_certificate(certificates, token_get_certificate(g_ptr_array_index(tokens, i)));
  for (guint i = 0; setup->certificates != NULL && i < setup->certificates->len; i++)
    add_certificate(certificates, g_ptr_array_index(setup->certificates, i));
}

static char *
list_names(const GPtrArray *tokens)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < tokens->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", token_get_name(g_ptr_array_index(tokens, i)));
  return g_string_free(names, FALSE);
}

/* Also for a window, where another one may be chosen to sign. */
static GPtrArray *
find_and_keep(Update *update, GCancellable *cancellable, GError **error)
{
  g_ptr_array_set_size(update->signers, 0);
  return update_find_tokens(update, update->signers, cancellable, error);
}

static void
tell_tokens(Update *update, UpdateStep *step, const GPtrArray *tokens)
{
  g_ptr_array_set_size(update->tokens, 0);
  for (guint i = 0; i < tokens->len; i++)
    g_ptr_array_add(update->tokens, g_strdup(token_get_name(g_ptr_array_index(tokens, i))));
  update->asks_tvs = update_needs_trust(update, g_ptr_array_index(tokens, 0));
  g_autofree char *names = list_names(tokens);
  step->found = g_strdup_printf(_("Tokens with their keys: %s."), names);
  step->state = UPDATE_DONE;
}

/* The tokens that the list is to have (of X509), or NULL: those that it has. */
static GPtrArray *
list_certificates(const UpdateSetup *setup, const GPtrArray *tokens)
{
  gboolean named = setup->tokens != NULL || setup->certificates != NULL;
  if (setup->kind == UPDATE_TO_PLAN && !named)
    return NULL;
  GPtrArray *certificates = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
  add_certificates(certificates, setup, tokens);
  return certificates;
}

/* Nothing to begin with, and nothing known that could go into a list. */
static gboolean
check_list(const Update *update, GError **error)
{
  if (update->today != NULL || plan_needs_list(update->plan))
    return TRUE;
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REJECTED,
                      _("The cluster has no list, and nothing is known that could go into one"));
  return FALSE;
}

/* FALSE when something has to be done elsewhere, or said, before a list can be made. */
static gboolean
can_make_list(const Update *update, UpdateStep *step)
{
  if (update->plan->first == NULL)
    return TRUE;
  step->found = g_strdup(_("No list can be made yet."));
  step->to_do = g_strdup(update->plan->first);
  step->state = UPDATE_WAITING;
  return FALSE;
}

/* Which list the cluster needs is known with the tokens that it is to have; no token is needed when it has
 * it. */
gboolean
update_check_tokens(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  const UpdateSetup *setup = update->setup;
  gboolean at_once = setup->kind == UPDATE_MIGRATE || setup->tokens != NULL;
  g_autoptr(GPtrArray) tokens = at_once ? find_and_keep(update, run->cancellable, error) : NULL;
  if (at_once && tokens == NULL)
    return FALSE;
  g_autoptr(GPtrArray) certificates = list_certificates(setup, tokens);
  if (!update_make_plan(update, certificates, error))
    return FALSE;
  update->asks_tvs = FALSE;
  if (!check_list(update, error))
    return FALSE;
  if (!can_make_list(update, step))
    return TRUE;
  if (!plan_needs_list(update->plan)) {
    step->found = g_strdup(_("None is needed: the publisher has the list that the cluster needs."));
    step->state = UPDATE_DONE;
    return TRUE;
  }
  if (tokens == NULL)
    tokens = find_and_keep(update, run->cancellable, error);
  if (tokens == NULL)
    return FALSE;
  tell_tokens(update, step, tokens);
  return TRUE;
}

/* --- their certificates as files --- */

char *
update_certificate_folder(const Update *update)
{
  return update_path(update, "certificates");
}

gboolean
update_export(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  if (!update->asks_tvs) {
    update_skip(step);
    return TRUE;
  }
  g_autoptr(GPtrArray) tokens = update_find_tokens(update, NULL, run->cancellable, error);
  g_autofree char *folder = update_certificate_folder(update);
  g_autoptr(GString) files = g_string_new(NULL);
  for (guint i = 0; tokens != NULL && i < tokens->len; i++) {
    g_autofree char *path = NULL;
    gboolean written = FALSE;
    if (!export_certificate(g_ptr_array_index(tokens, i), EXPORT_DER, folder, TRUE, FALSE, &path, &written,
                            error))
      return FALSE;
    g_string_append_printf(files, " %s", path);
  }
  if (tokens == NULL)
    return FALSE;
  /* TRANSLATORS: %s are the names of files, with a blank before each. */
  step->found = g_strdup_printf(_("Exported:%s"), files->str);
  step->state = UPDATE_DONE;
  return TRUE;
}
