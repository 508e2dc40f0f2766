/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: TN118893, its logs of TVS, and TN210541 for the roles that it answers. */
#include "app/workflow/publish/publish-tvs.h"

#include "app/base/error.h"
#include "app/workflow/publish/publish-fetch.h"
#include "app/workflow/publish/tvs-check.h"

#include <glib/gi18n.h>

#define ITL_TIMEOUT_S 10 /* TFTP of a node without it says nothing at all */

/* What was said of a list, when phones hold a certain other one. */
typedef struct {
  GBytes *list;
  GBytes *held; /* or NULL: not known */
  PublishTvsVerdict verdict;
  char *text;
  char *warning;
  TrustList *itl;
} Answer;

struct _PublishTvs {
  GMutex lock; /* held while TVS is asked; guards what follows */
  AddressBookEntry *entry;
  TvsIdentity *confirmed;      /* or NULL */
  const PublisherLogin *login; /* or NULL */
  CtlPrompt *prompt;
  GPtrArray *answers; /* of Answer */
};

static Answer *
answer_new(const TrustList *list, const TrustList *held)
{
  Answer *answer = g_new0(Answer, 1);
  answer->list = g_bytes_ref(trust_list_get_bytes(list));
  answer->held = held != NULL ? g_bytes_ref(trust_list_get_bytes(held)) : NULL;
  return answer;
}

static void
answer_free(gpointer data)
{
  Answer *answer = data;
  g_bytes_unref(answer->list);
  g_clear_pointer(&answer->held, g_bytes_unref);
  g_free(answer->text);
  g_free(answer->warning);
  g_clear_pointer(&answer->itl, trust_list_unref);
  g_free(answer);
}

PublishTvs *
publish_tvs_new(const AddressBookEntry *entry)
{
  PublishTvs *tvs = g_new0(PublishTvs, 1);
  g_mutex_init(&tvs->lock);
  tvs->entry = address_book_entry_copy(entry);
  tvs->answers = g_ptr_array_new_with_free_func(answer_free);
  if (tvs->entry->cluster == NULL)
    tvs->entry->cluster = cluster_settings_new();
  return tvs;
}

void
publish_tvs_forget(PublishTvs *tvs)
{
  g_mutex_lock(&tvs->lock);
  g_ptr_array_set_size(tvs->answers, 0);
  g_mutex_unlock(&tvs->lock);
}

void
publish_tvs_set_identity(PublishTvs *tvs, TvsIdentity *identity)
{
  g_mutex_lock(&tvs->lock);
  g_ptr_array_set_size(tvs->answers, 0);
  g_clear_pointer(&tvs->confirmed, tvs_identity_unref);
  tvs->confirmed = identity != NULL ? tvs_identity_ref(identity) : NULL;
  g_mutex_unlock(&tvs->lock);
}

void
publish_tvs_set_login(PublishTvs *tvs, const PublisherLogin *login, CtlPrompt *prompt)
{
  g_mutex_lock(&tvs->lock);
  tvs->login = login;
  tvs->prompt = prompt;
  g_mutex_unlock(&tvs->lock);
}

void
publish_tvs_free(PublishTvs *tvs)
{
  if (tvs == NULL)
    return;
  g_ptr_array_unref(tvs->answers);
  g_clear_pointer(&tvs->confirmed, tvs_identity_unref);
  address_book_entry_free(tvs->entry);
  g_mutex_clear(&tvs->lock);
  g_free(tvs);
}

/* --- the ITL --- */

static TrustList *
fetch_by(const PublishTvs *tvs, FetchMethod method, const Progress *progress, GCancellable *cancellable,
         GError **error)
{
  const FetchRequest request = {
      .entry = tvs->entry, .login = tvs->login, .method = method, .itl = TRUE, .timeout_s = ITL_TIMEOUT_S};
  g_autoptr(FetchedList) fetched =
      publish_fetch_list(&request, TRUE, NULL, tvs->prompt, progress, cancellable, error);
  return fetched != NULL ? trust_list_parse(fetched->bytes, error) : NULL;
}

static TrustList *
fetch_served(const PublishTvs *tvs, const Progress *progress, GCancellable *cancellable, GError **error)
{
  TrustList *itl = fetch_by(tvs, FETCH_BY_HTTP, progress, cancellable, NULL);
  if (itl == NULL && !g_cancellable_is_cancelled(cancellable))
    itl = fetch_by(tvs, FETCH_BY_TFTP, progress, cancellable, NULL);
  if (itl == NULL && !ctl_cancelled(cancellable, error))
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REMOTE,
                        _("the ITL, which says who TVS is, is served neither by HTTP nor by TFTP"));
  return itl;
}

/* By what is served, when it is proven. */
static TvsIdentity *
learn_from_served(TrustList **itl, const PublishTvs *tvs, const TrustList *held, const Progress *progress,
                  GCancellable *cancellable, GError **error)
{
  if (held == NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("it is not known which list phones hold, so nothing says who TVS is"));
    return NULL;
  }
  g_autoptr(TrustList) served = fetch_served(tvs, progress, cancellable, error);
  if (served == NULL || !tvs_identity_check_served_itl(served, held, error))
    return NULL;
  *itl = g_steal_pointer(&served);
  return tvs_identity_new_from_served_itl(*itl, held, error);
}

