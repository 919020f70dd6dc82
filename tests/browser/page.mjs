// The page in headless Chromium. Whatever is not as it should be ends the run with 1.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const { CHROMIUM, WORK, SHOTS } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const figures = JSON.parse(readFileSync(`${WORK}/story.json`, "utf8"));
const quiet = ["gpu", "quic", "background-networking", "component-update", "sync"].map((part) => `--disable-${part}`);
const args = ["--no-sandbox", "--no-first-run", ...quiet];
const browser = await chromium.launch({ executablePath: CHROMIUM, args });

/// Opens a page with no network; what it asks for and what its console says is kept.
async function open(name, options = {}) {
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    if (!request.url().startsWith(`file://${WORK}/${name}`)) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${WORK}/${name}`);
  return { page, trouble, close: () => context.close() };
}

/// The violations axe-core calls serious or worse. It is run by the debugger, which the page's policy does not bind.
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" / ")}`);
}

const column = (page, table, place) =>
  page.$$eval(`#${table} tbody tr`, (rows, place) => rows.map((row) => row.cells[place].textContent), place);
const number = (text) => Number(text.replaceAll(",", ""));

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of [["wide", { width: 1100, height: 900 }], ["narrow", { width: 390, height: 800 }]]) {
    const { page, trouble, close } = await open("story.html", { colorScheme, viewport });
    await page.$$eval("details", (all) => all.forEach((part) => { part.open = true; }));
    assert.deepEqual(await violations(page), [], `${colorScheme}, ${size}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `the page is ${over} pixels wider than the window, ${size}`);
    await page.$$eval("details", (all) => all.forEach((part) => { part.open = false; }));
    const name = size === "narrow" ? "narrow" : colorScheme;
    if (SHOTS) {
      await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
      // The picture of the README: from the top of the page to the end of the first table of groups.
      const end = await page.$eval("#by-coder", (part) => part.getBoundingClientRect().bottom + scrollY);
      const clip = { x: 0, y: 0, width: viewport.width, height: Math.ceil(end) + 16 };
      if (name === "light") await page.screenshot({ path: `${SHOTS}/report.png`, fullPage: true, clip });
    }
    assert.deepEqual(trouble, []);
    await close();
  }
}
console.log("axe-core, light and dark, wide and narrow: no serious violation");

{
  const { page, trouble, close } = await open("story.html");
  const rules = figures.rules.map((rule) => rule.code);
  assert.deepEqual(await column(page, "table-rules", 0), rules);
  assert.deepEqual((await column(page, "table-rules", 3)).map(number), figures.rules.map((rule) => rule.count));
  for (const by of figures.by) {
    const table = `table-${by.by}`;
    assert.deepEqual(await column(page, table, 0), by.groups.map((group) => group.label));
    assert.deepEqual((await column(page, table, 1)).map(number), by.groups.map((group) => group.claims.of));
    assert.deepEqual((await column(page, table, 2)).map(number), by.groups.map((group) => group.claims.clean));
  }
  const keys = await page.$$eval(".keys .big", (all) => all.map((key) => key.textContent));
  const percent = (rate) => `${(rate * 100).toFixed(1)} %`;
  const { claims, lines, diagnoses } = figures.all;
  assert.deepEqual(keys.slice(0, 3), [claims, lines, diagnoses].map((rate) => percent(rate.rate)));
  console.log("the figures on the page are those of the JSON");

  // By mouse, then by keyboard the other way round.
  const worst = page.locator("#table-coder th button", { hasText: "rate" });
  await worst.click();
  const down = await column(page, "table-coder", 0);
  assert.equal(down[0], "(several on one claim)");
  await worst.press("Enter");
  assert.equal((await column(page, "table-coder", 0))[0], "Ben");
  assert.equal(await worst.locator("..").getAttribute("aria-sort"), "ascending");
  assert.match(await page.textContent("#said"), /sorted by rate/);

  const shown = () => page.$$eval("#table-rules tbody tr", (rows) => rows.filter((row) => !row.hidden).length);
  const form = page.locator("form[data-table=table-rules]");
  await form.locator("input").fill("7th");
  assert.equal(await shown(), 1);
  await form.locator("input").fill("");
  await form.locator("select").selectOption("warning");
  assert.equal(await shown(), figures.rules.filter((rule) => rule.severity === "warning").length);
  await form.locator("select").selectOption("");
  assert.equal(await shown(), figures.rules.length);
  console.log("sorting and filtering work");

  const code = figures.rules[0].code;
  await page.locator("#table-rules tbody a").first().click();
  assert.ok(await page.$eval(`#rule-${code}`, (part) => part.open), "a link opens its rule");
  assert.deepEqual(trouble, []);
  await close();
  const deep = await open(`story.html#rule-${figures.rules[1].code}`);
  assert.ok(await deep.page.$eval(`#rule-${figures.rules[1].code}`, (part) => part.open), "so does an address");
  await deep.close();
  console.log("links to a rule work");
}

{
  // Numbers sort by what they are, not by what is written: 1,700 is more than 900. In every table, in both directions.
  const { page, trouble, close } = await open("many.html");
  const tables = await page.$$eval("table", (all) => all.map((table) => table.id));
  for (const table of ["changes-rules", "changes-groups", "audit-rules", "audit-groups", "table-rules", "table-coder", "table-months", "top-codes"]) {
    assert.ok(tables.includes(table), `no table ${table} among ${tables}`);
  }
  let thousands = 0;
  for (const table of tables) {
    for (const head of await page.$$(`#${table} thead th.n`)) {
      const place = await head.evaluate((th) => th.cellIndex);
      for (const sign of [-1, 1]) {
        await (await head.$("button")).click();
        const cells = await page.$$eval(`#${table} tbody tr`, (rows, place) =>
          rows.map(({ cells }) => [cells[place].dataset.v, cells[place].innerText.trim(), cells[place].className]), place);
        for (const [value, text, kind] of cells) {
          assert.ok(kind === "n" && value !== undefined && Number.isFinite(Number(value)), `${table}, column ${place}: ${text} is ${value}`);
          if (/^[\d,]+$/.test(text)) assert.equal(number(text), Number(value), table);
          thousands += text.includes(",") ? 1 : 0;
        }
        const values = cells.map(([value]) => Number(value));
        assert.deepEqual(values, values.toSorted((a, b) => sign * (a - b)), `${table}, column ${place}`);
      }
    }
  }
  assert.ok(thousands > 0, "some number has a comma");
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(trouble, []);
  await close();
  console.log("every column of numbers sorts by its numbers");
}

{
  const { page, trouble, close } = await open("hostile.html");
  assert.equal(await page.$$eval("img, iframe, object, script", (all) => all.length), 1, "its own script and nothing else");
  assert.equal(await page.$$eval("*", (all) => all.filter((one) => one.getAttributeNames().some((name) => name.startsWith("on"))).length), 0);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(trouble, []);
  await close();
  console.log("hostile text does nothing");
}
await browser.close();
