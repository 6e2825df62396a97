// Fails the build when the JavaScript of the first room view is larger than its budget.
// What is loaded lazily (dynamic imports) does not count; what an entry imports statically does.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 95 * 1024;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const files = new Set();
function collect(key) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) {
    return;
  }
  files.add(chunk.file);
  (chunk.imports ?? []).forEach(collect);
}
Object.keys(manifest)
  .filter((key) => manifest[key].isEntry)
  .forEach(collect);

let total = 0;
for (const file of files) {
  if (!file.endsWith(".js")) {
    continue;
  }
  const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(7)} kB gzip  ${file}`);
}
const verdict = `first-room JavaScript ${(total / 1024).toFixed(1)} kB gzip, budget ${BUDGET_BYTES / 1024} kB`;
if (total === 0 || total > BUDGET_BYTES) {
  console.error(`FAILED: ${verdict}`);
  process.exit(1);
}
console.log(verdict);
