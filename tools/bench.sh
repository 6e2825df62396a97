# Measures servers under load, and single classes; sourced by ./sluice.
BENCH_JAR=bench/target/benchmarks.jar
FILES=65536
BENCH_MAIN=io.sluice.bench.BenchMain

# As in tools/common.sh; a path may be a pattern.
BENCH_PACKAGES="
iproute2 /usr/sbin/ip
util-linux /usr/bin/unshare
"
JANUS_PACKAGES="
janus /usr/bin/janus
libtcmalloc-minimal4 /usr/lib/*/libtcmalloc_minimal.so.4
"
EGRESS_PACKAGES="
ffmpeg /usr/bin/ffmpeg
"

# A build of the media libraries that holds x264; only for the bench, never for a server.
GPL_FOLDER=bench/target/egress/gpl

build_bench() {
    stale "$BENCH_JAR" pom.xml rtp rtmp sfu signaling egress server bench || return 0
    build_web_client # as the server is packaged on the way
    say "Building the benchmarks …" >&2
    package bench "$BENCH_JAR" "$JAR"
}

run_bench() {
    local command=forward
    case ${1:-} in
        forward | join | egress | jmh) command=$1 && shift ;;
        '' | -*) ;;
        *) die "bench knows forward, join, egress and jmh, not '$1'" ;;
    esac
    need_jdk
    case $command in
        jmh) build_bench && exec "$JAVA_HOME/bin/java" -jar "$BENCH_JAR" "$@" ;;
        egress) bench_egress "$@" ;;
        *) bench_servers "$command" "$@" ;;
    esac
}

# Workers are started from the server's own jar, so that they are the server's.
bench_egress() {
    build_bench
    build_server
    if ! has --help "$@" && ! has -h "$@"; then
        [ "$(uname -s)" = Linux ] || die "bench needs Linux: it counts processor time and memory in /proc"
        install_missing "bench needs" "$EGRESS_PACKAGES" >&2
        if has --gpl "$@"; then fetch_gpl; fi
    fi
    exec_bench egress "$@"
}

fetch_gpl() {
    local version machine
    version=$(sed -n 's:.*<ffmpeg.version>\(.*\)</ffmpeg.version>.*:\1:p' pom.xml)
    machine=$(uname -m)
    ! compgen -G "$GPL_FOLDER/*$version*" >/dev/null || return 0
    need_maven
    say "Fetching the GPL build of the media libraries …" >&2
    maven dependency:copy -N -Dartifact="org.bytedeco:ffmpeg:$version:jar:linux-${machine/aarch64/arm64}-gpl" \
        -DoutputDirectory="$ROOT/$GPL_FOLDER" >&2
}

# Gets what the run needs, then goes on in a network of its own where it may.
bench_servers() {
    local unshare=(unshare --net)
    if has --help "$@" || has -h "$@"; then build_bench && exec_bench "$@"; fi
    [ "$(uname -s)" = Linux ] || die "bench needs Linux: it pins processes and counts packets in the kernel"
    [ "$(nproc)" -ge 2 ] || die "bench needs two processors: one for the server, others for its load"
    install_missing "bench needs" "$BENCH_PACKAGES" >&2
    if [ "$(option --peer "$@")" = janus ]; then install_missing "--peer janus needs" "$JANUS_PACKAGES" without-services >&2; fi
    build_bench
    build_server

    if has --media-address "$@"; then bench_pinned "$@"; fi
    [ "$(id -u)" -eq 0 ] || unshare+=(--map-root-user)
    if "${unshare[@]}" true 2>/dev/null; then
        # The network goes with its last process: nothing is left behind.
        export -f say die has option exec_bench bench_in_namespace bench_pinned processors
        export BENCH_JAR BENCH_MAIN FILES JAR JAVA_HOME
        exec "${unshare[@]}" bash -euo pipefail -c 'bench_in_namespace "$@"' bash "$@"
    fi
    [ -z "$(option --peer "$@")" ] ||
        die "a peer needs a network namespace, as Janus takes no media on a loopback interface: be root, or allow users to make namespaces"
    say "No network namespace can be made here: measuring on 127.0.0.1." >&2
    bench_pinned "$@"
}

# An interface that is no loopback, whose packets to its own address still cross memory only.
bench_in_namespace() {
    ip link set lo up
    # A pair, as its end counts as running only while the other is up; or what needs no other end.
    if ip link add sluice0 type veth peer name sluice1 2>/dev/null; then
        ip link set sluice1 up
    else
        ip link add sluice0 type dummy
    fi
    ip address add 10.99.0.1/24 dev sluice0
    ip link set sluice0 up
    bench_pinned "$@" --media-address 10.99.0.1
}

# The server has the first processor or the one that was asked for, its load has the others.
bench_pinned() {
    local all server others priority= arguments=("$@")
    all=$(processors)
    server=$(option --server-core "$@")
    if [ -z "$server" ]; then
        server=${all%%$'\n'*}
        arguments+=(--server-core "$server")
    fi
    others=$(grep -vx "$server" <<<"$all" | paste -sd,)
    # Two for each participant; only root may have more than the limit.
    ulimit -n "$FILES" 2>/dev/null || ulimit -n "$(ulimit -Hn)"
    # Before other work of this machine, where that is allowed: who waits for its processor is not slow.
    [ -n "$(nice -n -10 true 2>&1)" ] || priority="nice -n -10"
    PIN="$priority taskset -c $others" exec_bench "${arguments[@]}"
}

# Each processor that we may use, on a line of its own.
processors() {
    local range
    taskset -cp $$ | sed 's/.*: //; s/,/\n/g' | while read -r range; do seq "${range%-*}" "${range#*-}"; done
}

# Whether option $1 is among the others.
has() {
    local wanted=$1 argument
    shift
    for argument in "$@"; do case $argument in "$wanted" | "$wanted"=*) return 0 ;; esac done
    return 1
}

# What option $1 is given among the others, or nothing.
option() {
    local wanted=$1
    shift
    while [ $# -gt 0 ]; do
        case $1 in
            "$wanted") say "${2:-}" && return ;;
            "$wanted"=*) say "${1#*=}" && return ;;
        esac
        shift
    done
}

# The server's classes are there too: commands of the bench say in their types how a worker is started.
exec_bench() {
    # shellcheck disable=SC2086 # a command and its options, or nothing
    exec ${PIN:-} "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dslf4j.internal.verbosity=ERROR \
        -cp "$BENCH_JAR:$JAR" "$BENCH_MAIN" "$@"
}
