/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/options/update-options.h"

#include <glib/gi18n.h>

UpdateOptions update_options;

static const GOptionEntry entries[] = {
    {"cli-user", 0, 0, G_OPTION_ARG_STRING, &update_options.cli_user,
     N_("User of the platform CLI, where it is not the one saved with the publisher"), N_("NAME")},
    {"wait", 0, 0, G_OPTION_ARG_INT, &update_options.wait_s,
     N_("How long to wait for TVS to know the tokens (0)"), N_("SECONDS")},
    {"upload", 0, 0, G_OPTION_ARG_NONE, &update_options.upload,
     N_("Upload the certificates that TVS does not know to OS Administration of the publisher, asking "
        "before"),
     NULL},
    {"restart", 0, 0, G_OPTION_ARG_NONE, &update_options.restart,
     N_("Restart the services, asking before each node"), NULL},
    {"restarted", 0, 0, G_OPTION_ARG_NONE, &update_options.restarted,
     N_("The services were restarted elsewhere"), NULL},
    {"back", 0, 0, G_OPTION_ARG_NONE, &update_options.back,
     N_("Put the list that was there before on every node again"), NULL},
    {"take-over", 0, 0, G_OPTION_ARG_NONE, &update_options.take_over,
     N_("Remove the lock and the files that a push has left that was cut off. Only when nobody else pushes"),
     NULL},
    G_OPTION_ENTRY_NULL,
};

void
update_options_add(GOptionGroup *group)
{
  g_option_group_add_entries(group, entries);
}
