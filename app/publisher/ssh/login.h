/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/settings/publisher-login.h"
#include "app/publisher/ssh/connection-private.h"

/* Logs in by the ways the server offers, in the order agent, key files, keyboard-interactive, password.
 * No password is sent a second time after a refusal: three wrong ones may lock an account of Unified CM.
 * Errors: CTL_ERROR_LOGIN_REFUSED, _UNREACHABLE, _FILE (the key file that was asked for), _USAGE (nobody can
 * be asked), _CANCELLED. */
gboolean publisher_log_in(PublisherSession *session, const PublisherLogin *wanted, CtlPrompt *prompt,
                          GError **error);
