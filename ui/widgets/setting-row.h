/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* A setting in a list: a title, below it what it is now, and a control at its end. (HdyActionRow hides its
 * texts from screen readers.) */
#define SETTING_ROW_TYPE (setting_row_get_type())
G_DECLARE_FINAL_TYPE(CtlSettingRow, setting_row, CTL, SETTING_ROW, GtkListBoxRow)

GtkWidget *setting_row_new(const char *title, const char *subtitle);

void setting_row_set_subtitle(CtlSettingRow *row, const char *subtitle);

/* Puts CONTROL to the row's end. */
void setting_row_add(CtlSettingRow *row, GtkWidget *control);
