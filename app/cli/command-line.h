/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/options/options.h"

/* A command line of etoken-ctl: the options that every command takes may stand before the command as well as
 * behind it. */
typedef struct {
  CommonOptions options; /* those before the command */
  gboolean help;         /* --help stands there */
  char **words;          /* the command, then all other words in their order; NULL without a command */
} CommandLine;

/* Finds the command in ARGV, which begins with the program's name and ends with NULL. LINE is to be cleared
 * in any case. Errors: CTL_ERROR_USAGE, those of GOption. */
gboolean command_line_read(CommandLine *line, char **argv, GError **error);
void command_line_clear(CommandLine *line);

/* The help of the whole program: how it is called, SUMMARY, the options that every command takes, and
 * DESCRIPTION. The caller frees it. */
char *command_line_get_help(const char *summary, const char *description);
