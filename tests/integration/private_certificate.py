"""private_certificate.py MODULE LABEL PASSWORD DER ID: writes a certificate that shows only after a login.

pkcs11-tool cannot, so the module is called here: PKCS#11 2.40, C_CreateObject.
"""

import ctypes
import pathlib
import sys

CKA_CLASS, CKA_TOKEN, CKA_PRIVATE, CKA_LABEL, CKA_VALUE, CKA_CERTIFICATE_TYPE = 0, 1, 2, 3, 0x11, 0x80
CKA_SUBJECT, CKA_ID = 0x101, 0x102
CKC_X_509 = 0
CKF_RW_SESSION, CKF_SERIAL_SESSION, CKU_USER = 2, 4, 1
CKO_CERTIFICATE = 1
LABEL_AT, LABEL_LEN, INFO_LEN = 0, 32, 256


class Attribute(ctypes.Structure):
    _fields_ = [("type", ctypes.c_ulong), ("value", ctypes.c_char_p), ("length", ctypes.c_ulong)]


def number(value):
    return value.to_bytes(ctypes.sizeof(ctypes.c_ulong), sys.byteorder)


def call(function, *arguments):
    result = function(*arguments)
    if result:
        sys.exit(f"{function.__name__}: CKR {result:#x}")


def slot_of(module, label):
    slots, n_slots, info = (ctypes.c_ulong * 64)(), ctypes.c_ulong(64), ctypes.create_string_buffer(INFO_LEN)
    call(module.C_GetSlotList, ctypes.c_ubyte(1), slots, ctypes.byref(n_slots))
    for slot in slots[:n_slots.value]:
        call(module.C_GetTokenInfo, ctypes.c_ulong(slot), info)
        if info.raw[LABEL_AT:LABEL_LEN].decode().rstrip() == label:
            return slot
    sys.exit(f"there is no token {label}")


def main(library, label, password, path, identity):
    module, session, handle = ctypes.CDLL(library), ctypes.c_ulong(), ctypes.c_ulong()
    call(module.C_Initialize, None)
    call(module.C_OpenSession, ctypes.c_ulong(slot_of(module, label)),
         ctypes.c_ulong(CKF_RW_SESSION | CKF_SERIAL_SESSION), None, None, ctypes.byref(session))
    call(module.C_Login, session, ctypes.c_ulong(CKU_USER), password.encode(), ctypes.c_ulong(len(password)))
    values = [(CKA_CLASS, number(CKO_CERTIFICATE)), (CKA_TOKEN, b"\1"), (CKA_PRIVATE, b"\1"),
              (CKA_CERTIFICATE_TYPE, number(CKC_X_509)), (CKA_SUBJECT, b"0\0"), (CKA_LABEL, label.encode()),
              (CKA_ID, bytes.fromhex(identity)), (CKA_VALUE, pathlib.Path(path).read_bytes())]
    template = (Attribute * len(values))(*[Attribute(kind, value, len(value)) for kind, value in values])
    call(module.C_CreateObject, session, template, ctypes.c_ulong(len(values)), ctypes.byref(handle))
    call(module.C_Finalize, None)


main(*sys.argv[1:])
