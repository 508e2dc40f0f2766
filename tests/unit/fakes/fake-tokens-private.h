/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fake-tokens.h"

/* Shared by the files of the fake tokens. */

/* The tables are used under this lock: helpers are asked in threads of their own. */
void fake_tokens_lock(void);
void fake_tokens_unlock(void);

guint fake_tokens_count(void);
FakeToken *fake_tokens_peek(guint index);
const char *fake_token_get_module(const FakeToken *token);

/* NULL when there is no such module. */
const FakeModule *fake_modules_find(const char *path);

/* Counts it. FALSE when none starts. */
gboolean fake_helpers_start(void);
gboolean fake_helpers_are_installed(void);
