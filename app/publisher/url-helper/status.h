/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* etoken-ctl-url-helper URL MAX_LEN TIMEOUT_S: fetches URL (tftp: or http:). Writes its last change (seconds
 * since 1970, -1 when it is not known) as a line, then the contents to standard output. After a failure it
 * writes the cause to standard error and ends with one of these. */
typedef enum {
  URL_HELPER_DONE = 0,
  URL_HELPER_USAGE = 2,
  URL_HELPER_NOT_FOUND = 10,
  URL_HELPER_UNREACHABLE = 11,
  URL_HELPER_TOO_LARGE = 12,
  URL_HELPER_FAILED = 13,
} UrlHelperStatus;
