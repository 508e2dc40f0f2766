"""The tokens page where drivers fail, are slow, or show nothing."""

import os
import pathlib
import subprocess
import unittest

import cluster
import desktop
import slow
from cluster import FIRST
from tokens_case import TokensCase

NEVER_MS = 600000  # longer than any wait of a test


class Tokens(TokensCase):
    def no_tokens(self):
        config = self.folder / "softhsm2.conf"
        config.write_text(f"directories.tokendir = {self.folder}\nobjectstore.backend = file\n")
        return {"SOFTHSM2_CONF": str(config)}

    def test_no_tokens(self):
        with desktop.Window(env=self.no_tokens()) as window:
            window.widget("TokensPage.empty", role="panel").wait_for_text("No token is plugged in")
            window.widget("TokensPage.empty", role="panel").wait_for_text("Plug an eToken in")
            window.screenshot("no-tokens")
            window.click("push button", "Look again")
            window.widget("TokensPage.empty", role="panel").wait_for_text("No token is plugged in")

    def with_module(self, path):
        """One more PKCS#11 module on this machine, for this test: p11-kit's folder is covered, in our namespace."""
        covered = "/usr/share/p11-kit/modules"
        (self.folder / "modules").mkdir()
        (self.folder / "modules" / "another.module").write_text(f"module: {path}\n")
        subprocess.run(["mount", "--bind", self.folder / "modules", covered], check=True)
        self.addCleanup(subprocess.run, ["umount", covered], check=True)

    def test_module_that_fails(self):
        (self.folder / "no-module.so").write_text("not a library")
        self.with_module(self.folder / "no-module.so")
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(FIRST)
            window.widget("NoticeBar.text").wait_for_text("no-module.so")
            window.screenshot("token-driver-fails")

    def slow_tokens(self):
        """Another module that does not answer; the environment for it."""
        faults = self.folder / "faults"
        faults.write_text(f"[delays]\nC_GetSlotList={NEVER_MS}\n")
        self.with_module(pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "faults" / "faulty-pkcs11.so")
        return {"FAULTS_FILE": str(faults), "FAULTS_LOG": str(self.folder / "log")}

    def test_slow_driver(self):
        """The tokens of the others can be used meanwhile."""
        with desktop.Window(env=self.slow_tokens()) as window:
            window.widget("TokenRow.name").wait_for_text(FIRST)
            window.widget("TokensPage.looking").wait_for_text("Looking for tokens …")
            window.screenshot("looking-for-tokens")
            self.export(window, "Export all", self.folder / "slow")
            window.widget("NoticeBar.text").wait_for_text("2 certificates were exported")

    def test_closed_while_looking(self):
        """Not only after it has given up on the module, which never answers."""
        env = self.slow_tokens()
        patient = slow.Patient(self, "tokens", env=env)
        log = pathlib.Path(env["FAULTS_LOG"])
        desktop.wait_until(lambda: log.exists() and "C_GetSlotList" in log.read_text(), "the module is not asked")
        with desktop.Window(env=env) as window:
            window.widget("TokensPage.looking").wait_for_text("Looking for tokens …")
            window.close()
            self.assertTrue(patient.is_waiting(), "it has waited until it gave up")

    def test_certificate_without_key(self):
        with desktop.Window(env={"SOFTHSM2_CONF": os.environ["SANDBOX_SOFTHSM_NO_KEY"]}) as window:
            window.widget("TokenRow.name").wait_for_text("SAST-ADN00nokey00")

    def test_refresh(self):
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(FIRST)
            window.click("push button", "Refresh")
            window.wait(lambda: len(window.widget("TokenRow.name").all()) == 2, "two tokens again")


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
