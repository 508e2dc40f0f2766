/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* The options that every command takes. */
typedef struct {
  char **modules;
  int module_timeout_s;
  char *pin_file;
  int pin_fd;
  char *password_file;
  int password_fd;
  char *identity;
  char **host_keys;
  char *old_algorithms_text;
  guint old_algorithms; /* of old_algorithms_text, see common_options_check() */
  gboolean json;
  gboolean yes;
  gboolean dry_run;
  gboolean verbose;
  gboolean version;
} CommonOptions;

/* Adds the common options to CONTEXT; they are stored in OPTIONS, which outlives it. Returns their group,
 * which CONTEXT owns. */
GOptionGroup *common_options_add(CommonOptions *options, GOptionContext *context);

/* Parses ARGUMENTS, which begin with a name and get those words that are no options. Errors: CTL_ERROR_USAGE,
 * those of GOption. */
gboolean common_options_parse(GOptionContext *context, char ***arguments, GError **error);

/* Reads the values that were given as text, and lets --module-timeout hold for the program. Errors:
 * CTL_ERROR_USAGE. */
gboolean common_options_check(CommonOptions *options, GError **error);

/* The same for --wait of those commands that have it. */
gboolean common_options_check_wait(int wait_s, GError **error);

void common_options_clear(CommonOptions *options);

/* The prompt that answers from the options and asks on the terminal for the rest. Passwords from files and
 * descriptors are read here. NULL with an error when one cannot be read. */
CtlPrompt *common_options_make_prompt(const CommonOptions *options, GCancellable *cancellable,
                                      GError **error);

/* The first line of FILE (NULL: none) or of the descriptor FD (-1: none), NULL in *SECRET when neither is
 * given. FALSE with an error when it cannot be read. */
gboolean common_options_read_secret(Secret **secret, const char *file, int fd, GCancellable *cancellable,
                                    GError **error);
