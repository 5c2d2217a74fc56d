// What the tests of the console share: where its libraries are, and how to go without them.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export const modules = process.argv[2];
export const library = (name) => createRequire(join(modules, "x.js"))(join(modules, name));

// Ends the program as ctest knows a test that was left out.
export function skip(why) {
  console.log(`skipped: ${why}; deploy/setup --tests installs it.`);
  process.exit(77);
}

export function need(...names) {
  for (const name of names) if (!existsSync(join(modules, name))) skip(`${name} is not installed`);
}
