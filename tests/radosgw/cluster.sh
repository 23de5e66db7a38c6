# shellcheck shell=bash
# shellcheck disable=SC2154
# One mon, one osd, one radosgw: their configuration and the order in which they come up. Sourced by radosgw.sh.

readonly KMS_KEY_ID=test-key

random_base64() { # BYTES
    head -c "$1" /dev/urandom | base64 -w 0
}

write_configuration() { # FSID MON-PORT RGW-PORT
    cat >"$state/ceph.conf" <<EOF
[global]
fsid = $1
mon host = v2:127.0.0.1:$2
# The osd looks here for the mon's address; if it asked the mon itself, one start in three would fail.
monmap = $state/monmap

# Both addresses, or the osd's heartbeats listen everywhere.
public addr = 127.0.0.1
cluster addr = 127.0.0.1
# The second protocol only: fewer ports. radosgw asks for 'secure' by itself, which needs keys.
ms bind msgr1 = false
ms mon client mode = crc

auth cluster required = none
auth service required = none
auth client required = none

# One osd that keeps everything in memory.
osd objectstore = memstore
memstore device bytes = ${REDSHIFT_ENCRYPTION_RADOSGW_BYTES:-2147483648}
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0

# A start takes 12 s with the defaults of these two.
paxos propose interval = 0.02
paxos min wait = 0.02

rgw enable apis = s3
# Without tcp_nodelay a small request takes 40 ms.
rgw frontends = beast endpoint=127.0.0.1:$3 tcp_nodelay=1
rgw thread pool size = 64
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = $KMS_KEY_ID=$(random_base64 32)
# Memory of deleted objects is released after seconds, not after two hours.
rgw gc obj min wait = 5
rgw gc processor period = 5
rgw gc processor max time = 10

# Nothing outside the state directory.
mon data = $state/mon
osd data = $state/osd
rgw data = $state/rgw
run dir = $state
crash dir = $state
admin socket =
log file = $state/\$name.log
mon cluster log to file = false
# However full the disk is.
mon data avail warn = 0
mon data avail crit = 0
debug rgw = 0
EOF
}

# Runs a command of the cluster. Its messages besides its output matter only after a failure.
# It does not hold on to the lock (9) should this script be killed.
try() { # COMMAND ARGUMENT...
    timeout -k 5 30 "${enter[@]}" "$1" -c "$state/ceph.conf" "${@:2}" 2>>"$state/setup.out" 9<&-
}

run() { # COMMAND ARGUMENT...
    try "$@" || fail "$1 failed"
}

osd_is_up() {
    [[ $(try ceph --connect-timeout 10 osd stat) == *' 1 up'*' 1 in'* ]]
}

listen_on_loopback_only() {
    local daemon address
    for daemon in "${DAEMONS[@]}"; do
        for address in $(listeners "$daemon"); do
            [[ $address == 0100007F:* ]] || fail "$daemon listens on $address, not only on 127.0.0.1"
        done
    done
}

bring_up() {
    local fsid mon_port rgw_port access_key secret_key release
    fsid=$(cat /proc/sys/kernel/random/uuid)
    mon_port=$(free_port)
    rgw_port=$(free_port "$mon_port")
    write_configuration "$fsid" "$mon_port" "$rgw_port"
    mkdir "$state"/{mon,osd,rgw}

    run monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon_port]" "$state/monmap" >/dev/null
    run ceph-mon -i a --mkfs --monmap "$state/monmap"
    spawn mon ceph-mon -c "$state/ceph.conf" -i a -f
    # Our own mon, not that of another process that took the port meanwhile.
    wait_for 30 mon "the mon listens" listens_on mon "$mon_port"

    run ceph --connect-timeout 10 osd new "$fsid" >/dev/null
    run ceph-osd -i 0 --mkfs --osd-uuid "$fsid" --no-mon-config
    spawn osd ceph-osd -c "$state/ceph.conf" -i 0 -f --no-mon-config
    wait_for 60 osd "the osd is up and in" osd_is_up

    # Characters that need no quoting anywhere.
    access_key=$(random_base64 15 | tr '+/a-z' 'XYA-Z')
    secret_key=$(random_base64 30 | tr '+/' 'XY')
    run radosgw-admin user create --uid tests --display-name tests \
        --access-key "$access_key" --secret-key "$secret_key" >/dev/null
    spawn rgw radosgw -c "$state/ceph.conf" -n client.admin -f
    wait_for 60 rgw "radosgw listens" listens_on rgw "$rgw_port"
    wait_for 60 rgw "radosgw answers" answers "$rgw_port"
    listen_on_loopback_only

    release=$(run ceph-mon --version | cut -d ' ' -f 3)
    # Once this file exists, it is complete and the server is ready.
    printf '{"endpoint":"http://127.0.0.1:%s","accessKeyId":"%s","secretAccessKey":"%s","kmsKeyId":"%s","release":"%s"}\n' \
        "$rgw_port" "$access_key" "$secret_key" "$KMS_KEY_ID" "$release" >"$state/connection.json.new"
    mv "$state/connection.json.new" "$state/connection.json"
}
