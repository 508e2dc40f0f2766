/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/error.h"
#include "fixture.h"
#include "pkcs11/token-list.h"
#include "pkcs11/usb/usb-presence.h"
#include "pkcs11/usb/usb-surroundings.h"

/* Tokens in memory. It is linked in place of what pkcs11 has of this machine: the helper processes with their
 * modules, which modules there are, what is plugged in on USB, and what surrounds it. All above that (lists,
 * finding, questions before a login, signing, revealing, changing the password) stays what it is.
 *
 * A test fills tables, which it keeps while they are in use, and looks there afterwards at what became of the
 * tokens. Without tables there are no modules, no tokens and nothing on USB. */

/* One that fails by the name that it has here; a message of NULL is no failure. */
typedef struct {
  CtlError code;
  const char *message;
} FakeFailure;

/* The module of tokens that name none. */
#define FAKE_MODULE "/usr/lib/libeToken.so"

typedef struct {
  const char *module; /* that shows it; NULL: FAKE_MODULE */
  const char *label;
  const char *serial;
  const char *manufacturer; /* NULL: "SafeNet, Inc." */
  const char *model;        /* NULL: "eToken" */
  const Identity *identity; /* the certificate and the private key; NULL: it holds neither */
  const char *certificate_label;
  gboolean hidden;        /* the certificate shows only after a login */
  gboolean no_key;        /* the certificate has no private key */
  const Identity *key_of; /* whose key it signs with instead */
  guint state;            /* TokenPasswordState; set by what happens */
  const char *password;   /* NULL: any is right; set when it is changed */
  guint password_len_min; /* in bytes; 0: not known */
  guint password_len_max;
  guint tries;             /* wrong passwords until it is locked; 0: any number */
  FakeFailure login_fails; /* whatever the password */
  FakeFailure sign_fails;
  /* What happened. */
  guint n_logins; /* also those that failed */
  guint n_signatures;
} FakeToken;

/* Nothing is there any more. */
void fake_tokens_reset(void);

/* The tokens that are plugged in, in the order in which their modules show them. */
void fake_tokens_set(FakeToken *tokens, gsize n_tokens);

typedef struct {
  const char *path;
  FakeFailure fails;      /* to be loaded */
  const char *unreadable; /* a sentence about a token that it cannot read, or NULL */
} FakeModule;

/* The modules that are found, in this order. Without a call, those of the tokens, each once. A module that is
 * asked for and is none of them fails with CTL_ERROR_MODULE_NOT_LOADED. */
void fake_modules_set(const FakeModule *modules, gsize n_modules);

/* How many helpers were started. */
guint fake_helpers_count(void);

typedef enum {
  FAKE_HELPERS_GOOD,
  FAKE_HELPERS_FAIL,    /* none starts any more (CTL_ERROR_FAILED) */
  FAKE_HELPERS_MISSING, /* the program is not there, and none starts either */
} FakeHelpers;
void fake_helpers_set(FakeHelpers state);

/* What is plugged in on USB, shown by a module or not. */
void fake_usb_set(const UsbToken *tokens, gsize n_tokens);
/* USB cannot be looked at. */
void fake_usb_fail(const char *message);

/* What this machine has. Without a call all that a token needs. The modules are told by their names. */
void fake_surroundings_set(UsbSurroundings surroundings);
