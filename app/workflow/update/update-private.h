/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/file-lock.h"
#include "app/workflow/list/draft.h"
#include "app/workflow/plan/plan.h"
#include "app/workflow/publish/sast-ask.h"
#include "app/workflow/publish/tvs-identity.h"
#include "app/workflow/update/update-wish.h"
#include "app/workflow/update/update.h"
#include "pkcs11/token-list.h"

struct _Update {
  const UpdateSetup *setup;
  char *folder;
  UpdateStep steps[UPDATE_N_STEPS];
  AddressBookEntry *entry; /* as the setup has it, without nodes that serve no lists */
  GPtrArray *nodes;        /* likewise */
  GPtrArray *cli_nodes;
  char **others;         /* those nodes' hosts, or NULL: none is known */
  GHashTable *restarted; /* hosts (char *) whose services were restarted, with what was done (char *) */
  GHashTable *awaited;   /* hosts (char *) where a person was to put the list, and it was not seen yet */
  GHashTable *settled;   /* hosts (char *) that hold the new list, with the PublishState that was recorded */
  TvsIdentity *tvs;      /* who TVS is; NULL until the ITL was fetched */
  GPtrArray *tokens;     /* names (char *) of the tokens that were found */
  GPtrArray *signers;    /* the same of all that could sign */
  GPtrArray *uploads;    /* of SastCertificate: what was uploaded, or was to be; empty before */
  GPtrArray *findings;   /* of Finding: of the last step that judged */
  char *version;         /* of the cluster; NULL until it was asked */
  ClusterStatus *status; /* the cluster as this run has found it, or NULL */
  TrustList *today;      /* the list that it has; NULL: none, or not asked yet */
  gboolean today_is_other; /* it was named, and is not the one that the publisher holds */
  Plan *plan;              /* of UPDATE_TO_PLAN; NULL until it was made */
  gboolean asks_tvs;       /* phones will have to ask TVS about the token that signs */
  char *by_hand;           /* what a person has to do on nodes after the last push, lines; or NULL */
  gboolean replaced;       /* a node has got another list since the services were restarted last */
  gboolean put_now;        /* by this run, so that nobody can have restarted them for it yet */
  gboolean has_before;     /* the list of before is kept, so that an update can be taken back */
  gboolean is_first;       /* the list that the job has signed: the nodes had none before */
  char **replaceable;      /* SHA-256 of lists on nodes that a person has agreed to replace; or NULL */
  char **read;             /* hosts whose lists were known then; or NULL */
  gboolean begun;          /* a list of the job was signed, and the job has not ended */
  Consent *consent;        /* what was overruled then, or NULL */
  char *old_sha256;        /* of the lists that are kept, in hex; NULL: not known, or there is none */
  char *new_sha256;
  gboolean waited; /* for TVS, since the cluster was looked at */
  gint64 ran_at;   /* seconds since 1970: when the last step ended; 0: none has */
  GBytes *state;   /* what the state's file held when it was last read or written; NULL: no file */
};

/* What a step is run with. */
typedef struct {
  CtlPrompt *prompt;
  const Progress *progress;
  GCancellable *cancellable;
} UpdateRun;

/* One step at a time, and by one program. Errors: CTL_ERROR_IN_USE when another one has gone on with the job
 * since it was opened, those of file_lock_new(). The caller frees *LOCK, which is NULL before; it stays so in
 * a trial. */
gboolean update_begin_work(const Update *update, FileLock **lock, GCancellable *cancellable, GError **error);

/* Forgets the job, in the middle of such work. */
void update_forget_job(Update *update);

/* Reads the state. Errors: CTL_ERROR_IN_USE when a job of the other kind has begun, those of key_file_load().
 */
gboolean update_load_state(Update *update, GError **error);
/* What the job of PUBLISHER is to make, as its state says. The caller frees it. */
UpdateWish *update_state_read_wish(const AddressBookEntry *entry);
/* The file of the state is as this run knows it. */
void update_remember_state(Update *update);

/* Writes the state, but for a trial. Errors: CTL_ERROR_FILE. */
gboolean update_save(Update *update, GError **error);

/* FOLDER/NAME; the caller frees it. */
char *update_path(const Update *update, const char *name);
#define UPDATE_OLD_LIST "old.tlv"
#define UPDATE_NEW_LIST "new.tlv"
#define UPDATE_STATE_FILE "state.conf"
#define UPDATE_STATE_GROUP "Migration" /* in it */

/* Which publisher it is, whichever way it is reached: its host, with the port of its SSH where that is not
 * 22. The caller frees it. */
char *update_describe_publisher(const PublisherAddress *address);

