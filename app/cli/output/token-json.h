/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/token.h"

#include <json-glib/json-glib.h>

/* Adds the members that say which token it is: name, label, serial, manufacturer, model, module, uri. They
 * are never renamed. */
void json_add_token_identity(JsonBuilder *builder, const Token *token);
