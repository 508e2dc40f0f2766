/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/web/web-identity.h"

/* A WebVouch: what the node at ADDRESS says over SSH of the certificate that its OS Administration shows
 * (`show cert own tomcat`). It is asked only where its host key is known already. */
gboolean web_vouch_by_cli(GPtrArray *fingerprints, const PublisherAddress *address,
                          const PublisherLogin *login, CtlPrompt *prompt, GCancellable *cancellable,
                          GError **error);
