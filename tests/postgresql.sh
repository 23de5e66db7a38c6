#!/usr/bin/env bash
# A PostgreSQL of one's own, in a temporary folder and on a socket there alone. Prints the folder once the server is ready;
# stops the server and deletes the folder when standard input ends, so that neither outlives the caller, however it ends.
set -euo pipefail
export LC_ALL=C

# Debian keeps the server's programs out of the PATH.
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1) || true
PATH=${bin:+$bin:}$PATH
for program in initdb pg_ctl; do
    command -v "$program" >/dev/null || {
        echo "postgresql.sh: no $program; run tests/install.sh" >&2
        exit 69
    }
done

# PostgreSQL does not run as root; its package brings a user.
as_owner=()
((EUID != 0)) || as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups)

# Only the owner gets into the folder, so on its socket everybody is trusted.
folder=$(mktemp -d)
clean_up() {
    if [[ -e $folder/data/postmaster.pid ]]; then
        "${as_owner[@]}" pg_ctl stop --pgdata "$folder/data" --mode immediate --silent </dev/null >&2 || true
    fi
    cd /
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
((EUID != 0)) || chown postgres: "$folder"
cd "$folder"

"${as_owner[@]}" initdb --pgdata data --username postgres --auth trust --encoding UTF8 --locale C --no-sync \
    </dev/null >initdb.log 2>&1 || {
    cat initdb.log >&2
    exit 1
}
# Nothing here has to survive a crash. The memory is for comparing whole tables.
cat >>data/postgresql.conf <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
autovacuum = off
max_parallel_workers_per_gather = 0
work_mem = 256MB
CONF
"${as_owner[@]}" pg_ctl start --pgdata data --log "$folder/server.log" --wait --silent </dev/null >&2 || {
    cat server.log >&2
    exit 1
}
echo "$folder"
while read -r; do :; done
