/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/usb/usb-presence.h"

#include <glib/gi18n.h>

UsbToken *
usb_token_new(const UsbModel *model, const char *port)
{
  UsbToken *token = g_new0(UsbToken, 1);
  token->model = model;
  token->port = g_strdup(port);
  return token;
}

void
usb_token_free(UsbToken *token)
{
  g_free(token->port);
  g_free(token->driver);
  g_free(token->holder_name);
  g_free(token);
}

char *
usb_token_describe(const UsbToken *token)
{
  /* TRANSLATORS: name of a token, its two numbers, and the port that it is plugged into */
  return g_strdup_printf(_("%s (USB %04x:%04x at %s)"), token->model->name, token->model->vendor,
                         token->model->product, token->port);
}
