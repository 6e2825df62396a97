# Runs every test and sums them up; sourced by ./sluice.
PASSED=0
FAILED=0
SUMMARY=()
BROKEN=() # what failed, and why, in a line or two each

# Runs `$2…` as the suite named $1, counted as $KIND; shows what it prints.
suite() {
    local name=$1 started=$SECONDS status=0 passed=0 failed=0
    shift
    say "== $name"
    "$@" 2>&1 | tee "$LOG" || status=$?
    read -r passed failed < <("count_$KIND" "$LOG")
    if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
        failed=1 # it broke before, or beside, its tests
    fi
    PASSED=$((PASSED + passed))
    FAILED=$((FAILED + failed))
    SUMMARY+=("$(printf '%-12s %5d passed %4d failed %5d s' "$name" "$passed" "$failed" $((SECONDS - started)))")
    [ "$failed" -eq 0 ] || BROKEN+=("$name" "$("which_$KIND" "$LOG")")
}

# Runs `$@` on the reports of Maven's test runner that are newer than the start.
on_java_reports() {
    find . -path ./e2e -prune -o -path '*/target/surefire-reports/TEST-*.xml' -newer "$STARTED" -print0 | xargs -0 -r "$@"
}

count_java() {
    on_java_reports grep -ho '<testsuite [^>]*>' |
        awk '
            function of(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : 0 }
            { bad = of("failures") + of("errors"); failed += bad; passed += of("tests") - bad - of("skipped") }
            END { print passed + 0, failed + 0 }'
}

# What `node --test` says at the end of each run, in either of its formats.
count_node() {
    awk '
        $2 == "pass" && ($1 == "#" || $1 == "ℹ") { passed += $3 }
        $2 == "fail" && ($1 == "#" || $1 == "ℹ") { failed += $3 }
        END { print passed + 0, failed + 0 }' "$1"
}

# The names of failed tests and their first words, so that the end of a long run says what broke in it.
which_java() {
    on_java_reports awk '
            /<testcase / { test = $0; sub(/.*<testcase name="/, "", test); sub(/".*/, "", test); split(FILENAME, of, "TEST-"); sub(/\.xml$/, "", of[2]) }
            /<(failure|error)[ >]/ { why = match($0, /message="[^"]*/) ? substr($0, RSTART + 9, RLENGTH - 9) : ""; print "  " of[2] ": " test "\n      " why }'
}

which_node() {
    awk '
        function show(why) { print "  " test "\n      " substr(why, 1, 300); test = ""; said = 0 }
        /^ *not ok [0-9]+ - / {
            test = /# (TODO|SKIP)/ ? "" : $0
            sub(/^ *not ok [0-9]+ - /, "", test)
        }
        test == "" { next }
        # A suite fails with its tests, and says no more than they do.
        /subtestsFailed/ { test = "" }
        said { sub(/^ */, ""); show($0) }
        /^ *error: / { if (/\|-?$/) said = 1; else { sub(/^ *error: /, ""); show($0) } }' "$1"
}

# A check that is one test by itself.
which_one() { tail -n 5 "$1"; }
count_one() { if [ -e "$LOG.failed" ]; then say 0 1; else say 1 0; fi; }

one() {
    rm -f "$LOG.failed"
    "$@" || { touch "$LOG.failed" && return 1; }
}

java_tests() {
    # The corpora are replayed under an agent that takes longer than all other tests of a module.
    # Modules that do not need each other go side by side.
    maven -T 1C package -Dmaven.test.failure.ignore=true -Dfuzz.skip="$1"
}

web_tests() { (cd web-client && npm test --silent); }
web_build() { (cd web-client && npm run --silent build); }
browser_tests() { node e2e/run.mjs "$1"; }
# What ./sluice does where something is missing.
launcher_tests() { node --test tools/*.test.mjs; }
# The proxies that the browser tests stand on.
proxy_tests() { node --test e2e/lib/*.test.mjs; }

run_tests() {
    local quick=false name
    for argument in "$@"; do
        case $argument in
            --quick) quick=true ;;
            *) die "test knows --quick only, not '$argument'" ;;
        esac
    done
    need_jdk && need_maven && need_node
    $quick || need_packages
    STARTED=$(mktemp) && LOG=$(mktemp)
    # shellcheck disable=SC2064 # the names as they are now
    trap "rm -f '$STARTED' '$LOG' '$LOG.failed'" EXIT

    KIND=node suite launcher launcher_tests
    web_dependencies || die "could not install the web client's dependencies (npm ci)"
    # The build holds the type check and the budget of the first room's JavaScript.
    KIND=one suite web-build one web_build
    KIND=node suite web-client web_tests
    KIND=java suite java java_tests $quick
    touch -c web-client/dist/index.html "$JAR"
    if ! $quick; then
        e2e_dependencies || die "could not install the dependencies of the browser tests (npm ci)"
        KIND=node suite proxies proxy_tests
        for name in $(e2e_suites); do
            KIND=node suite "$name" browser_tests "$name"
        done
    fi

    say ""
    printf '%s\n' "${SUMMARY[@]}"
    say ""
    [ ${#BROKEN[@]} -eq 0 ] || printf '%s\n' "Failed:" "${BROKEN[@]}" ""
    say "$PASSED passed, $FAILED failed"
    [ "$FAILED" -eq 0 ]
}
