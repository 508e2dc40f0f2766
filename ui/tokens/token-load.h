/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/token-list.h"
#include "ui/widgets/job.h"

/* The "run" of a job that looks for tokens: takes no input, gives a TokenList. */
gpointer token_load_run(const JobContext *context, GError **error);
