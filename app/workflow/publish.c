/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish.h"

#include "app/base/error.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/publish-private.h"
#include "app/workflow/publish-record.h"

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
publish_findings_clear(PublishFindings *findings)
{
  g_clear_pointer(&findings->old_bytes, g_bytes_unref);
  g_clear_pointer(&findings->judgement, publish_judgement_free);
}

static void
warn(const PublishRequest *request, const char *sentence)
{
  if (request->warnings != NULL)
    g_ptr_array_add(request->warnings, g_strdup(sentence));
}

/* A list that cannot be read says nothing about the phones that hold it. */
static gboolean
refuse_damaged(const PublishRequest *request, const GError *damage, GError **error)
{
  g_autofree char *sentence =
      g_strdup_printf(_("The list on publisher %s cannot be compared with the new one (%s)"),
                      request->address->host, damage->message);
  if (request->force)
    warn(request, sentence);
  else
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REJECTED, sentence);
  return request->force;
}

/* May the list on the publisher, OLD_BYTES, be replaced by LIST? With force the answer is yes, and TVS is not
 * asked, but the user is told of the phones. */
static gboolean
check_replacement(const TrustList *list, GBytes *old_bytes, const PublishRequest *request,
                  const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) damage = NULL;
  g_autoptr(TrustList) old_list = trust_list_parse(old_bytes, &damage);
  if (old_list == NULL)
    return refuse_damaged(request, damage, error);
  const PublishJudgeRequest question = {.list = list,
                                        .old_list = old_list,
                                        .host = request->address->host,
                                        .tvs = request->force ? NULL : request->tvs};
  g_autoptr(PublishJudgement) judgement = publish_judge(&question, progress, cancellable, error);
  if (judgement == NULL)
    return FALSE;
  for (guint i = 0; i < judgement->warnings->len; i++)
    warn(request, g_ptr_array_index(judgement->warnings, i));
  gboolean allowed = judgement->verdict != PUBLISH_REFUSED || request->force;
  if (!allowed)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REJECTED, judgement->refusal);
  if (request->findings != NULL)
    request->findings->judgement = g_steal_pointer(&judgement);
  return allowed;
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
  if (g_error_matches(why, CTL_ERROR, CTL_ERROR_IN_USE))
    warn(request, why->message);
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
  if (request->findings != NULL && old_bytes != NULL)
    request->findings->old_bytes = g_bytes_ref(old_bytes);
  if (old_bytes != NULL && g_bytes_equal(old_bytes, new_bytes)) {
    *result = PUBLISH_UNCHANGED;
    tidy(session, request, progress, cancellable);
    return TRUE;
  }
  if (old_bytes != NULL && !check_replacement(list, old_bytes, request, progress, cancellable, error))
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

gboolean
publish_to_node(const TrustList *list, const PublishRequest *request, PublishResult *result,
                PublishRecord *record, Prompt *prompt, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  g_autoptr(GError) why = NULL;
  g_autoptr(PublisherSession) session =
      publisher_session_open(request->address, request->login, prompt, progress, cancellable, &why);
  gboolean done =
      session != NULL && replace_remote(session, list, request, result, record, progress, cancellable, &why);
  if (session != NULL)
    publish_copy_warnings(session, request->warnings);
  publish_record_node(record, request, *result, why);
  if (why != NULL)
    g_propagate_error(error, g_steal_pointer(&why));
  return done;
}

gboolean
publish_list(const TrustList *list, const PublishRequest *request, PublishResult *result, Prompt *prompt,
             const Progress *progress, GCancellable *cancellable, GError **error)
{
  if (!trust_list_verify(list, NULL, error))
    return FALSE;
  g_autoptr(PublishTvs) tvs = publish_tvs_new_for_address(request->address);
  g_autoptr(PublishRecord) record =
      publish_record_new(request->dry_run ? NULL : trust_list_get_bytes(list), "push", request->warnings);
  PublishRequest own = *request;
  if (own.tvs == NULL)
    own.tvs = tvs;
  return publish_to_node(list, &own, result, record, prompt, progress, cancellable, error);
}

GBytes *
publish_fetch(const PublishRequest *request, gint64 *modified, Prompt *prompt, const Progress *progress,
              GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherSession) session =
      publisher_session_open(request->address, request->login, prompt, progress, cancellable, error);
  g_autoptr(GBytes) bytes = NULL;
  if (session == NULL ||
      !publisher_fetch_file(session, TRUST_LIST_MAX_LEN, &bytes, modified, progress, cancellable, error))
    return NULL;
  publish_copy_warnings(session, request->warnings);
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
