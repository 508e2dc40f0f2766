/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/phones/phone-states.h"

#include <json-glib/json-glib.h>

/* What phones in each state do, for `verify`. */

/* Prints a line for each state, and what to do. */
void phone_report_print(const PhoneQuestion *question);

/* Adds the member "phones": an array of objects. */
void phone_report_add_json(const PhoneQuestion *question, JsonBuilder *builder);

/* As phone_states_find_rejection(). */
const char *phone_report_find_rejection(const PhoneQuestion *question);
