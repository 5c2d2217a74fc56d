// What the tests in the browser share: the service, the browser, and what is asked of every page.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { start } from "./service.mjs";
import { library, modules, need, skip } from "./tools.mjs";

const chromium = "/usr/bin/chromium";
need("playwright-core", "axe-core");
if (!existsSync(chromium)) skip("chromium is not installed");
export const [root, crosswalk, doubles] = process.argv.slice(3);
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");
export const pictures = process.env.CROSSWALK_PICTURES ? join(root, "tests/browser/pictures") : "";
export const wide = { width: 1280, height: 800 }, phone = { width: 360, height: 740 };
export const words = (language) => JSON.parse(readFileSync(join(root, `connector/console/web/src/words/${language}.json`), "utf8"));
export const en = words("en");

// There once the tests begin.
export let service, browser;
before(async () => {
  service = await start(root, crosswalk, doubles);
  browser = await library("playwright-core").chromium.launch({ executablePath: chromium, args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

// A page of its own, which tells whatever it complained of and whomever it asked.
export async function open({ language = "en", theme = "light", viewport = wide, at = service.origin + "/" } = {}) {
  const context = await browser.newContext({ locale: language, colorScheme: theme, viewport, timezoneId: "Asia/Ho_Chi_Minh" });
  context.setDefaultTimeout(30_000);  // many tests run beside this one
  const page = await context.newPage();
  const complaints = [], asked = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (said) => said.type() === "error" && !said.text().startsWith("Failed to load resource") && complaints.push(said.text()));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(at);
  return { page, context, complaints, asked };
}

export async function signIn(page) {
  await page.fill("dialog.sign-in input", service.token);
  await page.click("dialog.sign-in form button");
  await page.waitForSelector("dialog.sign-in", { state: "hidden" });
}

export async function opened(options) {
  const all = await open(options);
  await signIn(all.page);
  return all;
}

export const settled = (page) => page.waitForFunction(() => document.querySelector(".as-of") && !document.querySelector(".skeleton"));

// The route is asked no more; what it would have answered is this.
export const answer = (page, path, status, body) => page.route((url) => url.pathname === "/api/v1" + path, (route) => route.fulfill({ status, contentType: "application/json", body: JSON.stringify(body) }));
export const fault = (code, what = "", remedy = "") => ({ error: { code, what, remedy } });

export async function violations(page) {
  // The page's policy lets no script in; the test comes by the debugger, once: the script is half a megabyte.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"], resultTypes: ["violations"] }));
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
