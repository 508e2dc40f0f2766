/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/status-page.h"

#include "ui/widgets/shown-text.h"

void
status_page_make_readable(HdyStatusPage *page)
{
  const char *description = hdy_status_page_get_description(page);
  g_autofree char *text = g_strjoin(". ", hdy_status_page_get_title(page), description, NULL);
  shown_text_set_name(GTK_WIDGET(page), text);
}

void
status_page_set_text(HdyStatusPage *page, const char *title, const char *description)
{
  hdy_status_page_set_title(page, title);
  hdy_status_page_set_description(page, description);
  status_page_make_readable(page);
}
