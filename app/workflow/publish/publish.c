/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/publish.h"
#include "app/publisher/sftp/sftp-session.h"

#include "app/base/error.h"
#include "app/trustlist/tags.h"
#include "app/workflow/publish/publish-private.h"
#include "app/workflow/publish/publish-record.h"
#include "app/workflow/publish/served-confirmed.h"

#include <glib/gi18n.h>

const char *
publish_describe_result(PublishResult result, gboolean dry_run)
{
  switch (result) {
  case PUBLISH_UNCHANGED:
    /* TRANSLATORS: follows the name or address of a node, as "holds this list now" and the like do. */
    return _("holds this very list already");
  case PUBLISH_CREATED:
    return dry_run ? _("holds no list; it would get this one") : _("had no list and holds this one now");
  case PUBLISH_REPLACED:
    return dry_run ? _("would get this list in place of its old one") : _("holds this list now");
  }
  return NULL;
}

void
publish_found_clear(PublishFound *found)
{
  g_clear_pointer(&found->old_bytes, g_bytes_unref);
  g_clear_pointer(&found->judgement, node_judgement_free);
}

gboolean
publish_check_unchanged(GBytes *old_bytes, const PublishRequest *request, GError **error)
{
  GBytes *before = request->checked_bytes;
  gboolean same =
      old_bytes != NULL && before != NULL ? g_bytes_equal(old_bytes, before) : old_bytes == before;
  if (same || !request->is_checked)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_CHANGED,
              _("What publisher %s holds has changed since it was checked, so nothing was replaced; check it "
                "again"),
              request->address->host);
  return FALSE;
}

/* TVS is not asked where its answer would be overruled. */
static gboolean
ask_tvs(NodeCase *question, PublishTvsAnswer *answer, const PublishRequest *request, const Progress *progress,
        GCancellable *cancellable, GError **error)
{
  if (request->tvs == NULL || consent_covers(request->consent, JUDGE_PHONES_REJECT) ||
      !judge_node_needs_tvs(question))
    return TRUE;
  question->tvs = answer;
  const TrustList *believed = request->is_unprotected ? NULL : question->old_list;
  return publish_tvs_ask(request->tvs, question->list, believed, answer, progress, cancellable, error);
}

gboolean
publish_check_node(const TrustList *list, GBytes *old_bytes, const PublishRequest *request,
                   const Progress *progress, GCancellable *cancellable, GError **error)
{
  PublishTvsAnswer answer = {0};
  g_autoptr(GError) damage = NULL;
  g_autoptr(TrustList) old_list = old_bytes != NULL ? trust_list_parse(old_bytes, &damage) : NULL;
  g_autofree char *file_name = g_path_get_basename(request->address->path);
  NodeCase question = {.list = list,
                       .host = request->address->host,
                       .file_name = file_name,
                       .old_bytes = old_bytes,
                       .old_list = old_list,
                       .old_damage = damage,
                       .expected = request->expected,
                       .was_read = request->was_read,
                       .version = request->version};
  if (!ask_tvs(&question, &answer, request, progress, cancellable, error))
    return FALSE;
  NodeJudgement *judgement = judge_node(&question);
  request->found->judgement = judgement;
  return consent_check(request->consent, judgement->findings, error);
}

void
publish_copy_warnings(const PublisherSession *session, GPtrArray *warnings)
{
  const GPtrArray *said = publisher_session_get_warnings(session);
  for (guint i = 0; warnings != NULL && i < said->len; i++)
    g_ptr_array_add(warnings, g_strdup(g_ptr_array_index(said, i)));
}

/* The list that is there, after what an earlier push left has been put right. */
static gboolean
fetch_old(PublisherSession *session, const PublishRequest *request, GBytes **old_bytes,
          const Progress *progress, GCancellable *cancellable, GError **error)
{
  progress_step(progress, _("Reading the list that %s holds now"), request->address->host);
  if (!publisher_fetch_file(session, TRUST_LIST_MAX_LEN, old_bytes, NULL, progress, cancellable, error))
    return FALSE;
  if (*old_bytes != NULL || request->dry_run)
    return TRUE;
  gboolean repaired = FALSE;
  return publisher_repair_file(session, request->take_over, &repaired, progress, cancellable, error) &&
         (!repaired ||
          publisher_fetch_file(session, TRUST_LIST_MAX_LEN, old_bytes, NULL, progress, cancellable, error));
}

/* Nothing to do but what an earlier push may have left; that is no reason to fail. */
static void
tidy(PublisherSession *session, const PublishRequest *request, const Progress *progress,
     GCancellable *cancellable)
{
  gboolean repaired = FALSE;
  g_autoptr(GError) why = NULL;
  if (request->dry_run ||
      publisher_repair_file(session, request->take_over, &repaired, progress, cancellable, &why))
    return;
  if (g_error_matches(why, CTL_ERROR, CTL_ERROR_IN_USE) && request->warnings != NULL)
    g_ptr_array_add(request->warnings, g_strdup(why->message));
}