static TvsIdentity *
learn_over_ssh(TrustList **itl, const PublishTvs *tvs, const Progress *progress, GCancellable *cancellable)
{
  g_autoptr(TrustList) read = fetch_by(tvs, FETCH_BY_SFTP, progress, cancellable, NULL);
  g_autoptr(TvsIdentity) identity = read != NULL ? tvs_identity_new_from_ssh_itl(read, NULL) : NULL;
  if (identity != NULL)
    *itl = g_steal_pointer(&read);
  return g_steal_pointer(&identity);
}

/* *ITL gets the one that says it, or that is proven and says nothing. The error is that of what is served,
 * where the other way is none. */
static TvsIdentity *
learn(TrustList **itl, const PublishTvs *tvs, const TrustList *held, const Progress *progress,
      GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) why = NULL;
  TvsIdentity *identity = learn_from_served(itl, tvs, held, progress, cancellable, &why);
  if (identity == NULL && *itl == NULL && tvs->login != NULL && !g_cancellable_is_cancelled(cancellable))
    identity = learn_over_ssh(itl, tvs, progress, cancellable);
  if (identity == NULL && !ctl_cancelled(cancellable, error))
    g_propagate_error(error, g_steal_pointer(&why));
  return identity;
}

/* What the administrator has confirmed is believed before anything that is found. The ITL is wanted all the
 * same where it is served, for the phones that hold it. */
static TvsIdentity *
find_identity(TrustList **itl, const PublishTvs *tvs, const TrustList *held, const Progress *progress,
              GCancellable *cancellable, GError **error)
{
  char **saved = tvs->entry->cluster->tvs_certificates;
  if (tvs->confirmed == NULL && *saved == NULL)
    return learn(itl, tvs, held, progress, cancellable, error);
  g_autoptr(TvsIdentity) found = learn_from_served(itl, tvs, held, progress, cancellable, NULL);
  if (ctl_cancelled(cancellable, error))
    return NULL;
  return tvs->confirmed != NULL ? tvs_identity_ref(tvs->confirmed)
                                : tvs_identity_new_from_fingerprints((const char *const *)saved, error);
}

TvsIdentity *
publish_tvs_dup_identity(PublishTvs *tvs, const TrustList *held, const Progress *progress,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&tvs->lock);
  g_autoptr(TrustList) itl = NULL;
  return find_identity(&itl, tvs, held, progress, cancellable, error);
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
keep(Answer *answer, const char *host, const TvsCheck *check)
{
  if (check->accepts_signer)
    answer->verdict = PUBLISH_TVS_VOUCHES;
  else
    answer->verdict = check->answer.trusted ? PUBLISH_TVS_OTHER_ROLE : PUBLISH_TVS_UNKNOWN;
  answer->text = describe_verdict(answer->verdict, host);
  if (check->old_algorithms != NULL)
    answer->warning = g_strdup_printf(_("The connection to TVS on %s uses old algorithms (%s)"), host,
                                      check->old_algorithms);
}

static gboolean
ask(Answer *answer, const PublishTvs *tvs, const TrustList *list, const TrustList *held,
    const Progress *progress, GCancellable *cancellable, GError **error)
{
  const ClusterSettings *cluster = tvs->entry->cluster;
  const char *host = tvs->entry->address->host;
  g_autoptr(TvsIdentity) identity = find_identity(&answer->itl, tvs, held, progress, cancellable, error);
  if (identity == NULL)
    return FALSE;
  const TvsCheckRequest request = {.target = {.host = host,
                                              .port = cluster->tvs_port,
                                              .old_algorithms = (cluster->old_algorithms & OLD_TLS) != 0},
                                   .identity = identity};
  g_auto(TvsCheck) check = {0};
  if (!tvs_check_signer(list, &request, &check, progress, cancellable, error))
    return FALSE;
  keep(answer, host, &check);
  return TRUE;
}

static gboolean
is_same(GBytes *kept, const TrustList *list)
{
  return kept != NULL && list != NULL ? g_bytes_equal(kept, trust_list_get_bytes(list))
                                      : kept == NULL && list == NULL;
}

static const Answer *
find_answer(const PublishTvs *tvs, const TrustList *list, const TrustList *held)
{
  for (guint i = 0; i < tvs->answers->len; i++) {
    const Answer *answer = g_ptr_array_index(tvs->answers, i);
    if (is_same(answer->list, list) && is_same(answer->held, held))
      return answer;
  }
  return NULL;
}

/* NULL with CTL_ERROR_CANCELLED only. */
static const Answer *
make_answer(PublishTvs *tvs, const TrustList *list, const TrustList *held, const Progress *progress,
            GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) why = NULL;
  Answer *answer = answer_new(list, held);
  gboolean asked = ask(answer, tvs, list, held, progress, cancellable, &why);
  if (!asked && ctl_cancelled(cancellable, error)) {
    answer_free(answer);
    return NULL;
  }
  if (!asked) {
    answer->verdict = PUBLISH_TVS_FAILED;
    answer->text =
        g_strdup_printf(_("TVS on %s could not be asked (%s)"), tvs->entry->address->host, why->message);
  }
  g_ptr_array_add(tvs->answers, answer);
  return answer;
}

gboolean
publish_tvs_ask(PublishTvs *tvs, const TrustList *list, const TrustList *old_list, PublishTvsAnswer *answer,
                const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&tvs->lock);
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  const Answer *known = find_answer(tvs, list, old_list);
  if (known == NULL)
    known = make_answer(tvs, list, old_list, progress, cancellable, error);
  if (known == NULL)
    return FALSE;
  *answer = (PublishTvsAnswer){known->verdict, known->text, known->itl, known->warning};
  return TRUE;
}
