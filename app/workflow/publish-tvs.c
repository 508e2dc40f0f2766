/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish-tvs.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/verify.h"
#include "app/workflow/publish-fetch.h"
#include "app/workflow/tvs-check.h"

#include <glib/gi18n.h>

#define ITL_TIMEOUT_S 10 /* TFTP of a node without it says nothing at all */

struct _PublishTvs {
  GMutex lock; /* held while TVS is asked; guards what follows */
  AddressBookEntry *publisher;
  GBytes *list; /* the one that was asked about, or NULL */
  PublishTvsVerdict verdict;
  char *text;
  char *warning;
  TrustList *itl;
};

PublishTvs *
publish_tvs_new(const AddressBookEntry *publisher)
{
  PublishTvs *tvs = g_new0(PublishTvs, 1);
  g_mutex_init(&tvs->lock);
  tvs->publisher = address_book_entry_copy(publisher);
  if (tvs->publisher->cluster == NULL)
    tvs->publisher->cluster = cluster_settings_new();
  return tvs;
}

PublishTvs *
publish_tvs_new_for_address(const PublisherAddress *address)
{
  g_autoptr(AddressBookEntry) publisher = g_new0(AddressBookEntry, 1);
  publisher->address = publisher_address_copy(address);
  return publish_tvs_new(publisher);
}

static void
forget_answer(PublishTvs *tvs)
{
  g_clear_pointer(&tvs->list, g_bytes_unref);
  g_clear_pointer(&tvs->text, g_free);
  g_clear_pointer(&tvs->warning, g_free);
  g_clear_pointer(&tvs->itl, trust_list_unref);
}

void
publish_tvs_forget(PublishTvs *tvs)
{
  g_mutex_lock(&tvs->lock);
  forget_answer(tvs);
  g_mutex_unlock(&tvs->lock);
}

void
publish_tvs_free(PublishTvs *tvs)
{
  if (tvs == NULL)
    return;
  forget_answer(tvs);
  address_book_entry_free(tvs->publisher);
  g_mutex_clear(&tvs->lock);
  g_free(tvs);
}

/* --- the ITL --- */

static TrustList *
fetch_by(const PublishTvs *tvs, FetchMethod method, const Progress *progress, GCancellable *cancellable,
         GError **error)
{
  const FetchRequest request = {
      .publisher = tvs->publisher, .method = method, .itl = TRUE, .timeout_s = ITL_TIMEOUT_S};
  g_autoptr(FetchedList) fetched =
      publish_fetch_list(&request, TRUE, NULL, NULL, progress, cancellable, error);
  return fetched != NULL ? trust_list_parse(fetched->bytes, error) : NULL;
}

static TrustList *
fetch_itl(const PublishTvs *tvs, const Progress *progress, GCancellable *cancellable, GError **error)
{
  TrustList *itl = fetch_by(tvs, FETCH_BY_HTTP, progress, cancellable, NULL);
  if (itl == NULL && !g_cancellable_is_cancelled(cancellable))
    itl = fetch_by(tvs, FETCH_BY_TFTP, progress, cancellable, NULL);
  if (itl == NULL && !ctl_cancelled(cancellable, error))
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REMOTE,
                        _("the ITL, which says who TVS is, is served neither by HTTP nor by TFTP"));
  return itl;
}

static gboolean
is_signed_by(const TrustList *itl, const TrustList *known)
{
  for (guint i = 0; i < trust_list_get_n_records(known); i++) {
    g_autoptr(EVP_PKEY) key = trust_list_record_dup_public_key(trust_list_get_record(known, i));
    if (key != NULL && trust_list_verify_with_key(itl, key, NULL))
      return TRUE;
  }
  return FALSE;
}

/* --- the question --- */

static char *
describe_verdict(PublishTvsVerdict verdict, const char *host)
{
  switch (verdict) {
  case PUBLISH_TVS_VOUCHES:
    return g_strdup_printf(
        _("TVS on %s knows its certificate as that of a System Administrator Security Token"), host);
  case PUBLISH_TVS_OTHER_ROLE:
    return g_strdup_printf(
        _("TVS on %s knows its certificate, but not as that of a System Administrator Security Token"), host);
  default:
    return g_strdup_printf(_("TVS on %s does not know its certificate"), host);
  }
}

static void
keep_answer(PublishTvs *tvs, const TvsCheck *check)
{
  const char *host = tvs->publisher->address->host;
  if (check->accepts_signer)
    tvs->verdict = PUBLISH_TVS_VOUCHES;
  else
    tvs->verdict = check->answer.trusted ? PUBLISH_TVS_OTHER_ROLE : PUBLISH_TVS_UNKNOWN;
  tvs->text = describe_verdict(tvs->verdict, host);
  if (check->old_algorithms != NULL)
    tvs->warning = g_strdup_printf(_("The connection to TVS on %s uses old algorithms (%s)"), host,
                                   check->old_algorithms);
}

static gboolean
ask(PublishTvs *tvs, const TrustList *list, const TrustList *old_list, const Progress *progress,
    GCancellable *cancellable, GError **error)
{
  const ClusterSettings *cluster = tvs->publisher->cluster;
  tvs->itl = fetch_itl(tvs, progress, cancellable, error);
  if (tvs->itl == NULL)
    return FALSE;
  if (!is_signed_by(tvs->itl, old_list) && !is_signed_by(tvs->itl, list)) {
    g_clear_pointer(&tvs->itl, trust_list_unref);
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_SIGNATURE,
                        _("the ITL that is served, which says who TVS is, was signed with no key of the list "
                          "on the publisher or of the new one"));
    return FALSE;
  }
  const TvsCheckRequest request = {.target = {.host = tvs->publisher->address->host,
                                              .port = cluster->tvs_port,
                                              .old_algorithms = (cluster->old_algorithms & OLD_TLS) != 0},
                                   .itl = tvs->itl};
  g_auto(TvsCheck) check = {0};
  if (!tvs_check_signer(list, &request, &check, progress, cancellable, error))
    return FALSE;
  keep_answer(tvs, &check);
  return TRUE;
}

gboolean
publish_tvs_ask(PublishTvs *tvs, const TrustList *list, const TrustList *old_list, PublishTvsAnswer *answer,
                const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&tvs->lock);
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  if (tvs->list == NULL || !g_bytes_equal(tvs->list, trust_list_get_bytes(list))) {
    g_autoptr(GError) why = NULL;
    forget_answer(tvs);
    if (!ask(tvs, list, old_list, progress, cancellable, &why)) {
      if (ctl_cancelled(cancellable, error))
        return FALSE;
      tvs->verdict = PUBLISH_TVS_FAILED;
      tvs->text = g_strdup_printf(_("TVS on %s could not be asked (%s)"), tvs->publisher->address->host,
                                  why->message);
    }
    tvs->list = g_bytes_ref(trust_list_get_bytes(list));
  }
  *answer = (PublishTvsAnswer){tvs->verdict, tvs->text, tvs->itl, tvs->warning};
  return TRUE;
}
