/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/app/application.h"

#include "app/base/error.h"
#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/settings/preferences.h"
#include "ui/app/main-window.h"
#include "ui/app/shortcuts.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <handy.h>
#include <stdio.h>

#define APPLICATION_ID "io.github.etoken_ctl.Gtk"
#define RESOURCE_PATH "/io/github/etoken_ctl/Gtk"

struct _CtlApplication {
  GtkApplication parent;
  GSettings *desktop; /* the desktop's own, NULL where it has none */
};

G_DEFINE_TYPE(CtlApplication, application, GTK_TYPE_APPLICATION)

/* --- light and dark --- */

/* The style manager reads the whole theme again, a third of the time to the first frame. A light desktop does
 * without it, as long as it stays light. */
static void
follow_colour_scheme(GSettings *desktop)
{
  g_autofree char *scheme = g_settings_get_string(desktop, "color-scheme");
  if (!g_str_equal(scheme, "prefer-dark"))
    return;
  hdy_style_manager_set_color_scheme(hdy_style_manager_get_default(), HDY_COLOR_SCHEME_PREFER_LIGHT);
  g_signal_handlers_disconnect_by_func(desktop, follow_colour_scheme, NULL);
}

static void
watch_colour_scheme(CtlApplication *self)
{
  g_autoptr(GSettingsSchema) schema = g_settings_schema_source_lookup(g_settings_schema_source_get_default(),
                                                                      "org.gnome.desktop.interface", TRUE);
  if (schema == NULL || !g_settings_schema_has_key(schema, "color-scheme"))
    return;
  self->desktop = g_settings_new_full(schema, NULL, NULL);
  g_signal_connect(self->desktop, "changed::color-scheme", G_CALLBACK(follow_colour_scheme), NULL);
  follow_colour_scheme(self->desktop);
}

/* --- the window --- */

/* The one that stays, or NULL: others may be closing. */
static GtkWidget *
find_window(gpointer application)
{
  for (GList *link = gtk_application_get_windows(application); link != NULL; link = link->next)
    if (CTL_IS_MAIN_WINDOW(link->data) && !main_window_is_closing(link->data))
      return link->data;
  return NULL;
}

static CtlMainWindow *
get_window(GApplication *application)
{
  GtkWidget *window = find_window(application);
  if (window == NULL)
    window = main_window_new(GTK_APPLICATION(application));
  gtk_window_present(GTK_WINDOW(window));
  return CTL_MAIN_WINDOW(window);
}

static void
application_activate(GApplication *application)
{
  get_window(application);
}

/* The window shows one list at a time: the last file named wins. */
static void
application_open(GApplication *application, GFile **files, int n_files, const char *hint)
{
  CtlMainWindow *window = get_window(application);
  if (n_files > 0)
    main_window_open_list(window, files[n_files - 1]);
}

static void
load_style(void)
{
  g_autoptr(GtkCssProvider) css = gtk_css_provider_new();
  gtk_css_provider_load_from_resource(css, RESOURCE_PATH "/style.css");
  gtk_style_context_add_provider_for_screen(gdk_screen_get_default(), GTK_STYLE_PROVIDER(css),
                                            GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* The window ends running jobs before it goes, and the program with it. A modal dialog does not stop this, as
 * it would stop the window manager. */
static void
on_quit(GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GtkWidget *window = find_window(application);
  if (window != NULL)
    main_window_ask_to_close(CTL_MAIN_WINDOW(window));
}

static void
on_about(GSimpleAction *action, GVariant *parameter, gpointer application)
{
  gtk_show_about_dialog(
      gtk_application_get_active_window(application), "program-name", _("eToken CTL Client"), "version",
      VERSION, "license-type", GTK_LICENSE_LGPL_2_1, "comments",
      _("Certificate trust lists for Cisco Unified CM, signed with USB eTokens.\n\n"
        "Cisco, Unified CM and CTL Client are names of Cisco Systems; eToken and SafeNet are "
        "names of Thales. Neither has made this program or vouches for it."),
      "logo-icon-name", "dialog-password", NULL);
}

static void
on_forget_logins(GSimpleAction *action, GVariant *parameter, gpointer application)
{
  cluster_login_forget_all();
}

/* Those that cannot be read are told of where they are changed. */
static void
use_preferences(void)
{
  g_autoptr(Preferences) preferences = preferences_get(NULL);
  preferences_apply(preferences);
}

static void
application_startup(GApplication *application)
{
  static const GActionEntry actions[] = {{.name = "quit", .activate = on_quit},
                                         {.name = "forget-logins", .activate = on_forget_logins},
                                         {.name = "about", .activate = on_about}};
  G_APPLICATION_CLASS(application_parent_class)->startup(application);
  hdy_init();
  watch_colour_scheme(CTL_APPLICATION(application));
  load_style();
  g_action_map_add_action_entries(G_ACTION_MAP(application), actions, G_N_ELEMENTS(actions), application);
  shortcuts_install(GTK_APPLICATION(application));
  use_preferences();
}

/* The last window has gone, and its jobs have ended. */
static void
application_shutdown(GApplication *application)
{
  cluster_login_forget_all();
  G_APPLICATION_CLASS(application_parent_class)->shutdown(application);
}

static void
application_finalize(GObject *object)
{
  g_clear_object(&CTL_APPLICATION(object)->desktop);
  G_OBJECT_CLASS(application_parent_class)->finalize(object);
}

static void
application_class_init(CtlApplicationClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = application_finalize;
  G_APPLICATION_CLASS(klass)->startup = application_startup;
  G_APPLICATION_CLASS(klass)->shutdown = application_shutdown;
  G_APPLICATION_CLASS(klass)->activate = application_activate;
  G_APPLICATION_CLASS(klass)->open = application_open;
}

static void
application_init(CtlApplication *self)
{
  g_application_add_main_option_entries(
      G_APPLICATION(self),
      (GOptionEntry[]){{"version", 0, 0, G_OPTION_ARG_NONE, NULL, _("Print the version"), NULL},
                       G_OPTION_ENTRY_NULL});
}

static int
on_local_options(GApplication *application, GVariantDict *options, gpointer unused)
{
  if (!g_variant_dict_contains(options, "version"))
    return -1;
  if (fputs("etoken-ctl-gtk " VERSION "\n", stdout) != EOF && fflush(stdout) == 0)
    return 0;
  g_autofree char *text = g_strdup_printf(_("Standard output cannot be written: %s"), g_strerror(errno));
  g_printerr("etoken-ctl-gtk: %s.\n", text);
  g_autoptr(GError) error = g_error_new_literal(CTL_ERROR, CTL_ERROR_FILE, text);
  return ctl_error_exit_status(error);
}

CtlApplication *
application_new(void)
{
  CtlApplication *self = g_object_new(APPLICATION_TYPE, "application-id", APPLICATION_ID, "flags",
                                      G_APPLICATION_HANDLES_OPEN, "resource-base-path", RESOURCE_PATH, NULL);
  g_signal_connect(self, "handle-local-options", G_CALLBACK(on_local_options), NULL);
  return self;
}
