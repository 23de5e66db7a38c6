# shellcheck shell=bash
# shellcheck disable=SC2154
# The three daemons as processes. Sourced by radosgw.sh, which sets $state, $here and the array $enter.

readonly DAEMONS=(rgw osd mon) # in the order in which they can be stopped without waiting for each other

# A pid file can be older than the process that now has the number; a process of ours names this state's configuration.
is_ours() { # PID
    [[ $(tr '\0' '\n' <"/proc/$1/cmdline")$'\n' == *$'\n-c\n'"$state/ceph.conf"$'\n'* ]]
} 2>/dev/null

# The pid of a daemon that runs.
pid_of() { # DAEMON
    local pid
    pid=$(cat "$state/$1.pid" 2>/dev/null) && [[ -n $pid ]] && is_ours "$pid" && echo "$pid"
}

# Nothing of the caller's stays open in a daemon: a test runner that reads our output to its end must reach the end.
spawn() { # DAEMON COMMAND...
    local daemon=$1
    shift
    (
        exec </dev/null >"$state/$daemon.out" 2>&1
        for descriptor in "/proc/$BASHPID/fd"/*; do
            descriptor=${descriptor##*/}
            ((descriptor <= 2)) || eval "exec $descriptor>&-"
        done
        echo "$BASHPID" >"$state/$daemon.pid"
        exec setsid "${enter[@]}" "$@"
    ) &
}

wait_for() { # SECONDS DAEMON WHAT COMMAND...
    local deadline=$((SECONDS + $1)) daemon=$2 what=$3
    shift 3
    until "$@"; do
        ((SECONDS < deadline)) || fail "gave up waiting until $what"
        sleep 0.1
        pid_of "$daemon" >/dev/null || fail "$daemon ended before $what"
    done
}

# The local addresses on which a daemon listens, as /proc/net/tcp writes them (127.0.0.1:80 is 0100007F:0050).
listeners() { # DAEMON
    local pid
    pid=$(pid_of "$1") || return 0
    find "/proc/$pid/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null |
        awk 'NR == FNR { ours[$1]; next } $4 == "0A" && ("socket:[" $10 "]") in ours { print $2 }' \
            - "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6" 2>/dev/null || true
}

listens_on() { # DAEMON PORT
    local addresses port
    printf -v port %04X "$2"
    mapfile -t addresses < <(listeners "$1")
    [[ " ${addresses[*]} " == *":$port "* ]]
}

# A request that radosgw can answer only after a request to the osd: for a bucket that does not exist.
answers() { # PORT
    # shellcheck disable=SC2016 # the inner shell expands them
    timeout 5 bash -c '
        exec 3<>"/dev/tcp/127.0.0.1/$1"
        printf "GET /is-there-such-a-bucket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n" >&3
        IFS= read -r line <&3
        [[ $line == "HTTP/1.1 404"* ]]' answers "$1" 2>/dev/null
}

# Below the range that the system hands out for outgoing connections, and refusing connections now.
free_port() { # [PORT-TAKEN-ALREADY]
    local port
    while port=$((20000 + RANDOM % 10000)); do
        [[ $port == "${1-}" ]] || (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# TERM lets the logs end properly. There is no data to save: radosgw would take up to 10 s for it.
stop_daemons() {
    local daemon pid deadline
    for daemon in "${DAEMONS[@]}"; do
        pid=$(pid_of "$daemon") || continue
        kill -TERM "$pid" 2>/dev/null || true
        deadline=$((SECONDS + 2))
        while pid_of "$daemon" >/dev/null; do
            if ((SECONDS >= deadline)); then
                kill -KILL "$pid" 2>/dev/null || true
                ((SECONDS < deadline + 10)) || die 1 "$daemon (process $pid) cannot be ended"
            fi
            sleep 0.05
        done
    done
    # Processes without a pid file: a command that a killed start left, or a daemon whose state directory was deleted.
    while IFS=/ read -r _ _ pid _; do
        ! is_ours "$pid" || kill -KILL "$pid" 2>/dev/null || true
    done < <(grep -lsF -- "$state/ceph.conf" /proc/[0-9]*/cmdline)
}