/* The list in the file NAME of the folder. Errors: those of file_read() and trust_list_parse();
 * CTL_ERROR_DAMAGED when it is not the one that the job has put there. */
TrustList *update_load_list(const Update *update, const char *name, GCancellable *cancellable,
                            GError **error);
/* Puts LIST there, with the next update_save(), which writes down its checksum: a run that is killed before
 * leaves the list and the state of before, one that is killed after it those of this job. Errors: those of
 * file_replace(). */
gboolean update_keep_list(Update *update, const char *name, const TrustList *list, GError **error);
void update_drop_list(Update *update, const char *name);
/* There is nothing to take back any more; the list goes with the next update_save(). */
void update_forget_before(Update *update);
/* The state is written: the lists that it tells of take their places. */
void update_settle_lists(Update *update);

/* Takes the nodes from the setup, which may have changed since the last run. */
void update_use_nodes(Update *update);
/* Leaves out the nodes that serve no lists, as STATUS says. */
void update_leave_out_others(Update *update, const ClusterStatus *status);

/* Asks the cluster for all that the job needs. */
ClusterStatus *update_ask_cluster(const Update *update, const UpdateRun *run, GError **error);

/* Reads the list or ITL at ADDRESS over SFTP; it is kept in the history. */
TrustList *update_fetch_from(const Update *update, const PublisherAddress *address, const UpdateRun *run,
                             GError **error);

/* Makes the plan, with TOKENS (of X509; NULL: those that the list has). Errors: those of consent_check() when
 * what it needs could not be determined. */
gboolean update_make_plan(Update *update, const GPtrArray *tokens, GError **error);

/* When an earlier run has signed a list: is it still the one that the cluster needs? If not, it is made
 * again; and where the publisher has got one of somebody else, also while it was to be made again, the job
 * begins anew. Adds to what STEP has found. */
gboolean update_review(Update *update, UpdateStep *step, GError **error);

/* Has the job done again from step FIRST on. Restarts that are owed to nodes still are. */
void update_forget(Update *update, UpdateStepId first);

/* TRUE when SIGNER is no token of the list that the cluster has, so that phones have to ask TVS about it. */
gboolean update_needs_trust(const Update *update, Token *signer);
/* Uploads those of CERTIFICATES (of X509, as ANSWER was asked about) that TVS on the publisher does not know,
 * where the setup wants it, and not twice in a run. *SENT is set when the publisher was given one. Errors:
 * sast_upload_send(). */
gboolean update_upload(Update *update, const GPtrArray *certificates, const SastAnswer *answer,
                       gboolean *sent, const UpdateRun *run, GError **error);

/* Notes what TVS says of what was uploaded; adds a sentence for each to FOUND. */
void update_tell_uploads(Update *update, const GPtrArray *certificates, const SastAnswer *answer,
                         GString *found);

/* For the steps that are for nothing else. */
void update_skip(UpdateStep *step);

/* The folder of the exported certificates; the caller frees it. */
char *update_certificate_folder(const Update *update);

/* What has to be done besides, now that the list is there; a line each, or NULL. The caller frees it. */
char *update_describe_rest(Update *update, const UpdateRun *run, GError **error);

/* The list that the plan makes, and what it changes in CHANGES, a line each. */
ListDraft *update_make_draft(const Update *update, GString *changes, GCancellable *cancellable,
                             GError **error);

/* Puts the list in the file NAME of the folder on every node, on all at the same time, see
 * publish_nodes_run(). All are looked at first: when the list is refused on one, or one has a list that is
 * not of this job, nothing is put anywhere. A node on which it fails does not hold up the others; the error
 * tells of each. */
gboolean update_push_list(Update *update, const char *name, const UpdateRun *run, GError **error);

/* Adds what the user should know, as sentences (char *), each once. */
void update_add_warnings(Update *update, const GPtrArray *warnings);

/* A person has agreed to the new list, knowing what the nodes hold now: that may be replaced, and nothing
 * that comes there later. */
void update_allow_replacement(Update *update);
gboolean update_may_replace(const Update *update, const TrustList *list);

/* Begins a judgement: forgets what the last one found, and overrules what the setup does and, beside it, RULE
 * (JUDGE_N_RULES: none). */
void update_begin_judgement(Update *update, JudgeRule rule);

/* The tokens that go into the list, of Token, the signer first. The names (char *) of all that are plugged in
 * and could sign are added to SIGNERS (may be NULL). Errors: CTL_ERROR_NO_TOKEN. */
GPtrArray *update_find_tokens(const Update *update, GPtrArray *signers, GCancellable *cancellable,
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
