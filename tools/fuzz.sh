# Runs the fuzz tests in fuzzing mode, each in a JVM of its own; sourced by ./sluice.

# The fuzz tests of the reactor: "module class method".
fuzz_targets() {
    local file class
    find rtp rtmp sfu signaling egress server bench -path '*/src/test/*' -name '*FuzzTest.java' | sort | while read -r file; do
        class=${file#*/src/test/java/}
        class=${class%.java}
        grep -A3 '@FuzzTest' "$file" | sed -n 's/^ *\(public \)\?void \([A-Za-z0-9_]*\)(.*/\2/p' |
            while read -r method; do say "${file%%/*} ${class//\//.} $method"; done
    done
}

run_fuzz() {
    local limit=-runs=1000000 pattern=. module class method findings=0 log executions corpus started
    if [[ ${1:-} =~ ^[0-9]+s$ ]]; then
        limit=-max_total_time=${1%s} && shift
    elif [[ ${1:-} =~ ^[0-9]+$ ]]; then
        limit=-runs=$1 && shift
    fi
    pattern=${1:-.}
    need_jdk && need_maven
    say "Building …"
    maven -pl server,egress,bench -am test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
    log=$(mktemp)
    # shellcheck disable=SC2064 # the name as it is now
    trap "rm -f '$log'" EXIT
    while read -r module class method; do
        [[ $class.$method =~ $pattern ]] || continue
        # New inputs are kept here; those that are committed are where it begins.
        corpus=src/test/resources/${class//.//}Inputs/$method
        started=$SECONDS
        mkdir -p "$module/target/fuzz/$class.$method"
        # Inputs are short-lived: a large heap is only filled, and its collector takes the second core.
        if ! (cd "$module" && "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -XX:+EnableDynamicAgentLoading \
            --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
            -cp "target/test-classes:target/classes:$(cat target/test-classpath)" com.code_intelligence.jazzer.Jazzer \
            --target_class="$class" --target_method="$method" --instrumentation_includes='io.sluice.**' \
            --reproducer_path=target/fuzz "$limit" "target/fuzz/$class.$method" "$corpus") >"$log" 2>&1; then
            findings=$((findings + 1))
            cat "$log"
        fi
        executions=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p; s/^stat::number_of_executed_units: *\([0-9]*\).*/\1/p' "$log" | tail -1)
        say "$class.$method: ${executions:-?} executions in $((SECONDS - started)) s"
    done < <(fuzz_targets)
    say "$findings findings"
    [ "$findings" -eq 0 ]
}
