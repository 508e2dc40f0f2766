/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/language.h"

#include "app/base/process.h"

#include <libintl.h>
#include <locale.h>

#define DOMAIN "etoken-ctl"

void
language_start(const char *locale_path)
{
  g_autofree char *folder = process_path_from_self(locale_path, NULL);
  setlocale(LC_ALL, "");
  bindtextdomain(DOMAIN, folder);
  bind_textdomain_codeset(DOMAIN, "UTF-8");
  textdomain(DOMAIN);
}
