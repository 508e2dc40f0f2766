"""drag-source.py X Y FILE...: a small window at X, Y of the screen from which FILEs can be dragged."""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def main():
    x, y, *paths = sys.argv[1:]
    window = Gtk.Window(title="Files")
    box = Gtk.EventBox()
    box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, None, Gdk.DragAction.COPY)
    box.drag_source_add_uri_targets()
    uris = [pathlib.Path(path).resolve().as_uri() for path in paths]
    box.connect("drag-data-get", lambda _box, _context, data, *_: data.set_uris(uris))
    window.add(box)
    window.set_default_size(200, 100)
    window.move(int(x), int(y))
    window.connect("map-event", lambda *_: print("ready", flush=True))
    window.show_all()
    Gtk.main()


main()
