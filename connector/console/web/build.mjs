// build.mjs MODULES FOLDER: builds the console from src/ with the libraries in MODULES (a node_modules folder) and writes
// FOLDER/console_files.cpp, which puts every file, compressed, into the program. Prints what the first load weighs.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const [modules, folder] = process.argv.slice(2).map((path) => resolve(path));
const here = dirname(fileURLToPath(import.meta.url));
const esbuild = createRequire(join(modules, "x.js"))(join(modules, "esbuild"));

const kinds = { ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };
const kindOf = (name) => kinds[name.slice(name.lastIndexOf("."))];

async function bundle() {
  const made = await esbuild.build({
    entryPoints: { main: join(here, "src/main.tsx") },
    outdir: join(folder, "assets"),
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["chrome122", "firefox123", "safari17.4"],
    jsx: "automatic",
    jsxImportSource: "preact",
    nodePaths: [modules],
    legalComments: "none",
    logLevel: "warning",
  });
  return made.outputFiles.map((file) => ({
    path: "/assets/" + basename(file.path),
    kind: kindOf(file.path),
    bytes: Buffer.from(file.contents),
  }));
}

function page(files) {
  const named = (end) => files.find((file) => file.path.endsWith(end)).path;
  const text = readFileSync(join(here, "src/index.html"), "utf8");
  const bytes = Buffer.from(text.replace("@SCRIPT@", named(".js")).replace("@STYLE@", named(".css")));
  return { path: "/", kind: "text/html; charset=utf-8", bytes };
}

// The assembler reads the bytes: a compiler takes minutes over an array of that length. The hash stands there so that
// this source changes whenever a file does.
function source(files) {
  const symbol = (at) => `crosswalk_console_${at}`;
  const blocks = files.map(
    (file, at) => `asm(R"(
.pushsection .rodata
.hidden ${symbol(at)}
.globl ${symbol(at)}
${symbol(at)}: # ${createHash("sha256").update(file.gzip).digest("hex")}
.incbin "${join(folder, at + ".gz")}"
.hidden ${symbol(at)}_end
.globl ${symbol(at)}_end
${symbol(at)}_end:
.byte 0
.popsection
)");
extern "C" const char ${symbol(at)}[], ${symbol(at)}_end[];
`,
  );
  const rows = files.map(
    (file, at) => `        {"${file.path}", "${file.kind}", {${symbol(at)}, ${symbol(at)}_end}},\n`,
  );
  return `// Made by connector/console/web/build.mjs.
#include "connector/app/console/console_files.h"

${blocks.join("\n")}
std::span<const crosswalk::ConsoleFile> crosswalk::console_files() {
    static const ConsoleFile files[] = {
${rows.join("")}    };
    return files;
}
`;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const files = await bundle();
files.push(page(files));
for (const [at, file] of files.entries()) {
  file.gzip = gzipSync(file.bytes, { level: 9 });
  writeFileSync(join(folder, at + ".gz"), file.gzip);
}
writeFileSync(join(folder, "console_files.cpp"), source(files));
console.log("console: %d bytes, compressed", files.reduce((sum, file) => sum + file.gzip.length, 0));
