/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/token-json.h"
#include "app/cli/token-watch.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/name-text.h"

#include <glib/gi18n.h>

/* WORD for what a certificate does not say in a way that can be read. The caller frees it. */
static char *
text_or(char *text, const char *word)
{
  return text != NULL ? text : g_strdup(word);
}

static void
add_certificate(JsonBuilder *builder, X509 *certificate)
{
  g_autofree char *subject = name_text_from_subject(certificate, NAME_STYLE_TOKEN);
  g_autofree char *issuer = name_text_from_issuer(certificate, NAME_STYLE_TOKEN);
  g_autofree char *serial = certificate_serial_text(certificate);
  g_autofree char *not_before = certificate_day_text(X509_get0_notBefore(certificate));
  g_autofree char *not_after = certificate_day_text(X509_get0_notAfter(certificate));
  g_autofree char *key = text_or(certificate_key_text(certificate), "unknown");
  json_builder_set_member_name(builder, "certificate");
  json_builder_begin_object(builder);
  json_add_string(builder, "subject", subject);
  json_add_string(builder, "issuer", issuer);
  json_add_string(builder, "serial", serial);
  json_add_string(builder, "not_before", not_before);
  json_add_string(builder, "not_after", not_after);
  json_add_string(builder, "key", key);
  json_builder_end_object(builder);
}

