/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Asks pcscd, which listens on SOCKET_PATH, for a context, as PKCS#11 modules do first: through libpcsclite.
 * The exit status of this process: PCSCD_ACCESS_STATUS_DENIED when pcscd refuses it, 0 when it does not,
 * EXIT_FAILURE when that cannot be told. Without libpcsclite no module reaches pcscd either. */
int pcscd_client_try(const char *socket_path);
