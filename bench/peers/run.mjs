// What every peer has in common: tables from files, checksums, times, and the lines that
// cambium-bench reads (bench/harness/outcome.h).
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';

const fullRows = { W1: 1000000, W3: 200000, W4: 200000, W5: 1000000 };
const mainTable = { W1: 'w1_orders', W3: 'w3_edges', W4: 'w4_issues', W5: 'w5_events' };

// Arrays of `columns` integers.
export function readRows(folder, name, columns) {
  const file = `${folder}/${name}.bin`;
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const rows = new Array(words.length / columns);
  for (let i = 0; i < rows.length; ++i) {
    rows[i] = Array.from(words.subarray(i * columns, (i + 1) * columns));
  }
  return rows;
}

// Lines of W4, whose columns are integers but for the last and for the letter of a mutation.
function readLines(folder, name) {
  const lines = readFileSync(`${folder}/${name}.csv`, 'utf8').split('\n');
  lines.pop();  // What is behind the last end of a line.
  return lines.map((line) =>
    line.split(',').map((column) => (/^-?\d+$/.test(column) ? Number(column) : column)));
}

const mask = (1n << 64n) - 1n;
function mix(word) {
  let h = (word + 0x9e3779b97f4a7c15n) & mask;
  h = ((h ^ (h >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  h = ((h ^ (h >> 27n)) * 0x94d049bb133111ebn) & mask;
  return h ^ (h >> 31n);
}

function checksum(rows) {
  let sum = 0n;
  for (const row of rows) {
    let h = 0n;
    for (const column of row) h = mix(h ^ BigInt.asUintN(64, BigInt(column)));
    sum = (sum + h) & mask;
  }
  return sum.toString(16).padStart(16, '0');
}

export class Outcome {
  constructor(workload, tables) {
    const scale = Math.floor(fullRows[workload] / tables[mainTable[workload]].length);
    this.lines = [`scale ${scale}`];
  }
  metric(name, value) {
    this.lines.push(`metric ${name} ${value}`);
  }
  // The budget of time was over when so many changes of that part, tx or batch, were made.
  cut(part, made) {
    this.lines.push(`cut ${part} ${made}`);
  }
  // `views`: rows by name; a workload with one view calls it "".
  check(point, views) {
    for (const [view, rows] of Object.entries(views)) {
      const name = view === '' ? point : `${point}.${view}`;
      this.lines.push(`check ${name} ${checksum(rows)} ${rows.length}`);
    }
  }
  print() {
    this.metric('rss_mb', process.resourceUsage().maxRSS / 1024);
    console.log(this.lines.concat('end').join('\n'));
  }
}

export function seconds(since) {
  return Number(process.hrtime.bigint() - since) / 1e9;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function readTables(workload, folder) {
  if (workload === 'W1') {
    return {
      w1_customers: readRows(folder, 'w1_customers', 3),
      w1_orders: readRows(folder, 'w1_orders', 4),
      tx: readRows(folder, 'w1_tx', 8),
      batch: readRows(folder, 'w1_batch', 8),
    };
  }
  if (workload === 'W3') {
    return { w3_edges: readRows(folder, 'w3_edges', 2), tx: readRows(folder, 'w3_tx', 3), batch: [] };
  }
  if (workload === 'W5') {
    return { w5_events: readRows(folder, 'w5_events', 4), tx: readRows(folder, 'w5_tx', 5), batch: [] };
  }
  if (workload === 'W4') {
    const names = ['users', 'labels', 'issues', 'comments', 'issue_labels', 'tx'];
    const tables = { batch: [] };
    for (const name of names) {
      tables[name === 'tx' ? name : `w4_${name}`] = readLines(folder, `w4_${name}`);
    }
    return tables;
  }
  throw new Error(`no such workload here: ${workload}`);
}
