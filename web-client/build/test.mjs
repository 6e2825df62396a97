// Compiles sources and tests to a folder that nobody commits and runs `node --test` there
// (Node 20 cannot run TypeScript by itself). Arguments choose test files: `npm test -- backoff`.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "node_modules/.cache/test");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "package.json"), '{ "type": "module" }\n');

function run(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

run([join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.test.json"]);
const wanted = process.argv.slice(2);
const tests = readdirSync(out, { recursive: true })
  .filter((file) => file.endsWith(".test.js"))
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
  .map((file) => join(out, file))
  .sort();
if (tests.length === 0) {
  console.error("no test file found");
  process.exit(1);
}
run(["--enable-source-maps", "--test", ...tests]);
