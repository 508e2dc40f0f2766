/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what phones do: those of app/trustlist/acceptance.c. */
#include "app/workflow/phones/phone-check.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

void
phone_check_free(PhoneCheck *check)
{
  g_free(check->summary);
  g_free(check->tvs);
  g_ptr_array_unref(check->lines);
  g_ptr_array_unref(check->advice);
  g_free(check);
}

/* --- the lists that phones hold --- */

/* PATH's list, a reference to OTHERWISE when there is no path; *LIST may become NULL. */
static gboolean
load_held(TrustList **list, const char *path, gboolean itl, TrustList *otherwise, GCancellable *cancellable,
          GError **error)
{
  if (path == NULL) {
    *list = otherwise != NULL ? trust_list_ref(otherwise) : NULL;
    return TRUE;
  }
  g_autoptr(ListFile) file = list_file_load(path, cancellable, error);
  if (file == NULL)
    return FALSE;
  if (trust_list_is_itl(file->list) != itl) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                itl ? _("%s is a CTL; give it as the CTL that phones hold")
                    : _("%s is an ITL; give it as the ITL that phones hold"),
                path);
    return FALSE;
  }
  *list = trust_list_ref(file->list);
  return TRUE;
}

/* --- the answer --- */

static gboolean
any_given(const GArray *states, AcceptanceVerdict verdict, gboolean security_by_default)
{
  for (guint i = 0; i < states->len; i++) {
    const PhoneState *state = &g_array_index(states, PhoneState, i);
    if (state->given && state->acceptance.verdict == verdict &&
        state->phone.security_by_default == security_by_default)
      return TRUE;
  }
  return FALSE;
}

/* Phones that ask TVS (SBD, overview of TVS; P88, status messages: a phone that gets no yes keeps its list).
 * This program's question stands for theirs; one that TVS did not answer says nothing of theirs. */
static const char *
summarize_asking(PublishTvsVerdict tvs)
{
  switch (tvs) {
  case PUBLISH_TVS_VOUCHES:
    return _("Phones that can ask TVS will take this list, since TVS knows its signer.");
  case PUBLISH_TVS_OTHER_ROLE:
  case PUBLISH_TVS_UNKNOWN:
    return _("No. Phones that ask TVS will keep the list that they hold, since TVS does not know the signer "
             "as a System Administrator Security Token.");
  case PUBLISH_TVS_FAILED:
    return _("Nobody can say: phones will ask TVS about the signer, and TVS could not be asked now.");
  case PUBLISH_TVS_NOT_ASKED:
    return _(
        "It depends on TVS, which phones will ask about the signer. Choose the publisher to ask it now.");
  }
  return NULL;
}

/* The sentences add up what acceptance_judge() says, where the sources are. */
static char *
summarize(const GArray *states, const PhoneQuestion *question, PublishTvsVerdict tvs)
{
  gboolean plain_rejects = any_given(states, ACCEPTANCE_REJECTED, FALSE);
  if (any_given(states, ACCEPTANCE_REJECTED, TRUE))
    return g_strdup(_("No. Phones will keep the list that they hold."));
  if (trust_list_check_signature(question->file) == SIGNATURE_NOT_CHECKED)
    return g_strdup(_("Not known: this machine cannot check the signature of the list."));
  if (any_given(states, ACCEPTANCE_NOT_KNOWN, TRUE))
    return g_strdup(_("Not known: the documents do not say what phones in this state do."));
  if (any_given(states, ACCEPTANCE_ASKS_TVS, TRUE))
    return plain_rejects
               ? g_strdup_printf("%s %s", summarize_asking(tvs),
                                 _("Phones without Security by Default will keep the list that they hold."))
               : g_strdup(summarize_asking(tvs));
  if (question->ctl == NULL && question->itl == NULL)
    return g_strdup(_("Phones that hold no list take this one. Choose the CTL that your phones hold to know "
                      "what they do."));
  return g_strdup(plain_rejects ? _("Only phones with Security by Default will take this list; the others "
                                    "keep the one that they hold.")
                                : _("Yes. Phones will take this list."));
}

static gboolean
is_settled(const PhoneState *state, PublishTvsVerdict tvs)
{
  return state->acceptance.verdict == ACCEPTANCE_ASKS_TVS && tvs == PUBLISH_TVS_VOUCHES;
}

