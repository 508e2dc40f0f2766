"""Windows as the X server and its window manager know them, and the keyboard, by libX11 itself."""

import contextlib
import ctypes

_x11 = ctypes.CDLL("libX11.so.6")
_xtest = ctypes.CDLL("libXtst.so.6")
_Window = ctypes.c_ulong
_x11.XOpenDisplay.restype = ctypes.c_void_p
_x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
_x11.XDefaultRootWindow.restype = _Window
_x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
_x11.XInternAtom.restype = ctypes.c_ulong
_x11.XGetTextProperty.argtypes = [ctypes.c_void_p, _Window, ctypes.c_void_p, ctypes.c_ulong]
_x11.XGetWindowProperty.argtypes = [ctypes.c_void_p, _Window, ctypes.c_ulong, ctypes.c_long, ctypes.c_long, ctypes.c_int,
                                    ctypes.c_ulong, *[ctypes.c_void_p] * 5]
_x11.XFree.argtypes = [ctypes.c_void_p]
_x11.XSendEvent.argtypes = [ctypes.c_void_p, _Window, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
_x11.XResizeWindow.argtypes = [ctypes.c_void_p, _Window, ctypes.c_uint, ctypes.c_uint]
_x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
_xtest.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
_x11.XCloseDisplay.argtypes = [ctypes.c_void_p]

_MAX_WINDOWS = 100
_CLIENT_MESSAGE, _TO_THE_MANAGER = 33, 0x180000  # SubstructureNotifyMask and SubstructureRedirectMask
_FROM_A_PAGER = 2  # in messages of the window manager's specification (EWMH): by the user himself


class _Text(ctypes.Structure):
    """XTextProperty"""

    _fields_ = [("value", ctypes.c_char_p), ("encoding", ctypes.c_ulong), ("format", ctypes.c_int),
                ("nitems", ctypes.c_ulong)]


class _Message(ctypes.Structure):
    """XClientMessageEvent, as long as any XEvent"""

    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", _Window), ("message_type", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("padding", ctypes.c_long * 12)]


@contextlib.contextmanager
def _display():
    display = _x11.XOpenDisplay(None)
    assert display, "no X server"
    try:
        yield display
    finally:
        _x11.XCloseDisplay(display)


def _top_windows(display):
    """Those that the window manager looks after."""
    kind, size, count, left = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
    windows = ctypes.POINTER(_Window)()
    _x11.XGetWindowProperty(display, _x11.XDefaultRootWindow(display), _x11.XInternAtom(display, b"_NET_CLIENT_LIST", 0),
                            0, _MAX_WINDOWS, 0, 0, *map(ctypes.byref, (kind, size, count, left, windows)))
    found = [windows[index] for index in range(count.value)]
    if windows:
        _x11.XFree(windows)
    return found


def _title(display, window):
    text = _Text()
    _x11.XGetTextProperty(display, window, ctypes.byref(text), _x11.XInternAtom(display, b"_NET_WM_NAME", 0))
    return (text.value or b"").decode(errors="replace")


def titles():
    """Of all top-level windows."""
    with _display() as display:
        return [_title(display, window) for window in _top_windows(display)]


def send_key(keysym, is_down):
    """As the keyboard does, without anybody's help."""
    with _display() as display:
        _xtest.XTestFakeKeyEvent(display, _x11.XKeysymToKeycode(display, keysym), is_down, 0)


def _find(display, title):
    return next(window for window in _top_windows(display) if _title(display, window) == title)


def activate(title):
    """The top-level window with this title gets the keyboard, as by a click on it in a panel."""
    with _display() as display:
        message = _Message(type=_CLIENT_MESSAGE, window=_find(display, title), format=32,
                           message_type=_x11.XInternAtom(display, b"_NET_ACTIVE_WINDOW", 0))
        message.data[0] = _FROM_A_PAGER
        _x11.XSendEvent(display, _x11.XDefaultRootWindow(display), 0, _TO_THE_MANAGER, ctypes.byref(message))


def resize(title, width, height):
    """The top-level window with this title asks the window manager for this size."""
    with _display() as display:
        _x11.XResizeWindow(display, _find(display, title), width, height)
