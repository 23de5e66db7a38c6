#!/usr/bin/env bash
# Installs what the suites run against: radosgw twice (this machine's and Debian 13's packages) and AWS's Ruby SDK.
# As root by apt; otherwise it names the packages. Doing it twice changes nothing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
status=0

install_ruby() {
    ruby -e 'require "aws-sdk-s3"' 2>/dev/null && return
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
        echo 'not installed: Ruby with the AWS SDK (Debian: apt-get install ruby-aws-sdk-s3)' >&2
        return 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -qq -y --no-install-recommends ruby-aws-sdk-s3 >/dev/null ||
        { apt-get update -qq && apt-get install -qq -y --no-install-recommends ruby-aws-sdk-s3 >/dev/null; }
}

bash "$here/radosgw/install.sh" host || status=1
bash "$here/radosgw/install.sh" trixie || status=1
install_ruby || status=1
exit "$status"
