/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What update and migrate have in common: options that each describes in its own words (the first four), and
 * those of update_options_add(). */
typedef struct {
  char **tokens;
  char **certificates;
  char *signer;
  char **without;
  char *cli_user;
  int wait_s;
  gboolean upload, restart, restarted, back, take_over;
} UpdateOptions;

/* What the command line says. */
extern UpdateOptions update_options;

/* Adds the options that both describe alike to GROUP. */
void update_options_add(GOptionGroup *group);
