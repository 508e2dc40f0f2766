"""The command line in every language: it does the same as in English, says nothing in English that is translated, and
leaves no text unmarked."""

import contextlib
import gettext
import os
import pathlib
import re
import shutil
import sys
import tempfile
import unittest
import unittest.mock

import cluster
import crafted
import foreign
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_URL, SECOND
from program import DAMAGED, NETWORK, NO, TOKEN, USAGE

PACKAGING = foreign.ROOT / "packaging"
sys.path.insert(0, str(PACKAGING))
import program_help

HOME = pathlib.Path(os.environ["HOME"])
SUBSCRIBER = pathlib.Path(os.environ["SANDBOX"]) / "nodes" / "10.48.47.154" / "tftp" / "CTLFile.tlv"
PROGRAM = pathlib.Path(os.environ["ETOKEN_CTL"])
LANGUAGES = (PACKAGING / "po" / "LINGUAS").read_text().split()
COMMANDS = re.findall(r"^  (\w+) ", program.run("--help").out, re.M)
# What no message of ours may hold, in any language.
FAULTS = re.compile(r"\(null\)|%[a-z]|CRITICAL|WARNING \*\*|Traceback")

PLACEHOLDER = re.compile(r"%[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:[hljzt]|ll|hh)?[a-zA-Z%]")
WORD = re.compile(r"[^\W\d_]{2,}")


def read_catalogue(folder, language):
    """Pairs of an English text and its translation."""
    with (folder / "share" / "locale" / language / "LC_MESSAGES" / "etoken-ctl.mo").open("rb") as file:
        texts = gettext.GNUTranslations(file)._catalog  # Python has no other way to list them
    for key, translation in texts.items():
        text = key[0] if isinstance(key, tuple) else key  # beside the number of a plural's form
        yield text.rpartition("\x04")[2].strip(), translation.strip()  # behind its context


def is_sentence(text):
    """Single words are not looked for: some occur in other languages as well."""
    return len(re.findall(r"\S*[^\W\d_]{2}\S*", PLACEHOLDER.sub("", text))) > 1


def pattern_of(text):
    return ".+?".join(map(re.escape, PLACEHOLDER.split(text)))


class Catalogue:
    """The texts of LANGUAGE that differ from the English ones. EVERY has all texts: those without a translation may
    hold the words of a shorter one."""

    def __init__(self, language, every):
        pairs = read_catalogue(PROGRAM.parents[1], language)
        translated = {text for text, translation in pairs if is_sentence(text) and translation != text}
        self._open = [re.compile(pattern_of(text)) for text in sorted(every - translated, key=len, reverse=True)]
        self._done = {text: re.compile(r"(?<!\w )" + pattern_of(text) + r"(?!,? \w)") for text in translated}

    def find_english(self, said):
        """Those of the texts that SAID has in English although they are translated."""
        for pattern in self._open:
            said = pattern.sub("", said)
        return [text for text, pattern in self._done.items() if pattern.search(said)]


