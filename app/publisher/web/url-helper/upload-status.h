/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* etoken-ctl-url-helper upload: puts one file into a node by OS Administration > TFTP File Management;
 * upload-certificate: one certificate into Phone-SAST-trust by Certificate Management. What it needs comes by
 * web-request.h. It writes each step as it begins it to standard output, a line each; what
 * the node said, or libcurl, to standard error; and ends with one of these, which are worded by the program
 * that called it. */
typedef enum {
  UPLOAD_DONE = 0,     /* the answer does not speak against it; it proves nothing */
  UPLOAD_REFUSED = 20, /* the node took the file and says no, in the words on standard error */
  UPLOAD_UNSURE,       /* the file was sent, no whole answer came */
  UPLOAD_UNKNOWN_HOST, /* from here on the node was given nothing */
  UPLOAD_NO_SERVICE,
  UPLOAD_TIMED_OUT,
  UPLOAD_CUT_OFF,
  UPLOAD_TOO_LARGE,         /* a page without an end */
  UPLOAD_HTTP_STATUS,       /* the status is on standard error */
  UPLOAD_OTHER_KEY,         /* the server has another public key */
  UPLOAD_TLS,               /* TLS failed */
  UPLOAD_LOGIN_REFUSED,     /* the login page again */
  UPLOAD_TOO_MANY_SESSIONS, /* of this user */
  UPLOAD_NO_SESSION,        /* no login page came after the login, and yet the page of the upload is one */
  UPLOAD_NO_FORM,           /* that page takes no file */
  UPLOAD_NO_PURPOSE,        /* its form does not offer Phone-SAST-trust */
  UPLOAD_FORM_ELSEWHERE,    /* its form goes to another server */
  UPLOAD_NO_TOKEN,          /* it wants a one-time token and has none */
  UPLOAD_STOPPED,           /* who asked has gone */
  UPLOAD_FAILED,            /* of ours; libcurl's words are on standard error */
} UploadStatus;

/* What is to be done. */
#define UPLOAD_OPERATION_FILE "upload"
#define UPLOAD_OPERATION_CERTIFICATE "upload-certificate"

/* The steps, as they are written. */
#define UPLOAD_STEP_OPEN "open"
#define UPLOAD_STEP_LOGIN "login"
#define UPLOAD_STEP_FORM "form"
#define UPLOAD_STEP_SEND "send"
