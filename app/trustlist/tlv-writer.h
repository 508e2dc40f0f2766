/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Builds bytes at the end. The first thing that does not fit (a value over 65535 bytes) latches an error, and
 * everything after it is ignored; the caller asks once, at the end. */
typedef struct _TlvWriter TlvWriter;

TlvWriter *tlv_writer_new(void);
void tlv_writer_free(TlvWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TlvWriter, tlv_writer_free)

/* Bytes written so far. */
gsize tlv_writer_get_len(const TlvWriter *writer);

/* Without tag and length. */
void tlv_writer_raw(TlvWriter *writer, const void *data, gsize len);

/* Tag, length and value; integers are big-endian. */
void tlv_writer_bytes(TlvWriter *writer, guint8 tag, const void *data, gsize len);
void tlv_writer_text(TlvWriter *writer, guint8 tag,
                     const char *text); /* the final NUL is part of the value */
void tlv_writer_u8(TlvWriter *writer, guint8 tag, guint8 value);
void tlv_writer_u16(TlvWriter *writer, guint8 tag, guint16 value);
void tlv_writer_u32(TlvWriter *writer, guint8 tag, guint32 value);

/* Tag and a length field that counts what is written until the matching end call; MARK is what begin
 * returned. */
gsize tlv_writer_begin(TlvWriter *writer, guint8 tag);
void tlv_writer_end(TlvWriter *writer, gsize mark);

/* Overwrites the 2 bytes at OFFSET. */
void tlv_writer_patch_u16(TlvWriter *writer, gsize offset, gsize value);

/* Overwrites LEN bytes at OFFSET. */
void tlv_writer_patch(TlvWriter *writer, gsize offset, const void *data, gsize len);

/* What was written, or NULL when anything did not fit. The writer is empty afterwards. The caller owns it. */
GBytes *tlv_writer_finish(TlvWriter *writer);