class Job:
    """An administrator's work, and mistakes, in FOLDER; .results has what the program said."""

    def __init__(self, folder):
        self.folder = folder
        self.results = []

    def run(self, *arguments, **options):
        result = program.run(*arguments, cwd=self.folder, **options)
        self.results.append(result)
        return result

    def build(self, output, *more, signer=SECOND, **options):
        self.run(*cluster.build_arguments(output, *more, signer=signer), **{"pin": PIN, **options})

    def answer(self, shown, answer, *arguments):
        """At a terminal, when all of SHOWN was seen."""
        with program.Terminal(*arguments, cwd=self.folder) as terminal:
            for text in shown:
                terminal.expect(text)
            terminal.type(answer)
            terminal.wait(status=0)
        self.results.append(program.Result(terminal.arguments, 0, terminal.screen, b""))

    def do_all(self):
        for part in (self.ask_for_help, self.make_lists, self.fail_to_make_lists, self.look_into_lists,
                     self.judge_lists, self.save_publishers, self.push_and_fetch, self.fail_to_push, self.look_back):
            part()

    def ask_for_help(self):
        self.run("--help")
        self.run(status=USAGE)
        self.run("sign", status=USAGE)
        for command in COMMANDS:
            self.run(command, "--help")
            self.run(command, "--no-such-option", status=USAGE)
            self.run(command, "1", "2", "3", "4", status=None)

    def make_lists(self):
        self.run("tokens")
        self.run("tokens", "--module", "/nowhere.so", status=TOKEN)
        self.run("tokens", env={"SOFTHSM2_CONF": os.environ["SANDBOX_SOFTHSM_NO_KEY"]})
        self.run("doctor", "--module", os.environ["SANDBOX_MODULE"])
        self.run("doctor", "--module", "/nowhere.so", status=TOKEN)
        self.run("export", "--all", "--output-dir", "certificates", "--verbose")
        self.run("export", FIRST, "--output-dir", "certificates")
        self.build("new.tlv", "--dry-run", pin=None)
        self.build("new.tlv", "--verbose")
        step, question = SECOND, SECOND
        self.answer((step, question), PIN, *cluster.build_arguments("asked.tlv"))
        self.build("other.tlv", "--digest", "sha256", signer=FIRST)
        self.run("build", "--output", "again.tlv", "--from", "new.tlv", "--remove", "5", "--non-secure", "--sign-with", FIRST,
                 pin=PIN)
        self.run("password", FIRST, "--dry-run")
        self.run("password", FIRST, pin=PIN, new_pin=PIN)

    def fail_to_make_lists(self):
        (self.folder / "certificates" / f"{SECOND}.cer").write_text("something else")
        self.run("export", SECOND, "--output-dir", "certificates", status=DAMAGED)
        self.run("export", "nobody", status=TOKEN)
        self.run("export", status=USAGE)
        self.run("build", status=USAGE)
        self.build("bad.tlv", pin="wrong password", status=TOKEN)
        self.build("bad.tlv", "--digest", "md5", status=USAGE)
        self.build("bad.tlv", "--server", "PHONE,1.2.3.4,x", status=USAGE)
        self.build("bad.tlv", "--server", "CAPF,1.2.3.4,nowhere.pem", status=DAMAGED)
        self.build("nowhere/bad.tlv", status=DAMAGED)
        self.build("bad.tlv", pin=None, status=USAGE)
        self.run("build", "--output", "bad.tlv", "--token", FIRST, "--sign-with", FIRST, pin=PIN, status=NO)
        self.run("password", FIRST, pin="wrong password", new_pin=PIN, status=TOKEN)

    def look_into_lists(self):
        data = (self.folder / "new.tlv").read_bytes()
        (self.folder / "cut.tlv").write_bytes(data[:-100])
        (self.folder / "changed.tlv").write_bytes(data.replace(b"Krakow", b"Warsaw"))
        for command in ("show", "check", "verify"):
            self.run(command, "new.tlv")
            self.run(command, "cut.tlv", status=DAMAGED)
            self.run(command, "changed.tlv", status=NO)
            self.run(command, "nowhere.tlv", status=DAMAGED)
        self.run("check", "again.tlv")
        self.run("diff", "new.tlv", "new.tlv")
        self.run("diff", "new.tlv", "other.tlv", status=NO)
        self.run("diff", "again.tlv", "new.tlv", status=NO)

    def judge_lists(self):
        for name, data in (("tokenless.tlv", crafted.tokenless_list()), ("ITLFile.tlv", crafted.itl())):
            (self.folder / name).write_bytes(data)
        self.run("check", "tokenless.tlv")
        self.run("diff", "tokenless.tlv", "new.tlv", status=NO)
        self.run("verify", "new.tlv", "--phone-ctl", "other.tlv")
        self.run("verify", "new.tlv", "--phone-itl", "other.tlv", status=USAGE)
        self.run("verify", "new.tlv", "--phone-ctl", "tokenless.tlv", "--phone-itl", "ITLFile.tlv", status=NO)
        self.run("verify", "new.tlv", "--phone-itl", "ITLFile.tlv")
        self.run("verify", "new.tlv", "--tvs", "127.0.0.1:1", "--tvs-cert", CERTIFICATES / "cucm-1051-a-pub.pem",
                 status=NETWORK)

    def save_publishers(self):
        url = "sftp://publisher@10.48.47.153/~/tftp/CTLFile.tlv"
        self.run("publisher", "list")
        self.run("publisher", "add", "berlin", url, "--node", "subscriber,10.48.47.154", "--cli-user", "admin", *LOGIN)
        self.run("publisher", "add", "berlin", url, status=USAGE)
        self.run("publisher", "add", "old", url, "--node", "phone,1.2.3.4", status=USAGE)
        self.run("publisher", "add", "old", url, "--login", "guess", status=USAGE)
        self.run("publisher", "add", "old", url, "--old-algorithms", "all", "--keep-password")
        self.run("publisher", "add", "old", "http://berlin", status=USAGE)
        self.run("publisher", "list")
        self.run("publisher", "show", "paris", status=USAGE)
        self.run("publisher", "remove", "old")

    def push_and_fetch(self):
        cluster.forget()
        self.run("push", "new.tlv", "berlin", "--dry-run")
        self.answer(("SHA256:",), "yes", "push", "new.tlv", PUBLISHER_URL, *LOGIN[:2], "--dry-run")
        cluster.forget()
        self.run("push", "new.tlv", "berlin", "--verbose")
        self.run("push", "new.tlv", "berlin")
        self.run("push", "other.tlv", "berlin")
        self.run("fetch", "berlin", "--output", "fetched.tlv", "--verbose")
        self.run("fetch", "berlin", "--output", "served.tlv", "--via", "http")
        self.run("verify", "fetched.tlv")
        self.run("status", "berlin")
        shutil.copy(self.folder / "new.tlv", SUBSCRIBER)
        self.run("status", "berlin", status=NO)
        self.run("publisher", "certificates", "berlin", "--output-dir", "servers")

    def fail_to_push(self):
        for account, status in (("READONLY", NETWORK), ("OLDSRV", 0), ("FULL", NETWORK)):
            self.run("push", "new.tlv", os.environ[f"SANDBOX_{account}_URL"], *LOGIN, status=status)
        self.run("push", "changed.tlv", "berlin", status=NO)
        self.run("push", "new.tlv", "paris", status=USAGE)
        self.run("push", "new.tlv", "berlin", "--node", "paris", status=USAGE)
        self.run("push", "new.tlv", PUBLISHER_URL, "--host-key", LOGIN[3], password="wrong password", status=NETWORK)
        cluster.forget()
        self.run("push", "new.tlv", PUBLISHER_URL, *LOGIN[:2], "--host-key", f"SHA256:{43 * 'A'}", status=NETWORK)
        self.run("push", "new.tlv", PUBLISHER_URL, *LOGIN[:2], status=NETWORK)
        self.run("push", "new.tlv", PUBLISHER_URL.replace("2022", "1"), *LOGIN, status=NETWORK)
        self.run("fetch", "berlin", "--output", "fetched.tlv", status=NETWORK)
        self.run("status", "berlin", status=NO)
        self.run("migrate", "berlin", "--dry-run", status=NO)

    def look_back(self):
        history = program.run("history", "--json").json["history"]
        self.run("history")
        self.run("history", "--restore", history[0]["id"], "--output", "restored.tlv")
        self.run("history", "--restore", history[0]["id"], status=USAGE)
        self.run("history", "--restore", "nothing", "--output", "restored.tlv", status=USAGE)


