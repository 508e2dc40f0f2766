/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/build-parts.h"

#include "app/base/error.h"
#include "app/workflow/list/token-certificate.h"

#include <glib/gi18n.h>

typedef enum { PART_TOKEN, PART_TOKEN_CERTIFICATE, PART_SERVER } PartKind;

typedef struct {
  PartKind kind;
  const char *text;
  guint replaces; /* see ServerRecord */
} Part;

static GArray *parts; /* of Part; NULL: none was given */

/* --replace belongs to the --server or token before it. */
static gboolean
take_number(const char *text, GError **error)
{
  guint64 number = 0;
  Part *last = parts != NULL ? &g_array_index(parts, Part, parts->len - 1) : NULL;
  if (last == NULL || last->replaces != 0) {
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_USAGE,
        _("--replace %s: it stands behind the --server or --token that takes the place of the record"), text);
    return FALSE;
  }
  if (!g_ascii_string_to_unsigned(text, 10, 1, TRUST_LIST_MAX_RECORDS, &number, NULL)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("--replace %s: that is no number of a record"), text);
    return FALSE;
  }
  last->replaces = (guint)number;
  return TRUE;
}

gboolean
build_parts_take(const char *option, const char *text, gpointer data, GError **error)
{
  if (g_str_equal(option, "--replace"))
    return take_number(text, error);
  if (parts == NULL)
    parts = g_array_new(FALSE, FALSE, sizeof(Part));
  Part part = {.kind = PART_TOKEN, .text = g_intern_string(text)};
  if (g_str_equal(option, "--server") || g_str_equal(option, "-s"))
    part.kind = PART_SERVER;
  else if (g_str_equal(option, "--token-certificate"))
    part.kind = PART_TOKEN_CERTIFICATE;
  g_array_append_val(parts, part);
  return TRUE;
}

gboolean
build_parts_are_any(void)
{
  return parts != NULL;
}

void
build_parts_add_token_names(GPtrArray *names)
{
  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    const Part *part = &g_array_index(parts, Part, i);
    if (part->kind == PART_TOKEN)
      g_ptr_array_add(names, (gpointer)part->text);
  }
}

/* *NAME is what a person calls it; the caller frees it and the certificate. */
static X509 *
read_token(CommandContext *context, TokenList *list, const Part *part, char **name, GError **error)
{
  if (part->kind == PART_TOKEN_CERTIFICATE) {
    *name = g_strdup(part->text);
    return token_certificate_read(part->text, context->cancellable, error);
  }
  g_autoptr(Token) token = command_find_token(context, list, part->text, error);
  if (token == NULL)
    return NULL;
  *name = g_strdup(token_get_name(token));
  X509 *certificate = token_get_certificate(token);
  X509_up_ref(certificate);
  return certificate;
}

GPtrArray *
build_parts_read_tokens(CommandContext *context, TokenList *list, GError **error)
{
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    const Part *part = &g_array_index(parts, Part, i);
    g_autofree char *name = NULL;
    X509 *certificate = part->kind != PART_SERVER ? read_token(context, list, part, &name, error) : NULL;
    if (certificate == NULL && part->kind != PART_SERVER)
      return NULL;
    if (certificate != NULL)
      g_ptr_array_add(tokens, certificate);
  }
  return g_steal_pointer(&tokens);
}

/* Says how the number of a record is given, where one of PLACES, which are taken, is asked for. */
static void
hint_replace(const Part *part, GArray *places, GError **error)
{
  static const char *const options[] = {
      [PART_TOKEN] = "--token", [PART_TOKEN_CERTIFICATE] = "--token-certificate", [PART_SERVER] = "--server"};
  guint n_places = places->len;
  g_array_unref(places);
  if (error == NULL || part->replaces != 0 || n_places < 2 ||
      !g_error_matches(*error, CTL_ERROR, CTL_ERROR_USAGE))
    return;
  g_autofree char *message =
      /* TRANSLATORS: after "... could take the place of record 3 or record 4; say which one"; an option */
      g_strdup_printf(_("%s: --replace NUMBER behind this %s"), (*error)->message, options[part->kind]);
  g_clear_error(error);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, message);
}

static gboolean
put_token(CommandContext *context, TokenList *list, ListDraft *draft, const Part *part, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr(X509) certificate = read_token(context, list, part, &name, error);
  if (certificate == NULL)
    return FALSE;
  if (list_draft_put_token(draft, certificate, part->replaces, error))
    return TRUE;
  hint_replace(part, list_draft_find_token_places(draft, certificate), error);
  g_prefix_error(error, _("Token %s: "), name);
  return FALSE;
}

static gboolean
put_server(CommandContext *context, ListDraft *draft, const Part *part, GError **error)
{
  g_autoptr(ServerRecord) server = server_record_from_text(part->text, context->cancellable, error);
  if (server == NULL)
    return FALSE;
  server->replaces = part->replaces;
  if (list_draft_add_server(draft, server, error))
    return TRUE;
  hint_replace(part, list_draft_find_places(draft, server), error);
  return FALSE;
}

static gboolean
put_part(CommandContext *context, TokenList *list, ListDraft *draft, const Part *part, GError **error)
{
  return part->kind == PART_SERVER ? put_server(context, draft, part, error)
                                   : put_token(context, list, draft, part, error);
}

gboolean
build_parts_put(CommandContext *context, TokenList *list, ListDraft *draft, GError **error)
{
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    if (!put_part(context, list, draft, &g_array_index(parts, Part, i), error))
      return FALSE;
  return TRUE;
}
