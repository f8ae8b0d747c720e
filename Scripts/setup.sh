#!/usr/bin/env bash
# Installs the Debian packages that a build needs, and with --tests those that the tests need; only those that are
# missing. Does nothing, fast, where all are there. Says what it does before it does it.
set -euo pipefail

packages=(
    pkg-config libmicrohttpd-dev libssl-dev libsodium-dev libsqlite3-dev libxml2-dev libcurl4-openssl-dev
    libpcre2-dev libphonenumber-dev libicu-dev libqrencode-dev libmaxminddb-dev
    libzxcvbn-dev libunistring-dev
)
case "${1:-}" in
    "") ;;
    --tests) packages+=(john-data chromium apache2 libapache2-mod-auth-openidc python3-venv) ;;
    *)
        echo "usage: Scripts/setup.sh [--tests]" >&2
        exit 2
        ;;
esac

if ! command -v swift >/dev/null; then
    echo "setup: there is no swift; install Swift 6.3 or later from https://www.swift.org/install" >&2
    exit 1
fi

if ! command -v dpkg-query >/dev/null; then
    echo "setup: this is no Debian, so nothing was installed. A build needs what these packages hold:" >&2
    echo "    ${packages[*]}" >&2
    exit 0
fi

# A package that was removed is still known, so its state is asked for and not its name alone.
installed=" $(dpkg-query -W -f='${db:Status-Status}:${Package} ' "${packages[@]}" 2>/dev/null || true)"
missing=()
for package in "${packages[@]}"; do
    [[ "$installed" == *" installed:$package "* ]] || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

as_root=()
if [[ "$(id -u)" -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "setup: these packages are missing, and there is no sudo to install them with:" >&2
        echo "    apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

# The tests start an Apache of their own; the one that Debian starts would hold port 80 for nothing.
if [[ " ${missing[*]} " == *" apache2 "* ]]; then
    echo "setup: stopping the Apache that its package started"
    if command -v systemctl >/dev/null && systemctl is-system-running --quiet 2>/dev/null; then
        "${as_root[@]}" systemctl disable --now apache2
    else
        "${as_root[@]}" service apache2 stop >/dev/null 2>&1 || true
    fi
fi
