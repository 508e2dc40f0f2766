"""Help, preferences, the keyboard shortcuts and the about box."""

import os
import pathlib
import re
import unittest

import cluster
import desktop
import listing
import program
import soft
import xserver
from help_case import SOURCE, PreferencesCase

TOPICS = ("first-list", "migrate", "export", "update", "replace-token", "read-list", "troubleshooting")


class Help(unittest.TestCase):
    def test_every_topic(self):
        """F1, without a network: each page is there as it was written."""
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("F1")
            dialog = window.wait_for("dialog", "Help")
            for index, topic in enumerate(TOPICS):
                text = (SOURCE / "ui" / "help" / f"{topic}.md").read_text()
                title = re.match(r"# (.*)\n", text)[1]
                window.wait_for("list item", title, root=dialog)
                desktop.Atspi.Selection.select_child(window.find("list box", "Topics", root=dialog), index)
                page = window.wait(lambda: next((node for node in window.all("text", root=dialog)  # by its name only
                                                 if node.get_name() == title), None), lambda: f"no {title}\n{window}")
                shown = " ".join(desktop.text_of(page).split())
                for word in re.sub(r"^```.*|[`*]|^- |^    |^#.*", "", text, flags=re.M).split():
                    self.assertIn(word, shown)
                self.assertNotRegex(shown, r"`|\*\*|##")
                window.screenshot(f"help-{topic}")
            window.dismiss("dialog", "Help")

    def test_keyboard(self):
        """From the list of topics to the page, which is scrolled, and back."""
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("F1")
            window.wait_for("dialog", "Help")

            def focused(role, name):
                node = window.focused()
                return node is not None and (desktop.role_of(node), node.get_name()) == (role, name)

            window.press("Home")
            window.wait(lambda: focused("list item", "Make the first list"), lambda: f"not the first row\n{window}")
            window.press("Down")
            window.wait(lambda: focused("list item", "Go back from tokenless to eTokens"), "the next row")
            window.press("Return")
            window.wait(lambda: focused("text", "Go back from tokenless to eTokens"), "the page")
            window.press("Page_Down")
            window.wait(lambda: self.scrolled_by(window) > 0, "the page is not scrolled")
            window.press("<Shift>Tab")
            window.wait(lambda: focused("list item", "Go back from tokenless to eTokens"), "the list again")
            window.dismiss("dialog", "Help")

    def test_find(self):
        """A message, on whichever page it stands, and what stands on none."""
        def found(page, text):
            node = window.find("text", page)
            if node is None or not desktop.Atspi.Text.get_n_selections(node):
                return None
            part = desktop.Atspi.Text.get_selection(node, 0)
            return part if desktop.Atspi.Text.get_text(node, part.start_offset, part.end_offset) == text else None

        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("F1")
            dialog = window.wait_for("dialog", "Help")
            window.type("Find in the guide", "LIST IS DAMAGED")
            first = window.wait(lambda: found("Troubleshooting", "list is damaged"), lambda: f"not found\n{window}")
            window.wait(lambda: self.scrolled_by(window) > 0, "what was found is not shown")
            self.assertIsNone(window.widget("HelpWindow.not_found").find())
            window.screenshot("help-found")
            entry = window.find("text", "Find in the guide", root=dialog)
            desktop.Atspi.Action.do_action(entry, 0)
            window.wait(lambda: found("Troubleshooting", "list is damaged").start_offset > first.start_offset,
                        "no second place")
            window.type("Find in the guide", "no such words")
            window.widget("HelpWindow.not_found").wait_for_text("It stands on no page")
            window.type("Find in the guide", "Two lists compared")
            window.wait(lambda: found("Read a list", "Two lists compared"), "another page")
            window.widget("HelpWindow.not_found").wait_gone()
            window.dismiss("dialog", "Help")

    @staticmethod
    def scrolled_by(window):
        bars = [node for node in window.all("scroll bar") if desktop.is_(node, desktop.Atspi.StateType.VERTICAL)]
        return max(map(desktop.Atspi.Value.get_current_value, bars), default=0)

    def test_beside_the_job(self):
        """Not modal, and there is one."""
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            for _ in range(2):
                window.click("toggle button", "Main menu")
                window.click("push button", "Help")
                window.wait_for("dialog", "Help")
            self.assertEqual(len(list(window.all("dialog", "Help"))), 1)
            window.click("push button", f"Details of {cluster.FIRST}")
            window.wait_for("dialog", cluster.FIRST)
            window.dismiss("dialog", cluster.FIRST)
            xserver.activate("Help")
            window.dismiss("dialog", "Help")

    def test_named_buttons_exist(self):
        """What the guide calls by name in bold is written on something in the window."""
        words = set()
        for path in list((SOURCE / "ui").rglob("*.ui")) + list((SOURCE / "ui").rglob("*.c")):
            words |= {word.replace("_", "") for word in re.findall(r'[>"](_?[A-Z][^<>"]*)[<"]', path.read_text())}
        for topic in TOPICS:
            for word in re.findall(r"\*\*([^*]+)\*\*", (SOURCE / "ui" / "help" / f"{topic}.md").read_text()):
                self.assertIn(word, words, f"{topic}.md")


