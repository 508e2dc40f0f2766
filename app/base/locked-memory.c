/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/locked-memory.h"

#include "app/base/error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <sys/mman.h>
#include <unistd.h>

/* One locked page, with a page before and one behind it that nobody may touch. */
typedef struct {
  guint8 *area; /* three pages */
  guint n_used;
  gboolean *used; /* of each piece */
} LockedPage;

static GMutex lock; /* guards what follows */
static GPtrArray *pages;

static gsize
page_len(void)
{
  return (gsize)sysconf(_SC_PAGESIZE);
}

static guint
pieces_per_page(void)
{
  return (guint)(page_len() / LOCKED_PIECE_LEN);
}

static guint8 *
piece_at(const LockedPage *page, guint i)
{
  return page->area + page_len() + (gsize)i * LOCKED_PIECE_LEN;
}

static void
locked_page_free(LockedPage *page)
{
  munmap(page->area, 3 * page_len());
  g_free(page->used);
  g_free(page);
}

static gboolean
lock_page(guint8 *middle)
{
  return mprotect(middle, page_len(), PROT_READ | PROT_WRITE) == 0 && mlock(middle, page_len()) == 0 &&
         madvise(middle, page_len(), MADV_DONTDUMP) == 0;
}

static LockedPage *
locked_page_new(GError **error)
{
  guint8 *area = mmap(NULL, 3 * page_len(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  gboolean mapped = area != MAP_FAILED;
  if (!mapped || !lock_page(area + page_len())) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED,
                _("No memory can be locked for a password: %s (ulimit -l shows how much one user may lock)"),
                g_strerror(errno));
    if (mapped)
      munmap(area, 3 * page_len());
    return NULL;
  }
  LockedPage *page = g_new0(LockedPage, 1);
  page->area = area;
  page->used = g_new0(gboolean, pieces_per_page());
  return page;
}

/* A page with a piece to give away. */
static LockedPage *
find_room(GError **error)
{
  for (guint i = 0; pages != NULL && i < pages->len; i++) {
    LockedPage *page = g_ptr_array_index(pages, i);
    if (page->n_used < pieces_per_page())
      return page;
  }
  LockedPage *page = locked_page_new(error);
  if (pages == NULL)
    pages = g_ptr_array_new_with_free_func((GDestroyNotify)locked_page_free);
  if (page != NULL)
    g_ptr_array_add(pages, page);
  return page;
}

gpointer
locked_memory_take(GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  LockedPage *page = find_room(error);
  if (page == NULL)
    return NULL;
  guint i = 0;
  while (page->used[i])
    i++;
  page->used[i] = TRUE;
  page->n_used++;
  return piece_at(page, i);
}

static LockedPage *
find_page(const guint8 *piece, guint *index)
{
  for (guint i = 0; i < pages->len; i++) {
    LockedPage *page = g_ptr_array_index(pages, i);
    const guint8 *first = piece_at(page, 0);
    if (piece >= first && piece < first + page_len()) {
      *index = (guint)((gsize)(piece - first) / LOCKED_PIECE_LEN);
      return page;
    }
  }
  return NULL;
}

void
locked_memory_give_back(gpointer piece)
{
  if (piece == NULL)
    return;
  OPENSSL_cleanse(piece, LOCKED_PIECE_LEN);
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
  guint i = 0;
  LockedPage *page = find_page(piece, &i);
  g_return_if_fail(page != NULL);
  page->used[i] = FALSE;
  if (--page->n_used == 0)
    g_ptr_array_remove_fast(pages, page);
}
