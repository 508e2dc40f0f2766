/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"

/* `publisher certificates`: the certificates of a cluster's servers, as files. */

typedef struct {
  char *output_dir;
  gboolean live;
  gboolean force;
  char **fingerprints;
} PublisherCertificatesOptions;

/* PUBLISHER is a name or a URL. */
gboolean publisher_certificates_run(CommandContext *context, const PublisherCertificatesOptions *options,
                                    const char *publisher, GError **error);
