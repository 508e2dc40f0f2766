"""What hostile files, arguments and servers say. The C tests have more: tests/unit/base/nasty-texts.c."""

# Bytes, as names of files and arguments hold them: no NUL and no slash.
NASTY = (
    b"a\x1b[2Jb",                     # clear the screen
    b"\x1b]0;owned\x07",              # the window's title
    b"\x1b]52;c;cm0gLXJm\x1b\\",      # the clipboard
    b"wrong\rright",
    b"x\netoken-ctl: all is well",    # a line of its own
    b"no\b\byes",
    b"tab\there",
    b"del\x7f",
    b"\x9b31m",                       # CSI as one byte
    b"\xc2\x9b31m",                   # ... in UTF-8
    b"next\xc2\x85line",
    b"\xe2\x80\xaevlt.exe",           # U+202E, from right to left
    b"\xe2\x81\xa6iso\xe2\x81\xa9",   # U+2066, U+2069
    b"adm\xe2\x80\x8bin",             # U+200B, no width
    b"\xef\xbb\xbfmark",              # U+FEFF
    b"line\xe2\x80\xa8separator",     # U+2028
    b"\xf3\xa0\x81\x81tag",           # U+E0041
    b"\xc0\x9b[2J",                   # an escape, overlong
    b"\xed\xa0\x80",                  # half a surrogate
    b"caf\xe9",                       # Latin-1
    b"\xff\xfe",
)
TEXTS = tuple(name.decode() for name in NASTY if b"\xff" not in name and name.decode(errors="ignore").encode() == name)


def is_text(name):
    """TRUE for valid UTF-8."""
    return name.decode(errors="ignore").encode() == name