/* Those that a token holds besides its SAST certificate; they are addressed by URI. */
static void
add_other_certificates(JsonBuilder *builder, const Token *token)
{
  json_builder_set_member_name(builder, "other_certificates");
  json_builder_begin_array(builder);
  for (guint i = 0; i < token_get_n_certificates(token); i++) {
    X509 *certificate = token_peek_certificate(token, i);
    if (certificate == token_get_certificate(token))
      continue;
    g_autofree char *subject = name_text_from_subject(certificate, NAME_STYLE_TOKEN);
    g_autofree char *uri = token_dup_certificate_uri(token, i);
    json_builder_begin_object(builder);
    json_add_string(builder, "subject", subject);
    json_add_string(builder, "uri", uri);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void
add_token(JsonBuilder *builder, const Token *token)
{
  guint state = token_get_password_state(token);
  json_builder_begin_object(builder);
  json_add_token_identity(builder, token);
  json_add_boolean(builder, "password_count_low", (state & TOKEN_PASSWORD_COUNT_LOW) != 0);
  json_add_boolean(builder, "password_last_try", (state & TOKEN_PASSWORD_LAST_TRY) != 0);
  json_add_boolean(builder, "password_locked", (state & TOKEN_PASSWORD_LOCKED) != 0);
  json_add_boolean(builder, "password_to_be_changed", (state & TOKEN_PASSWORD_TO_BE_CHANGED) != 0);
  json_add_boolean(builder, "password_on_reader", (state & TOKEN_PASSWORD_ON_READER) != 0);
  json_add_string(builder, "password_state", token_describe_password_state(token));
  json_add_boolean(builder, "certificate_may_be_hidden", token_may_hide_certificates(token));
  if (token_get_certificate(token) != NULL)
    add_certificate(builder, token_get_certificate(token));
  add_other_certificates(builder, token);
  json_builder_end_object(builder);
}

static void
print_json(const TokenList *list)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_builder_set_member_name(builder, "tokens");
  json_builder_begin_array(builder);
  for (guint i = 0; i < list->tokens->len; i++)
    add_token(builder, g_ptr_array_index(list->tokens, i));
  json_builder_end_array(builder);
  json_builder_set_member_name(builder, "failures");
  json_builder_begin_array(builder);
  for (guint i = 0; i < list->failures->len; i++)
    json_add_text(builder, ((GError *)g_ptr_array_index(list->failures, i))->message);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  json_output_print(builder);
}

static void
add_lines_of_others(NamedLines *lines, const Token *token)
{
  for (guint i = 0; i < token_get_n_certificates(token); i++) {
    X509 *certificate = token_peek_certificate(token, i);
    if (certificate == token_get_certificate(token))
      continue;
    g_autofree char *subject = name_text_from_subject(certificate, NAME_STYLE_TOKEN);
    g_autofree char *uri = token_dup_certificate_uri(token, i);
    /* TRANSLATORS: a token; the certificate's subject follows */
    named_lines_add(lines, _("Also holds"), subject);
    named_lines_add(lines, "", uri);
  }
}

static void
add_lines_of_certificate(NamedLines *lines, X509 *certificate)
{
  g_autofree char *subject = name_text_from_subject(certificate, NAME_STYLE_TOKEN);
  g_autofree char *issuer = name_text_from_issuer(certificate, NAME_STYLE_TOKEN);
  g_autofree char *serial = certificate_serial_text(certificate);
  g_autofree char *not_after = text_or(certificate_day_text(X509_get0_notAfter(certificate)), "?");
  g_autofree char *key = text_or(certificate_key_text(certificate), C_("key", "unknown"));
  named_lines_add(lines, _("Subject"), subject);
  named_lines_add(lines, _("Issuer"), issuer);
  named_lines_add(lines, C_("number", "Serial"), serial);
  named_lines_add(lines, _("Valid until"), not_after);
  named_lines_add(lines, _("Key"), key);
}

static void
add_lines_of_token(NamedLines *lines, const Token *token)
{
  const char *state = token_describe_password_state(token);
  g_autofree char *hardware = command_describe_hardware(token);
  named_lines_add(lines, _("Token"), hardware);
  named_lines_add(lines, _("Module"), token_get_module(token));
  if (state != NULL)
    named_lines_add(lines, _("Password"), state);
}

static void
print_token(const Token *token)
{
  g_autoptr(NamedLines) lines = named_lines_new();
  X509 *certificate = token_get_certificate(token);
  if (certificate != NULL)
    add_lines_of_certificate(lines, certificate);
  else if (token_may_hide_certificates(token))
    named_lines_add_line(lines, _("Shows no SAST certificate; it may need a login for that: `etoken-ctl "
                                  "export` with its name asks for its password"));
  else
    named_lines_add_line(lines, _("Holds no SAST certificate, so it cannot sign trust lists"));
  add_lines_of_others(lines, token);
  add_lines_of_token(lines, token);
  g_autofree char *text = named_lines_to_text(lines, "  ", 13);
  command_print_line("%s", token_get_name(token));
  command_print(text);
}

/* The tokens that were printed while a module was waited for. */
typedef struct {
  gboolean json;
  GPtrArray *tokens;
} Printed;

static gboolean
is_printed(const Printed *printed, const Token *token)
{
  for (guint i = 0; i < printed->tokens->len; i++) {
    const Token *other = g_ptr_array_index(printed->tokens, i);
    if (g_str_equal(token_get_name(other), token_get_name(token)) &&
        g_str_equal(token_get_serial(other), token_get_serial(token)))
      return TRUE;
  }
  return FALSE;
}

static void
print_text(Printed *printed, const TokenList *list)
{
  for (guint i = 0; i < list->tokens->len; i++) {
    Token *token = g_ptr_array_index(list->tokens, i);
    if (is_printed(printed, token))
      continue;
    print_token(token);
    g_ptr_array_add(printed->tokens, token_ref(token));
  }
}

static void
print_so_far(const TokenList *list, const char *const *silent, gpointer user_data)
{
  Printed *printed = user_data;
  if (!printed->json)
    print_text(printed, list);
  command_print_flush();
  command_note_waiting(list, silent, NULL);
}

static gboolean option_watch;

static const GOptionEntry entries[] = {
    {"watch", 0, 0, G_OPTION_ARG_NONE, &option_watch, N_("Go on, and tell what is plugged in and pulled out"),
     NULL},
    G_OPTION_ENTRY_NULL,
};

static gboolean
run_tokens(CommandContext *context, char **arguments, GError **error)
{
  if (option_watch)
    return token_watch_run(context, error);
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  Printed printed = {.json = context->options.json, .tokens = tokens};
  const TokenListRequest wanted = {.waiting = print_so_far, .user_data = &printed};
  g_autoptr(TokenList) list = command_load_tokens(context, &wanted, error);
  if (list == NULL)
    return FALSE;
  if (list->tokens->len == 0)
    return command_fail_without_tokens(list, error);
  command_note_unreadable(list);
  if (context->options.json)
    print_json(list);
  else
    print_text(&printed, list);
  return TRUE;
}

const Command command_tokens = {
    .name = "tokens",
    .arguments = "",
    .summary = N_("List the tokens that are plugged in"),
    .description =
        N_("Every PKCS#11 module found on this machine (SafeNet, OpenSC, p11-kit) is asked, or those given\n"
           "with --module. No password is needed. The exit status is 3 when there is no token.\n"
           "With --watch, a line with the time is printed for each token that is there (present), is plugged "
           "in,\n"
           "is pulled out (unplugged) or has another password state or certificate (changed), until Ctrl-C.\n"
           "With --json, each line is an object of its own."),
    .entries = entries,
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run_tokens,
};
