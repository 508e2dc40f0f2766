"""The programs are installed like any other: each file is where desktops look for it, says what the others say, and
passes the validators."""

import configparser
import gettext
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import golden
import installation
from installation import SOURCE

GUIDE = SOURCE / "ui" / "help"
APPLICATION = "io.github.etoken_ctl.Gtk"
# AppStream 1.0 would have <developer> in place of <developer_name>, which is all that Debian 12's AppStream 0.16 knows.
HINTS = re.compile(r"^I: \S+ developer-(name-tag-deprecated|info-missing)\n", re.M)
POLKIT_RULE = "50-etoken-ctl-pcscd.rules"
MIME_TYPE = "application/x-cisco-trust-list"
MIME_NAMESPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"
FILES = ("bin/etoken-ctl", "bin/etoken-ctl-gtk", "libexec/etoken-ctl/etoken-ctl-token-helper",
         "libexec/etoken-ctl/etoken-ctl-url-helper", "lib/udev/rules.d/70-etoken-ctl.rules",
         f"share/applications/{APPLICATION}.desktop", f"share/metainfo/{APPLICATION}.metainfo.xml",
         "share/metainfo/io.github.etoken_ctl.Cli.metainfo.xml",
         "share/mime/packages/etoken-ctl.xml", f"share/icons/hicolor/scalable/apps/{APPLICATION}.svg",
         f"share/icons/hicolor/symbolic/apps/{APPLICATION}-symbolic.svg",
         "share/icons/hicolor/scalable/mimetypes/application-x-cisco-trust-list.svg",
         "share/doc/etoken-ctl/LICENSE", "share/doc/etoken-ctl/README.md", "share/doc/etoken-ctl/CHANGELOG.md",
         "share/doc/etoken-ctl/SECURITY.md", f"share/doc/etoken-ctl/examples/{POLKIT_RULE}",
         *(f"share/doc/etoken-ctl/guide/{path.relative_to(GUIDE)}" for path in GUIDE.rglob("*.md")))


def translations(catalogue, text):
    """The translation, or nothing."""
    return [said for said in [catalogue.gettext(text)] if said != text]


def texts_in(language, tree, tag):
    """What elements of the XML file have in this language."""
    return [element.text for element in tree.iter(tag)
            if element.get("{http://www.w3.org/XML/1998/namespace}lang") == language]


