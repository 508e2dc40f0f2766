/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"
#include "app/workflow/list/draft.h"

/* What build is told to put into a list, and plan: the options --token, --token-certificate, --server and
 * --replace. Records stand in the order of the options. */

/* For an entry of each of these options (GOptionArgFunc). */
gboolean build_parts_take(const char *option, const char *text, gpointer data, GError **error);

gboolean build_parts_are_any(void);

/* Adds the names of the tokens that have to be plugged in; borrowed. */
void build_parts_add_token_names(GPtrArray *names);

/* The certificates (of X509) of all tokens. LIST has those that are plugged in. The caller frees the array.
 * Errors: command_find_token(), token_certificate_read(). */
GPtrArray *build_parts_read_tokens(CommandContext *context, TokenList *list, GError **error);

/* Puts everything into DRAFT. LIST has the tokens. Errors: list_draft_add_token(), list_draft_add_server()
 * and those of whoever reads what they need. */
gboolean build_parts_put(CommandContext *context, TokenList *list, ListDraft *draft, GError **error);
