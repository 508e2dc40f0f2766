/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address.h"
#include "app/publisher/settings/algorithm-consent.h"
#include "app/publisher/settings/old-algorithms.h"
#include "app/publisher/settings/session-keeper.h"
#include "app/publisher/settings/shared-password.h"

/* How to log in to a node, and with what. All texts are borrowed. */
typedef struct {
  const char *identity;        /* private key file to log in with, or NULL: agent, then ~/.ssh/id_* */
  gboolean password_only;      /* neither agent nor keys are tried */
  const char *own_known_hosts; /* where confirmed host keys are kept; NULL: known_hosts in the folder
                                * etoken-ctl of the user's configuration folder. ~/.ssh/known_hosts and
                                * /etc/ssh/ssh_known_hosts are asked as well, and never written to */
  const char *own_known_web;   /* the same of public keys of OS Administration; NULL: known_web.conf there */
  guint timeout_ms;            /* longest silence of the server; 0: 15 s */
  guint old_algorithms;        /* set of OldAlgorithm that may be used where the server has nothing better;
                                * publisher_session_get_warnings() names those that were */
  AlgorithmConsent *algorithm_consent; /* who may allow more of them, or NULL: nobody is asked */
  const char *const *host_keys; /* fingerprints that need no confirmation when the key is unknown, or NULL */
  const char *const *web_certificates; /* the same of the certificates that OS Administration may show */
  gboolean old_tls;                    /* TLS 1.0 and weak certificates, for OS Administration */
  SharedPassword *shared_password;     /* the passwords of all nodes of a cluster, or NULL */
  SessionKeeper *keeper; /* sessions stay open in it for the next step, or NULL: each is ended. It
                          * has to outlive them */
  const PublisherAddress *keyring_of; /* under whose host and port the keyring files passwords; NULL: the
                                       * keyring is left alone */
  gboolean keep_password;             /* passwords are kept there; FALSE: only if the user says so when he is
                                       * asked */
} PublisherLogin;
