"""`etoken-ctl verify --phone-ctl --phone-itl`: would phones take the list, and what has to be done?"""

import pathlib
import tempfile
import unittest

import crafted
import program
import speed
from cluster import FIRST, SECOND
from crafted import SUBSCRIBER
from program import DAMAGED, NO, USAGE


class Phones(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def ask(self, file, status, ctl=None, itl=None, verified=True):
        """The answers as {(holds, Security by Default): verdict}."""
        held = []
        for option, data in (("--phone-ctl", ctl), ("--phone-itl", itl)):
            if data is not None:
                held += [option, self.write(option[2:] + ".tlv", data)]
        path = self.write("new.tlv", file)
        answer = program.run("verify", path, *held, "--json", status=status).json
        self.assertEqual(answer["verified"], verified)
        self.assertEqual(answer["rejected"], any(phone["given"] and phone["verdict"] == "rejected"
                                                 for phone in answer["phones"]))
        self.text = program.run("verify", path, *held, status=status)
        self.answer = answer
        return {(phone["holds"], phone["security_by_default"]): phone["verdict"] for phone in answer["phones"]}

    def phone(self, holds, security_by_default):
        return next(phone for phone in self.answer["phones"]
                    if (phone["holds"], phone["security_by_default"]) == (holds, security_by_default))

    @speed.full_only
    def test_update_with_the_other_token(self):
        verdicts = self.ask(crafted.token_list(FIRST), 0, ctl=crafted.token_list(SECOND))
        self.assertEqual(verdicts, {("nothing", True): "accepted", ("nothing", False): "accepted",
                                    ("ctl", True): "accepted", ("ctl", False): "accepted"})
        self.assertEqual(self.phone("ctl", True)["decided_by"],
                         {"list": "phone-ctl", "record": 1, "label": f"SAST {FIRST}"})
        self.text.expect(out="all take it: the signer is record 1 of the CTL it holds, SAST SAST-ADN0054f509")
        self.assertNotIn("What to do", self.text.out)

    def test_from_tokenless_to_tokens(self):
        """The migration of the administrators' documents: TVS decides, and old phones say no."""
        verdicts = self.ask(crafted.token_list(), NO, ctl=crafted.tokenless_list(), itl=crafted.itl())
        self.assertEqual(verdicts, {("nothing", True): "accepted", ("nothing", False): "accepted",
                                    ("itl", True): "asks-tvs", ("itl", False): "accepted",
                                    ("ctl", True): "asks-tvs", ("ctl", False): "rejected",
                                    ("both", True): "asks-tvs", ("both", False): "rejected"})
        self.assertEqual(self.phone("both", True)["decided_by"]["record"], 3)
        self.assertEqual([phone["holds"] for phone in self.answer["phones"] if phone["given"]], ["both", "both"])
        self.text.expect(out="as Phone-SAST-trust", err="phones that hold this CTL and this ITL would reject it")
        self.text.expect(out="without Security by Default (see Unified Reporting > Unified CM Phone Feature List) REJECT it")
        self.assertEqual(len(self.text.err.splitlines()), 1)

    @speed.full_only
    def test_from_tokens_to_tokenless(self):
        verdicts = self.ask(crafted.tokenless_list(), NO, ctl=crafted.token_list(), itl=crafted.itl())
        self.assertEqual(verdicts["both", True], "accepted")
        self.assertEqual(verdicts["itl", True], "accepted")
        self.assertEqual(verdicts["ctl", True], "asks-tvs")
        self.assertEqual(verdicts["both", False], "rejected")
        self.assertEqual(self.phone("both", True)["decided_by"]["list"], "phone-itl")

    @speed.full_only
    def test_itl_only(self):
        self.assertEqual(self.ask(crafted.tokenless_list(), 0, itl=crafted.itl()),
                         {("nothing", True): "accepted", ("nothing", False): "accepted",
                          ("itl", True): "accepted", ("itl", False): "accepted"})
        self.assertEqual(self.ask(crafted.token_list(), 0, itl=crafted.itl())["itl", True], "asks-tvs")

    @speed.full_only
    def test_new_itl(self):
        self.assertEqual(self.ask(crafted.itl(), 0, ctl=crafted.token_list())["ctl", True], "accepted")
        self.assertEqual(self.ask(crafted.itl(SUBSCRIBER), 0, itl=crafted.itl())["itl", True], "asks-tvs")
        node = crafted.record(crafted.CCM_TFTP, SUBSCRIBER, "10.1.1.1")
        other = crafted.make(SECOND, *crafted.tokens(), node)
        self.assertEqual(self.ask(crafted.itl(), NO, ctl=other)["ctl", True], "rejected")
        self.assertEqual(self.phone("ctl", False)["verdict"], "ignored")

    @speed.full_only
    def test_changed_after_signing(self):
        data = bytearray(crafted.token_list())
        data[-1] ^= 1
        verdicts = self.ask(bytes(data), NO, ctl=crafted.token_list(), verified=False)
        self.assertEqual(set(verdicts.values()), {"rejected"})
        self.assertEqual(self.phone("ctl", True)["reason"], "signature-wrong-with-held-record")
        self.text.expect(err="The signature of the list is wrong")

    def test_without_the_options(self):
        """As it always was: the signature only."""
        path = self.write("new.tlv", crafted.token_list())
        result = program.run("verify", path)
        self.assertEqual(len(result.out.splitlines()), 1)
        self.assertEqual(program.run("verify", path, "--json").json, {"verified": True, "signer_record": 2})

    def test_one_json_object(self):
        data = bytearray(crafted.token_list())
        data[-1] ^= 1
        answer = program.run("verify", "-", "--json", stdin=bytes(data), status=NO).json
        self.assertFalse(answer["verified"])

    def test_mixed_up(self):
        new, ctl = self.write("new.tlv", crafted.token_list()), self.write("ctl.tlv", crafted.token_list())
        itl = self.write("itl.tlv", crafted.itl())
        program.run("verify", new, "--phone-itl", ctl, status=USAGE).expect(err="is a CTL; give it with --phone-ctl")
        program.run("verify", new, "--phone-ctl", itl, status=USAGE).expect(err="is an ITL; give it with --phone-itl")
        program.run("verify", "-", "--phone-ctl", "-", status=USAGE)
        program.run("verify", new, "--phone-ctl", self.write("x", b"nonsense"), status=DAMAGED)
        program.run("verify", new, "--phone-ctl", "-", stdin=ctl.read_bytes())


if __name__ == "__main__":
    unittest.main()
