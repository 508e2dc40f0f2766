/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/draft.h"
#include "app/workflow/publish/tvs-identity.h"
#include "app/workflow/update/update.h"
#include "pkcs11/token-list.h"

struct _Update {
  const UpdateSetup *setup;
  char *folder;
  UpdateStep steps[UPDATE_N_STEPS];
  GHashTable *restarted;      /* hosts (char *) whose services were restarted, with what was done (char *) */
  ListDifference *difference; /* or NULL */
  TvsIdentity *tvs;           /* who TVS is; NULL until the ITL was fetched */
  GPtrArray *tokens;          /* names (char *) of the tokens that were found */
  GPtrArray *findings;        /* of Finding: of the last step that judged */
  char *version;              /* of the cluster; NULL until it was asked */
  Consent *consent;           /* what was overruled then, or NULL */
  GBytes *state;              /* what the state's file held when it was last read or written; NULL: no file */
};

/* What a step is run with. */
typedef struct {
  CtlPrompt *prompt;
  const Progress *progress;
  GCancellable *cancellable;
} UpdateRun;

/* Writes the state. Errors: CTL_ERROR_FILE. */
gboolean update_save(Update *update, GError **error);

/* FOLDER/NAME; the caller frees it. */
char *update_path(const Update *update, const char *name);
#define UPDATE_OLD_LIST "old.tlv"
#define UPDATE_NEW_LIST "new.tlv"
#define UPDATE_STATE_FILE "state.conf"

/* The list in the file NAME of the folder. */
TrustList *update_load_list(const Update *update, const char *name, GCancellable *cancellable,
                            GError **error);

/* Puts LIST on every node, on all at the same time, see publish_nodes_run(). All are looked at first: when
 * the list is refused on one, or one has a list that is not of this job, nothing is put anywhere. A node on
 * which it fails does not hold up the others; the error tells of each. */
gboolean update_push_list(Update *update, const TrustList *list, const UpdateRun *run, GError **error);

/* Begins a judgement: forgets what the last one found, and overrules what the setup does and, beside it, RULE
 * (JUDGE_N_RULES: none). */
void update_begin_judgement(Update *update, JudgeRule rule);

/* The tokens that go into the list, of Token, the signer first. Errors: CTL_ERROR_NO_TOKEN. */
GPtrArray *update_find_tokens(const Update *update, GCancellable *cancellable, GError **error);

/* OLD with the tokens' records, and with or without its servers' SAST records, as the release VERSION has it
 * (NULL: not known). Appends to CHANGES a line for each record that comes (+), goes (-) or stays as SAST of a
 * server (=), and what to know of these. The caller frees the draft. Errors: list_draft_add_token(). */
ListDraft *update_make_draft(TrustList *old, const GPtrArray *tokens, const char *version, GString *changes,
                             GError **error);

/* Asks whether to go on. A no is CTL_ERROR_CANCELLED. */
gboolean update_confirm(const UpdateRun *run, const char *message, const char *detail, GError **error);

/* The steps. Each fills STEP's texts and sets its state. */
gboolean update_check_cluster(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
gboolean update_check_tokens(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
gboolean update_export(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
gboolean update_ask_tvs(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
gboolean update_sign(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
gboolean update_push(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
gboolean update_verify(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
gboolean update_restart(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
gboolean update_tell_phones(Update *, UpdateStep *step, const UpdateRun *run, GError **error);
