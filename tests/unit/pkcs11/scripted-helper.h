/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/message.h"

/* Token helpers played by the test itself: a program that links this file gets it in place of
 * app/base/child.c, and starts no process. All that a helper will ever say stands in its channel before it is
 * asked, so nothing takes time; what it was told is looked at when it has ended. */

/* SAYS is what the next helper that is started says and does, after those that were given before, in lines:
 *
 *     TOKEN BODY, UNREADABLE BODY, LOGIN BODY, SIGNATURE BODY, ERROR BODY, DONE, UNCHANGED
 *                              messages; BODY is a GVariant as text, without words for types
 *     SHOW LABEL,SERIAL,STATE,HIDES,CN
 *                              a TOKEN with the certificate of the SAST name CN, or none without CN; HIDES is
 * 1 when it may show more after a login. The same CN is the same certificate BYTES HEX                bytes
 * as they are
 *
 * and at the end, unless it exits with status 0 when all is said:
 *
 *     EXIT STATUS, CRASH SIGNAL
 *     GONE SIGNAL              it has crashed before it could be asked
 *     LINGER                   it closes its end, and stays until it is killed
 *     SILENCE                  it says nothing more, and stays until it is killed
 *     IMMORTAL                 the same, but as process 4711, and also when it is killed
 *     MISSING                  there is no such program
 *
 * A helper that is started without one given is a failure of the test. */
void scripted_helper_expect(const char *says);

/* Whether an IMMORTAL one is still there after its client has gone. */
void scripted_helper_set_left(gboolean still_there);

/* How many have been started, and how many of them are still there. */
guint scripted_helper_get_n_started(void);
guint scripted_helper_get_n_running(void);

/* What the helper INDEX, in the order in which they were started, was told until it ended: "SIGN, PASSWORD
 * Cisco123". The caller frees it. */
char *scripted_helper_dup_told(guint index);

/* The body of the first message of KIND that it was told, as text. The caller frees it. */
char *scripted_helper_dup_body(guint index, MessageKind kind);

/* With which words and flags (GSpawnFlags) the last one was started. */
const char *scripted_helper_get_program(void);
guint scripted_helper_get_flags(void);

/* The end of a test case: all helpers that were given were started, and all have ended. */
void scripted_helper_finish(void);

/* What SHOW makes, as the body of a MESSAGE_TOKEN. The caller unrefs it. */
GVariant *scripted_helper_token(const char *description);