static gboolean
replace_remote(PublisherSession *session, const TrustList *list, const PublishRequest *request,
               PublishResult *result, PublishRecord *record, const Progress *progress,
               GCancellable *cancellable, GError **error)
{
  GBytes *new_bytes = trust_list_get_bytes(list);
  g_autoptr(GBytes) old_bytes = NULL;
  if (!fetch_old(session, request, &old_bytes, progress, cancellable, error))
    return FALSE;
  *result = old_bytes == NULL ? PUBLISH_CREATED : PUBLISH_REPLACED;
  request->found->old_bytes = old_bytes != NULL ? g_bytes_ref(old_bytes) : NULL;
  if (old_bytes != NULL && g_bytes_equal(old_bytes, new_bytes)) {
    *result = PUBLISH_UNCHANGED;
    tidy(session, request, progress, cancellable);
    return TRUE;
  }
  if (!publish_check_unchanged(old_bytes, request, error) ||
      !publish_check_node(list, old_bytes, request, progress, cancellable, error))
    return FALSE;
  if (request->dry_run)
    return TRUE;
  if (old_bytes != NULL)
    publish_record_old(record, old_bytes, request);
  const PublisherReplaceRequest replacement = {.contents = new_bytes,
                                               .judged = old_bytes,
                                               .keep_old = request->keep_old,
                                               .take_over = request->take_over};
  return publisher_replace_file(session, &replacement, progress, cancellable, error);
}

static gboolean
put_by_sftp(const TrustList *list, const PublishRequest *request, PublishResult *result,
            PublishRecord *record, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
            GError **error)
{
  g_autoptr(PublisherSession) session =
      publisher_session_open(request->address, request->login, prompt, progress, cancellable, error);
  gboolean done =
      session != NULL && replace_remote(session, list, request, result, record, progress, cancellable, error);
  if (session != NULL)
    publish_copy_warnings(session, request->warnings);
  return done;
}

/* What phones get is another question than what lies there, and one that a server of files alone does not
 * answer. */
static PublishState
look_at_served(GBytes *bytes, const PublishRequest *request, const Progress *progress,
               GCancellable *cancellable)
{
  g_autoptr(GBytes) served = NULL;
  progress_step(progress, _("Reading the list that %s serves now"), request->address->host);
  if (!publish_read_served(request, &served, cancellable, NULL))
    return PUBLISH_HELD;
  return served != NULL && g_bytes_equal(served, bytes) ? PUBLISH_SERVED : PUBLISH_UPLOADED;
}

static gboolean
publish_by_sftp(const TrustList *list, const PublishRequest *request, PublishResult *result,
                PublishRecord *record, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  if (!put_by_sftp(list, request, result, record, prompt, progress, cancellable, error))
    return FALSE;
  if (request->dry_run)
    return TRUE;
  if (*result != PUBLISH_UNCHANGED)
    publish_record_sent(record);
  *request->state = look_at_served(trust_list_get_bytes(list), request, progress, cancellable);
  return TRUE;
}

/* A look at a node of which an earlier run has told the same is no push. */
static gboolean
is_news(const PublishRequest *request, PublishResult result, const GError *why)
{
  if (why != NULL)
    return TRUE;
  if (*request->state == PUBLISH_NOT_REACHED)
    return !request->is_awaited;
  return result != PUBLISH_UNCHANGED || !request->is_settled || *request->state != request->settled;
}

typedef gboolean (*Way)(const TrustList *, const PublishRequest *, PublishResult *, PublishRecord *,
                        CtlPrompt *, const Progress *, GCancellable *, GError **);

gboolean
publish_to_node(const TrustList *list, const PublishRequest *request, PublishResult *result,
                PublishRecord *record, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  static const Way ways[] = {[DELIVER_BY_SFTP] = publish_by_sftp,
                             [DELIVER_BY_WEB] = publish_by_web,
                             [DELIVER_BY_HAND] = publish_by_hand};
  g_autoptr(GError) why = NULL;
  PublishState state = PUBLISH_NOT_REACHED;
  PublishRequest own = *request;
  own.state = request->state != NULL ? request->state : &state;
  *own.state = PUBLISH_NOT_REACHED;
  gboolean done = ways[own.address->way](list, &own, result, record, prompt, progress, cancellable, &why);
  if (!done && *own.state != PUBLISH_UPLOADED)
    *own.state = publish_state_of_error(why);
  if (is_news(&own, *result, why))
    publish_record_node(record, &own, why);
  if (why != NULL)
    g_propagate_error(error, g_steal_pointer(&why));
  return done;
}

static gboolean
read_held(const PublishRequest *request, GBytes **bytes, gint64 *modified, CtlPrompt *prompt,
          const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherSession) session =
      publisher_session_open(request->address, request->login, prompt, progress, cancellable, error);
  if (session == NULL ||
      !publisher_fetch_file(session, TRUST_LIST_MAX_LEN, bytes, modified, progress, cancellable, error))
    return FALSE;
  publish_copy_warnings(session, request->warnings);
  return TRUE;
}

static gboolean
read_confirmed(const PublishRequest *request, GBytes **bytes, CtlPrompt *prompt, const Progress *progress,
               GCancellable *cancellable, GError **error)
{
  const ServedFile file = {
      .address = request->address, .http_port = request->http_port, .tftp_port = request->tftp_port};
  return served_file_read_confirmed(&file, request->login, bytes, request->warnings, prompt, progress,
                                    cancellable, error);
}

GBytes *
publish_fetch(const PublishRequest *request, gint64 *modified, CtlPrompt *prompt, const Progress *progress,
              GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;
  if (modified != NULL)
    *modified = -1;
  gboolean done = request->address->way == DELIVER_BY_SFTP
                      ? read_held(request, &bytes, modified, prompt, progress, cancellable, error)
                      : read_confirmed(request, &bytes, prompt, progress, cancellable, error);
  if (!done)
    return NULL;
  if (bytes == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("Publisher %s has no file %s"), request->address->host,
                request->address->path);
    return NULL;
  }
  g_autofree char *url = publisher_address_to_url(request->address);
  if (!request->dry_run)
    publish_record_fetch(bytes, request->name, url, request->warnings);
  return g_steal_pointer(&bytes);
}
