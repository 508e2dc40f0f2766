"""A window whose texts lack room, each in its own way; for the test of layout-module.c, which has to find them."""

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402

LONG = "A text that is much longer than the place for it"


class Narrow(Gtk.Bin):
    """Gives its child less than it needs."""

    def do_get_preferred_width(self):
        return 30, 30

    def do_size_allocate(self, allocation):
        self.set_allocation(allocation)
        self.get_child().size_allocate(allocation)


def label(name, **properties):
    made = Gtk.Label(label=f"{name}: {LONG}", visible=True, **properties)
    Gtk.Buildable.set_name(made, name)
    return made


def scrolled(child):
    made = Gtk.ScrolledWindow(visible=True)
    made.add(child)
    return made


def main():
    window = Gtk.Window(title="Clipped", default_width=300)
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, visible=True)
    narrow, fixed = Narrow(visible=True), Gtk.Fixed(visible=True)
    narrow.add(label("squeezed"))
    fixed.put(label("outside", wrap=True, max_width_chars=20), -40, 0)
    for child in (label("good", wrap=True), label("ellipsized", ellipsize=3), narrow, fixed, scrolled(label("sideways"))):
        box.add(child)
    window.add(box)
    window.set_size_request(280, 240)
    window.connect("destroy", Gtk.main_quit)
    window.show()
    Gtk.main()


main()
