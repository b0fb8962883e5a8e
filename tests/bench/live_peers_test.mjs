// What the programs for Node have in common: tables as they are read, checksums as the judge has
// them, and runs that are cut when their budget of time is over.
// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { measure, percentile } from '../../bench/peers/live.mjs';
import { Outcome, readTables } from '../../bench/peers/run.mjs';

// Keeps the sum of all numbers; each change lasts at least so many milliseconds.
class Sum {
  #lasts;
  #sum = 0;
  constructor(lasts) {
    this.#lasts = lasts;
  }
  load() {}
  transaction(number) {
    for (const begin = performance.now(); performance.now() - begin < this.#lasts;);
    this.#sum += number;
    return number !== 0;
  }
  batch(numbers) {
    for (const number of numbers) this.transaction(number);
  }
  views() {
    return { '': [[this.#sum]] };
  }
}

function run(lasts, budget, tx = [1, 0, 2, 0]) {
  const tables = { w1_orders: Array(10000), tx, batch: Array(1000).fill(3) };
  const outcome = new Outcome('W1', tables);
  measure(new Sum(lasts), tables, outcome, budget);
  return outcome.lines;
}

const named = (lines, kind) =>
  lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.split(' ')[1]);

// Of [[0]], as bench/checksum.h computes it.
const zero = 'e220a8397b1dcdaf';

test('a run gives each answer and each metric', () => {
  const lines = run(0, Infinity);
  assert.equal(lines[0], 'scale 100');
  assert.deepEqual(named(lines, 'check'), ['load', 'tx', 'batch']);
  assert.ok(lines.includes(`check load ${zero} 1`));
  assert.deepEqual(named(lines, 'metric'), [
    'load_s', 'tx_p50_us', 'tx_p99_us', 'tx_per_s', 'tx_hit_p50_us', 'tx_hit_p99_us',
    'tx_miss_p50_us', 'tx_miss_p99_us', 'batch_changes_per_s']);
  assert.deepEqual(named(lines, 'cut'), []);
});

test('transactions that nobody tells apart are not reported apart', () => {
  assert.ok(!named(run(0, Infinity, [1, 2]), 'metric').includes('tx_hit_p50_us'));
});

test('a run that is cut in its transactions owes no answer behind them', () => {
  const lines = run(2, 5, Array(100).fill(1));
  assert.deepEqual(named(lines, 'check'), ['load']);
  const made = Number(lines.find((line) => line.startsWith('cut tx ')).split(' ')[2]);
  assert.ok(made >= 1 && made <= 3, `${made}`);
  assert.ok(!named(lines, 'metric').includes('batch_changes_per_s'));
});

test('a run that is cut in its batches owes the answers before them', () => {
  const lines = run(2, 5, []);
  assert.deepEqual(named(lines, 'check'), ['load', 'tx']);
  assert.ok(lines.includes('cut batch 5'));  // A batch lasts for ten milliseconds.
});

test('a run without time makes nothing', () => {
  assert.deepEqual(named(run(0, 0), 'check'), ['load']);
  assert.ok(run(0, 0).includes('cut tx 0'));
});

test('a percentile is a value that was measured', () => {
  const sorted = Array.from({ length: 200 }, (_, i) => i);
  assert.equal(percentile(sorted, 50), 100);
  assert.equal(percentile(sorted, 99), 198);
  assert.equal(percentile(sorted, 100), 199);
  assert.equal(percentile([7], 99), 7);
});

test('the rows of a file have numbers where it has them', () => {
  const folder = mkdtempSync(`${tmpdir()}/cambium-bench-`);
  for (const name of ['users', 'labels', 'comments', 'issue_labels']) {
    writeFileSync(`${folder}/w4_${name}.csv`, '');
  }
  writeFileSync(`${folder}/w4_issues.csv`, '7,1,2,0,-5,a title 3\n8,1,2,1,6,4 more\n');
  writeFileSync(`${folder}/w4_tx.csv`, 'r,7,1\n');
  writeFileSync(`${folder}/w1_tx.bin`, new Int32Array([1, 2, 3, 4, 5, 6, 7, -8]));
  const tables = readTables('W4', folder);
  const orders = readTables('W1', folder);
  rmSync(folder, { recursive: true });
  assert.deepEqual(tables.w4_issues, [[7, 1, 2, 0, -5, 'a title 3'], [8, 1, 2, 1, 6, '4 more']]);
  assert.deepEqual(tables.tx, [['r', 7, 1]]);
  assert.deepEqual(tables.w4_users, []);
  assert.deepEqual(orders.tx, [[1, 2, 3, 4, 5, 6, 7, -8]]);
});