class Shortcuts(unittest.TestCase):
    def test_all_are_shown(self):
        """Each accelerator of the program's table, and each does something."""
        table = (SOURCE / "ui" / "app" / "shortcuts.c").read_text()
        named = re.findall(r'N_\("([^"]+)"\)', table)
        self.assertGreater(len(named), 10)
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("<Primary>F1")
            dialog = window.wait_for("dialog", "Keyboard shortcuts")
            texts = [desktop.text_of(node) for node in window.all("label", root=dialog)]
            for name in named:
                self.assertIn(name, texts)
            for keys in ("F1", "F5, Ctrl+R", "Ctrl+N", "Ctrl+O", "Ctrl+S", "Ctrl+Q", "Alt+1", "Ctrl+,"):
                self.assertIn(keys, texts)
            window.screenshot("shortcuts")
            window.dismiss("dialog", "Keyboard shortcuts")
        self.assertNotIn("set_accels_for_action", (SOURCE / "ui" / "app" / "application.c").read_text())

    def test_about(self):
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("F10")
            window.click("push button", "About")
            window.wait_for("dialog", "About")
            version = program.run("--version").out.split()[-1]
            window.widget("GtkAboutDialog.version_label").wait_for_text(version)
            window.widget("GtkAboutDialog.comments_label").wait_for_text("Neither has made this program")
            window.screenshot("about")
            window.dismiss("dialog", "About")


class Preferences(PreferencesCase):
    def test_shown(self):
        """Each driver with how it works."""
        (soft.PREFERENCES.parent).mkdir(exist_ok=True)
        soft.PREFERENCES.write_text("[Tokens]\nmodules=/nowhere/own.so;\n")
        with desktop.Window() as window:
            window.widget("NoticeBar.text").wait_for_text("/nowhere/own.so cannot be loaded")  # on the page
            dialog = self.open(window)
            window.widget("SettingRow.subtitle").wait_for_text("It works and shows 2 tokens.")
            window.screenshot("preferences")
            window.click("push button", "Remove /nowhere/own.so", root=dialog)
            window.wait(lambda: "/nowhere" not in soft.PREFERENCES.read_text(), "it is not removed")
            window.wait_gone("push button", "Remove /nowhere/own.so")
            window.widget("SettingRow.subtitle").wait_for_text("It works and shows 2 tokens.")
            window.dismiss("dialog", "Preferences")
            window.widget("NoticeBar.text").wait_without_text("/nowhere")

    def test_add_driver(self):
        """A module of the user's own choice, for the window and the command line; SoftHSM is not asked for otherwise."""
        env = {"SOFTHSM2_CONF": None}
        tokens = soft.Tokens(self)  # the configuration that SoftHSM finds by itself
        soft.PREFERENCES.unlink()
        self.addCleanup(soft.PREFERENCES.touch)
        with desktop.Window(env={**tokens.env, **env}) as window:
            window.widget("TokensPage.empty", role="panel").wait_for_text("No token is plugged in")
            dialog = self.open(window)
            window.click("push button", "Add a driver", root=dialog)
            self.choose_file(window, os.environ["SANDBOX_MODULE"], "Add")
            window.widget("SettingRow.subtitle").wait_for_text("It works and shows 2 tokens.")
            window.dismiss("dialog", "Preferences")
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
        names = [token["name"] for token in program.run("tokens", "--json", env=env).json["tokens"]]
        self.assertEqual(names, [cluster.FIRST, cluster.SECOND])

    def test_digest_and_folder(self):
        folder = pathlib.Path(os.environ["TMPDIR"]) / "my certificates"
        folder.mkdir(exist_ok=True)
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            dialog = self.open(window)
            listing.choose(window, dialog, "Digest", "SHA-512")
            window.click("push button", "Choose the folder for certificates", root=dialog)
            self.choose_file(window, folder, "Choose")
            window.widget("PreferencesWindow.certificate_folder").wait_for_text(str(folder))
            window.dismiss("dialog", "Preferences")
        text = soft.PREFERENCES.read_text()
        self.assertIn("digest=sha512", text)
        self.assertIn(f"certificates={folder}", text)
        with desktop.Window() as window:
            window.click("push button", "Export all")
            entry = window.wait_for("text", "Folder")
            self.assertEqual(desktop.text_of(entry), str(folder))
            window.dismiss("dialog", "Export certificates")
            listing.new_list(window)
            window.click("push button", "Sign and publish")
            window.click("push button", "Next", root=window.wait_for("dialog", "Sign and publish"))
            digest = window.wait_for("combo box", "Digest")
            self.assertTrue(desktop.Atspi.Selection.get_selected_child(digest, 0).get_name().startswith("SHA-512"))
            window.dismiss("dialog", "Sign and publish")
            listing.discard_and_close(window)


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
