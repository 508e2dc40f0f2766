/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/publisher-login.h"

/* TRUE when a host key of ADDRESS is known, or confirmed by LOGIN, so that a login there asks for none. */
gboolean known_host_is_there(const PublisherAddress *address, const PublisherLogin *login);
