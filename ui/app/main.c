/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/language.h"
#include "app/base/process.h"
#include "ui/app/application.h"

int
main(int argc, char **argv)
{
  process_prepare_descriptors();
  process_protect_secrets();
  language_start(LOCALE_PATH);
  g_autoptr(CtlApplication) application = application_new();
  return g_application_run(G_APPLICATION(application), argc, argv);
}
