// db-ivm of TanStack DB: differential dataflow in JavaScript, one graph for each workload.
//
//     node db_ivm.mjs W1 FOLDER [SECONDS]
//
// What a careful user of it would write. A reduction looks at all rows of a group again for
// each change, so large groups are folded in levels, and distinct values are a reduction too,
// because distinct() takes values for equal whose 32-bit hashes are. An index compares arrays
// by their first element before it hashes them: rows begin with what tells them apart, and a
// row is retracted as the object that was inserted.
// SPDX-License-Identifier: Apache-2.0
import {
  D2, filter, groupedTopKWithFractionalIndex, join, map, output, reduce,
  topKWithFractionalIndex,
} from '@tanstack/db-ivm';
import { runLive } from './live.mjs';

// A stream of [key, row] as its subscriber holds it: the row of each key.
class View {
  #rows = new Map();
  changed = false;

  constructor(stream) {
    stream.pipe(output((delta) => this.#add(delta.getInner())));
  }
  #add(delta) {
    for (const [[key, row], weight] of delta) {
      const held = this.#rows.get(key) ?? [row, 0];
      if (weight > 0) held[0] = row;
      held[1] += weight;
      if (held[1] === 0) this.#rows.delete(key);
      else this.#rows.set(key, held);
      this.changed = true;
    }
  }
  rows(rowOf) {
    return Array.from(this.#rows, ([key, [row]]) => rowOf(key, row));
  }
}

const inserted = (rows) => rows.map((row) => [row, 1]);

// How many there are, of values whose weights alone count.
const count = () => reduce((values) => {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0);
  return total === 0 ? [] : [[total, 1]];
});

// W1: the orders of a group are folded in 1024 buckets, those in 32, and those in one.
class Rollup {
  #graph = new D2();
  #customers = this.#graph.newInput();
  #orders = this.#graph.newInput();
  #rows = new Map();  // The orders, by id.
  #view;

