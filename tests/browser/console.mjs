// console.mjs MODULES ROOT CROSSWALK DOUBLES: the console in Debian's Chromium, over the real service.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { answer, browser, en, fault, open, opened, phone, service, signIn, violations } from "./browser.mjs";
import { until } from "./service.mjs";
import { addresses, review } from "./told.mjs";

test("the page comes with a policy without anything unsafe, and its files never change under their names", async () => {
  const page = await fetch(service.origin + "/");
  const policy = page.headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'/);
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(policy, /unsafe|\*/);
  assert.equal(page.headers.get("cache-control"), "no-cache");
  const script = /src="(\/assets\/[^"]+)"/.exec(await page.text())[1];
  const file = await fetch(service.origin + script);
  assert.equal(file.headers.get("content-encoding"), "gzip");
  assert.match(file.headers.get("cache-control"), /immutable/);
  assert.equal((await fetch(service.origin + "/assets/none.js")).status, 404);
});

test("the first load weighs at most 80 KB compressed, and asks nobody but the service", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked = [];
  let weight = 0;
  page.on("requestfinished", async (request) => (weight += (await request.sizes()).responseBodySize));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(service.origin + "/");
  await page.waitForSelector("dialog.sign-in[open]");
  assert.ok(weight > 10_000 && weight <= 80_000, `${weight} bytes`);
  assert.deepEqual(asked.filter((url) => !url.startsWith(service.origin + "/") && !url.startsWith("data:")), []);
  await context.close();
});

for (const language of ["en", "vi"])

test("a token that is not good is refused beside its field, and a good one lets in", async () => {
  const { page, context, complaints } = await open();
  await page.fill("dialog.sign-in input", "not-a-token");
  await page.click("dialog.sign-in form button");
  await page.getByText(en["sign_in.bad_token"]).waitFor();
  assert.deepEqual(await violations(page), []);
  await signIn(page);
  await page.getByRole("heading", { name: en["handoffs"], exact: true }).waitFor();
  assert.equal(await page.evaluate(() => JSON.stringify(localStorage)).then((kept) => kept.includes(service.token)), false);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("by keyboard alone: sign in, find a person, ask why, walk the rows, and switch the keys off", async () => {
  const { page, context } = await open();
  await page.waitForSelector("dialog.sign-in[open]");
  await page.keyboard.press("Tab");
  await page.keyboard.type(service.token);
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog.sign-in", { state: "hidden" });
  await page.getByRole("heading", { name: en["handoffs"], exact: true }).waitFor();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("/");
  await page.keyboard.type("ann@example.com");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Ann Lee" }).waitFor();
  await page.getByRole("table").waitFor();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.locator(".why").getByText("salesforce").first().waitFor();
  assert.match(page.url(), /why=company/);
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: en["keys"], exact: true }).waitFor();
  await page.getByLabel(en["keys.use"]).press("Space");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("?");
  assert.equal(await page.getByRole("heading", { name: en["keys"], exact: true }).isVisible(), false);
  await page.keyboard.press("Control+k");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  await context.close();
});

test("a session that ends in the middle of typed work: sign-in opens over it, the text stays, and it is sent once", async () => {
  const { page, context } = await opened();
  await page.evaluate((to) => (location.hash = to), addresses().handoff);
  await page.getByRole("button", { name: /^Pass on/ }).click();
  await page.getByLabel(en["handoffs.to"]).fill("binh, who knows them");
  const sent = [];
  let ended = true;
  await page.route(/\/reassign$/, async (route) => {
    if (ended) {
      ended = false;
      return route.fulfill({ status: 401, contentType: "application/json", body: JSON.stringify(fault("admin.token")) });
    }
    sent.push(route.request().postDataJSON());
    return route.fulfill({ status: 200, contentType: "application/json", body: JSON.stringify({ id: "1", taken: true, first_by: "", first_what: "", next: "" }) });
  });
  await page.locator("form.decide").getByRole("button").click();
  await page.waitForSelector("dialog.sign-in[open]");
  assert.equal(await page.getByLabel(en["handoffs.to"]).inputValue(), "binh, who knows them");
  await signIn(page);
  await page.getByText(en["handoffs.done"]).waitFor();
  assert.deepEqual(sent, [{ to: "binh, who knows them" }]);
  await context.close();
});

test("a route that this service lacks is said in plain words, and the rest of the page stays", async () => {
  const { page, context } = await opened();
  await answer(page, "/books", 404, fault("api.unknown", "There is nothing here."));
  await page.evaluate(() => (location.hash = "#/health"));
  await page.getByText(en["missing.what"]).waitFor();
  await page.getByRole("cell", { name: "salesforce" }).or(page.getByRole("rowheader", { name: "salesforce" })).first().waitFor();
  await answer(page, "/review", 409, fault("review.none", "Nobody said what is counted.", "Add it."));
  await page.evaluate(() => (location.hash = "#/funnel"));
  await page.getByText(en["funnel.none.next"]).waitFor();
  await context.close();
});

