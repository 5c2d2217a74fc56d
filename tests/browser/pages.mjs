// pages.mjs MODULES ROOT CROSSWALK DOUBLES LANGUAGE: every page of the console in one language, as people see it.
// CROSSWALK_PICTURES=1 writes their pictures anew.
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { answer, opened, phone, pictures, service, settled, sideways, violations, wide } from "./browser.mjs";
import { addresses, review } from "./told.mjs";

const language = process.argv[6];

for (const theme of ["light", "dark"])
  test(`every page in ${language}, ${theme}: axe finds nothing, nothing scrolls sideways at 1280 and 360 px, nothing leaves the origin`, async () => {
    const { page, context, complaints, asked } = await opened({ language, theme });
    await answer(page, "/review", 200, review());
    for (const [name, address] of Object.entries(addresses())) {
      await page.evaluate((to) => (location.hash = to), address);
      await settled(page);
      for (const viewport of [wide, phone]) {
        await page.setViewportSize(viewport);
        assert.deepEqual(await violations(page), [], `${name} at ${viewport.width}`);
        assert.equal(await sideways(page), 0, `${name} at ${viewport.width}`);
        const kept = viewport === phone ? language === "vi" && theme === "dark" : language === "en" && theme === "light";
        if (pictures && kept) await page.screenshot({ path: join(pictures, `${name}-${language}-${viewport.width}.png`) });
      }
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await sideways(page), 0, `${name} at 320`);
      await page.setViewportSize(wide);
    }
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    assert.deepEqual(complaints, []);
    assert.deepEqual(asked.filter((url) => !url.startsWith(service.origin + "/") && !url.startsWith("data:")), []);
    await context.close();
  });
