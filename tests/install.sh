#!/usr/bin/env bash
# Installs what the suites run against: radosgw twice (this machine's and Debian 13's packages), AWS's Ruby SDK, and what
# stands in for COPY, for .NET Framework and for Windows: PostgreSQL, OpenSSH, gzip, zstd; Mono; Wine; and Slurm, Node.js, the
# AWS CLI and a C compiler. As root by apt; otherwise it names the packages.
# Doing it twice changes nothing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
status=0

missing_packages() {
    ruby -e 'require "aws-sdk-s3"' 2>/dev/null || echo ruby-aws-sdk-s3
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
    command -v mono >/dev/null || echo mono-runtime
    # The runtime alone has only the core of the class library.
    [[ -e /usr/lib/mono/4.5/System.Net.Http.dll && -e /usr/lib/mono/4.5/System.IO.Compression.dll ]] || echo libmono-cil-dev
    # Of wine's two packages one has the command, the other the 64-bit programs.
    [[ -x /usr/bin/wine && -x /usr/lib/wine/wine64 ]] || printf '%s\n' wine wine64
    # For the spelling check and the schemas of samples. Some packages of Node.js bring npm, Debian's does not.
    command -v node >/dev/null || echo nodejs
    command -v npm >/dev/null || echo npm
    # For the samples that submit jobs. Its requests go to a stub.
    command -v aws >/dev/null || echo awscli
    # The linker of the Lambda function.
    command -v gcc >/dev/null || echo gcc
    [[ -e /usr/include/stdio.h ]] || echo libc6-dev
    # COPY over SSH. The tests start a server of their own, in a folder.
    [[ -x /usr/sbin/sshd ]] || echo openssh-server
    command -v ssh >/dev/null || echo openssh-client
    # Slurm. The tests start its daemons with a configuration of their own.
    [[ -x /usr/sbin/slurmctld && -x /usr/sbin/slurmd ]] || echo slurm-wlm
    [[ -x /usr/sbin/munged ]] || echo munge
    local program
    for program in gzip zstd; do
        command -v "$program" >/dev/null || echo "$program"
    done
}

install_packages() {
    local missing install=(apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300)
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]})) || return 0
    if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
        echo "not installed (Debian: apt-get install --no-install-recommends ${missing[*]})" >&2
        return 1
    fi
    # The tests start a server of their own. On a machine without PostgreSQL the package would make and start one too.
    if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    # Likewise for sshd: a machine without one must not listen on port 22 because of the tests.
    if [[ ! -e /usr/sbin/sshd ]]; then
        mkdir -p /etc/ssh
        touch /etc/ssh/sshd_not_to_be_run
    fi
    export DEBIAN_FRONTEND=noninteractive
    "${install[@]}" "${missing[@]}" >/dev/null || { apt-get update -qq && "${install[@]}" "${missing[@]}" >/dev/null; }
}

bash "$here/radosgw/install.sh" host || status=1
bash "$here/radosgw/install.sh" trixie || status=1
install_packages || status=1
exit "$status"
