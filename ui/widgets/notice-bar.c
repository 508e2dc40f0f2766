/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/notice-bar.h"

#include "app/workflow/nodes/advice.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>
#include <string.h>

struct _CtlNoticeBar {
  GtkBin parent;
  GtkInfoBar *bar;
  GtkImage *icon;
  GtkLabel *text;
  GtkLabel *detail;
  GtkMessageType kind; /* of what is shown, and its texts */
  char *shown_text;
  char *shown_detail; /* or NULL */
};

G_DEFINE_TYPE(CtlNoticeBar, notice_bar, GTK_TYPE_BIN)

/* Themes may paint all kinds in one colour. */
static void
set_kind(CtlNoticeBar *self, GtkMessageType type)
{
  const char *icon = "emblem-ok-symbolic";
  const char *name = _("Done");
  if (type == GTK_MESSAGE_ERROR) {
    icon = "dialog-error-symbolic";
    name = _("Error");
  } else if (type == GTK_MESSAGE_WARNING) {
    icon = "dialog-warning-symbolic";
    name = _("Warning");
  }
  gtk_info_bar_set_message_type(self->bar, type);
  gtk_image_set_from_icon_name(self->icon, icon, GTK_ICON_SIZE_LARGE_TOOLBAR);
  shown_text_set_name(GTK_WIDGET(self->icon), name);
  shown_text_set_name(GTK_WIDGET(self->bar), name);
}

static void
show(CtlNoticeBar *self, GtkMessageType type, const char *text, const char *detail)
{
  g_free(self->shown_text);
  g_free(self->shown_detail);
  self->shown_text = g_strdup(text);
  self->shown_detail = g_strdup(detail);
  self->kind = type;
  set_kind(self, type);
  shown_text_set(self->text, text);
  shown_text_set(self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible(GTK_WIDGET(self->detail), detail != NULL);
  gtk_widget_show(GTK_WIDGET(self));
}

/* What the lines of TEXT and MORE (either may be NULL) are together. The caller frees it. */
static char *
join(const char *text, const char *more)
{
  if (text == NULL || more == NULL)
    return g_strdup(text != NULL ? text : more);
  return strstr(text, more) != NULL ? g_strdup(text) : g_strjoin("\n", text, more, NULL);
}

static void
add(CtlNoticeBar *self, GtkMessageType type, const char *text, const char *detail)
{
  if (!gtk_widget_get_visible(GTK_WIDGET(self)) || self->kind == GTK_MESSAGE_INFO) {
    show(self, type, text, detail);
    return;
  }
  g_autofree char *texts = join(self->shown_text, text);
  g_autofree char *details = join(self->shown_detail, detail);
  show(self, type == GTK_MESSAGE_ERROR ? type : self->kind, texts, details);
}

void
notice_bar_show_error(CtlNoticeBar *self, const GError *error)
{
  g_autofree char *sentence = g_strconcat(error->message, ".", NULL);
  show(self, GTK_MESSAGE_ERROR, sentence, advice_for_error(error));
}

void
notice_bar_show_warning(CtlNoticeBar *self, const char *text, const char *detail)
{
  show(self, GTK_MESSAGE_WARNING, text, detail);
}

void
notice_bar_show_done(CtlNoticeBar *self, const char *text, const char *detail)
{
  show(self, GTK_MESSAGE_INFO, text, detail);
}

void
notice_bar_add_error(CtlNoticeBar *self, const GError *error)
{
  g_autofree char *sentence = g_strconcat(error->message, ".", NULL);
  add(self, GTK_MESSAGE_ERROR, sentence, advice_for_error(error));
}

void
notice_bar_add_warning(CtlNoticeBar *self, const char *text, const char *detail)
{
  add(self, GTK_MESSAGE_WARNING, text, detail);
}

void
notice_bar_add_done(CtlNoticeBar *self, const char *text)
{
  add(self, GTK_MESSAGE_INFO, text, NULL);
}

/* The sentences of DAMAGE, a line each; NULL when there are none. The caller frees them. */
static char *
describe_damage(const GPtrArray *damage)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < damage->len; i++)
    g_string_append_printf(text, "%s%s.", i > 0 ? "\n" : "", (const char *)g_ptr_array_index(damage, i));
  return text->len > 0 ? g_strdup(text->str) : NULL;
}

void
notice_bar_show_damage(CtlNoticeBar *self, const GPtrArray *damage)
{
  g_autofree char *text = describe_damage(damage);
  if (text != NULL)
    notice_bar_show_warning(self, text, NULL);
}

void
notice_bar_add_damage(CtlNoticeBar *self, const GPtrArray *damage)
{
  g_autofree char *text = describe_damage(damage);
  if (text != NULL)
    notice_bar_add_warning(self, text, NULL);
}

void
notice_bar_hide(CtlNoticeBar *self)
{
  gtk_widget_hide(GTK_WIDGET(self));
}

static void
on_close(GtkButton *button, CtlNoticeBar *self)
{
  notice_bar_hide(self);
}

static void
notice_bar_finalize(GObject *object)
{
  CtlNoticeBar *self = CTL_NOTICE_BAR(object);
  g_free(self->shown_text);
  g_free(self->shown_detail);
  G_OBJECT_CLASS(notice_bar_parent_class)->finalize(object);
}

static void
notice_bar_class_init(CtlNoticeBarClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = notice_bar_finalize;
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/widgets/notice-bar.ui");
  gtk_widget_class_bind_template_child(widget, CtlNoticeBar, bar);
  gtk_widget_class_bind_template_child(widget, CtlNoticeBar, icon);
  gtk_widget_class_bind_template_child(widget, CtlNoticeBar, text);
  gtk_widget_class_bind_template_child(widget, CtlNoticeBar, detail);
  gtk_widget_class_bind_template_callback(widget, on_close);
}

static void
notice_bar_init(CtlNoticeBar *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
