/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/cluster-settings.h"
#include "app/publisher/settings/publisher-login.h"

/* The publishers that the user has saved, in a key file: publishers.conf in the folder etoken-ctl of the
 * user's configuration folder. It holds no secrets. Keys and groups that this version does not know are kept
 * when it is written, so that a later version can add some. An entry without the keys of the cluster (those
 * of cluster-settings.h) gets the usual values. */

/* How to log in. */
typedef enum {
  LOGIN_BY_KEYS,     /* the SSH agent, the keys of ~/.ssh, then a password */
  LOGIN_BY_KEY_FILE, /* one private key file, then a password */
  LOGIN_BY_PASSWORD, /* a password only */
} LoginMethod;

typedef struct {
  char *name; /* what the user calls it */
  PublisherAddress *address;
  LoginMethod login;
  char *identity;           /* the private key file of LOGIN_BY_KEY_FILE, else NULL */
  ClusterSettings *cluster; /* never NULL in an entry that was loaded or found; NULL in one that is saved
                             * leaves what the file says */
} AddressBookEntry;

/* The parts of an entry, for a form that shows which one is wrong. */
typedef enum {
  ADDRESS_BOOK_NAME,
  ADDRESS_BOOK_HOST,
  ADDRESS_BOOK_USER,
  ADDRESS_BOOK_PATH,
  ADDRESS_BOOK_IDENTITY,
  ADDRESS_BOOK_CLUSTER,
} AddressBookField;

AddressBookEntry *address_book_entry_copy(const AddressBookEntry *entry);
void address_book_entry_free(AddressBookEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AddressBookEntry, address_book_entry_free)

/* TRUE when the entry can be saved and used; else CTL_ERROR_USAGE with a sentence about *FIELD. */
gboolean address_book_entry_check(const AddressBookEntry *entry, AddressBookField *field, GError **error);

/* What publisher_session_open() takes; its texts belong to ENTRY. */
PublisherLogin address_book_entry_get_login(const AddressBookEntry *entry);

/* "keys", "key-file", "password", and back; FALSE when there is no such word. */
const char *login_method_get_word(LoginMethod method);
gboolean login_method_parse(const char *word, LoginMethod *method);

/* Node INDEX of the cluster, the publisher itself being 0, up to and without
 * address_book_entry_get_n_nodes(). *ROLE may be NULL. The caller frees the address. */
guint address_book_entry_get_n_nodes(const AddressBookEntry *entry);
PublisherAddress *address_book_entry_dup_node(const AddressBookEntry *entry, guint index, NodeRole *role);

/* TRUE when both have the same user on the same publisher. */
gboolean address_book_entry_is_same_publisher(const AddressBookEntry *entry, const AddressBookEntry *other);

/* The addresses (of PublisherAddress) of ENTRY's nodes, the publisher first. */
GPtrArray *address_book_entry_list_nodes(const AddressBookEntry *entry);

/* Node INDEX with the user of its platform CLI: USER, or the saved one where it is NULL, or else that of its
 * address. The caller frees it. */
PublisherAddress *address_book_entry_dup_cli_node(const AddressBookEntry *entry, guint index,
                                                  const char *user);

/* All of them. */
GPtrArray *address_book_entry_list_cli_nodes(const AddressBookEntry *entry, const char *user);

/* Takes the nodes HOSTS (NULL-terminated; NULL: none) out of ENTRY, for a job without them. Errors:
 * CTL_ERROR_USAGE when one of HOSTS is no node of it, or is the publisher, who alone tells of the others. */
gboolean address_book_entry_leave_out(AddressBookEntry *entry, const char *const *hosts, GError **error);

/* The file's usual place. The caller frees it. */
char *address_book_default_path(void);

/* The entries of the file PATH (of AddressBookEntry), sorted by name; none when there is no file. One that is
 * damaged hides no other: DAMAGE (may be NULL) gets a sentence (char *) without a full stop for each that
 * cannot be used, and for what else says nothing; the user has to hear of them. Errors: CTL_ERROR_FILE. */
GPtrArray *address_book_load(const char *path, GPtrArray *damage, GError **error);

/* Saves ENTRY, in place of the entry OLD_NAME unless that is NULL. All else stays in the file as it is, also
 * what is damaged. Errors: those of
 * address_book_entry_check() and of file_replace(); CTL_ERROR_USAGE when another entry has this name. */
gboolean address_book_save(const char *path, const char *old_name, const AddressBookEntry *entry,
                           GError **error);

/* Saves that the old algorithms ALLOWED (a set of OldAlgorithm) may be used for the entry that is saved under
 * the name of ENTRY, beside those that may already, and nothing else of ENTRY. Errors: CTL_ERROR_USAGE when
 * there is none, or it is another publisher: it was edited after somebody was asked; CTL_ERROR_DAMAGED and
 * those of file_replace(). */
gboolean address_book_allow(const char *path, const AddressBookEntry *entry, guint allowed, GError **error);

/* Errors: CTL_ERROR_USAGE when an entry of this name is saved, also one that is damaged; CTL_ERROR_FILE. */
gboolean address_book_check_free(const char *path, const char *name, GError **error);

/* Removes the entry NAME; no error when there is none. */
gboolean address_book_remove(const char *path, const char *name, GError **error);

/* What PUBLISHER means on the command line: the name of an entry of the file PATH or an sftp: URL, which is
 * returned as an entry without a name. DAMAGE is that of address_book_load(), of the other entries. Errors:
 * CTL_ERROR_USAGE, naming the publishers that are saved; CTL_ERROR_DAMAGED when it is the one that cannot be
 * used. */
AddressBookEntry *address_book_find(const char *path, const char *publisher, GPtrArray *damage,
                                    GError **error);
