// DuckDB, which evaluates from scratch: the tables in memory, one thread.
//
//     node duckdb.mjs W1 FOLDER
// SPDX-License-Identifier: Apache-2.0
import { DuckDBDataChunk, DuckDBInstance, INTEGER } from '@duckdb/node-api';
import { Outcome, median, readTables, seconds } from './run.mjs';

const questions = {
  W1: {
    tables: { w1_customers: 'id, tier, region', w1_orders: 'id, customer, status, cents' },
    views: {
      '': `SELECT tier, status, count(*), sum(cents), min(cents), max(cents)
           FROM w1_orders JOIN w1_customers c ON c.id = customer GROUP BY tier, status`,
    },
    main: 'w1_orders',
    key: 1,  // How many columns say which row it is.
    // The key of a row, and the row that is there then, or null.
    change: ([op, id, customer, status, cents]) => [id, op === 2 ? null : [id, customer, status, cents]],
  },
  W3: {
    tables: { w3_edges: 'low, high' },
    views: {
      '': `SELECT count(*) FROM w3_edges x JOIN w3_edges y ON y.low = x.high
           JOIN w3_edges z ON z.low = x.low AND z.high = y.high`,
      two_paths: 'SELECT count(*) FROM w3_edges x JOIN w3_edges y ON y.low = x.high',
    },
    main: 'w3_edges',
    key: 2,
    change: ([sign, low, high]) => [`${low} ${high}`, sign > 0 ? [low, high] : null],
  },
  W5: {
    tables: { w5_events: 'id, user, item, score' },
    views: {
      top10: `SELECT item, count(*) AS events FROM w5_events
              GROUP BY item ORDER BY events DESC, item LIMIT 10`,
      distinct: 'SELECT item, count(DISTINCT "user") FROM w5_events GROUP BY item',
    },
    main: 'w5_events',
    key: 1,
    change: ([sign, id, user, item, score]) => [id, sign > 0 ? [id, user, item, score] : null],
  },
};

const [workload, folder] = process.argv.slice(2);
const question = questions[workload];
const tables = readTables(workload, folder);
const outcome = new Outcome(workload, tables);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run('SET threads = 1');

const quoted = (names) => names.split(', ').map((name) => `"${name}"`);

async function append(table, width, rows) {
  const appender = await connection.createAppender(table);
  for (let begin = 0; begin < rows.length; begin += 2048) {
    const chunk = DuckDBDataChunk.create(Array(width).fill(INTEGER));
    chunk.setRows(rows.slice(begin, begin + 2048));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

async function create(name, columns) {
  const typed = quoted(columns).map((column) => `${column} INTEGER`);
  await connection.run(`CREATE TABLE ${name}(${typed.join(', ')})`);
}

// Only the last state of a row counts, since nobody looks in between.
async function apply(changes) {
  const last = new Map(changes.map((change) => question.change(change)));
  const columns = question.tables[question.main];
  const keys = columns.split(', ').slice(0, question.key).join(', ');
  const gone = [...last.keys()].map((key) => String(key).split(' ').map(Number));
  await create('gone', keys);
  await append('gone', question.key, gone);
  const same = quoted(keys).map((key) => `gone.${key} = ${question.main}.${key}`).join(' AND ');
  await connection.run(`DELETE FROM ${question.main} USING gone WHERE ${same}`);
  await connection.run('DROP TABLE gone');
  const rows = [...last.values()].filter((row) => row !== null);
  await append(question.main, columns.split(', ').length, rows);
}

const times = [];
async function evaluate(point) {
  const begin = process.hrtime.bigint();
  const views = {};
  for (const [view, sql] of Object.entries(question.views)) {
    views[view] = await connection.runAndReadAll(sql);
  }
  times.push(seconds(begin));
  for (const view of Object.keys(views)) views[view] = views[view].getRows();
  outcome.check(point, views);
}

const begin = process.hrtime.bigint();
for (const [name, columns] of Object.entries(question.tables)) {
  await create(name, columns);
  await append(name, columns.split(', ').length, tables[name]);
}
outcome.metric('load_s', seconds(begin));
await evaluate('load');
await apply(tables.tx);
await evaluate('tx');
if (tables.batch.length > 0) {
  await apply(tables.batch);
  await evaluate('batch');
}
outcome.metric('recompute_s', median(times));
outcome.print();
