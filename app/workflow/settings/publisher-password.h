/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"

/* The passwords of a saved publisher in the desktop's keyring, and what the address book says about them.
 * Logins find them there by themselves, see address_book_entry_get_login(). PATH is the address book's. These
 * calls block while the keyring works, which may ask the user to unlock it: not for the main thread of a
 * window. Errors of the keyring are CTL_ERROR_FAILED, see keyring.h. */

/* Asks for the password of USER (NULL: the one who pushes) without trying it, keeps it, and has logins look
 * for it from now on. */
gboolean publisher_password_keep(const char *path, const AddressBookEntry *entry, const char *user,
                                 CtlPrompt *prompt, GCancellable *cancellable, GError **error);

/* Removes the passwords of all users of ENTRY's nodes; logins ask again. The address book is changed also
 * where the keyring fails, which is an error then. */
gboolean publisher_password_forget(const char *path, const AddressBookEntry *entry, GCancellable *cancellable,
                                   GError **error);

/* Whether logins at the publisher NAME look for passwords in the keyring, and keep there what they ask for.
 * The desktop program calls it with what the user has ticked beside the question. */
gboolean publisher_password_set_kept(const char *path, const char *name, gboolean keep, GError **error);

/* After OLD was removed from the address book or changed there: removes its passwords, if it had any kept,
 * unless an entry that keeps them has its address. A keyring that does not do it is a warning (WARNINGS gets
 * a char *). */
void publisher_password_tidy(const char *path, const AddressBookEntry *old, GPtrArray *warnings,
                             GCancellable *cancellable);

/* Removes the publisher NAME from the address book with its passwords, as above. Errors: CTL_ERROR_USAGE when
 * there is no such entry, those of the address book. */
gboolean publisher_remove(const char *path, const char *name, GPtrArray *warnings, GCancellable *cancellable,
                          GError **error);
