/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* libssh with the clean-up functions of its types. Included by this folder's sources only. */

#include <glib.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>

typedef struct ssh_key_struct SshKey;
typedef struct ssh_knownhosts_entry SshKnownHost;
typedef struct sftp_attributes_struct SftpAttributes;
typedef struct sftp_statvfs_struct SftpStatvfs;
typedef char SshString; /* text that libssh allocated */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SshKey, ssh_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SshKnownHost, ssh_knownhosts_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SshString, ssh_string_free_char)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SftpAttributes, sftp_attributes_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SftpStatvfs, sftp_statvfs_free)
