// Runs one end-to-end suite: node e2e/run.mjs NAME. The folder of that name holds it; --list names them all.

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { results, root } from './lib/paths.mjs';

const suites = readdirSync(path.join(root, 'e2e')).filter((name) => existsSync(path.join(root, 'e2e', name, 'suite.mjs')));
const name = process.argv[2];
if (name === '--list') {
  console.log(suites.join('\n'));
  process.exit(0);
}
if (!suites.includes(name)) {
  console.error(`${name ? `There is no suite "${name}".` : 'Which suite?'} There are: ${suites.join(', ')}`);
  process.exit(1);
}
mkdirSync(results, { recursive: true });
/** A suite that failed may leave a server behind, for which Node would wait. */
const LEFT_MS = 20_000;

await import(`./${name}/suite.mjs`);
after(() => {
  setTimeout(() => process.exit(), LEFT_MS).unref();
});
// Once all is said, Node takes down what is left of browsers and sockets by itself, and has been seen to spin there for
// ever. Nothing of it matters any more.
process.once('exit', () => process.exit());