test("an invite's link signs in once, its token leaves the address, and one that was used is told", async () => {
  const { page, context } = await open();
  let used = false;
  const sent = [];
  await page.route(/\/api\/v1\//, (route) => route.fulfill({ status: 404, contentType: "application/json", body: JSON.stringify(fault("api.unknown")) }));
  await page.route((url) => url.pathname === "/api/v1/session", async (route) => {
    if (route.request().method() !== "POST") return route.fulfill({ status: 401, contentType: "application/json", body: JSON.stringify(fault("session.none")) });
    sent.push(route.request().postDataJSON());
    await route.fulfill(used ? { status: 401, contentType: "application/json", body: JSON.stringify(fault("invite.used")) } : { status: 200, contentType: "application/json", body: JSON.stringify({ user: { id: "u1", name: "binh", role: "rep", email: "" }, expires_at: "2026-12-30T00:00:00.000Z" }) });
  });
  await answer(page, "/handoffs", 200, { handoffs: [service.handoff, { ...service.handoff, id: "2", who: "Chi Tran", owner: "binh" }], next: null });
  for (const again of [false, true]) {
    used = again;
    await page.goto("about:blank");
    await page.goto(service.named + "/#/invite/secret-1");
    await page.waitForSelector("dialog.sign-in[open]");
    await page.click("dialog.sign-in button.main");
    if (again) await page.getByText(en["sign_in.bad_invite"]).waitFor();
    else await page.getByRole("button", { name: "Sign out binh" }).waitFor();
    if (again) continue;
    await page.getByRole("link", { name: "Chi Tran" }).waitFor();
    assert.equal(new URL(page.url()).hash, "#/handoffs");
    assert.deepEqual(await page.locator("main .card h2").allTextContents(), ["Chi Tran"]);
  }
  assert.deepEqual(sent, [{ invite: "secret-1" }, { invite: "secret-1" }]);
  await context.close();
});

test("a slow answer: a skeleton soon, after ten seconds a way to give up, and one to try again", async () => {
  const { page, context } = await opened();
  const held = [];
  await page.route((url) => url.pathname === "/api/v1/books", (route) => void held.push(route));
  await page.evaluate(() => (location.hash = "#/health"));
  await page.getByRole("table", { name: en["health.tools"] }).waitFor();
  await page.getByRole("button", { name: en["sign_out"], exact: true }).waitFor();
  // From here on time stands still, and the page asks anew.
  await page.clock.install();
  await page.evaluate(() => (location.hash = "#/waiting"));
  await page.getByText("value.unreadable").waitFor();
  held.length = 0;
  await page.evaluate(() => (location.hash = "#/health"));
  await page.getByRole("table", { name: en["health.tools"] }).waitFor();
  await until("the request", () => held.length > 0);
  await page.clock.runFor(500);
  await page.locator(".skeleton").first().waitFor();
  await page.clock.runFor(10_000);
  await page.getByText(en["wait.long"]).waitFor();
  await page.getByRole("button", { name: en["cancel"], exact: true }).click();
  await page.getByText(en["cancelled"]).waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: en["again"], exact: true }).click();
  await page.getByRole("table", { name: en["health.books"] }).waitFor();
  await context.close();
});

test("when nobody answers, the last good answer stays, marked as old, and the page says so", async () => {
  const { page, context } = await opened();
  await page.evaluate(() => (location.hash = "#/waiting"));
  await page.getByText("value.unreadable").waitFor();
  await page.route(/\/api\/v1\//, (route) => route.abort());
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.locator(".as-of.old").waitFor();
  await page.getByRole("alert").filter({ hasText: en["offline.what"] }).first().waitFor();
  assert.equal(await page.getByText("value.unreadable").isVisible(), true);
  await context.close();
});

test("five tabs of one browser: one of them waits for news, and all of them hear it", async () => {
  const { page, context } = await open();
  const waiting = [];
  let asked = 0;
  await context.route((url) => url.pathname === "/api/v1/changes", async (route) => {
    asked += 1;
    if (asked === 1) return route.fulfill({ status: 200, contentType: "application/json", body: JSON.stringify({ now: 7, topics: ["parked"] }) });
    waiting.push(route);
  });
  const pages = [page, ...(await Promise.all(Array.from({ length: 4 }, () => context.newPage())))];
  const heard = new Map();
  await Promise.all(pages.map(async (one) => {
    await one.goto(service.origin + "/#/waiting");
    await one.waitForSelector("dialog.sign-in[open]");
    await signIn(one);
    await one.getByText("value.unreadable").waitFor();
    one.on("request", (request) => request.url().includes("/api/v1/parked") && heard.set(one, true));
  }));
  await until("the wait", () => waiting.length > 0);
  assert.equal(waiting.length, 1);
  assert.match(waiting[0].request().url(), /after=7$/);
  await waiting[0].fulfill({ status: 200, contentType: "application/json", body: JSON.stringify({ now: 8, topics: ["parked"] }) });
  await until("the news in every tab", () => heard.size === pages.length);
  await context.close();
});

test("the figures as a file are those of the screen", async () => {
  const { page, context } = await opened();
  await answer(page, "/review", 200, review());
  await page.evaluate(() => (location.hash = "#/funnel?month=2026-03"));
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: en["funnel.csv"] }).click()]);
  assert.equal(file.suggestedFilename(), "review-2026-03-01.csv");
  const text = readFileSync(await file.path(), "utf8");
  assert.ok(text.startsWith("\ufeff"));
  assert.match(text, /"2026-03-01","2026-04-01","Asia\/Ho_Chi_Minh","cost_per_qualified","Cost per qualified lead","money","13270000",,"2","0","yes"/);
  await context.close();
});

