# Builds what is older than its sources; sourced by ./sluice.
JAR=server/target/sluice.jar

# The first server that ends in order leaves its classes behind in parsed form, later ones start a third faster. The JVM
# itself sees whether they are still the right ones.
CLASS_ARCHIVE=(-XX:+AutoCreateSharedArchive -XX:SharedArchiveFile=server/target/sluice.jsa -Xlog:cds=off -Xlog:cds+dynamic=off)

# Whether a file below the given paths is newer than $1, or $1 is not there.
stale() {
    local product=$1
    shift
    [ -e "$product" ] || return 0
    [ -n "$(find "$@" \( -name node_modules -o -name target -o -name dist -o -path '*/src/test' \) -prune \
        -o -type f -newer "$product" -print -quit 2>/dev/null)" ]
}

# npm ci in directory $1, unless what is installed matches the lock file.
npm_install() {
    if stale "$1/node_modules/.package-lock.json" "$1/package-lock.json"; then
        (cd "$1" && npm ci --silent --no-audit --no-fund)
        touch "$1/node_modules/.package-lock.json"
    fi
}

web_dependencies() { npm_install web-client; }
e2e_dependencies() { npm_install e2e; }

build_web_client() {
    stale web-client/dist/index.html web-client || return 0
    need_node
    say "Building the web client …" >&2
    web_dependencies
    (cd web-client && npm run --silent build) >&2
    touch web-client/dist/index.html
}

build_server() {
    build_web_client
    stale "$JAR" pom.xml rtp rtmp sfu signaling egress server web-client/dist/index.html || return 0
    say "Building the server …" >&2
    package server "$JAR"
}

# Packages module $1 and all that it needs; the other arguments are the products that are new then.
package() {
    need_maven
    rm -rf server/target/classes/web # what an older build of the pages left behind
    maven -pl "$1" -am package -Dmaven.test.skip=true >&2
    shift
    touch "$@"
}

e2e_suites() {
    local suite
    for suite in e2e/*/suite.mjs; do [ ! -e "$suite" ] || basename "$(dirname "$suite")"; done
}
