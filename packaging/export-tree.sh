# Sourced by build-deb and build-rpm.
# shellcheck shell=bash

# export_tree ROOT FOLDER: copies the files that git knows or would add, as they stand, to FOLDER.
export_tree() {
    mkdir -p "$2"
    git -C "$1" -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [ ! -e "$1/$file" ] || printf '%s\0' "$file"; done |
        tar --directory "$1" --null --files-from - --create --file - | tar --directory "$2" --extract --file - --no-same-owner
}
