#!/usr/bin/env bash
# Runs a command as a container of samples/shards/Dockerfile does, as far as that is possible without a container runtime: as
# process 1 and the image's user, without capabilities, with a root file system that is read-only except for /tmp, and with the
# image's paths. Needs root. The environment is that of the caller.
# Usage: container.sh POWERSHELL_FOLDER MODULE_FOLDER SCRIPTS_FOLDER SECRET_FOLDER COMMAND...
set -euo pipefail
if [[ ${1-} != --inside ]]; then
    # The signal of an engine reaches process 1. This process is replaced, and ends with its exit code.
    exec unshare --mount --pid --fork --mount-proc --kill-child bash "$0" --inside "$@"
fi
shift
folders=("$1" "$2" "$3" "$4")
shift 4
targets=(/opt/powershell /usr/local/share/powershell/Modules/RedshiftEncryption /opt/shards /run/root-key)
# The folders may be below /tmp, so they are kept elsewhere before it is covered.
mount -t tmpfs tmpfs /mnt
for i in "${!folders[@]}"; do
    mkdir "/mnt/$i"
    mount --bind "${folders[i]}" "/mnt/$i"
done
for target in /opt /usr/local/share /run /tmp; do mount -t tmpfs tmpfs "$target"; done
for i in "${!targets[@]}"; do
    mkdir -p "${targets[i]}"
    mount --bind "/mnt/$i" "${targets[i]}"
done
chmod 1777 /tmp
while read -r _ _ _ _ point _; do
    [[ $point != /tmp && $point != /proc* && $point != /sys* && $point != /dev* ]] || continue
    # Others are covered by now.
    ! mountpoint --quiet "$point" || mount -o remount,bind,ro "$point"
done </proc/self/mountinfo
cd /
exec setpriv --reuid 1654 --regid 1654 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