/* Not what to do about TVS once it has vouched. */
static GPtrArray *
make_advice(const GArray *states, const PhoneQuestion *question, PublishTvsVerdict tvs)
{
  g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(PhoneState));
  for (guint i = 0; i < states->len; i++)
    if (!is_settled(&g_array_index(states, PhoneState, i), tvs))
      g_array_append_val(open, g_array_index(states, PhoneState, i));
  g_autoptr(GPtrArray) told = phone_states_collect_advice(open, question);
  GPtrArray *advice = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < told->len; i++)
    g_ptr_array_add(advice, g_strconcat(g_ptr_array_index(told, i), ".", NULL));
  return advice;
}

static char *
tvs_sentence(const PublishTvsAnswer *answer)
{
  if (answer->text == NULL)
    return NULL;
  return answer->warning != NULL ? g_strdup_printf("%s. %s.", answer->text, answer->warning)
                                 : g_strdup_printf("%s.", answer->text);
}

static PhoneCheck *
judge(const PhoneQuestion *question, const PublishTvsAnswer *answer)
{
  g_autoptr(GArray) states = phone_states_judge(question);
  PhoneCheck *check = g_new0(PhoneCheck, 1);
  check->summary = summarize(states, question, answer->verdict);
  check->tvs = tvs_sentence(answer);
  check->lines = phone_states_describe(states, question);
  check->advice = make_advice(states, question, answer->verdict);
  return check;
}

/* What HELD, an ITL that the administrator has named, cannot say, something else may. */
static PublishTvs *
make_tvs(const AddressBookEntry *entry, const TrustList *held)
{
  PublishTvs *tvs = publish_tvs_new(entry);
  g_autoptr(TvsIdentity) identity = held != NULL ? tvs_identity_new_from_named_itl(held, NULL) : NULL;
  if (identity != NULL)
    publish_tvs_set_identity(tvs, identity);
  return tvs;
}

PhoneCheck *
phone_check_run(const PhoneCheckRequest *request, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  g_autoptr(TrustList) ctl = NULL;
  g_autoptr(TrustList) itl = NULL;
  if (!load_held(&ctl, request->ctl_path, FALSE, request->replaced, cancellable, error) ||
      !load_held(&itl, request->itl_path, TRUE, NULL, cancellable, error))
    return NULL;
  g_autoptr(PublishTvs) tvs = request->entry != NULL ? make_tvs(request->entry, itl) : NULL;
  PublishTvsAnswer answer = {0};
  if (tvs != NULL && !publish_tvs_ask(tvs, request->list, ctl, &answer, progress, cancellable, error))
    return NULL;
  const PhoneQuestion question = {request->list, ctl, itl != NULL ? itl : answer.itl};
  return judge(&question, &answer);
}

/* --- before it is signed --- */

/* The tokens of the draft that phones know from the old list: "A, B". */
static char *
list_known_signers(const ListDraft *draft)
{
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    g_autoptr(X509) certificate = trust_list_record_get_function(&record) == FUNCTION_SAST
                                      ? trust_list_record_dup_certificate(&record)
                                      : NULL;
    if (certificate == NULL || !list_draft_can_be_signed_by(draft, certificate))
      continue;
    g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
    g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", facts->subject_short);
  }
  return names->len > 0 ? g_strdup(names->str) : NULL;
}

/* SBD, the phone verifies: the first state, then the third; TN118893, requirements, note. */
char *
phone_check_describe_signers(const ListDraft *draft)
{
  if (list_draft_get_old(draft) == NULL)
    return g_strdup(_("The list is not signed yet. Phones that hold no list will take it from any signer; "
                      "what others do can be told when it is signed."));
  g_autofree char *names = list_known_signers(draft);
  if (names == NULL)
    return g_strdup(_("The list is not signed yet, and none of its tokens is in the list that it replaces: "
                      "phones will ask TVS about the signer, and those that cannot will keep their list. Put "
                      "a token of the old list in again to sign with it."));
  return g_strdup_printf(_("The list is not signed yet. Phones that hold the list that it replaces will take "
                           "it when one of these signs it: %s."),
                         names);
}
