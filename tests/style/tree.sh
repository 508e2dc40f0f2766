# Sourced by the checks in this folder: what the tree consists of.
# shellcheck shell=bash

root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
cd "$root" || exit 1

# skip SENTENCE: this test cannot run here.
skip() {
    echo "$*"
    exit 77
}

# list_files [PATTERN...]: the files of the tree, one a line; those that git knows or would add.
list_files() {
    # The clone may belong to another user than root, who runs the tests.
    git -c safe.directory='*' ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
        [ ! -f "$file" ] || echo "$file"
    done
}

git -c safe.directory='*' rev-parse --is-inside-work-tree >/dev/null 2>&1 ||
    skip "this tree is no git clone, so there is no list of its files"
