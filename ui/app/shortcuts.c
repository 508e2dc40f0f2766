/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/app/shortcuts.h"

#include "ui/widgets/details-dialog.h"

#include <glib/gi18n.h>

/* Without an action are those that GTK or a widget knows by itself. */
static const struct {
  const char *action;
  const char *keys[3];
  const char *what;
} SHORTCUTS[] = {
    {"win.page::tokens", {"<Alt>1", NULL}, N_("Tokens")},
    {"win.page::trust-list", {"<Alt>2", NULL}, N_("Trust list")},
    {"win.page::publisher", {"<Alt>3", NULL}, N_("Publisher")},
    {"win.page::history", {"<Alt>4", NULL}, N_("History")},
    {"win.list::new", {"<Primary>n", NULL}, N_("New trust list")},
    {"win.list::open", {"<Primary>o", NULL}, N_("Open a trust list")},
    {"win.list::save-as", {"<Primary>s", NULL}, N_("Save the trust list")},
    {"win.refresh", {"F5", "<Primary>r", NULL}, N_("Look for tokens again")},
    {"win.help", {"F1", NULL}, N_("Help")},
    {"win.shortcuts", {"<Primary>question", "<Primary>F1", NULL}, N_("Keyboard shortcuts")},
    {"win.preferences", {"<Primary>comma", NULL}, N_("Preferences")},
    {NULL, {"F10", NULL}, N_("Main menu")},
    {NULL, {"Escape", NULL}, N_("Close a dialog, or give up what it does")},
    {"app.quit", {"<Primary>q", NULL}, N_("Quit")},
};

void
shortcuts_install(GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS(SHORTCUTS); i++)
    if (SHORTCUTS[i].action != NULL)
      gtk_application_set_accels_for_action(application, SHORTCUTS[i].action, SHORTCUTS[i].keys);
}

/* "Ctrl+R", as the keys are named in the user's language. */
static char *
dup_key_label(const char *key)
{
  guint value = 0;
  GdkModifierType modifiers = 0;
  gtk_accelerator_parse(key, &value, &modifiers);
  return gtk_accelerator_get_label(value, modifiers);
}

static char *
dup_key_labels(const char *const *keys)
{
  g_autoptr(GStrvBuilder) labels = g_strv_builder_new();
  for (gsize i = 0; keys[i] != NULL; i++) {
    g_autofree char *label = dup_key_label(keys[i]);
    g_strv_builder_add(labels, label);
  }
  g_auto(GStrv) all = g_strv_builder_end(labels);
  return g_strjoinv(", ", all);
}

/* A plain list: GtkShortcutsWindow leaves broken objects behind for screen readers (GTK 3.24). */
void
shortcuts_show(GtkWindow *parent)
{
  CtlDetailsDialog *dialog = CTL_DETAILS_DIALOG(details_dialog_new(parent, _("Keyboard shortcuts")));
  for (gsize i = 0; i < G_N_ELEMENTS(SHORTCUTS); i++) {
    g_autofree char *keys = dup_key_labels(SHORTCUTS[i].keys);
    details_dialog_add(dialog, keys, _(SHORTCUTS[i].what), FALSE);
  }
  gtk_window_present(GTK_WINDOW(dialog));
}
