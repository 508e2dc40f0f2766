/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "ui/widgets/job.h"

/* For a job that has logged in at ENTRY, in its thread: when the user has ticked beside the question that the
 * password is kept, the address book says so, and the next login looks into the keyring. Where that cannot be
 * written, the question comes again. */
void keep_password_as_wanted(const JobContext *context, const AddressBookEntry *entry);
