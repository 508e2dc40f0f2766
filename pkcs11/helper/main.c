/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* etoken-ctl-token-helper: loads one PKCS#11 module, does jobs with it for the program that started it, and
 * exits when that closes the channel, or after the first job that fails. A module that crashes, hangs or
 * leaks takes only this process with it. Not meant to be started by hand: the program talks to it on
 * descriptor 3. With --pcscd it only finds out whether pcscd serves this user (pcscd-access.h). */

#include "app/base/clock.h"
#include "app/base/language.h"
#include "app/base/process.h"
#include "app/base/text.h"
#include "pkcs11/helper/job.h"
#include "pkcs11/helper/pcscd-client.h"
#include "pkcs11/usb/pcscd-access.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHANNEL_FD 3

/* A Ctrl-C at the terminal goes to the program, which ends this process when it is ready to. */
static void
set_signals(void)
{
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGINT, SIG_IGN);
  signal(SIGPIPE, SIG_DFL);
}

/* Makes sure that this process never outlives the program (strictly, the thread of it that started us, which
 * waits for us). FALSE when descriptor 3 is no socket pair, or the program that made it is gone already. */
static gboolean
tie_to_parent(void)
{
  struct ucred maker = {0};
  socklen_t len = sizeof maker;
  return getsockopt(CHANNEL_FD, SOL_SOCKET, SO_PEERCRED, &maker, &len) == 0 &&
         fcntl(CHANNEL_FD, F_SETFD, FD_CLOEXEC) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 &&
         getppid() == maker.pid;
}

/* The module's file name is the first value of every job; signing has it in the token's part. */
static Module *
load_module(GVariant *body, GError **error)
{
  g_autoptr(GVariant) first = g_variant_get_child_value(body, 0);
  if (g_variant_is_of_type(first, G_VARIANT_TYPE_BYTESTRING))
    return module_load(g_variant_get_bytestring(first), error);
  return load_module(first, error);
}

/* The first job's module is that of all. */
static gboolean
do_job(Job *job, MessageKind kind, GVariant *body, GError **error)
{
  if (kind < MESSAGE_LIST || kind > MESSAGE_WATCH) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, "The token helper was given no job");
    return FALSE;
  }
  if (job->module == NULL)
    job->module = load_module(body, error);
  if (job->module == NULL)
    return FALSE;
  switch (kind) {
  case MESSAGE_LIST_BRIEF:
    return job_list_brief(job, error);
  case MESSAGE_SIGN:
    return job_sign(job, body, error);
  case MESSAGE_REVEAL:
    return job_reveal(job, body, error);
  case MESSAGE_CHANGE:
    return job_change(job, body, error);
  case MESSAGE_WATCH:
    return job_watch(job, error);
  default:
    return job_list(job, error);
  }
}

static gboolean
do_jobs(Job *job, GError **error)
{
  for (;;) {
    MessageKind kind = 0;
    g_autoptr(GVariant) body = NULL;
    g_autoptr(GError) failure = NULL;
    if (!message_receive(&job->channel, &kind, &body, NULL, &failure)) {
      if (job->module != NULL && g_error_matches(failure, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
        return TRUE;
      g_propagate_error(error, g_steal_pointer(&failure));
      return FALSE;
    }
    if (!do_job(job, kind, body, error))
      return FALSE;
  }
}

static void
send_error(const Job *job, const GError *failure)
{
  guint code = failure->domain == CTL_ERROR ? (guint)failure->code : CTL_ERROR_FAILED;
  g_autofree char *message = text_for_people(failure->message);
  message_send(&job->channel, MESSAGE_ERROR, g_variant_new("(us)", code, message), NULL);
}

int
main(int argc, char **argv)
{
  process_protect_secrets();
  if (argc == 3 && strcmp(argv[1], PCSCD_ACCESS_OPTION) == 0)
    return pcscd_client_try(argv[2]);
  language_start(LOCALE_PATH); /* errors are worded here */
  set_signals();
  if (!tie_to_parent()) {
    g_printerr("etoken-ctl-token-helper is started by etoken-ctl and etoken-ctl-gtk only\n");
    return EXIT_FAILURE;
  }
  g_auto(Job) job = {.channel = {.fd = CHANNEL_FD, .deadline_us = CLOCK_NEVER}};
  g_autoptr(GError) error = NULL;
  if (do_jobs(&job, &error))
    return EXIT_SUCCESS;
  send_error(&job, error);
  return EXIT_FAILURE;
}
