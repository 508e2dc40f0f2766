/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of what the records are for: Security Guide 12.5(1)SU1, "CTL Client Setup"; that phones would not
 * trust the server is deduced. */
#include "app/base/host.h"
#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/record-traits.h"
#include "app/workflow/judge/judge-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

/* --- the kind of file --- */

/* ITLFile.tlv or ITLSEP001122334455.tlv, in any case: phones take a file of that name for an ITL. */
static gboolean
is_place_of_itl(const char *name)
{
  return g_ascii_strncasecmp(name, "ITLFile.", strlen("ITLFile.")) == 0 ||
         g_ascii_strncasecmp(name, "ITLSEP", strlen("ITLSEP")) == 0;
}

static gboolean
holds_other_kind(const NodeCase *question)
{
  return question->old_list != NULL &&
         trust_list_is_itl(question->old_list) != trust_list_is_itl(question->list);
}

static char *
describe_wrong_name(const NodeCase *question, gboolean itl)
{
  if (itl)
    return g_strdup_printf(_("This list is an ITL, and %s on %s is the place of a CTL"), question->file_name,
                           question->host);
  return g_strdup_printf(_("This list is a CTL, and %s on %s is the place of an ITL"), question->file_name,
                         question->host);
}

static char *
describe_other_kind(const NodeCase *question, gboolean itl)
{
  if (itl)
    return g_strdup_printf(_("This list is an ITL, and %s on %s holds a CTL"), question->file_name,
                           question->host);
  return g_strdup_printf(_("This list is a CTL, and %s on %s holds an ITL"), question->file_name,
                         question->host);
}

static void
judge_kind(GPtrArray *findings, const NodeCase *question)
{
  gboolean itl = trust_list_is_itl(question->list);
  char *text = itl != is_place_of_itl(question->file_name) ? describe_wrong_name(question, itl)
               : holds_other_kind(question)                ? describe_other_kind(question, itl)
                                                           : NULL;
  if (text != NULL)
    findings_add(findings, JUDGE_WRONG_KIND, text,
                 N_("an ITL is made by the cluster itself; only a CTL is put in the place of a CTL"));
}

/* --- the servers --- */

static gboolean
is_server(const RecordTraits *traits)
{
  return traits->function != FUNCTION_SAST;
}

/* Does the record call its server HOST, by DNSNAME, by IPADDRESS, or by the CN of its certificate? */
static gboolean
names_host(const RecordTraits *traits, const char *host)
{
  g_autofree char *cn = name_dup_common_name(traits->subject);
  return record_traits_on_host(traits, host) || host_names_match(cn, strlen(cn), host, strlen(host));
}

static gboolean
names_node(const TrustList *list, const char *host)
{
  g_autoptr(GArray) all = record_traits_of_list(list);
  for (guint i = 0; i < all->len; i++)
    if (is_server(record_traits_at(all, i)) && names_host(record_traits_at(all, i), host))
      return TRUE;
  return FALSE;
}

/* Is a server of ALL this one, by its node or by its certificate? */
static gboolean
has_server(const GArray *all, const RecordTraits *server)
{
  for (guint i = 0; i < all->len; i++) {
    const RecordTraits *other = record_traits_at(all, i);
    if (is_server(other) &&
        (record_traits_same_node(other, server) || record_traits_same_certificate(other, server)))
      return TRUE;
  }
  return FALSE;
}

/* Does a list name servers that can be told from others? */
static gboolean
names_servers(const GArray *all)
{
  for (guint i = 0; i < all->len; i++) {
    const RecordTraits *traits = record_traits_at(all, i);
    if (is_server(traits) && (record_traits_have_node(traits) || traits->certificate != NULL))
      return TRUE;
  }
  return FALSE;
}

/* TRUE when both name servers, and not one of them is the same. */
static gboolean
are_strangers(const TrustList *a, const TrustList *b)
{
  g_autoptr(GArray) ours = record_traits_of_list(a);
  g_autoptr(GArray) theirs = record_traits_of_list(b);
  if (!names_servers(ours) || !names_servers(theirs))
    return FALSE;
  for (guint i = 0; i < ours->len; i++)
    if (is_server(record_traits_at(ours, i)) && has_server(theirs, record_traits_at(ours, i)))
      return FALSE;
  return TRUE;
}

/* A tunnel's end says nothing about the node behind it. */
static gboolean
is_loopback(const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
  return address != NULL ? g_inet_address_get_is_loopback(address)
                         : g_ascii_strcasecmp(host, "localhost") == 0;
}

static void
judge_servers(GPtrArray *findings, const NodeCase *question)
{
  if (trust_list_is_itl(question->list) || holds_other_kind(question))
    return;
  if (question->old_list != NULL && are_strangers(question->list, question->old_list)) {
    findings_add(findings, JUDGE_OTHER_CLUSTER,
                 g_strdup_printf(_("The list on %s names none of the servers of this one: they are lists of "
                                   "different clusters"),
                                 question->host),
                 N_("make sure that this is the publisher that the list was made for"));
    return;
  }
  if (is_loopback(question->host) || names_node(question->list, question->host))
    return;
  if (question->old_list != NULL && names_node(question->old_list, question->host))
    findings_add(findings, JUDGE_NODE_LOST,
                 g_strdup_printf(_("%s has a record in the list that it holds, and none in this one: phones "
                                   "would not trust it any more"),
                                 question->host),
                 N_("add the server to the list, with its certificate"));
  else
    findings_add(findings, JUDGE_NODE_NOT_NAMED,
                 g_strdup_printf(_("No record of the list names %s; that is right only when its records call "
                                   "it by another name"),
                                 question->host),
                 N_("compare the list's servers with the cluster's nodes"));
}

/* --- what is there now --- */

static char *
describe_unexpected(const NodeCase *question)
{
  if (question->was_read)
    return g_strdup_printf(_("The list on %s is neither the one of before nor the new one: somebody else has "
                             "put it there since the new one was agreed to"),
                           question->host);
  return g_strdup_printf(_("The list on %s is neither the one of before nor the new one, and was not read "
                           "when the new one was agreed to"),
                         question->host);
}

static void
judge_expected(GPtrArray *findings, const NodeCase *question)
{
  if (question->expected == NULL || question->old_bytes == NULL)
    return;
  for (guint i = 0; i < question->expected->len; i++)
    if (g_bytes_equal(trust_list_get_bytes(g_ptr_array_index(question->expected, i)), question->old_bytes))
      return;
  findings_add(findings, JUDGE_OLD_LIST_UNEXPECTED, describe_unexpected(question),
               N_("find out whose it is; begin anew with that list, or accept that it is replaced"));
}

void
judge_target(GPtrArray *findings, const NodeCase *question)
{
  judge_kind(findings, question);
  judge_servers(findings, question);
  judge_expected(findings, question);
}
