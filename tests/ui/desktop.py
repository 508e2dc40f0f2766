"""A real window of etoken-ctl-gtk, driven through accessibility as a screen reader would.

    with desktop.Window() as window:
        window.click("push button", "Export all")
        window.type("Folder", "/tmp/x")
        window.wait_for("label", "2 certificates were exported")      # the beginning of a text is enough
        window.screenshot("exported")

Each wait has a deadline; a failed one raises AssertionError with what is on the screen. A window that a test leaves
open is closed, and the program has to end well: any warning of GTK or GLib ends it with a signal.
"""

import os
import pathlib
import signal
import subprocess
import time

import gi

import xserver

gi.require_version("Atspi", "2.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Atspi, Gdk, GLib  # noqa: E402

TIMEOUT_S = int(os.environ.get("UI_TIMEOUT_S", "30"))  # more under valgrind
POLL_S = 0.02
ACT_AGAIN_S = 2  # when nothing came of it
TOP_WINDOWS = ("frame", "dialog", "alert", "file chooser")
PROGRAM = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "bin" / "etoken-ctl-gtk"
SCREENSHOTS = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "ui" / "screenshots"

Atspi.init()
Atspi.set_timeout(10000, 15000)  # a program that is busy has not gone away
ROLES = {Atspi.role_get_name(Atspi.Role(number)): Atspi.Role(number) for number in range(Atspi.Role.LAST_DEFINED)}
ROLES.setdefault("push button", Atspi.Role.PUSH_BUTTON)  # at-spi 2.56 calls it "button"


def wait_until(condition, what, timeout=TIMEOUT_S):
    """The first true value of condition(). What goes away while it is looked at counts as not there yet."""
    deadline = time.monotonic() + timeout
    while (began := time.monotonic()) < deadline:
        try:
            value = condition()
        except GLib.Error:
            value = None
        if value:
            return value
        time.sleep(max(POLL_S, time.monotonic() - began))  # half of the time is left to what is waited for
    raise AssertionError(f"in {timeout} s: {what() if callable(what) else what}")


def _on_screen(roles):
    return Atspi.MatchRule.new(Atspi.StateSet.new([Atspi.StateType.SHOWING]), Atspi.CollectionMatchType.ALL,
                               {}, Atspi.CollectionMatchType.ALL,
                               [ROLES[role] for role in roles], Atspi.CollectionMatchType.ANY,
                               [], Atspi.CollectionMatchType.ALL, False)


def nodes(root, *roles):
    """ROOT and everything below it that is on the screen, in order; with ROLES only those with one of them. The program
    does the looking, in one call."""
    try:
        root.clear_cache()  # of no use without a main loop
        found = Atspi.Collection.get_matches(root, _on_screen(roles), Atspi.CollectionSortOrder.CANONICAL, 0, True)
        if not roles or root.get_role_name() in roles:
            yield root
    except GLib.Error:  # it went away
        return
    for node in found:
        node.clear_cache()
        yield node


def is_(node, state):
    return node.get_state_set().contains(state)


def text_of(node):
    """What a person reads there: the text of a label or entry, else its name."""
    try:
        if "Text" in node.get_interfaces():
            return Atspi.Text.get_text(node, 0, -1)
        return node.get_name()
    except GLib.Error:
        return ""


class Window:
    """The program with its window. FILES are opened; ENV holds changes to the environment (None removes). In another
    LANGUAGE (see languages.py) names are still given in English."""

    def __init__(self, *files, env=None, dark=False, language=None):
        theme = {"GTK_THEME": "Adwaita:dark"} if dark else {}
        self.language = language
        environment = {**os.environ, **theme, **(language.env if language else {}), **(env or {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        self.process = subprocess.Popen([PROGRAM, *files], env=environment, stderr=subprocess.PIPE, text=True)
        try:
            self.application = wait_until(self._find_application, self._why_not_there)
        except AssertionError:
            self.process.kill()
            raise

    def _find_application(self):
        if self.process.poll() is not None:
            raise AssertionError(self._why_not_there())
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            try:
                if application is not None and application.get_process_id() == self.process.pid:
                    return application
            except GLib.Error:
                continue
        return None

    def _why_not_there(self):
        if self.process.poll() is None:
            return "the window does not appear"
        return f"the program ended with {self.process.returncode}:\n{self.process.stderr.read()}"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            self.screenshot(f"failed-{time.monotonic_ns()}")
            self.process.kill()
        elif self.process.poll() is None:
            self.close()
        self.process.stderr.close()

    # --- looking ---

    def all(self, role=None, name=None, root=None):
        """Everything on the screen with this role whose name or text begins with NAME."""
        names = self.language.beginnings(name) if self.language and name is not None else name
        for node in nodes(root or self.application, *([role] if role is not None else [])):
            if name is None or (node.get_name() or "").startswith(names) or text_of(node).startswith(names):
                yield node

    def wait(self, condition, what, timeout=TIMEOUT_S):
        """wait_until() that also ends when the program does."""
        def checked():
            value = condition()
            if not value and self.process.poll() is not None:
                raise AssertionError(self._why_not_there())
            return value
        return wait_until(checked, what, timeout)

    def find(self, role=None, name=None, root=None):
        return next(self.all(role, name, root), None)

    def wait_for(self, role=None, name=None, root=None):
        return self.wait(lambda: self.find(role, name, root), lambda: f"no {role} {name!r}\n{self}")

    def wait_gone(self, role=None, name=None):
        self.wait(lambda: self.find(role, name) is None, lambda: f"{role} {name!r} is still there\n{self}")

    def dismiss(self, role, name):
        """By Escape."""
        self.press_until("Escape", lambda: self.find(role, name) is None)

    def press_until(self, key, condition, is_ready=lambda: True):
        """Presses it until CONDITION holds, and only while IS_READY."""
        self.act_until(lambda: is_ready() and self.press(key), condition, f"{key} does nothing")

    def act_until(self, act, condition, what):
        """Calls ACT until CONDITION holds: again when nothing came of it."""
        again = time.monotonic()
        def done():
            nonlocal again
            if condition():
                return True
            if time.monotonic() >= again:
                act()
                again = time.monotonic() + ACT_AGAIN_S
            return False
        self.wait(done, lambda: f"{what}\n{self}")

    def wait_text(self, part):
        """Waits for something to read that contains PART and returns its whole text."""
        return self.wait(lambda: self.find_text(part), lambda: f"nowhere {part!r}\n{self}")

    def find_text(self, part):
        parts = self.language.parts(part) if self.language else (part,)
        return next((text for text in self.texts() if any(wanted in text for wanted in parts)), None)

    def texts(self):
        """All that can be read."""
        return [text for text in map(text_of, nodes(self.application)) if text]

    def __str__(self):
        if self.process.poll() is not None:
            return self._why_not_there()
        lines = [f"{node.get_role_name()} {node.get_name()!r} {text_of(node)!r}" for node in nodes(self.application)]
        return "On the screen:\n" + "\n".join(lines)

    # --- doing ---

    def click(self, role, name, root=None):
        """Presses a button as soon as it can be pressed."""
        def ready():
            node = self.find(role, name, root)
            return node if node is not None and is_(node, Atspi.StateType.SENSITIVE) else None
        node = self.wait(ready, lambda: f"no {role} {name!r} that can be pressed\n{self}")
        Atspi.Action.do_action(node, 0)

    def type(self, name, text, role=None):
        """Puts TEXT into the entry NAME in place of what is there."""
        def find():
            return next((node for node in self.all(role, name) if "EditableText" in node.get_interfaces()), None)
        entry = self.wait(find, lambda: f"no entry {name!r}\n{self}")
        Atspi.EditableText.set_text_contents(entry, text)
        return entry

    def show_page(self, name):
        """Shows a page and waits until it is there."""
        self.click("radio button", name)
        def shown():  # looked for again each time: a page that makes the window wider moves the switcher
            page = self.find("radio button", name)
            return page is not None and is_(page, Atspi.StateType.CHECKED)
        self.wait(shown, lambda: f"page {name} is not shown\n{self}")

    def press(self, *keys):
        """Presses keys by their X names ("Tab", "Return", "<Alt>2")."""
        for key in keys:
            self._point_at_top_window()
            modifier, name = (key[1:].split(">", 1) if key.startswith("<") else (None, key))
            held = {"Alt": 0xffe9, "Primary": 0xffe3, "Shift": 0xffe1}.get(modifier)
            if held:
                Atspi.generate_keyboard_event(_keycode(held), None, Atspi.KeySynthType.PRESS)
            Atspi.generate_keyboard_event(_keycode(Gdk.keyval_from_name(name)), None, Atspi.KeySynthType.PRESSRELEASE)
            if held:
                Atspi.generate_keyboard_event(_keycode(held), None, Atspi.KeySynthType.RELEASE)

    def _point_at_top_window(self):
        """Without a window manager the keyboard goes where the pointer is: to the newest window, once it is there."""
        def windows():
            found = [node for node in nodes(self.application, *TOP_WINDOWS) if _is_top(node)]
            return found if 0 < len(found) <= xserver.count_shown() else None
        top = self.wait(windows, lambda: f"a window is not on the screen\n{self}")[-1]
        box = top.get_extents(Atspi.CoordType.SCREEN)
        Atspi.generate_mouse_event(box.x + box.width // 2, box.y + 2, "abs")

    def press_tab(self, control_of=lambda node: node.get_name()):
        """Presses Tab and returns the name of the control that has the focus then, which another had before."""
        before = self.focused()
        left = before and control_of(before)
        self.press("Tab")
        def moved():
            node = self.focused()
            return node and control_of(node) != left and control_of(node)
        return self.wait(moved, lambda: f"the focus stays on {left!r}\n{self}")

    def focused(self):
        return next((node for node in nodes(self.application) if is_(node, Atspi.StateType.FOCUSED)), None)

    def resize(self, width, height):
        """As a window manager would, frame included."""
        frame = self.wait_for("frame")
        xserver.resize(frame.get_name(), width, height)
        def fits():
            box = frame.get_extents(Atspi.CoordType.SCREEN)
            return abs(box.width - width) <= 60 and abs(box.height - height) <= 60
        self.wait(fits, lambda: f"the window does not become {width}x{height}\n{self}")

    def wait_within(self, node, width, height, of=Atspi.CoordType.SCREEN):
        """NODE ends within WIDTH x HEIGHT of the screen or its window, once the parts know a new size."""
        def end():
            box = node.get_extents(of)
            return box.x + box.width, box.y + box.height
        def within():
            x, y = end()
            return x <= width and y <= height
        self.wait(within, lambda: f"it ends at {end()} instead of {(width, height)}\n{self}")

    def screenshot(self, name, is_drawn=False):
        """Kept in the build folder, to be looked at. IS_DRAWN: the last frame is known to be."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        time.sleep(0 if is_drawn else 0.2)
        subprocess.run(["import", "-window", "root", path], check=True, stderr=subprocess.DEVNULL)
        return path

    def close(self, timeout=TIMEOUT_S):
        """Closes the window as Ctrl+Q does; the program has to end well."""
        self.press("<Primary>q")
        self.wait_end(timeout)

    def wait_end(self, timeout=TIMEOUT_S):
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            raise AssertionError(f"the program did not end in {timeout} s") from None
        if status != 0:
            raise AssertionError(self._why_not_there())


def _is_top(node):
    """Not a chooser's inner part, which has the role of the whole, and nothing that has just gone."""
    try:
        parent = node.get_parent()
        return parent is not None and parent.get_role_name() == "application"
    except GLib.Error:
        return False


def _keycode(keyval):
    found, keys = Gdk.Keymap.get_for_display(Gdk.Display.get_default()).get_entries_for_keyval(keyval)
    assert found
    return keys[0].keycode
