"""What a window manager does with a window, and the keyboard, by libX11 itself: there is no window manager in the
tests."""

import contextlib
import ctypes

_x11 = ctypes.CDLL("libX11.so.6")
_xtest = ctypes.CDLL("libXtst.so.6")
_Window = ctypes.c_ulong
_x11.XOpenDisplay.restype = ctypes.c_void_p
_x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
_x11.XDefaultRootWindow.restype = _Window
_x11.XQueryTree.argtypes = [ctypes.c_void_p, _Window, ctypes.POINTER(_Window), ctypes.POINTER(_Window),
                            ctypes.POINTER(ctypes.POINTER(_Window)), ctypes.POINTER(ctypes.c_uint)]
_x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
_x11.XInternAtom.restype = ctypes.c_ulong
_x11.XGetTextProperty.argtypes = [ctypes.c_void_p, _Window, ctypes.c_void_p, ctypes.c_ulong]
_x11.XResizeWindow.argtypes = [ctypes.c_void_p, _Window, ctypes.c_uint, ctypes.c_uint]
_x11.XGetWindowAttributes.argtypes = [ctypes.c_void_p, _Window, ctypes.c_void_p]
_x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
_xtest.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
_x11.XCloseDisplay.argtypes = [ctypes.c_void_p]


class _Text(ctypes.Structure):
    """XTextProperty"""

    _fields_ = [("value", ctypes.c_char_p), ("encoding", ctypes.c_ulong), ("format", ctypes.c_int),
                ("nitems", ctypes.c_ulong)]


class _Attributes(ctypes.Structure):
    """XWindowAttributes"""

    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int),
                ("border_width", ctypes.c_int), ("depth", ctypes.c_int), ("visual", ctypes.c_void_p), ("root", _Window),
                ("window_class", ctypes.c_int), ("bit_gravity", ctypes.c_int), ("win_gravity", ctypes.c_int),
                ("backing_store", ctypes.c_int), ("backing_planes", ctypes.c_ulong), ("backing_pixel", ctypes.c_ulong),
                ("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong), ("map_installed", ctypes.c_int),
                ("map_state", ctypes.c_int), ("all_event_masks", ctypes.c_long), ("your_event_mask", ctypes.c_long),
                ("do_not_propagate_mask", ctypes.c_long), ("override_redirect", ctypes.c_int),
                ("screen", ctypes.c_void_p)]


_IS_VIEWABLE = 2


@contextlib.contextmanager
def _display():
    display = _x11.XOpenDisplay(None)
    assert display, "no X server"
    try:
        yield display
    finally:
        _x11.XCloseDisplay(display)


def _top_windows(display):
    root, parent, count = _Window(), _Window(), ctypes.c_uint()
    children = ctypes.POINTER(_Window)()
    _x11.XQueryTree(display, _x11.XDefaultRootWindow(display), ctypes.byref(root), ctypes.byref(parent),
                    ctypes.byref(children), ctypes.byref(count))
    return [children[index] for index in range(count.value)]


def _title(display, window):
    text = _Text()
    _x11.XGetTextProperty(display, window, ctypes.byref(text), _x11.XInternAtom(display, b"_NET_WM_NAME", 0))
    return (text.value or b"").decode(errors="replace")


def titles():
    """Of all top-level windows."""
    with _display() as display:
        return [_title(display, window) for window in _top_windows(display)]


def _is_shown(display, window):
    """No menu or tooltip, which a window manager would have nothing to do with."""
    its = _Attributes()
    return (_x11.XGetWindowAttributes(display, window, ctypes.byref(its)) != 0
            and its.map_state == _IS_VIEWABLE and not its.override_redirect)


def count_shown():
    """Of the top-level windows, those that can be seen and take keys."""
    with _display() as display:
        return sum(_is_shown(display, window) for window in _top_windows(display))


def send_key(keysym, is_down):
    """As the keyboard does, without anybody's help."""
    with _display() as display:
        _xtest.XTestFakeKeyEvent(display, _x11.XKeysymToKeycode(display, keysym), is_down, 0)


def resize(title, width, height):
    """The top-level window with this title gets this size."""
    with _display() as display:
        window = next(window for window in _top_windows(display) if _title(display, window) == title)
        _x11.XResizeWindow(display, window, width, height)
