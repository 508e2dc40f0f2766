/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The least that GTK 3 and libhandy can do: what etoken-ctl-gtk's start and memory are measured against. */
#include <handy.h>

static void
on_activate(GtkApplication *application)
{
  GtkWidget *window = hdy_application_window_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = hdy_header_bar_new();
  hdy_header_bar_set_title(HDY_HEADER_BAR(bar), "Hello");
  hdy_header_bar_set_show_close_button(HDY_HEADER_BAR(bar), TRUE);
  gtk_container_add(GTK_CONTAINER(box), bar);
  gtk_container_add(GTK_CONTAINER(box), gtk_label_new("Hello, world"));
  gtk_container_add(GTK_CONTAINER(window), box);
  gtk_window_set_application(GTK_WINDOW(window), application);
  gtk_window_set_default_size(GTK_WINDOW(window), 960, 640);
  gtk_widget_show_all(window);
}

int
main(int argc, char **argv)
{
  g_autoptr(GtkApplication) application =
      gtk_application_new("io.github.etoken_ctl.Hello", G_APPLICATION_DEFAULT_FLAGS);
  g_signal_connect(application, "startup", G_CALLBACK(hdy_init), NULL);
  g_signal_connect(application, "activate", G_CALLBACK(on_activate), NULL);
  return g_application_run(G_APPLICATION(application), argc, argv);
}