class Desktop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installed = installation.Installation(cls)
        cls.desktop_file = cls.installed.path(f"share/applications/{APPLICATION}.desktop")
        cls.metainfo_file = cls.installed.path(f"share/metainfo/{APPLICATION}.metainfo.xml")
        cls.program_metainfo_file = cls.installed.path("share/metainfo/io.github.etoken_ctl.Cli.metainfo.xml")
        cls.metainfo = xml.etree.ElementTree.parse(cls.metainfo_file)
        parser = configparser.ConfigParser(interpolation=None)
        parser.optionxform = str
        parser.read(cls.desktop_file)
        cls.desktop = parser["Desktop Entry"]

    def test_polkit_rule(self):
        """The guide shows the rule that is installed as an example, in each language."""
        rule = self.installed.path(f"share/doc/etoken-ctl/examples/{POLKIT_RULE}").read_text()
        rule = "".join(line for line in rule.splitlines(True) if not line.startswith("//"))
        for page in GUIDE.rglob("troubleshooting.md"):
            self.assertIn(f"```\n{rule}```\n", page.read_text(), page)

    def test_files(self):
        for name in FILES:
            with self.subTest(name):
                self.assertTrue(self.installed.path(name).is_file())

    def test_programs_find_their_helpers(self):
        program = self.installed.path("bin/etoken-ctl")
        said = subprocess.run([program, "doctor", "--module", "/nonexistent.so"], capture_output=True, text=True,
                              check=False).stdout
        self.assertIn("The token helper is there: ", said)
        self.assertEqual(pathlib.Path(re.search(r"there: (.*)\.\n", said).group(1)).resolve(),
                         self.installed.path("libexec/etoken-ctl/etoken-ctl-token-helper"))

    def test_validators(self):
        installation.need("desktop-file-validate", "appstreamcli")
        for command in (["desktop-file-validate", "--warn-kde", self.desktop_file],
                        ["appstreamcli", "validate", "--no-net", self.metainfo_file],
                        ["appstreamcli", "validate", "--no-net", self.program_metainfo_file]):
            with self.subTest(command[0]):
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertNotRegex(HINTS.sub("", done.stdout), r"(?m)^[EWI]:|error:|warning:")

    def test_icons(self):
        """The names that the desktop file, the window and the MIME type use, each an SVG with a square of its size."""
        window = (SOURCE / "ui" / "app" / "main-window.ui").read_text()
        self.assertIn(f'<property name="icon-name">{APPLICATION}</property>', window)
        self.assertEqual(self.desktop["Icon"], APPLICATION)
        for name, size in ((f"scalable/apps/{APPLICATION}", 128), (f"symbolic/apps/{APPLICATION}-symbolic", 16),
                           (f"scalable/mimetypes/{MIME_TYPE.replace('/', '-')}", 128)):
            picture = xml.etree.ElementTree.parse(self.installed.path(f"share/icons/hicolor/{name}.svg")).getroot()
            self.assertEqual((picture.get("width"), picture.get("height"), picture.get("viewBox")),
                             (str(size), str(size), f"0 0 {size} {size}"))

    def test_names_agree(self):
        self.assertEqual(self.metainfo.findtext("id"), APPLICATION)
        self.assertEqual(self.metainfo.findtext("launchable"), f"{APPLICATION}.desktop")
        self.assertIn(f'"{APPLICATION}"', (SOURCE / "ui" / "app" / "application.c").read_text())
        self.assertEqual(self.metainfo.findtext("name"), self.desktop["Name"])
        self.assertEqual(self.metainfo.findtext("summary"), self.desktop["Comment"])
        self.assertEqual(self.metainfo.findtext("provides/mediatype"), MIME_TYPE)
        self.assertEqual(self.desktop["MimeType"], f"{MIME_TYPE};")
        program = self.desktop["Exec"].split()[0]
        self.assertEqual((self.desktop["TryExec"], self.metainfo.findtext("provides/binary")), (program, program))
        self.assertTrue(os.access(self.installed.path(f"bin/{program}"), os.X_OK))

    def test_languages(self):
        """The programs' texts, and what desktops show of them, in each language: all that the catalogue translates."""
        mime = xml.etree.ElementTree.parse(self.installed.path("share/mime/packages/etoken-ctl.xml"))
        comment = f"{MIME_NAMESPACE}comment"
        for language in (SOURCE / "packaging/po/LINGUAS").read_text().split():
            with self.subTest(language):
                catalogue = gettext.translation("etoken-ctl", self.installed.path("share/locale"), [language])
                summary = translations(catalogue, self.desktop["Comment"])
                self.assertEqual([self.desktop[f"Comment[{language}]"]] if summary else [], summary)
                self.assertEqual(texts_in(language, self.metainfo, "summary"), summary)
                self.assertEqual(texts_in(language, mime, comment),
                                 translations(catalogue, mime.find(f".//{comment}").text))

    def test_screenshots(self):
        pictures = [image.text.rpartition("/main/")[2] for image in self.metainfo.iter("image")]
        self.assertEqual({"packaging/screenshots/" + path.name for path in (SOURCE / "packaging/screenshots").iterdir()},
                         set(pictures))

    def test_etokens(self):
        """The software centre is told of the eTokens that the udev rules are for."""
        table = re.findall(r"^(\w{4}):(\w{4}) ", (SOURCE / "udev" / "devices.txt").read_text(), re.M)
        told = xml.etree.ElementTree.parse(self.program_metainfo_file).iter("modalias")
        self.assertEqual([alias.text for alias in told],
                         [f"usb:v{vendor.upper()}p{product.upper()}d*" for vendor, product in table])

    def test_build_dependencies(self):
        """The Debian package is built with the libraries that the list of packages has, the RPM with those of CMake."""
        listed = " ".join(re.findall(r"^build: (.*)", (SOURCE / "packaging/packages").read_text(), re.M)).split()
        wanted = re.search(r"Build-Depends: (.*?)\nStandards", (SOURCE / "packaging/debian/control").read_text(), re.S)
        self.assertEqual({name for name in listed if re.fullmatch(r"lib.*-dev", name)} - {"libc6-dev"},
                         set(re.findall(r"lib\S*-dev", wanted.group(1))))
        cmake = re.findall(r"^ *pkg_check_modules\((.*)\)", (SOURCE / "CMakeLists.txt").read_text(), re.M)
        searched = {name.split(">")[0] for line in cmake for name in re.findall(r"[a-z][\w.+>=-]*", line.split("TARGET")[1])}
        spec = re.findall(r"pkgconfig\((.*?)\)", (SOURCE / "packaging/rpm/etoken-ctl.spec").read_text())
        self.assertEqual(searched - {"gio-unix-2.0", "libcrypto"}, set(spec))

    def test_versions_agree(self):
        version = re.search(r"project\(etoken-ctl VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text()).group(1)
        for metainfo in (self.metainfo, xml.etree.ElementTree.parse(self.program_metainfo_file)):
            self.assertEqual(metainfo.find("releases/release").get("version"), version)
        self.assertIn(f"etoken-ctl ({version}) ", (SOURCE / "packaging/debian/changelog").read_text().splitlines()[0])
        self.assertIn(f"\nVersion: {version}\n", (SOURCE / "packaging/rpm/etoken-ctl.spec").read_text())
        self.assertEqual(re.search(r"^## (\S+)", (SOURCE / "CHANGELOG.md").read_text(), re.M).group(1), version)


class MimeType(unittest.TestCase):
    """A file is recognised by name and by content."""

    @classmethod
    def setUpClass(cls):
        installation.need("update-mime-database", "gio")
        cls.installed = installation.Installation(cls)
        subprocess.run(["update-mime-database", cls.installed.path("share/mime")], check=True, capture_output=True)

    def recognise(self, name, data):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.write_bytes(data)
            done = subprocess.run(["gio", "info", "--attributes=standard::content-type", path], check=True,
                                  capture_output=True, text=True,
                                  env=dict(os.environ, LC_ALL="C", XDG_DATA_HOME=str(self.installed.path("share"))))
        return re.search(r"standard::content-type: (\S+)", done.stdout).group(1)

    def test_by_name(self):
        self.assertEqual(self.recognise("CTLFile.tlv", b"?"), MIME_TYPE)

    def test_by_content(self):
        """Whoever writes lists begins them with version and length; the test data that are shuffled do not count."""
        usual = [name for name in golden.names(".list") if "order" not in name or "reordered" in name]
        self.assertGreater(len(usual), 6)
        for name in usual:
            with self.subTest(name):
                self.assertEqual(self.recognise("served", golden.make(name).data), MIME_TYPE)

    def test_others(self):
        for data in (b"\x01\x00\x02\x01", b"\x01\x00\x02\x01\x02\x03\x00\x02", b"\x02\x00\x02\x01\x02\x02\x00\x02",
                     b"a text\n"):
            self.assertNotEqual(self.recognise("served", data), MIME_TYPE)


unittest.main()