test("what a tool says is text, whatever it looks like", async () => {
  const { page, context, complaints } = await opened();
  const evil = `<img src=x onerror="document.title='owned'">`;
  await answer(page, "/handoffs", 200, { handoffs: [{ ...service.handoff, who: evil, owner: evil }], next: null });
  await page.evaluate(() => (location.hash = "#/handoffs?state=all"));
  await page.getByRole("link", { name: evil }).waitFor();
  assert.equal(await page.locator("main img").count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("each figure opens exactly those whom it counts", async () => {
  const { page, context } = await opened();
  await answer(page, "/review", 200, review());
  await page.evaluate(() => (location.hash = "#/funnel?month=2026-03"));
  await page.getByRole("heading", { name: en["funnel.figures"] }).waitFor();
  const numbers = page.locator("main table button.link");
  const counts = [3, 2, 1, 1, 2, 2, 1, 3, 1, 2, 1, 1];
  assert.equal(await numbers.count(), counts.length);
  for (const [at, count] of counts.entries()) {
    await numbers.nth(at).click();
    await page.locator(".behind").waitFor();
    assert.equal(await page.locator(".behind > li").count(), count, await numbers.nth(at).getAttribute("aria-label"));
    await numbers.nth(at).click();
  }
  await context.close();
});

test("back in line, item by item: how far it is, what failed, and a way to stop", async () => {
  const { page, context } = await opened();
  const parked = Array.from({ length: 30 }, (_, at) => ({ id: at + 1, what: "write", connection: "crm", event: 0, lead: "", kind: "Lead", record: String(at), fields: [], code: "write.refused", says: "no", advice: "mend it", since: "2026-03-01T00:00:00.000Z" }));
  await answer(page, "/parked", 200, { parked, next: null });
  const asked = [];
  await page.route(/\/parked\/\d+\/replay$/, async (route) => {
    const id = Number(/(\d+)\/replay/.exec(route.request().url())[1]);
    asked.push(id);
    await new Promise((go) => setTimeout(go, 20));
    await route.fulfill(id === 2 ? { status: 409, contentType: "application/json", body: JSON.stringify(fault("write.again")) } : { status: 200, contentType: "application/json", body: '{"replayed":1}' });
  });
  await page.evaluate(() => (location.hash = "#/waiting"));
  await page.getByRole("button", { name: /back in line/ }).first().click();
  await page.getByText(/Item 2: write.again/).waitFor();
  await page.getByRole("button", { name: en["stop"], exact: true }).click();
  await page.getByRole("button", { name: en["stop"], exact: true }).waitFor({ state: "detached" });
  assert.ok(asked.length >= 2 && asked.length < 30, String(asked.length));
  assert.deepEqual(asked, [...new Set(asked)]);
  await context.close();
});

test("on a phone a hand-off is accepted by one tap and rejected with its reason by two", async () => {
  const { page, context } = await opened({ viewport: phone });
  await page.getByRole("button", { name: "Accept Bob Ray" }).click();
  await page.getByRole("button", { name: "I made contact with Bob Ray" }).waitFor();
  const accepted = await service.api(`/handoffs/${service.handoff.id}`);
  assert.ok(accepted.state.accepted, JSON.stringify(accepted.state));
  await page.getByRole("button", { name: "Reject Bob Ray, with a reason" }).click();
  await page.getByRole("button", { name: en["reason.timing"] }).click();
  const ended = await until("the rejection", async () => {
    const one = await service.api(`/handoffs/${service.handoff.id}`);
    return !one.open && one;
  });
  assert.equal(ended.state.ended.reason, "timing");
  await page.getByText(en["handoffs.empty"]).waitFor();
  await context.close();
});

test("a tool is paused and goes on, and the service says so too", async () => {
  const { page, context } = await opened();
  await page.evaluate(() => (location.hash = "#/health"));
  await page.getByRole("button", { name: "Pause hubspot" }).click();
  await page.getByRole("button", { name: "Go on writing to hubspot" }).click();
  await until("hubspot", async () => (await service.api("/status")).connections.hubspot.state === "ok");
  await page.getByRole("button", { name: "Go on writing to hubspot" }).waitFor({ state: "detached" });
  await context.close();
});
