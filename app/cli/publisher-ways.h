/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"

/* `publisher test PUBLISHER`: prints which ways into each node the account has. Errors: those of the saved
 * way on each node; the answer is no when one was not even tried. */
gboolean publisher_ways_test(CommandContext *context, const char *publisher, GError **error);

/* For `publisher add` without a way, where somebody can be asked: finds out which ways ENTRY, which is not
 * saved yet, has, tells them, and asks whether to take the one that is proposed, unless it is the one that
 * was NAMED (NULL: none was). *IS_CHOSEN is FALSE where nothing was found out or the answer is no, else *WAY
 * is the proposed one. Errors: CTL_ERROR_CANCELLED, those of common_options_make_prompt(). */
gboolean publisher_ways_choose(CommandContext *context, const AddressBookEntry *entry,
                               const DeliveryWay *named, DeliveryWay *way, gboolean *is_chosen,
                               GError **error);
