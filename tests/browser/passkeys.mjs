// Passkeys, with Chromium's virtual authenticators, over the real service.
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { en, fault, open, phone, pictures, service, settled, sideways, violations, wide, words } from "./browser.mjs";
import { until } from "./service.mjs";

// A browser of somebody whose device has a passkey's place: a phone's own, or a key to plug in.
async function device(options = {}) {
  const all = await open({ at: "about:blank", ...options });
  const debug = await all.context.newCDPSession(all.page);
  await debug.send("WebAuthn.enable");
  const authenticator = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
  const { authenticatorId } = await debug.send("WebAuthn.addVirtualAuthenticator", { options: authenticator });
  const tell = (what, more) => debug.send("WebAuthn." + what, { authenticatorId, ...more });
  const consents = (does) => tell("setUserVerified", { isUserVerified: does });
  const held = async () => (await tell("getCredentials")).credentials[0];
  // As a password manager brings it to another device; what was there before is gone.
  const hold = async (credential) => {
    await tell("clearCredentials");
    if (credential) await tell("addCredential", { credential });
  };
  return { ...all, consents, held, hold };
}

async function byLink(page, name, role = "admin") {
  await page.goto(service.named + "/" + (await service.invite(name, role)));
  await page.locator("dialog.sign-in form button").click();
  await page.waitForSelector("dialog.sign-in", { state: "hidden" });
}

const button = (page, key, text = en) => page.getByRole("button", { name: text[key], exact: true });
const goTo = (page, address) => page.evaluate((to) => (location.hash = to), address);

async function withPasskey(name, options) {
  const all = await device(options);
  await byLink(all.page, name);
  await button(all.page, "passkey.make", options?.text).click();
  await all.page.locator(".urge").getByText((options?.text ?? en)["passkey.made"]).waitFor();
  return all;
}

// The next requests to the path are answered as to somebody whose last touch is five minutes ago.
async function stale(page, path, times = 1) {
  const seen = [];
  await page.route(path, (route) => {
    seen.push(route.request().postDataJSON());
    if (seen.length > times) return route.continue();
    return route.fulfill({ status: 403, contentType: "application/json", body: JSON.stringify(fault("access.touch", "This wants to know that it is really you.", "Touch your passkey.")) });
  });
  return seen;
}

