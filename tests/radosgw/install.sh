#!/usr/bin/env bash
# Installs what radosgw.sh runs: `install.sh host` or `install.sh trixie`. Doing it twice changes nothing.
set -euo pipefail
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

missing_packages() { # PACKAGE...
    local package
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
    done
}

install_packages() { # PACKAGE...
    local missing
    command -v apt-get >/dev/null || die "$EXIT_NOT_INSTALLED" "there is no apt-get here; install: $*"
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    require_root "apt-get install -y --no-install-recommends ${missing[*]}"
    local install=(apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300)
    # The package lists may be absent or older than the mirror; only then are they worth fetching.
    "${install[@]}" "${missing[@]}" || {
        apt-get update -qq
        "${install[@]}" "${missing[@]}"
    }
}

# The machine's own apt knows a mirror that it can reach: ask it, name none here.
debian_mirror() {
    # shellcheck disable=SC2016 # a field of apt's, not of the shell's
    apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 'Created-By: Packages' | sort -u | head -n 1
}

install_trixie() {
    local mirror partial=$trixie_root.partial
    [[ ! -x $trixie_root/usr/bin/radosgw ]] || return 0
    require_root "a trixie chroot in $trixie_root"
    install_packages debootstrap debian-archive-keyring
    mirror=$(debian_mirror)
    if [[ -z $mirror ]]; then
        apt-get update -qq
        mirror=$(debian_mirror)
    fi
    [[ -n $mirror ]] || die "$EXIT_NOT_INSTALLED" "apt on this machine has no Debian archive to take trixie from"

    mkdir -p "$(dirname "$trixie_root")"
    exec {lock}<"$(dirname "$trixie_root")"
    flock -w 900 "$lock" || die 1 "another install.sh has been at $trixie_root for 15 minutes"
    [[ ! -x $trixie_root/usr/bin/radosgw ]] || return 0
    # What an interrupted run left. Its mounts went with its mount namespace, so this deletes files of the chroot only.
    rm -rf --one-file-system "$partial"
    trap 'rm -rf --one-file-system "$trixie_root.partial"' EXIT
    unshare --mount bash "$here/bootstrap.sh" "$partial" "$mirror" "${PACKAGES[@]}"
    # Only a whole chroot ever has the final name.
    mv -T "$partial" "$trixie_root"
}

case ${1-} in
    host) install_packages "${PACKAGES[@]}" ;;
    trixie) install_trixie ;;
    *) die "$EXIT_USAGE" "usage: install.sh host|trixie" ;;
esac
