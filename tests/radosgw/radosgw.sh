#!/usr/bin/env bash
# Starts and stops a real S3 server (Ceph radosgw) for the tests. See README.md.
set -euo pipefail
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
    die "$EXIT_USAGE" "usage: radosgw.sh start|stop|status [--variant host|trixie]"
}

command=${1-}
variant=host
case $#:${2-} in
    1:) ;;
    3:--variant) variant=$3 ;;
    *) usage ;;
esac
[[ $variant == host || $variant == trixie ]] || usage

state=$(realpath -m "${REDSHIFT_ENCRYPTION_RADOSGW_STATE:-$here/../../artifacts/radosgw/$variant}")
connection=$state/connection.json
enter=() # what puts a command into the variant's file system
unset CEPH_ARGS CEPH_CONF CEPH_KEYRING
export LC_ALL=C

# shellcheck source=process.sh
source "$here/process.sh"
# shellcheck source=cluster.sh
source "$here/cluster.sh"

fail() { # MESSAGE
    {
        echo "radosgw.sh: $1"
        tail -n 15 "$state"/*.out "$state"/*.log 2>/dev/null || true
    } >&2
    exit 1
}

# Two commands of one checkout take turns: on a state directory, and in looking for free ports.
take_turn() {
    exec 9<"$here"
    flock -w 300 9 || die 1 "another radosgw.sh has been at work for 5 minutes"
}

require_installed() {
    local program
    if [[ $variant == host ]]; then
        for program in radosgw ceph-mon ceph-osd ceph; do
            command -v "$program" >/dev/null || die "$EXIT_NOT_INSTALLED" "no $program; run $here/install.sh host"
        done
        return
    fi
    [[ -x $trixie_root/usr/bin/radosgw ]] || die "$EXIT_NOT_INSTALLED" "not installed; run $here/install.sh trixie"
    require_root "the chroot of the trixie variant"
    # The mounts are in a mount namespace of each command's own and end with it. The state directory keeps its path.
    # shellcheck disable=SC2016 # the inner shell expands them
    enter=(unshare --mount sh -euc '
        root=$1 state=$2
        shift 2
        mkdir -p "$root$state"
        mount --bind "$state" "$root$state"
        mount --bind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        exec chroot "$root" "$@"' enter "$trixie_root" "$state")
}

is_healthy() {
    local daemon port
    for daemon in "${DAEMONS[@]}"; do
        pid_of "$daemon" >/dev/null || return 1
    done
    port=$(sed -n 's/.*"endpoint":"[^"]*:\([0-9]*\)".*/\1/p' "$connection" 2>/dev/null) && [[ -n $port ]] && answers "$port"
}

# The state directory is the user's to choose, so only one that a start has made is ever deleted.
remove_state() {
    [[ ! -e $state || -f $state/variant || -z $(ls -A "$state") ]] ||
        die 1 "$state is not a state directory of this script"
    rm -f "$connection"
    stop_daemons
    [[ -e $state ]] || return 0
    # The mark goes last, so that a removal that was cut short can be taken up again.
    find "$state" -mindepth 1 -not -name variant -delete
    rm -r "$state"
}

start() {
    require_installed
    take_turn
    if is_healthy; then
        [[ $(cat "$state/variant") == "$variant" ]] || die 1 "$state already runs the other variant; stop it first"
    else
        remove_state
        mkdir -p "$(dirname "$state")"
        umask 077 # from here on there are secrets
        mkdir "$state"
        echo "$variant" >"$state/variant"
        # The logs stay so that the failure can be analyzed; the next start deletes them.
        trap stop_daemons EXIT
        # Only after the command in progress has ended; otherwise it would outlive the mon that it queries.
        trap 'exit 130' INT
        trap 'exit 143' TERM
        bring_up
        trap - EXIT
    fi
    cat "$connection"
}

status() {
    if is_healthy; then
        echo "running: $(cat "$state/variant"), connection in $connection"
    elif [[ -e $state ]]; then
        echo "not healthy: see the logs in $state"
        exit 1
    else
        echo "not running"
        exit "$EXIT_NOT_RUNNING"
    fi
}

case $command in
    start) start ;;
    stop) take_turn && remove_state ;;
    status) status ;;
    *) usage ;;
esac
