/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/publisher/settings/address-book.h"
#include "app/publisher/tls/tls-connection.h"
#include "app/workflow/judge/consent.h"
#include "app/workflow/plan/plan.h"
#include "app/workflow/publish/sast-upload.h"

/* A cluster gets the list that it needs, as one job of steps. After each step what was found is kept in a
 * folder, so that the job can be stopped at any moment and taken up again; a step that was interrupted is run
 * anew. Used by one thread at a time. */

typedef enum {
  UPDATE_TO_PLAN, /* the list that plan_make() finds the cluster to need */
  UPDATE_MIGRATE, /* from a tokenless list back to one that eTokens sign (TN118893, "From Tokenless Solution
                     to Hardware eTokens") */
} UpdateKind;

typedef enum {
  UPDATE_CLUSTER, /* mixed mode, a release whose CTL Provider supports tokens, and its list */
  UPDATE_TOKENS,  /* two tokens with keys */
  UPDATE_EXPORT,  /* their certificates as files */
  UPDATE_TRUST,   /* uploaded, and known to TVS on every node */
  UPDATE_SIGN,    /* the list made and signed */
  UPDATE_PUSH,    /* on every node */
  UPDATE_VERIFY,  /* every node holds it */
  UPDATE_RESTART, /* services restarted */
  UPDATE_PHONES,  /* what to see on a phone */
  UPDATE_N_STEPS,
} UpdateStepId;

typedef enum {
  UPDATE_TO_DO,
  UPDATE_WAITING, /* the administrator has to do something elsewhere first, see to_do */
  UPDATE_DONE,
} UpdateState;

typedef struct {
  UpdateStepId id;
  UpdateState state;
  char *found; /* sentences, or NULL */
  char *to_do; /* what the administrator has to do elsewhere: sentences, or NULL */
} UpdateStep;

/* "cluster", "tokens", ...: for scripts and the state's file. Static. */
const char *update_step_get_word(UpdateStepId id);
/* A title for people. Static. */
const char *update_step_title(UpdateStepId id);
const char *update_state_get_word(UpdateState state);

/* What the job works with; borrowed, and outlives the job. */
typedef struct {
  UpdateKind kind;
  PlanGoal goal; /* of UPDATE_TO_PLAN */
  GBytes *given; /* today's list, where a person names it; NULL: as the cluster has it. Where the publisher
                  * holds another one, JUDGE_NOT_DETERMINED has to be overruled */
  const GPtrArray
      *certificates;          /* of X509: of tokens that go into the list and are not plugged in; or NULL */
  const char *const *without; /* hosts of nodes that are left out; NULL: none */
  const AddressBookEntry *entry; /* its name for the history, its ports for what phones are served */
  GPtrArray *nodes;              /* of PublisherAddress, where the lists are; the publisher first */
  GPtrArray *cli_nodes;          /* of PublisherAddress, the same nodes with the user of their platform CLI */
  const PublisherLogin *login;
  guint tvs_port;
  gboolean old_tls;
  const char *const *modules; /* as for token_list_load() */
  const char *const *tokens;  /* names of the tokens that go into the list; NULL: none is named. Then, and
                               * without certificates, UPDATE_TO_PLAN keeps those that the list has, and
                               * UPDATE_MIGRATE takes all that are plugged in */
  const char *signer;         /* the one that signs; NULL: the first, and where none is named either, one that
                               * today's list has, or else the first that is plugged in */
  gboolean upload;            /* upload what TVS on the publisher does not know, asking before, once a run */
  gboolean restart;           /* restart the services, asking before each node */
  gboolean restarted;         /* the administrator says that they were restarted */
  const Consent *consent;     /* the errors that are overruled; NULL: none */
  gboolean take_over;         /* no other push is at work: locks that one has left are removed */
  gboolean trial;             /* no step after UPDATE_TOKENS is run, and nothing is written down */
  GPtrArray *warnings; /* gets what the user should know, as sentences (char *): old algorithms in use */
} UpdateSetup;

typedef struct _Update Update;

/* Where the state of the job of ENTRY's cluster is kept, which may have begun under another name of it: as
 * another saved entry with the same publisher, or by a URL. The caller frees it. */
char *update_find_folder(const AddressBookEntry *entry);

/* TRUE when the job of ENTRY's cluster has signed a list and has not come to its end; *KIND says which job.
 */
gboolean update_find_unfinished(const AddressBookEntry *entry, UpdateKind *kind);

