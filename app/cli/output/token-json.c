/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/token-json.h"

#include "app/cli/output/json-output.h"

void
json_add_token_identity(JsonBuilder *builder, const Token *token)
{
  g_autofree char *uri = token_dup_uri(token);
  json_add_string(builder, "name", token_get_name(token));
  json_add_string(builder, "label", token_get_label(token));
  json_add_string(builder, "serial", token_get_serial(token));
  json_add_string(builder, "manufacturer", token_get_manufacturer(token));
  json_add_string(builder, "model", token_get_model(token));
  json_add_string(builder, "module", token_get_module(token));
  json_add_string(builder, "uri", uri);
}
