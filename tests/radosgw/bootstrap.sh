#!/usr/bin/env bash
# Builds the trixie chroot. install.sh runs it in a mount namespace of its own, where all mounts below end with it.
set -euo pipefail
root=$1 mirror=$2
shift 2

# debootstrap downloads with wget, which does not read apt's configuration.
eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
[[ -z ${http_proxy-} ]] || export http_proxy
[[ -z ${https_proxy-} ]] || export https_proxy
debootstrap --variant=minbase trixie "$root" "$mirror" >"$root.log" 2>&1 || {
    tail -n 20 "$root.log" "$root/debootstrap/debootstrap.log" >&2 || true
    exit 1
}
rm "$root.log"

# apt in the chroot has to reach the mirror as apt outside does.
apt-config dump | grep '^Acquire::' | grep -Ev '^Acquire::(IndexTargets|Changelogs|cdrom)' >"$root/etc/apt/apt.conf.d/90host"
mkdir -p "$root/etc/ssl/certs"
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
    [[ ! -e $file ]] || cp "$file" "$root$file"
done
for credentials in /etc/apt/auth.conf /etc/apt/auth.conf.d; do
    [[ ! -e $credentials ]] || cp -rT "$credentials" "$root$credentials"
done

# The packages' own services must not start.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mount -t proc proc "$root/proc"
{
    chroot "$root" apt-get update -qq &&
        chroot "$root" apt-get install -qq -y --no-install-recommends "$@"
} >"$root/install.log" 2>&1 || {
    tail -n 20 "$root/install.log" >&2
    exit 1
}
chroot "$root" apt-get clean
rm -rf "$root"/var/lib/apt/lists/* "$root"/etc/apt/auth.conf{,.d} "$root/etc/apt/apt.conf.d/90host"
umount "$root/proc"
