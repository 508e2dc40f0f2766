/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/message.h"

/* The token helper of one module, which does one job after the other. Every call blocks, needs no main loop
 * and may be made from any thread while the one that started the helper lives: the helper dies with that one.
 */
typedef struct _HelperClient HelperClient;

/* Starts the helper; each answer may take TIMEOUT_MS. Errors: CTL_ERROR_FAILED without a helper program,
 * CTL_ERROR_MODULE_SILENT while one that was left behind still waits for a device. */
HelperClient *helper_client_start(const char *module, guint timeout_ms, GCancellable *cancellable,
                                  GError **error);

/* Lets the helper tidy up for a moment (log out, unload the module), then ends it. One that cannot be ended
 * is left behind after 2 s: until it is gone, no other is started for its module. */
void helper_client_free(HelperClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HelperClient, helper_client_free)

/* The time for the next answers starts now, and is TIMEOUT_MS from now on. */
void helper_client_set_timeout(HelperClient *client, guint timeout_ms);

/* What cancels the calls from now on, borrowed; NULL for nothing. */
void helper_client_set_cancellable(HelperClient *client, GCancellable *cancellable);

/* Send a message to the helper. Errors: those of helper_client_receive(). */
gboolean helper_client_send(HelperClient *client, MessageKind kind, GVariant *body, GError **error);
gboolean helper_client_send_password(HelperClient *client, const Secret *password, GError **error);

/* The body of the helper's next message, which the caller unrefs, and its *KIND. MESSAGE_ERROR becomes an
 * error. Errors, with the module in the message: CTL_ERROR_CANCELLED, CTL_ERROR_MODULE_CRASHED and
 * CTL_ERROR_MODULE_SILENT (it took too long), whatever the helper reports. */
GVariant *helper_client_receive(HelperClient *client, MessageKind *kind, GError **error);

/* For an answer that cannot be right. */
void helper_client_set_wrong_answer(const HelperClient *client, GError **error);
