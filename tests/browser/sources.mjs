// sources.mjs MODULES WEB FOLDER: the console's sources, without a browser. They have no errors of type; both languages
// say the same things, in words and not in the pages; and what its pure functions promise.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { library, modules, need } from "./tools.mjs";

need("typescript", "esbuild", "preact");
const [web, folder] = process.argv.slice(3);
const ts = library("typescript");
const esbuild = library("esbuild");
const sources = readdirSync(join(web, "src"), { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => join(file.path ?? file.parentPath, file.name));
const words = (language) => JSON.parse(readFileSync(join(web, `src/words/${language}.json`), "utf8"));

test("the sources have no errors of type", () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(web, "src"), join(folder, "src"), { recursive: true });
  cpSync(join(web, "tsconfig.json"), join(folder, "tsconfig.json"));
  symlinkSync(modules, join(folder, "node_modules"));
  const { status, stdout } = spawnSync(process.execPath, [join(modules, "typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

test("both languages have the same keys in the same order", () => {
  assert.deepEqual(Object.keys(words("vi")), Object.keys(words("en")));
});

// "{count, plural, one {# item} other {# items}}" -> "count"; nested ones too.
const placeholders = (text) => [...new Set([...text.matchAll(/\{\s*([a-z_]+)\s*[,}]/g)].map((match) => match[1]))].sort();

test("both languages have the same placeholders in each text, and no text is empty", () => {
  const vi = words("vi");
  for (const [key, text] of Object.entries(words("en"))) {
    assert.deepEqual(placeholders(vi[key]), placeholders(text), key);
    assert.notEqual(text.trim(), "", key);
    assert.notEqual(vi[key].trim(), "", key);
  }
});

// A text that a person would read: it has letters. Names of attributes that nobody reads are not asked.
const read = new Set(["title", "placeholder", "alt", "aria-label", "aria-description", "label"]);
const hasLetters = (text) => /\p{L}/u.test(text);

function literals(file) {
  const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found = [];
  const note = (node, text) => hasLetters(text) && found.push(`${file}:${tree.getLineAndCharacterOfPosition(node.pos).line + 1}: ${text.trim()}`);
  const visit = (node) => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxAttribute(node) && read.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer)) note(node, node.initializer.text);
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteral(node.expression) && ts.isJsxElement(node.parent)) note(node, node.expression.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

test("no page holds words of its own", () => {
  const pages = sources.filter((file) => file.endsWith(".tsx"));
  assert.ok(pages.length > 5);
  assert.deepEqual(pages.flatMap(literals), []);
});

test("every text is used, and every one that is used is there", () => {
  const code = sources.filter((file) => /\.tsx?$/.test(file)).map((file) => readFileSync(file, "utf8")).join("\n");
  // Families of texts whose last part is a code of the service, or chosen on the way.
  const families = [...code.matchAll(/worded\("([a-z_]+)"/g), ...code.matchAll(/`([a-z_]+(?:\.[a-z_]+)*)\.\$\{/g)].map((match) => match[1] + ".");
  const keys = Object.keys(words("en"));
  const unused = keys.filter((key) => !code.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)));
  assert.deepEqual(unused, []);
});

// The pure parts, built for this program; what they need of a browser is the least that lets them load.
async function load(...names) {
  globalThis.location = { hash: "" };
  globalThis.history = { replaceState: () => {} };
  globalThis.addEventListener = () => {};
  globalThis.localStorage = { getItem: () => null, setItem: () => {} };
  Object.defineProperty(globalThis, "navigator", { value: { language: "en" }, configurable: true });
  const entry = names.map((name) => `export * from "${join(web, "src", name)}";`).join("\n");
  const outfile = join(folder, names.join("-") + ".mjs");
  await esbuild.build({ stdin: { contents: entry, resolveDir: web, loader: "ts" }, bundle: true, outfile, format: "esm", nodePaths: [modules], logLevel: "error" });
  return import(pathToFileURL(outfile));
}

test("an address that was printed is read back as it was", async () => {
  const { parse, print, pages } = await load("router.ts");
  for (const page of pages)
    for (const id of ["", "01a2", "a b/c?d#e%", "Nguyễn"])
      for (const filters of [{}, { show: "steps" }, { cause: "a.b c&d=e", month: "2026-03" }]) {
        assert.deepEqual(parse(print(page, id, filters)), { page, id, filters });
      }
});

test("an address that means nothing is the first page", async () => {
  const { parse } = await load("router.ts");
  for (const hash of ["", "#", "#/", "#/nothing/1", "#x"]) assert.equal(parse(hash).page, "handoffs");
});

test("the hand-off with the earliest deadline comes first, one that has ended last", async () => {
  const { byUrgency, needOf } = await load("handoff.ts");
  const one = (id, deadline, open = true, standing = "notified") => ({ id, deadline, open, standing });
  const all = [one("ended", null, false), one("never", null), one("late", "2026-12-01T08:00:00.000Z"), one("soon", "2026-12-01T07:00:00.000Z")];
  assert.deepEqual(byUrgency(all).map((row) => row.id), ["soon", "late", "never", "ended"]);
  assert.equal(needOf(one("a", null, true, "notified, overdue")), "accept");
  assert.equal(needOf(one("a", null, true, "accepted")), "contact");
  assert.equal(needOf(one("a", null, true, "contacted, overdue")), "none");
});

test("a figure opens exactly those whom it counts", async () => {
  const { idsBehind, behindOf } = await load("figures.ts");
  const review = {
    figures: { leads: { behind: ["a", "b"] } },
    rejected_by: { timing: ["h1"] },
    groups: [{ by: "team", name: "sales: vn", made: ["h3"] }, { by: "team", name: "sales", made: ["h1", "h2"], accepted: ["h2"], rejected: ["h1"] }],
    undated: ["c"], excluded: [], without_rate: [],
  };
  assert.deepEqual(idsBehind(review, "leads"), ["a", "b"]);
  assert.deepEqual(idsBehind(review, "reason:timing"), ["h1"]);
  assert.deepEqual(idsBehind(review, "group:team:sales:accepted"), ["h2"]);
  assert.deepEqual(idsBehind(review, "group:team:sales: vn:made"), ["h3"]);
  assert.deepEqual(idsBehind(review, "undated"), ["c"]);
  assert.deepEqual(idsBehind(review, "nothing"), []);
  assert.equal(behindOf("kept_by_sales"), "handoffs");
  assert.equal(behindOf("pipeline_sourced"), "deals");
});

test("a figure without a denominator is a dash, and a share of few is told as a fraction too", async () => {
  const { shownNow, shown } = await load("figures.ts");
  const share = (value, behind, of) => ({ unit: "share", value, before: null, complete: true, of, behind });
  assert.equal(shownNow(share(null, [], 0), ""), "—");
  assert.equal(shownNow(share(0.75, ["a", "b", "c"], 4), ""), "75% (3/4)");
  assert.equal(shownNow(share(0.5, Array(10).fill("a"), 20), ""), "50%");
  assert.equal(shown({ unit: "minutes", of: 0, behind: [] }, 210, ""), "3:30 h");
  assert.equal(shown({ unit: "money", of: 0, behind: [] }, 13270000, "VND"), "13,270,000 VND");
});

test("a file for spreadsheets keeps accents and quotes, and no cell of it is run", async () => {
  const { csv } = await load("csv.ts");
  assert.equal(csv([["Nguyễn", 'a "b", c', -3, null]]), '\ufeff"Nguyễn","a ""b"", c","-3",\r\n');
  for (const evil of ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"]) assert.ok(csv([[evil]]).includes(`"'${evil}"`), evil);
});

test("what stayed the same is no news of a timeline", async () => {
  const { happenings, plain } = await load("person.ts");
  const row = (what, before, after, at) => ({ what, before, after, at, field: "phone", moved_by: "", handoff: "", connection: "x", event: 1 });
  const told = { timeline: [row("value", "1", "1", "2026-01-01"), row("value", null, null, "2026-01-02"), row("value", "1", "2", "2026-01-03"), row("step", "lead", "mql", "2026-01-04")], next: null };
  assert.deepEqual(happenings(told, "all").map((one) => one.at), ["2026-01-04", "2026-01-03"]);
  assert.deepEqual(happenings(told, "step").map((one) => [one.from, one.to]), [["lead", "mql"]]);
  assert.equal(plain('"mql"'), "mql");
  assert.equal(plain("null"), "");
  assert.equal(plain("81"), "81");
});

test("a viewer is shown no act, and a rep only the answers to hand-offs", async () => {
  const { mayOf } = await load("roles.ts");
  const acts = (role) => ["answer", "sync", "replay", "draft", "decide", "steer"].filter((act) => mayOf(role, act));
  assert.deepEqual(acts("viewer"), []);
  assert.deepEqual(acts("rep"), ["answer"]);
  assert.deepEqual(acts("editor"), ["answer", "sync", "replay", "draft"]);
  assert.equal(acts("admin").length, 6);
});

test("the way of a lead as a picture: a box for each stage, an arrow for each move, and no two boxes on one spot", async () => {
  const { picture, ends } = await load("mapping.ts");
  const stage = (name, on_path, again = null) => ({ name, label: {}, on_path, enter_when: "", again, hand_off: "" });
  const told = { version: 1, connections: [], fields: [], stages: [stage("lead", true), stage("mql", true), stage("sal", true), stage("recycled", false, "mql"), stage("lost", false)], back: [{ from: ["mql", "sal"], to: "recycled", needs_reason: true }, { from: ["mql"], to: "nowhere", needs_reason: false }] };
  const { boxes, arrows, width, height } = picture(told);
  assert.deepEqual(arrows.map(({ from, to }) => `${from.stage.name} ${to.stage.name}`), ["lead mql", "mql sal", "mql recycled", "sal recycled", "recycled mql"]);
  assert.equal(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size, 5);
  for (const { x, y } of boxes) assert.ok(x >= 0 && y >= 0 && x < width && y < height);
  for (const arrow of arrows) assert.ok(ends(arrow).every(Number.isFinite));
  assert.deepEqual(picture({ ...told, stages: [], back: [] }).arrows, []);
});

test("a finding leads to its place in the text, and to the end of a line that is shorter", async () => {
  const { placeIn, isSame } = await load("mapping.ts");
  const text = "one\nNguyễn: x\n";
  assert.equal(placeIn(text, 1, 1), 0);
  assert.equal(placeIn(text, 2, 9), 12);
  assert.equal(placeIn(text, 1, 99), 3);
  assert.equal(placeIn(text, 0, 0), 0);
  assert.equal(placeIn(text, 99, 1), text.length);
  assert.equal(isSame({ a: "x" }, { a: "x" }), true);
  for (const other of [{}, { a: "y" }, { a: "x", b: "" }]) assert.equal(isSame({ a: "x" }, other), false);
});

test("bytes go to the service and come back as they were", async () => {
  const { bytesOf, textOf } = await load("passkey.ts");
  for (const bytes of [[], [0], [251, 255], [255, 254, 253], Array.from({ length: 256 }, (_, at) => at)]) {
    const text = textOf(Uint8Array.from(bytes).buffer);
    assert.match(text, /^[A-Za-z0-9_-]*$/);
    assert.deepEqual([...bytesOf(text)], bytes);
  }
});

test("this computer called by its number is called by its name, and nobody else is", async () => {
  const { underName } = await load("passkey.ts");
  assert.equal(underName("http://127.0.0.1:8081/#/invite/a_b-c"), "http://localhost:8081/#/invite/a_b-c");
  assert.equal(underName("http://[::1]:8081/"), "http://localhost:8081/");
  for (const other of ["http://localhost:8081/", "https://crosswalk.example.com/", "http://192.0.2.7:8081/"]) assert.equal(underName(other), null);
});

test("one's own sessions and passkeys are told apart by browser and by when they were made", async () => {
  const { browserOf, madeAt } = await load("access.ts");
  assert.equal(browserOf("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"), "Edge, Windows");
  assert.equal(browserOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"), "Safari, iOS");
  assert.equal(browserOf("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"), "Chrome, Android");
  assert.equal(browserOf("curl/8.5.0"), "curl/8.5.0");
  assert.equal(madeAt("01a22e50-33fb-7468-9319-9551c9697a77"), "2026-11-30T21:15:37.851Z");
  assert.equal(madeAt("42"), null);
});
