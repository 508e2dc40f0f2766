"""What `etoken-ctl doctor` says of machines in good and in bad order. Nothing is running in the sandbox; a socket
stands in for pcscd, USB devices come from umockdev, and failing modules and tokens from tests/faults."""

import json
import os
import pathlib
import shutil
import signal
import socket
import tempfile
import unittest
import unittest.mock

import mock_usb
import program
import speed
from program import DONE, TOKEN

mock_usb.load()
FAULTY = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "faults" / "faulty-pkcs11.so"
PCSCLITE = FAULTY.parent / "pcsclite"
FIRST, SECOND = "SAST-ADN0054f509", "SAST-ADN008580ef"
SOFT = ("--module", os.environ["SANDBOX_MODULE"])


class Doctor(unittest.TestCase):
    def setUp(self):
        self.bus = mock_usb.Bus()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.rules = self.folder / "rules"
        self.rules.write_text("")

    def ask(self, *arguments, status=DONE, env=None):
        env = {"FAULTS_FILE": str(self.rules), **(env or {})}
        report = program.run("doctor", *arguments, "--json", status=status, env=env).json
        text = program.run("doctor", *arguments, status=status, env=env)
        for finding in report["findings"]:
            text.expect(out=f"{finding['state']:7}  {finding['message']}.\n")
            if finding["state"] == "problem":
                self.assertTrue(finding["step"], finding)
            if finding["step"]:
                text.expect(out=f"To do: {finding['step']}.\n")
        self.assertEqual(report["signing"], status == DONE)
        text.expect(out=f"{report['verdict']}." if status == DONE else f"First: {report['next']}.")
        return report

    def find(self, report, about, state=None, words=""):
        found = [finding for finding in report["findings"] if finding["about"] == about and words in finding["message"]]
        self.assertEqual(len(found), 1, report)
        if state:
            self.assertEqual(found[0]["state"], state, found[0])
        return found[0]

    def test_all_well(self):
        report = self.ask(*SOFT)
        self.assertEqual(report["verdict"], f"Signing would work, with {FIRST} or {SECOND}")
        self.assertEqual([finding for finding in report["findings"] if finding["state"] == "problem"], [])
        self.find(report, "helper", "ok")
        self.find(report, "module", "ok", "shows 2 tokens")
        self.find(report, "pcscd", "note")
        self.find(report, "usb", "note", "No eToken is plugged in")

    @speed.full_only
    def test_nothing_plugged_in(self):
        conf = self.folder / "softhsm2.conf"
        (self.folder / "tokens").mkdir()
        conf.write_text(f"directories.tokendir = {self.folder}/tokens\n")
        report = self.ask(*SOFT, status=TOKEN, env={"SOFTHSM2_CONF": str(conf)})
        self.assertEqual(report["next"], "Plug in a token that holds a SAST certificate")

    @speed.full_only
    def test_certificate_only(self):
        no_key = {"SOFTHSM2_CONF": os.environ["SANDBOX_SOFTHSM_NO_KEY"]}
        self.ask(*SOFT, env=no_key)  # whether the key is there shows only after login

    # --- tokens ---

    @speed.full_only
    def test_locked(self):
        self.rules.write_text(f"[tokens]\n{FIRST}=0x40000\n")
        report = self.ask("--module", FAULTY)
        self.assertEqual(report["verdict"], f"Signing would work, with {SECOND}")
        self.assertIn("another token", self.find(report, "token", "problem", FIRST)["step"])
        self.rules.write_text(f"[tokens]\n{FIRST}=0x40000\n{SECOND}=0x40000\n")
        report = self.ask("--module", FAULTY, status=TOKEN)
        self.assertIn("another token", report["next"])

    @speed.full_only
    def test_last_try(self):
        self.rules.write_text(f"[tokens]\n{FIRST}=0x20000\n")
        report = self.ask("--module", FAULTY)
        self.assertIn("Only one try is left", self.find(report, "token", "note", FIRST)["message"])

    @speed.full_only
    def test_password_to_be_changed(self):
        self.rules.write_text(f"[tokens]\n{FIRST}=0x80000\n{SECOND}=0x80000\n")
        report = self.ask("--module", FAULTY, status=TOKEN)
        self.assertEqual(report["next"], f"Run `etoken-ctl password {FIRST}`")

    # --- modules ---

    def test_modules_that_fail(self):
        junk = self.folder / "libeToken.so"
        junk.write_text("no library")
        foreign, unfit = self.folder / "foreign.so", self.folder / "unfit.so"
        library = bytearray(FAULTY.read_bytes())
        library[18:20] = 183, 0  # its machine: ARM64
        foreign.write_bytes(library)
        unfit.write_bytes(FAULTY.read_bytes().replace(b"\0g_key_file_new\0", b"\0g_key_file_odd\0"))
        for module, rules, words, step in (
                ("/none/libeToken.so", "", "cannot be loaded", "There is no such file"),
                (junk, "", "cannot be loaded", "ldd"),
                (foreign, "", "64-bit ARM64", "dpkg --print-architecture"),
                (unfit, "", "undefined symbol: g_key_file_odd", "does not fit this system's libraries"),
                ("/usr/lib/x86_64-linux-gnu/libm.so.6", "", "no PKCS#11 module", "--module"),
                (FAULTY, "[list]\nfunctions=empty\n", "does not offer the functions", "--module"),
                (FAULTY, "[calls]\nC_GetSlotList=crash\n", "crashed (signal 11)", "another version"),
                (FAULTY, "[calls]\nC_GetSlotList=0x5\n", "CKR_GENERAL_ERROR", "restart pcscd"),
                (FAULTY, f"[tokens]\n{FIRST}=broken\n{SECOND}=broken\n", "cannot read one of its tokens", "again")):
            with self.subTest(words):
                self.rules.write_text(rules)
                report = self.ask("--module", module, *SOFT)  # the other one still works
                findings = [finding for finding in report["findings"] if finding["state"] == "problem"
                            and finding["about"] == "module"]
                self.assertIn(words, findings[0]["message"])
                self.assertIn(step, findings[0]["step"])
                alone = self.ask("--module", module, status=TOKEN)
                self.assertIn(step, alone["next"])

    @speed.full_only
    def test_no_helper(self):
        """An installation that lost its helper."""
        bin_dir = self.folder / "bin"
        bin_dir.mkdir()
        copy = shutil.copy(os.environ["ETOKEN_CTL"], bin_dir)
        os.environ["ETOKEN_CTL"], old = copy, os.environ["ETOKEN_CTL"]
        try:
            report = self.ask(*SOFT, status=TOKEN)
        finally:
            os.environ["ETOKEN_CTL"] = old
        self.assertIn("reinstall etoken-ctl", report["next"])

    # --- USB ---

    def pcscd(self, does="serve"):
        """Something that listens where pcscd would; what modules ask it is answered by a stand-in of libpcsclite."""
        path = pathlib.Path("/run/pcscd/pcscd.comm")
        path.parent.mkdir(exist_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(16)
        self.addCleanup(path.unlink)
        self.addCleanup(listener.close)
        env = {"LD_LIBRARY_PATH": str(PCSCLITE), "STAND_IN_PCSCD": does}
        patch = unittest.mock.patch.dict(os.environ, env)
        patch.start()
        self.addCleanup(patch.stop)

    def expect_trouble(self, reason, step, *modules):
        report = self.ask(*(modules or SOFT))
        finding = self.find(report, "usb", "problem")
        self.assertEqual(finding["reason"], reason, finding)
        self.assertIn("is plugged in, but no PKCS#11 module shows it", finding["message"])
        self.assertIn(step, finding["step"])

    @speed.full_only
    def test_no_pcscd(self):
        self.bus.plug(1, 0x0529, 0x0620)
        self.expect_trouble("no-pcscd", "pcscd")
        self.find(self.ask(*SOFT), "pcscd", "problem")

    def test_polkit(self):
        """pcscd takes the connection and serves nobody who is not at the screen: each command says so."""
        self.pcscd("refuse")
        report = self.ask(*SOFT)
        self.assertIn("polkit", self.find(report, "pcscd", "note")["message"])
        self.bus.plug(1, 0x0529, 0x0620)
        self.expect_trouble("pcscd-denied", "polkit rule")
        self.find(self.ask(*SOFT), "pcscd", "problem", "refuses this user")
        empty = self.folder / "softhsm2.conf"
        empty.write_text(f"directories.tokendir = {self.folder}\n")
        none = {"SOFTHSM2_CONF": str(empty)}
        for command in (["tokens"], ["export", "--all", "--output-dir", self.folder]):
            told = program.run(*command, *SOFT, status=TOKEN, env=none)
            told.expect(err="No token can be seen: pcscd, the smart card service, refuses this user, because polkit")
            told.expect(err="Run etoken-ctl with sudo")
        watch = program.start("tokens", "--watch", "--json", *SOFT, env=none)
        event = json.loads(watch.stdout.readline())
        self.assertEqual(event["event"], "failed")
        self.assertTrue(event["message"].startswith("No token can be seen: pcscd"), event)
        self.assertEqual(json.loads(watch.stdout.readline())["event"], "ready")
        watch.send_signal(signal.SIGINT)
        self.assertIn("No token can be seen: pcscd, the smart card service, refuses this user", watch.communicate()[1].decode())
        told = program.run("export", FIRST, *SOFT, status=TOKEN, env=none)
        told.expect(err=f"Token {FIRST} cannot be seen: pcscd, the smart card service, refuses this user")
        os.environ["STAND_IN_PCSCD"] = "serve"
        program.run("tokens", *SOFT, status=TOKEN, env=none).expect(err="No token is plugged in")

    @speed.full_only
    def test_no_middleware(self):
        self.pcscd()
        self.bus.plug(1, 0x0529, 0x0600)
        self.expect_trouble("no-middleware", "SafeNet Authentication Client 10.0")
        self.find(self.ask(*SOFT), "pcscd", "ok")

    @speed.full_only
    def test_kernel_driver(self):
        self.pcscd()
        self.bus.plug(1, 0x0529, 0x0514, driver="cdc_acm")
        self.expect_trouble("kernel-driver", "modprobe --remove cdc_acm")

    @speed.full_only
    def test_blocked(self):
        self.bus.plug(1, 0x08e6, 0x34cc, authorized=0)
        self.expect_trouble("blocked", "usbguard")

    def test_shown(self):
        """As many tokens in a module for hardware as devices on USB: then all is well with them."""
        self.bus.plug(1, 0x0529, 0x0620, driver="usbfs")
        self.bus.plug(2, 0x0529, 0x0620, driver="usbfs")
        report = self.ask("--module", FAULTY)
        self.assertEqual([finding["state"] for finding in report["findings"] if finding["about"] == "usb"], ["ok"] * 2)
        self.bus.plug(3, 0x0529, 0x0514, driver="cdc_acm")
        finding = self.find(self.ask("--module", FAULTY), "usb", "problem", "1-3")
        self.assertEqual(finding["reason"], "kernel-driver")

    @speed.full_only
    def test_hasp(self):
        self.bus.plug(1, 0x0529, 0x0001)
        self.find(self.ask(*SOFT), "usb", "note", "No eToken is plugged in")


if __name__ == "__main__":
    unittest.main()
