/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* etoken-ctl-url-helper URL MAX_LEN TIMEOUT_S: fetches URL (tftp: or http:). Writes its last change (seconds
 * since 1970, -1 when it is not known) as a line, then the contents to standard output. After a failure it
 * ends with one of these, which are worded by the program that called it. */
typedef enum {
  URL_HELPER_DONE = 0,
  URL_HELPER_USAGE = 2,
  URL_HELPER_NOT_FOUND = 10,
  URL_HELPER_UNKNOWN_HOST,
  URL_HELPER_NO_SERVICE,
  URL_HELPER_TIMED_OUT,
  URL_HELPER_CUT_OFF,
  URL_HELPER_TOO_LARGE,
  URL_HELPER_REFUSED,   /* the status of HTTP is on standard error */
  URL_HELPER_ELSEWHERE, /* so it is: one that says where else to look */
  URL_HELPER_WEB_PAGE,  /* text or HTML instead of the file */
  URL_HELPER_DENIED,    /* by TFTP */
  URL_HELPER_TFTP,      /* an error of TFTP that libcurl has no code for */
  URL_HELPER_FAILED,    /* libcurl's words are on standard error */
} UrlHelperStatus;
