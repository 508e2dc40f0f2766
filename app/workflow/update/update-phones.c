/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: TN118892 and "Security By Default" (7900 models show MD5), 8800 Series Administration Guide
 * (SHA-1); that files are served after a restart of Cisco Tftp: TN200119. */
#include "app/base/error.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/publish/served-check.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>

/* The last step: what phones are served, and what to see on one (TN118893, from tokenless to tokens: phones
 * are reset, and their checksum is compared, MD5 or SHA-1 by model; "Mixed Mode to Non-Secure Mode",
 * TN118892: where the page is; TN200119: files are served anew after Cisco Tftp was restarted). */

static void
add_line(GString *text, const char *line)
{
  g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/* Appends what was found to TEXT, and to UNKNOWN where it is not known. TRUE where phones still get another
 * list from a node. */
static gboolean
tell_served(const GPtrArray *served, GString *text, GString *unknown)
{
  gboolean old = FALSE;
  for (guint i = 0; i < served->len; i++) {
    const ServedNode *node = g_ptr_array_index(served, i);
    g_autofree char *words = served_node_describe(node);
    add_line(text, words);
    if (node->state == SERVED_UNKNOWN)
      add_line(unknown, words);
    old = old || node->state == SERVED_OTHER;
  }
  return old;
}

static void
tell_checksums(GString *text, const char *md5, const char *sha1)
{
  g_string_append_c(text, '\n');
  g_string_append_printf(
      text,
      _("Reset all phones. A phone has the new list when its page Trust List (7900 models: Settings > "
        "Security Configuration > Trust List > CTL File; 8800 models: Applications > Admin Settings > "
        "Security Setup > Trust List) shows MD5 %s or SHA-1 %s, whichever its model shows."),
      md5, sha1);
}

gboolean
update_tell_phones(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  const UpdateSetup *setup = update->setup;
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(GString) to_do = g_string_new(NULL);
  g_autoptr(TrustList) list = update_load_list(update, UPDATE_NEW_LIST, run->cancellable, error);
  if (list == NULL)
    return FALSE;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  g_autoptr(GPtrArray) served =
      served_check_cluster(update->entry, update->nodes, md5, run->progress, run->cancellable, error);
  if (served == NULL)
    return FALSE;
  gboolean old = tell_served(served, text, to_do);
  g_autofree char *rest =
      setup->kind == UPDATE_TO_PLAN && !old ? update_describe_rest(update, run, error) : g_strdup("");
  if (rest == NULL)
    return FALSE;
  if (!old)
    tell_checksums(text, md5, sha1);
  if (*rest != '\0')
    add_line(to_do, rest);
  step->found = g_strdup(text->str);
  if (old)
    step->to_do = g_strdup(_("Restart Cisco Tftp on the nodes that still serve another list."));
  else if (to_do->len > 0)
    step->to_do = g_strdup(to_do->str);
  step->state = old ? UPDATE_WAITING : UPDATE_DONE;
  return TRUE;
}
