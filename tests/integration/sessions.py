"""A session in another language, wherever the tests run: the system may have no locale but C.UTF-8."""

import subprocess


def environment(language, folder):
    """Changes to the environment for a session in LANGUAGE ("fr"), whose locale is made in FOLDER. None is English."""
    if language is None:
        return {"LC_ALL": "C.UTF-8"}
    name = f"{language}_{language.upper()}"
    subprocess.run(["localedef", "-i", name, "-f", "UTF-8", f"{folder}/{name}.UTF-8"], check=True, capture_output=True)
    return {"LC_ALL": f"{name}.UTF-8", "LOCPATH": str(folder), "LANGUAGE": language}
