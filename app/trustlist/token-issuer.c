/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/token-issuer.h"

#include "app/trustlist/name-text.h"

#define TOKEN_ISSUER "cn=Cisco Manufacturing CA;o=Cisco Systems"

gboolean
token_issuer_matches(TlvReader issuer)
{
  const TlvReader text = {(const guint8 *)TOKEN_ISSUER, sizeof TOKEN_ISSUER - 1};
  return tlv_reader_equal(issuer, text);
}

gboolean
token_issuer_issued(X509 *certificate)
{
  g_autofree char *issuer = name_text_from_issuer(certificate, NAME_STYLE_TOKEN);
  return g_str_equal(issuer, TOKEN_ISSUER);
}
