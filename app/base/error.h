/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* The one error domain of the project. A code says what the user can do next; the message is a whole
 * sentence that names the object and the cause, without a final full stop. */
#define CTL_ERROR (ctl_error_quark())
GQuark ctl_error_quark(void);

typedef enum {
  CTL_ERROR_USAGE,       /* the command or its values make no sense */
  CTL_ERROR_CANCELLED,   /* the user stopped the job; not shown as an error */
  CTL_ERROR_FAILED,      /* something of ours is broken (out of memory, no helper program) */
  CTL_ERROR_FILE,        /* a local file cannot be read or written */
  CTL_ERROR_EXISTS,      /* a local file is there already and would be lost */
  CTL_ERROR_DAMAGED,     /* a trust list or certificate is not what it should be */
  CTL_ERROR_SIGNATURE,   /* the signature of a trust list is wrong */
  CTL_ERROR_NOT_CHECKED, /* this machine cannot check the signature of a trust list */
  CTL_ERROR_REJECTED, /* phones may refuse the list, or the client's rules do; a person may overrule that */
  CTL_ERROR_UNACCEPTABLE,      /* a list is not what it is given for, and nobody may overrule that */
  CTL_ERROR_NO_TOKEN,          /* no token, or none that was asked for, or without its private key */
  CTL_ERROR_WRONG_PIN,         /* the token's password is wrong */
  CTL_ERROR_LAST_TRY,          /* the user did not agree to use the token's last password try */
  CTL_ERROR_PIN_LOCKED,        /* the token is locked for good */
  CTL_ERROR_TOKEN_REMOVED,     /* the token was pulled in the middle of the job */
  CTL_ERROR_TOKEN_UNREADABLE,  /* a PKCS#11 module shows a token, but cannot read it */
  CTL_ERROR_MODULE_FOREIGN,    /* the PKCS#11 module is made for another kind of processor */
  CTL_ERROR_MODULE_NOT_LOADED, /* the module's file is missing, or a library that it needs */
  CTL_ERROR_MODULE_UNFIT,      /* the module does not fit the libraries of this system */
  CTL_ERROR_NO_MODULE,         /* what is named as a module is none */
  CTL_ERROR_MODULE_CRASHED,    /* the module brought the token helper down */
  CTL_ERROR_MODULE_SILENT,     /* the module did not answer in time */
  CTL_ERROR_TOKEN,             /* any other failure of a token or of its PKCS#11 module */
  CTL_ERROR_UNREACHABLE,       /* the publisher does not answer, or the connection broke */
  CTL_ERROR_HOST_KEY_UNKNOWN,  /* the publisher's host key was not confirmed */
  CTL_ERROR_HOST_KEY_CHANGED,  /* the publisher shows another host key than before */
  CTL_ERROR_LOGIN_REFUSED,     /* the publisher refuses the user's logins */
  CTL_ERROR_NO_SPACE,          /* the publisher's disk is full */
  CTL_ERROR_CHANGED,           /* the publisher holds another list than the one that was judged */
  CTL_ERROR_IN_USE,            /* another push to the publisher is at work, or has left its lock; or another
                                * program works on the migration */
  CTL_ERROR_REMOTE,            /* any other refusal: path missing, read-only, no permission */
} CtlError;

/* Exit status of the command line for an error of any domain: 1 the answer is no, 2 usage, 3 token,
 * 4 network or publisher, 5 input damaged, a file unreadable or unwritable, or a signature that cannot be
 * checked here, 130 cancelled.
 * An error of another domain counts as 5, since it comes from a file call of GLib. */
int ctl_error_exit_status(const GError *error);

/* A word for the error's code that scripts can rely on ("wrong-pin", "host-key-changed"). Static. */
const char *ctl_error_get_word(const GError *error);

/* TRUE, and ERROR set to CTL_ERROR_CANCELLED, when CANCELLABLE (may be NULL) was cancelled. */
gboolean ctl_cancelled(GCancellable *cancellable, GError **error);
