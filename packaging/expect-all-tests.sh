# Sourced by build-deb and build-rpm.
# shellcheck shell=bash

# expect_all_tests LOG: ends the program when the build that LOG is of has skipped a test: the package does not ask for all
# that its tests need.
expect_all_tests() {
    if grep --fixed-strings '***Skipped' "$1" >&2; then
        echo "$(basename "$0"): these tests of the package need more than what it asks for" >&2
        exit 1
    fi
}
