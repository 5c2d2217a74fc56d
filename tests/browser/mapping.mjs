// mapping.mjs MODULES ROOT CROSSWALK DOUBLES: the mapping's editor in the browser, over the real service.
import assert from "node:assert/strict";
import test from "node:test";
import { answer, en, fault, open, opened, phone, service, sideways, violations } from "./browser.mjs";
import { until } from "./service.mjs";

const goTo = (page, address) => page.evaluate((to) => (location.hash = to), address);
const button = (page, key) => page.getByRole("button", { name: en[key], exact: true });
const fields = (page) => page.getByLabel("Text of fields.yaml");

async function editor(options) {
  const all = await opened(options);
  await goTo(all.page, "#/mapping?show=files");
  await all.page.getByLabel(en["mapping.file"]).selectOption("fields.yaml");
  return all;
}

async function write(page, change) {
  await fields(page).waitFor();
  await fields(page).fill(change(await fields(page).inputValue()));
}

const bySales = (text) => {
  const changed = text.replace(/(  company:\n.*\n.*\n    rule: )prefer salesforce unless blank/, "$1prefer hubspot unless blank");
  assert.notEqual(changed, text);
  return changed;
};

test("the grid has a row for each field, and the way of a lead is told in words beside its picture", async () => {
  const { page, context } = await opened();
  await goTo(page, "#/mapping");
  const plan = await service.api("/mapping/plan");
  await page.getByRole("table", { name: en["mapping.grid"] }).waitFor();
  assert.equal(await page.locator("main tbody tr").count(), plan.fields.length);
  await page.getByText("Lead.Company").waitFor();
  await button(page, "mapping.view.way").press("Enter");
  await page.getByRole("img", { name: en["mapping.picture"] }).waitFor();
  assert.equal(await page.locator("svg.way rect").count(), plan.stages.length);
  await page.locator("main .items").getByText("Entered by rule: lead_score at least 60").waitFor();
  await context.close();
});

test("what is wrong is said with its line and column, and leads there; nothing can be put into force", async () => {
  const { page, context } = await editor();
  await write(page, (text) => text.replace("    rule: newest", "    rool: newest"));
  await button(page, "mapping.try").press("Enter");
  const place = page.getByRole("button", { name: /^fields\.yaml:\d+:\d+$/ }).first();
  const [, line] = (await place.textContent()).split(":");
  await place.press("Enter");
  await until("the place", () => fields(page).evaluate((area) => document.activeElement === area));
  const before = await fields(page).evaluate((area) => area.value.slice(0, area.selectionStart));
  assert.equal(before.split("\n").length, Number(line));
  assert.equal(await button(page, "mapping.activate").count(), 0);
  for (const viewport of [undefined, phone]) {
    if (viewport) await page.setViewportSize(viewport);
    assert.deepEqual(await violations(page), []);
    assert.equal(await sideways(page), 0);
  }
  assert.equal((await service.api("/mapping")).version, 1);
  await context.close();
});

test("what was written stays while one looks elsewhere, and until somebody discards it", async () => {
  const { page, context } = await editor();
  await write(page, (text) => text + "# mine\n");
  await goTo(page, "#/health");
  await page.getByRole("heading", { name: en["health"], exact: true }).waitFor();
  await goTo(page, "#/mapping?show=files");
  await page.getByLabel(en["mapping.file"]).selectOption("fields.yaml");
  assert.match(await fields(page).inputValue(), /# mine\n$/);
  await button(page, "mapping.discard").click();
  assert.doesNotMatch(await fields(page).inputValue(), /# mine/);
  await context.close();
});

test("a viewer reads the files and is offered no act", async () => {
  const { page, context } = await open({ at: service.named + "/" + (await service.invite("vy", "viewer")) });
  await page.locator("dialog.sign-in form button").click();
  await page.waitForSelector("dialog.sign-in", { state: "hidden" });
  await goTo(page, "#/mapping?show=files");
  await page.getByLabel(/^Text of /).waitFor();
  assert.equal(await page.getByLabel(/^Text of /).isEditable(), false);
  assert.equal(await button(page, "mapping.check").count(), 0);
  await context.close();
});

test("over another version than it was written for, a draft is refused and stays", async () => {
  const { page, context } = await editor();
  await write(page, (text) => text + "# mine\n");
  await button(page, "mapping.try").click();
  await button(page, "mapping.activate").click();
  await answer(page, "/mapping/activate", 409, fault("mapping.changed_meanwhile", "Somebody else activated a version just now."));
  await button(page, "mapping.activate_sure").click();
  await page.getByText("Somebody else activated a version just now.").waitFor();
  assert.match(await fields(page).inputValue(), /# mine\n$/);
  await context.close();
});

test("by keyboard alone: a rule is changed, tried on those who are known, put into force, looked at, and taken back", async () => {
  const { page, context, complaints } = await editor();
  await write(page, bySales);
  await button(page, "mapping.try").press("Enter");
  await page.getByRole("region", { name: en["mapping.foreseen"] }).getByRole("status").waitFor();
  await page.getByLabel("Changes of fields.yaml").getByText("+     rule: prefer hubspot unless blank").waitFor();
  assert.deepEqual(await violations(page), []);
  await button(page, "mapping.activate").press("Enter");
  await button(page, "mapping.activate_sure").press("Enter");
  await page.getByText(en["mapping.activated"]).waitFor();
  assert.equal((await service.api("/mapping")).version, 2);
  assert.match((await service.api("/mapping/plan")).fields.find((one) => one.name === "company").rule, /hubspot/);

  await button(page, "mapping.view.versions").press("Enter");
  await page.getByRole("button", { name: "Version 1", exact: true }).press("Enter");
  await page.getByLabel("Changes of fields.yaml").getByText("+     rule: prefer hubspot unless blank").waitFor();
  assert.deepEqual(await violations(page), []);
  await button(page, "mapping.undo").press("Enter");
  await button(page, "mapping.undo_sure").press("Enter");
  await page.getByText("takes back version 2").or(page.getByRole("button", { name: "Version 3", exact: true })).first().waitFor();
  assert.match((await service.api("/mapping/plan")).fields.find((one) => one.name === "company").rule, /salesforce/);
  const log = await service.api("/log?what=mapping%20activate");
  assert.equal(log.log.length, 1, "the log tells who did it");
  assert.deepEqual(complaints, []);
  await context.close();
});
