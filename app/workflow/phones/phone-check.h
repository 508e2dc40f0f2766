/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"
#include "app/workflow/phones/phone-states.h"
#include "app/workflow/publish/publish-tvs.h"

/* The question "will phones accept it?", answered for a person: by the lists that phones hold, and by TVS
 * where it is asked. */

typedef struct {
  TrustList *list;               /* signed */
  TrustList *replaced;           /* held where CTL_PATH names none; or NULL */
  const char *ctl_path;          /* the CTL that phones hold, or NULL */
  const char *itl_path;          /* their ITL, or NULL */
  const AddressBookEntry *entry; /* whose TVS is asked about the signer, or NULL */
} PhoneCheckRequest;

typedef struct {
  char *summary;     /* the answer, a sentence or two */
  char *tvs;         /* what TVS said, a sentence; NULL when it was not asked */
  GPtrArray *lines;  /* of PhoneLine */
  GPtrArray *advice; /* of char *: what to do, whole sentences; empty when nothing is to be done */
} PhoneCheck;

void phone_check_free(PhoneCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PhoneCheck, phone_check_free)

/* Reads the files, asks TVS where it is wanted, and judges. TVS also brings the cluster's ITL where ITL_PATH
 * names none; that it cannot be asked is an answer. Errors: those of list_file_load(); CTL_ERROR_USAGE for a
 * CTL in the place of an ITL or the other way round; CTL_ERROR_CANCELLED. The caller frees the check. */
PhoneCheck *phone_check_run(const PhoneCheckRequest *request, const Progress *progress,
                            GCancellable *cancellable, GError **error);

/* For a list that is not signed yet: whose signature phones would accept, as sentences. The caller frees it.
 */
char *phone_check_describe_signers(const ListDraft *draft);
