// What the launcher does on machines that lack something: it says exactly what, and ends with 1.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const BASH = '/bin/bash';
const rooms = [];

after(() => rooms.forEach((room) => rmSync(room, { recursive: true, force: true })));

/** A folder that holds these commands and no other: `name: 'body of a shell script'`, or true for the system's own. */
function machine(commands = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-launcher-'));
  rooms.push(folder);
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, body] of Object.entries(commands)) {
    if (body === true) {
      symlinkSync(which(name), path.join(bin, name));
    } else {
      writeFileSync(path.join(bin, name), `#!${BASH}\n${body}\n`, { mode: 0o755 });
    }
  }
  return { folder, bin };
}

const which = (name) => spawnSync(BASH, ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();

/** A folder that looks like a JDK of this version. */
function jdk(folder, version) {
  const home = path.join(folder, `jdk-${version}`);
  mkdirSync(path.join(home, 'bin'), { recursive: true });
  writeFileSync(path.join(home, 'bin', 'javac'), '', { mode: 0o755 });
  writeFileSync(path.join(home, 'release'), `JAVA_VERSION="${version}"\n`);
  return home;
}

/** Runs these lines of shell where tools/common.sh and tools/build.sh are known, on that machine. */
function shell(lines, { bin }, environment = {}) {
  const script = `set -euo pipefail; ROOT=${root}; cd ${root}; . tools/common.sh; . tools/build.sh; ${lines}`;
  const { status, stdout, stderr } = spawnSync(BASH, ['-c', script], { encoding: 'utf8', env: { PATH: bin, HOME: bin, ...environment } });
  return { status, stdout, stderr };
}

const launcher = (...parameters) => spawnSync(path.join(root, 'sluice'), parameters, { encoding: 'utf8' });

test('alone it lists the commands', () => {
  const { status, stdout } = launcher();
  assert.equal(status, 0);
  for (const command of ['serve', 'test', 'check', 'format', 'bench', 'fuzz', 'e2e', 'image']) {
    assert.match(stdout, new RegExp(`^  ${command}\\b`, 'm'));
  }
});

test('a command nobody knows is named', () => {
  const { status, stderr } = launcher('srve');
  assert.equal(status, 1);
  assert.match(stderr, /there is no command 'srve'/);
});

test('a test option nobody knows is named before anything is built', () => {
  const { status, stderr } = launcher('test', '--fast');
  assert.equal(status, 1);
  assert.match(stderr, /not '--fast'/);
});

test('e2e without a name tells which suites there are', () => {
  const { status, stderr } = launcher('e2e');
  assert.equal(status, 1);
  assert.match(stderr, /which suite\?.*\bmeeting\b/);
});

test('continuous integration runs the test command of the README and nothing else', () => {
  const { folder } = machine();
  mkdirSync(path.join(folder, '.ci'));
  copyFileSync(path.join(root, '.ci/run'), path.join(folder, '.ci/run'));
  chmodSync(path.join(folder, '.ci/run'), 0o755);
  writeFileSync(path.join(folder, 'sluice'), `#!${BASH}\necho "./sluice $*" >>calls\nexit 7\n`, { mode: 0o755 });
  const { status } = spawnSync(path.join(folder, '.ci/run'), { cwd: os.tmpdir() });
  const [command] = readFileSync(path.join(root, 'README.md'), 'utf8').match(/^\.\/sluice test\b[^#\n]*/m);
  assert.equal(readFileSync(path.join(folder, 'calls'), 'utf8').trim(), command.trim());
  assert.equal(status, 7, 'and hands on how it ended');
});

test('the JDK is found behind an older one', () => {
  const here = machine({ readlink: true, sed: true });
  const [old, right] = [jdk(here.folder, '17.0.15'), jdk(here.folder, '25.0.3')];
  const found = shell('need_jdk; echo "$JAVA_HOME"', here, { JAVA_HOME: old, JDK_PLACES: `${here.folder}/jdk-*` });
  assert.deepEqual([found.status, found.stdout.trim()], [0, right], found.stderr);
});

test('a JDK of one’s own is taken first', () => {
  const here = machine({ readlink: true, sed: true });
  const [own, other] = [jdk(here.folder, '26'), jdk(here.folder, '25.0.3')];
  const found = shell('need_jdk; echo "$JAVA_HOME"', here, { JAVA_HOME: own, JDK_PLACES: other });
  assert.equal(found.stdout.trim(), own);
});

test('a JDK that comes with the PATH is found', () => {
  const here = machine({ readlink: true, sed: true });
  const home = jdk(here.folder, '25');
  symlinkSync(path.join(home, 'bin/javac'), path.join(here.bin, 'javac'));
  assert.equal(shell('need_jdk; echo "$JAVA_HOME"', here, { JDK_PLACES: '/nowhere/*' }).stdout.trim(), home);
});

test('without a JDK 25 it says so', () => {
  const here = machine({ readlink: true, sed: true });
  const old = jdk(here.folder, '17.0.15');
  const { status, stderr } = shell('need_jdk', here, { JDK_PLACES: old });
  assert.equal(status, 1);
  assert.match(stderr, /^sluice: needs a JDK 25 or newer .*\n$/);
});

test('without Maven, Node or npm it says so', () => {
  for (const [need, commands, words] of [
    ['need_maven', {}, /needs Maven 3.8 or newer: apt-get install maven/],
    ['need_node', {}, /needs Node 20 or newer with npm/],
    ['need_node', { node: 'echo 20' }, /needs npm/],
    ['need_node', { npm: '', node: 'if [ "$1" = -p ]; then echo 18; else echo v18.19.0; fi' }, /needs Node 20 or newer, found v18.19.0/],
  ]) {
    const { status, stderr } = shell(need, machine(commands));
    assert.equal(status, 1, need);
    assert.match(stderr, words);
  }
});

/** Of three packages one is there. */
const PACKAGES = `DEBIAN_PACKAGES="
chromium /nowhere/chromium
bash ${BASH}
xvfb /nowhere/Xvfb
"; need_packages`;

test('without the right to install it names exactly what is missing', () => {
  const { status, stdout, stderr } = shell(PACKAGES, machine({ id: 'echo 1000', sudo: 'exit 1', 'apt-get': 'echo no >&2' }));
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    'sluice: the browser tests need packages that only root can install: sudo apt-get install -y --no-install-recommends chromium xvfb\n',
  );
});

test('on a machine without sudo it says the same', () => {
  const { status, stderr } = shell(PACKAGES, machine({ id: 'echo 1000', 'apt-get': 'echo no >&2' }));
  assert.equal(status, 1);
  assert.match(stderr, /^sluice: .* chromium xvfb\n$/);
});

test('on a machine without apt it names the packages', () => {
  const { status, stderr } = shell(PACKAGES, machine({ id: 'echo 0' }));
  assert.equal(status, 1);
  assert.match(stderr, /^sluice: the browser tests need: chromium xvfb \(names of Debian packages\)/);
});

test('root and whoever may use sudo have what is missing installed, and nothing else', () => {
  for (const commands of [{ id: 'echo 0' }, { id: 'echo 1000', sudo: '[ "$1" = -n ] && shift; "$@"' }]) {
    const here = machine({ env: true, true: true, ...commands });
    writeFileSync(path.join(here.bin, 'apt-get'), `#!${BASH}\necho "$@" >>${here.folder}/calls\n`, { mode: 0o755 });
    const { status, stderr } = shell(PACKAGES, here);
    assert.deepEqual([status, stderr], [0, '']);
    const [update, install, ...more] = readFileSync(path.join(here.folder, 'calls'), 'utf8').trim().split('\n');
    assert.match(update, /^update/);
    assert.match(install, /^install -y .* chromium xvfb$/);
    assert.match(install, /DPkg::Lock::Timeout=\d{2,}/, 'another apt is waited for');
    assert.deepEqual(more, []);
  }
});

test('a service that comes with a package is not started', () => {
  const here = machine({ id: 'echo 0', env: true, tee: true, chmod: true, rm: true });
  const policy = path.join(here.folder, 'policy-rc.d');
  // What Debian's scripts do: ask the policy, if there is one.
  writeFileSync(
    path.join(here.bin, 'apt-get'),
    `#!${BASH}\nstatus=0; ${BASH} ${policy} || status=$?; echo "$1 $status" >>${here.folder}/calls`,
    { mode: 0o755 },
  );
  const install = () => shell(`POLICY=${policy}; install_missing "it needs" "janus /nowhere/janus" quietly`, here);
  const calls = () => readFileSync(path.join(here.folder, 'calls'), 'utf8');

  assert.deepEqual([install().status, calls()], [0, 'update 101\ninstall 101\n']);
  assert.ok(!existsSync(policy), 'what forbids services goes with the installation');

  writeFileSync(policy, `#!${BASH}\nexit 101\n`, { mode: 0o755 });
  assert.equal(install().status, 0);
  assert.ok(existsSync(policy), "the machine's own policy stays");

  rmSync(path.join(here.folder, 'calls'));
  writeFileSync(policy, `#!${BASH}\nexit 0\n`, { mode: 0o755 });
  const refused = install();
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /policy-rc.d would let janus start/);
  assert.ok(!existsSync(path.join(here.folder, 'calls')), 'nothing was installed');
});

test('the bench names what it does not know', () => {
  const { status, stderr } = launcher('bench', 'backward');
  assert.equal(status, 1);
  assert.match(stderr, /knows forward, join, egress and jmh, not 'backward'/);
});

test('what cannot be installed is named', () => {
  const here = machine({ id: 'echo 0', env: true, 'apt-get': '[ "$1" = update ] || { echo "E: no space" >&2; exit 100; }' });
  const { status, stderr } = shell(PACKAGES, here);
  assert.equal(status, 1);
  assert.equal(stderr, 'E: no space\nsluice: could not install: chromium xvfb\n');
});

test('a machine that has everything is left alone', () => {
  const here = machine({ id: 'echo 1000' });
  assert.deepEqual(shell(`DEBIAN_PACKAGES="bash ${BASH}"; need_packages`, here), { status: 0, stdout: '', stderr: '' });
});

test('no tool may fetch a browser', () => {
  const here = machine({ npm: '', node: 'echo 20' });
  const { stdout } = shell('need_node; echo "$PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD $PUPPETEER_SKIP_DOWNLOAD"', here);
  assert.equal(stdout.trim(), '1 1');
});

test('what is older than its sources is built, and nothing else', () => {
  const here = machine({ find: true });
  const [source, target] = ['a.java', 'out.jar'].map((name) => path.join(here.folder, name));
  const isStale = () => shell(`stale ${target} ${here.folder} && echo yes || echo no`, here).stdout.trim();
  writeFileSync(source, '');
  assert.equal(isStale(), 'yes', 'there is no product');
  writeFileSync(target, '');
  utimesSync(source, 1_000, 1_000);
  assert.equal(isStale(), 'no');
  const later = Date.now() / 1000 + 60;
  utimesSync(source, later, later);
  assert.equal(isStale(), 'yes');
  mkdirSync(path.join(here.folder, 'node_modules'));
  utimesSync(source, 1_000, 1_000);
  writeFileSync(path.join(here.folder, 'node_modules/b.js'), '');
  utimesSync(path.join(here.folder, 'node_modules/b.js'), later, later);
  assert.equal(isStale(), 'no', 'what is downloaded is no source');
});

test('a suite that breaks counts as failed, whatever its tests said', () => {
  const here = machine({ tee: true, awk: true, cat: true });
  const log = path.join(here.folder, 'log');
  const said = (lines) => shell(`. tools/test.sh; LOG=${log}; ${lines}; echo "$PASSED $FAILED"`, here).stdout.trim().split('\n').at(-1);
  const tests = (end) => `tests() { echo '# pass 12'; echo '# fail 0'; echo 'ℹ pass 3'; return ${end}; }; KIND=node suite name tests`;
  assert.equal(said(tests(0)), '15 0');
  assert.equal(said(tests(1)), '15 1');
  assert.equal(said(`tests() { echo '# fail 2'; return 1; }; KIND=node suite name tests`), '0 2');
});

test('the end of a long run says which tests broke, and why', () => {
  const here = machine({ tee: true, awk: true, cat: true });
  const log = path.join(here.folder, 'log');
  const tap = [
    '    not ok 1 - known not to hold # TODO it is slow',
    '      ---',
    "      error: 'too slow'",
    '    not ok 2 - a face is seen',
    '      ---',
    "      failureType: 'testCodeFailure'",
    '      error: |-',
    '        nobody is there',
    '    not ok 3 - a voice is heard',
    "      error: 'silence'",
    'not ok 1 - meeting',
    "  failureType: 'subtestsFailed'",
    "  error: '2 subtests failed'",
    '# fail 2',
  ].join('\n');
  writeFileSync(path.join(here.folder, 'tap'), tap);
  const { stdout } = shell(
    `. tools/test.sh; LOG=${log}; tests() { cat ${here.folder}/tap; return 1; }; KIND=node suite name tests >/dev/null; printf '%s\\n' "\${BROKEN[@]}"`,
    here,
  );
  assert.deepEqual(stdout.trimEnd().split('\n'), ['name', '  a face is seen', '      nobody is there', '  a voice is heard', "      'silence'"]);
});
