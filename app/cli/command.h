/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/cli/options/options.h"
#include "app/cli/output/output.h"
#include "app/publisher/settings/address-book.h"
#include "pkcs11/token-list.h"

/* What a command works with. */
typedef struct {
  CommonOptions options;
  GCancellable *cancellable; /* cancelled by Ctrl-C */
  Progress progress;
  char *last_step;       /* the step that was told last */
  SessionKeeper *keeper; /* each node is logged in to once, however many steps the command has */
  GHashTable *consents;  /* of what is allowed of old algorithms, by the name of a saved publisher: asked for
                          * once, and saved */
  GHashTable *passwords; /* of SharedPassword, by the publisher's host and port: asked for once */
  GPtrArray *host_keys;  /* of char **: fingerprints that logins borrow */
  gboolean answer_is_no; /* set by a command that did its work and answers no (files differ): exit status 1,
                            and nothing on standard error */
} CommandContext;

/* One command of etoken-ctl. */
typedef struct {
  const char *name;
  const char *arguments;   /* what stands after the options in the usage line; this and the next three are
                              marked with N_() */
  const char *summary;     /* one line for the list of commands */
  const char *description; /* what an administrator should know, for --help */
  const char *next_step;   /* last sentence of the description, without full stop; may be NULL */
  char *(*describe_more)(void); /* more of it, put together from tables; may be NULL */
  const GOptionEntry *entries;
  gboolean judges;  /* it also takes the options of judge-options.h */
  gboolean updates; /* it also takes the options of update-options.h */
  guint min_arguments;
  guint max_arguments;
  /* Does the work. Prints data to standard output. FALSE with an error when it failed, or when the answer is
   * no and the reason has to be told. */
  gboolean (*run)(CommandContext *context, char **arguments, GError **error);
} Command;

extern const Command command_build;
extern const Command command_check;
extern const Command command_diff;
extern const Command command_doctor;
extern const Command command_export;
extern const Command command_fetch;
extern const Command command_password;
extern const Command command_history;
extern const Command command_plan;
extern const Command command_publisher;
extern const Command command_migrate;
extern const Command command_push;
extern const Command command_show;
extern const Command command_status;
extern const Command command_tokens;
extern const Command command_update;
extern const Command command_verify;

/* Reads the command's options and arguments and runs it. Returns the exit status. ARGV is NULL-terminated and
 * begins with the command's name. */
int command_main(const Command *command, char **argv);

/* The answer to --version. */
void command_print_version(void);

/* TRUE when a person is at the terminal who has not said yes to all beforehand, and is asked what a script is
 * not. */
gboolean command_can_ask(const CommandContext *context);

/* For commands with --force: says so in an error that it would overrule. Always FALSE. */
gboolean command_hint_force(GError **error);

/* The tokens of the modules that the options name, or of those found; WANTED as for
 * token_list_open(), but its modules. Modules
 * that failed are reported to standard error, but no tokens that cannot be read: they are other people's
 * cards, or told when a token is missed. The list may be empty. */
TokenList *command_load_tokens(CommandContext *context, const TokenListRequest *wanted, GError **error);

/* For token_list_open(): tells on standard error which modules are waited for. */
void command_note_waiting(const TokenList *list, const char *const *silent, gpointer user_data);

/* token_list_find(), but a certificate that shows only after a login is looked for with the token's password,
 * which is asked for or read as the options say. */
Token *command_find_token(CommandContext *context, TokenList *list, const char *spec, GError **error);

/* The prompt for a job on TOKEN, which may have logged in already: its password is not read twice. */
CtlPrompt *command_make_token_prompt(CommandContext *context, const Token *token, GError **error);

/* A token's maker, model and serial number, as one text. The caller frees it. */
char *command_describe_hardware(const Token *token);

/* Reports the tokens and certificates of LIST that cannot be read to standard error. */
void command_note_unreadable(const TokenList *list);

/* Sets CTL_ERROR_NO_TOKEN, saying what was asked and what to do, and reports what of LIST cannot be read.
 * Always FALSE. */
gboolean command_fail_without_tokens(const TokenList *list, GError **error);

/* What PUBLISHER means: the name of an address book entry or an sftp: URL. The caller frees it. */
AddressBookEntry *command_find_entry(const char *publisher, GError **error);

/* How to log in to it: as the address book says, or with the key of --identity, and without the keyring where
 * the password is given. All logins to one publisher's nodes share their password, and open sessions. What it
 * has is borrowed. */
PublisherLogin command_get_login(CommandContext *context, const AddressBookEntry *entry);

/* What somebody has allowed of old algorithms for the entry NAME, a set of OldAlgorithm, which is not saved
 * at the command's end any more: it is up to the caller. */
guint command_take_allowed(CommandContext *context, const char *name);

/* Tells that ALLOWED is saved for NAME; nothing for the empty set. */
void command_note_allowed(const char *name, guint allowed);
