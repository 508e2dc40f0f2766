/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/acceptance.h"

#include <json-glib/json-glib.h>

/* Would phones take FILE? Judges it for each state that a phone can be in with the given lists. */
typedef struct {
  const TrustList *file;
  const TrustList *ctl; /* what --phone-ctl names, or NULL */
  const TrustList *itl; /* what --phone-itl names, or NULL */
} PhoneReport;

/* Prints a line for each state, and what to do. */
void phone_report_print(const PhoneReport *report);

/* Adds the member "phones": an array of objects. */
void phone_report_add_json(const PhoneReport *report, JsonBuilder *builder);

/* The first state in which a phone holds all the lists that were given and rejects the file, in words for an
 * error message ("phones with this CTL and without Security by Default"); NULL when there is none. Static. */
const char *phone_report_find_rejection(const PhoneReport *report);
