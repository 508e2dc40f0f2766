"""What a window shows, and whether there is room for it, as the program itself sees it: see layout-module.c.

    watch = layout.Watch(folder, (800, 500))
    with desktop.Window(env=watch.env) as window:
        report = watch.look(window)
        report.texts, report.faults
"""

import os
import pathlib
import re
import signal

import desktop

MODULE = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "ui" / "layout.so"

# Labels that shorten data by design, where a tooltip or another place has it whole; and what scrolls by design.
DESIGNED = {
    "ellipsized": r"BusyBar\S* .*#step$|TokenRow .*#(name|facts)$|PublishRow .*#(name|address)$|PublishGroup GtkLabel$|"
                  r"TrustListPage .*#(title|state)$|ServerOfferRow .*#check GtkLabel$",
    "sideways": r"ShowTextDialog ",
}
TOOLKIT = r"GtkFileChooser|GtkAboutDialog |HdyHeaderBar GtkBox GtkButton"  # GTK's and libhandy's own


class Line:
    """KIND, the TEXT it is about, and the PLACE: the widgets from the window down."""

    def __init__(self, line):
        self.kind, text, self.place = line.split("\t")
        octal = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), text.encode())
        self.text = re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), octal.decode())

    def __str__(self):
        return f"{self.kind}: {self.text!r} in {self.place}"

    def is_designed(self):
        return self.is_toolkit() or re.search(DESIGNED.get(self.kind, "(?!)"), self.place) is not None

    def is_toolkit(self):
        return re.search(TOOLKIT, self.place) is not None


class Report:
    def __init__(self, text):
        lines = [Line(line) for line in text.splitlines()]
        self.texts = [line for line in lines if line.kind == "text"]
        self.faults = [line for line in lines if line.kind != "text" and not line.is_designed()]


class Watch:
    """Makes windows no larger than SIZE (None: as they are) when it looks at them."""

    def __init__(self, folder, size=None):
        self.report = pathlib.Path(folder) / "layout-report"
        self.env = {"GTK_MODULES": f"{desktop.WIDGET_IDS}:{MODULE}", "LAYOUT_REPORT": str(self.report)}
        self.env |= {"LAYOUT_SIZE": f"{size[0]}x{size[1]}"} if size else {}

    def look(self, window):
        self.report.unlink(missing_ok=True)
        window.process.send_signal(signal.SIGUSR1)
        window.wait(self.report.exists, "no report of the layout")
        return Report(self.report.read_text())
