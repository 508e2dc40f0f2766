/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/token-list.h"
#include "pkcs11/token-private.h"
#include "pkcs11/usb/usb-trouble.h"

#include <glib/gi18n.h>

static void
append_failures(GString *text, const TokenList *list)
{
  for (guint i = 0; i < list->failures->len; i++) {
    const GError *failure = g_ptr_array_index(list->failures, i);
    g_string_append_printf(text, "; %s", failure->message);
  }
}

/* "SAST-A (serial 1), SAST-B (serial 2)". */
static char *
name_tokens(const GPtrArray *tokens)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = g_ptr_array_index(tokens, i);
    g_string_append(text, i > 0 ? ", " : "");
    g_string_append_printf(text, _("%s (serial %s)"), token_get_name(token), token_get_serial(token));
  }
  return g_strdup(text->str);
}

const GError *
token_list_find_failure(const TokenList *list, CtlError code)
{
  for (guint i = 0; i < list->failures->len; i++) {
    const GError *failure = g_ptr_array_index(list->failures, i);
    if (g_error_matches(failure, CTL_ERROR, (int)code))
      return failure;
  }
  return NULL;
}

static void
set_not_found(const TokenList *list, const char *spec, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *tokens = name_tokens(list->tokens);
  gboolean may_be_denied = list->n_modules > 0 && list->tokens->len == 0;
  g_autofree char *denied = may_be_denied ? usb_trouble_find_denied(spec) : NULL;
  /* the token may be one of a module that did not answer */
  gboolean silent = token_list_find_failure(list, CTL_ERROR_MODULE_SILENT) != NULL;
  if (list->n_modules == 0)
    g_string_append_printf(
        text, _("Token %s is not plugged in; this machine has no PKCS#11 module for tokens"), spec);
  else if (denied != NULL)
    g_string_append(text, denied);
  else if (list->tokens->len == 0 && silent)
    g_string_append_printf(text, _("Token %s was not found"), spec);
  else if (list->tokens->len == 0)
    g_string_append_printf(text, _("Token %s is not plugged in; no token is"), spec);
  else if (silent)
    g_string_append_printf(text, _("Token %s was not found; plugged in: %s"), spec, tokens);
  else
    g_string_append_printf(text, _("Token %s is not plugged in; plugged in: %s"), spec, tokens);
  append_failures(text, list);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, text->str);
}

static void
set_ambiguous(const GPtrArray *matches, const char *spec, GError **error)
{
  g_autofree char *tokens = name_tokens(matches);
  g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN,
              _("%s means more than one token: %s; name one by its serial number, or a certificate by "
                "object= or id= in its URI"),
              spec, tokens);
}

/* What SPEC can mean. */
typedef struct {
  GPtrArray *found;        /* of Token, with the certificate that is meant */
  const Token *other;      /* a token that is meant, but shows no such certificate */
  gboolean by_certificate; /* SPEC names a certificate, not only a token */
} Matches;

static void
matches_clear(Matches *matches)
{
  g_clear_pointer(&matches->found, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Matches, matches_clear)

static void
add_certificates(Matches *matches, Token *token, const char *spec)
{
  for (guint i = 0; i < token->certificates->len; i++) {
    if (token_uri_matches_certificate(g_ptr_array_index(token->certificates, i), spec))
      g_ptr_array_add(matches->found, token_with_certificate(token, i));
  }
}

static void
find_matches(Matches *matches, const TokenList *list, const char *spec)
{
  matches->found = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  matches->by_certificate = token_uri_names_certificate(spec);
  for (guint i = 0; i < list->tokens->len; i++) {
    Token *token = g_ptr_array_index(list->tokens, i);
    guint n_before = matches->found->len;
    if (!token_matches(token, spec))
      continue;
    if (matches->by_certificate)
      add_certificates(matches, token, spec);
    else if (token->certificate != NULL)
      g_ptr_array_add(matches->found, token_ref(token));
    if (matches->found->len == n_before)
      matches->other = token;
  }
}

/* The certificate may be one that cannot be read. */
static void
set_no_certificate(const TokenList *list, const Matches *matches, GError **error)
{
  const Token *token = matches->other;
  g_autoptr(GString) text = g_string_new(NULL);
  if (matches->by_certificate)
    g_string_append_printf(text,
                           token->needs_login
                               ? _("Token %s holds no such certificate, or shows it only after a login")
                               : _("Token %s holds no such certificate"),
                           token->name);
  else
    g_string_append_printf(text,
                           token->needs_login
                               ? _("Token %s holds no SAST certificate, or shows it only after a login")
                               : _("Token %s holds no SAST certificate"),
                           token->name);
  append_failures(text, list);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, text->str);
}

Token *
token_list_find(const TokenList *list, const char *spec, GError **error)
{
  g_auto(Matches) matches = {0};
  if (token_uri_is_one(spec) && !token_uri_check(spec, error))
    return NULL;
  find_matches(&matches, list, spec);
  if (matches.found->len == 1)
    return token_ref(g_ptr_array_index(matches.found, 0));
  if (matches.found->len > 1)
    set_ambiguous(matches.found, spec, error);
  else if (matches.other != NULL)
    set_no_certificate(list, &matches, error);
  else
    set_not_found(list, spec, error);
  return NULL;
}

Token *
token_list_find_any(const TokenList *list, const char *spec, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new();
  if (token_uri_is_one(spec) && !token_uri_check(spec, error))
    return NULL;
  for (guint i = 0; i < list->tokens->len; i++) {
    if (token_matches(g_ptr_array_index(list->tokens, i), spec))
      g_ptr_array_add(found, g_ptr_array_index(list->tokens, i));
  }
  if (found->len == 1)
    return token_ref(g_ptr_array_index(found, 0));
  if (found->len > 1)
    set_ambiguous(found, spec, error);
  else
    set_not_found(list, spec, error);
  return NULL;
}

gboolean
token_list_has(const TokenList *list, const char *spec)
{
  g_auto(Matches) matches = {0};
  if (token_uri_is_one(spec) && !token_uri_check(spec, NULL))
    return FALSE;
  find_matches(&matches, list, spec);
  return matches.found->len == 1;
}

gboolean
token_list_is_hidden(const TokenList *list, const char *spec)
{
  g_auto(Matches) matches = {0};
  find_matches(&matches, list, spec);
  return matches.found->len == 0 && matches.other != NULL && matches.other->needs_login;
}

void
token_list_replace(TokenList *list, const Token *old, Token *new)
{
  guint index = 0;
  if (g_ptr_array_find(list->tokens, old, &index)) {
    g_ptr_array_remove_index(list->tokens, index);
    g_ptr_array_insert(list->tokens, (gint)index, token_ref(new));
  }
}