  constructor() {
    // Orders are [id, customer, status, cents]; parts [bucket, count, sum, min, max].
    const ofOrders = (orders) => {
      const part = [0, 0, 0, Infinity, -Infinity];
      for (const [[id, , , cents], weight] of orders) {
        part[0] = id & 1023;
        part[1] += weight;
        part[2] += weight * cents;
        if (cents < part[3]) part[3] = cents;
        if (cents > part[4]) part[4] = cents;
      }
      return part[1] === 0 ? [] : [[part, 1]];
    };
    const ofParts = (parts) => {
      const whole = [0, 0, 0, Infinity, -Infinity];
      for (const [part] of parts) {
        whole[0] = part[0] >> 5;
        whole[1] += part[1];
        whole[2] += part[2];
        if (part[3] < whole[3]) whole[3] = part[3];
        if (part[4] > whole[4]) whole[4] = part[4];
      }
      return whole[1] === 0 ? [] : [[whole, 1]];
    };
    const next = () => map(([bucket, part]) => [bucket >> 5, part]);
    const byId = this.#customers.pipe(map((customer) => [customer[0], customer]));
    this.#view = new View(this.#orders.pipe(
      map((order) => [order[1], order]),
      join(byId),
      map(([, [order, customer]]) =>
        [(((customer[1] << 2) | order[2]) << 10) | (order[0] & 1023), order]),
      reduce(ofOrders), next(), reduce(ofParts), next(), reduce(ofParts)));
    this.#graph.finalize();
  }

  load({ w1_customers: customers, w1_orders: orders }) {
    for (const order of orders) this.#rows.set(order[0], order);
    this.#customers.sendData(inserted(customers));
    this.#orders.sendData(inserted(orders));
    this.#graph.run();
  }
  transaction(change) {
    this.batch([change]);
    return true;
  }
  batch(changes) {
    const delta = [];
    for (const [op, id, customer, status, cents] of changes) {
      if (op !== 0) delta.push([this.#rows.get(id), -1]);
      if (op === 2) {
        this.#rows.delete(id);
        continue;
      }
      const row = [id, customer, status, cents];
      delta.push([row, 1]);
      this.#rows.set(id, row);
    }
    this.#orders.sendData(delta);
    this.#graph.run();
  }
  views() {
    const rowOf = (group, part) => [group >> 2, group & 3, ...part.slice(1)];
    return { '': this.#view.rows(rowOf) };
  }
}

// W3: two-paths by a join of the edges with themselves, triangles by a join of those with edges.
class Triangles {
  #graph = new D2();
  #edges = this.#graph.newInput();
  #triangles;
  #twoPaths;

  constructor() {
    const pair = (low, high) => low * 65536 + high;
    const twoPaths = this.#edges.pipe(
      map(([low, high]) => [high, [low]]),
      join(this.#edges.pipe(map(([low, high]) => [low, [high]]))),
      map(([, [[low], [high]]]) => [pair(low, high), 0]));
    const closed = twoPaths.pipe(
      join(this.#edges.pipe(map(([low, high]) => [pair(low, high), 0]))));
    const all = () => map(() => [0, 0]);
    this.#twoPaths = new View(twoPaths.pipe(all(), count()));
    this.#triangles = new View(closed.pipe(all(), count()));
    this.#graph.finalize();
  }

  load({ w3_edges: edges }) {
    this.#edges.sendData(inserted(edges));
    this.#graph.run();
  }
  transaction([sign, low, high]) {
    this.#edges.sendData([[[low, high], sign]]);
    this.#graph.run();
    return true;
  }
  views() {
    const number = (view) => (view.rows((_, total) => [total])[0] ?? [0]);
    return { '': [number(this.#triangles)], two_paths: [number(this.#twoPaths)] };
  }
}

// W4: one graph for all projects, which tells flat rows: a subscriber of one project would
// still have to pick its own and to put them together.
class Tracker {
  #graph = new D2();
  #inputs = {};
  #issues = new Map();  // By id.
  #pairs = new Map();   // By issue and label.
  #views = {};

  constructor() {
    for (const name of ['users', 'labels', 'issues', 'comments', 'pairs']) {
      this.#inputs[name] = this.#graph.newInput();
    }
    const { users, labels, issues, comments, pairs } = this.#inputs;
    const by = (column) => map((row) => [row[column], row]);
    // Issues are [id, project, owner, status, created, title].
    const visible = issues.pipe(
      filter((issue) => issue[3] === 0),
      by(0),
      groupedTopKWithFractionalIndex((a, b) => b[4] - a[4] || b[0] - a[0],
        { limit: 50, groupKeyFn: (_, issue) => issue[1] }),
      map(([id, [issue]]) => [id, issue]));
    const owned = visible.pipe(
      map(([, issue]) => [issue[2], issue]),
      join(users.pipe(by(0))),
      map(([, [issue, owner]]) => [issue[0], [issue, owner]]));
    // Comments are [id, issue, author, created, body].
    const latest = visible.pipe(
      join(comments.pipe(by(1))),
      map(([, [issue, comment]]) => [comment[0], [comment, issue]]),
      groupedTopKWithFractionalIndex(([a], [b]) => b[3] - a[3] || b[0] - a[0],
        { limit: 3, groupKeyFn: (_, [comment]) => comment[1] }),
      map(([id, [pair]]) => [id, pair]));
    // Pairs are [label, issue].
    const labelled = visible.pipe(
      join(pairs.pipe(by(1))),
      map(([, [issue, pair]]) => [pair[0], [issue[0], issue]]),
      join(labels.pipe(by(0))),
      map(([, [[id, issue], label]]) => [id * 64 + label[0], [label, issue]]));
    this.#views = {
      owned: new View(owned), latest: new View(latest), labelled: new View(labelled),
    };
    this.#graph.finalize();
  }

  load(tables) {
    const pairs = tables.w4_issue_labels.map(([issue, label]) => this.#pair(issue, label));
    for (const issue of tables.w4_issues) this.#issues.set(issue[0], issue);
    this.#inputs.users.sendData(inserted(tables.w4_users));
    this.#inputs.labels.sendData(inserted(tables.w4_labels));
    this.#inputs.issues.sendData(inserted(tables.w4_issues));
    this.#inputs.comments.sendData(inserted(tables.w4_comments));
    this.#inputs.pairs.sendData(inserted(pairs));
    this.#graph.run();
  }
  transaction([letter, ...row]) {
    for (const view of Object.values(this.#views)) view.changed = false;
    this.#apply(letter, row);
    this.#graph.run();
    return Object.values(this.#views).some((view) => view.changed);
  }
  #apply(letter, row) {
    if (letter === 'c') {
      this.#inputs.comments.sendData([[row, 1]]);
    } else if (letter === 'i') {
      this.#issues.set(row[0], row);
      this.#inputs.issues.sendData([[row, 1]]);
    } else if (letter === 's') {
      const before = this.#issues.get(row[0]);
      this.#issues.set(row[0], row);
      this.#inputs.issues.sendData([[before, -1], [row, 1]]);
    } else {
      const sign = letter === 'l' ? 1 : -1;
      this.#inputs.pairs.sendData([[this.#pair(...row), sign]]);
      if (sign < 0) this.#pairs.delete(row[0] * 64 + row[1]);
    }
  }
  // The one object that stands for the pair.
  #pair(issue, label) {
    const key = issue * 64 + label;
    const pair = this.#pairs.get(key) ?? [label, issue];
    this.#pairs.set(key, pair);
    return pair;
  }
  views() {
    const { owned, latest, labelled } = this.#views;
    return {
      '': [
        ...owned.rows((id, [issue]) => [1, issue[1], id, issue[4]]),
        ...owned.rows((id, [issue, owner]) => [4, issue[1], id, owner[0]]),
        ...latest.rows((id, [, issue]) => [2, issue[1], issue[0], id]),
        ...labelled.rows((_, [label, issue]) => [3, issue[1], issue[0], label[0]]),
      ],
    };
  }
}

// W5: events by item, and pairs of item and user that have an event, by item.
class Events {
  #graph = new D2();
  #events = this.#graph.newInput();
  #top;
  #distinct;

  constructor() {
    const users = 2 ** 17;
    this.#top = new View(this.#events.pipe(
      map(([, , item]) => [item, 0]), count(),
      topKWithFractionalIndex((a, b) => b - a, { limit: 10 }),
      map(([item, [events]]) => [item, events])));
    this.#distinct = new View(this.#events.pipe(
      map(([, user, item]) => [item * users + user, 0]),
      reduce((values) => (values.length === 0 ? [] : [[0, 1]])),
      map(([pair]) => [Math.floor(pair / users), 0]), count()));
    this.#graph.finalize();
  }

  load({ w5_events: events }) {
    this.#events.sendData(inserted(events));
    this.#graph.run();
  }
  transaction([sign, ...event]) {
    this.#events.sendData([[event, sign]]);
    this.#graph.run();
    return true;
  }
  views() {
    const rowOf = (item, number) => [item, number];
    return { top10: this.#top.rows(rowOf), distinct: this.#distinct.rows(rowOf) };
  }
}

runLive({
  W1: () => new Rollup(), W3: () => new Triangles(), W4: () => new Tracker(),
  W5: () => new Events(),
});