test("a link signs in, urges to make a passkey, and after signing out the passkey signs in", async () => {
  const { page, context, complaints } = await withPasskey("mai");
  await button(page, "close").click();
  await page.getByRole("button", { name: "Sign out mai" }).click();
  await page.waitForSelector("dialog.sign-in[open]");
  await button(page, "sign_in.passkey").press("Enter");
  await page.waitForSelector("dialog.sign-in", { state: "hidden" });
  await page.getByRole("button", { name: "Sign out mai" }).waitFor();
  await goTo(page, "#/access");
  await page.locator("main li").filter({ hasText: "Made" }).waitFor();
  await goTo(page, "#/handoffs");
  await page.getByRole("heading", { name: en["handoffs"], exact: true }).waitFor();
  assert.equal(await page.locator(".urge").count(), 0, "whoever has a passkey is urged no more");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("own passkeys and sessions are listed and end; nothing is made twice on one device", async () => {
  const { page, context, held, hold } = await withPasskey("ha");
  const elsewhere = await device();
  await elsewhere.hold(await held());
  await elsewhere.page.goto(service.named + "/#/access");
  await button(elsewhere.page, "sign_in.passkey").click();
  await elsewhere.page.getByRole("heading", { name: en["access.sessions"] }).waitFor();

  await goTo(page, "#/access");
  await button(page, "passkey.another").click();
  await page.getByText(en["fault.passkey.known"]).waitFor();
  await hold(null);
  await button(page, "passkey.another").click();
  await until("the second passkey", async () => (await page.locator("main li").filter({ hasText: "Made" }).count()) === 2);

  await page.getByRole("button", { name: /^End: Chrome, Linux/ }).click();
  await page.getByText(en["access.end_session"]).waitFor();
  await page.getByRole("button", { name: /^Really end: Chrome, Linux/ }).click();
  await until("the end", async () => (await page.locator("main tbody tr").count()) === 1);
  await goTo(elsewhere.page, "#/health");
  await elsewhere.page.waitForSelector("dialog.sign-in[open]");

  const first = page.getByRole("button", { name: /^End: Made/ }).first();
  await first.click();
  await page.getByRole("button", { name: /^Really end: Made/ }).click();
  await until("the end", async () => (await page.locator("main li").filter({ hasText: "Made" }).count()) === 1);
  await button(elsewhere.page, "sign_in.passkey").click();
  await elsewhere.page.getByText(en["fault.passkey.refused"]).waitFor();
  await context.close();
  await elsewhere.context.close();
});

test("an act that wants a fresh touch asks over the page, keeps what was typed, and is done once", async () => {
  const { page, context, consents } = await withPasskey("thu");
  await goTo(page, `#/handoffs/${service.handoff.id}`);
  await page.getByRole("button", { name: /^Pass on/ }).click();
  await page.getByLabel(en["handoffs.to"]).fill("nobody of this name");
  const sent = await stale(page, /\/reassign$/);
  await page.locator("form.decide").getByRole("button").click();
  await page.waitForSelector("dialog.touch[open]");
  assert.deepEqual(await violations(page), []);
  await consents(false);
  await button(page, "touch.go").press("Enter");
  await page.getByText(en["fault.passkey.cancelled"]).waitFor();
  assert.equal(await page.getByLabel(en["handoffs.to"]).inputValue(), "nobody of this name");
  await consents(true);
  await button(page, "touch.go").press("Enter");
  await page.waitForSelector("dialog.touch", { state: "hidden" });
  await page.getByRole("alert").waitFor();  // there is nobody of this name, says the service
  assert.deepEqual(sent, [{ to: "nobody of this name" }, { to: "nobody of this name" }]);
  assert.equal(await page.getByLabel(en["handoffs.to"]).inputValue(), "nobody of this name");
  await context.close();
});

test("what was under way while the touch renewed the session is asked again, and opens no sign-in", async () => {
  const { page, context } = await withPasskey("vy");
  const held = [];
  await page.route(/\/api\/v1\/books$/, (route) => (held.length === 0 ? void held.push(route) : route.continue()));
  await goTo(page, "#/health");
  await stale(page, /\/hubspot\/compare$/);
  await page.getByRole("button", { name: /hubspot/ }).filter({ hasText: en["health.compare"] }).click();
  await button(page, "touch.go").click();
  await page.getByText(en["health.did.compare"]).waitFor();
  await held[0].fulfill({ status: 401, contentType: "application/json", body: JSON.stringify(fault("admin.token")) });
  await page.getByRole("table", { name: en["health.books"] }).waitFor();
  assert.equal(await page.locator("dialog.sign-in[open]").count(), 0);
  await context.close();
});

test("whoever does not show the passkey, or shows another's, has done nothing", async () => {
  const other = await withPasskey("minh");
  const { page, context, held, hold } = await withPasskey("lan");
  const own = await held();
  await goTo(page, "#/access");
  const end = page.getByRole("button", { name: /^Really end: Made/ });
  const sent = await stale(page, /\/passkeys\/[^/]+$/, 2);
  await page.getByRole("button", { name: /^End: Made/ }).click();
  await page.getByText(en["access.last_passkey"]).waitFor();
  await end.click();
  await page.waitForSelector("dialog.touch[open]");
  await page.keyboard.press("Escape");
  await page.locator("main").getByText(en["fault.passkey.cancelled"]).waitFor();
  await hold(await other.held());
  await end.click();
  await button(page, "touch.go").click();
  await page.getByRole("button", { name: "Sign out minh" }).waitFor();
  assert.equal(sent.length, 2);

  await page.getByRole("button", { name: "Sign out minh" }).click();
  await hold(own);
  await button(page, "sign_in.passkey").click();
  await page.getByRole("button", { name: "Sign out lan" }).waitFor();
  await page.getByRole("button", { name: /^End: Made/ }).click();
  await end.click();
  await page.getByText(en["access.no_passkeys"]).waitFor();
  assert.equal(sent.length, 3);
  await other.context.close();
  await context.close();
});

test("a link at an address of numbers leads to the name, and a passkey asked for there says where to go", async () => {
  const { page, context } = await device();
  await page.goto(service.origin + "/");
  await button(page, "sign_in.passkey").click();
  await page.getByText(en["fault.passkey.host"]).waitFor();
  assert.equal(await page.getByRole("link", { name: /^Open localhost/ }).getAttribute("href"), service.named + "/");
  assert.deepEqual(await violations(page), []);
  await page.goto("about:blank");
  await page.goto(service.origin + "/#/invite/secret-1", { waitUntil: "commit" });
  await page.waitForURL(service.named + "/#/invite/secret-1");
  await page.waitForSelector("dialog.sign-in[open]");
  await context.close();
});

for (const language of ["en", "vi"])
  test(`signing in and one's own page in ${language}: axe finds nothing, nothing scrolls sideways`, async () => {
    const text = words(language), theme = language === "en" ? "light" : "dark";
    const { page, context, complaints } = await device({ language, theme });
    const looks = async (name, ready) => {
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await sideways(page), 0, `${name} at 320`);
      for (const viewport of [phone, wide]) {
        await page.setViewportSize(viewport);
        assert.deepEqual(await violations(page), [], `${name} at ${viewport.width}`);
        assert.equal(await sideways(page), 0, `${name} at ${viewport.width}`);
        const kept = viewport === (language === "vi" ? phone : wide);
        if (pictures && kept) await page.screenshot({ path: join(pictures, `${name}-${language}-${viewport.width}.png`) });
      }
    };
    await page.goto(service.named + "/");
    await page.waitForSelector("dialog.sign-in[open]");
    await looks("sign_in");
    await byLink(page, "huong");
    await page.locator(".urge").waitFor();
    await looks("urge");
    await button(page, "passkey.make", text).click();
    await page.getByText(text["passkey.made"]).waitFor();
    await goTo(page, "#/access");
    await settled(page);
    await looks("access");
    await stale(page, /\/passkeys\/options$/);
    await button(page, "passkey.another", text).click();
    await page.waitForSelector("dialog.touch[open]");
    await looks("touch");
    assert.deepEqual(complaints, []);
    await context.close();
  });
