"""A walk through all pages and dialogs of the window. At each stop a picture is taken, and what is shown is kept, with
whether there is room for it. Names are the English ones, whatever the language."""

import os
import pathlib

import cluster
import desktop
import itl
import layout
import listing
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from tls_services import TvsServer, make_certificate, sha1_of
from tour_lists import CALLMANAGER, CALLMANAGER_KEY, SERVERS, URL, ListTour

SUBSCRIBER = pathlib.Path(os.environ["SANDBOX"]) / "nodes" / SUBSCRIBER_IP / "tftp" / "CTLFile.tlv"
N_TOPICS = 7


class Tour(ListTour):
    """In LANGUAGE, with windows of at most SIZE; files go to FOLDER. `reports`: (stop, layout.Report)."""

    def __init__(self, language, folder, size):
        self.language = language
        self.folder = pathlib.Path(folder)
        self.size = size
        self.watch = layout.Watch(folder, size)
        self.reports = []

    def open(self, *files, **env):
        """A window of the size."""
        window = desktop.Window(*files, language=self.language, env={**self.watch.env, **env})
        window.resize(*self.size)
        return window

    def stop(self, window, name):
        report = self.watch.look(window)
        window.screenshot(f"{self.language.code}-{len(self.reports):02d}-{name}", is_drawn=True)
        self.reports.append((name, report))

    def close(self, window, dialog, name, button="Close"):
        window.click("push button", button, root=dialog)
        window.wait_gone("dialog", name)

    def click_below(self, dialog, name):
        """What may have to be scrolled to."""
        node = next(node for node in listing.all_below(dialog) if node.get_name().startswith(self.language.beginnings(name)))
        desktop.Atspi.Action.do_action(node, 0)

    def whole(self):
        self.tokens()
        self.no_tokens()
        self.around()
        self.publishers()
        self.lists()
        self.damaged_list()
        self.servers()
        self.publish()
        self.history()
        self.migration()

    # --- tokens ---

    def tokens(self):
        with self.open() as window:
            window.wait_for("list item", FIRST)
            window.wait_for("list item", SECOND)
            self.stop(window, "tokens")
            window.click("push button", f"Details of {FIRST}")
            dialog = window.wait_for("dialog", FIRST)
            self.stop(window, "token-details")
            self.close(window, dialog, FIRST)
            self.export(window)
            self.change_password(window)

    def export(self, window):
        (self.folder / f"{FIRST}.cer").write_text("mine")
        window.click("push button", "Export all")
        dialog = window.wait_for("dialog", "Export certificates")
        window.type("Folder", str(self.folder))
        self.stop(window, "export")
        window.click("push button", "Choose the folder", root=dialog)
        chooser = window.wait_for("file chooser", "Folder for the certificates")
        self.stop(window, "export-folder")
        window.click("push button", "Cancel", root=chooser)
        window.wait_gone("file chooser")
        window.click("push button", "Export", root=dialog)
        question = window.wait_for("alert")
        self.stop(window, "export-replace")
        window.click("push button", "Replace", root=question)
        window.wait_gone("dialog", "Export certificates")
        window.widget("NoticeBar.text").wait_for_text("certificates were exported to")
        self.stop(window, "exported")

    def change_password(self, window):
        """Given up at the last question."""
        window.click("push button", f"More for {FIRST}")
        window.wait_for("push button", "Change password")
        self.stop(window, "token-menu")
        window.click("push button", "Change password")
        for step, answer in (("old", PIN), ("new", "Neu 56789"), ("again", None)):
            dialog = window.wait_for("dialog", "Password")
            self.stop(window, f"password-{step}")
            if answer is None:
                window.click("push button", "Cancel", root=dialog)
                window.wait_gone("dialog", "Password")
            else:
                self.answer(window, dialog, answer, "Next")

    def answer(self, window, dialog, text, button):
        """Into the question DIALOG; the next one may be there already when this returns."""
        entry = next(node for node in desktop.nodes(dialog) if "EditableText" in node.get_interfaces())
        question = entry.get_name()
        desktop.Atspi.EditableText.set_text_contents(entry, text)
        window.click("push button", button, root=dialog)
        window.wait(lambda: not any(node.get_name() == question for node in desktop.nodes(window.application)),
                    f"{question} stays")

    def no_tokens(self):
        config = self.folder / "softhsm2.conf"
        config.write_text(f"directories.tokendir = {self.folder}\nobjectstore.backend = file\n")
        with self.open(SOFTHSM2_CONF=str(config)) as window:
            window.widget("TokensPage.empty", role="panel").wait_for_text("No token is plugged in")
            self.stop(window, "no-tokens")

    # --- what the main menu has ---

    def around(self):
        with self.open() as window:
            window.wait_for("list item", FIRST)
            window.click("toggle button", "Main menu")
            window.wait_for("push button", "Help")
            self.stop(window, "main-menu")
            window.press("Escape")
            self.help(window)
            window.press("<Primary>F1")
            dialog = window.wait_for("dialog", "Keyboard shortcuts")
            self.stop(window, "shortcuts")
            self.close(window, dialog, "Keyboard shortcuts")
            window.press("F10")
            window.click("push button", "About")
            dialog = window.wait_for("dialog", "About")
            self.stop(window, "about")
            window.dismiss("dialog", "About")
            self.preferences(window)

    def help(self, window):
        window.press("F1")
        dialog = window.wait_for("dialog", "Help")
        topics = window.wait_for("list box", "Topics", root=dialog)
        for index in range(N_TOPICS):
            desktop.Atspi.Selection.select_child(topics, index)
            title = topics.get_child_at_index(index).get_name()
            window.wait_for("text", title, root=dialog)
            self.stop(window, f"help-{index + 1}")
        window.dismiss("dialog", "Help")

    def preferences(self, window):
        window.press("<Primary>comma")
        dialog = window.wait_for("dialog", "Preferences")
        window.widget("SettingRow.subtitle").wait_for_text("It works and shows")
        self.stop(window, "preferences")
        window.click("push button", "Add a driver", root=dialog)
        chooser = window.wait_for("file chooser", "Choose a token driver")
        self.stop(window, "preferences-driver")
        window.click("push button", "Cancel", root=chooser)
        window.wait_gone("file chooser")
        window.dismiss("dialog", "Preferences")

    # --- publishers ---

    def publishers(self):
        listing.forget()
        with self.open() as window:
            window.show_page("Publisher")
            window.widget("PublisherPage.empty", role="panel").wait_for_text("No publisher is saved")
            self.stop(window, "no-publisher")
            self.add_publisher(window)
            self.edit_publisher(window)
            self.test_publisher(window)
            self.ask_status(window)

    def add_publisher(self, window):
        window.click("push button", "Add publisher")
        dialog = window.wait_for("dialog", "Add publisher")
        self.stop(window, "publisher-new")
        window.click("push button", "Save", root=dialog)
        window.wait_for("info bar")
        self.stop(window, "publisher-wrong")
        self.close(window, dialog, "Add publisher", "Cancel")

    def edit_publisher(self, window):
        """One with all that can be said of it."""
        program.run("publisher", "add", "hq", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user", "admin",
                    "--old-algorithms", "ssh-rsa,tls-1.0", "--keep-password", "--login", "password", "--host-key", LOGIN[3])
        window.show_page("Tokens")
        window.show_page("Publisher")
        window.click("push button", "Edit hq")
        dialog = window.wait_for("dialog", "Edit publisher")
        for tab in ("Login", "Nodes", "More", "Old algorithms"):
            window.click("radio button", tab, root=dialog)
            self.stop(window, f"publisher-{tab.lower().replace(' ', '-')}")
        self.close(window, dialog, "Edit publisher", "Cancel")
        self.stop(window, "publishers")

    def test_publisher(self, window):
        """The host key is not known, and a password is asked for."""
        program.run("publisher", "add", "hq", URL, "--replace", "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user",
                    "admin", "--login", "password")
        (listing.CONFIG / "known_hosts").unlink(missing_ok=True)
        window.click("push button", "Test the connection to hq")
        dialog = window.wait_for("dialog", "Unknown host key")
        self.stop(window, "host-key")
        window.click("push button", "Trust this key", root=dialog)
        dialog = window.wait_for("dialog", "Password")
        self.stop(window, "login")
        self.answer(window, dialog, listing.PASSWORD, "Log in")
        window.widget("NoticeBar.text").wait_for_text("The connection works.")
        self.stop(window, "connection")
        window.click("push button", "Remove hq")
        question = window.wait_for("alert")
        self.stop(window, "publisher-remove")
        window.click("push button", "Keep", root=question)
        window.wait_gone("alert")

    def ask_status(self, window):
        program.run("publisher", "add", "hq", URL, "--replace", "--node", f"subscriber,{SUBSCRIBER_IP}", "--node",
                    "tftp,10.9.9.9", "--cli-user", "admin", *LOGIN)
        cluster.build(TFTP / "CTLFile.tlv")
        cluster.build(SUBSCRIBER, signer=FIRST)
        window.click("push button", "Status of all nodes of hq")
        window.widget("ClusterView", on_screen=False).wait_for_text("could not be asked")
        self.stop(window, "status")
        SUBSCRIBER.unlink()
        listing.forget()

    # --- history ---

    def history(self):
        """After publish(), so that there is something."""
        with self.open() as window:
            window.show_page("History")
            table = window.wait_for("table", "History")
            self.stop(window, "history")
            desktop.Atspi.Table.add_row_selection(table, 1)
            window.widget("HistoryPage.facts").wait_for_text("lists are selected.")
            self.stop(window, "history-two")
            window.click("push button", "Compare")
            dialog = window.wait_for("dialog", "Difference")
            self.stop(window, "history-compare")
            self.close(window, dialog, "Difference")

    def no_history(self):
        """Before anything else."""
        with self.open() as window:
            window.show_page("History")
            window.widget("HistoryPage.empty", role="panel").wait_for_text("Nothing was pushed or fetched yet")
            self.stop(window, "no-history")

    # --- migration ---

    def migration(self):
        certificate, key = make_certificate(self.folder, "TVS")
        program.run("publisher", "add", "hq", URL, "--replace", "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user",
                    "admin", *LOGIN)
        old = itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS)
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, certificate, by_hash=True))
        for path in (TFTP / "CTLFile.tlv", SUBSCRIBER):
            path.write_bytes(old)
        servers = [TvsServer(certificate, key, address=(address, 2445)) for address in (PUBLISHER_IP, SUBSCRIBER_IP)]
        try:
            with self.open() as window:
                self.migrate(window, servers)
        finally:
            for server in servers:
                server.stop()
            SUBSCRIBER.unlink()
            listing.forget()

    def migrate(self, window, servers):
        """Up to the question that changes something."""
        window.show_page("Publisher")
        window.click("push button", "Migrate hq to eTokens")
        dialog = window.wait_for("dialog", "Migrate hq to eTokens")
        self.stop(window, "migrate-start")
        window.click("push button", "Start", root=dialog)
        window.wait_for("push button", "Ask again now", root=dialog)
        self.stop(window, "migrate-wait")
        for server in servers:
            server.trust.update({sha1_of(CERTIFICATES / f"{name}.pem"): (0, 3) for name in (FIRST, SECOND)})
        window.click("push button", "Ask again now", root=dialog)
        window.wait_for("push button", "Sign and publish", root=dialog)
        self.stop(window, "migrate-sign")
        desktop.Atspi.Action.do_action(list(window.all("push button", "Close", root=dialog))[-1], 0)  # not the notice's
        window.wait_gone("dialog", "Migrate hq to eTokens")