def do_job(folder):
    """The same beginning for each language."""
    for used in (HOME / ".config" / "etoken-ctl", HOME / ".local" / "share" / "etoken-ctl"):
        shutil.rmtree(used, ignore_errors=True)
    SUBSCRIBER.unlink(missing_ok=True)
    cluster.forget()
    job = Job(folder)
    job.do_all()
    return job.results


@contextlib.contextmanager
def session(**variables):
    """Programs that start meanwhile find VARIABLES in their environment; the folder is for the job."""
    with tempfile.TemporaryDirectory() as folder, unittest.mock.patch.dict(os.environ, variables):
        yield pathlib.Path(folder)


class Languages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        with session():
            foreign.speak(cls.folder)
            cls.foreign = os.environ["ETOKEN_CTL"]
        with session() as work:
            cls.english = do_job(work)

    def check_same(self, results):
        """Statuses, and whatever is no message."""
        self.assertEqual(len(results), len(self.english))
        for result, english in zip(results, self.english):
            self.assertEqual(result.status, english.status, f"{result}\n{english}")
            self.assertIsNone(FAULTS.search(result.out + result.err), result)
            if prints_list(result):
                self.assertEqual(show_text(result), show_text(english))

    def test_translations(self):
        every = {text for text, _ in read_catalogue(self.folder, foreign.LANGUAGE) if is_sentence(text)}
        for language in LANGUAGES:
            catalogue = Catalogue(language, every)
            locale = foreign.make_locale(f"{language}_{language.upper()}", self.folder)
            with self.subTest(language), session(LOCPATH=str(self.folder), LC_ALL=locale, LANGUAGE=language) as folder:
                results = do_job(folder)
                self.check_same(results)
                left = {text: str(result) for result in results
                        for text in catalogue.find_english(result.out + result.err)}
                if left:
                    self.fail("said in English although there is a translation:\n"
                              + "\n".join(f"{text}\n{said}" for text, said in left.items()))

    def test_every_text_is_marked(self):
        """In a language that puts marks around its texts, nothing but data stands outside the marks."""
        with session(**foreign.ENV, ETOKEN_CTL=self.foreign) as folder:
            results = do_job(folder)
            manual = program_help.ProgramHelp(self.foreign)
        self.assertEqual(manual.commands[0].summary, program_help.ProgramHelp(PROGRAM).commands[0].summary)
        self.check_same(results)
        unmarked = {}
        for result in results:
            said = result.err if prints_list(result) else result.out + result.err
            for words in words_outside(said):
                unmarked.setdefault(words, " ".join(result.arguments[1:]))
        if unmarked:
            self.fail("words outside the marks:\n"
                      + "\n".join(f"{words}   ({arguments})" for words, arguments in unmarked.items()))

    def test_names_of_functions(self):
        """The help has the names of functions as text, since a translator gets no macros."""
        names = program.run("build", "--help").out.partition("; functions: ")[2].partition("\n")[0]
        error = program.run(*cluster.build_arguments("x", "--server", "PHONE,1.2.3.4,x"), pin=PIN, status=USAGE)
        error.expect(err=f"none of {names}.")


