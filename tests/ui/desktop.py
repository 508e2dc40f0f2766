"""A real window of etoken-ctl-gtk, driven through accessibility as a screen reader would.

    with desktop.Window() as window:
        window.click("push button", "Export all")
        window.type("Folder", "/tmp/x")
        window.widget("NoticeBar.text").wait_for_text("2 certificates were exported")
        window.screenshot("exported")

Each thing is done once, as soon as it can be: a click or a key that is lost is a failure. Each wait has a deadline; a failed one raises AssertionError with what is on the screen. A window that a test leaves
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
TOP_WINDOWS = ("frame", "dialog", "alert", "file chooser")
PROGRAM = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "bin" / "etoken-ctl-gtk"
WIDGET_IDS = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "ui" / "widget-ids.so"  # see widget-ids.c
SCREENSHOTS = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "ui" / "screenshots"

Atspi.init()
Atspi.set_timeout(10000, 15000)  # a program that is busy has not gone away
# What newer releases of AT-SPI call otherwise, by the names that the tests use: "button" since 2.56.
OLD_ROLE_NAMES = {"button": "push button"}


def _role_name(role):
    name = Atspi.role_get_name(role)
    return OLD_ROLE_NAMES.get(name, name)


ROLES = {_role_name(Atspi.Role(number)): Atspi.Role(number) for number in range(Atspi.Role.LAST_DEFINED)}


def role_of(node):
    """The name of its role, the same in each release of AT-SPI."""
    return _role_name(node.get_role())


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


def _rule(roles, states):
    return Atspi.MatchRule.new(Atspi.StateSet.new(states), Atspi.CollectionMatchType.ALL,
                               {}, Atspi.CollectionMatchType.ALL,
                               [ROLES[role] for role in roles], Atspi.CollectionMatchType.ANY,
                               [], Atspi.CollectionMatchType.ALL, False)


def nodes(root, *roles, on_screen=True):
    """ROOT and everything below it that is on the screen, in order; with ROLES only those with one of them, and without
    ON_SCREEN also what has to be scrolled to. The program does the looking, in one call."""
    states = [Atspi.StateType.SHOWING if on_screen else Atspi.StateType.VISIBLE]
    try:
        root.clear_cache()  # of no use without a main loop
        found = Atspi.Collection.get_matches(root, _rule(roles, states), Atspi.CollectionSortOrder.CANONICAL, 0, True)
        if not roles or role_of(root) in roles:
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
        modules = {"GTK_MODULES": str(WIDGET_IDS)}
        environment = {**os.environ, **modules, **theme, **(language.env if language else {}), **(env or {})}
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
        """By Escape, when it is there."""
        self.wait_for(role, name)
        self.press("Escape")
        self.wait_gone(role, name)

    def widget(self, name, role="label", root=None, on_screen=True):
        """What the test names by its accessible id (see widget-ids.c) or its name, and its role. Not ON_SCREEN: it may have
        to be scrolled to."""
        return Widget(self, name, role, root, on_screen)

    def texts(self):
        """All that can be read."""
        return [text for text in map(text_of, nodes(self.application)) if text]

    def __str__(self):
        if self.process.poll() is not None:
            return self._why_not_there()
        lines = [f"{role_of(node)} {node.get_accessible_id()} {node.get_name()!r} {text_of(node)!r}" for node in nodes(self.application)]
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
            self.wait_active()
            modifier, name = (key[1:].split(">", 1) if key.startswith("<") else (None, key))
            held = {"Alt": 0xffe9, "Primary": 0xffe3, "Shift": 0xffe1}.get(modifier)
            if held:
                Atspi.generate_keyboard_event(_keycode(held), None, Atspi.KeySynthType.PRESS)
            Atspi.generate_keyboard_event(_keycode(Gdk.keyval_from_name(name)), None, Atspi.KeySynthType.PRESSRELEASE)
            if held:
                Atspi.generate_keyboard_event(_keycode(held), None, Atspi.KeySynthType.RELEASE)

    def wait_active(self):
        """Until the newest window has the keyboard."""
        def active():
            windows = [node for node in nodes(self.application, *TOP_WINDOWS) if _is_top(node)]
            return windows and is_(windows[-1], Atspi.StateType.ACTIVE)
        self.wait(active, lambda: f"the newest window does not get the keyboard\n{self}")

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
        """As a person does with the mouse."""
        frame = self.wait_for("frame")
        self.ask_for_size(frame.get_name(), width, height)
        def fits():
            box = frame.get_extents(Atspi.CoordType.SCREEN)
            return abs(box.width - width) <= 60 and abs(box.height - height) <= 60
        self.wait(fits, lambda: f"the window does not become {width}x{height}\n{self}")

    def ask_for_size(self, title, width, height):
        """Of the window with this TITLE, once it is managed; it may need more."""
        self.wait(lambda: title in xserver.titles(), lambda: f"no window {title!r}\n{self}")
        xserver.resize(title, width, height)

    def wait_within(self, node, width, height):
        """NODE ends within WIDTH x HEIGHT of its window, once the parts know a new size."""
        def end():
            box = node.get_extents(Atspi.CoordType.WINDOW)
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


class Widget:
    """What has this NAME, an accessible id or what a screen reader calls it, and ROLE, below ROOT. Looked for anew each
    time, since the window may make it anew; where a list has one in each row, any of them counts."""

    def __init__(self, window, name, role, root, on_screen):
        self.window = window
        self.name = name
        self.role = role
        self.root = root
        self.on_screen = on_screen

    def __str__(self):
        return f"{self.role} {self.name}"

    def all(self):
        found = nodes(self.root or self.window.application, self.role, on_screen=self.on_screen)
        return [node for node in found if self.name in (node.get_accessible_id(), node.get_name())]

    def find(self):
        return next(iter(self.all()), None)

    def wait(self):
        return self.window.wait(self.find, lambda: f"no {self}\n{self.window}")

    def wait_gone(self):
        self.window.wait(lambda: self.find() is None, lambda: f"{self} is still there\n{self.window}")

    def texts(self):
        return [text_of(node) for node in self.all()]

    def find_text(self, part):
        """The whole text, where it contains PART."""
        language = self.window.language
        parts = language.parts(part) if language else (part,)
        return next((text for text in self.texts() if any(wanted in text for wanted in parts)), None)

    def wait_for_text(self, part):
        """Waits until it says PART, and returns its whole text."""
        return self.window.wait(lambda: self.find_text(part),
                                lambda: f"{self} says {self.texts()} instead of {part!r}\n{self.window}")

    def wait_without_text(self, part):
        """Waits until it says PART no longer, or is gone."""
        self.window.wait(lambda: not self.find_text(part), lambda: f"{self} still says {part!r}\n{self.window}")


def _is_top(node):
    """Not a chooser's inner part, which has the role of the whole, and nothing that has just gone."""
    try:
        parent = node.get_parent()
        return parent is not None and role_of(parent) == "application"
    except GLib.Error:
        return False


def _keycode(keyval):
    found, keys = Gdk.Keymap.get_for_display(Gdk.Display.get_default()).get_entries_for_keyval(keyval)
    assert found
    return keys[0].keycode
