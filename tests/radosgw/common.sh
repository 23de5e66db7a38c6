# shellcheck shell=bash
# shellcheck disable=SC2034 # all of it is for the scripts that source this
# What install.sh and radosgw.sh agree on. Sourced, not run.

# Exit codes: 1 for any other failure, the rest from sysexits.h and (not running) from the LSB's init scripts.
readonly EXIT_NOT_RUNNING=3 EXIT_USAGE=64 EXIT_NOT_INSTALLED=69 EXIT_NEEDS_ROOT=77

readonly PACKAGES=(radosgw ceph-mon ceph-osd ceph-common)

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
readonly here

trixie_root=$(realpath -m "${REDSHIFT_ENCRYPTION_TRIXIE_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/redshift-encryption/trixie}")
readonly trixie_root

die() { # EXIT-CODE MESSAGE
    echo "${0##*/}: $2" >&2
    exit "$1"
}

require_root() { # WHAT
    ((EUID == 0)) || die "$EXIT_NEEDS_ROOT" "$1 needs root"
}
