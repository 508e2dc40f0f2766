/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/cluster-settings.h"

/* The numbers among the settings, with their keys in a file. */
typedef struct {
  const char *key;
  gsize offset; /* in ClusterSettings */
  guint usual, min, max;
} ClusterNumber;

/* Ends with a NULL key. */
extern const ClusterNumber CLUSTER_NUMBERS[];

guint *cluster_number_at(const ClusterSettings *settings, const ClusterNumber *number);
