# Finds what the commands need; sourced by ./sluice, which has set ROOT and gone there.
JDK_MAJOR=25
NODE_MAJOR=20
# Where JDKs are installed, besides what JAVA_HOME and PATH say.
JDK_PLACES=${JDK_PLACES:-/usr/lib/jvm/* /opt/java/* /opt/jdk* ${HOME:-/nonexistent}/.sdkman/candidates/java/*}

say() { printf '%s\n' "$*"; }
die() {
    printf 'sluice: %s\n' "$*" >&2
    exit 1
}

# The major version of the JDK in directory $1, or nothing if there is no compiler in it.
jdk_version() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
    local candidate version on_path
    on_path=$(readlink -f "$(command -v javac || true)" || true)
    # shellcheck disable=SC2086 # the places are patterns
    for candidate in "${JAVA_HOME:-}" $JDK_PLACES "${on_path%/bin/javac}"; do
        [ -n "$candidate" ] || continue
        version=$(jdk_version "$candidate")
        if [ -n "$version" ] && [ "$version" -ge "$JDK_MAJOR" ]; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

# Sets JAVA_HOME for everything that follows, Maven included: the formatter needs it too.
need_jdk() {
    JAVA_HOME=$(find_jdk) ||
        die "needs a JDK $JDK_MAJOR or newer (e.g. temurin-25-jdk or openjdk-25-jdk); set JAVA_HOME if it is not in /usr/lib/jvm"
    export JAVA_HOME
}

need_maven() {
    command -v mvn >/dev/null || die "needs Maven 3.8 or newer: apt-get install maven"
}

need_node() {
    local version
    command -v node >/dev/null || die "needs Node $NODE_MAJOR or newer with npm: https://nodejs.org/"
    command -v npm >/dev/null || die "needs npm, which comes with Node: https://nodejs.org/"
    version=$(node -p 'process.versions.node.split(".")[0]')
    [ "$version" -ge "$NODE_MAJOR" ] || die "needs Node $NODE_MAJOR or newer, found $(node --version)"
    # The system's browser is used; no tool may fetch one of its own.
    export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 PUPPETEER_SKIP_DOWNLOAD=1
    if [ ! -w "${HOME:-/nonexistent}" ] && [ ! -w "${npm_config_cache:-${HOME:-/nonexistent}/.npm}" ]; then
        export npm_config_cache="$ROOT/.cache/npm"
    fi
}

maven() {
    local repository=()
    if [ ! -w "${HOME:-/nonexistent}/.m2" ] && [ ! -w "${HOME:-/nonexistent}" ]; then
        repository=(-Dmaven.repo.local="$ROOT/.cache/m2")
    fi
    # Maven's own libraries still use Unsafe and native access; that is not our news.
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}" \
        mvn -B -q -ntp "${repository[@]}" "$@"
}

# What the tests need from the distribution: "package file-or-command that proves it".
DEBIAN_PACKAGES="
chromium /usr/bin/chromium
coturn /usr/bin/turnserver
ffmpeg /usr/bin/ffmpeg
firefox-esr /usr/bin/firefox-esr
fonts-noto-cjk /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
fonts-noto-color-emoji /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
gir1.2-gst-plugins-bad-1.0 /usr/share/doc/gir1.2-gst-plugins-bad-1.0/copyright
gir1.2-gst-plugins-base-1.0 /usr/share/doc/gir1.2-gst-plugins-base-1.0/copyright
gstreamer1.0-nice /usr/share/doc/gstreamer1.0-nice/copyright
gstreamer1.0-plugins-bad /usr/share/doc/gstreamer1.0-plugins-bad/copyright
gstreamer1.0-plugins-good /usr/share/doc/gstreamer1.0-plugins-good/copyright
libnginx-mod-rtmp /usr/lib/nginx/modules/ngx_rtmp_module.so
iproute2 /usr/sbin/ip
nftables /usr/sbin/nft
nginx-light /usr/sbin/nginx
pulseaudio /usr/bin/pulseaudio
python3-gi /usr/share/doc/python3-gi/copyright
xvfb /usr/bin/Xvfb
"

# Another run of apt may hold its lock, on a fresh machine the nightly one: waited for, not failed on.
APT_PATIENCE_SECONDS=300

# nginx would take port 80 as soon as it is installed.
need_packages() { install_missing "the browser tests need" "$DEBIAN_PACKAGES" without-services; }

# Installs those of the packages in $2 that are missing; $1 says who needs them. With a third
# argument none of their services is started.
install_missing() {
    local package proof missing=() as_root=() status=0
    while read -r package proof; do
        # shellcheck disable=SC2086 # a pattern where the path depends on the machine
        [ -z "$package" ] || compgen -G "$proof" >/dev/null || missing+=("$package")
    done <<<"$2"
    [ ${#missing[@]} -gt 0 ] || return 0

    command -v apt-get >/dev/null ||
        die "$1: ${missing[*]} (names of Debian packages); install them and try again"
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null ||
            die "$1 packages that only root can install: sudo apt-get install -y --no-install-recommends ${missing[*]}"
        as_root=(sudo -n)
    fi
    say "Installing ${missing[*]} …"
    if [ -n "${3:-}" ]; then
        without_services "${as_root[@]}" || status=$?
    else
        apt_install "${as_root[@]}" || status=$?
    fi >/dev/null
    [ "$status" -eq 0 ] || die "could not install: ${missing[*]}"
}

apt_install() {
    "$@" apt-get update -qq &&
        "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            -o "DPkg::Lock::Timeout=$APT_PATIENCE_SECONDS" "${missing[@]}"
}

# Debian starts the services of what it installs unless policy-rc.d says 101. In a shell of its own,
# so that what forbids them goes even when this is interrupted.
POLICY=/usr/sbin/policy-rc.d
without_services() (
    local as_root=("$@") status=0
    if [ -e "$POLICY" ]; then
        "$POLICY" "${missing[0]}" start >/dev/null 2>&1 || status=$?
        [ "$status" -eq 101 ] ||
            die "$POLICY would let ${missing[*]} start as services; install them yourself and keep them off"
    else
        trap '"${as_root[@]}" rm -f "$POLICY"' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$POLICY" >/dev/null &&
            "${as_root[@]}" chmod 755 "$POLICY" || exit
    fi
    apt_install "${as_root[@]}"
)