/* The job whose state is kept in FOLDER, which is made, but for a trial; a new one where there is none.
 * Errors: CTL_ERROR_FILE, CTL_ERROR_DAMAGED. */
Update *update_open(const char *folder, const UpdateSetup *setup, GError **error);
void update_free(Update *update);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Update, update_free)

const UpdateStep *update_get_step(const Update *update, UpdateStepId id);
/* The first step that is not done; UPDATE_N_STEPS when all are. */
UpdateStepId update_get_next(const Update *update);

/* Has the job look at the cluster again when it is about to sign, and has waited since it looked, or nothing
 * was done for UPDATE_FRESH_S: the next step is UPDATE_CLUSTER then, and TRUE is returned. Nothing is signed
 * without: update_run_next() does the same first. */
#define UPDATE_FRESH_S 600
gboolean update_look_again(Update *update);

/* TRUE when an earlier step has signed a list or put one on nodes, and steps that have to follow are not
 * done.
 */
gboolean update_is_unfinished(const Update *update);

/* Runs the next step; after UPDATE_TOKENS has waited, that is UPDATE_CLUSTER. TRUE when it is done or waits;
 * FALSE with an error when it failed: nothing is lost, it can be run again. PROMPT is asked for passwords
 * and, before something is signed (PROMPT_STEP) or restarted (PROMPT_RESTART), for a yes; a no is
 * CTL_ERROR_CANCELLED. Errors: CTL_ERROR_REJECTED when the cluster is not one to be migrated,
 * CTL_ERROR_IN_USE when another program has gone on with the job since it was opened, and those of the parts.
 */
gboolean update_run_next(Update *update, CtlPrompt *prompt, const Progress *progress,
                         GCancellable *cancellable, GError **error);

/* How long to wait before TVS is asked again. */
#define UPDATE_POLL_S 10

/* The tokens (of char *) that the step UPDATE_TOKENS has found since the job was opened, the signer first.
 * Borrowed; empty before that step. */
const GPtrArray *update_get_tokens(const Update *update);
/* The same of all that were plugged in then, in a fixed order. */
const GPtrArray *update_get_signers(const Update *update);

/* The certificates (of SastCertificate) that were uploaded, or were to be, since the job was opened. Borrowed
 * until the next run; empty before. */
const GPtrArray *update_get_uploads(const Update *update);

/* What the last step that judged a list has found (of Finding), whether it went on or not. Borrowed until the
 * next run. */
const GPtrArray *update_get_findings(const Update *update);
/* What was overruled then: by the setup, and by the job itself. Borrowed likewise; NULL: nothing. */
const Consent *update_get_consent(const Update *update);

/* What the job has found and made of it since it was opened. Borrowed until the next run; NULL before, and,
 * of today's list, where there is none; of the plan, in a migration. */
const ClusterStatus *update_get_status(const Update *update);
TrustList *update_get_today(const Update *update);
const Plan *update_get_plan(const Update *update);

/* TRUE when the new list may be on a node, so that there is something to take back. */
gboolean update_can_go_back(const Update *update);

/* What is told when the list was taken back, from all nodes or not; to be translated. */
#define UPDATE_BACK_DONE N_("Every node has the previous list again.")
#define UPDATE_BACK_NOT_DONE N_("Not every node has the previous list again.")
/* What has to be done then, and what phones do that hold the list of the migration: sentences. The caller
 * frees it. */
char *update_describe_back(void);

/* Asks whether to (PROMPT_STEP), and puts the list that was there before the job on every node again; that is
 * so too when the job has made its list more than once, unless it began anew with a list of somebody else.
 * Forgets the job when no node is left, see update_describe_back_rest(). Errors: CTL_ERROR_USAGE when nothing
 * was pushed yet, CTL_ERROR_CANCELLED after a no, those of publish_nodes_run(). */
gboolean update_go_back(Update *update, CtlPrompt *prompt, const Progress *progress,
                        GCancellable *cancellable, GError **error);

/* The nodes that have not got the list of before then, and what to do about them: where a person puts it
 * there, and those that were left out. Lines; NULL: all have it. The caller frees it. */
char *update_describe_back_rest(const Update *update);

/* Forgets what was done, so that the next run begins with the first step; nothing changes on the cluster. The
 * list of before is in the history only then. Errors: CTL_ERROR_IN_USE when another program has gone on with
 * the job since it was opened, those of file_lock_new(); nothing is forgotten then. */
gboolean update_start_anew(Update *update, GCancellable *cancellable, GError **error);
