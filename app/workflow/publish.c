/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish.h"

#include "app/base/error.h"
#include "app/trustlist/acceptance.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

const char *
publish_describe_result(PublishResult result, gboolean dry_run)
{
  switch (result) {
  case PUBLISH_UNCHANGED:
    return "holds this very list already";
  case PUBLISH_CREATED:
    return dry_run ? "holds no list; it would get this one" : "had no list and holds this one now";
  case PUBLISH_REPLACED:
    return dry_run ? "would get this list in place of its old one" : "holds this list now";
  }
  return NULL;
}

gboolean
publish_check_signer(const TrustList *new_list, const TrustList *old_list, GError **error)
{
  gboolean itl = trust_list_is_itl(old_list);
  Phone phone = {.ctl = itl ? NULL : old_list, .itl = itl ? old_list : NULL, .security_by_default = TRUE};
  if (acceptance_judge(new_list, &phone).verdict == ACCEPTANCE_ACCEPTED)
    return TRUE;
  g_set_error_literal(
      error, CTL_ERROR, CTL_ERROR_REJECTED,
      "The Security Token that signed this list does not exist in the CTL File on the publisher, so "
      "phones that hold that list may reject the new one; sign with a token that is in it, "
      "or make sure that the phones can ask TVS about this one");
  return FALSE;
}

/* May the list on the publisher, OLD_BYTES, be replaced by LIST? */
static gboolean
check_replacement(const TrustList *list, GBytes *old_bytes, const PublishRequest *request, GError **error)
{
  if (request->force)
    return TRUE;
  g_autoptr(GError) damage = NULL;
  g_autoptr(TrustList) old_list = trust_list_parse(old_bytes, &damage);
  if (old_list != NULL)
    return publish_check_signer(list, old_list, error);
  g_set_error(error, CTL_ERROR, CTL_ERROR_REJECTED,
              "The list on publisher %s cannot be compared with the new one (%s)", request->address->host,
              damage->message);
  return FALSE;
}

static gboolean
replace_remote(PublisherSession *session, const TrustList *list, const PublishRequest *request,
               PublishResult *result, const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) old_bytes = NULL;
  progress_step(progress, "Reading the list that %s holds now", request->address->host);
  if (!publisher_fetch_file(session, TRUST_LIST_MAX_LEN, &old_bytes, NULL, progress, cancellable, error))
    return FALSE;
  *result = old_bytes == NULL ? PUBLISH_CREATED : PUBLISH_REPLACED;
  if (old_bytes != NULL && g_bytes_equal(old_bytes, trust_list_get_bytes(list))) {
    *result = PUBLISH_UNCHANGED;
    return TRUE;
  }
  if (old_bytes != NULL && !check_replacement(list, old_bytes, request, error))
    return FALSE;
  if (request->dry_run)
    return TRUE;
  return publisher_replace_file(session, trust_list_get_bytes(list), progress, cancellable, error);
}

gboolean
publish_list(const TrustList *list, const PublishRequest *request, PublishResult *result, Prompt *prompt,
             const Progress *progress, GCancellable *cancellable, GError **error)
{
  if (!trust_list_verify(list, NULL, error))
    return FALSE;
  g_autoptr(PublisherSession) session =
      publisher_session_open(request->address, request->login, prompt, progress, cancellable, error);
  if (session == NULL)
    return FALSE;
  return replace_remote(session, list, request, result, progress, cancellable, error);
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
  if (bytes == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, "Publisher %s has no file %s", request->address->host,
                request->address->path);
  return g_steal_pointer(&bytes);
}
