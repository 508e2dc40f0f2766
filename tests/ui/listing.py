"""What the tests of the trust list page and of its dialogs share."""

import os
import pathlib
import subprocess
import time
from urllib.parse import urlsplit

import desktop
from cluster import CERTIFICATES, FIRST, PIN, PUBLISHER_IP, SECOND, TFTP  # noqa: F401

CONFIG = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl"
PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()


def save_publishers(login="key-file", known=True, **urls):
    """The address book holds these publishers, a sftp: URL each. With KNOWN their host key is known."""
    CONFIG.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, url in urls.items():
        parts = urlsplit(url)
        lines += [f"[Publisher {name}]", f"host={parts.hostname}", f"port={parts.port}", f"user={parts.username}",
                  f"path={parts.path}", f"login={login}"]
        lines += [f"identity={os.environ['SANDBOX_IDENTITY']}"] if login == "key-file" else []
    (CONFIG / "publishers.conf").write_text("\n".join(lines) + "\n")
    if known:
        (CONFIG / "known_hosts").write_text(pathlib.Path(os.environ["SANDBOX_KNOWN_HOSTS"]).read_text())
    else:
        (CONFIG / "known_hosts").unlink(missing_ok=True)


def forget():
    """No publisher is saved, none has a list, and no host key is known."""
    for path in TFTP.iterdir():
        path.unlink()
    for name in ("publishers.conf", "known_hosts"):
        (CONFIG / name).unlink(missing_ok=True)


def rows(window, columns=8):
    """The records in the table in front, as lists of their cells' texts."""
    root = next(window.all("dialog", "Sign and publish"), None)
    table = window.wait_for("table", "Records", root=root)
    cells = [desktop.text_of(node) for node in desktop.nodes(table, "table cell")]
    assert len(cells) % columns == 0, cells
    return [cells[start:start + columns] for start in range(0, len(cells), columns)]


def wait_rows(window, names, columns=8):
    """Waits until the table holds the certificates NAMES, in this order."""
    desktop.wait_until(lambda: [row[3] for row in rows(window, columns)] == names,
                       lambda: f"the table is not {names}\n{window}")


def select(window, index):
    """Selects a record of the table, from 0."""
    table = window.wait_for("table", "Records")
    desktop.Atspi.Component.grab_focus(table)
    desktop.Atspi.Component.grab_focus(desktop.Atspi.Table.get_accessible_at(table, index, 0))


def remove(window):
    """Removes the selected record."""
    window.click("push button", "Remove")
    window.click("push button", "Remove", root=window.wait_for("alert"))
    window.wait_gone("alert")


def save_as(window, path, root=None):
    """Chooses the file PATH in the chooser."""
    window.click("push button", "Save", root=root)
    chooser = window.wait_for("file chooser", "Save the trust list")
    entry = next(node for node in desktop.nodes(chooser) if "EditableText" in node.get_interfaces())
    desktop.Atspi.EditableText.set_text_contents(entry, str(path))
    window.click("push button", "Save", root=chooser)
    window.wait_gone("file chooser")


def choose_more(window, item):
    """Chooses an item of the page's menu."""
    window.click("toggle button", "More")
    window.click("push button", item)


def choose_file(window, title, path):
    """Chooses the file PATH in the chooser TITLE; None cancels it."""
    chooser = window.wait_for("file chooser", title)
    if path is not None:
        window.press("<Primary>l")  # the chooser's own key for typing a name
        entry = window.wait(lambda: next((node for node in desktop.nodes(chooser)
                                          if "EditableText" in node.get_interfaces()), None), "no entry for the name")
        desktop.Atspi.EditableText.set_text_contents(entry, str(path))
    window.click("push button", "Open" if path is not None else "Cancel", root=chooser)
    window.wait_gone("file chooser", title)


def close_dialog(window, name, button="Close"):
    window.click("push button", button, root=window.wait_for("dialog", name))
    window.wait_gone("dialog", name)


