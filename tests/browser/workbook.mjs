// The workbook as LibreOffice reads it has the figures of the JSON.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";

const work = process.env.WORK;
const figures = JSON.parse(readFileSync(`${work}/story.json`, "utf8"));
const sheets = readdirSync(`${work}/sheets`);
const rows = (sheet) => {
  const name = sheets.find((file) => file.endsWith(`-${sheet}.csv`));
  assert.ok(name, `LibreOffice found no sheet ${sheet} among ${sheets}`);
  return readFileSync(`${work}/sheets/${name}`, "utf8").trim().split("\n").slice(1).map((line) => line.split(",").map((cell) => cell.replace(/^"|"$/g, "")));
};
const claims = rows("summary")[0];
assert.deepEqual(claims.slice(0, 3), ["claims", String(figures.all.claims.of), String(figures.all.claims.clean)]);
const rate = Number.parseFloat(claims[3]) / 100;
assert.ok(Math.abs(rate - figures.all.claims.rate) < 1e-5, `the rate is ${claims[3]}`);
const coders = figures.by[0].groups.map((group) => [group.label, String(group.claims.of), String(group.claims.clean)]);
assert.deepEqual(rows("by coder").map((row) => row.slice(0, 3)), coders);
assert.equal(rows("findings").length, figures.all.errors + figures.all.warnings + figures.all.infos);
console.log("the workbook in LibreOffice: ok");
