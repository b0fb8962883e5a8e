// One run of an engine that keeps its answer, with a clock beside it: the metrics of
// bench/harness/measure.h, under the same names and with the same percentiles.
//
// An engine is an object with
//     load(tables)          takes the tables and computes the first answer
//     transaction(change)   makes a change and says whether a subscriber sees it
//     batch(changes)        makes changes together; only where the workload has batches
//     views()               the rows of each view, by name
//
// Transactions, and then batches, end when all are made or when the budget of seconds is over.
// Then the outcome says how many were made, and no answer is given that would need the rest.
// SPDX-License-Identifier: Apache-2.0
import { Outcome, readTables } from './run.mjs';

const defaultBudget = 120;
const batches = 200;

// A value that was measured, as bench/harness/statistics.h has it.
export function percentile(sorted, percent) {
  return sorted[Math.min(Math.floor((sorted.length * percent) / 100), sorted.length - 1)];
}

function reportPercentiles(outcome, prefix, times) {
  const sorted = Float64Array.from(times).sort();
  outcome.metric(`${prefix}p50_us`, percentile(sorted, 50) * 1e3);
  outcome.metric(`${prefix}p99_us`, percentile(sorted, 99) * 1e3);
}

// Each returns whether all changes were made.
function makeTransactions(engine, changes, budget, outcome) {
  const hits = [];
  const misses = [];
  let total = 0;  // Milliseconds, as all times are here.
  let made = 0;
  for (; made < changes.length && total < budget; ++made) {
    const begin = performance.now();
    const seen = engine.transaction(changes[made]);
    const time = performance.now() - begin;
    (seen ? hits : misses).push(time);
    total += time;
  }
  if (made > 0) {
    reportPercentiles(outcome, 'tx_', hits.concat(misses));
    outcome.metric('tx_per_s', (made / total) * 1e3);
  }
  if (hits.length > 0 && misses.length > 0) {
    reportPercentiles(outcome, 'tx_hit_', hits);
    reportPercentiles(outcome, 'tx_miss_', misses);
  }
  if (made < changes.length) outcome.cut('tx', made);
  return made === changes.length;
}

function makeBatches(engine, changes, budget, outcome) {
  const size = Math.floor(changes.length / batches);
  const begin = performance.now();
  let made = 0;
  for (; made < changes.length && performance.now() - begin < budget; made += size) {
    engine.batch(changes.slice(made, made + size));
  }
  made = Math.min(made, changes.length);
  outcome.metric('batch_changes_per_s', (made / (performance.now() - begin)) * 1e3);
  if (made < changes.length) outcome.cut('batch', made);
  return made === changes.length;
}

// The whole run; `budget` in milliseconds.
export function measure(engine, tables, outcome, budget) {
  const begin = performance.now();
  engine.load(tables);
  outcome.metric('load_s', (performance.now() - begin) / 1e3);
  outcome.check('load', engine.views());
  if (!makeTransactions(engine, tables.tx, budget, outcome)) return;
  outcome.check('tx', engine.views());
  if (tables.batch.length === 0 || !makeBatches(engine, tables.batch, budget, outcome)) return;
  outcome.check('batch', engine.views());
}

// `engines`: a function that makes one, by workload. The arguments of the program are the
// workload, the folder of its files and, if it is not the usual one, the budget.
export function runLive(engines) {
  const [workload, folder, seconds] = process.argv.slice(2);
  const tables = readTables(workload, folder);
  const outcome = new Outcome(workload, tables);
  measure(engines[workload](), tables, outcome, Number(seconds ?? defaultBudget) * 1e3);
  outcome.print();
}