def prints_list(result):
    """The text of `show` is CUCM's, in English."""
    return result.arguments[1:2] == ["show"] and result.out.startswith("The checksum value")


def show_text(result):
    """What `show` says of a list, without what differs between two that were signed one after the other."""
    return re.sub(r"^(?:[0-9a-f]{1,2}(?:  |$))+|.*(?:MD5|SHA1)\)$|.*last modified.*", "", result.out, flags=re.M)


# What may stand outside the marks: data, and words that people type and that are therefore the same in every language.
# Names in certificates, times as a publisher writes them, what libc and GLib say.
NAMES = re.compile(r"Cisco (?:CallManager|CTIManager|Trust Verification Service|Tftp|HAProxy|Certificate Authority Proxy Function)|"
                   r"utils service list|show cert own|show itl|processconfig|"
                   r"(?<=\s)CallManager (?=\d{4})|"
                   r"cn=.*|[a-z]{3} [a-z]{3} +\d+ .*20\d\d|No such file or directory|Unknown option", re.I)
DATA = re.compile(r"[\[(]?(?:" + "|".join((
    r"Usage|\[OPTION…\]",  # GLib's as well
    r"etoken-ctl|" + "|".join(COMMANDS),
    r"--?[\w-]+=?",  # options
    r"\S*[/.:~]\w\S*",  # files, addresses, times, serial numbers
    r"SHA256:\S+|MD5|SHA-?1|RSA|SHA256|[0-9a-f]{16,}|SSH_FX_\w+",  # checksums, codes
    r"SAST-\w+|CCM(?:\+TFTP)?|CAPF|TFTP|TVS|SAST",  # tokens, functions
    r"[a-z\d]+(?:-[a-z\d]+)+|large",  # rules of `check`, algorithms, methods of login
    r"publisher|subscriber|keys|berlin|old|root|admin|yes",  # roles, names, a typed answer
)) + r")[\]),;:.]*")


def words_outside(said):
    """The lines that have words outside the marks which are no data, each with these words only."""
    lines = []
    for line in NAMES.sub("", foreign.outside(said)).splitlines():
        words = [word for word in line.split() if WORD.search(word) and not DATA.fullmatch(word)]
        if words:
            lines.append(" ".join(words))
    return lines


if __name__ == "__main__":
    unittest.main()