def discard_and_close(window):
    """Closes the window although changes are lost."""
    window.press("<Primary>q")
    window.click("push button", "Discard", root=window.wait_for("alert"))
    window.wait_end()


def quit_by_bus(window):
    """Closes the window whatever is open in it, as the end of a session does."""
    subprocess.run(["gdbus", "call", "--session", "--dest", "io.github.etoken_ctl.Gtk", "--object-path",
                    "/io/github/etoken_ctl/Gtk", "--method", "org.gtk.Actions.Activate", "quit", "[]", "{}"],
                   check=True, stdout=subprocess.DEVNULL)
    window.wait_end()


def add_tokens(window, *names):
    window.click("push button", "Add tokens")
    dialog = window.wait_for("dialog", "Add tokens")
    for name in names:
        window.click("check box", name, root=dialog)
    window.click("push button", "Add", root=dialog)
    window.wait_gone("dialog", "Add tokens")


def add_server(window, function, host, certificate):
    window.click("push button", "Add server")
    dialog = window.wait_for("dialog", "Add server")
    choose(window, dialog, "Function", function)
    window.type("Host", host)
    window.type("Certificate file", str(certificate))
    window.click("push button", "Add", root=dialog)
    return dialog


def choose(window, root, name, item):
    """Chooses an item of a combo box."""
    combo = window.wait_for("combo box", name, root=root)
    texts = [desktop.text_of(node) for node in all_below(combo)
             if desktop.role_of(node) == "menu item"]
    index = next(number for number, text in enumerate(texts) if text.startswith(item))
    desktop.Atspi.Selection.select_child(combo, index)


def all_below(node):
    """Also what has to be scrolled to."""
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child
            yield from all_below(child)


def all_texts(root):
    """All that stands below ROOT."""
    return [desktop.text_of(node) for node in all_below(root)]


def password(window, answer):
    """Answers the question for a password."""
    dialog = window.wait_for("dialog", "Password")
    entry = next(node for node in desktop.nodes(dialog) if "EditableText" in node.get_interfaces())
    desktop.Atspi.EditableText.set_text_contents(entry, answer)
    button = next(node for name in ("Sign", "Log in", "Unlock") for node in window.all("push button", name, root=dialog))
    desktop.wait_until(lambda: desktop.is_(button, desktop.Atspi.StateType.SENSITIVE), "the button cannot be pressed")
    desktop.Atspi.Action.do_action(button, 0)
    window.wait(lambda: dialog not in window.all("dialog", "Password"), "the password is still asked for")


def new_list(window):
    """A list of two tokens and two servers."""
    window.show_page("Trust list")
    window.click("push button", "New")
    add_tokens(window, FIRST, SECOND)
    add_server(window, "CCM+TFTP", PUBLISHER_IP, CERTIFICATES / "cucm-1051-a-pub.pem")
    window.wait_gone("dialog", "Add server")
    add_server(window, "CAPF", PUBLISHER_IP, CERTIFICATES / "CAPF-e41e7d87.der")
    window.wait_gone("dialog", "Add server")
    wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-e41e7d87"])


def start_signing(window, signer=SECOND):
    """Up to the question for the password."""
    window.click("push button", "Sign and publish")
    dialog = window.wait_for("dialog", "Sign and publish")
    window.click("push button", "Next", root=dialog)
    window.click("radio button", signer, root=dialog)
    window.click("push button", "Sign", root=dialog)
    return dialog


def sign(window, signer=SECOND):
    dialog = start_signing(window, signer)
    password(window, PIN)
    window.widget("PublishSend.hint", root=dialog).wait_for_text("Choose the nodes")
    return dialog


def publish(window, dialog):
    """Checks the chosen nodes, then puts the list on them."""
    window.click("push button", "Check", root=dialog)
    window.click("push button", "Publish", root=dialog)


def settle():
    """For screenshots: what moves has come to rest."""
    time.sleep(0.4)
